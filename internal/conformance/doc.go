// Command conformance compares what Whimbrel plans with what Ecto executes. It
// reads case files, JSON objects one a line: a migration's source, a
// repository configuration, a prefix, and what the real Ecto made of it on each
// database in each direction.
//
//	go run ./internal/conformance testdata/conformance/*.jsonl
//	go run ./internal/conformance -v -only index/ testdata/conformance/cases.jsonl
//
// The cases in testdata/conformance were made with ecto_sql 3.13.5 and
// ecto_sqlite3 0.23.0: cases.jsonl by hand, random.jsonl and options.jsonl (every
// option of every function, odd values included) by generators.
//
// It prints one line a dialect and exits with 1 if a case that Ecto accepts
// differs and is not listed as a deviation.
package main
