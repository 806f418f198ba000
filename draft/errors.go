package draft

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// TextName is the file that the positions of diagnostics name: the text itself.
const TextName = "description"

// Question is the error of a text with more than one reading.
type Question struct {
	intent.Question
	// Pos is where the words stand in the text.
	Pos diag.Pos
}

// Error returns the question with its readings.
func (q *Question) Error() string {
	var b strings.Builder
	b.WriteString(q.Text)
	for i, c := range q.Choices {
		fmt.Fprintf(&b, "\n  %d. %s", i+1, c.Label)
	}
	return b.String()
}

// examples are descriptions that work, for a text that is none.
const examples = `whimbrel draft "create users table with email and name"
whimbrel draft "add phone to users"
whimbrel draft "make email unique on users"
whimbrel draft "backfill role to member on users where role is null"`

// accept returns the intents of a text that was understood whole.
func (d *drafter) accept(r intent.Result) ([]intent.Intent, error) {
	switch {
	case r.Refusal != "":
		e := diag.Errorf(diag.Refused, diag.Pos{}, "%s", r.Refusal).WithHint("%s", examples)
		return nil, diag.List{e}
	case len(r.Unused) > 0:
		return nil, diag.List{d.unused(r.Unused)}
	case r.Question != nil:
		choice, ok := d.decided(*r.Question)
		if !ok {
			choice, ok = d.ask(*r.Question)
		}
		if !ok {
			return nil, d.question
		}
		return r.Question.Choices[choice].Intents, nil
	case len(r.Intents) == 0:
		e := diag.Errorf(diag.Refused, diag.Pos{}, "the text does not say what to change in the database")
		return nil, diag.List{e.WithHint("%s", examples)}
	}
	return r.Intents, nil
}

// decided returns the choice that what is known of the tables leaves: one for a
// table that is there. That a table is not there is certain only if a database
// was read.
func (d *drafter) decided(q intent.Question) (int, bool) {
	for i, c := range q.Choices {
		if c.Known.Given() && !d.find(c.Known).stranger() || d.o.Live && c.Unknown.Given() && d.find(c.Unknown).stranger() {
			return i, true
		}
	}
	return 0, false
}

// unused says which words nothing was made of. A draft that left them out
// could do less than the person wants.
func (d *drafter) unused(spans []intent.Span) *diag.Diagnostic {
	quoted := make([]string, len(spans))
	for i, s := range spans {
		quoted[i] = `"` + d.words(s) + `"`
	}
	return diag.Errorf(diag.Refused, d.pos(spans[0]), "these words were not understood: %s", strings.Join(quoted, ", ")).
		WithDetail("Nothing was written: the migration would do less than the text says.").
		WithHint("say it in other words, or leave them out")
}

// ask returns the choice that answers a question. Without an answer the
// question becomes the error.
func (d *drafter) ask(q intent.Question) (int, bool) {
	if d.o.Choose != nil && len(q.Choices) > 0 {
		if choice, ok := d.o.Choose(q); ok && choice >= 0 && choice < len(q.Choices) {
			return choice, true
		}
	}
	if d.question == nil {
		d.question = &Question{Question: q, Pos: d.pos(q.Span)}
	}
	return 0, false
}

// fail notes an error that points at words of the text. It returns the
// diagnostic for a detail or a hint.
func (d *drafter) fail(at intent.Span, format string, args ...any) *diag.Diagnostic {
	e := diag.Errorf(diag.Invalid, d.pos(at), format, args...)
	d.problems = append(d.problems, e)
	return e
}

func (d *drafter) err() error {
	if err := d.problems.Err(); err != nil {
		return err
	}
	if d.question != nil {
		return d.question
	}
	return nil
}

// note says something once.
func (d *drafter) note(format string, args ...any) { d.say(Note{Text: fmt.Sprintf(format, args...)}) }

// warn says once that something may fail or be lost.
func (d *drafter) warn(format string, args ...any) {
	d.say(Note{Text: fmt.Sprintf(format, args...), Warning: true})
}

func (d *drafter) say(n Note) {
	for _, said := range d.notes {
		if said == n {
			return
		}
	}
	d.notes = append(d.notes, n)
}

// pos is where a span begins in the text. The zero span is nowhere.
func (d *drafter) pos(s intent.Span) diag.Pos {
	if s == (intent.Span{}) || s.From > len(d.o.Text) {
		return diag.Pos{}
	}
	before := d.o.Text[:s.From]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return diag.Pos{File: TextName, Line: strings.Count(before, "\n") + 1, Column: utf8.RuneCountInString(line) + 1}
}

// words are the words of a span.
func (d *drafter) words(s intent.Span) string {
	if s.From < 0 || s.To > len(d.o.Text) || s.From > s.To {
		return ""
	}
	return d.o.Text[s.From:s.To]
}
