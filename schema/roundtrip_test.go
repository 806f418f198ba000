package schema_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// history is some migrations that belong together.
type history struct {
	name string
	// database is the only one it is for, or "".
	database   string
	migrations []*source.Migration
	// before makes ready for the migrations.
	before []command.Command
}

// replay applies all of the history.
func (h history) replay(database string) (*schema.Schema, diag.List) {
	s := schema.New(schema.ForDatabase(database))
	for _, c := range h.before {
		s.Apply(c)
	}
	var problems diag.List
	for _, m := range h.migrations {
		problems = append(problems, s.Migrate(m, record.Config{})...)
	}
	return s, problems
}

// conformance returns the cases of a file, with what they take for granted.
func conformance(t *testing.T, file string) []history {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", "conformance", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []history
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var c struct {
			ID, Source, Prefix string
			Config             map[string]any
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		if c.Prefix != "" || len(c.Config) > 0 {
			continue
		}
		if m, err := exs.Load(c.ID, []byte(c.Source)); err == nil {
			list = append(list, history{name: c.ID, migrations: []*source.Migration{m}, before: setupOf(m)})
		}
	}
	return list
}

// archives returns the migrations of archives, in the order of their names.
func archives(t *testing.T, pattern string) []history {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	var list []history
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h := history{name: filepath.Base(path)}
		if first, _, _ := strings.Cut(string(archive.Comment), "\n"); strings.HasPrefix(first, "databases: ") {
			h.database = strings.TrimPrefix(first, "databases: ")
		}
		sort.Slice(archive.Files, func(i, j int) bool { return archive.Files[i].Name < archive.Files[j].Name })
		for _, f := range archive.Files {
			if m, err := exs.Load(f.Name, f.Data); err == nil && strings.HasSuffix(f.Name, ".exs") && !strings.Contains(f.Name, "/") {
				h.migrations = append(h.migrations, m)
			}
		}
		list = append(list, h)
	}
	return list
}

// TestRoundTrip migrates real databases, reads them, and compares what it finds
// with the replayed commands. What differs must be listed, with the reason.
func TestRoundTrip(t *testing.T) {
	histories := archives(t, "testdata/*.txtar")
	own := len(histories)
	histories = append(histories, archives(t, "../internal/samples/testdata/*.txtar")...)
	for _, file := range []string{"cases.jsonl", "options.jsonl", "random.jsonl"} {
		histories = append(histories, conformance(t, file)...)
	}
	listed := differences(t)
	each(t, func(t *testing.T, db database.Connector, conn database.Conn) {
		compared := 0
		for i, h := range histories {
			if i < own && h.database != "" && h.database != db.Dialect().Name() || i > 200 && testing.Short() {
				continue
			}
			if err := run(t, db, conn, h); err != nil {
				if i < own {
					t.Errorf("%s: %v", h.name, err)
				}
				continue // the case is for another database, or needs a table that is not there
			}
			compared++
			d := difference(t, db.Dialect(), conn, h)
			switch reason := listed[db.Dialect().Name()+" "+h.name]; {
			case d != "" && reason == "":
				t.Errorf("%s (-replayed, +read):\n%s", h.name, d)
			case d == "" && reason != "":
				t.Errorf("%s is listed as different (%s), but is not", h.name, reason)
			}
			if i < own {
				again(t, db, conn, h)
			}
		}
		t.Logf("%d of %d compared", compared, len(histories))
		if compared < 700 && !testing.Short() {
			t.Errorf("only %d compared", compared)
		}
	})
}

// differences reads the list of what differs, with the reasons.
func differences(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if key, reason, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(line, "#") {
			listed[key] = reason
		}
	}
	return listed
}

