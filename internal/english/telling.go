package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// told is what a list of columns says.
type told struct {
	columns []intent.Column
	// names are the columns' names, to speak of them later.
	names []intent.Name
	// indexes and checks were told with the columns; their table is not known here.
	indexes []intent.CreateIndex
	checks  []intent.AddCheck
	// children are the tables of "many comments".
	children []intent.Name
	// torn are the columns that are said to be required and optional.
	torn []intent.Name
}

// tell makes columns of a list: groups and tails say something of several.
func tell(items []item) told {
	specs, children := distribute(items)
	t := told{children: children}
	for i := range specs {
		t.add(specs[i])
	}
	return t
}

// distribute applies what is said of several columns to each of them.
func distribute(items []item) (specs []spec, children []intent.Name) {
	var group []edit
	begun := 0
	for _, it := range shareNoun(items) {
		switch it.kind {
		case groupItem:
			group, begun = it.edits, len(specs)
		case columnItem:
			s := it.spec
			for _, e := range group {
				e(&s)
			}
			if i := again(specs, s); i >= 0 {
				specs[i] = mergedSpec(specs[i], s)
				continue
			}
			specs = append(specs, s)
			shareReference(specs)
			if s.pluralType {
				shareType(specs[begun:], s)
			}
		case tailItem, restItem:
			applyTail(specs, it)
		case manyItem:
			children = append(children, it.tables...)
		}
	}
	return specs, children
}

// again returns the place of a column that is named once more to say something
// of it: "name and address, address can be empty". Without a word about it, it
// is a second column of the same name.
func again(specs []spec, s spec) int {
	for i := range specs {
		if specs[i].Name.Text == s.Name.Text && s.Kind == intent.PlainColumn && s.says() {
			return i
		}
	}
	return -1
}

func (s spec) says() bool {
	return s.Null != intent.NullUntold || s.Type.Given() || s.Default != nil || s.NoDefault || s.Unique || s.Indexed || s.Reference != nil ||
		s.Comment != "" || len(s.Values) > 0 || len(s.checks) > 0 || s.scope.given || s.index != nil || s.onDelete != 0
}

// mergedSpec adds to a column what is said of it later.
func mergedSpec(a, b spec) spec {
	same(b)(&a)
	if b.Null != intent.NullUntold {
		a.Null = b.Null
	}
	if b.Default != nil {
		a.Default = b.Default
	}
	a.NoDefault = a.NoDefault || b.NoDefault
	if b.Reference != nil {
		a.Reference = b.Reference
	}
	if b.onDelete != 0 {
		a.onDelete = b.onDelete
	}
	if b.Comment != "" {
		a.Comment = b.Comment
	}
	if len(b.Values) > 0 {
		a.Values, a.Only, a.Native = b.Values, b.Only, b.Native
	}
	a.checks = append(a.checks[:len(a.checks):len(a.checks)], b.checks...)
	if b.scope.given {
		a.scope = b.scope
	}
	if b.index != nil {
		a.index = b.index
	}
	return a
}

// shareReference gives the reference of the last column to those before it that
// are called after the same table: "home_team and away_team reference teams".
func shareReference(specs []spec) {
	last := specs[len(specs)-1]
	if last.Reference == nil || !last.Reference.Table.Given() {
		return
	}
	one := inflect.Singular(last.Reference.Table.Text)
	if !strings.HasSuffix(strings.TrimSuffix(last.Name.Text, "_id"), "_"+one) {
		return
	}
	for i := len(specs) - 2; i >= 0; i-- {
		if specs[i].says() || !strings.HasSuffix(strings.TrimSuffix(specs[i].Name.Text, "_id"), "_"+one) {
			return
		}
		shared := *last.Reference
		specs[i].Reference = &shared
	}
}

// shareType gives the type of the last column to those before it that have
// none: "name and email as strings".
func shareType(specs []spec, last spec) {
	for i := range specs {
		if !specs[i].Type.Given() {
			specs[i].Type = last.Type
		}
	}
}

