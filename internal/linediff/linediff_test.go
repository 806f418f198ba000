package linediff

import (
	"strings"
	"testing"
)

func TestHunks(t *testing.T) {
	tests := []struct{ before, after, want string }{
		{"a b c", "a b c", ""},
		{"", "a b", "@@ -0,0 +1,2 @@ +a +b"},
		{"a", "", "@@ -1,1 +0,0 @@ -a"},
		{"a b c d e f g", "a b c D e f G", "@@ -3,5 +3,5 @@  c -d +D  e  f -g +G"},
		{"1 2 3 4 5 6 7", "2 3 4 5 6 7 8", "@@ -1,2 +1,1 @@ -1  2 @@ -7,1 +6,2 @@  7 +8"},
		{"a x b", "a y b", "@@ -1,3 +1,3 @@  a -x +y  b"},
	}
	for _, test := range tests {
		var got []string
		for _, h := range Hunks(Compare(strings.Fields(test.before), strings.Fields(test.after)), 1) {
			got = append(got, h.Head())
			for _, line := range h.Lines {
				got = append(got, string(line.Mark)+line.Text)
			}
		}
		if text := strings.Join(got, " "); text != test.want {
			t.Errorf("%q and %q: got %q, want %q", test.before, test.after, text, test.want)
		}
	}
}
