package migrate

import (
	"slices"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// step is one thing that the run of a migration does. The run of a migration
// is a list of steps, so that it can be looked at before it is executed, sent
// as one message, or journaled one by one.
type step struct {
	part part
	// conn is the session the step runs on.
	conn database.Conn
	// sql is empty for partCheck.
	sql string
	// statement is what the step came from; nil for the migrator's own SQL.
	statement *dialect.Statement
	// index is what partValid looks at.
	index builtIndex
	// brief: it is over at once and waits for nobody, so that nobody would want
	// to interrupt it.
	brief bool
}

// text is the SQL with its parameters, by which the journal knows a statement.
func (s step) text() string {
	if s.statement != nil {
		return s.statement.Text()
	}
	return s.sql
}

// part says what a step is for.
type part uint8

const (
	// partBegin and partCommit open and close the migration's transaction.
	partBegin part = iota
	partCommit
	// partLock takes the lock that is held until the end of the transaction.
	partLock
	// partCheck asks whether another migrator was faster.
	partCheck
	// partGuard fails if another migrator was faster.
	partGuard
	// partLimit bounds what comes after it.
	partLimit
	// partValid fails if an index that was there already is invalid.
	partValid
	// partRecord writes or deletes the version's row.
	partRecord
	// partJournal tells the journal what was done.
	partJournal
	// partResume finds out where an earlier run has ended.
	partResume
	// partKeysBefore and partKeys look at the foreign keys while they are not
	// enforced.
	partKeysBefore
	partKeys
	// partBody is a statement of the migration.
	partBody
)

// String names a part in an error message.
func (p part) String() string {
	switch p {
	case partBegin:
		return "opening the transaction"
	case partCommit:
		return "committing the transaction"
	case partLock:
		return "taking the migration lock"
	case partCheck, partGuard:
		return "looking whether the migration is still to be run"
	case partLimit:
		return "setting the time limits"
	case partValid:
		return "looking at an index that exists already"
	case partRecord:
		return "recording the version"
	case partKeysBefore, partKeys:
		return "looking at the foreign keys"
	case partResume:
		return "looking how far an earlier run has come"
	case partJournal:
		return "telling the journal"
	default:
		return "running a statement"
	}
}

// write returns the steps of a migration.
//
// In a batch everything is one message, and nobody can look at the table of
// versions after the lock was got and before the rest is sent. So the server
// has to do it. Upwards the version's row is inserted before the migration's
// own statements: if another migrator was faster, its row makes this INSERT
// (and, by its place in the script, no other statement) a unique violation.
// That holds even without a lock, as the second INSERT waits for the first
// one's transaction. Downwards a query that divides by the number of rows with
// the version fails if there is none. The row is written in the same
// transaction in any case, so that its place in it makes no difference to
// anyone else. SQLite, upwards, saves the question in the same way.
//
// In all other cases the version is asked for under the lock, and recorded
// after the migration's statements.
func (m *executor) write(j *job, now time.Time) []step {
	own, store := m.conn, m.store.conn
	record := step{part: partRecord, conn: store, sql: m.recordSQL(j, now)}
	check := step{part: partCheck, conn: store}
	body := append(m.guardIndexes(m.body(j)), m.keysAfter()...)
	told := m.remember(j, now)
	if m.config.Transaction == TransactionAll {
		// Begun, looked at and committed by executeTogether.
		if j.recordsFirst {
			return slices.Concat([]step{record}, told, body)
		}
		return slices.Concat(body, []step{record}, told)
	}
	steps := m.opening(j)
	commit := step{part: partCommit, conn: own, sql: "COMMIT"}
	switch {
	case j.recordsFirst && j.plan.Direction == command.Down:
		guard := step{part: partGuard, conn: own, sql: m.guardSQL(j.file.Version)}
		return slices.Concat(steps, []step{guard, record}, told, body, []step{commit})
	case j.recordsFirst:
		return slices.Concat(steps, []step{record}, told, body, []step{commit})
	case m.config.VersionsDB != nil:
		// In the other database; what the table of versions does not have does
		// not count.
		return slices.Concat(steps, []step{check}, told, body, []step{commit, record})
	default:
		return slices.Concat(steps, []step{check}, body, []step{record}, told, []step{commit})
	}
}

// opening returns the steps that open a transaction.
func (m *executor) opening(j *job) []step {
	steps := []step{{part: partBegin, conn: m.conn, sql: j.lock.Begin}}
	switch {
	case j.lock.InTransaction == "" || m.locksOutside(j):
	case m.polls:
		steps = append(steps, step{part: partLock, conn: m.conn, sql: j.lock.NoWait})
	default:
		steps = append(steps, lockSteps(m.conn, j.lock)...)
	}
	for _, text := range m.limits().InTransaction {
		steps = append(steps, step{part: partLimit, conn: m.conn, sql: text})
	}
	return append(steps, m.keysBefore()...)
}

func (m *executor) body(j *job) []step {
	statements := j.plan.Statements()
	steps := make([]step, len(statements))
	for i := range statements {
		steps[i] = step{part: partBody, conn: m.conn, sql: statements[i].SQL, statement: &statements[i]}
	}
	if m.dialectName() == "sqlite" && j.way == stepwise {
		markBrief(steps)
	}
	return steps
}

// markBrief marks what makes a table, and the indexes of a table that has just
// been made and is still empty. SQLite holds the only lock already. A statement
// that can be interrupted costs its driver a goroutine, which takes longer than
// such a statement itself.
func markBrief(steps []step) {
	made := map[command.Object]bool{}
	for i := range steps {
		switch c := steps[i].statement.Command.(type) {
		case command.CreateTable:
			made[c.Table.Object] = c.Existence != command.Lenient
			steps[i].brief = c.Table.Options == "" // which may be a query
		case command.CreateIndex:
			steps[i].brief = made[command.Object{Prefix: c.Index.Prefix, Name: c.Index.Table}]
		default:
			return // and whatever it does to the tables
		}
	}
}

func (m *executor) recordSQL(j *job, now time.Time) string {
	if j.plan.Direction == command.Down {
		return m.store.sql.Delete(j.file.Version)
	}
	return m.store.sql.Insert(j.file.Version, now.UTC())
}

// guardSQL fails with division_by_zero unless the version is recorded.
func (m *executor) guardSQL(version int64) string {
	return "SELECT 1 / (" + m.store.sql.Count(version) + ")"
}

// overtaken reports whether a step's failure means that another migrator was
// faster: a unique violation of a row that is written first, or the guard's
// division by zero.
func (s step) overtaken(j *job, code string) bool {
	if !j.recordsFirst {
		return false
	}
	switch code {
	case "23505", "1555", "2067": // unique_violation; SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE
		return s.part == partRecord
	case "22012": // division_by_zero
		return s.part == partGuard
	}
	return false
}
