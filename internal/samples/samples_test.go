package samples

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/cli"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestSamples runs every sample up, down and up again on every database that
// it is meant for.
func TestSamples(t *testing.T) {
	for _, s := range allSamples(t) {
		t.Run(s.name, func(t *testing.T) {
			if len(s.prefixes) == 0 { // which on MariaDB are databases of the whole server
				t.Parallel()
			}
			for _, dialect := range dialects {
				t.Run(dialect, func(t *testing.T) { s.test(t, dialect) })
			}
		})
	}
}

func (s *sample) test(t *testing.T, dialect string) {
	p, v := newPlay(t, s, dialect), s.verdicts[dialect]
	switch v.kind {
	case runs:
		if err := p.run(); err != nil {
			t.Error(err)
		}
	case refused:
		if err := p.refuses(p.dump(), v.text, "migrate"); err != nil {
			t.Error(err)
		}
	case leftOut:
		err := p.succeeds("migrate")
		if err == nil {
			t.Errorf("it works: it need not be left out (%s)", v.text)
		}
		t.Logf("left out: %s\n%v", v.text, err)
	case pending:
		err := p.run()
		if err == nil {
			t.Errorf("it works now: it is no longer pending (%s)", v.text)
		}
		t.Logf("pending: %s\n%v", v.text, err)
	}
}

// play is a sample on one database.
type play struct {
	*sample
	t       *testing.T
	dialect string
	// url is the database, other that of a second repository.
	url, other string
	// dir holds whimbrel.toml and the migrations.
	dir string
}

func newPlay(t *testing.T, s *sample, dialect string) *play {
	t.Helper()
	p := &play{sample: s, t: t, dialect: dialect, dir: t.TempDir()}
	fresh := map[string]func(testing.TB) string{
		"postgres": dbtest.Postgres, "mariadb": dbtest.MariaDB, "sqlite": dbtest.SQLite,
	}[dialect]
	p.url = fresh(t)
	if strings.Contains(s.files["whimbrel.toml"], "OTHER_DATABASE_URL") {
		p.other = fresh(t)
	}
	if err := s.write(p.dir, dialect); err != nil {
		t.Fatal(err)
	}
	if dialect == "postgres" {
		p.needExtensions()
	}
	for _, prefix := range s.prefixes {
		switch dialect {
		case "postgres":
			dbtest.Exec(t, p.url, "CREATE SCHEMA "+prefix)
		case "mariadb":
			dbtest.Exec(t, p.url, "CREATE DATABASE "+prefix)
			t.Cleanup(func() {
				// Another prefix may have keys that refer to this one.
				script := "SET foreign_key_checks = 0; DROP DATABASE " + prefix
				if _, err := dbtest.Open(t, p.url).ExecContext(context.Background(), script); err != nil {
					t.Error(err)
				}
			})
		}
	}
	return p
}

// needExtensions skips the test where the server lacks an extension.
func (p *play) needExtensions() {
	p.t.Helper()
	for _, name := range p.extensions {
		var count int
		row := dbtest.Open(p.t, p.url).QueryRowContext(p.t.Context(), "SELECT count(*) FROM pg_available_extensions WHERE name = $1", name)
		if err := row.Scan(&count); err != nil {
			p.t.Fatal(err)
		}
		if count == 0 {
			p.t.Skipf("SKIPPED for want of PostgreSQL's extension %s: install postgresql-contrib", name)
		}
	}
}

// run plays the sample. The error says where it went another way than it
// should.
func (p *play) run() error {
	if err := p.succeeds("migrate", "--to", "1"); err != nil {
		return fmt.Errorf("setup: %w", err)
	}
	before := p.dump()
	if err := p.succeeds("migrate"); err != nil {
		return err
	}
	first := p.dump()
	if err := errors.Join(p.checkSchema(before, first), p.checkRows("check")); err != nil {
		return err
	}
	return p.back(before, first)
}

// back rolls the sample back and runs it again.
func (p *play) back(before, first string) error {
	v := p.rollback[p.dialect]
	rollback := []string{"rollback", "--to-exclusive", "1"}
	switch v.kind {
	case refused:
		return p.refuses(first, v.text, rollback...)
	case fails:
		if err := p.succeeds(rollback...); err == nil || !strings.Contains(err.Error(), v.text) {
			return fmt.Errorf("the rollback should fail with %q, got: %v", v.text, err)
		}
		return nil
	}
	if err := p.succeeds(rollback...); err != nil {
		return err
	}
	err := compare("the schema after the way down and before the way up", p.dump(), before)
	if differ := err != nil; differ != (v.kind == differs) {
		return errors.Join(err, fmt.Errorf("the schema after the rollback should differ: %q", v.text))
	}
	if err := p.checkRows("back"); err != nil {
		return err
	}
	if err := p.succeeds("migrate"); err != nil {
		return fmt.Errorf("up again: %w", err)
	}
	return compare("the schema after the second and the first way up", p.dump(), first)
}

