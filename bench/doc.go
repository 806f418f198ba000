// Command bench times Whimbrel against other tools that run migrations, and
// against the physical limit: the same SQL sent by the database's own client.
// It times whole processes in turns, and prints a table in Markdown with the
// medians, the ratio to the first row of each comparison, the CPU time of the
// program without its server, and the most memory that it had.
//
//	go run ./internal/dbtest/cmd/servers -- go run ./bench
//	go run ./internal/dbtest/cmd/servers -- go run ./bench -migrations 100 -many 1000 -runs 3
//
// The other tools are installed with "go install" into a folder of the user's
// cache at their first use, at the versions that peers.go names; nothing of
// them is part of this module. One that cannot be had is reported on standard
// error as NOT AVAILABLE.
//
// The numbers of one machine in one run can be compared with each other, and
// with nothing else.
package main
