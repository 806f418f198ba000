package sqlsplit

import "strings"

// step reads one token, comment or run of blanks.
func (s *splitter) step() error {
	c := s.text[s.pos]
	switch {
	case isSpace(c):
		s.blanks()
		return nil
	case s.atDelimiter():
		return s.terminator()
	case s.startsLineComment():
		return s.lineComment()
	case s.looksAt("/*"):
		return s.blockComment()
	case s.executable >= 0 && s.looksAt("*/"):
		from := s.pos
		s.pos += 2
		s.token(from, "*/")
		s.executable = -1
		return nil
	case isLetter(c):
		return s.word()
	case isDigit(c):
		s.number()
		return nil
	}
	if handled, err := s.quote(c); handled || err != nil {
		return err
	}
	return s.symbol(c)
}

func (s *splitter) looksAt(what string) bool { return strings.HasPrefix(s.text[s.pos:], what) }

func (s *splitter) blanks() {
	for s.pos < len(s.text) && isSpace(s.text[s.pos]) {
		if s.text[s.pos] == '\n' {
			s.lineStart = true
		}
		s.pos++
	}
}

// atDelimiter: inside of an executable comment nothing ends, as the comment
// could not be cut.
func (s *splitter) atDelimiter() bool {
	if s.rules.batches || s.executable >= 0 || !s.looksAt(s.delimiter) {
		return false
	}
	// A delimiter of letters is a word and no part of another.
	after := s.pos + len(s.delimiter)
	return !isLetter(s.delimiter[0]) || after == len(s.text) || !isLetter(s.text[after]) && !isDigit(s.text[after])
}

// terminator reads the delimiter, which ends the statement unless it stands
// within a body. DELIMITER is how a file says that it does not.
func (s *splitter) terminator() error {
	from := s.pos
	s.pos += len(s.delimiter)
	if s.start >= 0 && s.delimiter == ";" && !s.body.ends(s) {
		s.token(from, ";")
		return nil
	}
	s.lineStart = false
	return s.finish(1)
}

func (s *splitter) startsLineComment() bool {
	if s.rules.hashComments && s.text[s.pos] == '#' {
		return true
	}
	if !s.looksAt("--") {
		return false
	}
	// MySQL: "the second dash must be followed by at least one whitespace or
	// control character" (manual, Comment Syntax).
	next := s.pos + 2
	return !s.rules.spacedDashes || next == len(s.text) || s.text[next] <= ' ' || s.text[next] == 0x7f
}

// lineComment reads a comment up to the end of its line, without it.
func (s *splitter) lineComment() error {
	from := s.pos
	ends := "\n"
	if s.rules.returnEndsLine {
		ends = "\r\n"
	}
	if n := strings.IndexAny(s.text[from:], ends); n >= 0 {
		s.pos += n
	} else {
		s.pos = len(s.text)
	}
	if !s.lineStart || s.options.Mark == nil || s.executable >= 0 {
		s.lineStart = false
		return nil
	}
	s.lineStart = false
	comment := strings.TrimRight(s.text[from:s.pos], "\r")
	switch role := s.options.Mark(comment); role {
	case Ordinary:
		return nil
	case Verbatim:
		if err := s.mark(from, len(comment)); err != nil {
			return err
		}
		return s.verbatim(from)
	default:
		return s.mark(from, len(comment))
	}
}

func (s *splitter) mark(from, length int) error {
	if err := s.finish(1); err != nil {
		return err
	}
	s.emit(Piece{Kind: Mark, Start: from, End: from + length})
	return nil
}

// verbatim takes the lines up to the closing mark as one statement.
func (s *splitter) verbatim(opened int) error {
	start, end := s.pos, -1
	for s.pos < len(s.text) {
		from := s.pos
		if n := strings.IndexByte(s.text[from:], '\n'); n >= 0 {
			s.pos += n + 1
		} else {
			s.pos = len(s.text)
		}
		line := strings.TrimRight(s.text[from:s.pos], "\r\n")
		comment := strings.TrimLeft(line, " \t")
		if strings.HasPrefix(comment, "--") && s.options.Mark(comment) == VerbatimEnd {
			end = from
			s.pos = from + len(line)
			s.emitTrimmed(start, end)
			s.emit(Piece{Kind: Mark, Start: from + len(line) - len(comment), End: s.pos})
			return nil
		}
	}
	return s.unclosed(opened, "the statement", "its end")
}

