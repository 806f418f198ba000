package whimbreltest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// Option is an option of [AssertReversible].
type Option interface{ apply(*reversal) }

type option func(*reversal)

func (o option) apply(r *reversal) { o(r) }

// Except names migrations that are known not to be reversible. They are run,
// and neither undone nor complained about.
func Except(versions ...int64) Option {
	return option(func(r *reversal) { r.except = append(r.except, versions...) })
}

// AssertReversible runs the pending migrations on a database one by one: up,
// down, and up again. It fails the test, naming the migration and the
// difference, if the way down does not bring back the schema that was before,
// or if the second way up does not lead to the same schema as the first. Then
// all of them go down and up once more together.
//
// The database should be empty, of no use to anybody else, and is left
// migrated. What is compared are tables, columns (but not their order),
// indexes, constraints, views, triggers and functions, not rows. SQL Server is
// not supported.
func AssertReversible(t testing.TB, db database.Connector, config migrate.Config, options ...Option) {
	t.Helper()
	m, err := migrate.New(db, config)
	if err != nil {
		t.Fatal(err)
	}
	r := &reversal{t: t, db: db, config: config, migrator: m}
	for _, o := range options {
		o.apply(r)
	}
	plan, err := m.Plan(t.Context(), command.Up, migrate.All())
	if err != nil {
		t.Fatalf("the migrations cannot be planned:\n%s", explain(err))
	}
	start, undone := r.schema(), 0
	for _, p := range plan {
		if r.one(p) {
			undone++
		} else {
			start, undone = r.schema(), 0
		}
	}
	if undone > 1 && !t.Failed() {
		r.all(start, undone)
	}
}

// reversal is one run of the assertion.
type reversal struct {
	t        testing.TB
	db       database.Connector
	config   migrate.Config
	migrator *migrate.Migrator
	except   []int64
}

// one tries a single migration, and leaves it up. It reports whether it can go
// down.
func (r *reversal) one(p migrate.Planned) bool {
	r.t.Helper()
	name := fmt.Sprintf("%d_%s", p.Version, p.Name)
	if p.File != "" {
		name += " (" + p.File + ")"
	}
	before := r.schema()
	r.run(r.migrator.Up, migrate.Only(p.Version), name, "does not run")
	if slices.Contains(r.except, p.Version) {
		return false
	}
	after := r.schema()
	_, err := r.migrator.Down(r.t.Context(), migrate.Only(p.Version))
	if migrate.IsInvalid(err) {
		r.t.Errorf("%s cannot be undone:\n%s", name, explain(err))
		return false
	}
	if err != nil {
		r.t.Fatalf("%s fails on the way down:\n%s", name, explain(err))
	}
	if d := diff(before, r.schema()); d != "" {
		r.t.Errorf("%s does not bring back the schema on the way down (-before it, +after up and down):\n%s", name, d)
	}
	r.run(r.migrator.Up, migrate.Only(p.Version), name, "does not run a second time, after it was undone")
	if d := diff(after, r.schema()); d != "" {
		r.t.Errorf("%s leads to another schema when it runs again (-first time, +second time):\n%s", name, d)
	}
	return true
}

// all undoes the last n migrations together, and runs them again.
func (r *reversal) all(start []string, n int) {
	r.t.Helper()
	end := r.schema()
	r.run(r.migrator.Down, migrate.Step(n), "undoing all migrations", "fails")
	if d := diff(start, r.schema()); d != "" {
		r.t.Errorf("undoing all migrations does not bring back the schema (-before, +after):\n%s", d)
	}
	r.run(r.migrator.Up, migrate.All(), "running all migrations again", "fails")
	if d := diff(end, r.schema()); d != "" {
		r.t.Errorf("running all migrations again leads to another schema (-first time, +second time):\n%s", d)
	}
}

func (r *reversal) run(run func(context.Context, migrate.Target) ([]migrate.Applied, error), target migrate.Target, what, problem string) {
	r.t.Helper()
	if _, err := run(r.t.Context(), target); err != nil {
		r.t.Fatalf("%s %s:\n%s", what, problem, explain(err))
	}
}

// schema is that of the migrated tables; the table of versions stays behind.
func (r *reversal) schema() []string {
	r.t.Helper()
	lines, err := read(r.t.Context(), r.db, r.config)
	if err != nil {
		r.t.Fatalf("cannot read the schema: %v", err)
	}
	return lines
}

// explain writes an error as the command line would.
func explain(err error) string {
	var b strings.Builder
	list := diag.All(err)
	if self, ok := err.(interface{ Diagnostic() *diag.Diagnostic }); ok {
		list = diag.List{self.Diagnostic()}
	}
	if list == nil {
		return "  " + err.Error()
	}
	diag.Write(&b, list, nil)
	return b.String()
}
