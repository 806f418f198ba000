package schema

import (
	"cmp"
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
)

func (a *applier) execute(c command.Execute) {
	switch up := c.Up.(type) {
	case command.SQL:
		a.sql(string(up))
	case command.Query:
		a.sql(up.SQL)
	case command.Keywords:
		a.gap(up.Inspect(), "keyword commands are not for databases with SQL")
	case *command.Func, *command.Code:
		a.gap(command.DescribeAction(up), "a function can do anything")
	}
}

func (a *applier) gap(what, reason string) {
	a.gaps = append(a.gaps, Gap{a.origin, what, reason})
}

// sql applies statements of SQL.
func (a *applier) sql(text string) {
	for _, statement := range sqlddl.Parse(text, a.database) {
		a.statement(statement)
	}
}

func (a *applier) statement(statement sqlddl.Statement) {
	switch st := statement.(type) {
	case sqlddl.Command:
		a.command(st.Command)
	case sqlddl.CreateTable:
		if a.createTable(st.CreateTable) {
			for _, then := range st.Then {
				a.statement(then.Statement)
			}
		}
	case sqlddl.PrimaryKey:
		a.primaryKey(st)
	case sqlddl.DropPrimaryKey:
		a.table(st.Table).PrimaryKey = nil
	case sqlddl.ForeignKey:
		a.addForeignKey(a.table(st.Table), ForeignKey{
			Origin: a.origin, Name: st.Name, Columns: st.Columns, To: st.To, References: st.References,
			OnDelete: st.OnDelete, OnUpdate: st.OnUpdate, Match: st.Match, NotValidated: st.NotValidated,
		})
	case sqlddl.Unique:
		if st.UsingIndex != "" {
			a.uniqueUsing(st)
			return
		}
		a.createIndex(command.CreateIndex{Index: st.Index}, true)
	case sqlddl.AlterColumn:
		a.alterColumn(st)
	case sqlddl.RenameConstraint:
		a.renameConstraint(st)
	case sqlddl.Validate:
		a.validate(st)
	case sqlddl.Comment:
		a.comment(st)
	case sqlddl.Partition:
		a.partition(st)
	case sqlddl.SetStorage:
		a.storage(st)
	case sqlddl.Unknown:
		a.unknown(st)
	default:
		a.typeStatement(statement)
	}
}

// primaryKey adds a primary key, or makes one of an index.
func (a *applier) primaryKey(st sqlddl.PrimaryKey) {
	t := a.table(st.Table)
	if st.UsingIndex == "" {
		a.addPrimaryKey(t, st.Name, st.Columns)
		return
	}
	index := a.indexOf(t, st.UsingIndex)
	if index == nil {
		return
	}
	columns := plainColumns(index.Columns)
	t.Indexes = slices.DeleteFunc(t.Indexes, func(i Index) bool { return i.Name == st.UsingIndex })
	a.addPrimaryKey(t, cmp.Or(st.Name, st.UsingIndex), columns)
}

// uniqueUsing makes a constraint of an index, which takes its name.
func (a *applier) uniqueUsing(st sqlddl.Unique) {
	t := a.table(st.Index.TableObject())
	if index := a.indexOf(t, st.UsingIndex); index != nil {
		index.Name, index.Constraint = st.Index.Name, true
	}
}

func (a *applier) indexOf(t *Table, name string) *Index {
	index := t.Index(name)
	if index == nil && !t.Partial {
		a.unknownIndex(command.Index{Prefix: t.Prefix, Table: t.Name, Name: name})
	}
	return index
}

// unknown keeps the gap, and a table that was created in a way that is not
// understood.
func (a *applier) unknown(st sqlddl.Unknown) {
	a.gap(st.Words, st.Reason)
	if st.Creates && st.Table.Name != "" && a.Table(st.Table) == nil {
		a.addTable(st.Table, true)
	}
}

func (a *applier) alterColumn(st sqlddl.AlterColumn) {
	t := a.table(st.Table)
	known := a.column(t, st.Column, a.origin.Pos)
	if known == nil {
		return
	}
	o := &known.Options
	if !st.Type.IsZero() {
		known.Type = st.Type
		o.Size, o.Precision, o.Scale, o.Fields = st.Options.Size, st.Options.Precision, st.Options.Scale, st.Options.Fields
		o.Collation = st.Options.Collation
	}
	if st.Options.Null != command.NullUnset {
		o.Null = st.Options.Null
	}
	if f, ok := st.Options.Default.(command.Fragment); ok {
		o.Default = sqlddl.ParseDefault(string(f), known.Type, a.database)
	}
	if st.DropDefault {
		o.Default = nil
	}
}