// whimbrel runs a command line.
func (p *play) whimbrel(args ...string) (stdout, stderr string, code int) {
	args = append(args, "--config", filepath.Join(p.dir, "whimbrel.toml"))
	args = append(args, p.arguments...)
	environment := map[string]string{"DATABASE_URL": p.url, "OTHER_DATABASE_URL": p.other}
	var out, problems bytes.Buffer
	code = cli.Main(args, cli.IO{In: strings.NewReader(""), Out: &out, Err: &problems, LookupEnv: func(name string) (string, bool) {
		value, ok := environment[name]
		return value, ok
	}})
	return out.String(), problems.String(), code
}

func (p *play) succeeds(args ...string) error {
	_, stderr, code := p.whimbrel(args...)
	switch {
	case code != 0:
		return fmt.Errorf("whimbrel %s: exit code %d\n%s", strings.Join(args, " "), code, stderr)
	case p.warning == "" && strings.Contains(stderr, "warning"), !strings.Contains(stderr, p.warning):
		return fmt.Errorf("whimbrel %s: want the warning %q, got\n%s", strings.Join(args, " "), p.warning, stderr)
	}
	return nil
}

// refuses checks that a command is refused before it changes anything, and
// says what to do instead.
func (p *play) refuses(before, text string, args ...string) error {
	versions := p.versions()
	_, stderr, code := p.whimbrel(args...)
	if code == 0 {
		return fmt.Errorf("whimbrel %s was not refused", strings.Join(args, " "))
	}
	for _, part := range []string{text, "try: "} {
		if !strings.Contains(stderr, part) {
			return fmt.Errorf("whimbrel %s: %q is missing in\n%s", strings.Join(args, " "), part, stderr)
		}
	}
	return errors.Join(
		compare("the schema after and before a command that was refused", p.dump(), before),
		compare("the versions after and before a command that was refused", p.versions(), versions))
}

func (p *play) versions() string {
	stdout, stderr, _ := p.whimbrel("migrations")
	return stdout + stderr
}

// dump returns the schema of everything that the sample can change.
func (p *play) dump() string {
	p.t.Helper()
	dump := dbtest.Dump(p.t, p.url)
	if p.other != "" {
		dump += "\n-- the other database --\n" + dbtest.Dump(p.t, p.other)
	}
	if p.dialect != "mariadb" {
		return dump
	}
	for _, prefix := range p.prefixes {
		u, err := url.Parse(p.url)
		if err != nil {
			p.t.Fatal(err)
		}
		u.Path = "/" + prefix
		dump += "\n-- " + prefix + " --\n" + dbtest.Dump(p.t, u.String())
	}
	return dump
}

// file returns a file of the sample: the database's own, or else the common one.
func (p *play) file(name string) string {
	if own, ok := p.files[p.dialect+"/"+name]; ok {
		return own
	}
	return p.files[name]
}

// checkSchema compares the schema with the lines of the file want, each of
// which must be a part of it; after a "! ", it must not.
func (p *play) checkSchema(before, after string) error {
	if unchanged := before == after; unchanged != (p.rowsOnly != "") {
		return fmt.Errorf("unchanged schema: %v\n%s", unchanged, after)
	}
	for line := range strings.Lines(p.file("want")) {
		line = strings.TrimSpace(line)
		part, unwanted := strings.CutPrefix(line, "! ")
		if strings.Contains(after, part) == unwanted {
			return fmt.Errorf("want: %s\nthe schema is\n%s", line, after)
		}
	}
	return nil
}

// checkRows runs the queries of NAME.sql, one a line, and compares the first
// column of what they return with NAME.want.
func (p *play) checkRows(name string) error {
	var got strings.Builder
	for query := range strings.Lines(p.file(name + ".sql")) {
		rows, err := dbtest.Open(p.t, p.url).QueryContext(p.t.Context(), query)
		if err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		for rows.Next() {
			var value sql.NullString
			if err := rows.Scan(&value); err != nil {
				return err
			}
			fmt.Fprintln(&got, value.String)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return compare(fmt.Sprintf("the rows of %[1]s.sql and %[1]s.want", name), got.String(), p.file(name+".want"))
}

// compare returns an error with the lines in which the texts differ.
func compare(what, got, want string) error {
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
		return fmt.Errorf("%s differ:\n%s", what, diff)
	}
	return nil
}
