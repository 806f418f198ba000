package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
)

// A lexer turns a file into tokens, in one pass from left to right. Where the
// meaning of a character depends on its surroundings it looks at the token
// before (is `-` in `a -1` binary?) and at the characters after (`a(`, `a[`),
// as Elixir's own tokenizer does: the parser never sees a space.
type lexer struct {
	file string
	src  string
	// off is the offset of the next byte to read.
	off int

	line      int
	lineStart int
	// wide counts the bytes of the line that continue a code point, so that a
	// column can be computed without looking at the line again.
	wide int
	// indent is the column of the line's first character that is not a space.
	indent int

	toks  []token
	open  []opener
	hints hints
	// depth counts the interpolations that the lexer is inside of.
	depth int
	// comments collects the comments, if anybody wants them.
	comments *[]Comment
}

// lexFile returns the tokens of a file, the last of which is tokEOF.
func lexFile(file, src string) []token { return newLexer(file, src).all() }

func newLexer(file, src string) *lexer {
	l := &lexer{
		file: file,
		src:  src,
		line: 1,
		// Elixir has about one token for five bytes of source.
		toks: make([]token, 0, len(src)/5+8),
	}
	if strings.HasPrefix(src, "\ufeff") {
		l.off = len("\ufeff")
		l.lineStart = l.off
	}
	return l
}

// all returns the tokens of the whole file.
func (l *lexer) all() []token {
	l.checkEncoding()
	l.run(0)
	l.emit(tokEOF, l.off, "")
	return l.toks
}

// run reads tokens until the end of the file or, inside an interpolation,
// until the brace that ends it. base is the number of brackets that were open
// when it began.
func (l *lexer) run(base int) {
	for l.off < len(l.src) {
		c := l.src[l.off]
		switch {
		case c == ' ' || c == '\t':
			l.space()
		case c == '\n' || c == '\r' && l.peek(1) == '\n':
			l.endOfLine()
		case c == '#':
			l.comment()
		case 'a' <= c && c <= 'z' || c == '_' || 'A' <= c && c <= 'Z':
			l.identifier()
		case '0' <= c && c <= '9':
			l.number()
		case c == '"' || c == '\'':
			l.quoted(c)
		case c == ':':
			l.colon()
		case c == '~' && isLetter(l.peek(1)):
			l.sigil()
		case c == '?' && l.off+1 < len(l.src):
			l.char()
		case c == '\\' && l.continuation():
			// A line that ends in a backslash goes on in the next one.
		case c == '}' && l.depth > 0 && len(l.open) == base:
			return
		case c >= utf8.RuneSelf:
			l.identifier()
		default:
			l.operator()
		}
	}
	if len(l.open) > base {
		l.failUnclosed()
	}
}

// peek returns the byte n after the next one, or 0 at the end of the file.
func (l *lexer) peek(n int) byte {
	if l.off+n < len(l.src) {
		return l.src[l.off+n]
	}
	return 0
}

// rest returns what is still to be read.
func (l *lexer) rest() string { return l.src[l.off:] }

// last returns the kind of the last token, tokEOF if there is none.
func (l *lexer) last() tokenKind {
	if len(l.toks) == 0 {
		return tokEOF
	}
	return l.toks[len(l.toks)-1].kind
}

// column returns the column of an offset in the current line.
func (l *lexer) column(off int) int { return off - l.lineStart - l.wide + 1 }

func (l *lexer) posAt(off int) diag.Pos {
	return diag.Pos{File: l.file, Line: l.line, Column: l.column(off)}
}

// emit appends a token that starts at off, in the current line.
func (l *lexer) emit(kind tokenKind, off int, text string) *token {
	l.toks = append(l.toks, token{
		kind: kind,
		line: int32(l.line),
		col:  int32(l.column(off)),
		text: text,
	})
	return &l.toks[len(l.toks)-1]
}

// dropEOL removes the end of line before a token that continues the
// expression of the line before, such as |>.
func (l *lexer) dropEOL() {
	if l.last() == tokEOL {
		l.toks = l.toks[:len(l.toks)-1]
	}
}

// newline starts the next line after the line feed at off-1.
func (l *lexer) newline(off int) {
	l.off = off
	l.line++
	l.lineStart = off
	l.wide = 0
}

