// Package sqlddl reads statements of SQL: what people write into execute and
// SQL files, and what databases say of their own tables.
//
// [Parse] returns what changes tables, for a model of them. [Read] returns
// everything, with its place in the text: rows, sessions and upkeep too.
// Both understand the common forms; what cannot be read is said ([Unknown]).
package sqlddl
