package syntax

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
)

// FuzzParse checks that every file gives either a tree or a diagnostic, and
// that all positions are places in the file.
func FuzzParse(f *testing.F) {
	for _, s := range readSnippets(f, filepath.Join("testdata", "snippets.txt")) {
		f.Add([]byte(s.source))
	}
	f.Add([]byte(migration))
	f.Fuzz(func(t *testing.T, src []byte) {
		places := newPlaces(src)
		n, err := Parse("a.exs", src)
		if err != nil {
			var d *diag.Diagnostic
			if !errors.As(err, &d) || d.Kind != diag.Syntax || d.Summary == "" {
				t.Fatalf("%q: not a diagnostic: %v", src, err)
			}
			places.check(t, d.Pos)
			return
		}
		if n == nil {
			t.Fatalf("%q: neither a tree nor an error", src)
		}
		places.walk(t, n)
		_ = dump(n)
	})
}

// places knows the lengths of the lines of a file.
type places []int

func newPlaces(src []byte) places {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	var p places
	for line := range bytes.SplitSeq(src, []byte("\n")) {
		p = append(p, utf8.RuneCount(line))
	}
	return p
}

func (p places) check(t *testing.T, pos diag.Pos) {
	if pos.File != "a.exs" || pos.Line < 1 || pos.Line > len(p) || pos.Column < 1 || pos.Column > p[pos.Line-1]+1 {
		t.Fatalf("no such place: %v", pos)
	}
}

func (p places) walk(t *testing.T, n Node) {
	if n == nil {
		t.Fatal("a node is nil")
	}
	p.check(t, n.Pos())
	switch n := n.(type) {
	case *List:
		for _, e := range n.Elems {
			p.walk(t, e)
		}
	case *Tuple:
		p.walk(t, n.Left)
		p.walk(t, n.Right)
	case *Call:
		if n.End.IsValid() {
			p.check(t, n.End)
		}
		if n.Target != nil {
			p.walk(t, n.Target)
		}
		if n.Callee != nil {
			p.walk(t, n.Callee)
		}
		for _, a := range n.Args {
			p.walk(t, a)
		}
	}
}
