package ddl

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// Quote turns a name into an identifier, or refuses it.
type Quote func(name string) (string, error)

// Writer collects the statements of one command. It keeps the first error and
// writes nothing after it, so that callers check once, in [Writer.Statements].
type Writer struct {
	quote      Quote
	text       strings.Builder
	statements []string
	err        error
}

// NewWriter returns an empty writer that quotes names with quote.
func NewWriter(quote Quote) *Writer { return &Writer{quote: quote} }

// SQL appends text as it is.
func (w *Writer) SQL(parts ...string) *Writer {
	for _, part := range parts {
		w.text.WriteString(part)
	}
	return w
}

// If appends text if the condition holds.
func (w *Writer) If(condition bool, parts ...string) *Writer {
	if condition {
		w.SQL(parts...)
	}
	return w
}

// Value appends the text that a function returned, or keeps its error.
func (w *Writer) Value(text string, err error) *Writer {
	if err != nil {
		w.Fail(err)
		return w
	}
	return w.SQL(text)
}

// Name appends a quoted name.
func (w *Writer) Name(name string) *Writer { return w.Value(w.quote(name)) }

// Names appends quoted names, separated by commas without a blank, which is
// how every adapter writes the columns of a key.
func (w *Writer) Names(names []string) *Writer {
	for i, name := range names {
		w.If(i > 0, ",").Name(name)
	}
	return w
}

// Object appends a quoted name with its prefix, if it has one.
func (w *Writer) Object(o command.Object) *Writer {
	if o.Prefix != "" {
		w.Name(o.Prefix).SQL(".")
	}
	return w.Name(o.Name)
}

// Fail makes err the result, unless there is an earlier one.
func (w *Writer) Fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// End ends a statement; the next text starts another.
func (w *Writer) End() *Writer {
	w.statements = append(w.statements, w.text.String())
	w.text.Reset()
	return w
}

// Statements returns the statements that were ended, or the first error.
func (w *Writer) Statements() ([]string, error) {
	if w.err != nil {
		return nil, w.err
	}
	return w.statements, nil
}

// List writes every item, with ", " between them.
func List[T any](w *Writer, items []T, write func(T)) {
	for i, item := range items {
		w.If(i > 0, ", ")
		write(item)
	}
}
