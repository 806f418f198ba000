// Package schema replays commands into a model of the tables: what a database
// looks like after the migrations ran. [Replay] fills it from migrations,
// [Schema.Apply] from single commands, and [Read] from a live database.
//
// The model speaks the vocabulary of package command: a column of a [Table] is
// described as add/3 describes it, so that "remove :legacy_id, :integer" or
// the way back of "drop table" can be written from it ([Table.Definition],
// [Table.Create]).
//
// The history of a project is seldom complete: tables made before the first
// migration, functions, SQL that is not understood. The model says so instead
// of guessing. A table that is only mentioned is Partial, a statement that may
// have changed something is a [Gap], and a problem is a diagnostic that stops
// nothing.
//
// Everything that a Schema returns is for reading. Clone is cheap: two schemas
// share the tables that neither has changed since.
package schema
