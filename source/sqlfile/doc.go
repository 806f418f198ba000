// Package sqlfile loads migrations in plain SQL: pairs of files as
// golang-migrate has them, and single files with the annotations of Whimbrel,
// goose, dbmate, sql-migrate and tern. What is accepted is in
// docs/sql-files.md.
package sqlfile
