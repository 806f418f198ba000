// Package lint reads migrations as a reviewer does: what would lock a table,
// write it anew, break running code or lose data.
//
// Run plans every migration, takes it apart into operations, asks what each of
// them does to tables (the lock, and whether the table is scanned or written
// anew), and has the rules judge it with the schema that the operation finds. A
// rule makes findings; package lint/rules has them all.
package lint
