package sqlfile

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

var dialects = map[string]dialect.Dialect{
	"postgres": postgres.New(), "mysql": mysql.New(), "sqlite": sqlite.New(), "mssql": mssql.New(),
}

// load finds and loads the migration in the files.
func load(t *testing.T, d dialect.Dialect, files map[string]string) (*source.Migration, error) {
	t.Helper()
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	found, _, err := source.Find([]source.Folder{{FS: folder, Name: "m"}}, Formats(d))
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		t.Fatalf("found %d migrations", len(found))
	}
	return found[0].Load()
}

// show writes the plan of a direction: a line for each statement.
func show(m *source.Migration, direction command.Direction, d dialect.Dialect) string {
	p, err := plan.Build(m, direction, record.Config{}, d)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var b strings.Builder
	if !p.InTransaction && d.Capabilities().TransactionalDDL {
		b.WriteString("no transaction\n")
	}
	for _, s := range p.Statements() {
		fmt.Fprintf(&b, "%s %q\n", s.Pos(), s.SQL)
	}
	return b.String()
}

func TestPair(t *testing.T) {
	for name, d := range dialects {
		m, err := load(t, d, map[string]string{
			"7_users.up.sql":   "-- users\nCREATE TABLE users (id int);\n\nCREATE TABLE b (id int)\n",
			"7_users.down.sql": "DROP TABLE b;",
		})
		if err != nil {
			t.Fatal(err)
		}
		if m.Version != 7 || m.Name != "users" || m.File != "m/7_users.up.sql" {
			t.Errorf("got %+v", m)
		}
		want := "m/7_users.up.sql:2:1 \"CREATE TABLE users (id int)\"\nm/7_users.up.sql:4:1 \"CREATE TABLE b (id int)\"\n"
		if name == "mssql" { // one batch
			want = "m/7_users.up.sql:2:1 \"CREATE TABLE users (id int);\\n\\nCREATE TABLE b (id int)\"\n"
		}
		if got := show(m, command.Up, d); got != want {
			t.Errorf("%s: got\n%s", name, got)
		}
		if got := show(m, command.Down, d); !strings.HasPrefix(got, "m/7_users.down.sql:1:1 \"DROP TABLE b") {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

func TestPairProblems(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		// The error of finding, loading or planning the way down.
		want []string
	}{
		{"down alone", map[string]string{"1_a.down.sql": "", "2_b.up.sql": ""}, []string{"m/1_a.down.sql: 1_a.down.sql is a way down without a way up: there is no 1_a.up.sql", "write m/1_a.up.sql"}},
		{"no down", map[string]string{"1_a.up.sql": "SELECT 1"}, []string{"m/1_a.up.sql: the migration says nothing about the way down", "write m/1_a.down.sql"}},
		{"sections", map[string]string{"1_a.up.sql": "-- +goose Up\nSELECT 1", "1_a.down.sql": ""}, []string{"m/1_a.up.sql:1:1: *.up.sql and *.down.sql say the direction", "rename"}},
		{"both wrong", map[string]string{"1_a.up.sql": "'", "1_a.down.sql": "\""}, []string{"m/1_a.up.sql:1:1: the string", "m/1_a.down.sql:1:1: the identifier"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, err := load(t, postgres.New(), test.files)
			if err == nil {
				_, err = plan.Build(m, command.Down, record.Config{}, postgres.New())
			}
			checkError(t, err, test.want)
		})
	}
}

// checkError looks for texts in the diagnostics of an error, all of which
// must say what to do.
func checkError(t *testing.T, err error, want []string) {
	t.Helper()
	var text strings.Builder
	for _, d := range diag.All(err) {
		fmt.Fprintf(&text, "%s\n%s\n%s\n", d.Error(), d.Detail, d.Hint)
		if d.Hint == "" {
			t.Errorf("without a hint: %v", d)
		}
	}
	for _, part := range want {
		if !strings.Contains(text.String(), part) {
			t.Errorf("no %q in\n%s", part, text.String())
		}
	}
}

func TestProblems(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"SELECT 1;\n-- +goose Up\nSELECT 2;", []string{"m/1_a.sql:1:1: the statement stands before the first section", "move it below -- +goose Up"}},
		{"-- +goose NO TRANSACTION\nSELECT 1;", []string{"stands before the first section"}},
		{"-- +goose Upp\nSELECT 2;", []string{"m/1_a.sql:1:1: there is no such annotation of goose", "-- +goose Up"}},
		{"-- +gose Up\nSELECT 2;", []string{"-- +goose Up"}},
		{"-- +migrat Up\nSELECT 2;", []string{"-- +migrate Up"}},
		{"-- +migrate Up notransactoin\nSELECT 2;", []string{"-- +migrate Up notransaction"}},
		{"-- +goose Up\n-- +goose ENVSUB ON\nSELECT 2;", []string{"m/1_a.sql:2:1: ENVSUB is not something that Whimbrel does"}},
		{"-- +goose Up\n-- +goose StatementBegin\nSELECT 2;", []string{"m/1_a.sql:2:1: StatementBegin has no StatementEnd", "-- +goose StatementEnd"}},
		{"-- +goose Up\n-- +goose StatementBegin\n-- +goose Down", []string{"m/1_a.sql:2:1: StatementBegin has no StatementEnd"}},
		{"-- +goose Up\n-- +goose StatementEnd\nSELECT 2;", []string{"m/1_a.sql:2:1: StatementEnd has no StatementBegin"}},
		{"-- +goose StatementBegin\n-- +goose Up", []string{"stands before the first section"}},
		{"-- +goose Up\n-- +goose Up", []string{"m/1_a.sql:2:1: there are two sections for the way up"}},
		{"-- +goose Down\n-- +goose Up", []string{"m/1_a.sql:1:1: the way down stands before the way up"}},
		{"-- whimbrel: down\nSELECT 1", []string{"no section for the way up", "-- whimbrel: up"}},
		{"-- migrate:up\n-- +goose Down", []string{"m/1_a.sql:2:1: the file has annotations of both dbmate and goose"}},
		{"-- migrate:upp", []string{"there is no such annotation of dbmate", "-- migrate:up"}},
		{"-- migrate:up transaction:off", []string{"-- migrate:up transaction:false"}},
		{"-- whimbel: down", []string{"-- whimbrel: down"}},
		{"-- whimbrel: no transactoin", []string{"-- whimbrel: no transaction"}},
		{"-- whimbrel: alow drop-column because x", []string{"no such annotation of Whimbrel", "-- whimbrel: allow drop-column because x"}},
		{"-- whimbrel: allow-fil drop-column because x", []string{"-- whimbrel: allow-file drop-column because x"}},
		{"-- whimbrel: suppress", []string{"-- whimbrel: allow RULE because REASON"}},
		{"---- create above / drop ----", []string{"there is no such annotation of tern", ternLine}},
		{"BEGIN; SELECT 1; COMMIT; SELECT 2; ROLLBACK;", []string{"m/1_a.sql:1:1: BEGIN would end", "1:18: COMMIT", "1:36: ROLLBACK", "-- whimbrel: no transaction"}},
		{"-- +goose Up\nCOMMIT;", []string{"COMMIT would end", "-- +goose NO TRANSACTION"}},
		{"SELECT 1;\n---- tern: disable ----", []string{"there is no such annotation of tern", ternNoTransaction}},
		{"BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT;", []string{"BEGIN would end"}},
		{"\xff\xfeS\x00", []string{"UTF-16", "UTF-8"}},
		{"COPY a FROM stdin;\n", []string{"COPY ... FROM stdin cannot be run", "INSERT INTO"}},
		{"\\d\n", []string{"\\d is a command of psql"}},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			_, err := load(t, postgres.New(), map[string]string{"1_a.sql": test.text})
			checkError(t, err, test.want)
		})
	}
}

