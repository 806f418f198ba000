package pcre

import (
	"errors"
	"strings"
	"testing"
)

// What PCRE itself finds is compared in the corpus of package stdlib; here is
// what Elixir cannot show.
func TestFind(t *testing.T) {
	for _, c := range []struct {
		pattern, text, want string
		options             Options
	}{
		{`(a+)+b`, "xaab", "aab", Options{}},
		{`(?<=é)b`, "éb", "b", Options{Unicode: true}},
		{`(?<=\p{Lu})x|y`, "aÉx", "x", Options{Unicode: true}},
		{`(?<!a|bc)d`, "ad bcd cd", "d", Options{}},
		{`(\w+) \1`, "the the", "the the", Options{}},
		{`(?i)(é) \1`, "É é", "É é", Options{Unicode: true}},
		{`a(?>b|bc)d`, "abcd", "", Options{}},
		{`^b`, "a\nb", "b", Options{Multiline: true}},
		{`a`, "ba", "", Options{Anchored: true}},
		{`a$`, "a\n", "", Options{DollarEnd: true}},
	} {
		r, err := Compile(c.pattern, c.options)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		places, err := r.Find(c.text, 0, nil)
		got := ""
		if places != nil {
			got = c.text[places[0]:places[1]]
		}
		if got != c.want || err != nil {
			t.Errorf("%s in %q: got %q, %v, want %q", c.pattern, c.text, got, err, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for pattern, what := range map[string]string{
		`(?R)`: "recursion", `(a)(?1)`: "a call of a group", `(?(1)a|b)`: "a conditional group", `(*SKIP)a`: "a backtracking verb",
		`(?C)`: "a callout", `(?&n)`: "a call of a group",
	} {
		_, err := Compile(pattern, Options{})
		var wrong *Error
		if !errors.As(err, &wrong) || !wrong.Refused || !strings.Contains(wrong.Message, what) {
			t.Errorf("%s: got %v, want %s refused", pattern, err, what)
		}
	}
}

// A search that would take years ends, long texts need no deep stack, and
// repetitions do not unroll without end.
func TestLimits(t *testing.T) {
	slow, err := Compile(`(a+)+$`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := slow.Find(strings.Repeat("a", 40)+"b", 0, nil); !errors.Is(err, ErrLimit) {
		t.Errorf("an exponential search: got %v", err)
	}
	stop := errors.New("stop")
	if _, err := slow.Find(strings.Repeat("a", 40)+"b", 0, func() error { return stop }); !errors.Is(err, stop) {
		t.Errorf("a search that is told to stop: got %v", err)
	}
	long, err := Compile(`(?:a|b)*c`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if places, err := long.Find(strings.Repeat("ab", 100_000)+"c", 0, nil); err != nil || places == nil {
		t.Errorf("a long text: got %v, %v", places, err)
	}
	nothing, err := Compile(`(?:(?:(?:(?:){60000}){60000}){60000}a{0}{60000}){60000}`, Options{})
	if err != nil || nothing.Size() > 1000 {
		t.Errorf("nothing, very often: %v", err)
	}
	for _, pattern := range []string{`((a{1000}){1000}){1000}`, strings.Repeat("(", 10_000) + strings.Repeat(")", 10_000)} {
		if _, err := Compile(pattern, Options{}); err == nil {
			t.Errorf("%.20s is accepted", pattern)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{`a|b`, `(?<n>a)\k<n>`, `[^]a-z\d]{2,3}?`, `\x{41}\Qa\E`, `(?i-s:a)(?=b)`, `\p{Lu}\X\R`} {
		f.Add(seed, "abcab", true)
		f.Add(seed, "abcab", false)
	}
	f.Fuzz(func(t *testing.T, pattern, text string, inUnicode bool) {
		r, err := Compile(pattern, Options{Unicode: inUnicode})
		if err != nil {
			return
		}
		all, err := r.FindAll(text, 0, nil)
		if err != nil && !errors.Is(err, ErrLimit) {
			t.Fatal(err)
		}
		for _, places := range all {
			for i := 0; i+1 < len(places); i += 2 {
				if places[i] > len(text) || places[i+1] > len(text) || places[i] >= 0 && places[i+1] < 0 {
					t.Fatalf("places out of the text: %v", places)
				}
			}
		}
	})
}
