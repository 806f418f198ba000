// Command bench times Whimbrel against the physical limit: the same SQL sent
// by the database's own client. It times whole processes, alternating the two,
// and prints the medians.
//
//	go run ./internal/dbtest/cmd/servers -- go run ./bench
//	go run ./internal/dbtest/cmd/servers -- go run ./bench -migrations 100 -runs 3
//
// The numbers of one machine in one run can be compared with each other, and
// with nothing else.
package main