// TestComments: these are near to annotations, and none.
func TestComments(t *testing.T) {
	text := "-- migrate: the users\n-- up\n-- note: down\n-- + b\n-- a: b\nSELECT 1 -- whimbrel: down\n-- +1 to that\n;"
	m, err := load(t, postgres.New(), map[string]string{"1_a.sql": text})
	if err != nil {
		t.Fatal(err)
	}
	if got := show(m, command.Up, postgres.New()); !strings.HasPrefix(got, "m/1_a.sql:6:1 ") {
		t.Errorf("got %s", got)
	}
}

func TestTransactions(t *testing.T) {
	const concurrently = "CREATE INDEX CONCURRENTLY i ON a (b);"
	tests := []struct {
		name, dialect, text      string
		up, down, withoutTheLock bool
	}{
		{"1_a.sql", "postgres", "-- whimbrel: no transaction\n-- whimbrel: up\nSELECT 1;\n-- whimbrel: down\n", true, true, false},
		{"1_a.sql", "postgres", "-- whimbrel: up\n-- whimbrel: no transaction\n" + concurrently + "\n-- whimbrel: down\n", true, false, true},
		{"1_a.sql", "postgres", "-- whimbrel: no transaction\nBEGIN; SELECT 1; COMMIT;", true, false, false},
		{"1_a.sql", "postgres", "-- +goose Up\n-- +goose NO TRANSACTION\nSELECT 1;\n-- +goose Down\n", true, true, false},
		{"1_a.sql", "postgres", "-- migrate:up transaction:false\nREINDEX TABLE CONCURRENTLY a;\n-- migrate:down\n", true, false, true},
		{"1_a.sql", "postgres", "---- tern: disable-tx ----\nSELECT 1;\n---- create above / drop below ----\n", true, true, false},
		{"1_a.sql", "sqlite", "-- +migrate Up\nSELECT 1;\n-- +migrate Down notransaction\n", false, true, false},
		{"1_a.up.sql", "postgres", concurrently, true, false, true},
		{"1_a.up.sql", "postgres", concurrently + "SELECT 1", false, false, false},
		{"1_a.up.sql", "postgres", "VACUUM a", true, false, false},
		{"1_a.up.sql", "postgres", "-- whimbrel: no transaction\nSELECT 1; SELECT 2", true, false, false},
	}
	for _, test := range tests {
		m, err := load(t, dialects[test.dialect], map[string]string{test.name: test.text})
		if err != nil {
			t.Fatal(err)
		}
		if m.OutsideTransaction(command.Up) != test.up || m.OutsideTransaction(command.Down) != test.down || m.DisableMigrationLock != test.withoutTheLock {
			t.Errorf("%s: got %v %v %v", test.text, m.NoTransactionUp, m.NoTransactionDown, m.DisableMigrationLock)
		}
	}
}

