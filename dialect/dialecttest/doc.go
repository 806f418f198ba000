// Package dialecttest is the exercise that every dialect runs: one list of
// commands, in an order in which a database can run them.
//
// A dialect's test calls [Golden], which compares the statements and refusals
// with testdata/exercise.golden in the dialect's folder (go test -update
// writes it). This package's own test runs the same statements on real
// servers.
package dialecttest