func applyTail(specs []spec, it item) {
	for i := range specs {
		if it.two && i < len(specs)-2 || excepted(specs[i].Name, it.except) {
			continue
		}
		if it.kind == restItem && specs[i].Null != intent.NullUntold {
			continue
		}
		for _, e := range it.edits {
			e(&specs[i])
		}
	}
}

func excepted(name intent.Name, except []intent.Name) bool {
	for _, other := range except {
		if other.Text == name.Text {
			return true
		}
	}
	return false
}

// shareNoun reads "first and last name" as first_name and last_name: the first
// of two words that stand for different ones of the same thing.
func shareNoun(items []item) []item {
	for i := 0; i+1 < len(items); i++ {
		a, b := &items[i], items[i+1]
		if a.kind != columnItem || b.kind != columnItem || !isOrdinal(a.spec.Name.Text) {
			continue
		}
		adjective, noun, ok := strings.Cut(b.spec.Name.Text, "_")
		if ok && isOrdinal(adjective) {
			changed := append([]item(nil), items...)
			changed[i].spec.Name.Text = a.spec.Name.Text + "_" + noun
			return shareNoun(changed)
		}
	}
	return items
}

func isOrdinal(word string) bool {
	switch word {
	case "first", "last", "middle", "start", "end", "min", "max", "minimum", "maximum", "old", "new", "billing", "shipping", "home", "work", "opening", "closing", "check_in", "check_out", "departure", "arrival", "lower", "upper", "primary", "secondary", "starting", "ending":
		return true
	}
	return false
}

// add adds one column with what is said about it.
func (t *told) add(s spec) {
	column := s.Column
	if s.torn {
		t.torn = append(t.torn, column.Name)
	}
	if s.cents {
		if !strings.HasSuffix(column.Name.Text, "cents") {
			column.Name.Text += "_in_cents"
		}
		column.Type = intent.TypeName{Name: "integer"}
	}
	if s.unit != "" {
		if !strings.HasSuffix(column.Name.Text, s.unit) {
			column.Name.Text += "_in_" + s.unit
		}
		if !column.Type.Given() {
			column.Type = intent.TypeName{Name: "integer"}
		}
	}
	if (s.onDelete != 0 || s.onUpdate != 0) && column.Reference == nil && column.Kind == intent.PlainColumn {
		column.Reference = &intent.Reference{Span: column.Span, OnDelete: s.onDelete, OnUpdate: s.onUpdate}
	}
	if s.scope.given {
		column.Unique = false
		t.indexes = append(t.indexes, scopedIndex(column.Name, s))
	}
	if s.index != nil {
		column.Indexed = false
		index := *s.index
		index.Span = column.Span
		index.Columns = []intent.IndexColumn{{Name: column.Name}}
		t.indexes = append(t.indexes, index)
	}
	t.checks = append(t.checks, s.checks...)
	t.columns = append(t.columns, column)
	if column.Kind == intent.PlainColumn {
		t.names = append(t.names, column.Name)
	}
}

// scopedIndex is the unique index of "unique per account".
func scopedIndex(name intent.Name, s spec) intent.CreateIndex {
	in := intent.CreateIndex{Span: s.Span, Unique: true, PerTenant: s.scope.tenant, Globally: s.scope.globally}
	for _, other := range s.scope.columns {
		in.Columns = append(in.Columns, intent.IndexColumn{Name: keyOf(other)})
	}
	in.Columns = append(in.Columns, intent.IndexColumn{Name: name})
	return in
}

// keyOf is the column that stands for a table: of "per account" account_id. A
// column as names are written in code is one already.
func keyOf(name intent.Name) intent.Name {
	if strings.Contains(name.Text, "_") || name.Exact {
		return name
	}
	name.Text = inflect.Singular(name.Text) + "_id"
	return name
}
