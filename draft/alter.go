package draft

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// tableOf is the table of an intent: the one that is told, or the only one
// that has the columns.
func (d *drafter) tableOf(table intent.Name, at intent.Span, columns []intent.Name) (target, bool) {
	if !table.Given() {
		var ok bool
		if table, ok = d.tableWith(at, columns...); !ok {
			return target{}, false
		}
	}
	return d.existing(table)
}

// addColumns adds columns to tables that exist.
func (d *drafter) addColumns(in intent.AddColumns) {
	switch {
	case in.Tables.All:
		d.addToAll(in)
	case len(in.Tables.Names) == 0:
		if table, ok := d.askTable(in.Span, d.tableNames()); ok {
			d.addTo(table, in)
		}
	default:
		for _, n := range in.Tables.Names {
			d.addTo(n, in)
		}
	}
}

func (d *drafter) addTo(table intent.Name, in intent.AddColumns) {
	if t, ok := d.existing(table); ok {
		d.addColumnsTo(t, in, "")
	}
}

// addToAll adds columns to every known table that does not have them.
func (d *drafter) addToAll(in intent.AddColumns) {
	tables, ok := d.everyTable(in.Tables)
	if !ok {
		return
	}
	before := len(d.steps)
	for _, t := range tables {
		one := in
		one.Columns = slices.DeleteFunc(slices.Clone(in.Columns), func(c intent.Column) bool {
			return t.known.Column(c.Name.Text) != nil || d.ownKey(t, c)
		})
		if len(one.Columns) > 0 {
			d.addColumnsTo(t, one, "all_tables")
		}
	}
	if len(d.steps) == before && len(d.problems) == 0 {
		d.fail(in.Span, "every table has %s already", joinNames(namesOf(in.Columns)))
	}
}

// ownKey reports whether a column would make the tenants belong to tenants.
func (d *drafter) ownKey(t target, c intent.Column) bool {
	return c.Name.Text == d.tenantColumn() && d.find(intent.Name{Text: trimID(c.Name.Text)}).object == t.object
}

