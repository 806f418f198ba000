package operation

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/schema"
)

// modify reads modify/3. Its references/2 is a new foreign key, and the one of
// :from goes.
func (l *lowering) modify(t OnTable, m command.Modify) {
	if m.From != nil && m.From.Reference != nil {
		l.dropReference(t, m.Column.Name, m.From.Reference)
	}
	l.retype(t, m.Column, l.was(t, m), "")
	if m.Column.Reference != nil {
		l.reference(t, m.Column, false)
	}
	if check := m.Column.Options.Check; check != nil {
		l.add(AddCheck{OnTable: t, Name: check.Name, Expr: check.Expr})
	}
	l.redefine(t, m.Column)
	l.columnComment(t, m.Column)
}

func (l *lowering) retype(t OnTable, c command.Column, from *command.Column, using string) {
	l.add(SetType{OnTable: t, Column: l.bare(c), From: from, Using: using})
}

// redefine adds what a column's new definition says beside its type. MySQL's
// MODIFY says everything anew, and SQL Server's ALTER COLUMN whether NULL is
// allowed: what is left out there is taken away.
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
	switch {
	case o.Default != nil:
		l.add(SetDefault{t, c.Name, given(o.Default)})
	case known != nil && known.Options.Default != nil && l.database == "mysql":
		l.add(SetDefault{OnTable: t, Column: c.Name})
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

// known is the column in the schema, or nil if its type is not known.
func (l *lowering) known(t OnTable, column string) *command.Column {
	table := l.before.Table(t.Table)
	if table == nil {
		return nil
	}
	c, ok := table.Definition(column)
	if !ok || c.Type.IsZero() {
		return nil
	}
	c = l.bare(c)
	return &c
}

// withoutIdle takes out what changes nothing about a column that is known,
// where the command asks for something else of the same column: modify says the
// type again to forbid NULL, and then NULL is all that it is about. The list is
// looked at behind the operations of earlier statements.
func (l *lowering) withoutIdle(from int) {
	kept := l.list[:from]
	for i := from; i < len(l.list); i++ {
		op := l.list[i].Operation
		column := columnOf(op)
		more := func(other Located) bool { return columnOf(other.Operation) == column && other.On() == op.On() }
		if column != "" && l.idle(op) && (slices.ContainsFunc(kept[from:], more) || slices.ContainsFunc(l.list[i+1:], more)) {
			continue
		}
		kept = append(kept, l.list[i])
	}
	l.list = kept
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
	}
	return ""
}

func first(columns []string) string {
	if len(columns) == 0 {
		return ""
	}
	return columns[0]
}

// idle reports that the column is like this already.
func (l *lowering) idle(op Operation) bool {
	known := l.known(OnTable{op.On()}, columnOf(op))
	switch op := op.(type) {
	case SetType:
		return op.From != nil && SameType(op.Column, *op.From, l.database)
	case SetNotNull:
		return known != nil && known.Options.Null == command.NotNull
	case DropNotNull:
		return known != nil && known.Options.Null == command.Nullable ||
			known != nil && known.Options.Null == command.NullUnset && !l.partial(op.On())
	case SetDefault:
		return known != nil && sameValue(known.Options.Default, op.Default) && !(op.Default == nil && l.partial(op.On()))
	}
	return false
}

func (l *lowering) partial(o command.Object) bool {
	var t *schema.Table = l.before.Table(o)
	return t == nil || t.Partial
}

func sameValue(a, b command.Value) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.Inspect() == b.Inspect()
}
