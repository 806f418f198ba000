package sqlddl

import "strings"

// kind is the kind of a token.
type kind uint8

const (
	end kind = iota
	// word is a bare word: a keyword, or a name in the database's case.
	word
	// name is a quoted name.
	name
	text
	number
	symbol
)

// token is a token with its place in the statement.
type token struct {
	kind kind
	// text is without quotes.
	text       string
	start, end int
}

// scanner cuts a statement into tokens.
type scanner struct {
	database string
	sql      string
	pos      int
}

func tokens(sql, database string) []token {
	return appendTokens(make([]token, 0, len(sql)/4+2), &scanner{database: database, sql: sql})
}

// appendTokens reads to the end of the text; the last token says so.
func appendTokens(list []token, s *scanner) []token {
	for {
		t := s.next()
		list = append(list, t)
		if t.kind == end {
			return list
		}
	}
}

func (s *scanner) next() token {
	s.blanks()
	from := s.pos
	if from >= len(s.sql) {
		return token{end, "", len(s.sql), len(s.sql)}
	}
	c := s.sql[from]
	t := token{start: from}
	switch {
	case s.isLetter(c) && !s.prefixed(c):
		s.word()
		t.kind, t.text = word, s.sql[from:s.pos]
	case c == '\'':
		t.kind, t.text = text, s.quoted('\'', s.database == "mysql")
	case c == '"' && s.database == "mysql":
		t.kind, t.text = text, s.quoted('"', true)
	case c == '"', c == '`':
		t.kind, t.text = name, s.quoted(c, false)
	case c == '[' && (s.database == "mssql" || s.database == "sqlite"):
		t.kind, t.text = name, s.quoted(']', false)
	case c == '$' && s.dollar(&t):
	case isLetter(c):
		s.pos++
		t.kind, t.text = text, s.quoted('\'', s.database == "mysql" || c == 'E' || c == 'e')
	case isDigit(c), c == '.' && from+1 < len(s.sql) && isDigit(s.sql[from+1]):
		s.run(func(c byte) bool { return isDigit(c) || c == '.' || c == 'e' || c == 'E' })
		t.kind, t.text = number, s.sql[from:s.pos]
	case c == ':' && strings.HasPrefix(s.sql[from:], "::"):
		s.pos += 2
		t.kind, t.text = symbol, "::"
	default:
		s.pos++
		t.kind, t.text = symbol, s.sql[from:s.pos]
	}
	t.end = s.pos
	return t
}

// isLetter: @ and # begin variables and temporary tables.
func (s *scanner) isLetter(c byte) bool {
	return isLetter(c) || c == '@' && (s.database == "mssql" || s.database == "mysql") || c == '#' && s.database == "mssql"
}

// prefixed reports E'...' and N'...'.
func (s *scanner) prefixed(c byte) bool {
	return (c == 'E' || c == 'e' || c == 'N' || c == 'n') && s.pos+1 < len(s.sql) && s.sql[s.pos+1] == '\''
}

func (s *scanner) word() {
	for s.pos < len(s.sql) {
		if c := s.sql[s.pos]; !s.isLetter(c) && !isDigit(c) && c != '$' {
			return
		}
		s.pos++
	}
}

// blanks passes over blanks and comments. MySQL's /*! is code: only its marks
// are passed over.
func (s *scanner) blanks() {
	mysql := s.database == "mysql"
	for s.pos < len(s.sql) {
		rest := s.sql[s.pos:]
		switch c := rest[0]; {
		case c == ' ', c == '\t', c == '\r', c == '\n', c == '\f', c == '\v':
			s.pos++
		case c == '-' && s.dashes(rest), mysql && c == '#':
			s.skip("\n", 0)
		case mysql && (strings.HasPrefix(rest, "/*!") || strings.HasPrefix(rest, "/*M!")):
			s.pos += strings.IndexByte(rest, '!') + 1
			s.run(isDigit)
		case mysql && strings.HasPrefix(rest, "*/"):
			s.pos += 2
		case c == '/' && strings.HasPrefix(rest, "/*"):
			s.comment()
		default:
			return
		}
	}
}

// dashes: MySQL wants a blank behind them.
func (s *scanner) dashes(rest string) bool {
	return strings.HasPrefix(rest, "--") && (s.database != "mysql" || len(rest) == 2 || rest[2] <= ' ')
}

// comment passes over /* ... */, which may hold others on PostgreSQL and SQL
// Server.
func (s *scanner) comment() {
	if s.database != "postgres" && s.database != "mssql" {
		s.skip("*/", 2)
		return
	}
	for depth := 0; s.pos < len(s.sql); {
		switch rest := s.sql[s.pos:]; {
		case strings.HasPrefix(rest, "/*"):
			depth++
			s.pos += 2
		case strings.HasPrefix(rest, "*/"):
			s.pos += 2
			if depth--; depth == 0 {
				return
			}
		default:
			s.pos++
		}
	}
}

// skip goes behind the mark, or to the end.
func (s *scanner) skip(mark string, from int) {
	n := strings.Index(s.sql[s.pos+from:], mark)
	if n < 0 {
		s.pos = len(s.sql)
		return
	}
	s.pos += from + n + len(mark)
}

func (s *scanner) run(in func(byte) bool) {
	for s.pos < len(s.sql) && in(s.sql[s.pos]) {
		s.pos++
	}
}

// quoted reads to the closing quote; two of them are one of the text.
func (s *scanner) quoted(closing byte, escapes bool) string {
	s.pos++
	// Most texts have nothing to undo.
	rest := s.sql[s.pos:]
	n := strings.IndexByte(rest, closing)
	if n >= 0 && (n+1 == len(rest) || rest[n+1] != closing) && !(escapes && strings.IndexByte(rest[:n], '\\') >= 0) {
		s.pos += n + 1
		return rest[:n]
	}
	var b strings.Builder
	for ; s.pos < len(s.sql); s.pos++ {
		c := s.sql[s.pos]
		next := byte(0)
		if s.pos+1 < len(s.sql) {
			next = s.sql[s.pos+1]
		}
		switch {
		case c == '\\' && escapes && next != 0:
			s.pos++
			b.WriteByte(unescaped(next))
		case c == closing && next == closing:
			s.pos++
			b.WriteByte(c)
		case c == closing:
			s.pos++
			return b.String()
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unescaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case '0':
		return 0
	}
	return c
}

// dollar reads $tag$...$tag$.
func (s *scanner) dollar(t *token) bool {
	rest := s.sql[s.pos+1:]
	n := strings.IndexByte(rest, '$')
	if n < 0 || strings.ContainsFunc(rest[:n], func(r rune) bool { return r < 0x80 && !isLetter(byte(r)) && !isDigit(byte(r)) }) {
		return false
	}
	tag := s.sql[s.pos : s.pos+n+2]
	body := s.sql[s.pos+len(tag):]
	close := strings.Index(body, tag)
	if close < 0 {
		return false
	}
	t.kind, t.text = text, body[:close]
	s.pos += 2*len(tag) + close
	return true
}

func isLetter(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
