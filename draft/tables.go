package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/schema"
)

// target is a table that the text speaks of: one that the model knows, one
// that the text creates, or a stranger, of which only the name is known.
type target struct {
	object command.Object
	known  *schema.Table
	fresh  *newTable
}

func (t target) name() string { return t.object.Name }

// stranger reports whether nothing is known of the table.
func (t target) stranger() bool { return t.known == nil && t.fresh == nil }

// find returns the table of a name. A name that is not exact may be singular
// or plural; a table that is known wins over the rule that tables are plural.
func (d *drafter) find(n intent.Name) target {
	for _, name := range tableNames(n) {
		if t, ok := d.lookup(name); ok {
			return t
		}
	}
	names := tableNames(n)
	return target{object: d.object(names[len(names)-1])}
}

// tableNames are the names that a table may have, the one that a new table
// would get last.
func tableNames(n intent.Name) []string {
	if n.Exact {
		return []string{n.Text}
	}
	return []string{n.Text, inflect.Singular(n.Text), inflect.Table(n.Text)}
}

func (d *drafter) lookup(name string) (target, bool) {
	if t := d.fresh[name]; t != nil {
		return target{object: d.object(name), known: d.model.Table(d.object(name)), fresh: t}, true
	}
	if t := d.model.Table(d.object(name)); t != nil {
		return target{object: t.Object, known: t}, true
	}
	for _, t := range d.model.Tables() {
		if t.Name == name {
			return target{object: t.Object, known: t}, true
		}
	}
	return target{}, false
}

// existing returns the table of a name, which must not be one that can only be
// a mistake: a name one letter away from a known one, or any unknown one if
// the schema is that of a database. Of other strangers the person is told.
func (d *drafter) existing(n intent.Name) (target, bool) {
	if !n.Given() {
		var ok bool
		if n, ok = d.askTable(n.Span, d.tableNames()); !ok {
			return target{}, false
		}
	}
	t := d.find(n)
	if !t.stranger() {
		return t, true
	}
	if near := d.mistyped(n); near != "" {
		d.unknownTable(n, t.name(), near)
		return t, false
	}
	if d.o.Live {
		d.unknownTable(n, t.name(), d.model.NearestTable(t.name()))
		return t, false
	}
	d.strange(t.name())
	return t, d.sensibleTable(n)
}

func (d *drafter) unknownTable(n intent.Name, name, near string) {
	e := d.fail(n.Span, "there is no table %s", name)
	switch {
	case near != "":
		e.Hint = "did you mean " + near + "?"
	case len(d.model.Tables()) > 0:
		e.Hint = "the tables are " + list(d.tableNames())
	}
}

// strange notes that a table is not known. A folder without migrations knows
// none, and need not say so of each.
func (d *drafter) strange(name string) {
	if d.strangers[name] {
		return
	}
	d.strangers[name] = true
	d.note("no migration here creates %s: what the table has was not checked", name)
}

// mistyped returns the known table that a name is one slip away from.
func (d *drafter) mistyped(n intent.Name) string {
	for _, known := range d.tableNames() {
		for _, name := range tableNames(n) {
			if oneSlip(name, known) {
				return known
			}
		}
	}
	return ""
}

// tableNames are all known tables.
func (d *drafter) tableNames() []string {
	var names []string
	for _, t := range d.model.Tables() {
		names = append(names, t.Name)
	}
	return names
}

// oneSlip reports whether one letter too many, too few, wrong, or two letters
// in the wrong order make a of b. Short names differ by one letter without
// being mistakes.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == b || len(b)-len(a) > 1 || len(a) < 4 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	return swapped || a[i+1:] == b[i+1:]
}

// columnNames are the names that a column may have. People speak of the emails
// of users, and of the room where the column is room_id.
func columnNames(n intent.Name) []string {
	if n.Exact {
		return []string{n.Text}
	}
	one := inflect.Singular(n.Text)
	return []string{n.Text, one, inflect.Plural(n.Text), n.Text + "_id", one + "_id"}
}

// column returns the name of a column of a table. That a table which is known
// whole does not have it is an error.
func (d *drafter) column(t target, n intent.Name) (string, bool) {
	names := d.columnsOf(t)
	for _, name := range columnNames(n) {
		if slices.Contains(names, name) {
			return name, true
		}
	}
	if t.stranger() || t.known != nil && t.known.Partial {
		return n.Text, true
	}
	d.noColumn(t, n.Span, n.Text, names)
	return n.Text, false
}

// columnsOf are the columns that are known of a table.
func (d *drafter) columnsOf(t target) []string {
	switch {
	case t.known != nil:
		return t.known.ColumnNames()
	case t.fresh != nil:
		return t.fresh.columnNames(d.tenantColumn())
	}
	return nil
}

// definition is a column of a table as add/3 describes it, if it is known.
func (t target) definition(column string) (command.Column, bool) {
	if t.known == nil {
		return command.Column{}, false
	}
	c, ok := t.known.Definition(column)
	return c, ok && !c.Type.IsZero()
}

// tableWith returns the table that is meant when none is told: the only one
// that has the columns. If there are several, or none, the person is asked.
func (d *drafter) tableWith(at intent.Span, columns ...intent.Name) (intent.Name, bool) {
	var fitting []string
	for _, t := range d.model.Tables() {
		if hasAll(t, columns) {
			fitting = append(fitting, t.Name)
		}
	}
	if len(fitting) == 1 && len(columns) > 0 {
		return intent.Name{Span: at, Text: fitting[0], Exact: true}, true
	}
	if len(fitting) == 0 && len(columns) > 0 && d.started {
		names := make([]string, len(columns))
		for i, c := range columns {
			names[i] = c.Text
		}
		d.fail(at, "no table has %s; which table is meant?", strings.Join(names, ", ")).Hint = "say the table: ... on users"
		return intent.Name{}, false
	}
	return d.askTable(at, fitting)
}

func hasAll(t *schema.Table, columns []intent.Name) bool {
	return !slices.ContainsFunc(columns, func(n intent.Name) bool {
		return t.Column(n.Text) == nil && t.Column(inflect.Singular(n.Text)) == nil
	})
}

// askTable asks which table is meant.
func (d *drafter) askTable(at intent.Span, names []string) (intent.Name, bool) {
	q := intent.Question{Span: at, Text: "which table is meant?"}
	for _, name := range names {
		q.Choices = append(q.Choices, intent.Choice{Label: name})
	}
	choice, ok := d.ask(q)
	if !ok {
		return intent.Name{}, false
	}
	return intent.Name{Span: at, Text: names[choice], Exact: true}, true
}

// list writes names as a sentence has them: a, b and c.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
