package syntax

import "strings"

// operator reads an operator or a punctuation mark.
func (l *lexer) operator() {
	start := l.off
	if key := specialKey(l.rest()); key != "" {
		l.off += len(key) + 1
		l.emit(tokKeyword, start, key)
		return
	}
	if l.column(start) == 1 && strings.HasPrefix(l.rest(), "<<<<<<<") {
		l.fail(l.posAt(start), "unresolved version control conflict").
			hint("choose one of the two sides and remove the marker lines").raise()
	}
	if text, kind := scanOperator(l.rest()); text != "" {
		l.emitOperator(text, kind)
		return
	}
	l.punctuation()
}

// emitOperator reads the given operator. A colon after it makes it the key of
// a keyword, a slash makes it a name, as in &+/2.
func (l *lexer) emitOperator(text string, kind tokenKind) {
	start := l.off
	l.off += len(text)
	if l.peek(0) == ':' && l.off+1 < len(l.src) && isSpace(l.src[l.off+1]) &&
		kind != tokAssocOp && kind != tokTernaryOp {
		l.off++
		l.emit(tokKeyword, start, text)
		return
	}
	next := skipBlanks(l.src, l.off)
	slash := byteAt(l.src, next) == '/'
	switch kind {
	case tokAssocOp, tokTernaryOp:
		slash = false
	case tokCaptureOp:
		if next == l.off && isDigit(l.peek(0)) {
			l.emit(tokCaptureInt, start, text)
			return
		}
		// & //2 captures the function //, whereas &/2 is a capture of &.
		slash = slash && byteAt(l.src, skipBlanks(l.src, next+1)) != '/'
	}
	if slash {
		l.emit(tokIdent, start, text)
		l.off = next
		return
	}
	switch kind {
	case tokDualOp, tokUnaryOp, tokAtOp, tokCaptureOp, tokEllipsisOp:
		// These may start an expression, so the line before has ended.
	default:
		l.dropEOL()
	}
	l.emit(kind, start, text)
	// The blanks are skipped here because they are not looked at as those
	// after a name are.
	l.skipSpaces()
}

// punctuation reads brackets, commas, semicolons, dots and percent signs.
func (l *lexer) punctuation() {
	start := l.off
	width := 1
	switch c := l.src[start]; c {
	case ',':
		l.emit(tokComma, start, ",")
	case ';':
		if l.last() == tokSemicolon {
			l.failCharacter()
		}
		l.emit(tokSemicolon, start, ";")
	case '(':
		l.openParen(start)
	case '[':
		l.openBracket(tokLBracket, "[")
	case '{':
		if l.last() == tokPercent {
			l.fail(l.posAt(start), "unexpected space between `%%` and `{`").
				hint("a map is written %%{...}, a struct %%Name{...}").raise()
		}
		l.openBracket(tokLBrace, "{")
	case ')':
		l.closeBracket(tokRParen, ")")
	case ']':
		l.closeBracket(tokRBracket, "]")
	case '}':
		l.closeBracket(tokRBrace, "}")
	case '<': // <<, as < alone is an operator
		l.openBracket(tokLBits, "<<")
		width = 2
	case '>':
		l.closeBracket(tokRBits, ">>")
		width = 2
	case '%':
		width = l.percent()
	case '.':
		l.dot()
		return
	default:
		l.failCharacter()
	}
	l.off += width
}

// percent reads the start of a map or struct and returns its width.
func (l *lexer) percent() int {
	start := l.off
	switch l.peek(1) {
	case '{':
		l.emit(tokMap, start, "%")
		l.off++
		l.openBracket(tokLBrace, "{")
		l.toks[len(l.toks)-1].col--
		return 1
	case '(', '[':
		l.fail(l.posAt(start), "expected `{` after `%%`").
			hint("a map is written %%{...}").raise()
	}
	l.emit(tokPercent, start, "%")
	return 1
}

func (l *lexer) openParen(start int) {
	if l.last() == tokAlias {
		alias := l.toks[len(l.toks)-1].text
		l.fail(l.posAt(start), "unexpected `(` after the alias `%s`", alias).
			hint("the name of a function starts with a lowercase letter or an underscore").raise()
	}
	l.openBracket(tokLParen, "(")
}

func (l *lexer) openBracket(kind tokenKind, text string) {
	l.pushOpener(text, l.off)
	l.emit(kind, l.off, text)
}

func (l *lexer) closeBracket(kind tokenKind, text string) {
	l.popOpener(text, l.off)
	l.emit(kind, l.off, text)
}

// dot reads a dot and, because names and operators are treated differently
// after one, what follows it.
func (l *lexer) dot() {
	start := l.off
	line, col := l.line, l.column(start)
	l.off++
	l.skipToName()
	l.dropEOL()
	kind := tokDot
	if l.peek(0) == '(' {
		kind = tokDotCall
	}
	l.toks = append(l.toks, token{kind: kind, line: int32(line), col: int32(col), text: "."})
	if kind == tokDotCall {
		return
	}
	if c := l.peek(0); c == '"' || c == '\'' {
		l.quotedCall(c)
		return
	}
	if op := dotOperator(l.rest()); op != "" {
		at := l.off
		l.off += len(op)
		l.emit(callKind(l.peek(0)), at, op)
	}
}

