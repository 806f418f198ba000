package record

import "github.com/whimbrel-go/whimbrel/command"

// Config is the part of a repository's configuration that shapes commands: the
// migration_* keys of the reference page's section "Repo configuration", and
// the prefix of the run.
type Config struct {
	// PrimaryKey is migration_primary_key.
	PrimaryKey PrimaryKey
	// ForeignKey is migration_foreign_key: defaults of references/2.
	ForeignKey ForeignKey
	// Timestamps is migration_timestamps: defaults of timestamps/1.
	Timestamps Timestamps
	// DefaultPrefix is migration_default_prefix.
	DefaultPrefix string
	// Prefix is the migrator's --prefix.
	Prefix string
	// Repo is the Elixir module of the repository, "MyApp.Repo"; "" is "Repo".
	Repo string
	// Dialect is the kind of the database, "postgres"; "" where there is none,
	// as when a migration is written in another language.
	Dialect string
	// Settings is what repo().config() answers, as far as it is known.
	Settings []command.Pair
	// OutsideTransaction: the callback runs outside of a transaction.
	OutsideTransaction bool
}

// PrimaryKey describes the primary key that create/2 adds to a table. The zero
// value is Ecto's default, id of type bigserial.
type PrimaryKey struct {
	// Disabled adds no primary key: migration_primary_key: false.
	Disabled bool
	// Name is the column's name; "" means "id".
	Name string
	// Type is the column's type; zero means bigserial.
	Type command.Type
	// Options are further options of the column.
	Options command.ColumnOptions
}

// ForeignKey holds defaults for references/2. Zero fields fall back to the
// primary key's type and to Ecto's defaults.
type ForeignKey struct {
	Column string
	Type   command.Type
	Name   string
	// SkipValidation is validate: false.
	SkipValidation bool
	OnDelete       command.ReferenceAction
	OnUpdate       command.ReferenceAction
}

// Timestamps holds defaults for timestamps/1.
type Timestamps struct {
	// Type is the columns' type; zero means naive_datetime.
	Type command.Type
	// InsertedAt and UpdatedAt name the columns.
	InsertedAt, UpdatedAt TimestampColumn
	// Options are further options of both columns.
	Options command.ColumnOptions
	// NullGiven: the option :null is given, if only as nil. Without it the
	// columns are NOT NULL.
	NullGiven bool
}

// TimestampColumn names one of the two timestamp columns, or leaves it out.
type TimestampColumn struct {
	// Disabled leaves the column out: inserted_at: false.
	Disabled bool
	// Name is the column's name; "" means the default.
	Name string
}

// Column returns the primary key as a column.
func (k PrimaryKey) Column() command.Column {
	column := command.Column{Name: k.Name, Type: k.Type, Options: k.Options}
	if column.Name == "" {
		column.Name = "id"
	}
	if column.Type.IsZero() {
		column.Type = command.NewType("bigserial")
	}
	column.Options.PrimaryKey = true
	return column
}
