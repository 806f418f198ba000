package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/lint"
)

// manyNotes is from how many notes of one rule on only the first is shown, with
// the places of the others.
const manyNotes = 4

// text writes findings for a person.
type text struct {
	Options
	bytes.Buffer
	// explained are the rules whose page has been named.
	explained map[string]bool
	// secrets are the findings whose lines are not shown.
	secrets []lint.Finding
}

func writeText(w io.Writer, r *lint.Report, o Options) error {
	t := &text{Options: o, explained: map[string]bool{}}
	for _, f := range r.Findings {
		if f.Secret {
			t.secrets = append(t.secrets, f)
		}
	}
	shown, alike := grouped(open(r))
	left := 0
	for i, f := range shown {
		if o.Max > 0 && i >= o.Max {
			left += 1 + len(alike[i])
			continue
		}
		t.finding(f, alike[i])
		t.WriteByte('\n')
	}
	if left > 0 {
		fmt.Fprintf(t, "%s not shown; all of them: --max 0\n\n", plural(left, "finding"))
	}
	fmt.Fprintf(t, "%s\n", t.Paint(Title, Summary(r)))
	_, err := w.Write(t.Bytes())
	return err
}

// grouped takes the notes of a rule together where there are many. Alike are
// the others, by the place of the first.
func grouped(findings []lint.Finding) (shown []lint.Finding, alike map[int][]lint.Finding) {
	notes := map[string]int{}
	for _, f := range findings {
		if f.Severity == lint.Note {
			notes[f.Rule.ID]++
		}
	}
	alike = map[int][]lint.Finding{}
	first := map[string]int{}
	for _, f := range findings {
		if f.Severity == lint.Note && notes[f.Rule.ID] >= manyNotes {
			if at, ok := first[f.Rule.ID]; ok {
				alike[at] = append(alike[at], f)
				continue
			}
			first[f.Rule.ID] = len(shown)
		}
		shown = append(shown, f)
	}
	return shown, alike
}

func styleOf(f lint.Finding) Style {
	switch f.Severity {
	case lint.Error:
		return ErrorStyle
	case lint.Warning:
		return WarningStyle
	}
	return NoteStyle
}

func (t *text) finding(f lint.Finding, alike []lint.Finding) {
	fmt.Fprintf(t, "%s %s\n", t.Paint(styleOf(f), fmt.Sprintf("%s[%s]", f.Severity, f.Rule.ID)), t.Paint(Title, f.Message))
	t.place(f)
	for _, pos := range f.Via {
		fmt.Fprintf(t, "  called from %s\n", pos)
	}
	if f.Detail != "" {
		fmt.Fprintf(t, "  %s\n", indented(f.Detail, "  "))
	}
	if f.Manual != "" {
		fmt.Fprintf(t, "  why: %s\n", f.Manual)
	}
	if f.Advice != "" {
		fmt.Fprintf(t, "  do: %s\n", indented(f.Advice, "      "))
	}
	if code := strings.TrimRight(t.Fix(f), "\n"); code != "" {
		fmt.Fprintf(t, "\n      %s\n\n", indented(code, "      "))
	}
	if len(alike) > 0 {
		t.places(alike)
	}
	if !t.explained[f.Rule.ID] {
		t.explained[f.Rule.ID] = true
		fmt.Fprintf(t, "  %s\n", t.Paint(Faint, "more: whimbrel lint --explain "+f.Rule.ID))
	}
}

// place shows where a finding is, with its line and a mark below it.
func (t *text) place(f lint.Finding) {
	fmt.Fprintf(t, " --> %s\n", shown(f))
	line := t.lineOf(f.Pos)
	if strings.TrimSpace(line) == "" || t.isSecret(f.Pos) {
		return
	}
	number := fmt.Sprint(f.Pos.Line)
	pad := strings.Repeat(" ", len(number))
	fmt.Fprintf(t, " %s |\n %s | %s\n", pad, number, line)
	if mark := markBelow(line, f.Pos, f.End); mark != "" {
		fmt.Fprintf(t, " %s | %s\n", pad, t.Paint(styleOf(f), mark))
	}
}

// isSecret reports whether a line holds a password, whatever the finding is
// that stands on it.
func (t *text) isSecret(pos diag.Pos) bool {
	return slices.ContainsFunc(t.secrets, func(f lint.Finding) bool {
		return f.Pos.File == pos.File && f.Pos.Line <= pos.Line && pos.Line <= max(f.Pos.Line, f.End.Line)
	})
}

// shown is the place of a finding: that of its migration, if it is about the
// migration as a whole.
func shown(f lint.Finding) string {
	if f.Pos.Line == 0 {
		return fileOf(f)
	}
	return f.Pos.String()
}

// markBelow is ^~~~ below what is meant of a line. Tabs stay tabs, so that it
// stands where the text does.
func markBelow(line string, from, to diag.Pos) string {
	runes := []rune(line)
	start := from.Column - 1
	if start < 0 || start >= len(runes) {
		return ""
	}
	end := utf8.RuneCountInString(strings.TrimRight(line, " \t"))
	if to.Line == from.Line {
		end = min(end, to.Column-1)
	} else if to.Line == 0 {
		end = start + 1
	}
	pad := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, string(runes[:start]))
	return pad + "^" + strings.Repeat("~", max(0, end-start-1))
}

// maxPlaces is how many places of one rule are listed.
const maxPlaces = 10

func (t *text) places(alike []lint.Finding) {
	fmt.Fprintf(t, "  and %d times more:\n", len(alike))
	for i, f := range alike {
		if i == maxPlaces {
			fmt.Fprintf(t, "    ... and %s\n", plural(len(alike)-i, "other"))
			return
		}
		fmt.Fprintf(t, "    %s: %s\n", shown(f), f.Message)
	}
}

// indented moves all lines of a text but the first.
func indented(text, by string) string {
	lines := strings.Split(text, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = by + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}
