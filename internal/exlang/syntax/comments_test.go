package syntax

import (
	"slices"
	"testing"
)

func TestComments(t *testing.T) {
	const src = "# one\na = \"#{1 # two\n} # not\" # three\n\"\"\"\n# not\n\"\"\"\nx #last"
	comments, err := Comments("a.exs", src)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range comments {
		got = append(got, src[c.Start:c.End])
	}
	if want := []string{"# one", "# two", "# three", "#last"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if _, err := Comments("a.exs", "\"open"); err == nil {
		t.Error("a text that is no script has comments")
	}
}
