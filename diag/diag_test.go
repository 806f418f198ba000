package diag

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	text := "first\n\tsecond line\nünï third\r\n"
	list := List{
		Errorf(Invalid, Pos{"a.exs", 2, 2}, "a mistake").WithDetail("why\nand why").WithHint("this\nand that"),
		Warningf(Pos{"a.exs", 3, 5}, "a smell"),
		Errorf(IO, Pos{File: "b.exs"}, "no line"),
		Errorf(IO, Pos{"a.exs", 9, 1}, "a line that is not there"),
		Errorf(IO, Pos{"a.exs", 1, 40}, "a column that is not there"),
		Errorf(IO, Pos{}, "nowhere"),
	}
	want := `error: a mistake
  a.exs:2:2
    2 |  second line
      |  ^
  why
  and why
  try: this
       and that
warning: a smell
  a.exs:3:5
    3 | ünï third
      |     ^
error: no line
  b.exs
error: a line that is not there
  a.exs:9:1
error: a column that is not there
  a.exs:1:40
    1 | first
error: nowhere
`
	var b strings.Builder
	Write(&b, list, func(file string) []byte {
		if file == "a.exs" {
			return []byte(text)
		}
		return nil
	})
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestErr(t *testing.T) {
	warning := Warningf(Pos{}, "w")
	failure := Errorf(Unsupported, Pos{}, "e")
	if err := (List{warning}).Err(); err != nil {
		t.Errorf("a warning is an error: %v", err)
	}
	if err := (List{}).Err(); err != nil {
		t.Errorf("nothing is an error: %v", err)
	}
	err := fmt.Errorf("context: %w", List{warning, failure}.Err())
	if got := All(err); len(got) != 2 || KindOf(err) != Unsupported {
		t.Errorf("got %v of kind %q", got, KindOf(err))
	}
	if got := All(fmt.Errorf("context: %w", failure)); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	if got := All(errors.New("plain")); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestAt(t *testing.T) {
	bare := Errorf(Invalid, Pos{}, "x")
	located := bare.At(Pos{"a", 1, 2})
	if located.Pos.Line != 1 || bare.Pos.IsValid() {
		t.Errorf("got %v, and %v", located, bare)
	}
	if again := located.At(Pos{"b", 3, 4}); again.Pos.File != "a" {
		t.Errorf("the first position was lost: %v", again)
	}
}

func TestNearest(t *testing.T) {
	candidates := []string{
		"add", "alter", "create", "create_if_not_exists", "null", "references", "table",
		"migrate", "migrations", "rollback", "migration_source", "--step", "url",
	}
	tests := []struct{ name, want string }{
		{"tabel", "table"}, {"craete", "create"}, {"nul", "null"}, {"refrences", "references"},
		{"create_if_not_exist", "create_if_not_exists"}, {"something", ""}, {"x", ""}, {"", ""},
		{"migrat", "migrate"}, {"migrtae", "migrate"}, {"rolback", "rollback"}, {"migration-source", "migration_source"},
		{"Migraton_Source", "migration_source"}, {"uri", "url"}, {"completely", ""}, {"--stp", "--step"},
	}
	for _, test := range tests {
		if got := Nearest(test.name, candidates); got != test.want {
			t.Errorf("Nearest(%q) = %q, want %q", test.name, got, test.want)
		}
	}
}
