package migrate_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
)

// wire is a connection to nothing that writes down what is sent, one entry a
// message. Versions are always the given ones; locks are always free.
type wire struct {
	name     string
	versions []int64
	sent     *[]string
}

// shorter leaves of what the journal is told what differs.
var shorter = map[*regexp.Regexp]string{
	regexp.MustCompile(`1:[0-9a-f]{64}`):                      "HASH",
	regexp.MustCompile("\n"):                                  " ",
	regexp.MustCompile(`ON CONFLICT [^;]*`):                   "ON CONFLICT ...",
	regexp.MustCompile(`\) AS s \(.*\);`):                     ") ...",
	regexp.MustCompile("(whimbrel_journal[\"`]) \\([^)]*\\)"): "$1 (...)",
}

func (w wire) Exec(_ context.Context, statements ...string) error {
	text := strings.Join(statements, "; ")
	for pattern, short := range shorter {
		text = pattern.ReplaceAllString(text, short)
	}
	*w.sent = append(*w.sent, w.name+text)
	return nil
}

func (w wire) Query(_ context.Context, query string, _ ...any) ([][]any, error) {
	*w.sent = append(*w.sent, w.name+query)
	if strings.Contains(query, "whimbrel_journal") {
		return nil, nil
	}
	if !strings.Contains(query, "schema_migrations") {
		return [][]any{{int64(1)}}, nil
	}
	if strings.Contains(query, "count(") {
		return [][]any{{int64(len(w.versions))}}, nil
	}
	var rows [][]any
	for _, version := range w.versions {
		rows = append(rows, []any{version})
	}
	return rows, nil
}

func (wire) OnNotice(func(database.Notice)) {}
func (wire) Close(context.Context) error    { return nil }

// wires is their connector.
type wires struct {
	dialect  dialect.Dialect
	versions []int64
	sent     *[]string
	opened   bool
}

func (w *wires) Dialect() dialect.Dialect { return w.dialect }

func (w *wires) Connect(context.Context) (database.Conn, error) {
	name := ""
	if w.opened {
		name = "second: "
	}
	w.opened = true
	return wire{name, w.versions, w.sent}, nil
}

