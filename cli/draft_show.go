package cli

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/internal/term"
)

// deliver prints or writes what was drafted, and explains it.
func (d *drafting) deliver(result *draft.Result) error {
	a := d.app
	if d.flags.format.value == "json" {
		return d.printJSON(result)
	}
	p, err := d.printer()
	if err != nil {
		return err
	}
	sketches, err := d.sketches(p, result)
	if err != nil {
		return err
	}
	if d.flags.print {
		for i, s := range sketches {
			if i > 0 {
				_, _ = fmt.Fprintln(a.out)
			}
			if len(sketches) > 1 {
				_, _ = fmt.Fprintln(a.out, p.comment(s.base))
			}
			_, _ = fmt.Fprint(a.out, s.body)
		}
	} else {
		if err := d.write(p, sketches); err != nil {
			return err
		}
		for _, s := range sketches {
			_, _ = fmt.Fprintln(a.out, s.shown)
		}
	}
	if a.quiet {
		return nil
	}
	return d.explain(result, sketches)
}

// comment is a line that the language passes over.
func (p *draftPrinter) comment(text string) string {
	switch p.format {
	case "go":
		return "// " + text
	case "sql":
		return "-- " + text
	}
	return "# " + text
}

// explain says, on standard error, why the migrations are as they are.
func (d *drafting) explain(result *draft.Result, sketches []*sketch) error {
	w := d.app.err
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	if !d.flags.print {
		for _, s := range sketches {
			say("\n%s", strings.TrimRight(s.body, "\n"))
		}
	}
	for _, s := range sketches {
		if len(s.file.Reasons) == 0 {
			continue
		}
		heading := "Decided:"
		if len(sketches) > 1 {
			heading = "Decided in " + s.file.Name + ":"
		}
		say("\n%s", w.Paint(term.Bold, heading))
		for _, r := range s.file.Reasons {
			say("  - %s", r)
		}
	}
	if lines := checked(result.Checklist); len(lines) > 0 {
		say("\n%s\n%s", w.Paint(term.Bold, "Checklist:"), strings.Join(lines, "\n"))
	}
	if notes := d.allNotes(result); len(notes) > 0 {
		say("")
		d.app.printDiagnostics(notes)
	}
	if !d.flags.print {
		say("\nNext: whimbrel migrate")
	}
	return nil
}

// allNotes are what was noticed: words that were read as others, what the draft
// notes, and what could not be read of the folder.
func (d *drafting) allNotes(result *draft.Result) diag.List {
	var list diag.List
	for _, c := range result.Corrections {
		list = append(list, noted("%s was read as %s", c.Word, c.Read))
	}
	for _, n := range result.Notes {
		said := noted("%s", n.Text)
		if n.Warning {
			said.Severity = diag.Warning
		}
		list = append(list, said)
	}
	return append(list, d.notes...)
}

// checked are the lines of the checklist that the draft is about.
func checked(checklist []draft.Check) []string {
	var lines []string
	for _, c := range checklist {
		mark := "x"
		switch c.Answer {
		case draft.NotConcerned:
			continue
		case draft.NotTicked:
			mark = " "
		}
		line := "  [" + mark + "] " + c.Text
		if c.Why != "" {
			line += "\n      " + c.Why
		}
		lines = append(lines, line)
	}
	return lines
}

// noted is something to know that stops nothing.
func noted(format string, args ...any) *diag.Diagnostic {
	n := diag.Warningf(diag.Pos{}, format, args...)
	n.Severity = diag.Note
	return n
}
