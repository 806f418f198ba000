// Package cli is the whimbrel command: one file for each verb. It is the only
// package that links database drivers and source formats.
//
// Results go to standard output and everything else to standard error. A
// command ends with 0 when it did what it was asked, 1 when it failed, 2 when
// it was asked wrongly, and 3 when a --check flag found something.
package cli
