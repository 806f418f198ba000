package operation

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/schema"
)

// Located is an operation with its place in the text of a statement.
type Located struct {
	Operation
	// Start and End are where its clause stands in the text of SQL that it was
	// read from: text[Start:End]. Both are 0 for what a command asks for.
	Start, End int
	// Statement counts the statements of the text, from 0.
	Statement int
	// Algorithm and Lock are MySQL's ALGORITHM and LOCK of the statement, and
	// Online is SQL Server's ONLINE = ON.
	Algorithm, Lock string
	Online          bool
	// Change is the change within the command that asks for it, or nil.
	Change command.Change
}

// Of returns what a command asks of a database. Before is the schema that it
// finds, which tells what a modify changes; it may know nothing. SQL in the
// command is read as the database reads it ("postgres", "mysql", "sqlite",
// "mssql").
func Of(c command.Command, database string, before *schema.Schema) []Located {
	if database == "" {
		database = "postgres"
	}
	if before == nil {
		before = schema.New(schema.ForDatabase(database))
	}
	l := &lowering{database: database, before: before}
	l.command(c)
	return l.list
}

// lowering collects the operations of one command.
type lowering struct {
	database string
	before   *schema.Schema
	// change is the change that is being read, or nil.
	change command.Change
	// place has what every operation of the SQL that is being read is given.
	place Located
	// newTable: the table is created by the statement.
	newTable bool
	// added are the columns that the statement adds to each table.
	added []addedColumn
	// renamed are the columns that it renames: MySQL's CHANGE goes on with the
	// new name.
	renamed []RenameColumn
	// told is the column of a modify as the options of its :from tell, or nil.
	told *command.Column
	// charset is MySQL's CHARACTER SET of the column that is being read.
	charset string
	list    []Located
	// idle says of each operation that it changes nothing.
	idle []bool
}

type addedColumn struct {
	table  command.Object
	column string
}

func (l *lowering) add(op Operation) {
	at := l.place
	at.Operation, at.Change = op, l.change
	l.list, l.idle = append(l.list, at), append(l.idle, l.changesNothing(op))
}

func (l *lowering) command(c command.Command) {
	switch c := c.(type) {
	case command.CreateTable:
		l.createTable(c)
	case command.DropTable:
		l.add(DropTable{OnTable{c.Table.Object}, c.Mode == command.Cascade})
	case command.AlterTable:
		l.alterTable(c)
	case command.RenameTable:
		l.procedure(c.From, "OBJECT")
		l.add(RenameTable{OnTable{c.From}, c.To})
	case command.RenameColumn:
		l.procedure(c.Table, "COLUMN")
		l.add(RenameColumn{OnTable{c.Table}, c.From, c.To})
	case command.CreateIndex:
		l.createIndex(c)
	case command.DropIndex:
		l.dropIndex(c)
	case command.RenameIndex:
		l.procedure(c.Index.TableObject(), "INDEX")
		l.add(RenameIndex{l.indexed(c.Index), c.Index.Object(), c.To})
	case command.CreateConstraint:
		l.createConstraint(c)
	case command.DropConstraint:
		l.dropConstraint(c)
	case command.Execute:
		l.execute(c)
	}
}

// procedure says that SQL Server renames by sp_rename. SQL that is read says so
// itself, or moves a table to another schema.
func (l *lowering) procedure(o command.Object, what string) {
	if l.database == "mssql" && l.place.End == 0 {
		l.add(Rename{OnObject{o}, what})
	}
}
