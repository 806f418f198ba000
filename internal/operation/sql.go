package operation

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
)

// sql reads the statements of a text. Each finds what those before it have made.
func (l *lowering) sql(text string) {
	statements := sqlddl.Read(text, l.database)
	if len(statements) > 1 {
		l.before = l.before.Clone()
	}
	for i, statement := range statements {
		if i > 0 {
			earlier := statements[i-1]
			l.before.Apply(command.Execute{Up: command.SQL(text[earlier.Start:earlier.End])})
		}
		from := len(l.list)
		if l.database != "mssql" { // where one command takes several statements
			l.added, l.renamed = l.added[:0], l.renamed[:0]
		}
		for _, part := range statement.Parts {
			l.place = Located{
				Start: part.Start, End: part.End, Statement: i,
				Algorithm: statement.Algorithm, Lock: statement.Lock, Online: statement.Online,
			}
			l.part(part.Statement)
		}
		if l.database != "mssql" {
			l.withoutIdle(from)
		}
	}
	if l.database == "mssql" {
		l.withoutIdle(0)
	}
	l.place = Located{}
}

func (l *lowering) part(s sqlddl.Statement) {
	switch st := s.(type) {
	case sqlddl.Command:
		l.sqlCommand(st)
	case sqlddl.CreateTable:
		l.sqlTable(st)
	case sqlddl.PrimaryKey:
		l.sqlPrimaryKey(st)
	case sqlddl.DropPrimaryKey:
		l.add(DropConstraint{OnTable: OnTable{st.Table}, Kind: primaryKey})
	case sqlddl.ForeignKey:
		l.sqlForeignKey(st, false)
	case sqlddl.Unique:
		l.sqlUnique(st, false)
	case sqlddl.AlterColumn:
		l.alterColumn(st)
	case sqlddl.SetGenerated:
		l.add(SetGenerated{OnTable{st.Table}, st.Column, st.What})
	case sqlddl.RenameConstraint:
		l.add(RenameConstraint{OnTable{st.Table}, st.From, st.To})
	case sqlddl.Validate:
		l.add(ValidateConstraint{OnTable{st.Table}, st.Name})
	case sqlddl.Comment:
		l.sqlComment(st)
	case sqlddl.Unknown:
		l.add(Opaque{What: st.Words, May: !st.Harmless})
	default:
		if !l.upkeep(s) && !l.session(s) {
			l.object(s)
		}
	}
}

// sqlCommand reads what Ecto has a command for, as that command; what SQL says
// beyond it is put in.
func (l *lowering) sqlCommand(st sqlddl.Command) {
	from := len(l.list)
	if alter, ok := st.Command.(command.AlterTable); ok {
		l.charset = st.Charset
		defer func() { l.charset = "" }()
		for _, change := range alter.Changes {
			l.sqlChange(OnTable{alter.Table.Object}, change)
		}
	} else {
		l.command(st.Command)
	}
	for i := from; i < len(l.list); i++ {
		switch op := l.list[i].Operation.(type) {
		case DropColumn:
			op.Cascade = st.Cascade
			l.list[i].Operation = op
		case RenameColumn:
			l.renamed = append(l.renamed, op)
		case DropConstraint:
			if st.Kind != "" {
				op.Kind = st.Kind
			}
			l.list[i].Operation = op
		case CreateIndex:
			op.Algorithm, op.Lock = l.place.Algorithm, l.place.Lock
			op.Online = op.Online || l.place.Online
			l.list[i].Operation = op
		case AddCheck:
			op.WithColumn = l.newColumnIn(op)
			l.list[i].Operation = op
		}
	}
}

func (l *lowering) sqlChange(t OnTable, change command.Change) {
	switch change := change.(type) {
	case command.Add:
		l.addColumn(t, change.Column, change.Existence)
	case command.Modify:
		l.modify(t, change)
	case command.Remove:
		l.remove(t, change)
	}
}

// newColumnIn is the new column of the statement that the check is about.
func (l *lowering) newColumnIn(check AddCheck) string {
	if check.WithColumn != "" {
		return check.WithColumn
	}
	for _, a := range l.added {
		if a.table == check.Table && sqlddl.Mentions(check.Expr, a.column, l.database) {
			return a.column
		}
	}
	return ""
}
