package schema

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
)

func (a *applier) alterTable(c command.AlterTable) {
	t := a.table(c.Table.Object)
	if c.Table.Comment != "" {
		t.Comment = c.Table.Comment
	}
	var keys []string
	for _, change := range c.Changes {
		switch change := change.(type) {
		case command.Add:
			if a.database == "sqlite" {
				change.Column = a.addable(change.Column)
			}
			if a.addColumn(t, change) && change.Column.Options.PrimaryKey {
				keys = append(keys, change.Column.Name)
			}
		case command.Modify:
			a.modifyColumn(t, change)
			if change.Column.Options.PrimaryKey {
				keys = append(keys, change.Column.Name)
			}
		case command.Remove:
			a.removeColumn(t, change)
		}
	}
	a.addPrimaryKey(t, "", keys)
}

// addable is what Ecto's adapter for SQLite adds to a table that exists: a time
// without NOT NULL, which would need a default, and no foreign key of two
// columns, which could only stand at the end of the table.
func (s *Schema) addable(c command.Column) command.Column {
	switch {
	case c.Reference != nil && len(c.Reference.With) == 1:
		c.Type, c.Reference = s.StoredType(c), nil
	case c.Reference == nil && (c.Type.Name == "utc_datetime" || c.Type.Name == "naive_datetime"):
		c.Options.Null = command.NullUnset
	}
	return c
}

// addColumn reports whether the column is new.
func (a *applier) addColumn(t *Table, add command.Add) bool {
	c := add.Column
	if known := t.Column(c.Name); known != nil {
		if add.Existence == command.Strict {
			a.on(add.Pos()).duplicate(known.Origin, "table %s has a column %s already", t.Object, c.Name)
		}
		return false
	}
	column := Column{Name: c.Name, Origin: a.at(add.Pos()), Type: a.StoredType(c), Options: ownOptions(c.Options)}
	at := len(t.Columns)
	if after := t.columnIndex(c.Options.After); after >= 0 && a.database == "mysql" {
		at = after + 1
	}
	t.Columns = slices.Insert(t.Columns, at, column)
	if c.Reference != nil {
		a.addReference(t, c, column.Origin)
	}
	return true
}

// ownOptions leaves out what the table says.
func ownOptions(o command.ColumnOptions) command.ColumnOptions {
	o.PrimaryKey, o.After = false, ""
	if _, null := o.Default.(command.Null); null {
		o.Default = nil
	}
	return o
}

// StoredType is the type of the column itself: a foreign key has the type of
// the key without its sequence.
func (s *Schema) StoredType(c command.Column) command.Type {
	if c.Reference == nil {
		return c.Type
	}
	return s.keyType(c.Type)
}

func (s *Schema) keyType(t command.Type) command.Type {
	switch {
	case s.database == "mysql" && (t.Name == "serial" || t.Name == "bigserial"):
		return command.NewType("bigint unsigned")
	case t.Name == "serial":
		return command.NewType("integer")
	case t.Name == "bigserial" || t.Name == "identity":
		return command.NewType("bigint")
	}
	return t
}

// hasSequence reports the types whose values come from a sequence.
func hasSequence(t command.Type) bool {
	return t.Name == "serial" || t.Name == "bigserial" || t.Name == "smallserial" || t.Name == "identity"
}

// withSequence is a type whose column keeps its sequence: PostgreSQL takes it
// for a default, which stays when the type changes.
func withSequence(t command.Type) command.Type {
	switch t.Name {
	case "integer":
		return command.NewType("serial")
	case "bigint":
		return command.NewType("bigserial")
	case "smallint":
		return command.NewType("smallserial")
	}
	return t
}

// modifyColumn keeps what the modify does not say, but for the type with its
// size. MySQL and SQL Server forget more.
func (a *applier) modifyColumn(t *Table, m command.Modify) {
	known := a.column(t, m.Column.Name, m.Pos())
	if known == nil {
		return
	}
	if m.From != nil && m.From.Reference != nil {
		name := m.From.Reference.ConstraintName(t.Name, m.Column.Name)
		if a.dropForeignKey(t, name) && m.Column.Reference != nil && a.database == "mysql" {
			// The next key, in the same statement, makes the index its own.
			t.Indexes = slices.DeleteFunc(t.Indexes, func(i Index) bool { return i.Name == name })
		}
	}
	was, wasType := known.Options, known.Type
	known.Type, known.Options = a.StoredType(m.Column), ownOptions(m.Column.Options)
	o := &known.Options
	if o.Null == command.NullUnset && a.database != "mysql" && a.database != "mssql" {
		o.Null = was.Null
	}
	if m.Column.Options.Default == nil && a.database != "mysql" {
		o.Default = was.Default
	}
	if o.Comment == "" && a.database != "mysql" {
		o.Comment = was.Comment
	}
	if o.Generated == nil {
		o.Generated = was.Generated
	}
	if hasSequence(wasType) && m.Column.Reference == nil && (a.database == "" || a.database == "postgres") {
		known.Type = withSequence(known.Type)
	}
	if m.Column.Reference != nil {
		a.addReference(t, m.Column, a.at(m.Pos()))
	}
}

