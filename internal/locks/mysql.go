package locks

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

// The ways in which MySQL and MariaDB alter a table. MySQL says INPLACE for
// what MariaDB calls NOCOPY.
const (
	instant = "INSTANT"
	nocopy  = "NOCOPY"
	inplace = "INPLACE"
	byCopy  = "COPY"
)

// algorithms are these from the best to the worst.
var algorithms = [...]string{instant, nocopy, inplace, byCopy}

// What a statement lets others do meanwhile, and the lock of statements that do
// not alter a table.
const (
	lockNone      = "LOCK=NONE"
	lockShared    = "LOCK=SHARED"
	lockExclusive = "LOCK=EXCLUSIVE"
	metadata      = "MDL EXCLUSIVE"
	rowLocks      = "ROW LOCKS"
)

// mysql knows what operations do on MySQL and MariaDB.
type mysql struct {
	before *schema.Schema
	server Server
}

// manual is the section of a subject, by the name that each manual has for it.
func (m mysql) manual(subject string) string {
	if subject == checkSubject {
		return "ALTER TABLE: " + subject
	}
	if m.server.MariaDB {
		return "InnoDB Online DDL Overview: " + subject
	}
	return "Online DDL Operations: " + subject
}

// oneOf chooses by the product.
func (m mysql) oneOf(mariadb, mysql string) string {
	if m.server.MariaDB {
		return mariadb
	}
	return mysql
}

// alter is an ALTER TABLE. INPLACE and COPY write the table anew; what MySQL
// does in place without that is asked for as nocopy, and named as it names it.
func (m mysql) alter(table command.Object, algorithm, mode, subject string) Effect {
	e := Effect{Table: table, Mode: mode, Algorithm: algorithm, Manual: m.manual(subject), Measured: m.measured()}
	e.Rewrites = algorithm == inplace || algorithm == byCopy
	if algorithm == nocopy {
		e.Algorithm = m.oneOf(nocopy, inplace)
	}
	e.Blocks = lockBlocks(mode)
	return e
}

// lockBlocks: at the beginning and the end of every ALTER TABLE all wait for an
// instant, which is not counted.
func lockBlocks(mode string) Blocks {
	switch mode {
	case lockShared:
		return Writes
	case lockExclusive, metadata:
		return Reads
	}
	return Schema
}

// measured: the tests run on MariaDB 10.11.
func (m mysql) measured() bool {
	return m.server.MariaDB && m.server.Major == 10 && m.server.Minor == 11
}

// copied is what no better way is known for. MariaDB lets rows be written
// meanwhile since 11.2, unless a foreign key writes rows by itself.
func (m mysql) copied(table command.Object, subject string) Effect {
	s := m.server
	if s.MariaDB && (s.Major > 11 || s.Major == 11 && s.Minor >= 2) && !m.cascades(table) {
		e := m.alter(table, byCopy, lockNone, subject)
		e.Manual = "Online Schema Change"
		return e
	}
	return m.alter(table, byCopy, lockShared, subject)
}

// cascades: a foreign key of the table, or one that references it, changes rows
// by itself. A table that nobody knows has one.
func (m mysql) cascades(table command.Object) bool {
	t := known(m.before, table)
	if t == nil {
		return true
	}
	acts := func(k *schema.ForeignKey) bool {
		return changesRows(k.OnDelete) || changesRows(k.OnUpdate)
	}
	for i := range t.ForeignKeys {
		if acts(&t.ForeignKeys[i]) {
			return true
		}
	}
	return slices.ContainsFunc(m.before.ReferencesTo(table), func(r schema.Referrer) bool { return acts(r.Key) })
}

func changesRows(a command.ReferenceAction) bool {
	return a.Kind != command.Nothing && a.Kind != command.RestrictAction
}

// metadata is the lock of a statement that has no algorithm.
func (m mysql) metadata(table command.Object, manual string) Effect {
	return Effect{Table: table, Mode: metadata, Blocks: Reads, Manual: manual}
}

