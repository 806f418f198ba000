package draft

import (
	"github.com/whimbrel-go/whimbrel/internal/intent"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/schema"
)

// Options say what a draft is made of.
type Options struct {
	// Text is the description.
	Text string
	// Schema is what is known of the tables; nil is nothing. It is not changed.
	Schema *schema.Schema
	// Dialect is the database: "postgres", "mysql", "sqlite", "mssql", or "" if
	// it is not known.
	Dialect string
	// Live says that the schema was read from a database: a table that it does
	// not have is an error then, and a note otherwise.
	Live bool
	// Online builds indexes of tables that exist concurrently.
	Online bool
	Style  Style
	// Config is the repository's configuration of commands. What follows from
	// it is not written into the files.
	Config Config
	// Choose answers a question with the number of a choice. Without it, or if
	// it has no answer, the question is the error.
	Choose func(intent.Question) (choice int, ok bool)
}

// Config is the repository's configuration of commands, the migration_* keys.
type Config = record.Config

// Style is how a project wants its tables. The zero value is the guide's.
type Style struct {
	// ID is the type of primary keys: "binary_id", "bigserial", "uuid".
	ID string
	// Timestamps is the type of timestamps: "utc_datetime_usec".
	Timestamps string
	// TenantColumn is the column that tells tenants apart: "tenant_id".
	TenantColumn string
}

// Result is a draft.
type Result struct {
	// Files are the migrations, in the order in which they run.
	Files []File
	// Notes are what the person must know.
	Notes []Note
	// Checklist is the guide's.
	Checklist []Check
	// Corrections are the words that were read as others.
	Corrections []Correction
}

// Correction is a word of the text that was read as another.
type Correction struct{ Word, Read string }

// File is one migration. Its version is the caller's to choose.
type File struct {
	// Name is the part of the file's name after the version.
	Name      string
	Migration *print.Migration
	Reasons   []Reason
}

// Note is something that the person must know. Warning is set if the migration
// may fail or lose data.
type Note struct {
	Text    string
	Warning bool
}

// FromIntents is Draft for a text that is understood already.
func FromIntents(understood intent.Result, o Options) (*Result, error) {
	d := newDrafter(o)
	intents, err := d.accept(understood)
	if err != nil {
		return nil, err
	}
	for _, s := range understood.Context {
		d.note("not used: %q", d.words(s))
	}
	d.all(intents)
	if err := d.err(); err != nil {
		return nil, err
	}
	result := &Result{Files: d.files(), Notes: d.notes}
	for _, c := range understood.Corrections {
		result.Corrections = append(result.Corrections, Correction{Word: d.words(c.Span), Read: c.Read})
	}
	result.Checklist = checklist(d, result.Files)
	return result, nil
}
