// Package samples runs every sample of two documents on real databases: the
// reference page of Ecto.Migration (Ecto SQL 3.7.1) and a guide to migrations,
// "Ecto Migrator". It has no code of its own, only tests.
//
// # Samples
//
// A sample is an archive testdata/NAME.txtar. Its first line is the section of
// the document in which the code stands. Modules that the document prints as a
// whole are there byte for byte; other code stands in a module of its own, as
// printed, with down/0 added where it prints up/0 only. What it works on is
// created by a first migration, 00000000000001_setup.exs. The headers say on
// which databases it runs:
//
//	databases: postgres mariadb sqlite
//
// There, the sample goes up, down and up again by the command line. After the
// way down the schema must be what it was before, and after the second way up
// what it was after the first. The file want has parts of the schema after the
// way up ("! " before what must not be there), check.sql and back.sql are
// queries for after the way up and the way down. A file in a folder named like
// a database is for that database only.
//
// What is said about the other databases is checked as well:
//
//	mariadb: refused: TEXT       nothing runs; the message has TEXT and a hint
//	mariadb: left out: REASON    the database itself refuses it
//	mariadb: pending: REASON     it does not work yet; if it does, the test fails
//
// And so is the way back where it is not the opposite of the way up, for all
// databases or for one ("rollback mariadb"):
//
//	rollback: refused: TEXT      nothing runs
//	rollback: fails: TEXT        the server refuses it, as it would with Ecto
//	rollback: differs: REASON    the schema is not what it was
//
// Other headers say what the sample needs (prefixes, extensions), how it is run
// (arguments), what it warns of (warning), or why the schema stays as it is
// (rows only).
//
// # Sections without samples
//
// The callbacks, repo/0 and flush/0 stand in the samples of the sections that
// explain them. The guide's sections "When to Add Indexes" and "Checklist" have
// no code that is not in another section.
//
// # Ecto.Migration
//
//	Creating your first migration
//		TestCommands
//		ref-weather-up-down
//	Mix tasks
//		TestCommands
//	Change
//		ref-change-execute
//		ref-change-irreversible
//		ref-change-precedence
//		ref-weather-change
//	Field Types
//		ref-field-types-binary-size
//		ref-field-types-time
//		ref-field-types-unsigned
//		ref-field-types
//	Executing and flushing
//		ref-flush-change
//		ref-flush-functions
//		ref-flush
//	Comments
//		ref-comments-alter
//		ref-comments
//	Repo configuration
//		ref-config-default-prefix
//		ref-config-foreign-key
//		ref-config-lock
//		ref-config-migration-repo
//		ref-config-primary-key-false
//		ref-config-primary-key
//		ref-config-priv-default
//		ref-config-priv
//		ref-config-source
//		ref-config-start-apps
//		ref-config-timestamps-usec
//		ref-config-timestamps
//	Prefixes
//		ref-prefixes-none
//		ref-prefixes
//	Transaction Callbacks
//		ref-transaction-callbacks
//		ref-transaction-shared
//		ref-transaction-timeout
//	add/3
//		ref-add-custom-type
//		ref-add-scale
//		ref-add-after
//		ref-add-default-lists
//		ref-add-options
//		ref-add
//	add_if_not_exists/3
//		ref-add-if-not-exists
//	add_if_not_exists/3 and remove_if_exists/2 with a reference
//		ref-if-exists-reference
//	alter/2
//		ref-alter
//	constraint/3
//		ref-constraint-empty
//		ref-constraint-check
//		ref-constraint-prefix
//		ref-constraint-validate-later
//		ref-constraint-validate
//		ref-constraint
//	create/1
//		ref-create-reverse
//		ref-create
//	create/2
//		ref-create-table
//	create_if_not_exists/1
//		ref-create-if-not-exists
//	create_if_not_exists/2
//		ref-create-if-not-exists-present
//	direction/0
//		ref-direction
//	drop/2
//		ref-constraint-drop
//		ref-drop-cascade
//		ref-drop-index
//		ref-drop-table-cascade
//		ref-drop-table
//		ref-drop
//	drop_if_exists/2
//		ref-drop-if-exists-table
//		ref-drop-if-exists
//	execute/1
//		ref-execute-keyword
//		ref-execute-parameters
//		ref-execute-update-all
//		ref-execute
//	execute/1 in up/0 and down/0
//		ref-execute-up-down
//	execute/2
//		ref-execute-2-functions
//		ref-execute-2
//	fragment/1
//		ref-fragment-sqlite
//		ref-fragment
//	index/3
//		ref-index-concurrently-plain
//		ref-index-concurrently
//		ref-index-expression
//		ref-index-include
//		ref-index-tsvector
//		ref-index-using
//		ref-index-where
//		ref-index
//	modify/3
//		ref-modify-options
//		ref-modify-reference
//		ref-modify
//	prefix/0
//		ref-prefix
//	references/2
//		ref-prefixes-reference
//		ref-references-actions
//		ref-references-key
//		ref-references-match-partial
//		ref-references-match
//		ref-references-validate
//		ref-references-with
//		ref-references
//	remove/1
//		ref-remove
//	remove/3
//		ref-remove-3
//		ref-remove-reference
//	remove_if_exists/2
//		ref-remove-if-exists
//	rename/2
//		ref-rename
//	rename/3
//		ref-rename-column
//	table/2
//		ref-table-engine
//		ref-table-options
//		ref-table-primary-key
//		ref-table
//	timestamps/1
//		ref-timestamps
//	unique_index/3
//		ref-unique-index
//
// # Ecto Migrator
//
//	From Natural Language
//		guide-user-says-check
//		guide-user-says-remove
//		guide-user-says
//	File Naming
//		TestFileNaming
//	Migration Template
//		guide-template
//	Column Types
//		guide-column-types-array
//		guide-column-types
//	Index Types
//		guide-index-concurrent
//		guide-index-partial
//		guide-index-plain
//		guide-index-types
//	Constraints
//		guide-constraints
//	References (Foreign Keys)
//		guide-references
//	Every Table Gets tenant_id
//		guide-tenant
//	Adding tenant_id to Existing Tables
//		guide-tenant-existing
//		guide-tenant-not-null
//	Safe Data Migration Pattern
//		guide-backfill
//	Batched Data Migration (large tables)
//		guide-batched
//	Reversible (use change)
//		guide-reversible
//	Irreversible (use up/down)
//		guide-irreversible
//		guide-modify-up-down
//	Using modify with from
//		guide-modify-from
//	PostgreSQL Extensions
//		guide-extensions
//	Enum Types
//		guide-enum-add-value
//		guide-enum
package samples
