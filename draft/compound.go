package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/condition"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// An "order status" is the status of orders if there is such a table, and no
// column of that name: the grammar, which knows no tables, cannot tell.

// split tells the table apart from the columns of an intent that names no table.
func (d *drafter) split(in intent.Intent) intent.Intent {
	switch in := in.(type) {
	case intent.ChangeColumn:
		return d.splitChange(in)
	case intent.CreateIndex:
		names := make([]intent.Name, len(in.Columns))
		for i, c := range in.Columns {
			names[i] = c.Name
		}
		if table, short, ok := d.compound(in.Table, names); ok && in.Where == nil {
			in.Table, in.Columns = table, slices.Clone(in.Columns)
			for i := range in.Columns {
				in.Columns[i].Name = short[i]
			}
		}
		return in
	case intent.DropIndex:
		if table, short, ok := d.compound(in.Table, in.Columns); ok {
			in.Table, in.Columns = table, short
		}
		return in
	case intent.AddCheck:
		return d.splitCheck(in)
	}
	return in
}

func (d *drafter) splitChange(in intent.ChangeColumn) intent.ChangeColumn {
	if table, short, ok := d.compound(in.Table, []intent.Name{in.Column}); ok {
		in.Table, in.Column = table, short[0]
	}
	return in
}

func (d *drafter) splitCheck(in intent.AddCheck) intent.AddCheck {
	if in.Condition.Table != "" {
		return in
	}
	names := make([]intent.Name, len(in.Condition.Columns))
	for i, c := range in.Condition.Columns {
		names[i] = intent.Name{Span: in.Condition.Span, Text: c}
	}
	table, short, ok := d.compound(in.Table, names)
	if !ok {
		return in
	}
	in.Table = table
	in.Condition = condition.Rename(in.Condition, func(column string) string {
		for i, n := range names {
			if n.Text == column {
				return short[i].Text
			}
		}
		return column
	})
	return in
}

// compound returns the table that begins the first of the columns, and what is
// left of them. The others may go without it: "order amount and status". A
// table that is told has the columns as they are, if it has them.
func (d *drafter) compound(told intent.Name, columns []intent.Name) (table intent.Name, short []intent.Name, ok bool) {
	if len(columns) == 0 || columns[0].Exact || d.somewhere(told, columns[0]) {
		return table, nil, false
	}
	for i, r := range columns[0].Text {
		if r != '_' {
			continue
		}
		table = intent.Name{Span: columns[0].Span, Text: columns[0].Text[:i]}
		t := d.find(table)
		if t.stranger() || told.Given() && d.find(told).object != t.object {
			continue
		}
		short = cutAll(columns, columns[0].Text[:i+1])
		if d.hasEach(t, short) {
			return table, short, true
		}
	}
	return table, nil, false
}

// somewhere reports whether the table that is told has the column or, if none
// is, any table.
func (d *drafter) somewhere(told, column intent.Name) bool {
	if told.Given() {
		return d.hasEach(d.find(told), []intent.Name{column})
	}
	for _, name := range append(d.tableNames(), d.freshNames()...) {
		if d.hasEach(d.find(intent.Name{Text: name, Exact: true}), []intent.Name{column}) {
			return true
		}
	}
	return false
}

func (d *drafter) freshNames() []string {
	names := make([]string, len(d.order))
	for i, t := range d.order {
		names[i] = t.name
	}
	return names
}

func cutAll(columns []intent.Name, prefix string) []intent.Name {
	short := slices.Clone(columns)
	for i := range short {
		short[i].Text = strings.TrimPrefix(short[i].Text, prefix)
	}
	return short
}

// hasEach reports whether a table that is known has all of the columns.
func (d *drafter) hasEach(t target, columns []intent.Name) bool {
	names := d.columnsOf(t)
	return !slices.ContainsFunc(columns, func(n intent.Name) bool {
		return !slices.ContainsFunc(columnNames(n), func(name string) bool { return slices.Contains(names, name) })
	})
}
