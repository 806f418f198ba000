package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// newTable is all that a text says about a table that it creates.
type newTable struct {
	at   intent.Span
	name string
	// what holds the columns and the options of the table.
	what intent.CreateTable
	// join is set for a table between two others.
	join *intent.JoinTable
	key  command.Column
	// done is set once its step is taken.
	done bool
	// later is what must wait for a table that is created after this one.
	later      parts
	links      []intent.Associate
	indexes    []intent.CreateIndex
	checks     []intent.AddCheck
	exclusions []intent.AddExclusion
}

// columnNames are the columns that the table will have.
func (t *newTable) columnNames(tenant string) []string {
	names := []string{t.key.Name, tenant, "inserted_at", "updated_at", "deleted_at"}
	for _, c := range t.what.Columns {
		name := c.Name.Text
		switch {
		case c.Kind == intent.PolymorphicColumns:
			names = append(names, name+"_type")
			name += "_id"
		case c.Reference != nil && !strings.HasSuffix(name, "_id") && !c.Name.Exact:
			name = inflect.Singular(name) + "_id"
		}
		names = append(names, name)
	}
	for _, l := range t.links {
		names = append(names, linkColumn(l))
	}
	return names
}

// gather notes the tables that the intents create.
func (d *drafter) gather(intents []intent.Intent) []*newTable {
	var created []*newTable
	for _, in := range intents {
		var t *newTable
		switch in := in.(type) {
		case intent.CreateTable:
			t = &newTable{at: in.Span, what: in, name: d.newName(in.Table)}
		case intent.JoinTable:
			t = d.joinTable(in)
		default:
			continue
		}
		if d.refuseTable(t) {
			continue
		}
		t.setKey(d)
		d.fresh[t.name] = t
		d.order = append(d.order, t)
		created = append(created, t)
	}
	return created
}

// newName is the name of a new table: plural, unless it is exact.
func (d *drafter) newName(n intent.Name) string {
	names := tableNames(n)
	return names[len(names)-1]
}

// joinTable is a table between two others, named after both.
func (d *drafter) joinTable(in intent.JoinTable) *newTable {
	left, right := d.find(in.Left).name(), d.find(in.Right).name()
	t := &newTable{at: in.Span, join: &in, name: left + "_" + right}
	if in.Table.Given() {
		t.name = d.newName(in.Table)
	}
	t.what = intent.CreateTable{
		Span: in.Span, Table: in.Table, Tenant: in.Tenant, NoTimestamps: in.NoTimestamps, NoPrimaryKey: in.NoPrimaryKey,
	}
	for _, side := range []intent.Name{in.Left, in.Right} {
		column := intent.Column{Span: side.Span, Null: intent.Required, Reference: &intent.Reference{Table: side, OnDelete: in.OnDelete}}
		column.Name = intent.Name{Span: side.Span, Text: inflect.Singular(d.find(side).name()) + "_id"}
		t.what.Columns = append(t.what.Columns, column)
	}
	t.what.Columns = append(t.what.Columns, in.Columns...)
	return t
}

// refuseTable refuses a table that is there already, or twice in the text.
func (d *drafter) refuseTable(t *newTable) bool {
	if t.name == "" {
		d.fail(t.at, "the new table has no name").Hint = "create a users table with email and name"
		return true
	}
	if d.fresh[t.name] != nil {
		d.fail(t.at, "%s is created twice", t.name).Hint = "say all of its columns in one place"
		return true
	}
	if !d.sensibleTable(t.what.Table) {
		return true
	}
	known := d.model.Table(d.object(t.name))
	if known == nil || known.Partial || t.what.IfNotExists {
		return false
	}
	d.fail(t.at, "the table %s exists already", t.name).Hint = "to add to it: add phone to " + t.name
	return true
}

// setKey chooses the primary key. A column called id, or one that is told to
// be the key, says what it is.
func (t *newTable) setKey(d *drafter) {
	kind := t.what.ID
	var columns []intent.Column
	for _, c := range t.what.Columns {
		if c.Name.Text != "id" || c.Reference != nil || c.Kind != intent.PlainColumn {
			columns = append(columns, c)
			continue
		}
		if c.Type.Given() {
			kind = c.Type
		}
	}
	t.what.Columns = columns
	if kind.Name == "bigint" {
		kind.Name = "bigserial"
	}
	if kind.Name == "integer" {
		kind.Name = "serial"
	}
	t.key = d.primaryKey(kind)
	if i := slices.IndexFunc(columns, func(c intent.Column) bool { return c.PrimaryKey }); i >= 0 {
		t.what.NoPrimaryKey = true
		t.key = command.Column{Name: columns[i].Name.Text, Type: d.typeOf(columns[i], &reasons{}).Type}
	}
}

