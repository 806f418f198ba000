package syntax

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A snippet is one case of testdata/snippets.txt:
//
//	-- name
//	source
//	==
//	tree, or "error" and the place where Elixir reports it
type snippet struct {
	name, source, want string
}

func readSnippets(t testing.TB, path string) []snippet {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []snippet
	for part := range strings.SplitSeq("\n"+string(data), "\n-- ") {
		name, rest, ok := strings.Cut(part, "\n")
		if !ok {
			continue
		}
		source, want, ok := strings.Cut(rest, "\n==\n")
		if !ok {
			t.Fatalf("%s: the snippet %q has no ==", path, name)
		}
		all = append(all, snippet{name, source, strings.TrimRight(want, "\n")})
	}
	return all
}

// TestSnippets compares the trees of all snippets with those of Elixir 1.18.
func TestSnippets(t *testing.T) {
	path := filepath.Join("testdata", "snippets.txt")
	if other := os.Getenv("EXLANG_SNIPPETS"); other != "" {
		path = other
	}
	for _, s := range readSnippets(t, path) {
		t.Run(s.name, func(t *testing.T) {
			n, err := Parse("a.exs", []byte(s.source))
			rejected := strings.HasPrefix(s.want, "error")
			switch {
			case rejected && err == nil:
				t.Errorf("%s\n got: %s\nwant: %s", s.source, dump(n), s.want)
			case !rejected && err != nil:
				t.Errorf("%s\n got: %v\nwant: %s", s.source, err, s.want)
			case !rejected && dump(n) != s.want:
				t.Errorf("%s\n got: %s\nwant: %s", s.source, dump(n), s.want)
			}
		})
	}
}
