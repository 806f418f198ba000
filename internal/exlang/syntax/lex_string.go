package syntax

import (
	"strings"
	"unicode/utf8"
)

// quoted reads what starts with a quote: a string or charlist, either of them
// as a heredoc, or the key of a keyword.
func (l *lexer) quoted(quote byte) {
	t := l.startToken(tokString, l.off)
	what := "string"
	if quote == '\'' {
		t.kind, what = tokCharlist, "charlist"
	}
	if isHeredoc(l.rest()) {
		s := &stringToken{heredoc: true}
		s.parts = l.heredoc(quote, true, true)
		t.str = s
	} else {
		l.off++
		t.str = &stringToken{parts: l.stringBody(bodyOf(&t, quote, what))}
		if l.peek(0) == ':' && l.off+1 < len(l.src) && isSpace(l.src[l.off+1]) {
			t.kind = tokKeyword
			l.checkAtom(&t)
			l.off++
		}
	}
	if t.kind == tokCharlist {
		l.checkCharlist(&t)
	}
	l.toks = append(l.toks, t)
}

// checkCharlist refuses escapes that are bytes: a charlist holds code points.
func (l *lexer) checkCharlist(t *token) {
	if text, ok := t.str.plain(); ok && !utf8.ValidString(text) {
		failAt(t.position(l.file).Pos(), "the charlist is not valid UTF-8").
			hint("use a string in double quotes for bytes").raise()
	}
}

// quotedAtom reads :"name".
func (l *lexer) quotedAtom(quote byte) {
	t := l.startToken(tokAtom, l.off)
	l.off += 2
	t.str = &stringToken{parts: l.stringBody(bodyOf(&t, quote, "atom"))}
	l.checkAtom(&t)
	l.toks = append(l.toks, t)
}

// quotedCall reads the quoted name of a function after a dot.
func (l *lexer) quotedCall(quote byte) {
	t := l.startToken(tokIdent, l.off)
	l.off++
	s := stringToken{parts: l.stringBody(bodyOf(&t, quote, "function name"))}
	text, ok := s.plain()
	if !ok {
		failAt(t.position(l.file).Pos(), "the name of a called function cannot be interpolated").
			hint("use apply/3").raise()
	}
	l.checkAtom(&token{line: t.line, col: t.col, str: &s})
	t.kind, t.text = callKind(l.peek(0)), text
	l.toks = append(l.toks, t)
}

// startToken returns a token at off that is not yet part of l.toks, for what
// may go on for several lines.
func (l *lexer) startToken(kind tokenKind, off int) token {
	return token{kind: kind, line: int32(l.line), col: int32(l.column(off))}
}

// checkAtom makes a quoted name without interpolation an ordinary one.
func (l *lexer) checkAtom(t *token) {
	text, ok := t.str.plain()
	if !ok {
		return
	}
	pos := t.position(l.file).Pos()
	if len(text) > maxAtom {
		failAt(pos, "an atom cannot have more than %d bytes", maxAtom).raise()
	}
	if !utf8.ValidString(text) {
		failAt(pos, "the name of the atom is not valid UTF-8").raise()
	}
	t.text, t.str = text, nil
}

// A body says how to read the contents of a string.
type body struct {
	what string // for errors
	line int
	col  int
	// closer ends the contents, three of them at the start of a line if
	// heredoc is set.
	closer  byte
	heredoc bool
	// interpolate allows #{}. escapes are those of strings: the contents of a
	// sigil stay as they are written.
	interpolate bool
	escapes     bool
}

func bodyOf(t *token, closer byte, what string) body {
	return body{
		what: what, line: int(t.line), col: int(t.col), closer: closer,
		interpolate: true, escapes: true,
	}
}

// A bodyReader collects the parts of a string.
type bodyReader struct {
	body
	l     *lexer
	parts []stringPart
	// buf holds the text of the current part up to from; the rest of it is
	// still only in the source.
	buf  []byte
	from int
	// indent is the number of blanks before the closing quotes of a heredoc.
	indent int
}

// stringBody reads up to and including the closing delimiter.
func (l *lexer) stringBody(b body) []stringPart {
	r := bodyReader{body: b, l: l, from: l.off}
	r.read()
	if len(r.parts) == 0 {
		r.parts = []stringPart{{}}
	}
	if b.escapes {
		for i := range r.parts {
			r.parts[i].text = unescape(r.parts[i].text)
		}
	}
	return r.parts
}

