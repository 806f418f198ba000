package dialect

import (
	"context"
	"errors"
	"strconv"

	"github.com/whimbrel-go/whimbrel/command"
)

// Rebuilder is a dialect that can build a table anew where the database has no
// statement for a change (SQLite). That needs the table as it is, so it happens
// while the migration runs.
type Rebuilder interface {
	// Rebuild returns the statements of a command for which a table has to be
	// looked at, or may have to be. It returns none for all others.
	Rebuild(c command.Command) ([]Statement, error)
	// SuspendForeignKeys has the session not enforce foreign keys, which it can
	// only outside of a transaction, and reports whether it did so before.
	SuspendForeignKeys(ctx context.Context, db command.DB) (enforced bool, err error)
	// ResumeForeignKeys has it enforce them again.
	ResumeForeignKeys(ctx context.Context, db command.DB) error
	// Orphans counts the rows whose foreign keys lead nowhere.
	Orphans(ctx context.Context, db command.DB) (Orphans, error)
}

// Orphans are the rows whose foreign keys lead nowhere, counted by the table
// and the one that it references, in words.
type Orphans map[string]int64

// More returns an error if there are orphans that there were not before.
func (o Orphans) More(before Orphans) error {
	for between, rows := range o {
		if more := rows - before[between]; more > 0 {
			return &RebuildError{
				Summary: rowCount(more) + " would reference what does not exist: " + between,
				Hint:    "correct or delete the rows first, with execute in this migration or before it",
			}
		}
	}
	return nil
}

func rowCount(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return strconv.FormatInt(n, 10) + " rows"
}

// Fallback is what is done when the database refuses a statement for the way
// the table is made.
type Fallback struct {
	// Call does it, or returns the refusal if it cannot help.
	Call func(ctx context.Context, db command.DB, refusal error) error
}

// Teller is a [command.DB] that passes on what people should know.
type Teller interface {
	Tell(ctx context.Context, message string)
}

// RebuildError says why a table could not be built anew. Nothing of the attempt
// remains.
type RebuildError struct {
	Summary, Detail, Hint string
	// Err is what the database said, if it did.
	Err error
}

// Error is the summary, with the database's words.
func (e *RebuildError) Error() string {
	if e.Err != nil {
		return e.Summary + ": " + e.Err.Error()
	}
	return e.Summary
}

// Unwrap returns what the database said.
func (e *RebuildError) Unwrap() error { return e.Err }

// ErrForeignKeys says that a table cannot be built anew in a transaction in
// which foreign keys are enforced: they have to be suspended before it.
var ErrForeignKeys = errors.New("the table has to be built anew, and foreign keys are enforced in this transaction")
