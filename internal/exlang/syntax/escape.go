package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescape resolves the escapes of a string. They are known to be valid.
func unescape(s string) string {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i >= 0 && i+1 < len(s) {
		out = append(out, s[:i]...)
		s = s[i+1:]
		switch {
		case s[0] == '\n':
			s = s[1:]
		case strings.HasPrefix(s, "\r\n"):
			s = s[2:]
		case s[0] == 'x' || s[0] == 'u':
			e := parseCodeEscape(s)
			if e.isByte {
				out = append(out, byte(e.code))
			} else {
				out = utf8.AppendRune(out, e.code)
			}
			s = s[e.width:]
		default:
			out = append(out, escapedByte(s[0]))
			s = s[1:]
		}
		i = strings.IndexByte(s, '\\')
	}
	return string(append(out, s...))
}

// escapedByte returns what \c stands for.
func escapedByte(c byte) byte {
	switch c {
	case '0':
		return 0
	case 'a':
		return 7
	case 'b':
		return '\b'
	case 'd':
		return 0x7F
	case 'e':
		return 0x1B
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 's':
		return ' '
	case 't':
		return '\t'
	case 'v':
		return '\v'
	}
	return c
}

// A codeEscape is \x or \u with its digits.
type codeEscape struct {
	code    rune
	isByte  bool
	width   int // of the escape without the backslash
	problem string
	hint    string
}

// parseCodeEscape reads an escape at the start of s, which is "x" or "u" and
// what follows it:
//
//	\xHH        a byte
//	\uHHHH      a code point
//	\u{H...}    a code point of one to six digits
//	\xH \x{H}   code points too, in old code
func parseCodeEscape(s string) codeEscape {
	isByte := s[0] == 'x'
	var digits string
	width := 0
	if len(s) > 1 && s[1] == '{' {
		digits = hexPrefix(s[2:], 6)
		if digits != "" && byteAt(s, 2+len(digits)) == '}' {
			width = len(digits) + 3
		}
		isByte = false
	} else if isByte {
		digits = hexPrefix(s[1:], 2)
		width = 1 + len(digits)
		isByte = len(digits) == 2
	} else if digits = hexPrefix(s[1:], 4); len(digits) == 4 {
		width = 5
	}
	if digits == "" || width == 0 {
		if s[0] == 'x' {
			return codeEscape{problem: "invalid escape \\x", hint: "write \\xHH with two hexadecimal digits"}
		}
		return codeEscape{problem: "invalid escape \\u", hint: "write \\uHHHH or \\u{H...} with hexadecimal digits"}
	}
	code, err := strconv.ParseInt(digits, 16, 32)
	if err != nil || !isByte && !utf8.ValidRune(rune(code)) {
		return codeEscape{
			problem: fmt.Sprintf("there is no Unicode character U+%s", strings.ToUpper(digits)),
			hint:    "code points go up to 10FFFF, without D800 to DFFF",
		}
	}
	return codeEscape{code: rune(code), isByte: isByte, width: width}
}

// hexPrefix returns the hexadecimal digits that s starts with, at most n.
func hexPrefix(s string, n int) string {
	i := 0
	for i < n && i < len(s) && isHex(s[i]) {
		i++
	}
	return s[:i]
}

// Unescape resolves the escapes of the text of a sigil. One that is not valid
// stays as it is written.
func Unescape(s string) string {
	for i := 0; i+1 < len(s); i++ {
		if s[i] != '\\' {
			continue
		}
		i++
		if (s[i] == 'x' || s[i] == 'u') && parseCodeEscape(s[i:]).problem != "" {
			return s
		}
	}
	return unescape(s)
}
