package lint

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/schema"
)

// Problem is what a rule says about an operation.
type Problem struct {
	// Severity replaces the rule's own; see [Pass.Weigh].
	Severity Severity
	// Message says in one line what happens, with the names and numbers:
	// "takes ACCESS EXCLUSIVE on orders while 4 million rows are checked: reads
	// and writes wait".
	Message string
	// Detail says more. Optional.
	Detail string
	// Manual names the section of the database's manual that says why:
	// "PostgreSQL: ALTER TABLE, Notes".
	Manual string
	// Advice is what to do, in words.
	Advice string
	// Fix is what to do, as commands. Optional.
	Fix *Fix
	// Once: the first such finding of the rule in a run is enough; see
	// [Rule.Once].
	Once bool
	// Secret: its lines hold a password, and no report shows them.
	Secret bool
	// Unless is asked about the schema behind the last migration, and forgets
	// the problem: a later migration has made good what is missing here, or the
	// whole project is like this. Optional.
	Unless func(last *schema.Schema) bool
}

// Fix is a safe way to the same schema.
type Fix struct {
	// Keep leaves the operation where it is; Instead come behind its command.
	Keep bool
	// Better: the schema that it leads to is another one, which the rule asks
	// for: a decimal in place of a float, an index more.
	Better bool
	// Instead are the commands that take the operation's place in its migration;
	// none if it goes to another one altogether. In place of a column of create
	// table they stand for the whole table.
	Instead []command.Command
	// Outside: its own migration has to run outside of a transaction, which is
	// possible because nothing else is in it.
	Outside bool
	// Inside: what stays of its own migration gets a transaction and the lock
	// back, as nothing in it refuses them any more.
	Inside bool
	// Then are the migrations that follow, in order.
	Then []Migration
}

// Migration is a migration of a fix.
type Migration struct {
	// Name is that of the file, without its version: "validate_orders_user_id_fkey".
	Name string
	// Outside: it has no transaction (@disable_ddl_transaction), and NoLock: it
	// takes no migration lock (@disable_migration_lock).
	Outside, NoLock bool
	// Change are its commands in both directions, or else Up and Down those of
	// each.
	Change, Up, Down []command.Command
	// Comment stands above its callback.
	Comment string
}

// Finding is a problem in a migration, ready to be shown.
type Finding struct {
	Rule     *Rule
	Severity Severity
	Problem
	// Pos and End are where the operation stands in its source. End is the zero
	// position if only the beginning is known.
	Pos, End diag.Pos
	// Via are the places in other files that led to Pos, the nearest first.
	Via []diag.Pos
	// Version, Name and File are the migration's.
	Version int64
	Name    string
	File    string
	// Step is the operation, or nil for a finding about the migration as a whole.
	Step *Step
	// First is the schema that the migration finds at its beginning, or nil.
	First *schema.Schema
	// Suppressed is the comment that allows it, or nil.
	Suppressed *Suppression
}