// emitTrimmed adds a statement without the blanks around it and without its
// semicolon.
func (s *splitter) emitTrimmed(start, end int) {
	text := s.text[start:end]
	trimmed := strings.TrimLeft(text, " \t\r\n\f\v")
	start += len(text) - len(trimmed)
	trimmed = strings.TrimRight(trimmed, " \t\r\n\f\v")
	trimmed = strings.TrimRight(strings.TrimSuffix(trimmed, ";"), " \t\r\n\f\v")
	if trimmed != "" {
		s.emit(Piece{Kind: Statement, Start: start, End: start + len(trimmed), Head: nil, Repeat: 1})
	}
}

// blockComment reads /* ... */. MySQL's /*! and MariaDB's /*M! are code: only
// their marks are read here, and what is in between as usual.
func (s *splitter) blockComment() error {
	from := s.pos
	if s.rules.executable && s.executable < 0 && (s.looksAt("/*!") || s.looksAt("/*M!")) {
		s.pos += strings.IndexByte(s.text[from:], '!') + 1
		s.token(from, "/*!")
		// The token before a statement's first word is none of it.
		s.prev = s.before
		s.executable = from
		return nil
	}
	depth := 0
	for {
		n := strings.IndexAny(s.text[s.pos:], "*/")
		if n < 0 || s.pos+n+1 >= len(s.text) {
			s.pos = len(s.text)
			return s.unclosed(from, "the comment", "*/")
		}
		s.pos += n
		switch two := s.text[s.pos : s.pos+2]; {
		case two == "/*" && (depth == 0 || s.rules.nesting):
			depth++
			s.pos += 2
		case two == "*/":
			depth--
			s.pos += 2
		default:
			s.pos++
		}
		if depth == 0 {
			s.lineStart = false
			return nil
		}
	}
}

// maxKeyword is longer than every word that means something here.
const maxKeyword = 32

// word reads an identifier or keyword.
func (s *splitter) word() error {
	from, lineStart := s.pos, s.lineStart
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		if !isLetter(c) && !isDigit(c) && strings.IndexByte(s.rules.word, c) < 0 {
			break
		}
		// A delimiter such as $$ ends a word: END$$.
		if s.delimiter != ";" && s.pos > from && !isLetter(s.delimiter[0]) && s.atDelimiter() {
			break
		}
		s.pos++
	}
	name := "identifier"
	if s.pos-from <= maxKeyword {
		name = strings.ToUpper(s.text[from:s.pos])
	}
	if lineStart || s.start < 0 {
		if handled, err := s.clientCommand(from, name, lineStart); handled || err != nil {
			return err
		}
	}
	if s.rules.dollar && name == "E" && s.looksAt("'") {
		return s.escapeString(from)
	}
	if len(s.head) < maxHead {
		s.head = append(s.head, name)
	}
	if s.delimiter == ";" {
		s.body.word(s, name, from)
	}
	s.token(from, name)
	return s.refuseCopy(name)
}

// maxHead is how many words of a statement are kept.
const maxHead = 8

// number reads digits with a fraction: the point must not be taken for the one
// of "table.column".
func (s *splitter) number() {
	from := s.pos
	s.digits()
	if s.pos+1 < len(s.text) && s.text[s.pos] == '.' && isDigit(s.text[s.pos+1]) {
		s.pos++
		s.digits()
	}
	s.token(from, "0")
}

func (s *splitter) digits() {
	for s.pos < len(s.text) && isDigit(s.text[s.pos]) {
		s.pos++
	}
}

// symbol reads any other character.
func (s *splitter) symbol(c byte) error {
	if err := s.refuseClient(c); err != nil {
		return err
	}
	from := s.pos
	s.pos++
	if c == ';' && s.start < 0 {
		return nil // SQL Server: an empty statement before the batch
	}
	switch c {
	case '(':
		s.parens++
	case ')':
		s.parens = max(0, s.parens-1)
	}
	s.token(from, s.text[from:s.pos])
	return nil
}