// TestNothing: what does nothing can be undone.
func TestNothing(t *testing.T) {
	for _, files := range []map[string]string{
		{"1_a.up.sql": "-- just a comment\n"}, {"1_a.sql": ""}, {"1_a.sql": "-- +goose Up\n"}, {"1_a.up.sql": "", "1_a.down.sql": ""},
	} {
		m, err := load(t, sqlite.New(), files)
		if err != nil {
			t.Fatal(err)
		}
		if got := show(m, command.Up, sqlite.New()) + show(m, command.Down, sqlite.New()); got != "" {
			t.Errorf("%v: got %s", files, got)
		}
	}
}

func TestForeignKeysWarning(t *testing.T) {
	for text, want := range map[string]int{
		"PRAGMA foreign_keys = OFF;": 1, "PRAGMA main.foreign_keys(0);": 1, "PRAGMA foreign_keys;": 0, "-- whimbrel: no transaction\nPRAGMA foreign_keys=1": 0,
	} {
		m, err := load(t, sqlite.New(), map[string]string{"1_a.sql": text})
		if err != nil || len(m.Warnings) != want {
			t.Errorf("%s: %v, %v", text, m, err)
		}
	}
}

func TestPrefixIsNotApplied(t *testing.T) {
	m, err := load(t, postgres.New(), map[string]string{"1_a.sql": "SELECT 1"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(m, command.Up, record.Config{Prefix: "tenant"}, postgres.New())
	if err != nil || len(p.Warnings) != 1 || !strings.Contains(p.Warnings.Error(), "tenant is not applied") {
		t.Errorf("got %v, %v", p, err)
	}
}

// TestSharedFolder: scripts and SQL are ordered together.
func TestSharedFolder(t *testing.T) {
	folder := fstest.MapFS{}
	for _, name := range []string{"1_a.up.sql", "1_a.down.sql", "2_b.exs", "3_a.sql", "4_a.up.sql", "sub/5_c.sql", "notes.sql", "6.sql"} {
		folder[name] = &fstest.MapFile{}
	}
	scripts := source.Format{Ext: ".exs"}
	found, warnings, err := source.Find([]source.Folder{{FS: folder, Name: "m"}}, append([]source.Format{scripts}, Formats(sqlite.New())...))
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	var got []string
	for _, f := range found {
		got = append(got, f.Path+"="+f.Name)
	}
	want := []string{"m/1_a.up.sql=a", "m/2_b.exs=b", "m/3_a.sql=a", "m/4_a.up.sql=a", "m/sub/5_c.sql=c"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if err := source.Duplicates(found); err != nil {
		t.Errorf("SQL files may share names: %v", err)
	}
}

// FuzzLoad: whatever the file, the statements stand in it where they say.
func FuzzLoad(f *testing.F) {
	f.Add(uint8(0), "-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose StatementEnd\n-- +goose Down\nSELECT 2")
	f.Add(uint8(1), "-- migrate:up transaction:false\nSELECT 1;-- migrate:down\n\n-- migrate:down\nSELECT 2")
	f.Add(uint8(2), "-- whimbrel: no transaction\n-- whimbrel: begin statement\n;;'\n-- whimbrel: end statement\n")
	f.Add(uint8(3), "SELECT 1\nGO 3\nSELECT 2")
	f.Add(uint8(0), "SELECT 1;\n---- create above / drop below ----\nSELECT 2;")
	f.Add(uint8(2), "-- +migrate Up notransaction\nBEGIN;\xff;END;\n-- +migrate Down")
	names := []string{"postgres", "mysql", "sqlite", "mssql"}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		d := dialects[names[int(which)%len(names)]]
		for _, format := range Formats(d) {
			m, err := format.Load("f"+format.Ext, []byte(text))
			if err != nil {
				if diag.KindOf(err) == "" {
					t.Fatalf("not a diagnostic: %v", err)
				}
				continue
			}
			p, err := plan.Build(m, command.Up, record.Config{}, d)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(text, "\n")
			for _, s := range p.Statements() {
				first, _, _ := strings.Cut(s.SQL, "\n")
				line := []rune(lines[s.Pos().Line-1])
				if rest := string(line[s.Pos().Column-1:]); !strings.HasPrefix(rest, string([]rune(first))) {
					t.Fatalf("%q is not at %s of %q", first, s.Pos(), text)
				}
			}
		}
	})
}

// TestAllowed loads what whimbrel lint reads as if it were not there: it is no
// section, and not in the checksum.
func TestAllowed(t *testing.T) {
	plain := "ALTER TABLE a\n  DROP COLUMN b;\nSELECT 1;\n"
	commented := "-- whimbrel: allow-file drop-column because nobody reads it\nALTER TABLE a\n" +
		"  -- whimbrel: allow drop-column, rename-column because nobody reads it\n  DROP COLUMN b;\n" +
		"-- squawk-ignore ban-drop-column\n-- atlas:nolint DS103\nSELECT 1; -- whimbrel: allow raw-sql\n"
	for _, text := range []string{commented, "-- +goose Up\n" + commented, "-- whimbrel: up\n" + commented} {
		m, err := load(t, postgres.New(), map[string]string{"1_a.sql": text})
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Build(m, command.Up, record.Config{}, postgres.New())
		if err != nil || len(p.Statements()) != 2 {
			t.Errorf("%d statements, %v", len(p.Statements()), err)
		}
		bare, err := load(t, postgres.New(), map[string]string{"1_a.sql": strings.Replace(text, commented, plain, 1)})
		if err != nil || bare.Checksum != m.Checksum || m.Checksum == "" {
			t.Errorf("the checksums are %q and %q, %v", bare.Checksum, m.Checksum, err)
		}
	}
}
