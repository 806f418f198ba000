package unitext

import (
	"slices"
	"testing"
)

func TestGraphemes(t *testing.T) {
	for text, want := range map[string][]string{
		"":                    nil,
		"abc":                 {"a", "b", "c"},
		"a\r\nb":              {"a", "\r\n", "b"},
		"e\u0301x":            {"e\u0301", "x"},
		"🇩🇪🇫🇷🇮":               {"🇩🇪", "🇫🇷", "🇮"},
		"👨‍👩‍👧‍👦!":            {"👨‍👩‍👧‍👦", "!"},
		"👍🏽👍":                 {"👍🏽", "👍"},
		"\u1100\u1161\u11a8가": {"\u1100\u1161\u11a8", "가"},
		"a\xffb":              {"a", "\xff", "b"},
		"นี่":                 {"นี่"},
	} {
		if got := Graphemes(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

func TestForms(t *testing.T) {
	for _, c := range []struct {
		text, nfd, nfc string
	}{
		{"é", "e\u0301", "é"},
		{"ṩ", "s\u0323\u0307", "ṩ"},
		{"s\u0307\u0323", "s\u0323\u0307", "ṩ"},
		{"각", "\u1100\u1161\u11a8", "각"},
		{"\u01e0", "A\u0307\u0304", "\u01e0"},
		{"\u0100", "A\u0304", "\u0100"},
		{"\u212b", "A\u030a", "Å"},
		{"a\u0315\u0300", "a\u0300\u0315", "à\u0315"},
	} {
		if got := Decompose(c.text, false); got != c.nfd {
			t.Errorf("NFD of %q: got %q", c.text, got)
		}
		if got := Compose(c.text, false); got != c.nfc {
			t.Errorf("NFC of %q: got %q", c.text, got)
		}
	}
	if got := Compose("ﬁ ①", true); got != "fi 1" {
		t.Errorf("NFKC: got %q", got)
	}
}

func TestCase(t *testing.T) {
	if got := Upper("straße ǆ"); got != "STRASSE Ǆ" {
		t.Errorf("upper: %q", got)
	}
	if got := Lower("ÀÉİ"); got != "àéi̇" {
		t.Errorf("lower: %q", got)
	}
	if got := Title("ß"); got != "Ss" {
		t.Errorf("title: %q", got)
	}
}
