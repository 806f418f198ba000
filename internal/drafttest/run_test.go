package drafttest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/whimbreltest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestRuns runs what is expected up, down and up again on every database where
// it can run. What is drafted is the same text, says TestCorpus.
func TestRuns(t *testing.T) {
	groups := bases(archives(t))
	for name, fresh := range map[string]func(t *testing.T) database.Connector{
		"sqlite": func(t *testing.T) database.Connector {
			return sqldb.New(dbtest.Open(t, dbtest.SQLite(t)), sqldb.SQLite)
		},
		"postgres": func(t *testing.T) database.Connector { return keep(t, pgx.URL(dbtest.Postgres(t))) },
		"mysql": func(t *testing.T) database.Connector {
			return sqldb.New(dbtest.Open(t, dbtest.MariaDB(t)), sqldb.MySQL)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, b := range groups {
				t.Run(b.archive.Name, func(t *testing.T) {
					t.Parallel()
					r := &runner{t: t, base: b, fresh: fresh}
					for _, c := range b.cases {
						if slices.Contains(c.On, name) {
							r.run(c)
						}
					}
					if r.stuck > 0 {
						t.Logf("%d cases ran up only: %q", r.stuck, innoDB)
					}
				})
			}
		})
	}
}

// base is a database that cases work on, and these cases: of those that expect
// the same files only one, from whatever archive.
type base struct {
	archive *Archive
	cases   []*Case
}

func bases(archives []*Archive) (list []*base) {
	groups, seen := map[string]*base{}, map[string]bool{}
	for _, a := range archives {
		key := fmt.Sprint(a.Setup, a.Migrations)
		if groups[key] == nil {
			groups[key] = &base{archive: a}
			list = append(list, groups[key])
		}
		for _, c := range a.Cases {
			whole := fmt.Sprint(key, c.Want, c.On)
			if len(c.Want) > 0 && !seen[whole] {
				groups[key].cases = append(groups[key].cases, c)
			}
			seen[whole] = true
		}
	}
	return list
}

// oneWay reports whether a note says that the case has no way back.
func (c *Case) oneWay() bool {
	notes := strings.Join(c.Note, "\n")
	return strings.Contains(notes, "rolled back") || strings.Contains(notes, "ADD VALUE IF NOT EXISTS")
}

// innoDB is what MySQL and MariaDB say where the guide's own form has no way
// back: an index of a foreign key is dropped before the key, as Ecto does it.
const innoDB = "needed in a foreign key constraint"

// runner runs the cases of a base on one database.
type runner struct {
	t     *testing.T
	base  *base
	fresh func(t *testing.T) database.Connector
	// db has what the cases work on, and nothing else; nil if it must be made.
	db database.Connector
	// before is its schema.
	before []string
	// stuck counts the cases that InnoDB does not let back.
	stuck int
}

// run runs a case on a database that it leaves as it was, or asks for a new one.
func (r *runner) run(c *Case) {
	r.t.Helper()
	if r.db == nil {
		db := r.fresh(r.t)
		if err := up(r.t, db, r.files(nil)); err != nil {
			r.t.Fatalf("the setup fails: %v", err)
		}
		r.db, r.before = db, schemaOf(r.t, db)
	}
	ok, err := r.play(c)
	if err != nil {
		r.t.Errorf("%s: %v", c.ID(), err)
	}
	if !ok {
		r.db = nil
	}
}

// play runs a case up, down, up and down. It reports whether the database is
// as it was.
func (r *runner) play(c *Case) (bool, error) {
	files := r.files(c)
	if err := up(r.t, r.db, files); err != nil {
		return false, fmt.Errorf("up: %w", err)
	}
	if c.oneWay() {
		return false, nil
	}
	first := schemaOf(r.t, r.db)
	if err := down(r.t, r.db, files, len(c.Want)); err != nil {
		if strings.Contains(err.Error(), innoDB) {
			r.stuck++
			return false, nil
		}
		return false, fmt.Errorf("down: %w", err)
	}
	if d := gocmp.Diff(r.before, schemaOf(r.t, r.db)); d != "" {
		return false, fmt.Errorf("the way down does not bring back the schema (-before +after):\n%s", d)
	}
	if err := up(r.t, r.db, files); err != nil {
		return false, fmt.Errorf("up again: %w", err)
	}
	if d := gocmp.Diff(first, schemaOf(r.t, r.db)); d != "" {
		return false, fmt.Errorf("the second way up leads elsewhere (-first +second):\n%s", d)
	}
	return true, down(r.t, r.db, files, len(c.Want))
}

// files returns the migrations of the base, and those of a case after them.
func (r *runner) files(c *Case) fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range slices.Concat(r.base.archive.Setup, r.base.archive.Migrations) {
		files[f.Name] = &fstest.MapFile{Data: []byte(f.Text)}
	}
	if c != nil {
		for i, f := range c.Want {
			files[fmt.Sprintf("%d_%s.exs", int64(30000101000000+i), f.Name)] = &fstest.MapFile{Data: []byte(f.Text)}
		}
	}
	return files
}

func up(t *testing.T, db database.Connector, files fstest.MapFS) error {
	m, err := migrate.New(db, migrate.Config{FS: files})
	if err == nil {
		_, err = m.Up(t.Context(), migrate.All())
	}
	return explained(err)
}

func down(t *testing.T, db database.Connector, files fstest.MapFS, steps int) error {
	m, err := migrate.New(db, migrate.Config{FS: files})
	if err == nil {
		_, err = m.Down(t.Context(), migrate.Step(steps))
	}
	return explained(err)
}

func explained(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s", cmp.Or(explain(err), err.Error()))
}

// schemaOf returns the schema without the table of versions, and without
// extensions: the guide's way back leaves btree_gist, and DROP EXTENSION brings
// one back that was not there.
func schemaOf(t *testing.T, db database.Connector) []string {
	t.Helper()
	var list []string
	for line := range strings.SplitSeq(whimbreltest.Schema(t, db), "\n") {
		if line == "" || strings.HasPrefix(line, "extension ") || strings.Contains(line, "schema_migrations") {
			continue
		}
		// PostgreSQL writes down that a default was taken away.
		line, _, _ = strings.Cut(line, " DEFAULT NULL::")
		list = append(list, line)
	}
	return list
}
