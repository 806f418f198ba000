package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/schema"
)

// rank is the order in which the indexes of a table are written.
type rank uint8

const (
	unique rank = iota
	tenant
	foreignKey
	told
)

// wish is an index that a table is to have.
type wish struct {
	rank    rank
	columns []command.IndexColumn
	// tenanted: the tenant column is to come first if the table has one.
	tenanted bool
	// request is what the text says about the index, if anything.
	request *intent.CreateIndex
}

func columnList(names ...string) []command.IndexColumn {
	list := make([]command.IndexColumn, len(names))
	for i, name := range names {
		list[i] = command.IndexColumn{Column: name}
	}
	return list
}

// indexed is what is known of the table of an index: the types of its columns,
// which are foreign keys, and whether the tenant column is among them.
type indexed struct {
	place
	kind   func(column string) command.Type
	key    func(column string) bool
	tenant bool
}

// index makes the index that is wished for.
func (d *drafter) index(t indexed, w wish, why *reasons) command.Index {
	i := command.Index{Prefix: t.object.Prefix, Table: t.name(), Columns: w.columns, Unique: w.rank == unique}
	if r := w.request; r != nil {
		i.Unique = r.Unique
		if i.Using = strings.ToLower(r.Using); i.Using == "btree" {
			i.Using = "" // what every index is unless told
		}
		if r.Where != nil {
			i.Where = r.Where.SQL
		}
		for _, c := range r.Include {
			name, _ := d.column(t.target, c)
			i.Include = append(i.Include, command.IndexColumn{Column: name})
		}
		if r.NullsNotDistinct {
			distinct := false
			i.NullsDistinct = &distinct
		}
	}
	if i.Using == "" && !i.Unique && len(i.Columns) == 1 && ginned(t.kind(i.Columns[0].Column)) {
		i.Using = "gin"
		why.add(i.Columns[0].Column, "using: :gin, which finds what is inside of it")
	}
	i.Columns = d.perTenant(t, w, i, why)
	i.Name = command.DefaultIndexName(i.Table, i.Columns)
	if w.request != nil && w.request.Name.Given() {
		i.Name = w.request.Name.Text
	}
	return i
}

// perTenant puts the tenant column first, as every query of a tenant has it. An
// index of a foreign key alone, or inside of values, stays as it is.
func (d *drafter) perTenant(t indexed, w wish, i command.Index, why *reasons) []command.IndexColumn {
	column := d.tenantColumn()
	has := slices.ContainsFunc(i.Columns, func(c command.IndexColumn) bool { return c.Column == column })
	asked := w.request != nil && w.request.PerTenant
	switch {
	case has, w.request != nil && w.request.Globally, i.Using != "" && i.Using != "btree", !w.tenanted, !t.tenant && !asked:
		return i.Columns
	case len(i.Columns) == 1 && t.key(i.Columns[0].Column) && !asked:
		return i.Columns
	}
	if !t.tenant && !t.stranger() {
		d.fail(w.request.Span, "%s has no %s", t.name(), column).Hint = "add " + column + " to " + t.name() + " first"
	}
	kind := "index"
	if i.Unique {
		kind = "unique index"
	}
	why.add("", kind+" with "+column+" first, as "+t.name()+" belongs to tenants")
	return append(columnList(column), i.Columns...)
}

// indexes makes the indexes of a table in their order, each once.
func (d *drafter) indexes(t indexed, wishes []wish, why *reasons) []command.Index {
	wishes = slices.Clone(wishes)
	slices.SortStableFunc(wishes, func(a, b wish) int { return int(a.rank) - int(b.rank) })
	var list []command.Index
	for _, w := range wishes {
		i := d.index(t, w, why)
		if !slices.ContainsFunc(list, func(other command.Index) bool { return other.Name == i.Name }) {
			list = append(list, i)
		}
		if w.rank == foreignKey || w.rank == tenant {
			why.add(w.columns[len(w.columns)-1].Column, "indexed, as every foreign key is")
		}
	}
	return list
}

// existingIndexed describes a table that exists.
func (d *drafter) existingIndexed(t target) indexed {
	return indexed{
		place: place{target: t},
		kind: func(column string) command.Type {
			if c, ok := t.definition(column); ok {
				return c.Type
			}
			if t.known != nil {
				return command.Type{}
			}
			kind, _ := TypeByName(column)
			return kind
		},
		key: func(column string) bool {
			return t.known != nil && len(t.known.ForeignKeysOn(column)) > 0 || strings.HasSuffix(column, "_id")
		},
		tenant: slices.Contains(d.columnsOf(t), d.tenantColumn()),
	}
}

// createIndex makes an index of a table that exists.
func (d *drafter) createIndex(in intent.CreateIndex) {
	if in.ForeignKeys {
		d.indexForeignKeys(in)
		return
	}
	t, ok := d.tableOf(in.Table, in.Span, plainNames(in.Columns))
	if !ok {
		return
	}
	w := d.wishOf(t, in)
	if w.columns == nil {
		return
	}
	s := step{at: in.Span}
	i := d.index(d.existingIndexed(t), w, &s.reasons)
	if !d.takeBack(i) && d.refuseIndex(t, i, in.Span, in.IfNotExists) {
		return
	}
	d.addIndex(s, t, i, in.Concurrently, in.IfNotExists)
}

