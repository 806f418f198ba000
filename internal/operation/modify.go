package operation

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
	"github.com/whimbrel-go/whimbrel/schema"
)

// modify reads modify/3. Its references/2 is a new foreign key, and the one of
// :from goes.
func (l *lowering) modify(t OnTable, m command.Modify) {
	if m.From != nil && m.From.Reference != nil {
		l.dropReference(t, m.Column.Name, m.From.Reference)
	}
	was := l.was(t, m)
	l.retype(t, m.Column, was, "")
	if m.From != nil && m.From.Options != nil {
		l.told = was
		defer func() { l.told = nil }()
	}
	if m.Column.Reference != nil {
		l.reference(t, m.Column, false)
	}
	if check := m.Column.Options.Check; check != nil && l.database == "sqlite" {
		l.add(AddCheck{OnTable: t, Name: check.Name, Expr: check.Expr})
	}
	l.redefine(t, m.Column)
	l.columnComment(t, m.Column)
}

func (l *lowering) retype(t OnTable, c command.Column, from *command.Column, using string) {
	l.add(SetType{OnTable: t, Column: l.bare(c), From: from, Using: using, Charset: l.charset})
}

// redefine adds what a column's new definition says beside its type. MySQL's
// MODIFY says everything anew, and SQL Server's ALTER COLUMN whether NULL is
// allowed: what is left out there is taken away. DEFAULT NULL says nothing more.
func (l *lowering) redefine(t OnTable, c command.Column) {
	known := l.known(t, c.Name)
	o := c.Options
	switch {
	case o.Null == command.NotNull:
		l.add(SetNotNull{t, c.Name})
	case o.Null == command.Nullable,
		known != nil && known.Options.Null == command.NotNull && (l.database == "mysql" || l.database == "mssql"):
		l.add(DropNotNull{t, c.Name})
	}
	value := given(o.Default)
	switch {
	case value != nil, o.Default != nil && l.database != "mysql",
		known != nil && known.Options.Default != nil && l.database == "mysql":
		l.add(SetDefault{t, c.Name, value})
	}
	if text, ok := o.Generated.(command.String); ok {
		l.add(SetGenerated{t, c.Name, string(text)})
	}
}

// given: a default of NULL is none.
func given(v command.Value) command.Value {
	if _, null := v.(command.Null); null {
		return nil
	}
	return v
}

// was is the column before the modify: as :from tells, and for the rest as the
// schema has it; nil if neither knows it.
func (l *lowering) was(t OnTable, m command.Modify) *command.Column {
	known := l.known(t, m.Column.Name)
	if m.From == nil || m.From.Type.IsZero() {
		return known
	}
	from := l.bare(command.Column{Name: m.Column.Name, Type: m.From.Type, Reference: m.From.Reference})
	switch {
	case m.From.Options != nil:
		from.Options = *m.From.Options
	case known != nil && sameName(known.Type, from.Type, l.database):
		return known
	}
	return &from
}

// known is the column in the schema, or else as the options of :from tell; nil
// if its type is not known.
func (l *lowering) known(t OnTable, column string) *command.Column {
	told := l.told
	if told != nil && told.Name != column {
		told = nil
	}
	table := l.before.Table(t.Table)
	if table == nil {
		return told
	}
	for _, r := range l.renamed {
		if r.To == column && r.Table == t.Table {
			column = r.Column
		}
	}
	c, ok := table.Definition(column)
	if !ok || c.Type.IsZero() {
		return told
	}
	c = l.bare(c)
	return &c
}

// withoutIdle takes out what changes nothing about a column that is known,
// where the command asks for something else of the same column: modify says the
// type again to forbid NULL, and then NULL is all that it is about. The list is
// looked at behind the operations of earlier statements.
func (l *lowering) withoutIdle(from int) {
	kept := from
	for i := from; i < len(l.list); i++ {
		if l.idle[i] && !l.remakes(i) && (l.another(from, kept, i, true) || l.another(i+1, len(l.list), i, false)) {
			continue
		}
		l.list[kept], l.idle[kept] = l.list[i], l.idle[i]
		kept++
	}
	l.list, l.idle = l.list[:kept], l.idle[:kept]
}

