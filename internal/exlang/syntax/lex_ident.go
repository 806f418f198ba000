package syntax

import (
	"unicode"
	"unicode/utf8"
)

// maxAtom is the number of characters that an atom may have in Erlang.
const maxAtom = 255

// A name is an identifier, alias or atom as scanName found it.
type name struct {
	text  string
	end   int
	upper bool // starts with an uppercase letter
	ascii bool
	at    bool // contains @, which only atoms may
	mark  bool // ends with ? or !
	wide  int
}

// scanName reads a name at off without consuming it. It reports false if no
// name can start there.
func (l *lexer) scanName(off int) (name, bool) {
	n := name{ascii: true}
	r, size := decode(l.src, off)
	switch {
	case isNameUpper(r):
		n.upper = true
	case !isNameStart(r):
		return n, false
	}
	start := off
	for isNameContinue(r) || r == '@' && off > start {
		if size > 1 {
			n.ascii = false
			n.wide += size - 1
		}
		n.at = n.at || r == '@'
		off += size
		r, size = decode(l.src, off)
	}
	if r == '?' || r == '!' {
		n.mark = true
		off++
	}
	n.text, n.end = normalizeName(l.src[start:off], n.ascii), off
	if len(n.text) > maxAtom && utf8.RuneCountInString(n.text) > maxAtom {
		l.fail(l.posAt(start), "a name cannot have more than %d characters", maxAtom).raise()
	}
	return n, true
}

// accept moves behind a scanned name.
func (l *lexer) accept(n name) {
	l.off = n.end
	l.wide += n.wide
}

// identifier reads a name of any kind: a variable or call, an alias, a
// reserved word, or the key of a keyword.
func (l *lexer) identifier() {
	start := l.off
	n, ok := l.scanName(start)
	if !ok {
		l.failCharacter()
	}
	after := byteAt(l.src, n.end)
	if after == ':' && n.end+1 < len(l.src) && l.src[n.end+1] != ':' {
		l.keywordKey(n)
		return
	}
	if l.last() != tokDot && l.reserved(n) {
		return
	}
	l.checkName(n, start)
	switch {
	case n.upper:
		l.emit(tokAlias, start, n.text)
	default:
		l.emit(callKind(after), start, n.text)
	}
	l.accept(n)
}

// keywordKey reads `name:`, which a space must follow.
func (l *lexer) keywordKey(n name) {
	start := l.off
	if !isSpace(l.src[n.end+1]) {
		l.fail(l.posAt(start), "a space is missing after the keyword `%s:`", n.text).raise()
	}
	l.emit(tokKeyword, start, n.text)
	l.accept(n)
	l.off++
}

// checkName refuses names that atoms may have but code may not.
func (l *lexer) checkName(n name, start int) {
	switch {
	case n.at:
		l.fail(l.posAt(start), "unexpected `@` within the name `%s`", n.text).raise()
	case n.text == "__aliases__" || n.text == "__block__":
		l.fail(l.posAt(start), "`%s` is reserved", n.text).raise()
	case n.upper && !n.ascii:
		l.fail(l.posAt(start), "the alias `%s` may only have ASCII letters", n.text).raise()
	case n.upper && n.mark:
		l.fail(l.posAt(start), "the alias `%s` cannot end with `%s`", n.text, n.text[len(n.text)-1:]).raise()
	}
}

// callKind returns the kind of an identifier by the character after it.
func callKind(after byte) tokenKind {
	switch after {
	case '(':
		return tokParenIdent
	case '[':
		return tokBracketIdent
	default:
		return tokIdent
	}
}

// reserved reads a reserved word. It reports false if n is none.
func (l *lexer) reserved(n name) bool {
	start := l.off
	switch n.text {
	case "fn":
		l.pushOpener("fn", start)
		l.emit(tokFn, start, n.text)
	case "do":
		l.do(start)
	case "end":
		l.popOpener("end", start)
		l.emit(tokEnd, start, n.text)
	case "true", "false", "nil":
		l.emit(tokAtom, start, n.text)
	case "after", "else", "catch", "rescue":
		l.emit(tokBlock, start, n.text)
	case "not", "and", "or", "when", "in":
		l.wordOperator(n)
	default:
		return false
	}
	l.accept(n)
	return true
}

