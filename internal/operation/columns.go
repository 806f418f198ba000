package operation

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
)

// bare is the column without what are operations of their own: its foreign key
// and its check. The type is that of the column itself.
func (l *lowering) bare(c command.Column) command.Column {
	c.Type = l.before.StoredType(c)
	c.Reference, c.Options.Check = nil, nil
	return c
}

func (l *lowering) addColumn(t OnTable, c command.Column, e command.Existence) {
	l.add(AddColumn{t, l.bare(c), e == command.Lenient})
	l.added = append(l.added, addedColumn{t.Table, c.Name})
	l.withColumn(t, c)
}

// isNew reports a column that the same statement adds.
func (l *lowering) isNew(t OnTable, column string) bool {
	return slices.Contains(l.added, addedColumn{t.Table, column})
}

// allNew reports that all columns of a constraint are new, and anyNew that one
// of them is.
func (l *lowering) allNew(t OnTable, columns []string) bool {
	return len(columns) > 0 && !slices.ContainsFunc(columns, func(c string) bool { return !l.isNew(t, c) })
}

func (l *lowering) anyNew(t OnTable, columns []string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { return l.isNew(t, c) })
}

// withColumn adds what comes with a new column.
func (l *lowering) withColumn(t OnTable, c command.Column) {
	if c.Reference != nil {
		l.reference(t, c, true)
	}
	if check := c.Options.Check; check != nil && l.database == "sqlite" { // the others pass over it
		l.add(AddCheck{OnTable: t, Name: check.Name, Expr: check.Expr, WithColumn: c.Name})
	}
}

// columnComment: MySQL has the comment in the definition, the others have none.
func (l *lowering) columnComment(t OnTable, c command.Column) {
	if c.Options.Comment != "" && l.database == "postgres" {
		l.add(Comment{t, c.Name})
	}
}

// remove drops the foreign key first where the command tells of it, as Ecto's
// adapters for PostgreSQL and MySQL do.
func (l *lowering) remove(t OnTable, r command.Remove) {
	if r.Was != nil && r.Was.Reference != nil && (l.database == "postgres" || l.database == "mysql") {
		l.dropReference(t, r.Name, r.Was.Reference)
	}
	l.add(DropColumn{OnTable: t, Column: r.Name})
}
