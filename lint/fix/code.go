package fix

import (
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/source"
)

// Code returns the fix of a finding as people read it below the finding: what
// stands in the operation's place, and each migration that follows, with the
// name of its file. It is "" if there is no fix.
func Code(f lint.Finding, o Options) (string, error) {
	if f.Fix == nil {
		return "", nil
	}
	o = o.remembering()
	m := Migration{
		Migration: &source.Migration{Version: f.Version, Name: f.Name, File: f.File},
		Files:     []File{{Path: f.File, Text: o.text(f.File)}},
	}
	w := writerFor(f.File, m, o)
	var sections []string
	if len(f.Fix.Instead) > 0 {
		text, err := inPlace(f, w)
		if err != nil {
			return "", err
		}
		sections = append(sections, text)
	}
	if len(f.Fix.Then) == 0 {
		return strings.Join(sections, "") + "\n", nil
	}
	numbers := newNumbers(m, o, len(f.Fix.Then))
	for _, then := range f.Fix.Then {
		files, err := w.following(numbers.next(then, o.Commands))
		if err != nil {
			return "", err
		}
		for _, file := range files {
			sections = append(sections, w.comment()+" "+filepath.Base(file.Path)+"\n"+strings.TrimRight(file.Text, "\n"))
		}
	}
	return strings.Join(sections, "\n\n") + "\n", nil
}

// inPlace writes what stands in the operation's place.
func inPlace(f lint.Finding, w writer) (string, error) {
	var text string
	var err error
	_, changes, ok := block(f.Fix.Instead[0])
	if ok && f.Step != nil && f.Step.Change != nil && len(f.Fix.Instead) == 1 && !f.Fix.Outside {
		text, err = w.changes(1, nil, changed(f.Step.Command, changes))
	} else {
		text, err = w.commands(w.depth(), f.Fix.Instead, bothDirections)
	}
	if err != nil {
		return "", err
	}
	text = unindented(text)
	if f.Fix.Outside {
		text = w.alone() + "\n" + text
	}
	return text, nil
}

// unindented takes away the indentation that all lines have.
func unindented(text string) string {
	indent := indentation(text, len(text)-len(strings.TrimLeft(text, " \t")))
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimPrefix(line, indent))
	}
	return b.String()
}

// writer writes in the language of a file, of which it need not know the text.
type writer interface {
	printer
	// depth is how deep a command stands in a callback.
	depth() int
	// alone says that a command stands alone, outside of a transaction.
	alone() string
	following(f following) ([]File, error)
}

func writerFor(file string, m Migration, o Options) writer {
	switch filepath.Ext(file) {
	case ".exs":
		return &script{exsWriter: exsWriter{migration: m, options: o}}
	case ".go":
		return newGoWriter(m, o)
	}
	return newSQLWriter(m, o)
}
