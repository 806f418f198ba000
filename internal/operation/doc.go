// Package operation says what a migration asks of a database, in one form for
// the commands of scripts and Go and for SQL: a flat list of operations, each
// of them about one thing.
//
// A command may be several operations: an alter with two changes, a modify that
// changes a type and forbids NULL, a column with a foreign key. What looks at
// migrations to judge them (package lint, package locks) looks at operations
// only, so that a migration is judged alike in whatever language it is written.
package operation