// createTables takes the steps of the new tables, those that others reference
// first.
func (d *drafter) createTables(created []*newTable) {
	sorted := d.sorted(created)
	for _, t := range sorted {
		d.createTable(t)
	}
	for _, t := range sorted {
		if len(t.later.columns) > 0 {
			s := step{at: t.at, reasons: reasons{{About: []string{t.name}, Choice: "altered at the end, as the tables reference each other"}}}
			d.takeAdded(d.find(intent.Name{Text: t.name, Exact: true}), t.later, s, false)
		}
	}
}

// sorted puts parents before their children, and otherwise keeps the order of
// the text.
func (d *drafter) sorted(tables []*newTable) []*newTable {
	var done []*newTable
	state := map[*newTable]int{}
	var visit func(t *newTable)
	visit = func(t *newTable) {
		if state[t] > 0 {
			return // done, or in a circle, which the order cannot resolve
		}
		state[t] = 1
		for _, parent := range d.parents(t) {
			if slices.Contains(tables, parent) {
				visit(parent)
			}
		}
		done = append(done, t)
	}
	for _, t := range tables {
		visit(t)
	}
	return done
}

// parents are the new tables that a new table references.
func (d *drafter) parents(t *newTable) []*newTable {
	p := place{target: target{object: d.object(t.name), fresh: t}, created: true}
	var parents []*newTable
	add := func(n *newTable) {
		if n != nil && n != t {
			parents = append(parents, n)
		}
	}
	for _, c := range t.what.Columns {
		switch {
		case c.Kind != intent.PlainColumn:
		case c.Reference != nil && c.Reference.Table.Given():
			add(d.find(c.Reference.Table).fresh)
		case c.Reference != nil || strings.HasSuffix(c.Name.Text, "_id"):
			if parent, ok := d.implied(p, strings.TrimSuffix(c.Name.Text, "_id")); ok {
				add(parent.fresh)
			}
		}
	}
	for _, l := range t.links {
		add(d.find(l.Parent).fresh)
	}
	return parents
}

// createTable takes the step of a new table.
func (d *drafter) createTable(t *newTable) {
	t.done = true
	s := step{at: t.at, title: title{verb: "create", what: t.name}}
	p := place{target: target{object: d.object(t.name), fresh: t}, created: true}
	made := d.body(p, t, &s.reasons)
	d.duplicates(t, made.columns)
	made, t.later = d.postponed(t, made)
	create := command.CreateTable{Table: command.Table{Object: p.object, Comment: t.what.Comment}}
	if t.what.IfNotExists {
		create.Existence = command.Lenient
	}
	if !t.what.NoPrimaryKey {
		create.Columns = append(create.Columns, command.Add{Column: t.key})
		d.keyReason(t, &s.reasons)
	}
	for _, c := range made.columns {
		create.Columns = append(create.Columns, command.Add{Column: c})
	}
	for _, e := range made.enums {
		s.before = append(s.before, d.createType(e, &s))
	}
	s.after = append(s.after, create)
	view := createdIndexed(p, create.Columns, d.tenantColumn())
	for _, i := range d.indexes(view, made.indexes, &s.reasons) {
		s.after = append(s.after, command.CreateIndex{Index: i, Existence: create.Existence})
	}
	for _, c := range made.checks {
		s.after = append(s.after, command.CreateConstraint{Constraint: c})
	}
	s.after = append(s.after, d.exclusions(t)...)
	if len(made.enums) > 0 {
		s.down = []command.Command{command.DropTable{Table: command.Table{Object: p.object}}}
		s.down = append(s.down, dropTypes(made.enums)...)
	}
	d.do(s)
}

