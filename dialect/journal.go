package dialect

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
)

// Journal is the SQL around Whimbrel's own table, beside that of the applied
// versions. It holds what Ecto does not know: the checksums of applied
// migrations, and how far a migration without a transaction has come.
type Journal struct {
	// Create creates the table if it does not exist.
	Create string
	// Select lists everything by version and position: version, position,
	// direction, state, hash, detail and time.
	Select string
	// Put writes entries, in place of those of the same version and position.
	Put func(entries ...JournalEntry) string
	// Finish sets position 0 of versions to applied, at the time that the table
	// of versions has for them.
	Finish func(versions ...int64) string
	// Fail turns what is running or planned of a version's statements to failed.
	Fail func(version int64) string
	// Forget deletes all entries of versions; ForgetStatements keeps position 0.
	Forget, ForgetStatements func(versions ...int64) string
	// Acquire and Release are queries like those of a [Lock], for a lock that
	// the session keeps which runs a migration without a transaction: as long as
	// the server works for a migrator that was killed, nobody else goes on with
	// the migration. Acquire answers at once. Empty where there is no such lock.
	Acquire, Release string
	// InTransaction is the same lock, held by a transaction, where a pooler may
	// give the session to others. Its Holders are those of either.
	InTransaction Lock
	// File asks for the path of the database's file, where it is one and has no
	// lock but a transaction's; "" is in memory. Beside returns what holds a lock
	// in another file until a ROLLBACK: one that has to be attached before, and
	// detached afterwards. Nil elsewhere.
	File   string
	Beside func(path string) (attach string, take []string, detach string)
}

// JournalEntry is one row of the journal.
type JournalEntry struct {
	Version int64
	// Position is 0 for the migration as a whole, and counts its statements
	// from 1 in the order of the direction.
	Position  int
	Direction command.Direction
	State     JournalState
	// Hash is the checksum of the migration's source, or of the statement.
	Hash string
	// Detail is the migration's name and file, or the beginning of the statement.
	Detail string
	At     time.Time
}

// JournalState says how far something has come. That a version is recorded in
// the table of versions counts for more: its entry may be older.
type JournalState string

// The states.
const (
	// JournalPlanned: a run is about to run the migration. Of all planned ones
	// that are not recorded, only the lowest version can have begun. Of a
	// statement: it is sent after the one before it, of which it is known that it
	// was, or is the first.
	JournalPlanned JournalState = "planned"
	// JournalRunning: it was about to be sent, or has been.
	JournalRunning JournalState = "running"
	// JournalDone: the statement was executed.
	JournalDone JournalState = "done"
	// JournalSettled: the statement is to be taken for executed, whatever the
	// catalogue shows of it: somebody has said so.
	JournalSettled JournalState = "settled"
	// JournalFailed: the server refused the statement, or it was never sent.
	JournalFailed JournalState = "failed"
	// JournalPostponed: the statement waits for the end of the migration.
	JournalPostponed JournalState = "postponed"
	// JournalApplied: the migration (position 0) is applied.
	JournalApplied JournalState = "applied"
)

// defaultVersions is Ecto's name for the table of versions, and journalTable
// the journal's beside it.
const (
	defaultVersions = "schema_migrations"
	journalTable    = "whimbrel_journal"
)

// JournalTable names the journal that belongs to a table of versions: it is in
// the same prefix, and one of its own for each migration_source.
func JournalTable(versions command.Object) command.Object {
	name := journalTable
	if versions.Name != defaultVersions {
		name += "_" + versions.Name
	}
	if len(name) > 63 { // the shortest limit of the databases
		sum := sha256.Sum256([]byte(versions.Name))
		name = journalTable + "_" + hex.EncodeToString(sum[:8])
	}
	return command.Object{Prefix: versions.Prefix, Name: name}
}