// clean drops every table.
func clean(t *testing.T, db database.Connector, conn database.Conn) {
	t.Helper()
	var drops []string
	switch db.Dialect().Name() {
	case "postgres":
		drops = []string{"DROP SCHEMA public CASCADE", "CREATE SCHEMA public"}
	case "mysql":
		rows, err := conn.Query(t.Context(), "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'")
		if err != nil {
			t.Fatal(err)
		}
		drops = []string{"SET foreign_key_checks = 0"}
		for _, row := range rows {
			drops = append(drops, fmt.Sprintf("DROP TABLE `%s`", strings.ReplaceAll(fmt.Sprint(row[0]), "`", "``")))
		}
		drops = append(drops, "SET foreign_key_checks = 1")
	default:
		drops = []string{"PRAGMA foreign_keys = OFF"}
		rows, err := conn.Query(t.Context(), "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'")
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			drops = append(drops, fmt.Sprintf(`DROP %s "%s"`, row[0], strings.ReplaceAll(fmt.Sprint(row[1]), `"`, `""`)))
		}
		drops = append(drops, "PRAGMA foreign_keys = ON")
	}
	if err := conn.Exec(t.Context(), drops...); err != nil {
		t.Fatal(err)
	}
}

// run runs the history on an empty database.
func run(t *testing.T, db database.Connector, conn database.Conn, h history) error {
	var statements []string
	for _, c := range h.before {
		texts, err := db.Dialect().Statements(c)
		if err != nil {
			return err
		}
		statements = append(statements, texts...)
	}
	for _, m := range h.migrations {
		p, err := plan.Build(m, command.Up, record.Config{}, db.Dialect())
		if err != nil {
			return err
		}
		for _, s := range p.Statements() {
			if s.Code != nil {
				return errors.New("code")
			}
			statements = append(statements, s.SQL)
		}
	}
	clean(t, db, conn)
	for _, s := range statements {
		if err := conn.Exec(t.Context(), s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// tables are the parts of a model to compare.
func tables(s *schema.Schema) map[string]any {
	parts := map[string]any{"enums": s.Enums(), "extensions": s.Extensions()}
	for _, t := range s.Tables() {
		parts["table "+t.String()] = t
	}
	return parts
}

func diff(a, b *schema.Schema) string {
	return cmp.Diff(tables(a), tables(b), cmpopts.IgnoreUnexported(schema.Table{}), cmpopts.EquateEmpty(),
		cmp.AllowUnexported(command.Integer{}))
}

func difference(t *testing.T, d dialect.Dialect, conn database.Conn, h history) string {
	t.Helper()
	read, err := schema.Read(t.Context(), conn, d, schema.ReadOptions{})
	if err != nil {
		return err.Error()
	}
	replayed, problems := h.replay(d.Name())
	if err := problems.Err(); err != nil {
		return err.Error()
	}
	if gaps := read.Gaps(); len(gaps) > 0 {
		return fmt.Sprintf("gaps: %v", gaps)
	}
	if gaps := replayed.Gaps(); len(gaps) > 0 {
		return fmt.Sprintf("gaps in the replayed: %v", gaps)
	}
	return diff(replayed.Normal(d), read.Normal(d))
}

// again creates what was read on an empty database, and reads it again.
func again(t *testing.T, db database.Connector, conn database.Conn, h history) {
	t.Helper()
	first := read(t, db.Dialect(), conn)
	clean(t, db, conn)
	for _, e := range first.Extensions() {
		must(t, conn, "CREATE EXTENSION "+e.Name)
	}
	for _, e := range first.Enums() {
		must(t, conn, fmt.Sprintf("CREATE TYPE %s AS ENUM ('%s')", e.Name, strings.Join(e.Values, "', '")))
	}
	for _, table := range first.Tables() {
		for _, c := range table.Create() {
			statements, err := db.Dialect().Statements(c)
			if err != nil {
				t.Fatal(err)
			}
			must(t, conn, statements...)
		}
	}
	if d := diff(first.Normal(db.Dialect()), read(t, db.Dialect(), conn).Normal(db.Dialect())); d != "" {
		t.Errorf("%s created again (-before, +after):\n%s", h.name, d)
	}
}

func read(t *testing.T, d dialect.Dialect, conn database.Conn) *schema.Schema {
	t.Helper()
	s, err := schema.Read(t.Context(), conn, d, schema.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t *testing.T, conn database.Conn, statements ...string) {
	t.Helper()
	if err := conn.Exec(t.Context(), statements...); err != nil {
		t.Fatalf("%q: %v", statements, err)
	}
}
