package sqlsplit

import "strings"

// quote reads anything in quotes, if c begins it.
func (s *splitter) quote(c byte) (handled bool, err error) {
	from := s.pos
	switch {
	case c == '\'':
		err = s.quoted(from, c, s.backslash, "the string", true)
	case c == '"' && s.rules.backslash:
		err = s.quoted(from, c, s.backslash, "the string", true)
	case c == '"':
		err = s.quoted(from, c, false, "the identifier", true)
	case c == '`' && s.rules.backtick:
		err = s.quoted(from, c, false, "the identifier", true)
	case c == '[' && s.rules.bracket:
		err = s.quoted(from, ']', false, "the identifier", s.rules.doubledBracket)
	case c == '$' && s.rules.dollar:
		tag := s.dollarTag()
		if tag == "" {
			return false, nil
		}
		err = s.dollarQuoted(from, tag)
	default:
		return false, nil
	}
	if err == nil {
		s.token(from, "'")
	}
	return true, err
}

// quoted reads from the opening quote at s.pos to the closing one; from is
// where the token begins. Doubled: two closing quotes are one of them.
func (s *splitter) quoted(from int, closing byte, backslash bool, what string, doubled bool) error {
	s.pos++
	for {
		n := strings.IndexByte(s.text[s.pos:], closing)
		if backslash {
			n = strings.IndexAny(s.text[s.pos:], string([]byte{'\\', closing}))
		}
		if n < 0 {
			return s.unclosed(from, what, string([]byte{closing}))
		}
		s.pos += n + 1
		next := byte(0)
		if s.pos < len(s.text) {
			next = s.text[s.pos]
		}
		switch {
		case s.text[s.pos-1] == '\\':
			if s.pos == len(s.text) {
				return s.unclosed(from, what, string([]byte{closing}))
			}
			s.pos++
		case doubled && next == closing && s.pos < len(s.text):
			s.pos++
		default:
			return nil
		}
	}
}

// escapeString reads PostgreSQL's E'...'. A string goes on after a line feed:
// what follows in the next quotes is of the same kind (manual, 4.1.2.1).
func (s *splitter) escapeString(from int) error {
	for {
		if err := s.quoted(from, '\'', true, "the string", true); err != nil {
			return err
		}
		next, ok := s.continuation(s.pos)
		if !ok {
			s.token(from, "'")
			return nil
		}
		s.pos = next
	}
}

// continuation looks for a quote behind blanks with a line feed. Line comments
// count as blanks.
func (s *splitter) continuation(at int) (quote int, ok bool) {
	newLine := false
	for ; at < len(s.text); at++ {
		switch c := s.text[at]; {
		case c == '\n' || c == '\r':
			newLine = true
		case isSpace(c):
		case c == '\'':
			return at, newLine
		case strings.HasPrefix(s.text[at:], "--"):
			n := strings.IndexAny(s.text[at:], "\r\n")
			if n < 0 {
				return 0, false
			}
			at += n - 1
		default:
			return 0, false
		}
	}
	return 0, false
}

// dollarTag returns the $tag$ at s.pos, or "". A tag is an identifier without
// a dollar sign; $1 is a parameter.
func (s *splitter) dollarTag() string {
	for at := s.pos + 1; at < len(s.text); at++ {
		switch c := s.text[at]; {
		case c == '$':
			return s.text[s.pos : at+1]
		case !isLetter(c) && (!isDigit(c) || at == s.pos+1):
			return ""
		}
	}
	return ""
}

func (s *splitter) dollarQuoted(from int, tag string) error {
	s.pos += len(tag)
	n := strings.Index(s.text[s.pos:], tag)
	if n < 0 {
		return s.unclosed(from, "the dollar quote", tag)
	}
	s.pos += n + len(tag)
	return nil
}