// TestTraffic holds what is sent, and in how many messages. For SQL Server,
// which is not available to the tests, it is all there is.
func TestTraffic(t *testing.T) {
	plain := []string{"up: A", "up: B", "down: C"}
	bare := append([]string{"@disable_ddl_transaction"}, plain...)
	free := append([]string{"@disable_migration_lock"}, plain...)
	for name, c := range map[string]struct {
		dialect dialect.Dialect
		lock    dialect.LockStrategy
		lines   []string
		down    bool
		want    string
	}{
		"postgres up": {dialect: postgres.New(), lines: plain, want: `
SELECT "version" FROM "schema_migrations" ORDER BY "version"
SELECT "version", "position", "direction", "state", "hash", "detail", "at" FROM "whimbrel_journal" ORDER BY "version", "position"
BEGIN; LOCK TABLE "schema_migrations" IN SHARE UPDATE EXCLUSIVE MODE; INSERT INTO "schema_migrations" ("version","inserted_at") VALUES (1,'2026-01-02 03:04:05'); INSERT INTO "whimbrel_journal" (...) VALUES (1,0,'up','applied','HASH','a 1_a.test','2026-01-02 03:04:05') ON CONFLICT ...; A; B; COMMIT`},
		"postgres down": {dialect: postgres.New(), lines: plain, down: true, want: `
SELECT "version" FROM "schema_migrations" ORDER BY "version"
SELECT "version", "position", "direction", "state", "hash", "detail", "at" FROM "whimbrel_journal" ORDER BY "version", "position"
BEGIN; LOCK TABLE "schema_migrations" IN SHARE UPDATE EXCLUSIVE MODE; SELECT 1 / (SELECT count(*) FROM "schema_migrations" WHERE "version" = '1'); DELETE FROM "schema_migrations" WHERE "version" = '1'; DELETE FROM "whimbrel_journal" WHERE "version" IN (1); C; COMMIT`},
		"postgres without a transaction": {dialect: postgres.New(), lines: bare, want: `
SELECT "version" FROM "schema_migrations" ORDER BY "version"
SELECT "version", "position", "direction", "state", "hash", "detail", "at" FROM "whimbrel_journal" ORDER BY "version", "position"
second: BEGIN; LOCK TABLE "schema_migrations" IN SHARE UPDATE EXCLUSIVE MODE NOWAIT; SET LOCAL idle_in_transaction_session_timeout = 0
SELECT pg_try_advisory_lock(9802118)
SELECT "version" FROM "schema_migrations" ORDER BY "version"
SELECT "version", "position", "direction", "state", "hash", "detail", "at" FROM "whimbrel_journal" ORDER BY "version", "position"
INSERT INTO "whimbrel_journal" (...) VALUES (1,0,'up','running','HASH','a 1_a.test','2026-01-02 03:04:05'),(1,1,'up','running','HASH','A','2026-01-02 03:04:05') ON CONFLICT ...
A
INSERT INTO "whimbrel_journal" (...) VALUES (1,1,'up','done','HASH','A','2026-01-02 03:04:05'),(1,2,'up','running','HASH','B','2026-01-02 03:04:05') ON CONFLICT ...
B
BEGIN; INSERT INTO "schema_migrations" ("version","inserted_at") VALUES (1,'2026-01-02 03:04:05'); INSERT INTO "whimbrel_journal" (...) VALUES (1,0,'up','applied','HASH','a 1_a.test','2026-01-02 03:04:05') ON CONFLICT ...; DELETE FROM "whimbrel_journal" WHERE "position" > 0 AND "version" IN (1); COMMIT
SELECT pg_advisory_unlock(9802118)
second: COMMIT`},
		"postgres advisory": {dialect: postgres.New(), lock: dialect.LockAdvisory, lines: plain, want: `
SELECT "version" FROM "schema_migrations" ORDER BY "version"
SELECT "version", "position", "direction", "state", "hash", "detail", "at" FROM "whimbrel_journal" ORDER BY "version", "position"
SELECT pg_try_advisory_lock(KEY)
BEGIN; INSERT INTO "schema_migrations" ("version","inserted_at") VALUES (1,'2026-01-02 03:04:05'); INSERT INTO "whimbrel_journal" (...) VALUES (1,0,'up','applied','HASH','a 1_a.test','2026-01-02 03:04:05') ON CONFLICT ...; A; B; COMMIT
SELECT pg_advisory_unlock(KEY)`},
		"mysql up": {dialect: mysql.New(), lines: plain, want: "\n" +
			"SELECT `version` FROM `schema_migrations` ORDER BY `version`\n" +
			"SELECT `version`, `position`, `direction`, `state`, `hash`, `detail`, `at` FROM `whimbrel_journal` ORDER BY `version`, `position`\n" +
			"SELECT GET_LOCK('ecto_MyApp.Repo', 31536000)\n" +
			"SELECT `version` FROM `schema_migrations` ORDER BY `version`\n" +
			"SELECT `version`, `position`, `direction`, `state`, `hash`, `detail`, `at` FROM `whimbrel_journal` ORDER BY `version`, `position`\n" +
			"REPLACE INTO `whimbrel_journal` (...) VALUES (1,0,'up','running','HASH','a 1_a.test','2026-01-02 03:04:05'),(1,1,'up','running','HASH','A','2026-01-02 03:04:05')\n" +
			"A\n" +
			"REPLACE INTO `whimbrel_journal` (...) VALUES (1,1,'up','done','HASH','A','2026-01-02 03:04:05'),(1,2,'up','running','HASH','B','2026-01-02 03:04:05')\n" +
			"B\n" +
			"BEGIN; INSERT INTO `schema_migrations` (`version`,`inserted_at`) VALUES (1,'2026-01-02 03:04:05'); " +
			"REPLACE INTO `whimbrel_journal` (...) VALUES (1,0,'up','applied','HASH','a 1_a.test','2026-01-02 03:04:05'); " +
			"DELETE FROM `whimbrel_journal` WHERE `position` > 0 AND `version` IN (1); COMMIT\n" +
			"SELECT RELEASE_LOCK('ecto_MyApp.Repo')"},
		"sqlite up": {dialect: sqlite.New(), lines: plain, want: `
SELECT "version" FROM "schema_migrations" ORDER BY "version"
SELECT "version", "position", "direction", "state", "hash", "detail", "at" FROM "whimbrel_journal" ORDER BY "version", "position"
BEGIN IMMEDIATE
INSERT INTO "schema_migrations" ("version","inserted_at") VALUES (1,'2026-01-02T03:04:05')
REPLACE INTO "whimbrel_journal" (...) VALUES (1,0,'up','applied','HASH','a 1_a.test','2026-01-02T03:04:05')
A
B
COMMIT`},
		"mssql up": {dialect: mssql.New(), lines: plain, want: `
SELECT [version] FROM [schema_migrations] ORDER BY [version]
SELECT [version], [position], [direction], [state], [hash], [detail], [at] FROM [whimbrel_journal] ORDER BY [version], [position]
BEGIN TRANSACTION
exec sp_getapplock @Resource = 'ecto_MyApp.Repo', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1
SELECT count(*) FROM [schema_migrations] WHERE [version] = '1'
A
B
INSERT INTO [schema_migrations] ([version],[inserted_at]) VALUES (1,'2026-01-02T03:04:05')
MERGE INTO [whimbrel_journal] AS t USING (VALUES (1,0,N'up',N'applied',N'HASH',N'a 1_a.test',N'2026-01-02T03:04:05')) ...
COMMIT`},
		"mssql down, no lock": {dialect: mssql.New(), lines: free, down: true, want: `
SELECT [version] FROM [schema_migrations] ORDER BY [version]
SELECT [version], [position], [direction], [state], [hash], [detail], [at] FROM [whimbrel_journal] ORDER BY [version], [position]
BEGIN TRANSACTION
SELECT count(*) FROM [schema_migrations] WHERE [version] = '1'
C
DELETE FROM [schema_migrations] WHERE [version] = '1'
DELETE FROM [whimbrel_journal] WHERE [version] IN (1)
COMMIT`},
	} {
		t.Run(name, func(t *testing.T) {
			var sent []string
			var versions []int64
			if c.down {
				versions = []int64{1}
			}
			files := fstest.MapFS{"1_a.test": {Data: []byte(strings.Join(c.lines, "\n"))}}
			m, err := migrate.New(&wires{dialect: c.dialect, versions: versions, sent: &sent}, migrate.Config{
				Lock: c.lock, Repo: "MyApp.Repo", Now: func() time.Time { return at },
				Folders: []source.Folder{{FS: files}}, Formats: []source.Format{format},
			})
			if err != nil {
				t.Fatal(err)
			}
			run := m.Up
			if c.down {
				run = m.Down
			}
			if applied, err := run(t.Context(), migrate.All()); err != nil || len(applied) != 1 {
				t.Fatalf("got %v, %v", applied, err)
			}
			lock, err := c.dialect.Lock(dialect.LockRequest{Strategy: c.lock, Repo: "MyApp.Repo"})
			if err != nil {
				t.Fatal(err)
			}
			key := strings.Trim(strings.TrimPrefix(lock.Acquire, "SELECT pg_try_advisory_lock"), "()")
			want := strings.ReplaceAll(c.want, "KEY", key)
			if got := "\n" + strings.Join(sent, "\n"); got != want {
				t.Errorf("sent:%s\nwant:%s", got, want)
			}
		})
	}
}
