// Package sqlddl reads the statements of SQL that change tables: what people
// write into execute and SQL files, and what databases say of their own tables.
// It understands the common forms; what it cannot read it says so ([Unknown]).
package sqlddl
