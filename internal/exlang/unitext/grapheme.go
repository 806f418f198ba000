package unitext

import (
	"unicode"
	"unicode/utf8"
)

// class is a code point's part in the rules for graphemes (UAX #29).
type class int

const (
	other class = iota
	control
	carriageReturn
	lineFeed
	extend
	joiner
	spacing
	prepend
	regional
	hangulL
	hangulV
	hangulT
	hangulLV
	hangulLVT
	pictographic
)

// Next returns the length in bytes of the first grapheme of s. A byte that is
// not UTF-8 is a grapheme of its own.
func Next(s string) int {
	if len(s) < 2 || s[0] < utf8.RuneSelf && s[1] < utf8.RuneSelf && s[0] != '\r' {
		return min(len(s), 1)
	}
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size <= 1 {
		return size
	}
	at := state{last: classOf(r)}
	at.emoji = at.last == pictographic
	at.regionals = at.last == regional
	for end := size; end < len(s); end += size {
		r, size = utf8.DecodeRuneInString(s[end:])
		if r == utf8.RuneError && size <= 1 || at.breaksBefore(classOf(r)) {
			return end
		}
	}
	return len(s)
}

// state is what a grapheme's end depends on: its last class, and whether what
// came before it can go on as an emoji or a flag.
type state struct {
	last      class
	emoji     bool
	regionals bool
}

// breaksBefore reports whether a grapheme ends before c, and takes c in if it
// does not.
func (s *state) breaksBefore(c class) bool {
	if s.ends(c) {
		return true
	}
	switch c {
	case pictographic:
		s.emoji = true
	case extend, joiner:
	default:
		s.emoji = false
	}
	s.regionals = c == regional && !s.regionals
	s.last = c
	return false
}

func (s *state) ends(c class) bool {
	switch {
	case s.last == carriageReturn && c == lineFeed:
		return false
	case s.last == control, s.last == carriageReturn, s.last == lineFeed,
		c == control, c == carriageReturn, c == lineFeed:
		return true
	case c == extend, c == joiner, c == spacing, s.last == prepend:
		return false
	case c == pictographic && s.last == joiner && s.emoji:
		return false
	case c == regional && s.last == regional && s.regionals:
		return false
	}
	return !hangulJoins(s.last, c)
}

// hangulJoins reports whether two parts of a Korean syllable belong together.
func hangulJoins(a, b class) bool {
	switch a {
	case hangulL:
		return b == hangulL || b == hangulV || b == hangulLV || b == hangulLVT
	case hangulLV, hangulV:
		return b == hangulV || b == hangulT
	case hangulLVT, hangulT:
		return b == hangulT
	}
	return false
}

func classOf(r rune) class {
	switch {
	case r == '\r':
		return carriageReturn
	case r == '\n':
		return lineFeed
	case r < 0x20, r >= 0x7F && r < 0xA0:
		return control
	case r < 0xA9:
		return other
	case r == 0x200D:
		return joiner
	case r >= 0x1F1E6 && r <= 0x1F1FF:
		return regional
	}
	if c := hangul(r); c != other {
		return c
	}
	return classByTable(r)
}

func classByTable(r rune) class {
	switch {
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r), isPrepend(r):
		return prepend
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Other_Grapheme_Extend), r == 0x200C, r >= 0x1F3FB && r <= 0x1F3FF:
		return extend
	case unicode.In(r, unicode.Zl, unicode.Zp, unicode.Cf):
		if r >= 0xE0020 && r <= 0xE007F {
			return extend
		}
		return control
	case unicode.Is(unicode.Mc, r) && !isPlainMark(r), r == 0x0E33, r == 0x0EB3:
		return spacing
	case isPictographic(r):
		return pictographic
	}
	return other
}

func hangul(r rune) class {
	switch {
	case r >= 0x1100 && r <= 0x115F, r >= 0xA960 && r <= 0xA97C:
		return hangulL
	case r >= 0x1160 && r <= 0x11A7, r >= 0xD7B0 && r <= 0xD7C6:
		return hangulV
	case r >= 0x11A8 && r <= 0x11FF, r >= 0xD7CB && r <= 0xD7FB:
		return hangulT
	case r >= 0xAC00 && r <= 0xD7A3:
		if (r-0xAC00)%28 == 0 {
			return hangulLV
		}
		return hangulLVT
	}
	return other
}

