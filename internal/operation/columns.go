package operation

import (
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
	l.withColumn(t, c)
}

// withColumn adds what comes with a new column.
func (l *lowering) withColumn(t OnTable, c command.Column) {
	if c.Reference != nil {
		l.reference(t, c, true)
	}
	if check := c.Options.Check; check != nil {
		l.add(AddCheck{OnTable: t, Name: check.Name, Expr: check.Expr, WithColumn: c.Name})
	}
}

// columnComment: MySQL has the comment in the definition, the others have none.
func (l *lowering) columnComment(t OnTable, c command.Column) {
	if c.Options.Comment != "" && l.database == "postgres" {
		l.add(Comment{t, c.Name})
	}
}

// remove drops the foreign key first where the command tells of it, as the
// dialects do.
func (l *lowering) remove(t OnTable, r command.Remove) {
	if r.Was != nil && r.Was.Reference != nil && l.database != "sqlite" {
		l.dropReference(t, r.Name, r.Was.Reference)
	}
	l.add(DropColumn{OnTable: t, Column: r.Name})
}
