package migrate_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	mysqldialect "github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var versionsTable = command.Object{Name: "schema_migrations"}

// at is the clock of all tests.
var at = time.Date(2026, 1, 2, 3, 4, 5, 678, time.UTC)

// format is a small language for tests: each line is "up: SQL", "down: SQL",
// "begin: SQL", "commit: SQL", or an attribute of Ecto.Migration.
var format = source.Format{Ext: ".test", Load: load}

func load(name string, text []byte) (*source.Migration, error) {
	m := &source.Migration{}
	sqls := map[string][]command.Execute{"up": {}, "down": {}}
	for i, line := range strings.Split(string(text), "\n") {
		pos := diag.Pos{File: name, Line: i + 1, Column: 1}
		key, sql, _ := strings.Cut(line, ": ")
		switch key {
		case "":
		case "@disable_ddl_transaction":
			m.DisableDDLTransaction = true
		case "@disable_migration_lock":
			m.DisableMigrationLock = true
		case "up", "down", "begin", "commit":
			sqls[key] = append(sqls[key], command.Execute{Position: command.Position(pos), Up: command.SQL(sql)})
		default:
			return nil, diag.Errorf(diag.Syntax, pos, "no such word: %s", key)
		}
	}
	callback := func(key string) source.Callback {
		if sqls[key] == nil {
			return nil
		}
		return func(r *record.Recorder) error {
			for _, c := range sqls[key] {
				if err := r.Record(c); err != nil {
					return err
				}
			}
			return nil
		}
	}
	m.Up, m.Down = callback("up"), callback("down")
	m.AfterBegin, m.BeforeCommit = callback("begin"), callback("commit")
	return m, nil
}

// world is a database with its dialect and a folder of migrations.
type world struct {
	t       testing.TB
	url     string
	dialect dialect.Dialect
	files   fstest.MapFS
	events  []migrate.Event
	config  migrate.Config
}

func newWorld(t testing.TB, db dbtest.Database) *world {
	t.Helper()
	w := &world{t: t, url: db.URL, files: fstest.MapFS{}}
	switch db.Dialect {
	case "postgres":
		w.dialect = postgres.New()
	case "mariadb":
		w.dialect = mysqldialect.New()
	default:
		w.dialect = sqlite.New()
	}
	w.config = migrate.Config{
		Dialect: w.dialect,
		Folders: []source.Folder{{FS: w.files, Name: "migrations"}},
		Formats: []source.Format{format},
		Repo:    "MyApp.Repo",
		Now:     func() time.Time { return at },
		Observe: func(e migrate.Event) { w.events = append(w.events, e) },
		Connect: func(ctx context.Context) (database.Conn, error) { return open(ctx, t, db.URL) },
	}
	return w
}

// each runs a test on every database.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) { f(t, newWorld(t, db)) })
}

func postgresWorld(t *testing.T) *world {
	return newWorld(t, dbtest.Database{Dialect: "postgres", URL: dbtest.Postgres(t)})
}

// open opens a session with the database of a URL.
func open(ctx context.Context, t testing.TB, rawURL string) (database.Conn, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, err
	}
	var db *sql.DB
	kind := sqldb.SQLite
	switch u.Scheme {
	case "postgres":
		return pgx.Connect(ctx, rawURL)
	case "sqlite":
		db, err = sql.Open("sqlite", sqldb.SQLiteDSN(u.Path, nil))
	default:
		password, _ := u.User.Password()
		config := mysql.NewConfig()
		config.User, config.Passwd, config.Net, config.Addr = u.User.Username(), password, "tcp", u.Host
		config.DBName = strings.TrimPrefix(u.Path, "/")
		db, err = sql.Open("mysql", config.FormatDSN())
		kind = sqldb.MySQL
	}
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = db.Close() })
	return sqldb.Connect(ctx, db, kind)
}

func (w *world) conn() database.Conn {
	w.t.Helper()
	conn, err := open(w.t.Context(), w.t, w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func (w *world) migrator() *migrate.Migrator {
	w.t.Helper()
	m, err := migrate.New(w.conn(), w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// add writes a migration file.
func (w *world) add(name string, lines ...string) {
	w.files[name+".test"] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
}

// addTables writes n migrations 1_t1, 2_t2, ... that create a table each.
func (w *world) addTables(n int) {
	for i := 1; i <= n; i++ {
		w.add(fmt.Sprintf("%d_t%d", i, i), fmt.Sprintf("up: CREATE TABLE t%d (id int)", i), fmt.Sprintf("down: DROP TABLE t%d", i))
	}
}

// versions returns the applied versions.
func (w *world) versions() []int64 {
	w.t.Helper()
	versions, err := w.migrator().Versions(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return versions
}

// tables returns the names of the tables but that of the versions.
func (w *world) tables() []string {
	w.t.Helper()
	query := map[string]string{
		"postgres": "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
		"mysql":    "SELECT table_name FROM information_schema.tables WHERE table_schema = database()",
		"sqlite":   "SELECT name FROM sqlite_schema WHERE type = 'table'",
	}[w.dialect.Name()]
	rows, err := w.conn().Query(w.t.Context(), query)
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, row := range rows {
		if name := row[0].(string); name != "schema_migrations" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (w *world) up(target migrate.Target) []int64 {
	w.t.Helper()
	return w.ran(w.migrator().Up(w.t.Context(), target))
}

func (w *world) down(target migrate.Target) []int64 {
	w.t.Helper()
	return w.ran(w.migrator().Down(w.t.Context(), target))
}

func (w *world) ran(applied []migrate.Applied, err error) []int64 {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	var versions []int64
	for _, a := range applied {
		versions = append(versions, a.Version)
	}
	return versions
}

// fails runs up and returns its *migrate.Error.
func (w *world) fails(ctx context.Context) *migrate.Error {
	w.t.Helper()
	_, err := w.migrator().Up(ctx, migrate.All())
	var e *migrate.Error
	if !errors.As(err, &e) {
		w.t.Fatalf("got error %v (%T), want a *migrate.Error", err, err)
	}
	return e
}

func same[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("missing %q in:\n%s", part, text)
		}
	}
}

// report is the error as a person reads it.
func report(e *migrate.Error) string {
	var b strings.Builder
	diag.Write(&b, diag.List{e.Diagnostic()}, nil)
	return b.String()
}

// unreadable is a folder whose files can be listed but not read.
type unreadable struct{ fs.FS }

func (u unreadable) Open(name string) (fs.File, error) {
	f, err := u.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.IsDir() {
		return nil, errors.New("a file was read: " + name)
	}
	return f, nil
}