// do reads the start of a block. It belongs to the call before it, also from
// the next line, and turns a name directly before it into a call.
func (l *lexer) do(start int) {
	switch l.last() {
	case tokIdent:
		l.toks[len(l.toks)-1].kind = tokDoIdent
	case tokComma, tokSemicolon, tokFn:
		f := l.fail(l.posAt(start), "unexpected `do` after `%s`", l.toks[len(l.toks)-1].text)
		if l.last() == tokFn {
			f.hint("an anonymous function has no `do`: fn pattern -> expression end").raise()
		}
		f.hint("write either `do ... end` without a comma, or the keyword `do:`").raise()
	}
	l.dropEOL()
	l.pushOpener("do", start)
	l.emit(tokDo, start, "do")
}

// wordOperator reads an operator that is a word. Before a slash it is a name,
// as in &and/2.
func (l *lexer) wordOperator(n name) {
	start := l.off
	if byteAt(l.src, skipBlanks(l.src, n.end)) == '/' {
		l.emit(tokIdent, start, n.text)
		return
	}
	switch n.text {
	case "not":
		l.emit(tokUnaryOp, start, n.text)
		return
	case "in":
		if k := len(l.toks) - 1; k >= 0 && l.toks[k].kind == tokUnaryOp && l.toks[k].text == "not" {
			not := l.toks[k]
			l.toks = l.toks[:k]
			l.dropEOL()
			not.kind, not.text = tokNotInOp, "not in"
			l.toks = append(l.toks, not)
			return
		}
	}
	l.dropEOL()
	kind := tokInOp
	switch n.text {
	case "and":
		kind = tokAndOp
	case "or":
		kind = tokOrOp
	case "when":
		kind = tokWhenOp
	}
	l.emit(kind, start, n.text)
}

// colon reads what starts with a colon: an atom or the operator `::`.
func (l *lexer) colon() {
	start := l.off
	if c := l.peek(1); c == '"' || c == '\'' {
		l.quotedAtom(c)
		return
	}
	if op := atomOperator(l.src[start+1:]); op != "" {
		l.emit(tokAtom, start, op)
		l.off += 1 + len(op)
		return
	}
	if l.peek(1) == ':' {
		l.operator()
		return
	}
	n, ok := l.scanName(start + 1)
	if !ok {
		l.failCharacter()
	}
	l.emit(tokAtom, start, n.text)
	l.accept(n)
}

// failCharacter reports the next character, which starts no token.
func (l *lexer) failCharacter() {
	r, _ := decode(l.src, l.off)
	f := l.fail(l.posAt(l.off), "unexpected character %q (U+%04X)", r, r)
	switch r {
	case ':':
		f.hint("an atom is a colon and a name; other names need quotes: :\"a b\"")
	case '\u201c', '\u201d', '\u2018', '\u2019', '\u00b4', '`':
		f.hint("write strings in straight double quotes: \"text\"")
	case ';':
		f.hint("one semicolon is enough")
	case '\\':
		f.hint("a backslash continues a line only as its last character")
	}
	f.raise()
}

// decode returns the code point at off, and 0 at the end.
func decode(s string, off int) (rune, int) {
	if off >= len(s) {
		return 0, 0
	}
	if c := s[off]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[off:])
}

func byteAt(s string, off int) byte {
	if off < len(s) {
		return s[off]
	}
	return 0
}

func skipBlanks(s string, off int) int {
	for off < len(s) && isBlank(s[off]) {
		off++
	}
	return off
}

func isNameUpper(r rune) bool {
	if r < utf8.RuneSelf {
		return 'A' <= r && r <= 'Z'
	}
	return unicode.In(r, unicode.Lu, unicode.Lt)
}

func isNameStart(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || r == '_'
	}
	return unicode.In(r, unicode.Ll, unicode.Lm, unicode.Lo, unicode.Nl, unicode.Other_ID_Start)
}

func isNameContinue(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	}
	return isNameStart(r) || isNameUpper(r) ||
		unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)
}

// normalizeName replaces the micro sign by the Greek letter, as Elixir does.
func normalizeName(text string, ascii bool) string {
	if ascii {
		return text
	}
	runes := []rune(text)
	for i, r := range runes {
		if r == '\u00b5' {
			runes[i] = '\u03bc'
		}
	}
	return string(runes)
}
