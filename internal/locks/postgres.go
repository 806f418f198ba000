package locks

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

// PostgreSQL's lock modes, from the weakest to the strongest.
const (
	accessShare          = "ACCESS SHARE"
	rowShare             = "ROW SHARE"
	rowExclusive         = "ROW EXCLUSIVE"
	shareUpdateExclusive = "SHARE UPDATE EXCLUSIVE"
	share                = "SHARE"
	shareRowExclusive    = "SHARE ROW EXCLUSIVE"
	exclusive            = "EXCLUSIVE"
	accessExclusive      = "ACCESS EXCLUSIVE"
)

// postgresModes are the modes in this order.
var postgresModes = [...]string{
	accessShare, rowShare, rowExclusive, shareUpdateExclusive, share, shareRowExclusive, exclusive, accessExclusive,
}

// Sections of PostgreSQL's manual.
const (
	pgLocks        = "Explicit Locking, Table-Level Locks"
	pgAlter        = "ALTER TABLE, Description"
	pgAlterNotes   = "ALTER TABLE, Notes"
	pgIndex        = "CREATE INDEX, Building Indexes Concurrently"
	pgDropIndex    = "DROP INDEX, Parameters"
	pgReindex      = "REINDEX, Notes"
	pgReindexConc  = "REINDEX, Rebuilding Indexes Concurrently"
	pgTruncate     = "TRUNCATE, Notes"
	pgRefresh      = "REFRESH MATERIALIZED VIEW, Parameters"
	pgCluster      = "CLUSTER, Description"
	pgVacuum       = "VACUUM, Parameters"
	pgVacuumPlain  = "VACUUM, Description"
	pgLockTable    = "LOCK, Description"
	pgDropDepend   = "Dependency Tracking"
	pgAlterUsing   = "ALTER TABLE, Description: ADD table_constraint_using_index"
	pgDefine       = "CREATE "
	pgAlterSetNull = "ALTER TABLE, Description: SET NOT NULL"
)

// The versions that the tests measure.
const (
	postgresOldest = 13
	postgresNewest = 18
)

// postgresBlocks is what waits for a lock. Every lock on a table keeps others
// from dropping it.
func postgresBlocks(mode string) Blocks {
	switch mode {
	case share, shareRowExclusive, exclusive:
		return Writes
	case accessShare, rowShare, rowExclusive, shareUpdateExclusive:
		return Schema
	}
	return Reads
}

// postgres knows what operations do on PostgreSQL.
type postgres struct {
	before *schema.Schema
	server Server
}

// since reports whether the server has at least this version.
func (p postgres) since(major int) bool {
	return max(p.server.Major, 0) >= major || p.server.Major == 0 && postgresOldest >= major
}

// on is a lock on a table.
func (p postgres) on(table command.Object, mode, manual string) Effect {
	major := p.server.Major
	return Effect{
		Table: table, Mode: mode, Blocks: postgresBlocks(mode), Manual: manual,
		Measured: major == 0 || major >= postgresOldest && major <= postgresNewest,
	}
}

// just is a lock on the operation's own table, and nothing else.
func (p postgres) just(op operation.Operation, mode, manual string) []Effect {
	return []Effect{p.on(op.On(), mode, manual)}
}

// effects is Of for PostgreSQL. What is in no case locks no table that was
// there before.
func (p postgres) effects(op operation.Operation) []Effect {
	switch op := op.(type) {
	case operation.DropTable, operation.RenameTable, operation.Truncate, operation.SetStorage,
		operation.AttachPartition, operation.DetachPartition, operation.DropSchema, operation.DropType,
		operation.SetOption, operation.Comment, operation.Trigger, operation.Refresh:
		return p.tables(op)
	case operation.AddColumn, operation.DropColumn, operation.RenameColumn, operation.SetType,
		operation.SetNotNull, operation.DropNotNull, operation.SetDefault, operation.SetGenerated:
		return p.columns(op)
	case operation.AddForeignKey, operation.AddCheck, operation.AddExclusion, operation.AddUnique,
		operation.AddPrimaryKey, operation.DropConstraint, operation.RenameConstraint, operation.ValidateConstraint:
		return p.constraints(op)
	case operation.CreateIndex, operation.DropIndex, operation.Reindex:
		return p.indexes(op)
	case operation.Write:
		return p.write(op)
	case operation.Read:
		e := p.on(op.Table, accessShare, pgLocks)
		e.Scans = true
		return []Effect{e}
	case operation.LockTable:
		mode := strings.ToUpper(op.Mode)
		if mode == "" {
			mode = accessExclusive
		}
		return p.just(op, mode, pgLockTable)
	case operation.Vacuum:
		return p.vacuum(op)
	case operation.Define:
		if op.Table.Name == "" {
			return nil
		}
		return p.just(op, accessExclusive, pgDefine+op.What)
	case operation.Analyze: // it reads a sample
		return p.just(op, shareUpdateExclusive, pgLocks)
	case operation.Cluster:
		e := p.on(op.Table, accessExclusive, pgCluster)
		e.Rewrites, e.Indexes = true, p.hasIndexes(op.Table)
		return []Effect{e}
	}
	return nil
}

// write: rows are locked one by one, and only those that are written.
func (p postgres) write(op operation.Write) []Effect {
	e := p.on(op.Table, rowExclusive, pgLocks)
	e.Scans = !op.Bounded && (op.Verb == "UPDATE" || op.Verb == "DELETE")
	return []Effect{e}
}

func (p postgres) vacuum(op operation.Vacuum) []Effect {
	if !op.Full {
		e := p.on(op.Table, shareUpdateExclusive, pgVacuumPlain)
		e.Scans = true
		return []Effect{e}
	}
	e := p.on(op.Table, accessExclusive, pgVacuum)
	e.Rewrites, e.Indexes = true, p.hasIndexes(op.Table)
	return []Effect{e}
}

// hasIndexes: a table that nobody knows has some.
func (p postgres) hasIndexes(o command.Object) bool {
	t := known(p.before, o)
	return t == nil || t.PrimaryKey != nil || len(t.Indexes) > 0
}