func (r *bodyReader) read() {
	l := r.l
	if r.heredoc && r.atCloser() {
		return
	}
	for l.off < len(l.src) {
		c := l.src[l.off]
		switch {
		case c == r.closer && !r.heredoc:
			r.flush()
			l.off++
			return
		case c == '\n':
			l.newline(l.off + 1)
			if r.heredoc && r.atCloser() {
				return
			}
		case c == '\\':
			if r.backslash() {
				return
			}
		case c == '#' && r.interpolate && l.peek(1) == '{':
			r.flush()
			r.interpolation()
		case c < utf8.RuneSelf:
			l.off++
		default:
			r.wideChar()
		}
	}
	r.failUnclosed()
}

// wideChar reads one character that has more than one byte.
func (r *bodyReader) wideChar() {
	l := r.l
	c, size := utf8.DecodeRuneInString(l.rest())
	if isBidi(c) {
		l.failBidi(l.off, c, "string")
	}
	l.wide += size - 1
	l.off += size
}

// backslash reads a backslash and what it escapes. It reports whether the
// string ended, as a heredoc may on the line after.
func (r *bodyReader) backslash() bool {
	l := r.l
	next := l.peek(1)
	switch {
	case next == '\n', next == '\r' && l.peek(2) == '\n':
		width := 2
		if next == '\r' {
			width = 3
		}
		l.newline(l.off + width)
		return r.heredoc && r.atCloser()
	case !r.heredoc && next == r.closer:
		r.drop(1)
		l.off++
	case r.heredoc && strings.HasPrefix(l.src[l.off+1:], threeTimes(r.closer)):
		r.drop(1)
		l.off += 3
	case next >= utf8.RuneSelf:
		l.off++
		r.wideChar()
	case l.off+1 >= len(l.src):
		l.off++
	default:
		if r.escapes {
			r.checkEscape()
		}
		l.off += 2
	}
	return false
}

// checkEscape reports an escape that unescape could not resolve, here where
// its place is known.
func (r *bodyReader) checkEscape() {
	l := r.l
	if c := l.peek(1); c != 'x' && c != 'u' {
		return
	}
	if e := parseCodeEscape(l.src[l.off+1:]); e.problem != "" {
		l.fail(l.posAt(l.off), "%s", e.problem).hint("%s", e.hint).raise()
	}
}

// drop leaves out the next n bytes of the source.
func (r *bodyReader) drop(n int) {
	l := r.l
	r.buf = append(r.buf, l.src[r.from:l.off]...)
	l.off += n
	r.from = l.off
}

// flush ends the current part. A heredoc always has a first part, even if it
// is empty.
func (r *bodyReader) flush() {
	text := r.l.src[r.from:r.l.off]
	if len(r.buf) > 0 {
		text = string(append(r.buf, text...))
		r.buf = nil
	}
	if text != "" || r.heredoc && len(r.parts) == 0 {
		r.parts = append(r.parts, stringPart{text: text})
	}
	r.from = r.l.off
}

// interpolation reads #{...}.
func (r *bodyReader) interpolation() {
	l := r.l
	part := stringPart{line: int32(l.line), col: int32(l.column(l.off))}
	start := l.posAt(l.off)
	if l.depth++; l.depth > maxDepth {
		l.fail(start, "the interpolations are nested more than %d deep", maxDepth).raise()
	}
	outer := l.toks
	l.toks = make([]token, 0, 4)
	l.off += 2
	l.run(len(l.open))
	if l.off >= len(l.src) {
		l.fail(start, "missing `}` for the interpolation that starts here").raise()
	}
	l.emit(tokEOF, l.off, "}")
	part.tokens = l.toks
	l.toks = outer
	l.depth--
	l.off++
	r.parts = append(r.parts, part)
	r.from = l.off
}

func (r *bodyReader) failUnclosed() {
	closer := string(r.closer)
	if r.heredoc {
		closer = threeTimes(r.closer)
	}
	pos := r.l.posAt(r.l.off)
	pos.Line, pos.Column = r.line, r.col
	f := failAt(pos, "missing `%s` for the %s on line %d", closer, r.what, r.line)
	if r.heredoc {
		f.hint("the closing %s stands on a line of its own", closer)
	}
	f.raise()
}