// isPrepend has the letters that join what follows, beside Unicode's
// concatenation marks.
func isPrepend(r rune) bool {
	switch r {
	case 0x0D4E, 0x111C2, 0x111C3, 0x1193F, 0x11941, 0x11A3A, 0x11D46, 0x11F02:
		return true
	}
	return r >= 0x11A84 && r <= 0x11A89
}

// isPlainMark has the spacing marks that start a grapheme of their own.
func isPlainMark(r rune) bool {
	return inRanges(r, []rune{
		0x102B, 0x102C, 0x1038, 0x1038, 0x1062, 0x1064, 0x1067, 0x106D, 0x1083, 0x1083, 0x1087, 0x108C,
		0x108F, 0x108F, 0x109A, 0x109C, 0x1A61, 0x1A61, 0x1A63, 0x1A64, 0xAA7B, 0xAA7B, 0xAA7D, 0xAA7D,
		0x11720, 0x11721,
	})
}

// isPictographic has Unicode's Extended_Pictographic.
func isPictographic(r rune) bool {
	return inRanges(r, []rune{
		0xA9, 0xA9, 0xAE, 0xAE, 0x203C, 0x203C, 0x2049, 0x2049, 0x2122, 0x2122, 0x2139, 0x2139, 0x2194, 0x2199,
		0x21A9, 0x21AA, 0x231A, 0x231B, 0x2328, 0x2328, 0x2388, 0x2388, 0x23CF, 0x23CF, 0x23E9, 0x23F3,
		0x23F8, 0x23FA, 0x24C2, 0x24C2, 0x25AA, 0x25AB, 0x25B6, 0x25B6, 0x25C0, 0x25C0, 0x25FB, 0x25FE,
		0x2600, 0x2605, 0x2607, 0x2612, 0x2614, 0x2685, 0x2690, 0x2705, 0x2708, 0x2712, 0x2714, 0x2714,
		0x2716, 0x2716, 0x271D, 0x271D, 0x2721, 0x2721, 0x2728, 0x2728, 0x2733, 0x2734, 0x2744, 0x2744,
		0x2747, 0x2747, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2763, 0x2767,
		0x2795, 0x2797, 0x27A1, 0x27A1, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2934, 0x2935, 0x2B05, 0x2B07,
		0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x3030, 0x3030, 0x303D, 0x303D, 0x3297, 0x3297,
		0x3299, 0x3299, 0x1F000, 0x1F0FF, 0x1F10D, 0x1F10F, 0x1F12F, 0x1F12F, 0x1F16C, 0x1F171,
		0x1F17E, 0x1F17F, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F1AD, 0x1F1E5, 0x1F201, 0x1F20F,
		0x1F21A, 0x1F21A, 0x1F22F, 0x1F22F, 0x1F232, 0x1F23A, 0x1F23C, 0x1F23F, 0x1F249, 0x1F3FA,
		0x1F400, 0x1F53D, 0x1F546, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F774, 0x1F77F, 0x1F7D5, 0x1F7FF,
		0x1F80C, 0x1F80F, 0x1F848, 0x1F84F, 0x1F85A, 0x1F85F, 0x1F888, 0x1F88F, 0x1F8AE, 0x1F8FF,
		0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1FAFF, 0x1FC00, 0x1FFFD,
	})
}

// inRanges reports whether r is in one of the sorted pairs first, last.
func inRanges(r rune, pairs []rune) bool {
	low, high := 0, len(pairs)/2
	for low < high {
		middle := (low + high) / 2
		switch {
		case r < pairs[2*middle]:
			high = middle
		case r > pairs[2*middle+1]:
			low = middle + 1
		default:
			return true
		}
	}
	return false
}

// Graphemes returns the graphemes of s.
func Graphemes(s string) []string {
	var all []string
	for s != "" {
		n := Next(s)
		all = append(all, s[:n])
		s = s[n:]
	}
	return all
}

// Length returns the number of graphemes of s.
func Length(s string) int {
	count := 0
	for s != "" {
		s = s[Next(s):]
		count++
	}
	return count
}