// body makes the columns of a new table in the guide's order, with what comes
// along with them.
func (d *drafter) body(p place, t *newTable, why *reasons) parts {
	var made parts
	softDelete, timestamps := t.what.SoftDelete, !t.what.NoTimestamps
	for _, c := range t.what.Columns {
		switch {
		case c.Kind == intent.TimestampColumns:
			timestamps = true
		case c.Kind == intent.SoftDeleteColumn:
			softDelete = true
		case timestamps && d.isTimestamp(c.Name.Text):
		default:
			made.add(d.parts(p, c, why))
		}
	}
	if tenant := d.tenantColumn(); t.what.Tenant && !hasColumn(made.columns, tenant) {
		made.add(d.parts(p, intent.Column{Span: t.at, Name: intent.Name{Span: t.at, Text: tenant}}, why))
	}
	for _, l := range t.links {
		d.linkNew(p, l, &made, why)
	}
	d.joinIndex(t, &made)
	for i := range t.indexes {
		made.indexes = append(made.indexes, d.wishOf(p.target, t.indexes[i]))
	}
	for _, c := range t.checks {
		made.checks = append(made.checks, d.check(p.target, c))
	}
	if softDelete {
		made.columns = append(made.columns, d.deletedAt())
	}
	if timestamps {
		made.columns = append(made.columns, d.timestampColumns(true)...)
	}
	return made
}

// postponed parts what can be created with the table from the references to
// tables that come after it: two tables that reference each other.
func (d *drafter) postponed(t *newTable, made parts) (now, later parts) {
	waits := func(name string) bool {
		return slices.ContainsFunc(made.columns, func(c command.Column) bool {
			if c.Name != name || c.Reference == nil {
				return false
			}
			parent := d.fresh[c.Reference.Table]
			return parent != nil && parent != t && !parent.done
		})
	}
	now = parts{checks: made.checks, enums: made.enums}
	for _, c := range made.columns {
		if waits(c.Name) {
			later.columns = append(later.columns, c)
		} else {
			now.columns = append(now.columns, c)
		}
	}
	for _, w := range made.indexes {
		if slices.ContainsFunc(w.columns, func(c command.IndexColumn) bool { return waits(c.Column) }) {
			later.indexes = append(later.indexes, w)
		} else {
			now.indexes = append(now.indexes, w)
		}
	}
	return now, later
}

// joinIndex makes the two keys of a join table unique together.
func (d *drafter) joinIndex(t *newTable, made *parts) {
	if t.join == nil || len(made.columns) < 2 {
		return
	}
	pair := wish{rank: unique, columns: columnList(made.columns[0].Name, made.columns[1].Name)}
	made.indexes = slices.Insert(made.indexes, 0, pair)
}

// linkNew adds the foreign key of an association. It says more about a column
// that the text lists too.
func (d *drafter) linkNew(p place, in intent.Associate, made *parts, why *reasons) {
	l, ok := d.linkFor(in, p)
	if !ok {
		return
	}
	more := d.linked(p, l, intent.Column{Unique: in.Unique}, why)
	i := slices.IndexFunc(made.columns, func(c command.Column) bool { return c.Name == l.column })
	if i < 0 {
		made.add(more)
		return
	}
	made.columns[i] = more.columns[0]
	made.indexes = append(made.indexes, more.indexes...)
}

func hasColumn(columns []command.Column, name string) bool {
	return slices.ContainsFunc(columns, func(c command.Column) bool { return c.Name == name })
}

// duplicates refuses columns that are told twice.
func (d *drafter) duplicates(t *newTable, columns []command.Column) {
	for i, c := range columns {
		if hasColumn(columns[:i], c.Name) || !t.what.NoPrimaryKey && c.Name == t.key.Name {
			d.fail(t.at, "%s has the column %s twice", t.name, c.Name).Hint = "say all about a column in one place"
			return
		}
	}
}

func (d *drafter) keyReason(t *newTable, why *reasons) {
	if t.key.Type.Name == "binary_id" && !t.what.ID.Given() {
		why.add("id", "binary_id, as the guide wants primary keys")
	}
}

// createdIndexed describes a new table by its columns.
func createdIndexed(p place, columns []command.Add, tenantColumn string) indexed {
	find := func(name string) command.Column {
		for _, c := range columns {
			if c.Column.Name == name {
				return c.Column
			}
		}
		return command.Column{}
	}
	return indexed{
		place:  p,
		kind:   func(column string) command.Type { return find(column).Type },
		key:    func(column string) bool { return find(column).Reference != nil || strings.HasSuffix(column, "_id") },
		tenant: find(tenantColumn).Name != "",
	}
}
