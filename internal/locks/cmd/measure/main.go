// Command measure prints docs/locks.md: what every kind of statement does to
// tables, by database and version, as package locks claims it. The tests of
// package locks measure that.
//
//	go run ./internal/locks/cmd/measure > docs/locks.md
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/locks/cases"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

func main() {
	if err := write(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

const introduction = `# What statements do to tables

Which lock each statement takes, what waits for it, and whether the table is read (*scans*), written anew (*rewrites*) or
indexed (*indexes*) meanwhile. ` + "`plan`, `migrate` and `lint`" + ` speak by these facts.

Those of PostgreSQL and SQLite, and of MariaDB 10.11, are measured: the tests run the statements on the real servers and
compare. What is not measured is said by the manual of the database, in the section that is named. Where a statement takes
no longer for a larger table, the lock is held for an instant, or until the transaction ends.

This page is written by a program: ` + "`go run ./internal/locks/cmd/measure > docs/locks.md`" + `.
`

// version is a server with its name.
type version struct {
	name   string
	server locks.Server
}

// product is a database with its versions, and words about it.
type product struct {
	title, database, words string
	versions               []version
}

func products() []product {
	var postgres []version
	for major := 13; major <= 18; major++ {
		postgres = append(postgres, version{fmt.Sprint(major), locks.Server{Database: "postgres", Major: major}})
	}
	maria := func(major, minor int) version {
		return version{fmt.Sprintf("%d.%d", major, minor), locks.Server{Database: "mysql", MariaDB: true, Major: major, Minor: minor}}
	}
	mysql := func(major, minor int) version {
		return version{fmt.Sprintf("%d.%d", major, minor), locks.Server{Database: "mysql", Major: major, Minor: minor}}
	}
	return []product{
		{"PostgreSQL", "postgres", "The session's time zone is not UTC, but where it is said.", postgres},
		{"MariaDB", "mysql", "Every statement waits at its beginning and end until nobody is in the table.",
			[]version{maria(10, 6), maria(10, 11), maria(11, 4), maria(11, 8)}},
		{"MySQL", "mysql", "By the manual: MySQL was not at hand to measure.", []version{mysql(8, 0), mysql(8, 4), mysql(9, 0)}},
		{"SQLite", "sqlite", "Who writes locks the whole database. What SQLite has no statement for is done by building the table anew " +
			"(see [operations](operations.md)), which rewrites it.", []version{{"3", locks.Server{Database: "sqlite"}}}},
		{"SQL Server", "mssql", "By the manual: SQL Server was not at hand to measure.", []version{{"2019+", locks.Server{Database: "mssql"}}}},
	}
}

func write(w io.Writer) error {
	var text strings.Builder
	text.WriteString(introduction)
	for _, p := range products() {
		if err := p.write(&text); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func (p product) write(text *strings.Builder) error {
	list, err := cases.Of(p.database)
	if err != nil {
		return err
	}
	fmt.Fprintf(text, "\n## %s\n\n%s\n", p.title, p.words)
	group := ""
	for _, c := range list {
		if c.Group != group {
			group = c.Group
			fmt.Fprintf(text, "\n### %s: %s\n\n", p.title, group)
			text.WriteString("| statement | versions | lock | waits meanwhile | takes longer for larger tables | manual | measured |\n")
			text.WriteString("|---|---|---|---|---|---|---|\n")
		}
		for _, row := range p.rows(c) {
			text.WriteString(row)
		}
	}
	return nil
}

// rows returns a line of the table for each group of versions that do the same.
func (p product) rows(c cases.Case) []string {
	type same struct {
		facts string
		names []string
	}
	var groups []same
	for _, v := range p.versions {
		if p.database == "postgres" && !c.In(v.server.Major) {
			continue
		}
		v.server.UTC = c.UTC
		facts := facts(c, v.server)
		if n := len(groups); n > 0 && groups[n-1].facts == facts {
			groups[n-1].names = append(groups[n-1].names, v.name)
		} else {
			groups = append(groups, same{facts, []string{v.name}})
		}
	}
	var rows []string
	for _, g := range groups {
		names := g.names[0]
		if n := len(g.names); n > 1 {
			names += "–" + g.names[n-1]
		}
		rows = append(rows, fmt.Sprintf("| `%s`%s | %s | %s |\n", strings.ReplaceAll(c.SQL, "|", `\|`), remark(c), names, g.facts))
	}
	return rows
}

func remark(c cases.Case) string {
	if c.UTC {
		return " in UTC"
	}
	return ""
}

// facts is the rest of a line.
func facts(c cases.Case, server locks.Server) string {
	before := c.Before(server.Database)
	effects := locks.Statement(operation.Of(command.Execute{Up: command.SQL(c.SQL)}, server.Database, before), before, server)
	if len(effects) == 0 {
		return "none | nothing | – | – | –"
	}
	var lock, blocks, long, manual []string
	measured := true
	for _, e := range effects {
		prefix := ""
		if len(effects) > 1 {
			prefix = e.Table.String() + ": "
		}
		mode := e.Mode
		if e.Algorithm != "" {
			mode = "ALGORITHM=" + e.Algorithm + ", " + mode
		}
		lock, blocks = append(lock, prefix+mode), append(blocks, prefix+waits(e.Blocks))
		if e.Long() {
			long = append(long, prefix+work(e))
		}
		if !slices.Contains(manual, e.Manual) {
			manual = append(manual, e.Manual)
		}
		measured = measured && e.Measured
	}
	columns := []string{join(lock), join(blocks), join(long), join(manual), map[bool]string{true: "yes", false: "no"}[measured]}
	return strings.Join(columns, " | ")
}

func join(words []string) string {
	if len(words) == 0 {
		return "–"
	}
	return strings.Join(words, "; ")
}

func waits(b locks.Blocks) string {
	switch b {
	case locks.Schema:
		return "changes of the schema"
	case locks.Writes:
		return "writes"
	case locks.Reads:
		return "reads and writes"
	}
	return "nothing"
}

func work(e locks.Effect) string {
	var words []string
	for _, w := range []struct {
		is   bool
		word string
	}{{e.Scans, "scans"}, {e.Rewrites, "rewrites"}, {e.Indexes, "indexes"}} {
		if w.is {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, " and ")
}
