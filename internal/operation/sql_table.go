package operation

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
)

// sqlTable reads CREATE TABLE, with the constraints and indexes of its text.
func (l *lowering) sqlTable(st sqlddl.CreateTable) {
	from := len(l.list)
	l.createTable(st.CreateTable)
	create, ok := l.list[from].Operation.(CreateTable)
	if !ok {
		return
	}
	create.AsQuery, create.Temporary, create.PrimaryKey = st.AsQuery, st.Temporary, st.PrimaryKey
	l.list[from].Operation = create
	for _, column := range create.Columns {
		l.added = append(l.added, addedColumn{create.Table, column.Name})
	}
	for _, part := range st.Then {
		l.place.Start, l.place.End = part.Start, part.End
		switch then := part.Statement.(type) {
		case sqlddl.PrimaryKey: // said already
		case sqlddl.ForeignKey:
			l.sqlForeignKey(then, true)
		case sqlddl.Unique:
			l.sqlUnique(then, true)
		default:
			l.part(then)
		}
	}
}

func (l *lowering) sqlForeignKey(st sqlddl.ForeignKey, withTable bool) {
	table := OnTable{st.Table}
	key := AddForeignKey{
		OnTable: table, Name: st.Name, Columns: st.Columns, To: st.To, References: st.References,
		OnDelete: st.OnDelete, OnUpdate: st.OnUpdate, OnDeleteGiven: st.OnDeleteGiven,
		NotValidated: st.NotValidated && !withTable, WithColumn: withTable || l.anyNew(table, st.Columns),
		Inline: withTable || st.Inline,
	}
	if key.References == nil {
		key.References = l.keyOf(st.To)
	}
	l.add(key)
}

// keyOf is the primary key of a table, or nil if it is not known.
func (l *lowering) keyOf(o command.Object) []string {
	if t := l.before.Table(o); t != nil && t.PrimaryKey != nil {
		return t.PrimaryKey.Columns
	}
	return nil
}

func (l *lowering) sqlUnique(st sqlddl.Unique, withTable bool) {
	table := OnTable{st.Index.TableObject()}
	op := AddUnique{OnTable: table, Name: st.Index.Name, UsingIndex: st.UsingIndex}
	op.Columns = l.indexColumns(table, st.UsingIndex)
	for _, c := range st.Index.Columns {
		op.Columns = append(op.Columns, c.Column)
	}
	op.WithColumn = withTable || l.allNew(table, op.Columns)
	l.add(op)
}

func (l *lowering) sqlPrimaryKey(st sqlddl.PrimaryKey) {
	table := OnTable{st.Table}
	columns := st.Columns
	if st.UsingIndex != "" {
		columns = l.indexColumns(table, st.UsingIndex)
	}
	l.add(AddPrimaryKey{table, st.Name, columns, st.UsingIndex})
}

// indexColumns are the columns of an index that the schema knows.
func (l *lowering) indexColumns(t OnTable, index string) []string {
	table := l.before.Table(t.Table)
	if table == nil || index == "" || table.Index(index) == nil {
		return nil
	}
	var names []string
	for _, c := range table.Index(index).Columns {
		names = append(names, c.Column)
	}
	return names
}

// alterColumn reads ALTER COLUMN of PostgreSQL, and of SQL Server, which says
// with the type whether NULL is allowed.
func (l *lowering) alterColumn(st sqlddl.AlterColumn) {
	table := OnTable{st.Table}
	known := l.known(table, st.Column)
	if !st.Type.IsZero() {
		column := command.Column{Name: st.Column, Type: st.Type, Options: st.Options}
		l.retype(table, column, known, st.Using)
	}
	switch {
	case st.Options.Null == command.NotNull:
		l.add(SetNotNull{table, st.Column})
	case st.Options.Null == command.Nullable,
		l.database == "mssql" && !st.Type.IsZero() && known != nil && known.Options.Null == command.NotNull:
		l.add(DropNotNull{table, st.Column})
	}
	switch {
	case st.DropDefault:
		l.add(SetDefault{OnTable: table, Column: st.Column})
	case st.Options.Default != nil:
		l.add(SetDefault{table, st.Column, l.sqlDefault(st.Options.Default, known)})
	}
}

// sqlDefault reads a default for the type of its column.
func (l *lowering) sqlDefault(v command.Value, known *command.Column) command.Value {
	if known == nil {
		return l.read(v, command.Type{})
	}
	return l.read(v, known.Type)
}

func (l *lowering) sqlComment(st sqlddl.Comment) {
	table := OnTable{st.Table}
	if st.Index {
		table = l.tableOf(st.Table)
	}
	l.add(Comment{table, st.Column})
}
