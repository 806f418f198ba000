// Package dialect is the contract between commands and databases: a dialect
// turns one command into SQL text, and knows the few statements that the
// migrator needs for its own table and lock. It never talks to a database.
//
// The text is exactly what Ecto's adapter sends for the same command; see
// docs/deviations.md for the exceptions. The dialects are in the folders
// below, one for each adapter.
package dialect