// wishOf is what the text says about an index, with the columns as the table
// has them; it has no columns if one of them is unknown.
func (d *drafter) wishOf(t target, in intent.CreateIndex) wish {
	w := wish{rank: told, tenanted: true, request: &in}
	if in.Unique {
		w.rank = unique
	}
	if in.Where != nil {
		where, ok := d.condition(t, *in.Where)
		if !ok {
			return wish{}
		}
		in.Where = &where
	}
	for _, c := range in.Columns {
		column := command.IndexColumn{Expr: c.Expr, Direction: command.IndexDirection(c.Direction)}
		if c.Expr == "" {
			name, ok := d.column(t, c.Name)
			if !ok {
				return wish{}
			}
			column.Column = name
		}
		w.columns = append(w.columns, column)
	}
	if len(w.columns) == 0 {
		d.fail(in.Span, "the index has no columns").Hint = "say which: index " + t.name() + " on email"
	}
	return w
}

func plainNames(columns []intent.IndexColumn) []intent.Name {
	var names []intent.Name
	for _, c := range columns {
		if c.Expr == "" {
			names = append(names, c.Name)
		}
	}
	return names
}

// refuseIndex refuses an index that the table has already.
func (d *drafter) refuseIndex(t target, i command.Index, at intent.Span, lenient bool) bool {
	if t.known == nil || lenient {
		return false
	}
	for _, known := range t.known.Indexes {
		same := known.Unique == i.Unique && known.Where == i.Where && slices.Equal(known.Columns, i.Columns)
		if known.Name == i.Name || same {
			d.fail(at, "%s has this index: %s exists already", t.name(), known.Name).Hint =
				"drop it first, or give the new one another name"
			return true
		}
	}
	return false
}

// addIndex takes the step of an index of a table that exists: a file of its
// own if it is built without a lock.
func (d *drafter) addIndex(s step, t target, i command.Index, asked, lenient bool) {
	i.Concurrently = d.concurrently(t, asked)
	c := command.CreateIndex{Index: i}
	if lenient {
		c.Existence = command.Lenient
	}
	s.after = []command.Command{c}
	s.alone, s.online = i.Concurrently, i.Concurrently
	if i.Concurrently {
		s.reasons.add("", "in a file of its own: a concurrent index cannot be built in a transaction")
	}
	if s.alone || !d.justAdded(t, i.Columns) {
		s.title = title{verb: "create", what: indexTitle(i), index: true}
	}
	d.do(s)
}

// indexTitle is the index in the name of a file: its table and columns.
func indexTitle(i command.Index) string { return command.DefaultIndexName(i.Table, i.Columns) }

// concurrently decides whether an index of a table that exists is built, or
// dropped, without a lock. Only PostgreSQL can.
func (d *drafter) concurrently(t target, asked bool) bool {
	if d.o.Dialect != "" && d.o.Dialect != "postgres" {
		if asked {
			d.note("only PostgreSQL builds and drops indexes concurrently: the one of %s is as usual", t.name())
		}
		return false
	}
	return t.fresh == nil && (asked || d.o.Online)
}

// justAdded reports whether the step before has added one of the columns: then
// the index or constraint belongs to it, also in the file's name.
func (d *drafter) justAdded(t target, columns []command.IndexColumn) bool {
	for i := len(d.steps) - 1; i >= 0; i-- {
		s := d.steps[i]
		if s.alter != nil && s.title.verb != "remove" && s.alter.Table.Object == t.object {
			return slices.ContainsFunc(columns, func(c command.IndexColumn) bool {
				return slices.ContainsFunc(s.alter.Changes, func(a command.Change) bool { return a.ColumnName() == c.Column })
			})
		}
		if !s.title.empty() {
			return false
		}
	}
	return false
}

// indexForeignKeys makes the missing indexes of the foreign keys of a table, or
// of all tables.
func (d *drafter) indexForeignKeys(in intent.CreateIndex) {
	tables := d.model.Tables()
	if in.Table.Given() {
		t, ok := d.existing(in.Table)
		if !ok {
			return
		}
		if t.known == nil {
			d.fail(in.Span, "the foreign keys of %s are not known", t.name()).Hint = "say which columns: index " + t.name() + " on user_id"
			return
		}
		tables = []*schema.Table{t.known}
	}
	if len(tables) == 0 {
		d.askTable(in.Span, nil)
		return
	}
	before := len(d.steps)
	for _, t := range tables {
		for _, key := range t.ForeignKeys {
			if len(key.Columns) == 1 && t.CoveringIndex(key.Columns[0]) == nil {
				w := wish{rank: foreignKey, columns: columnList(key.Columns[0])}
				known := target{object: t.Object, known: t}
				s := step{at: in.Span}
				d.addIndex(s, known, d.index(d.existingIndexed(known), w, &s.reasons), in.Concurrently, false)
			}
		}
	}
	if len(d.steps) == before {
		d.fail(in.Span, "every foreign key that is known has an index").Hint = "say which columns to index"
	}
}

// takeBack takes an index out of a step before: the draft made it by itself,
// and now the text says more about it.
func (d *drafter) takeBack(i command.Index) bool {
	for n := range d.steps {
		after := d.steps[n].after
		for at, c := range after {
			if made, ok := c.(command.CreateIndex); ok && made.Index.Name == i.Name && d.steps[n].alter != nil {
				d.steps[n].after = slices.Delete(slices.Clone(after), at, at+1)
				d.model.Apply(command.DropIndex{Index: made.Index})
				return true
			}
		}
	}
	return false
}
