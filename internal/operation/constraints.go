package operation

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// reference adds the foreign key of references/2. Only PostgreSQL can leave the
// rows unchecked, and a new table has none.
func (l *lowering) reference(t OnTable, c command.Column, withColumn bool) {
	ref := c.Reference
	key := AddForeignKey{
		OnTable: t, Name: ref.ConstraintName(t.Table.Name, c.Name), To: command.Object{Prefix: t.Table.Prefix, Name: ref.Table},
		OnDelete: ref.OnDelete, OnUpdate: ref.OnUpdate, OnDeleteGiven: ref.OnDelete.Kind != command.Nothing,
		NotValidated: ref.SkipValidation && l.database == "postgres" && !l.newTable, WithColumn: withColumn, Inline: l.newTable,
	}
	if ref.Prefix != nil {
		key.To.Prefix = *ref.Prefix
	}
	for _, pair := range ref.Pairs(c.Name) {
		key.Columns = append(key.Columns, pair.Column)
		key.References = append(key.References, pair.References)
	}
	l.add(key)
}

func (l *lowering) dropReference(t OnTable, column string, ref *command.Reference) {
	l.add(DropConstraint{OnTable: t, Name: ref.ConstraintName(t.Table.Name, column), Kind: foreignKey})
}

func (l *lowering) createConstraint(c command.CreateConstraint) {
	k := c.Constraint
	table := OnTable{k.TableObject()}
	if k.Exclude != "" {
		l.add(AddExclusion{table, k.Name, k.Exclude})
	} else {
		l.add(AddCheck{OnTable: table, Name: k.Name, Expr: k.Check, NotValidated: k.SkipValidation})
	}
	if k.Comment != "" && l.database == "postgres" {
		l.add(Comment{OnTable: table})
	}
}

func (l *lowering) dropConstraint(c command.DropConstraint) {
	table := OnTable{c.Constraint.TableObject()}
	name := c.Constraint.Name
	l.add(DropConstraint{table, name, c.Mode == command.Cascade, l.kindOf(table, name)})
}

// The kinds of constraints.
const (
	primaryKey = "PRIMARY KEY"
	foreignKey = "FOREIGN KEY"
	checkKind  = "CHECK"
	uniqueKind = "UNIQUE"
	// defaultKind is a default, which is a constraint on SQL Server.
	defaultKind = "DEFAULT"
)

// kindOf is the kind of a constraint that the schema knows, or "". SQL Server
// and Ecto name defaults alike: DF__table_column.
func (l *lowering) kindOf(t OnTable, name string) string {
	if l.database == "mssql" && strings.HasPrefix(name, "DF_") {
		return defaultKind
	}
	table := l.before.Table(t.Table)
	if table == nil {
		return ""
	}
	constraint, index := table.Constraint(name), table.Index(name)
	switch {
	case constraint != nil && constraint.Check != "":
		return checkKind
	case table.ForeignKey(name) != nil:
		return foreignKey
	case index != nil && index.Constraint:
		return uniqueKind
	case table.PrimaryKey != nil && (table.PrimaryKey.Name == name || table.PrimaryKey.Name == "" && name == t.Table.Name+"_pkey"):
		return primaryKey
	}
	return ""
}