func (a *applier) removeColumn(t *Table, r command.Remove) {
	i := t.columnIndex(r.Name)
	if i < 0 {
		if r.Existence == command.Strict && !t.Partial {
			a.unknownColumn(t, r.Name, r.Pos())
		}
		return
	}
	for _, referrer := range a.ReferencesTo(t.Object) {
		if !slices.Contains(referrer.Key.References, r.Name) {
			continue
		}
		if referrer.Table.Object != t.Object {
			a.stillReferenced("column "+r.Name+" of table "+t.String(), referrer)
		}
		a.dropForeignKey(a.edit(a.tableIndex(referrer.Table.Object)), referrer.Key.Name)
	}
	t.Columns = slices.Delete(t.Columns, i, i+1)
	a.dropDependents(t, r.Name)
}

// dropDependents drops what is about a column. PostgreSQL drops every index and
// constraint that names it; in MySQL an index loses the column only.
func (a *applier) dropDependents(t *Table, column string) {
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(k ForeignKey) bool { return slices.Contains(k.Columns, column) })
	t.Constraints = slices.DeleteFunc(t.Constraints, func(c Constraint) bool {
		return mentions(c.Check, column) || mentions(c.Exclude, column)
	})
	if t.PrimaryKey != nil && slices.Contains(t.PrimaryKey.Columns, column) {
		t.PrimaryKey = nil
	}
	if a.database == "mysql" {
		for i, index := range t.Indexes {
			t.Indexes[i].Columns = slices.DeleteFunc(slices.Clone(index.Columns),
				func(c command.IndexColumn) bool { return c.Column == column })
		}
		t.Indexes = slices.DeleteFunc(t.Indexes, func(i Index) bool { return len(i.Columns) == 0 })
		return
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i Index) bool { return indexUses(i.Index, column) })
}

func (a *applier) renameColumn(c command.RenameColumn) {
	t := a.table(c.Table)
	known := a.column(t, c.From, a.origin.Pos)
	if known == nil {
		return
	}
	if other := t.Column(c.To); other != nil {
		a.duplicate(other.Origin, "table %s has a column %s already", t.Object, c.To)
		return
	}
	known.Name = c.To
	r := renaming{c.From, c.To, a.database}
	for i := range t.Columns {
		if g, ok := t.Columns[i].Options.Generated.(command.String); ok {
			t.Columns[i].Options.Generated = command.String(r.sql(string(g)))
		}
	}
	r.table(t)
	for _, referrer := range a.ReferencesTo(t.Object) {
		key := a.edit(a.tableIndex(referrer.Table.Object)).ForeignKey(referrer.Key.Name)
		key.References = r.names(key.References)
	}
}

// renaming gives a column another name wherever it is named.
type renaming struct{ from, to, database string }

func (r renaming) table(t *Table) {
	if pk := t.PrimaryKey; pk != nil {
		t.PrimaryKey = &PrimaryKey{pk.Origin, pk.Name, r.names(pk.Columns)}
	}
	for i := range t.ForeignKeys {
		key := &t.ForeignKeys[i]
		key.Columns = r.names(key.Columns)
		key.OnDelete.Columns = r.names(key.OnDelete.Columns)
	}
	for i := range t.Indexes {
		index := &t.Indexes[i]
		index.Columns, index.Include = r.columns(index.Columns), r.columns(index.Include)
		index.Where = r.sql(index.Where)
	}
	for i := range t.Constraints {
		c := &t.Constraints[i]
		c.Check, c.Exclude = r.sql(c.Check), r.sql(c.Exclude)
	}
}

func (r renaming) sql(text string) string { return sqlddl.Rename(text, r.from, r.to, r.database) }

func (r renaming) names(names []string) []string {
	names = slices.Clone(names)
	for i, name := range names {
		if name == r.from {
			names[i] = r.to
		}
	}
	return names
}

func (r renaming) columns(columns []command.IndexColumn) []command.IndexColumn {
	columns = slices.Clone(columns)
	for i := range columns {
		if columns[i].Column == r.from {
			columns[i].Column = r.to
		}
		columns[i].Expr = r.sql(columns[i].Expr)
	}
	return columns
}

// mentions reports whether an expression names the column.
func mentions(sql, column string) bool { return sqlddl.Mentions(sql, column, "") }
