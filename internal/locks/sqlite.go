package locks

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

// sqlite knows what operations do on SQLite, where whoever writes locks the
// whole database. Others read on meanwhile if it has a write-ahead log, which
// nobody knows here.
type sqlite struct{}

// Sections of SQLite's manual.
const (
	sqliteLocking = "File Locking And Concurrency In SQLite Version 3"
	sqliteAlter   = "ALTER TABLE, Making Other Kinds Of Table Schema Changes"
	sqliteDrop    = "ALTER TABLE DROP COLUMN, How It Works"
	sqliteAdd     = "ALTER TABLE ADD COLUMN"
	sqliteIndex   = "CREATE INDEX"
	sqliteVacuum  = "VACUUM, How VACUUM works"
)

// measured: which tables are written anew is compared for these.
func (s sqlite) measured(op operation.Operation) bool {
	switch op.(type) {
	case operation.AddColumn, operation.DropColumn, operation.RenameColumn, operation.SetType, operation.SetNotNull,
		operation.SetDefault, operation.AddCheck, operation.AddForeignKey, operation.DropConstraint, operation.CreateIndex,
		operation.DropIndex, operation.Reindex, operation.RenameTable, operation.DropTable, operation.Vacuum:
		return true
	}
	return false
}

// effects is Of for SQLite.
func (s sqlite) effects(op operation.Operation) []Effect {
	e := Effect{Table: op.On(), Mode: "database", Blocks: Writes, Manual: sqliteLocking, Measured: s.measured(op)}
	switch op := op.(type) {
	case operation.Read:
		e.Mode, e.Blocks, e.Scans = "SHARED", Nothing, true
	case operation.AddColumn:
		e.Rewrites, e.Scans = s.addColumn(op)
		e.Manual = sqliteAdd
	case operation.DropColumn:
		e.Rewrites, e.Manual = true, sqliteDrop
	case operation.SetType, operation.SetNotNull, operation.DropNotNull, operation.SetDefault, operation.SetGenerated,
		operation.DropConstraint, operation.AddExclusion, operation.RenameConstraint:
		e.Rewrites, e.Manual = true, sqliteAlter
	case operation.AddForeignKey:
		e.Rewrites, e.Manual = !op.WithColumn, sqliteAlter
	case operation.AddCheck:
		e.Rewrites, e.Scans, e.Manual = op.WithColumn == "", op.WithColumn != "", sqliteAlter
	case operation.AddPrimaryKey, operation.AddUnique:
		e.Rewrites, e.Manual = true, sqliteAlter
	case operation.CreateIndex, operation.Reindex:
		e.Indexes, e.Manual = true, sqliteIndex
	case operation.Vacuum:
		e.Rewrites, e.Blocks, e.Manual = true, Reads, sqliteVacuum
	case operation.Write:
		e.Scans = !op.Bounded && (op.Verb == "UPDATE" || op.Verb == "DELETE")
	case operation.DropTable, operation.RenameTable, operation.Truncate, operation.RenameColumn, operation.DropIndex,
		operation.RenameIndex, operation.Trigger, operation.Analyze:
	default:
		return nil
	}
	return []Effect{e}
}

// addColumn: the table is built anew where SQLite refuses: for a default that
// is no constant, and for a generated column that is stored. With NOT NULL or a
// check the rows are looked at.
func (s sqlite) addColumn(op operation.AddColumn) (rewrites, scans bool) {
	o := op.Column.Options
	fragment, expression := o.Default.(command.Fragment)
	required := o.Null == command.NotNull && (o.Default == nil || o.Default == command.Value(command.Null{}))
	rewrites = expression && !constant(string(fragment)) || o.PrimaryKey || required
	return rewrites, !rewrites && o.Generated != nil
}

// constant: what may stand behind DEFAULT of a new column: no call, and no
// parentheses, and none of the words for the time.
func constant(expr string) bool {
	words := []string{"CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"}
	expr = strings.TrimSpace(expr)
	return len(called(expr)) == 0 && !strings.HasPrefix(expr, "(") && !slices.Contains(words, strings.ToUpper(expr))
}
