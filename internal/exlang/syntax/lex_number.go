package syntax

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// number reads an integer or a float. An underscore may stand between digits.
func (l *lexer) number() {
	start := l.off
	if base := baseOf(l.peek(0), l.peek(1)); base != 0 && isDigitOf(l.peek(2), base) {
		l.off += 2
		l.digits(base)
		l.emit(tokInt, start, l.src[start:l.off])
		return
	}
	kind := tokInt
	l.digits(10)
	if l.peek(0) == '.' && isDigit(l.peek(1)) {
		kind = tokFloat
		l.off++
		l.digits(10)
		l.exponent()
	}
	text := l.src[start:l.off]
	if c := l.peek(0); isLetter(c) || c == '_' {
		l.fail(l.posAt(l.off), "unexpected `%c` directly after the number %s", c, text).
			hint("separate them with a space or a comma; a name cannot start with a digit").raise()
	}
	if kind == tokFloat {
		l.checkFloat(start, text)
	}
	l.emit(kind, start, text)
}

// digits skips digits of the given base, with single underscores in between.
func (l *lexer) digits(base int) {
	for {
		switch {
		case isDigitOf(l.peek(0), base):
			l.off++
		case l.peek(0) == '_' && isDigitOf(l.peek(1), base):
			l.off += 2
		default:
			return
		}
	}
}

// exponent skips the exponent of a float, if it has one.
func (l *lexer) exponent() {
	if c := l.peek(0); c != 'e' && c != 'E' {
		return
	}
	n := 1
	if c := l.peek(1); c == '+' || c == '-' {
		n = 2
	}
	if isDigit(l.peek(n)) {
		l.off += n
		l.digits(10)
	}
}

func (l *lexer) checkFloat(start int, text string) {
	if f := floatValue(text); math.IsInf(f, 0) {
		l.fail(l.posAt(start), "the float %s is too large", text).raise()
	}
}

func baseOf(zero, letter byte) int {
	if zero != '0' {
		return 0
	}
	switch letter {
	case 'x':
		return 16
	case 'o':
		return 8
	case 'b':
		return 2
	}
	return 0
}

func isDigitOf(c byte, base int) bool {
	switch base {
	case 16:
		return isHex(c)
	case 10:
		return isDigit(c)
	default:
		return '0' <= c && c < '0'+byte(base)
	}
}

// integerValue returns the value of an integer literal.
func integerValue(text string) *big.Int {
	base, digits := 10, text
	if len(text) > 2 {
		if b := baseOf(text[0], text[1]); b != 0 {
			base, digits = b, text[2:]
		}
	}
	digits = strings.ReplaceAll(digits, "_", "")
	if n, err := strconv.ParseInt(digits, base, 64); err == nil {
		return big.NewInt(n)
	}
	n, _ := new(big.Int).SetString(digits, base)
	return n
}

// floatValue returns the value of a float literal.
func floatValue(text string) float64 {
	f, _ := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	return f
}

// charValue returns the code point of a ?x literal.
func charValue(text string) rune {
	if c, ok := strings.CutPrefix(text, "?\\"); ok && c != "" {
		r, _ := utf8.DecodeRuneInString(c)
		if r < utf8.RuneSelf {
			return rune(escapedByte(byte(r)))
		}
		return r
	}
	r, _ := utf8.DecodeRuneInString(text[1:])
	return r
}
