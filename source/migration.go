package source

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// Migration is a loaded migration: what its file defines, whatever language
// the file is written in.
type Migration struct {
	Version int64
	// Name is the part of the file name after the version.
	Name string
	// File is the path as it should be shown; "" for migrations in Go.
	File string
	// Module is the Elixir module, or "".
	Module string
	// Checksum is what [File.Checksum] would return, where loading the file has
	// found it out by the way; otherwise "".
	Checksum string
	// DisableDDLTransaction is @disable_ddl_transaction.
	DisableDDLTransaction bool
	// NoTransactionUp and NoTransactionDown are the same for one direction
	// only, as SQL files say it.
	NoTransactionUp, NoTransactionDown bool
	// NoTransactionHint is how the file would say it; "" means as a script does.
	NoTransactionHint string
	// DisableMigrationLock is @disable_migration_lock.
	DisableMigrationLock bool
	// Up, Down and Change are the callbacks; nil when not defined. Up and Down
	// win over Change.
	Up, Down, Change Callback
	// AfterBegin and BeforeCommit run inside the migration's transaction.
	AfterBegin, BeforeCommit Callback
	// Warnings are what the author should look at although nothing is wrong
	// with the run.
	Warnings diag.List
}

// OutsideTransaction reports whether the migration does not want a transaction
// in a direction.
func (m *Migration) OutsideTransaction(d command.Direction) bool {
	return m.DisableDDLTransaction || d == command.Up && m.NoTransactionUp || d == command.Down && m.NoTransactionDown
}

// Callback is one callback of a migration. It records commands and does not
// execute anything itself. It can be called more than once.
type Callback func(*record.Recorder) error
