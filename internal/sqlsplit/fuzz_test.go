package sqlsplit

import (
	"strings"
	"testing"
	"time"
)

var dialects = []Dialect{Postgres, MySQL, SQLite, MSSQL}

// marks is a simple family of annotations.
func marks(comment string) Role {
	switch comment {
	case "--u":
		return Boundary
	case "--v":
		return Verbatim
	case "--e":
		return VerbatimEnd
	}
	return Ordinary
}

// FuzzSplit: whatever the text, nothing is lost, and a statement alone is
// again one statement.
func FuzzSplit(f *testing.F) {
	for _, test := range splitting {
		for d := range dialects {
			f.Add(uint8(d), test.text)
		}
	}
	for _, program := range mysqlPrograms {
		f.Add(uint8(1), program+";SELECT 1")
		f.Add(uint8(1), "DELIMITER //\n"+program+"//")
	}
	for _, text := range []string{"--u\nSELECT 1\n--v\n'\n--e\n;", "\uFFFD'\uFFFD;\xff'\x00;", "SELECT 1\nGO 5\n", "COPY a FROM stdin;\n1\n\\.\n"} {
		for d := range dialects {
			f.Add(uint8(d), text)
		}
	}
	f.Fuzz(func(t *testing.T, d uint8, text string) {
		o := Options{Dialect: dialects[int(d)%len(dialects)], Mark: marks}
		pieces, err := Split(text, o)
		if err != nil {
			return
		}
		whole(t, text, pieces)
		line := 1
		for i, p := range pieces {
			if p.Line < line || p.Column < 1 {
				t.Fatalf("piece %d is at %d:%d", i, p.Line, p.Column)
			}
			line = p.Line
			if p.Kind == Statement && alone(text, p) {
				again, err := Split(p.Text, Options{Dialect: o.Dialect})
				if err != nil || len(again) != 1 || again[0].Text != p.Text {
					t.Fatalf("%s: %q alone: %v, %v", o.Dialect, p.Text, again, err)
				}
			}
		}
	})
}

// alone reports whether a statement does not depend on what stands around it:
// settings, delimiters, verbatim marks, and what only the beginning of a file
// or line can be.
func alone(text string, p Piece) bool {
	lower := strings.ToLower(text)
	for _, word := range []string{"delimiter", "sql_mode", "standard_conforming", "--v", byteOrderMark} {
		if strings.Contains(lower, word) {
			return false
		}
	}
	if strings.HasSuffix(p.Text, "-") { // MySQL's -- at the end of a text is a comment
		return false
	}
	return !strings.HasPrefix(p.Text, ".") && !strings.HasPrefix(p.Text, ":") && !strings.HasPrefix(lower[p.Start:], "go")
}

// TestLinear splits lines of megabytes: with a quadratic step anywhere
// this would take hours.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	units := []string{
		"a", "a ", ";", "a;", "'", "''", "'a';", "$", "$a", "$1", "$a$", "$a$ $a$;", "/", "/*", "*/", "/**/", "--", "-", "#", "(", ")", "[", "]", "`",
		"\"", "E'a' ", "E'a'\n", "BEGIN ", "CASE ", "END ", "END;", "DELIMITER;", "DELIMITER ", "GO ", "GO\n", "1.", "\n", "\r", "\\", "/*!", "\xff", "\uFFFD", "\x00",
		"CREATE TRIGGER BEGIN ", "CREATE PROCEDURE p() BEGIN ", "--u\n", "--v\n", "SELECT 'a\n", ". ", ":r ", "@",
	}
	const size = 10 << 20
	began := time.Now()
	for _, unit := range units {
		text := strings.Repeat(unit, size/10/len(unit))
		for _, d := range dialects {
			pieces, err := Split(text, Options{Dialect: d, Mark: marks})
			if err == nil {
				whole(t, text, pieces)
			}
		}
	}
	line := "INSERT INTO a VALUES ('" + strings.Repeat("ä", size/2) + "');"
	for _, d := range dialects {
		pieces, err := Split(line+line, Options{Dialect: d})
		if err != nil {
			t.Fatal(err)
		}
		whole(t, line+line, pieces)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("%d texts took %v", len(units), took)
	}
}
