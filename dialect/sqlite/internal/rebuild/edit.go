package rebuild

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite/internal/tabletext"
)

// Edit is a table that is being changed: its text, and what only its rows need
// to know.
type Edit struct {
	*tabletext.Table
	old *tabletext.Table
	// fills are the values for NULL in columns that do not take it any more.
	fills map[string]string
	// retyped are the columns with another type.
	retyped map[string]bool
	// removed are the columns that go, and along is what goes with them.
	removed []string
	along   []string
	// checks are the conditions that are added, by the constraints' names.
	checks []addedCheck
}

type addedCheck struct{ name, condition string }

// load reads a table.
func (s *session) load(name string) (*Edit, error) {
	sql, err := s.text(name)
	if err != nil {
		return nil, err
	}
	e := &Edit{fills: map[string]string{}, retyped: map[string]bool{}}
	if e.Table, err = tabletext.Parse(sql); err != nil {
		return nil, cannot(name, err)
	}
	e.old, err = tabletext.Parse(sql)
	return e, err
}

func (e *Edit) changed() bool { return e.String() != e.old.String() }

// Need returns the column, or an error that says which was meant.
func (e *Edit) Need(column string) (*tabletext.Column, error) {
	if c := e.Column(column); c != nil {
		return c, nil
	}
	err := &dialect.RebuildError{Summary: e.Name() + " has no column " + column}
	if near := diag.Nearest(column, e.Columns()); near != "" {
		err.Hint = "did you mean " + near + "?"
	}
	return nil, err
}

// Retype gives a column another type; its values are converted.
func (e *Edit) Retype(c *tabletext.Column, sqlType string) {
	before := affinity(c.Type())
	c.SetType(sqlType)
	if e.old.Column(c.Name()) != nil && affinity(c.Type()) != before {
		e.retyped[c.Name()] = true
	}
}

// Fill says what stands in the place of NULL from now on.
func (e *Edit) Fill(column, expression string) { e.fills[column] = expression }

// Remove drops a column, and what needs it.
func (e *Edit) Remove(column string) {
	e.removed = append(e.removed, column)
	for _, c := range e.RemoveColumn(column) {
		e.along = append(e.along, c.String())
	}
}

// Check adds a check to the table.
func (e *Edit) Check(name, condition string) {
	e.AddConstraint("CONSTRAINT " + tabletext.Quote(name) + " CHECK (" + condition + ")")
	e.Expect(name, condition)
}

// Expect has the rows looked at before they meet a new check.
func (e *Edit) Expect(name, condition string) {
	e.checks = append(e.checks, addedCheck{name, condition})
}

// isKey reports whether a column is the whole primary key.
func (e *Edit) isKey(column string) bool {
	key := e.old.PrimaryKey()
	return len(key) == 1 && tabletext.Same(key[0], column)
}

// affinity is how SQLite converts values for a type (manual, "Determination Of
// Column Affinity").
func affinity(sqlType string) string {
	t := strings.ToUpper(sqlType)
	contains := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(t, w) })
	}
	switch {
	case contains("INT"):
		return "INTEGER"
	case contains("CHAR", "CLOB", "TEXT"):
		return "TEXT"
	case t == "" || contains("BLOB") || t == "ANY":
		return "BLOB"
	case contains("REAL", "FLOA", "DOUB"):
		return "REAL"
	}
	return "NUMERIC"
}

func cannot(table string, err error) error {
	return &dialect.RebuildError{Summary: "the table " + table + " cannot be built anew", Err: err}
}