// effects is Of for MySQL and MariaDB.
func (m mysql) effects(op operation.Operation) []Effect {
	table := op.On()
	switch op := op.(type) {
	case operation.DropTable:
		return []Effect{m.metadata(table, "Metadata Locking")}
	case operation.Truncate:
		return []Effect{m.metadata(table, "TRUNCATE TABLE Statement")}
	case operation.RenameTable:
		return []Effect{m.alter(table, instant, lockExclusive, "Renaming a Table")}
	case operation.SetStorage:
		return []Effect{m.storage(op)}
	case operation.SetOption:
		return []Effect{m.option(op)}
	case operation.Comment:
		return []Effect{m.alter(table, m.oneOf(instant, nocopy), lockNone, "Table Operations")}
	case operation.AddColumn, operation.DropColumn, operation.RenameColumn, operation.SetType, operation.SetNotNull,
		operation.DropNotNull, operation.SetDefault, operation.SetGenerated:
		return []Effect{m.column(op)}
	case operation.AddForeignKey, operation.AddCheck, operation.AddUnique, operation.AddPrimaryKey,
		operation.DropConstraint, operation.RenameConstraint, operation.ValidateConstraint:
		return m.constraint(op)
	case operation.CreateIndex:
		return []Effect{asked(m.createIndex(op), op.Algorithm, op.Lock)}
	case operation.DropIndex:
		return []Effect{m.alter(table, nocopy, lockNone, "Dropping an Index")}
	case operation.RenameIndex:
		return []Effect{m.alter(table, m.oneOf(instant, nocopy), lockNone, "Renaming an Index")}
	case operation.Trigger:
		return []Effect{m.metadata(table, "Metadata Locking")}
	case operation.Write:
		return []Effect{m.write(op)}
	case operation.Read:
		return []Effect{{Table: table, Mode: "MDL SHARED READ", Blocks: Schema, Scans: true, Manual: "Metadata Locking"}}
	case operation.LockTable:
		return []Effect{m.lockTable(op)}
	case operation.Vacuum: // OPTIMIZE TABLE
		e := m.alter(table, inplace, lockNone, "Optimizing a Table")
		e.Measured = false
		return []Effect{e}
	case operation.Analyze:
		return []Effect{{Table: table, Mode: "MDL SHARED READ", Blocks: Schema, Manual: "ANALYZE TABLE Statement"}}
	}
	return nil
}

// option: most are entries in the dictionary; partitions are not.
func (m mysql) option(op operation.SetOption) Effect {
	switch {
	case strings.Contains(op.What, "PARTITION"):
		e := m.alter(op.Table, byCopy, lockShared, "Partitioning Operations")
		e.Measured = false
		return e
	case m.server.MariaDB:
		return m.alter(op.Table, instant, lockNone, "Table Operations")
	case slices.Contains([]string{"DEFAULT", "CHARACTER SET", "CHARSET", "COLLATE"}, op.What):
		return m.alter(op.Table, inplace, lockNone, "Specifying a Character Set")
	}
	return m.alter(op.Table, nocopy, lockNone, "Table Operations")
}

// write: rows that a condition without an index passes are locked too.
func (m mysql) write(op operation.Write) Effect {
	e := Effect{Table: op.Table, Mode: rowLocks, Blocks: Schema, Manual: "Locks Set by Different SQL Statements in InnoDB"}
	e.Scans = !op.Bounded && (op.Verb == "UPDATE" || op.Verb == "DELETE")
	if e.Scans {
		e.Blocks = Writes
	}
	return e
}

func (m mysql) lockTable(op operation.LockTable) Effect {
	e := Effect{Table: op.Table, Mode: "LOCK TABLES " + strings.ToUpper(op.Mode), Blocks: Reads, Manual: "LOCK TABLES and UNLOCK TABLES Statements"}
	if strings.HasPrefix(strings.ToUpper(op.Mode), "READ") {
		e.Blocks = Writes
	}
	return e
}

// createIndex: the first unique index of a table without a primary key is what
// the table is ordered by.
func (m mysql) createIndex(op operation.CreateIndex) Effect {
	switch strings.ToUpper(op.Index.Using) {
	case "FULLTEXT":
		return m.alter(op.Table, inplace, lockShared, "Adding a FULLTEXT Index")
	case "SPATIAL":
		return m.alter(op.Table, nocopy, lockShared, "Adding a SPATIAL Index")
	}
	var columns []string
	for _, c := range op.Index.Columns {
		columns = append(columns, c.Column)
	}
	return m.index(op.Table, op.Index.Unique, columns)
}

func (m mysql) index(table command.Object, unique bool, columns []string) Effect {
	if unique && m.orders(table, columns) {
		return m.alter(table, inplace, lockNone, "Adding a Unique Index")
	}
	e := m.alter(table, nocopy, lockNone, "Creating or Adding a Secondary Index")
	e.Indexes = true
	return e
}

// orders: without a primary key, a unique index over columns that forbid NULL
// takes its place.
func (m mysql) orders(table command.Object, columns []string) bool {
	t := known(m.before, table)
	if t == nil || t.PrimaryKey != nil || len(columns) == 0 {
		return false
	}
	return !slices.ContainsFunc(columns, func(name string) bool {
		c := t.Column(name)
		return c == nil || c.Options.Null != command.NotNull
	})
}

// asked is what happens if the statement asks for an algorithm or a lock.
func asked(e Effect, algorithm, lock string) Effect {
	if strings.EqualFold(algorithm, byCopy) {
		e.Algorithm, e.Mode, e.Blocks, e.Rewrites = byCopy, lockShared, max(e.Blocks, Writes), true
	}
	if mode := "LOCK=" + strings.ToUpper(lock); lock != "" && lockBlocks(mode) > e.Blocks {
		e.Mode, e.Blocks = mode, lockBlocks(mode)
	}
	return e
}
