package locks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/locks/cases"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

// claimed returns what is claimed of a case.
func claimed(c cases.Case, server locks.Server) []locks.Effect {
	before := c.Before(server.Database)
	ops := operation.Of(command.Execute{Up: command.SQL(c.SQL)}, server.Database, before)
	return locks.Statement(ops, before, server)
}

// describe writes an effect in one line.
func describe(table, mode string, blocks locks.Blocks, scans, rewrites, indexes bool) string {
	words := []string{table + ":", mode, fmt.Sprintf("blocks=%d", blocks)}
	for _, flag := range []struct {
		is   bool
		word string
	}{{scans, "scans"}, {rewrites, "rewrites"}, {indexes, "indexes"}} {
		if flag.is {
			words = append(words, flag.word)
		}
	}
	return strings.Join(words, " ")
}

// postgresBlocks is what conflicts with a mode: changes of the schema always,
// then ROW EXCLUSIVE, which writes, and ACCESS SHARE, which reads.
func postgresBlocks(s *seen) locks.Blocks {
	mode := pgModes[s.mode].mode
	switch {
	case s.planning || mode == "ACCESS EXCLUSIVE":
		return locks.Reads
	case slices.Contains([]string{"SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE"}, mode):
		return locks.Writes
	}
	return locks.Schema
}

func TestPostgres(t *testing.T) {
	list, err := cases.Of("postgres")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.EachPostgres(t, func(t *testing.T, major int, url string) {
		s := newPostgresServer(t, url)
		if major == 0 {
			major = s.major()
		}
		measured := 0
		for _, c := range list {
			if !c.In(major) {
				continue
			}
			server := locks.Server{Database: "postgres", Major: major, UTC: c.UTC}
			tables, err := s.measure(c)
			if err != nil {
				t.Errorf("%s\n%v", c.SQL, err)
				continue
			}
			measured++
			comparePostgres(t, c, tables, claimed(c, server))
		}
		t.Logf("%d statements measured on PostgreSQL %d", measured, major)
	})
}

// comparePostgres compares what was measured with what is claimed.
func comparePostgres(t *testing.T, c cases.Case, tables map[string]*seen, claims []locks.Effect) {
	t.Helper()
	var got, want []string
	for name, s := range tables {
		got = append(got, describe(name, pgModes[s.mode].mode, postgresBlocks(s), s.scans, s.rewrites, s.indexes))
	}
	for _, e := range claims {
		want = append(want, describe(e.Table.Name, e.Mode, e.Blocks, e.Scans, e.Rewrites, e.Indexes))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s\nmeasured: %s\nclaimed:  %s", c.SQL, strings.Join(got, "; "), strings.Join(want, "; "))
	}
}