// endOfLine reads a line end. Ends of lines that follow each other or a comma
// or semicolon say nothing new.
func (l *lexer) endOfLine() {
	switch l.last() {
	case tokEOL, tokComma, tokSemicolon:
	default:
		l.emit(tokEOL, l.off, "")
	}
	if l.src[l.off] == '\r' {
		l.off++
	}
	l.newline(l.off + 1)
	l.skipSpaces()
	l.indent = l.off - l.lineStart
}

// continuation skips a backslash at the end of a line, which must not be the
// end of the file, and reports whether there was one.
func (l *lexer) continuation() bool {
	rest := l.rest()
	switch {
	case len(rest) > 2 && rest[1] == '\n':
		l.newline(l.off + 2)
	case len(rest) > 3 && rest[1] == '\r' && rest[2] == '\n':
		l.newline(l.off + 3)
	default:
		return false
	}
	l.skipSpaces()
	l.indent = l.off - l.lineStart
	return true
}

// skipSpaces skips blanks and tabs, not ends of lines.
func (l *lexer) skipSpaces() {
	for l.off < len(l.src) && isBlank(l.src[l.off]) {
		l.off++
	}
}

// space skips blanks. After them, a sign that touches what follows belongs to
// an argument: `a -1` calls a, while `a - 1` and `a-1` subtract.
func (l *lexer) space() {
	l.skipSpaces()
	if l.last() != tokIdent {
		return
	}
	sign, next := l.peek(0), l.peek(1)
	if sign != '+' && sign != '-' || l.off+1 >= len(l.src) {
		return
	}
	switch {
	case isSpace(next), next == sign, next == '/', next == '>', next == '\\':
		return
	case next == ':' && isSpace(l.peek(2)):
		return // the keyword +: or -:
	}
	l.toks[len(l.toks)-1].kind = tokOpIdent
	l.emit(tokDualOp, l.off, l.src[l.off:l.off+1])
	l.off++
}

// comment skips to the end of the line.
func (l *lexer) comment() {
	end := strings.IndexByte(l.rest(), '\n')
	if end < 0 {
		end = len(l.rest())
	}
	text := l.rest()[:end]
	if strings.HasSuffix(text, "\r") && end < len(l.rest()) {
		text = text[:end-1]
	}
	if l.comments != nil {
		*l.comments = append(*l.comments, Comment{l.off, l.off + len(text)})
	}
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if isBidi(r) {
			l.failBidi(l.off+i, r, "comment")
		}
		l.wide += size - 1
		i += size
	}
	l.off += len(text)
}

// char reads ?a and ?\n, the code point of a character as an integer.
func (l *lexer) char() {
	start := l.off
	n := 1
	if l.peek(1) == '\\' && l.off+2 < len(l.src) {
		n = 2
	}
	r, size := utf8.DecodeRuneInString(l.src[l.off+n:])
	end := l.off + n + size
	l.emit(tokChar, start, l.src[start:end])
	if r == '\n' {
		l.newline(end)
		return
	}
	l.wide += size - 1
	l.off = end
}

// checkEncoding refuses a file that is not UTF-8: no position in it would be
// right.
func (l *lexer) checkEncoding() {
	if utf8.ValidString(l.src) {
		return
	}
	line, start := 1, l.off
	for i := l.off; i < len(l.src); {
		r, size := utf8.DecodeRuneInString(l.src[i:])
		if r == utf8.RuneError && size == 1 {
			col := utf8.RuneCountInString(l.src[start:i]) + 1
			l.fail(diag.Pos{File: l.file, Line: line, Column: col},
				"the file is not valid UTF-8: unexpected byte 0x%02X", l.src[i]).
				hint("save the file with the encoding UTF-8").raise()
		}
		i += size
		if r == '\n' {
			line, start = line+1, i
		}
	}
}

func isBlank(c byte) bool  { return c == ' ' || c == '\t' }
func isSpace(c byte) bool  { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLower(c byte) bool  { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isLetter(c byte) bool { return isLower(c) || isUpper(c) }

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// isBidi reports whether r changes the direction of the text that follows,
// which can make code look like what it is not.
func isBidi(r rune) bool {
	return 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069
}
