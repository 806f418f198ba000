// Package sqlsplit cuts a file of SQL into its statements, as the client of
// each database would: psql, mysql, sqlite3 and sqlcmd.
//
// It is a lexer and no parser. It knows what can hide the end of a statement
// (quotes, comments, bodies of triggers and procedures) and nothing else of the
// language. Nothing is dropped or merged: the pieces, one after the other, are
// the file. It takes time in proportion to the length of the file.
package sqlsplit
