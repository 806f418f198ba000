package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// absorb takes what is said about a table that the text is about to create
// into its creation. It reports whether the intent is used up.
func (d *drafter) absorb(in intent.Intent) bool {
	switch in := in.(type) {
	case intent.Associate:
		if t := d.coming(in.Child); t != nil && !in.Existing {
			t.links = append(t.links, in)
			return true
		}
	case intent.AddColumns:
		return d.absorbColumns(in)
	case intent.CreateIndex:
		if t := d.coming(in.Table); t != nil {
			// The table is created with indexes of its foreign keys anyway.
			if !in.ForeignKeys {
				t.indexes = append(t.indexes, in)
			}
			return true
		}
	case intent.AddCheck:
		if t := d.coming(in.Table); t != nil {
			t.checks = append(t.checks, in)
			return true
		}
	case intent.AddExclusion:
		if t := d.coming(in.Table); t != nil {
			t.exclusions = append(t.exclusions, in)
			return true
		}
	case intent.ChangeColumn:
		return d.absorbChange(in)
	case intent.CreateEnum:
		if t := d.coming(in.Table); t != nil && in.Column.Given() {
			t.what.Columns = append(t.what.Columns, enumColumn(in))
			return true
		}
	}
	return false
}

// coming returns the table of the name if the text is about to create it. A
// table that is not told is the one that is created last.
func (d *drafter) coming(n intent.Name) *newTable {
	if n.Given() {
		if t := d.find(n).fresh; t != nil && !t.done {
			return t
		}
		return nil
	}
	for _, t := range slices.Backward(d.order) {
		if !t.done {
			return t
		}
	}
	return nil
}

// absorbColumns takes added columns into new tables. Tables that exist are
// left to be altered.
func (d *drafter) absorbColumns(in intent.AddColumns) bool {
	if in.Tables.All {
		return false
	}
	names := in.Tables.Names
	if len(names) == 0 {
		names = []intent.Name{{}}
	}
	tables := make([]*newTable, len(names))
	for i, n := range names {
		if tables[i] = d.coming(n); tables[i] == nil {
			return false
		}
	}
	for _, t := range tables {
		t.what.Columns = append(t.what.Columns, in.Columns...)
	}
	return true
}

// absorbChange says more about a column of a new table.
func (d *drafter) absorbChange(in intent.ChangeColumn) bool {
	t := d.coming(in.Table)
	if t == nil {
		return false
	}
	i := slices.IndexFunc(t.what.Columns, func(c intent.Column) bool {
		return slices.Contains(columnNames(in.Column), c.Name.Text) || c.Name.Text+"_id" == in.Column.Text
	})
	if i >= 0 {
		t.what.Columns[i] = changed(t.what.Columns[i], in)
		return true
	}
	for i, l := range t.links {
		if linkColumn(l) == in.Column.Text && in.Null != intent.NullUntold {
			t.links[i].Null = in.Null
			return true
		}
	}
	d.fail(in.Column.Span, "%s has no column %s", t.name, in.Column.Text).Hint =
		"its columns are " + list(t.columnNames(d.tenantColumn()))
	return true
}

func changed(c intent.Column, in intent.ChangeColumn) intent.Column {
	if in.To.Given() {
		c.Type = in.To
	}
	if in.Null != intent.NullUntold {
		c.Null = in.Null
	}
	if in.Default != nil {
		c.Default = in.Default
	}
	if in.DropDefault {
		c.Default, c.NoDefault = nil, true
	}
	if in.Comment != "" {
		c.Comment = in.Comment
	}
	return c
}

// mentions reports whether an intent needs one of the tables that the text
// creates.
func (d *drafter) mentions(in intent.Intent, created []*newTable) bool {
	is := func(n intent.Name) bool {
		return n.Given() && slices.Contains(created, d.find(n).fresh)
	}
	switch in := in.(type) {
	case intent.Associate:
		return is(in.Parent) || is(in.Child)
	case intent.AddColumns:
		return slices.ContainsFunc(in.Columns, func(c intent.Column) bool {
			return c.Reference != nil && is(c.Reference.Table) ||
				(c.Reference != nil || strings.HasSuffix(c.Name.Text, "_id")) &&
					is(intent.Name{Text: strings.TrimSuffix(c.Name.Text, "_id")})
		}) || slices.ContainsFunc(in.Tables.Names, is)
	case intent.CreateIndex:
		return is(in.Table)
	}
	return false
}

// linkColumn is the column of an association: told, or made of the parent. The
// key of a table to itself is its parent's.
func linkColumn(in intent.Associate) string {
	if in.Column.Given() {
		name := in.Column.Text
		if !in.Column.Exact && !in.Existing && !strings.HasSuffix(name, "_id") {
			name += "_id"
		}
		return name
	}
	return inflect.Singular(in.Parent.Text) + "_id"
}

// linkFor is the foreign key of an association.
func (d *drafter) linkFor(in intent.Associate, p place) (link, bool) {
	parent, ok := d.existing(in.Parent)
	if !ok {
		return link{}, false
	}
	l := link{
		at: in.Span, column: linkColumn(in), parent: parent, key: in.References.Text, kind: in.Type,
		null: in.Null, onDelete: in.OnDelete, onUpdate: in.OnUpdate, notValid: in.NotValid,
	}
	if !in.Column.Given() && parent.object == p.object {
		l.column = "parent_id"
	}
	return l, true
}
