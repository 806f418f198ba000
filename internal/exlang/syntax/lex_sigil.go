package syntax

// sigil reads ~name, a delimited text, and modifiers.
func (l *lexer) sigil() {
	t := l.startToken(tokSigil, l.off)
	start := l.off
	l.off++
	lower := isLower(l.peek(0))
	l.off++
	for !lower && (isUpper(l.peek(0)) || isDigit(l.peek(0))) {
		l.off++
	}
	t.text = l.src[start+1 : l.off]
	if isLower(l.peek(0)) {
		l.fail(l.posAt(start), "invalid name of a sigil: `~%s%c`", t.text, l.peek(0)).
			hint("the name is one lowercase letter, or uppercase letters and digits").raise()
	}
	t.str = &stringToken{parts: l.sigilBody(&t, lower)}
	t.str.heredoc = isHeredoc(l.src[start+1+len(t.text):])
	end := l.off
	for isLetter(l.peek(0)) || isDigit(l.peek(0)) {
		l.off++
	}
	t.str.modifiers = l.src[end:l.off]
	l.toks = append(l.toks, t)
}

// sigilBody reads the text of a sigil with its delimiters. Only lowercase
// sigils may interpolate, and what escapes mean is for the sigil to decide.
func (l *lexer) sigilBody(t *token, lower bool) []stringPart {
	open := l.peek(0)
	if isHeredoc(l.rest()) {
		return l.heredoc(open, lower, false)
	}
	b := bodyOf(t, 0, "sigil")
	b.interpolate, b.escapes = lower, false
	switch open {
	case '/', '|', '"', '\'':
		b.closer = open
	case '(':
		b.closer = ')'
	case '[':
		b.closer = ']'
	case '{':
		b.closer = '}'
	case '<':
		b.closer = '>'
	default:
		l.fail(t.position(l.file).Pos(), "the sigil ~%s has no delimiter", t.text).
			hint(`the delimiters are // || "" '' () [] {} <> and heredocs`).raise()
	}
	l.off++
	return l.stringBody(b)
}
