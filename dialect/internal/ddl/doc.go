// Package ddl is what the four dialects truly share: a writer that quotes
// names, joins lists and remembers the first error, a few questions about
// commands that have the same answer everywhere, and the SQL around the table
// of applied versions, which differs only in quotes and dates.
package ddl
