package drafttest

import (
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// Outcome is what became of a description: files, a question or an error.
type Outcome struct {
	Files []File
	Notes []string
	// Question has the question and its choices, one a line.
	Question string
	Error    string
}

// Compare returns how the outcome differs from what the case expects, or "".
func Compare(c *Case, got Outcome) string {
	switch {
	case len(c.Refuse) > 0:
		return expected("an error", c.Refuse, got.Error, got)
	case len(c.Ask) > 0:
		return expected("a question", c.Ask, got.Question, got)
	case got.Error != "" || got.Question != "":
		return "want files, got " + got.describe()
	}
	var b strings.Builder
	if d := cmp.Diff(names(c.Want), names(got.Files)); d != "" {
		fmt.Fprintf(&b, "the files (-want +got):\n%s", d)
	}
	for i := range min(len(c.Want), len(got.Files)) {
		want, have := strings.Split(c.Want[i].Text, "\n"), strings.Split(got.Files[i].Text, "\n")
		if d := cmp.Diff(want, have); d != "" {
			fmt.Fprintf(&b, "file %d (-want +got):\n%s", i+1, d)
		}
	}
	notes := strings.Join(got.Notes, "\n")
	for _, part := range missing(c.Note, notes) {
		fmt.Fprintf(&b, "no note has %q; the notes are %q\n", part, got.Notes)
	}
	return b.String()
}

// expected checks a message that stands in place of files.
func expected(what string, parts []string, text string, got Outcome) string {
	if text == "" {
		return fmt.Sprintf("want %s with %q, got %s", what, parts, got.describe())
	}
	if lost := missing(parts, text); len(lost) > 0 {
		return fmt.Sprintf("%s lacks %q:\n%s", what, lost, text)
	}
	return ""
}

func (o Outcome) describe() string {
	switch {
	case o.Error != "":
		return "an error:\n" + o.Error
	case o.Question != "":
		return "a question:\n" + o.Question
	}
	var b strings.Builder
	b.WriteString("files:\n")
	for _, f := range o.Files {
		fmt.Fprintf(&b, "%s.exs\n%s", f.Name, f.Text)
	}
	return b.String()
}

// missing returns the parts that do not occur in the text, whatever their case.
func missing(parts []string, text string) (lost []string) {
	text = strings.ToLower(text)
	for _, part := range parts {
		if !strings.Contains(text, strings.ToLower(part)) {
			lost = append(lost, part)
		}
	}
	return lost
}

func names(files []File) []string {
	list := make([]string, len(files))
	for i, f := range files {
		list[i] = f.Name
	}
	return list
}
