package syntax

import "strings"

// isHeredoc reports whether s starts with three quotes.
func isHeredoc(s string) bool {
	return strings.HasPrefix(s, `"""`) || strings.HasPrefix(s, "'''")
}

func threeTimes(c byte) string { return string([]byte{c, c, c}) }

// heredoc reads a heredoc, whose opening quotes are next.
func (l *lexer) heredoc(quote byte, interpolate, escapes bool) []stringPart {
	b := body{
		what: "heredoc", line: l.line, col: l.column(l.off),
		closer: quote, heredoc: true, interpolate: interpolate, escapes: escapes,
	}
	l.off += 3
	l.skipSpaces()
	switch {
	case l.peek(0) == '\n':
		l.newline(l.off + 1)
	case l.peek(0) == '\r' && l.peek(1) == '\n':
		l.newline(l.off + 2)
	case l.off >= len(l.src):
		r := bodyReader{body: b, l: l}
		r.failUnclosed()
	default:
		l.fail(l.posAt(l.off), "unexpected text after %s", threeTimes(quote)).
			hint("the text of a heredoc starts on the next line").raise()
	}
	r := bodyReader{body: b, l: l, from: l.off}
	r.read()
	// The indentation to remove is known only now, and the text must not be
	// unescaped before: an escaped line feed starts no line.
	lineStart := true
	for i := range r.parts {
		p := &r.parts[i]
		if p.tokens == nil {
			p.text = trimIndent(p.text, r.indent, lineStart)
			if escapes {
				p.text = unescape(p.text)
			}
		}
		lineStart = false
	}
	return r.parts
}

// atCloser looks for the closing quotes at the start of a line, and if they
// are there ends the heredoc.
func (r *bodyReader) atCloser() bool {
	l := r.l
	end := skipBlanks(l.src, l.off)
	if !strings.HasPrefix(l.src[end:], threeTimes(r.closer)) {
		return false
	}
	r.flush()
	r.indent = end - l.off
	l.off = end + 3
	return true
}

// trimIndent removes up to n blanks from the start of each line of text, the
// first of which may have begun before the text.
func trimIndent(text string, n int, lineStart bool) string {
	if n == 0 || text == "" {
		return text
	}
	var out strings.Builder
	out.Grow(len(text))
	for text != "" {
		line, rest := text, ""
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			line, rest = text[:i+1], text[i+1:]
		}
		if lineStart {
			line = trimBlanks(line, n)
		}
		out.WriteString(line)
		text, lineStart = rest, true
	}
	return out.String()
}

// trimBlanks removes up to n blanks from the start of line.
func trimBlanks(line string, n int) string {
	i := 0
	for i < n && i < len(line) && isBlank(line[i]) {
		i++
	}
	return line[i:]
}