// remakes reports a type that the column has already, but that has PostgreSQL
// make something anew all the same: a foreign key, a check that looks at the
// rows, or an index with a condition or an expression.
func (l *lowering) remakes(i int) bool {
	set, ok := l.list[i].Operation.(SetType)
	t := l.before.Table(set.Table)
	if !ok || l.database != "postgres" || t == nil {
		return false
	}
	column := set.Column.Name
	return slices.ContainsFunc(t.ForeignKeysOn(column), func(k *schema.ForeignKey) bool { return !l.drops(set.OnTable, k.Name) }) ||
		slices.ContainsFunc(l.before.ReferencesTo(set.Table), func(r schema.Referrer) bool {
			return slices.Contains(r.Key.References, column) || len(r.Key.References) == 0 && slices.Contains(l.keyOf(set.Table), column)
		}) ||
		slices.ContainsFunc(t.ConstraintsOn(column), func(c *schema.Constraint) bool { return c.Check != "" && !c.SkipValidation }) ||
		slices.ContainsFunc(t.IndexesOn(column), func(index *schema.Index) bool {
			return index.Where != "" || slices.ContainsFunc(index.Columns, func(c command.IndexColumn) bool { return c.Expr != "" })
		})
}

// drops reports that the command drops a constraint, as modify does with the
// foreign key of :from.
func (l *lowering) drops(t OnTable, constraint string) bool {
	return slices.ContainsFunc(l.list, func(other Located) bool {
		drop, ok := other.Operation.(DropConstraint)
		return ok && drop.Table == t.Table && drop.Name == constraint
	})
}

// another reports an operation among those of the list that is about the same
// column as operation i: any, or only one that changes something.
func (l *lowering) another(from, to, i int, anyOne bool) bool {
	op := l.list[i].Operation
	for j := from; j < to; j++ {
		other := l.list[j].Operation
		if (anyOne || !l.idle[j]) && columnOf(other) == columnOf(op) && other.On() == op.On() {
			return true
		}
	}
	return false
}

// columnOf is the column that an operation changes in place, or "".
func columnOf(op Operation) string {
	switch op := op.(type) {
	case SetType:
		return op.Column.Name
	case SetNotNull:
		return op.Column
	case DropNotNull:
		return op.Column
	case SetDefault:
		return op.Column
	case SetGenerated:
		return op.Column
	case AddForeignKey:
		return first(op.Columns)
	case Comment:
		return op.Column
	case RenameColumn:
		return op.To
	}
	return ""
}

func first(columns []string) string {
	if len(columns) == 0 {
		return ""
	}
	return columns[0]
}

// changesNothing reports that the column is like this already.
func (l *lowering) changesNothing(op Operation) bool {
	switch op := op.(type) {
	case SetType:
		return op.From != nil && l.keepsType(op)
	case SetNotNull:
		known := l.known(op.OnTable, op.Column)
		return known != nil && known.Options.Null == command.NotNull
	case DropNotNull:
		known := l.known(op.OnTable, op.Column)
		return known != nil && (known.Options.Null == command.Nullable ||
			known.Options.Null == command.NullUnset && !known.Options.PrimaryKey && !l.partial(op.On()))
	case SetDefault:
		known := l.known(op.OnTable, op.Column)
		return known != nil && l.sameDefault(*known, op.Default) && !(op.Default == nil && l.partial(op.On()))
	}
	return false
}

func (l *lowering) partial(o command.Object) bool {
	t := l.before.Table(o)
	return t == nil || t.Partial
}

// sameDefault compares with the default that the column has; one that is given
// as SQL is read.
func (l *lowering) sameDefault(c command.Column, v command.Value) bool {
	a, b := l.read(c.Options.Default, c.Type), l.read(v, c.Type)
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	x, isSQL := a.(command.Fragment)
	y, alsoSQL := b.(command.Fragment)
	if isSQL && alsoSQL {
		return sqlddl.Loose(string(x), l.database) == sqlddl.Loose(string(y), l.database)
	}
	return a.Inspect() == b.Inspect()
}

// read reads what a default means: SQL, and the text of JSON.
func (l *lowering) read(v command.Value, t command.Type) command.Value {
	switch v := v.(type) {
	case command.Fragment:
		return sqlddl.ParseDefault(string(v), t, l.database)
	case command.String:
		if t.IsMap() {
			return sqlddl.ParseDefault("'"+strings.ReplaceAll(string(v), "'", "''")+"'", t, l.database)
		}
	}
	return v
}
