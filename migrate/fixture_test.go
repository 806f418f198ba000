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
	"go.uber.org/goleak"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// leaks fails the test if it leaves a goroutine behind. What is there already
// belongs to the servers, which all tests share.
func (w *world) leaks() {
	before := goleak.IgnoreCurrent()
	w.t.Cleanup(func() {
		if err := goleak.Find(before); err != nil && !w.moreServers {
			w.t.Error(err)
		}
	})
}

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
	db      database.Connector
	pool    *sql.DB // nil for pgx
	dialect dialect.Dialect
	files   fstest.MapFS
	events  []migrate.Event
	config  migrate.Config
	// moreServers: the test creates another database, for which the shared
	// connections to the server may start goroutines.
	moreServers bool
}

func newWorld(t testing.TB, db dbtest.Database) *world {
	t.Helper()
	w := &world{t: t, url: db.URL}
	w.leaks() // before the cleanups that follow, so that it comes after them
	w.setUp(db)
	return w
}

// setUp connects to the database and makes an empty folder.
func (w *world) setUp(db dbtest.Database) {
	w.t.Helper()
	w.files = fstest.MapFS{}
	w.connect(db)
	w.dialect = w.db.Dialect()
	w.config = migrate.Config{
		Folders: []source.Folder{{FS: w.files, Name: "migrations"}},
		Formats: []source.Format{format},
		Repo:    "MyApp.Repo",
		Now:     func() time.Time { return at },
		Observe: func(_ context.Context, e migrate.Event) { w.events = append(w.events, e) },
	}
}

// each runs a test on every database.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) { f(t, newWorld(t, db)) })
	t.Run(throughSQL, func(t *testing.T) {
		f(t, newWorld(t, dbtest.Database{Dialect: throughSQL, URL: dbtest.Postgres(t)}))
	})
}

// throughSQL is PostgreSQL through database/sql.
const throughSQL = "postgres-sql"

func postgresWorld(t *testing.T) *world {
	return newWorld(t, dbtest.Database{Dialect: "postgres", URL: dbtest.Postgres(t)})
}

// connect makes the connector for a database.
func (w *world) connect(d dbtest.Database) {
	w.t.Helper()
	u, err := url.Parse(d.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	open := func(driver, dsn string, kind sqldb.Kind) {
		w.t.Helper()
		if w.pool, err = sql.Open(driver, dsn); err != nil {
			w.t.Fatal(err)
		}
		w.t.Cleanup(func() { _ = w.pool.Close() })
		w.db = sqldb.New(w.pool, kind)
	}
	switch d.Dialect {
	case "postgres":
		w.db = pgx.URL(d.URL)
	case throughSQL:
		open("pgx", d.URL, sqldb.Postgres)
	case "sqlite":
		open("sqlite", sqldb.SQLiteDSN(u.Path, nil), sqldb.SQLite)
	default:
		password, _ := u.User.Password()
		config := mysql.NewConfig()
		config.User, config.Passwd, config.Net, config.Addr = u.User.Username(), password, "tcp", u.Host
		config.DBName = strings.TrimPrefix(u.Path, "/")
		open("mysql", config.FormatDSN(), sqldb.MySQL)
	}
}

func (w *world) conn() database.Conn {
	w.t.Helper()
	conn, err := w.db.Connect(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func (w *world) migrator() *migrate.Migrator {
	w.t.Helper()
	m, err := migrate.New(w.db, w.config)
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
	versions, err := w.migrator().MigratedVersions(w.t.Context())
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
		"sqlite":   "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
	}[w.dialect.Name()]
	rows, err := w.conn().Query(w.t.Context(), query)
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, row := range rows {
		if name := row[0].(string); name != "schema_migrations" && !strings.HasPrefix(name, "whimbrel_journal") {
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

func same[T comparable](t testing.TB, what string, got, want []T) {
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
