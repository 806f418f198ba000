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
	// start and end are the place of the SQL that is being read.
	start, end int
	list       []Located
}

func (l *lowering) add(op Operation) {
	l.list = append(l.list, Located{Operation: op, Start: l.start, End: l.end, Change: l.change})
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
		l.add(RenameTable{OnTable{c.From}, c.To})
	case command.RenameColumn:
		l.add(RenameColumn{OnTable{c.Table}, c.From, c.To})
	case command.CreateIndex:
		l.createIndex(c)
	case command.DropIndex:
		l.dropIndex(c)
	case command.RenameIndex:
		l.add(RenameIndex{l.indexed(c.Index), c.Index.Object(), c.To})
	case command.CreateConstraint:
		l.createConstraint(c)
	case command.DropConstraint:
		l.dropConstraint(c)
	case command.Execute:
		l.execute(c)
	}
}
