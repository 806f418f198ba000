// Package tabletext reads and edits the CREATE TABLE text that SQLite keeps of
// each table. Only what is asked for changes: everything else, comments and
// blanks included, stays as its author wrote it, so that a change and its way
// back give the same text again.
package tabletext
