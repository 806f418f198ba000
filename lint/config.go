package lint

import (
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
)

// Server is a database with its version.
type Server = locks.Server

// Config says what is known around the migrations.
type Config struct {
	// Rules are asked in this order.
	Rules   []*Rule
	Dialect dialect.Dialect
	Server  Server
	// Commands is what of the repository's configuration shapes commands.
	Commands schema.Commands
	// Base is the schema before the first of the migrations: that of a live
	// database, or nil for an empty one.
	Base *schema.Schema
	// Rows is how many rows a table has; false if nobody knows. Optional.
	Rows func(command.Object) (int64, bool)
	// Read returns the text of a file that a migration's commands come from: of
	// one in Go, or of a module of the application. Optional.
	Read func(file string) []byte
	// Planned is told of every migration that could be planned, in their order.
	// Optional.
	Planned func(Entry, *plan.Plan)
	// LockTimeout and StatementTimeout are what every migration is run with, if
	// the migrator sets it.
	LockTimeout, StatementTimeout time.Duration
	Settings
}

// Settings are what a project decides, by its configuration.
type Settings struct {
	// Severities are those of rules by their ID; Off is not asked.
	Severities map[string]Severity
	// Small and Large are numbers of rows: what locks a smaller table than Small
	// is a note, what locks one of Large or more an error. 0 is the default.
	Small, Large int64
	// TenantColumn is the column that says whose a row is: "tenant_id".
	TenantColumn string
	// IDs and Timestamps are the types that the project wants, by Ecto's names;
	// "" is what most of its tables have, or else the guide's.
	IDs, Timestamps string
}

// The defaults of Small and Large. At a million rows of ordinary width a
// validation reads for about a second, and an index builds for some.
const (
	defaultSmall = 10_000
	defaultLarge = 1_000_000
)

// Entry is a migration of the folder.
type Entry struct {
	source.File
	// Review: findings are wanted. The others are only replayed.
	Review bool
}
