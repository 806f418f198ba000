package drafttest

import (
	"strings"
	"testing"
)

// TestParse reads an archive, and refuses what the format does not have.
func TestParse(t *testing.T) {
	a, err := Parse("x", []byte("about\n-- migrations/2_b.exs --\nB\n-- migrations/1_a.exs --\nA\n-- one/text --\nAdd a\n"+
		"-- one/on --\npostgres\n-- one/want/2_b.exs --\nb\n-- one/want/1_a.exs --\na\n-- two/text --\nhi\n-- two/refuse --\nno\n"))
	if err != nil {
		t.Fatal(err)
	}
	one := a.Cases[0]
	if a.Migrations[0].Name != "1_a.exs" || one.Text != "Add a" || one.ID() != "x/one" || len(one.On) != 1 || one.Want[0].Name != "a" {
		t.Errorf("got %+v, %+v", a, one)
	}
	for text, problem := range map[string]string{
		"-- a/text --\n": "one of want, refuse and ask",
		"-- a/text --\n-- a/refuse --\nx\n-- a/ask --\ny\n": "one of want, refuse and ask",
		"-- a/refuse --\nx\n":                               "no text",
		"-- a/text --\n-- a/want/2_b.exs --\n":              "want/1_... is missing",
		"-- a/text --\n-- a/wnat/1_b.exs --\n":              "no such file",
		"-- a/text --\n-- a/text --\n":                      "twice",
		"-- a/on --\noracle\n":                              "oracle",
		"-- text --\n":                                      "no folder",
	} {
		if _, err := Parse("x", []byte(text)); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%q: want an error with %q, got %v", text, problem, err)
		}
	}
}

// TestCompare checks that no difference goes unnoticed.
func TestCompare(t *testing.T) {
	files := []File{{"a", "text\n"}}
	for _, test := range []struct {
		name    string
		c       Case
		got     Outcome
		problem string
	}{
		{"same", Case{Want: files, Note: []string{"Old"}}, Outcome{Files: files, Notes: []string{"an old one"}}, ""},
		{"text", Case{Want: files}, Outcome{Files: []File{{"a", "test\n"}}}, "file 1"},
		{"name", Case{Want: files}, Outcome{Files: []File{{"b", "text\n"}}}, "the files"},
		{"more files", Case{Want: files}, Outcome{Files: append(files, files...)}, "the files"},
		{"no files", Case{Want: files}, Outcome{}, "the files"},
		{"note", Case{Want: files, Note: []string{"new"}}, Outcome{Files: files}, "no note"},
		{"error", Case{Want: files}, Outcome{Error: "no"}, "got an error"},
		{"question", Case{Want: files}, Outcome{Question: "which"}, "got a question"},
		{"refused", Case{Refuse: []string{"phone"}}, Outcome{Error: "Phone is there"}, ""},
		{"refused otherwise", Case{Refuse: []string{"phone"}}, Outcome{Error: "no"}, "lacks"},
		{"not refused", Case{Refuse: []string{"phone"}}, Outcome{Files: files}, "got files"},
		{"asked", Case{Ask: []string{"which", "users"}}, Outcome{Question: "Which?\n1. users"}, ""},
		{"not asked", Case{Ask: []string{"which"}}, Outcome{Error: "which"}, "got an error"},
	} {
		if d := Compare(&test.c, test.got); (d == "") != (test.problem == "") || !strings.Contains(d, test.problem) {
			t.Errorf("%s: want %q, got %q", test.name, test.problem, d)
		}
	}
}
