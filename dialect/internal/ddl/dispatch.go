package ddl

import "github.com/whimbrel-go/whimbrel/command"

// Commands writes the statements of each command; every dialect's writer
// implements it, so that a new command is missed by the compiler and not by a
// user.
type Commands interface {
	CreateTable(command.CreateTable)
	DropTable(command.DropTable)
	AlterTable(command.AlterTable)
	RenameTable(command.RenameTable)
	RenameColumn(command.RenameColumn)
	CreateIndex(command.CreateIndex)
	DropIndex(command.DropIndex)
	RenameIndex(command.RenameIndex)
	CreateConstraint(command.CreateConstraint)
	DropConstraint(command.DropConstraint)
	// Statements returns what was written, or why it could not be.
	Statements() ([]string, error)
}

// Write has a writer write one command for the named database.
func Write(w Commands, c command.Command, database string) ([]string, error) {
	switch c := c.(type) {
	case command.CreateTable:
		w.CreateTable(c)
	case command.DropTable:
		w.DropTable(c)
	case command.AlterTable:
		w.AlterTable(c)
	case command.RenameTable:
		w.RenameTable(c)
	case command.RenameColumn:
		w.RenameColumn(c)
	case command.CreateIndex:
		w.CreateIndex(c)
	case command.DropIndex:
		w.DropIndex(c)
	case command.RenameIndex:
		w.RenameIndex(c)
	case command.CreateConstraint:
		w.CreateConstraint(c)
	case command.DropConstraint:
		w.DropConstraint(c)
	case command.Execute:
		return Execute(c, database)
	default:
		return nil, Unknown(c, database)
	}
	return w.Statements()
}
