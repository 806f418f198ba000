package lint

import (
	"path"
	"strings"
)

// blockEnd returns the last line of what begins on a line: an expression with
// its do-block in a script, with its function in Go, a statement of SQL or one
// of its clauses. SQL may stand within the other two.
func (t *text) blockEnd(line int, sql bool) int {
	if line > len(t.lines) {
		return line
	}
	s := &blockScan{source: t.source, extension: path.Ext(t.file)}
	if sql {
		s.extension = ".sql"
		s.clause = t.withinStatement(line)
	}
	return t.lineOf(s.run(t.lines[line-1]))
}

// withinStatement reports whether a line of SQL goes on with the statement of the
// lines above it.
func (t *text) withinStatement(line int) bool {
	for line--; line > 0; line-- {
		code, _, _ := strings.Cut(t.line(line), "--")
		if code = strings.TrimSpace(code); code != "" {
			return !strings.EqualFold(code, "GO") && !strings.ContainsAny(code[len(code)-1:], ";\"`")
		}
	}
	return false
}

// blockScan goes through a text until what begins there has ended. It knows of
// the languages only what opens and closes something.
type blockScan struct {
	source, extension string
	// clause: it ends before the comma behind a clause.
	clause bool
	depth  int
	// last is the last byte that was no blank.
	last byte
}

// run returns the offset at which the block that begins at one ends.
func (s *blockScan) run(at int) int {
	for at < len(s.source) {
		c := s.source[at]
		switch {
		case c == '\n':
			if s.ended() {
				return at
			}
		case s.depth <= 0 && s.extension == ".sql" && (c == ';' || c == ',' && s.clause || strings.HasPrefix(s.source[at:], `"""`)):
			return at
		case c == ' ' || c == '\t' || c == '\r':
		default:
			next := s.token(at)
			if s.depth < 0 {
				return at
			}
			s.last = s.source[min(next, len(s.source))-1]
			at = next
			continue
		}
		at++
	}
	return max(0, len(s.source)-1)
}

// ended: at the end of this line nothing is open.
func (s *blockScan) ended() bool {
	return s.extension != ".sql" && s.depth <= 0 && s.last != 0 && !strings.ContainsRune(",.(+|", rune(s.last))
}

// token passes over what begins at an offset, and returns where it ends.
func (s *blockScan) token(at int) int {
	rest := s.source[at:]
	if s.comment(rest) {
		if end := strings.IndexByte(rest, '\n'); end >= 0 {
			return at + max(1, end)
		}
		return len(s.source)
	}
	switch c := rest[0]; {
	case c == '(' || c == '[' || c == '{':
		s.depth++
	case c == ')' || c == ']' || c == '}':
		s.depth--
	case c == '"' || c == '\'' || c == '`':
		return at + s.quoted(rest)
	case c == '$' && s.extension == ".sql":
		return at + dollarQuoted(rest)
	case isWordByte(c) || c == ':' || c == '@':
		length := 1
		for length < len(rest) && (isWordByte(rest[length]) || strings.IndexByte("?!:", rest[length]) >= 0) {
			length++
		}
		s.word(rest[:length])
		return at + length
	}
	return at + 1
}

// word counts what opens and closes blocks in Elixir; "do:" and ":end" do not.
func (s *blockScan) word(word string) {
	if s.extension == ".go" || s.extension == ".sql" {
		return
	}
	switch word {
	case "do", "fn":
		s.depth++
	case "end":
		s.depth--
	}
}

func (s *blockScan) comment(rest string) bool {
	switch s.extension {
	case ".go":
		return strings.HasPrefix(rest, "//")
	case ".sql":
		return strings.HasPrefix(rest, "--")
	}
	return rest[0] == '#'
}

// quoted returns the length of a string; of a quote that none closes, 1.
func (s *blockScan) quoted(rest string) int {
	quote, escapes := rest[:1], s.extension != ".sql" && rest[0] != '`'
	if heredoc := strings.Repeat(quote, 3); s.extension != ".sql" && strings.HasPrefix(rest, heredoc) {
		quote = heredoc
	}
	for i := len(quote); i < len(rest); i++ {
		switch {
		case escapes && rest[i] == '\\':
			i++
		case strings.HasPrefix(rest[i:], quote):
			return i + len(quote)
		}
	}
	return 1
}

// dollarQuoted returns the length of PostgreSQL's $tag$ ... $tag$, or 1.
func dollarQuoted(rest string) int {
	end := strings.IndexByte(rest[1:], '$')
	if end < 0 || strings.ContainsAny(rest[1:end+1], " \t\r\n();,'\"") {
		return 1
	}
	tag := rest[:end+2]
	if close := strings.Index(rest[len(tag):], tag); close >= 0 {
		return close + 2*len(tag)
	}
	return 1
}

func isWordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}