// partition attaches or detaches a partition. One that nobody knows stays
// unknown.
func (a *applier) partition(st sqlddl.Partition) {
	i := a.tableIndex(st.Partition)
	if i < 0 {
		return
	}
	t := a.edit(i)
	if t.PartitionOf, t.Bound = st.Table, st.Bound; st.Detach {
		t.PartitionOf, t.Bound = command.Object{}, ""
	}
}

// storage applies another engine, or another character set of all columns.
func (a *applier) storage(st sqlddl.SetStorage) {
	i := a.tableIndex(st.Table)
	if i < 0 {
		return
	}
	t := a.edit(i)
	if st.What == "ENGINE" {
		t.Engine = st.Value
		return
	}
	t.Options = "CHARACTER SET " + st.Value
	if st.Collation != "" {
		t.Options += " COLLATE " + st.Collation
	}
	for i := range t.Columns {
		t.Columns[i].Options.Collation = ""
	}
}

func (a *applier) renameConstraint(st sqlddl.RenameConstraint) {
	t := a.table(st.Table)
	c, key, index := t.Constraint(st.From), t.ForeignKey(st.From), t.Index(st.From)
	switch {
	case c != nil:
		c.Name = st.To
	case key != nil:
		key.Name = st.To
	case index != nil && index.Constraint:
		index.Name = st.To
	case t.PrimaryKey != nil && t.primaryIndex().Name == st.From:
		t.PrimaryKey = &PrimaryKey{t.PrimaryKey.Origin, st.To, t.PrimaryKey.Columns}
	case !t.Partial:
		a.unknownConstraint(t, st.From)
	}
}

func (a *applier) validate(st sqlddl.Validate) {
	t := a.table(st.Table)
	c, key := t.Constraint(st.Name), t.ForeignKey(st.Name)
	switch {
	case c != nil:
		c.SkipValidation = false
	case key != nil:
		key.NotValidated = false
	case !t.Partial:
		a.unknownConstraint(t, st.Name)
	}
}

func (a *applier) comment(st sqlddl.Comment) {
	if st.Index {
		if t := a.indexed(command.Index{Prefix: st.Table.Prefix, Name: st.Table.Name}); t != nil {
			t.Index(st.Table.Name).Comment = st.Text
		}
		return
	}
	t := a.table(st.Table)
	switch {
	case st.Column != "":
		if c := a.column(t, st.Column, a.origin.Pos); c != nil {
			c.Options.Comment = st.Text
		}
	case st.Constraint != "":
		if c := t.Constraint(st.Constraint); c != nil {
			c.Comment = st.Text
		}
	default:
		t.Comment = st.Text
	}
}

// typeStatement applies what is about extensions and types.
func (a *applier) typeStatement(statement sqlddl.Statement) {
	switch st := statement.(type) {
	case sqlddl.Extension:
		a.extension(st)
	case sqlddl.CreateEnum:
		if known := a.Enum(st.Type); known != nil {
			a.duplicate(known.Origin, "type %s exists already", st.Type)
			return
		}
		a.enums = append(a.enums, Enum{Object: st.Type, Origin: a.origin, Values: st.Values})
	case sqlddl.DropType:
		a.enums = slices.DeleteFunc(a.enums, func(e Enum) bool { return a.same(e.Object, st.Type) })
	case sqlddl.RenameType:
		a.renameType(st)
	case sqlddl.AddValue:
		a.addValue(st)
	case sqlddl.RenameValue:
		if e := a.Enum(st.Type); e != nil {
			e.Values = slices.Clone(e.Values)
			if i := slices.Index(e.Values, st.From); i >= 0 {
				e.Values[i] = st.To
			}
		}
	}
}

func (a *applier) extension(st sqlddl.Extension) {
	switch {
	case st.Drop:
		a.extensions = slices.DeleteFunc(a.extensions, func(e Extension) bool { return e.Name == st.Name })
	case !a.HasExtension(st.Name):
		a.extensions = append(a.extensions, Extension{st.Name, a.origin})
	}
}

// renameType gives columns of the type its new name.
func (a *applier) renameType(st sqlddl.RenameType) {
	if e := a.Enum(st.From); e != nil {
		e.Object = st.To
	}
	for i, t := range a.tables {
		for j, c := range t.Columns {
			if c.Type.Name == st.From.Name && c.Type.Of == nil {
				a.edit(i).Columns[j].Type.Name = st.To.Name
			}
		}
	}
}

func (a *applier) addValue(st sqlddl.AddValue) {
	e := a.Enum(st.Type)
	if e == nil {
		return
	}
	if slices.Contains(e.Values, st.Value) {
		if !st.Lenient {
			a.duplicate(e.Origin, "type %s has a value %s already", st.Type, st.Value)
		}
		return
	}
	at := len(e.Values)
	if i := slices.Index(e.Values, st.Next); i >= 0 {
		at = i + 1
		if st.Before {
			at = i
		}
	}
	e.Values = slices.Insert(slices.Clone(e.Values), at, st.Value)
}
