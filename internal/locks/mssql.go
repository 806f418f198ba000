package locks

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

// SQL Server's locks on tables.
const (
	schM = "Sch-M"
	schS = "Sch-S"
	lckS = "S"
	ix   = "IX"
)

// Sections of SQL Server's manual.
const (
	mssqlAlter  = "ALTER TABLE, Locks and ALTER TABLE"
	mssqlColumn = "ALTER TABLE, ALTER COLUMN"
	mssqlAdd    = "ALTER TABLE, Adding NOT NULL columns as an online operation"
	mssqlCheck  = "ALTER TABLE, WITH CHECK and WITH NOCHECK"
	mssqlOnline = "Guidelines for online index operations"
	mssqlIndex  = "CREATE INDEX, Arguments: ONLINE"
	mssqlSchema = "Transaction locking and row versioning guide, Schema locks"
	mssqlLocks  = "Transaction locking and row versioning guide, Lock modes"
)

// mssql knows what operations do on SQL Server, by its manual.
type mssql struct{ before *schema.Schema }

func (s mssql) on(table command.Object, mode, manual string) Effect {
	e := Effect{Table: table, Mode: mode, Blocks: Reads, Manual: manual}
	switch mode {
	case lckS:
		e.Blocks = Writes
	case schS, ix:
		e.Blocks = Schema
	}
	return e
}

// effects is Of for SQL Server.
func (s mssql) effects(op operation.Operation) []Effect {
	e := s.on(op.On(), schM, mssqlAlter)
	switch op := op.(type) {
	case operation.AddColumn:
		e.Rewrites, e.Manual = mssqlFills(op.Column), mssqlAdd
	case operation.SetType:
		e.Rewrites, e.Scans = mssqlTypeChange(op)
		e.Manual = mssqlColumn
	case operation.SetNotNull:
		e.Scans, e.Manual = true, mssqlColumn
	case operation.AddForeignKey:
		return s.addForeignKey(op)
	case operation.AddCheck:
		e.Scans, e.Manual = !op.NotValidated, mssqlCheck
	case operation.ValidateConstraint:
		e.Scans, e.Manual = true, mssqlCheck
	case operation.AddUnique, operation.AddPrimaryKey:
		_, primary := op.(operation.AddPrimaryKey)
		e.Indexes, e.Rewrites, e.Manual = true, primary, mssqlOnline
	case operation.DropConstraint:
		e.Rewrites = op.Kind == "PRIMARY KEY"
		return append([]Effect{e}, s.referenced(op)...)
	case operation.CreateIndex:
		return []Effect{s.createIndex(op)}
	case operation.Reindex:
		e.Indexes, e.Manual = true, mssqlOnline
	case operation.Write:
		return []Effect{s.write(op)}
	case operation.Read:
		e = s.on(op.Table, schS, mssqlLocks)
		e.Scans = true
	case operation.DropTable, operation.RenameTable, operation.RenameColumn, operation.Truncate, operation.DropIndex,
		operation.RenameIndex, operation.RenameConstraint, operation.Trigger:
		e.Manual = mssqlSchema
	case operation.SetStorage, operation.SetOption, operation.DropColumn, operation.DropNotNull, operation.SetDefault,
		operation.SetGenerated, operation.AttachPartition, operation.DetachPartition:
	case operation.Analyze:
		e = s.on(op.Table, schS, mssqlLocks)
	default:
		return nil
	}
	return []Effect{e}
}

// addForeignKey locks the referenced table, too.
func (s mssql) addForeignKey(op operation.AddForeignKey) []Effect {
	own, other := s.on(op.Table, schM, mssqlCheck), s.on(op.To, schM, mssqlCheck)
	own.Scans = !op.NotValidated && !op.WithColumn
	other.Scans = own.Scans
	return Merge([]Effect{own, other})
}

// referenced is the other table of a foreign key that is dropped.
func (s mssql) referenced(op operation.DropConstraint) []Effect {
	t := s.before.Table(op.Table)
	if t == nil {
		return nil
	}
	if key := t.ForeignKey(op.Name); key != nil && key.To != op.Table {
		return []Effect{s.on(key.To, schM, mssqlAlter)}
	}
	return nil
}

// createIndex: rows cannot be written while an index is built that is not
// built online, and not be read while a clustered one is.
func (s mssql) createIndex(op operation.CreateIndex) Effect {
	mode := lckS
	if op.Online || strings.Contains(strings.ToUpper(strings.ReplaceAll(op.Index.Options, " ", "")), "ONLINE=ON") {
		mode = schS
	}
	e := s.on(op.Table, mode, mssqlIndex)
	e.Indexes = true
	return e
}

// write: from some thousand rows on, SQL Server locks the table.
func (s mssql) write(op operation.Write) Effect {
	e := s.on(op.Table, ix, mssqlLocks)
	if !op.Bounded && (op.Verb == "UPDATE" || op.Verb == "DELETE") {
		e.Mode, e.Blocks, e.Scans = "X", Reads, true
		e.Manual = "Transaction locking and row versioning guide, Lock escalation"
	}
	return e
}

// mssqlFills: a column that forbids NULL gets its default in every row, but
// where the edition keeps a constant in the catalogue, which nobody knows here.
func mssqlFills(c command.Column) bool {
	o := c.Options
	switch c.Type.Name {
	case "serial", "bigserial", "identity":
		return c.Reference == nil
	}
	if text, ok := o.Generated.(command.String); ok {
		return strings.Contains(strings.ToUpper(string(text)), "PERSISTED")
	}
	return o.Null == command.NotNull && o.Default != nil
}

// mssqlTypeChange: a longer text of variable length changes the catalogue only.
func mssqlTypeChange(op operation.SetType) (rewrites, scans bool) {
	if op.From == nil {
		return true, true
	}
	from, to := mssqlTypeOf(*op.From), mssqlTypeOf(op.Column)
	variable := from.base == to.base && (to.base == "nvarchar" || to.base == "varchar" || to.base == "varbinary")
	switch {
	case from.same(to):
		return false, false
	case variable && from.args != "max" && to.args == "max":
		return false, true
	case variable && longer(from.args, to.args):
		return false, false
	}
	return true, true
}