// skipToName skips spaces, comments and ends of lines after a dot.
func (l *lexer) skipToName() {
	for {
		l.skipSpaces()
		switch c := l.peek(0); {
		case c == '#':
			l.comment()
		case c == '\n':
			l.newline(l.off + 1)
		case c == '\r' && l.peek(1) == '\n':
			l.newline(l.off + 2)
		case c == '\\' && l.continuation():
		default:
			return
		}
	}
}

// scanOperator returns the operator that s starts with and its kind, or "".
func scanOperator(s string) (string, tokenKind) {
	if len(s) >= 3 {
		if k := operator3(s[:3]); k != tokEOF {
			return s[:3], k
		}
	}
	if strings.HasPrefix(s, "..//") && byteAt(s, skipBlanks(s, 4)) == '/' {
		return "..//", tokRangeOp // a name, because of the slash
	}
	if len(s) >= 2 {
		if k := operator2(s[:2]); k != tokEOF {
			return s[:2], k
		}
		if s[:2] == "<<" || s[:2] == ">>" {
			return "", tokEOF
		}
	}
	if k := operator1(s[0]); k != tokEOF {
		return s[:1], k
	}
	return "", tokEOF
}

func operator3(s string) tokenKind {
	switch s {
	case "~~~":
		return tokUnaryOp
	case "...":
		return tokEllipsisOp
	case "===", "!==":
		return tokCompOp
	case "&&&":
		return tokAndOp
	case "|||":
		return tokOrOp
	case "^^^":
		return tokXorOp
	case "+++", "---":
		return tokConcatOp
	case "<<<", ">>>", "~>>", "<<~", "<~>", "<|>":
		return tokArrowOp
	}
	return tokEOF
}

func operator2(s string) tokenKind {
	switch s {
	case "=>":
		return tokAssocOp
	case "//":
		return tokTernaryOp
	case "**":
		return tokPowerOp
	case "..":
		return tokRangeOp
	case "++", "--", "<>":
		return tokConcatOp
	case "|>", "~>", "<~":
		return tokArrowOp
	case "==", "=~", "!=":
		return tokCompOp
	case "<=", ">=":
		return tokRelOp
	case "&&":
		return tokAndOp
	case "||":
		return tokOrOp
	case "<-", `\\`:
		return tokInMatchOp
	case "::":
		return tokTypeOp
	case "->":
		return tokStabOp
	}
	return tokEOF
}

func operator1(c byte) tokenKind {
	switch c {
	case '@':
		return tokAtOp
	case '&':
		return tokCaptureOp
	case '!', '^':
		return tokUnaryOp
	case '<', '>':
		return tokRelOp
	case '+', '-':
		return tokDualOp
	case '*', '/':
		return tokMultOp
	case '=':
		return tokMatchOp
	case '|':
		return tokPipeOp
	}
	return tokEOF
}

// specialKey returns the key of a keyword that is neither a name nor an
// operator, or "".
func specialKey(s string) string {
	if c := s[0]; c != '.' && c != '<' && c != '%' && c != '{' {
		return ""
	}
	for _, key := range [...]string{".", "<<>>", "%{}", "%", "{}", "..//"} {
		if n := len(key); len(s) > n+1 && s[:n] == key && s[n] == ':' && isSpace(s[n+1]) {
			return key
		}
	}
	return ""
}

// atomOperator returns the operator that s, the text after a colon, starts
// with and that needs no quotes as an atom, or "".
func atomOperator(s string) string {
	for _, special := range [...]string{"<<>>", "%{}", "%", "{}", "..//"} {
		if strings.HasPrefix(s, special) {
			return special
		}
	}
	if strings.HasPrefix(s, "::") {
		return "::"
	}
	if s == "" {
		return ""
	}
	text, kind := scanOperator(s)
	switch kind {
	case tokEOF:
		if s[0] == '.' || s[0] == '<' || s[0] == '>' {
			return s[:1]
		}
		return ""
	case tokAssocOp, tokTernaryOp:
		return text[:1]
	case tokTypeOp:
		return ""
	}
	return text
}

// dotOperator returns the operator that may be called after a dot and that s
// starts with, or "".
func dotOperator(s string) string {
	if s == "" {
		return ""
	}
	text, kind := scanOperator(s)
	switch kind {
	case tokAssocOp, tokTernaryOp:
		return text[:1]
	case tokStabOp:
		return "-"
	case tokEllipsisOp:
		return ""
	case tokEOF:
		if s[0] == '<' || s[0] == '>' {
			return s[:1]
		}
		return ""
	case tokRangeOp:
		if text != ".." {
			return ""
		}
	}
	return text
}