func namesOf(columns []intent.Column) []intent.Name {
	names := make([]intent.Name, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// everyTable returns the tables that are meant by "all tables".
func (d *drafter) everyTable(in intent.Tables) ([]target, bool) {
	var except []command.Object
	for _, n := range in.Except {
		t, ok := d.existing(n)
		if !ok {
			return nil, false
		}
		except = append(except, t.object)
	}
	var tables []target
	for _, t := range d.model.Tables() {
		if t.Name != "schema_migrations" && !slices.Contains(except, t.Object) {
			tables = append(tables, target{object: t.Object, known: t})
		}
	}
	if len(tables) == 0 {
		q := intent.Question{Span: in.Span, Text: "which tables are meant? No table is known here"}
		d.ask(q)
		return nil, false
	}
	return tables, true
}

// addColumnsTo takes the step of columns for one table. Their indexes stand in
// the same file, or are built concurrently in files of their own.
func (d *drafter) addColumnsTo(t target, in intent.AddColumns, tables string) {
	p := place{target: t}
	s := step{at: in.Span, title: title{verb: "add", table: t.name()}}
	if tables != "" {
		s.title.table = tables
	}
	var made parts
	for _, c := range in.Columns {
		more := d.parts(p, c, &s.reasons)
		if d.refuseColumns(t, more.columns, c, in.IfNotExists) {
			return
		}
		made.add(more)
		s.title.columns = append(s.title.columns, titled(c, more)...)
	}
	d.takeAdded(t, made, s, in.IfNotExists)
}

// titled is what a column is called in the name of the file.
func titled(c intent.Column, made parts) []string {
	if c.Kind == intent.TimestampColumns {
		return []string{"timestamps"}
	}
	var names []string
	for _, column := range made.columns {
		names = append(names, column.Name)
	}
	return names
}

// takeAdded takes the step of columns that were made for a table.
func (d *drafter) takeAdded(t target, made parts, s step, lenient bool) {
	alter := command.AlterTable{Table: command.Table{Object: t.object}}
	existence := command.Strict
	if lenient {
		existence = command.Lenient
	}
	for _, c := range made.columns {
		alter.Changes = append(alter.Changes, command.Add{Column: c, Existence: existence})
	}
	s.alter = &alter
	for _, e := range made.enums {
		s.before = append(s.before, d.createType(e, &s))
	}
	view := d.withColumns(t, made.columns)
	var later []command.Index
	for _, i := range d.indexes(view, made.indexes, &s.reasons) {
		if d.concurrently(t, false) {
			later = append(later, i)
		} else {
			s.after = append(s.after, command.CreateIndex{Index: i, Existence: existence})
		}
	}
	for _, c := range made.checks {
		s.after = append(s.after, command.CreateConstraint{Constraint: c})
	}
	d.undoAdded(&s, t, made, lenient)
	d.do(s)
	for _, i := range later {
		d.addIndex(step{at: s.at}, t, i, false, lenient)
	}
}

// undoAdded writes the way down where Ecto cannot make it.
func (d *drafter) undoAdded(s *step, t target, made parts, lenient bool) {
	if len(made.enums) == 0 && !lenient {
		return
	}
	back := command.AlterTable{Table: command.Table{Object: t.object}}
	for _, c := range slices.Backward(made.columns) {
		r := command.Remove{Name: c.Name}
		if lenient {
			r.Existence = command.Lenient
		}
		back.Changes = append(back.Changes, r)
	}
	for _, c := range slices.Backward(s.after) {
		if r, err := command.Reverse(c); err == nil {
			s.down = append(s.down, r)
		}
	}
	s.down = append(s.down, back)
	s.down = append(s.down, dropTypes(made.enums)...)
}

// withColumns describes a table that exists with columns that it is about to
// get.
func (d *drafter) withColumns(t target, columns []command.Column) indexed {
	view := d.existingIndexed(t)
	kind, key := view.kind, view.key
	find := func(name string) *command.Column {
		for i := range columns {
			if columns[i].Name == name {
				return &columns[i]
			}
		}
		return nil
	}
	view.kind = func(name string) command.Type {
		if c := find(name); c != nil {
			return c.Type
		}
		return kind(name)
	}
	view.key = func(name string) bool {
		if c := find(name); c != nil && c.Reference != nil {
			return true
		}
		return key(name)
	}
	view.tenant = view.tenant || hasColumn(columns, d.tenantColumn())
	return view
}

// refuseColumns refuses columns that the table has.
func (d *drafter) refuseColumns(t target, columns []command.Column, c intent.Column, lenient bool) bool {
	if t.known == nil || lenient {
		return false
	}
	for _, column := range columns {
		if t.known.Column(column.Name) != nil {
			d.fail(c.Name.Span, "%s has a column %s already: it exists", t.name(), column.Name).Hint =
				"to change it: make " + column.Name + " required on " + t.name()
			return true
		}
	}
	return false
}

// associate adds the foreign key of an association to a table that exists.
func (d *drafter) associate(in intent.Associate) {
	t, ok := d.existing(in.Child)
	if !ok {
		return
	}
	p := place{target: t}
	l, ok := d.linkFor(in, p)
	if !ok {
		return
	}
	if in.Again {
		d.rewire(p, l, in)
		return
	}
	if in.Existing || t.known != nil && t.known.Column(l.column) != nil {
		d.constrain(p, l, in)
		return
	}
	s := step{at: in.Span, title: title{verb: "add", table: t.name(), columns: []string{l.column}}}
	made := d.linked(p, l, intent.Column{Unique: in.Unique}, &s.reasons)
	d.takeAdded(t, made, s, false)
}

// constrain makes a column that exists a foreign key.
func (d *drafter) constrain(p place, l link, in intent.Associate) {
	if l.parent.stranger() {
		d.strange(l.parent.name())
	}
	s := step{at: in.Span, title: title{verb: "modify", table: p.name(), columns: []string{l.column}}}
	old, known := p.definition(l.column)
	if known && old.Reference != nil {
		d.fail(in.Span, "%s.%s references %s already", p.name(), l.column, old.Reference.Table)
		return
	}
	if known && old.Options.Null == command.NotNull && l.null == intent.NullUntold {
		l.null = intent.Required
	}
	notes := len(d.notes)
	column := d.foreignKey(p, l, &s.reasons)
	d.notes = d.notes[:notes] // the column is there: nothing about its NULL changes
	column.Options = command.ColumnOptions{}
	from := command.From{Type: plainKey(column.Reference.Type)}
	if known {
		from.Type = old.Type
	}
	if known && !sameFamily(old.Type.Name, column.Reference.Type.Name) {
		d.fail(in.Span, "%s.%s is %s, but %s.%s is %s", p.name(), l.column, old.Type.Name,
			l.parent.name(), column.Reference.Column, column.Reference.Type.Name).Hint = "change the type of " + l.column + " first"
		return
	}
	d.note("rows of %s whose %s is in no row of %s make it fail", p.name(), l.column, l.parent.name())
	s.alter = &command.AlterTable{Table: command.Table{Object: p.object}, Changes: []command.Change{
		command.Modify{Column: column, From: &from},
	}}
	if p.known == nil || len(p.known.IndexesOn(l.column)) == 0 {
		d.indexConstrained(p, l.column, &s)
	}
	d.do(s)
}

// rewire changes what happens to the rows of a foreign key that is there.
func (d *drafter) rewire(p place, l link, in intent.Associate) {
	old, known := p.definition(l.column)
	if !known || old.Reference == nil {
		d.fail(in.Span, "no migration here says which column of %s refers to %s", p.name(), l.parent.name()).Hint =
			"if it is still to be made, say it: " + p.name() + " belong to " + l.parent.name() + ", on delete " + actionWords(l.onDelete)
		return
	}
	changed := *old.Reference
	changed.OnDelete = action(l.onDelete)
	if changed.OnDelete.Kind == old.Reference.OnDelete.Kind {
		d.fail(in.Span, "%s.%s does that already when a row of %s is deleted", p.name(), l.column, l.parent.name())
		return
	}
	if old.Options.Null == command.NotNull && l.onDelete == intent.NilifyAll {
		d.fail(in.Span, "%s.%s is required: it cannot become null", p.name(), l.column).Hint = "make " + l.column + " optional on " + p.name() + " first"
		return
	}
	if d.o.Dialect == "mysql" {
		d.fail(in.Span, "MySQL cannot drop a foreign key and add one of the same name at once").Hint =
			"first remove the foreign key on " + p.name() + "." + l.column + ", then make it again, in a migration each"
		return
	}
	d.do(step{at: in.Span, title: title{verb: "modify", table: p.name(), columns: []string{l.column}}, alter: &command.AlterTable{
		Table: command.Table{Object: p.object}, Changes: []command.Change{command.Modify{
			Column: command.Column{Name: l.column, Type: changed.Type, Reference: &changed},
			From:   &command.From{Type: old.Reference.Type, Reference: old.Reference},
		}},
	}})
}

// actionWords is an action as a description says it.
func actionWords(a intent.Action) string {
	switch a {
	case intent.DeleteAll:
		return "cascade"
	case intent.NilifyAll:
		return "set null"
	case intent.DefaultAll:
		return "set default"
	case intent.Restrict:
		return "restrict"
	}
	return "nothing"
}

// indexConstrained adds the index that every foreign key has.
func (d *drafter) indexConstrained(p place, column string, s *step) {
	if p.known == nil || d.concurrently(p.target, false) {
		return
	}
	w := wish{rank: foreignKey, columns: columnList(column)}
	s.after = append(s.after, command.CreateIndex{Index: d.index(d.existingIndexed(p.target), w, &s.reasons)})
}
