// Package drafttest holds "whimbrel draft" to the corpus in testdata/draft:
// descriptions in English with the files that they must become. It is for
// tests, and for the command cmd/corpus, which shows what is not right yet:
//
//	go run ./internal/drafttest/cmd/corpus -v testdata/draft/guide_known.txtar
//
// # Archives
//
// An archive testdata/draft/TOPIC_MANNER.txtar holds descriptions of one topic
// in one manner. Its files are
//
//	migrations/VERSION_NAME.exs  the folder that the draft knows, in all cases
//	setup/VERSION_NAME.exs       what the database has when the result is run,
//	                             and the draft does not know
//	CASE/text                    the description
//	CASE/flags                   flags of the command ("--online")
//	CASE/on                      the databases on which the result runs; without
//	                             it sqlite, postgres and mysql (MariaDB)
//	CASE/want/NUMBER_NAME.exs    the expected files, in order
//	CASE/note                    each line occurs in a note
//	CASE/refuse                  instead of want: each line occurs in the error
//	CASE/ask                     instead of want: each line occurs in the
//	                             question or in one of its choices
//	CASE/why                     a remark for the reader
//
// What is expected is written by hand before the grammar can do it, and never
// by the program: there is no flag that updates it.
package drafttest
