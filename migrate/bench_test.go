package migrate_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
)

const benchSize = 1000

// benchWorld has migrations of a table with four columns and an index each,
// in a real folder.
func benchWorld(b *testing.B, db dbtest.Database) *world {
	b.Helper()
	w := newWorld(b, db)
	w.config.Observe = nil
	dir := b.TempDir()
	for i := range benchSize {
		text := fmt.Sprintf("up: CREATE TABLE bench_%[1]d (id bigint, name varchar(255), age int, note text, PRIMARY KEY (id))\n"+
			"up: CREATE INDEX bench_%[1]d_name_index ON bench_%[1]d (name)", i)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d_bench_%d.test", 20200101000000+i, i)), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	w.config.Folders = []source.Folder{{FS: os.DirFS(dir), Name: "migrations"}}
	return w
}

func benchEach(b *testing.B, f func(b *testing.B, fresh func() *world)) {
	for name, fresh := range map[string]func(testing.TB) string{
		"postgres": dbtest.Postgres, "mariadb": dbtest.MariaDB, "sqlite": dbtest.SQLite,
	} {
		b.Run(name, func(b *testing.B) {
			f(b, func() *world { return benchWorld(b, dbtest.Database{Dialect: name, URL: fresh(b)}) })
		})
	}
}

// BenchmarkUp connects and runs a thousand migrations.
func BenchmarkUp(b *testing.B) {
	benchEach(b, func(b *testing.B, fresh func() *world) {
		for b.Loop() {
			b.StopTimer()
			w := fresh()
			b.StartTimer()
			if got := w.up(migrate.All()); len(got) != benchSize {
				b.Fatalf("ran %d", len(got))
			}
		}
	})
}

// BenchmarkRaw sends the same statements with the same connection, one by one.
func BenchmarkRaw(b *testing.B) {
	benchEach(b, func(b *testing.B, fresh func() *world) {
		for b.Loop() {
			b.StopTimer()
			w := fresh()
			statements := sqlOf(b, w)
			b.StartTimer()
			conn := w.conn()
			for _, sql := range statements {
				if err := conn.Exec(context.Background(), sql); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

func sqlOf(b *testing.B, w *world) []string {
	b.Helper()
	begin := map[string]string{"postgres": "BEGIN", "sqlite": "BEGIN IMMEDIATE"}[w.dialect.Name()]
	versions, err := w.dialect.Versions(versionsTable)
	if err != nil {
		b.Fatal(err)
	}
	statements := []string{versions.Create}
	folder := w.config.Folders[0].FS
	names, err := fs.Glob(folder, "*.test")
	if err != nil {
		b.Fatal(err)
	}
	for i, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			b.Fatal(err)
		}
		if begin != "" {
			statements = append(statements, begin)
		}
		for line := range strings.Lines(string(text)) {
			statements = append(statements, strings.TrimSpace(strings.TrimPrefix(line, "up: ")))
		}
		statements = append(statements, versions.Insert(int64(20200101000000+i), at))
		if begin != "" {
			statements = append(statements, "COMMIT")
		}
	}
	return statements
}

// BenchmarkNothingPending connects and finds a thousand migrations applied.
func BenchmarkNothingPending(b *testing.B) {
	benchEach(b, func(b *testing.B, fresh func() *world) {
		w := fresh()
		w.up(migrate.All())
		for b.Loop() {
			if got := w.up(migrate.All()); len(got) != 0 {
				b.Fatalf("ran %d", len(got))
			}
		}
	})
}

// BenchmarkPsql runs the same statements, and the same transactions, with psql.
func BenchmarkPsql(b *testing.B) {
	if _, err := exec.LookPath("psql"); err != nil {
		b.Skip(err)
	}
	for b.Loop() {
		b.StopTimer()
		w := benchWorld(b, dbtest.Database{Dialect: "postgres", URL: dbtest.Postgres(b)})
		file := filepath.Join(b.TempDir(), "all.sql")
		if err := os.WriteFile(file, []byte(strings.Join(sqlOf(b, w), ";\n")+";\n"), 0o600); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if out, err := exec.Command("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", file, w.url).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
}
