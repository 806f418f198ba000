package syntax

import (
	"bufio"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestOracle compares with the output of testdata/oracle/dump.exs, a file that
// the environment variable EXLANG_ORACLE names. It is for development: run
// the script over many files, then this test.
func TestOracle(t *testing.T) {
	path := os.Getenv("EXLANG_ORACLE")
	if path == "" {
		t.Skip("EXLANG_ORACLE names no result of testdata/oracle/dump.exs")
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<20)
	var files, same, columns, rejected int
	for {
		head, err := in.ReadString('\n')
		if err != nil {
			break
		}
		want, _ := in.ReadString('\n')
		name := strings.TrimSuffix(strings.TrimPrefix(head, "== "), "\n")
		want = strings.TrimSuffix(want, "\n")
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files++
		n, err := Parse(name, src)
		wantError := strings.HasPrefix(want, "error ")
		switch {
		case wantError && err != nil:
			rejected++
			t.Logf("both reject: Elixir %s, here %v", want, err)
		case wantError:
			t.Errorf("%s: accepted, Elixir: %s", name, want)
		case err != nil:
			t.Errorf("rejected: %v", err)
		default:
			got := dump(n)
			switch {
			case got == want:
				same++
			case withoutColumns(got) == withoutColumns(want):
				// Elixir counts graphemes within strings, and before 1.15
				// places maps at their brace.
				columns++
				t.Logf("%s: %s", name, difference(got, want))
			default:
				t.Errorf("%s: %s", name, difference(got, want))
			}
		}
	}
	t.Logf("%d files: %d with the same tree, %d with other columns, %d rejected by both",
		files, same, columns, rejected)
}

// withoutColumns removes the columns from a dump.
func withoutColumns(s string) string {
	return regexp.MustCompile(`@(\d+):\d+`).ReplaceAllString(s, "@$1")
}

// difference shows where two dumps part.
func difference(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	start := max(0, i-120)
	for start > 0 && !utf8.RuneStart(got[start]) {
		start--
	}
	return "the trees differ\n got: ..." + got[start:min(len(got), i+80)] +
		"\nwant: ..." + want[start:min(len(want), i+80)]
}
