package draft

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/schema"
)

// dropIndex drops an index by its name or its columns. What the model knows of
// it makes the way back exact.
func (d *drafter) dropIndex(in intent.DropIndex) {
	t, ok := d.tableOfIndex(in.Table, in.Name, in.Span, in.Columns)
	if !ok {
		return
	}
	s := step{at: in.Span}
	i, ok := d.indexToDrop(t, in, &s)
	if !ok {
		return
	}
	i.Concurrently = d.concurrently(t, in.Concurrently)
	s.alone, s.online = i.Concurrently, i.Concurrently
	drop := command.DropIndex{Index: i}
	if in.IfExists {
		drop.Existence = command.Lenient
	}
	s.after = []command.Command{drop}
	s.title = title{verb: "drop", what: indexTitle(i), index: true}
	if len(i.Columns) == 0 {
		s.title.what = i.Name
	}
	d.do(s)
}

// indexToDrop finds the index; without a model it is the one that Ecto would
// have made of the columns.
func (d *drafter) indexToDrop(t target, in intent.DropIndex, s *step) (command.Index, bool) {
	if t.known != nil && !t.known.Partial {
		for n, c := range in.Columns {
			name, ok := d.column(t, c)
			if !ok {
				return command.Index{}, false
			}
			in.Columns = slices.Clone(in.Columns)
			in.Columns[n].Text = name
		}
		if i := findIndex(t.known, in, d.tenantColumn()); i != nil {
			return i.Index, true
		}
		what := in.Name.Text
		if what == "" {
			what = "on " + joinNames(in.Columns)
		}
		d.fail(in.Span, "%s has no index %s", t.name(), what).Hint = indexHint(t.known)
		return command.Index{}, false
	}
	i := command.Index{Prefix: t.object.Prefix, Table: t.name(), Unique: in.Unique, Columns: columnList(texts(in.Columns)...)}
	i.Name = command.DefaultIndexName(i.Table, i.Columns)
	if in.Name.Given() {
		i.Name = in.Name.Text
	}
	if len(i.Columns) == 0 {
		s.down = []command.Command{}
		s.downComment = "The index " + i.Name + " is not known: it cannot be created again"
		d.warn("dropping %s cannot be rolled back: its columns are not known", i.Name)
	}
	return i, true
}

func findIndex(t *schema.Table, in intent.DropIndex, tenant string) *schema.Index {
	if in.Name.Given() {
		return t.Index(in.Name.Text)
	}
	wanted := texts(in.Columns)
	scoped := append([]string{tenant}, wanted...)
	var found *schema.Index
	for i := range t.Indexes {
		index := &t.Indexes[i]
		names := columnsOfIndex(index.Index)
		if in.Unique && !index.Unique {
			continue
		}
		if slices.Equal(names, wanted) {
			return index
		}
		if slices.Equal(names, scoped) && found == nil {
			found = index
		}
	}
	return found
}

func columnsOfIndex(i command.Index) []string {
	names := make([]string, len(i.Columns))
	for n, c := range i.Columns {
		names[n] = c.Column
	}
	return names
}

func indexHint(t *schema.Table) string {
	if len(t.Indexes) == 0 {
		return t.Name + " has no indexes"
	}
	names := make([]string, len(t.Indexes))
	for i, index := range t.Indexes {
		names[i] = index.Name
	}
	return "its indexes are " + list(names)
}

// tableOfIndex is the table of an index: told, or the one whose index has the
// name, or the only one that has the columns.
func (d *drafter) tableOfIndex(table, name intent.Name, at intent.Span, columns []intent.Name) (target, bool) {
	if !table.Given() && name.Given() {
		if t, _ := d.model.Index(d.object(name.Text)); t != nil {
			return target{object: t.Object, known: t}, true
		}
	}
	return d.tableOf(table, at, columns)
}

// renameIndex gives an index another name. What its columns are does not
// matter, as only the name stands in the SQL.
func (d *drafter) renameIndex(in intent.RenameIndex) {
	t, ok := d.tableOfIndex(in.Table, in.From, in.Span, nil)
	if !ok {
		return
	}
	i := command.Index{Prefix: t.object.Prefix, Table: t.name(), Name: in.From.Text}
	if t.known != nil {
		known := t.known.Index(in.From.Text)
		if known == nil && !t.known.Partial {
			d.fail(in.From.Span, "%s has no index %s", t.name(), in.From.Text).Hint = indexHint(t.known)
			return
		}
		if known != nil {
			i = known.Index
		}
	}
	if in.From.Text == in.To.Text {
		d.fail(in.Span, "%s has this name already", in.To.Text)
		return
	}
	d.do(step{
		at: in.Span, title: title{verb: "rename", what: in.From.Text + "_to_" + in.To.Text},
		after: []command.Command{command.RenameIndex{Index: i, To: in.To.Text}},
	})
}

func texts(names []intent.Name) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = n.Text
	}
	return list
}

func joinNames(names []intent.Name) string { return list(texts(names)) }
