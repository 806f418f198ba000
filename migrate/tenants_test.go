package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
)

// eachWithTenants runs a test on every database that has prefixes.
func eachWithTenants(t *testing.T, f func(t *testing.T, w *world)) {
	each(t, func(t *testing.T, w *world) {
		if w.dialect.Name() == "sqlite" {
			t.Skip("SQLite has no prefixes")
		}
		w.moreServers = w.pool != nil
		f(t, w)
	})
}

// tenantNames makes schemas, or databases, of names that no other test has.
func (w *world) tenantNames(names ...string) []string {
	w.t.Helper()
	quote, create, drop := `"`, "CREATE SCHEMA ", ""
	if w.dialect.Name() == "mysql" {
		quote, create, drop = "`", "CREATE DATABASE ", "DROP DATABASE IF EXISTS "
	}
	unique := dbtestName(w.url)
	var full []string
	for _, name := range names {
		if drop != "" { // a schema goes with its database
			name = unique + name
		}
		full = append(full, name)
		w.execNow(create + quote + name + quote)
		if drop != "" {
			w.t.Cleanup(func() { w.execNow(drop + quote + name + quote) })
		}
	}
	return full
}

// dbtestName is the name of the test's own database.
func dbtestName(url string) string { return url[strings.LastIndex(url, "/")+1:] }

func (w *world) execNow(sql string) {
	w.t.Helper()
	conn, err := w.db.Connect(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.Exec(context.Background(), sql); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) tenants(options migrate.TenantOptions) *migrate.Tenants {
	w.t.Helper()
	tenants, err := migrate.NewTenants(w.db, w.config, options)
	if err != nil {
		w.t.Fatal(err)
	}
	return tenants
}

// outcomes are the results in short: "done 2", "nothing to do 0".
func outcomes(results []migrate.TenantResult) []string {
	var list []string
	for _, r := range results {
		list = append(list, fmt.Sprintf("%s %d", r.Outcome, len(r.Applied)))
	}
	return list
}

// versionsIn are the versions of one tenant, as a migrator of its own sees them.
func (w *world) versionsIn(prefix string) []int64 {
	w.t.Helper()
	c := w.config
	c.Commands.Prefix = prefix
	m, err := migrate.New(w.db, c)
	if err != nil {
		w.t.Fatal(err)
	}
	versions, err := m.MigratedVersions(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return versions
}

// readOnce fails the test if a file is read for each tenant anew: once to be
// loaded and once for its checksum is enough.
type readOnce struct {
	fstest.MapFS
	t  *testing.T
	mu *sync.Mutex
	// read is nil where nothing may be read.
	read map[string]int
}

func (r readOnce) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, ".exs") {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.read == nil || r.read[name] == 2 {
			r.t.Errorf("%s is read too often", name)
		} else {
			r.read[name]++
		}
	}
	return r.MapFS.Open(name)
}

func (r readOnce) ReadFile(name string) ([]byte, error) {
	f, err := r.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return r.MapFS.ReadFile(name)
}

// language is a script that uses more of the language than one call.
const language = `defmodule Language do
  use Ecto.Migration

  @columns [:name, :email]

  def change do
    create table("people") do
      for column <- @columns, do: add(column, :string)
      timestamps()
    end

    Enum.each(@columns, fn column -> create index("people", [column]) end)
    if direction() == :up, do: tell(prefix())
  end

  defp tell(prefix), do: "#{prefix} is migrated"
end
`

// Each tenant is migrated as a migrator with its prefix does it, but the
// scripts are read and loaded once; and again costs nothing.
func TestTenants(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := w.tenantNames("acme", "select", "Foo Bar-1", "d", "e", "f")
		files := readOnce{fstest.MapFS{
			"1_scripted.exs": {Data: []byte(script)}, "2_language.exs": {Data: []byte(language)},
		}, t, &sync.Mutex{}, map[string]int{}}
		w.config.Folders, w.config.Formats = []source.Folder{{FS: files, Name: "migrations"}}, nil
		results, err := w.tenants(migrate.TenantOptions{Prefixes: names, Parallel: 3}).Up(t.Context(), migrate.All())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "up", outcomes(results), slices.Repeat([]string{"done 2"}, 6))
		for i, name := range names {
			if results[i].Prefix != name {
				t.Errorf("the results are not in order: %v", results[i])
			}
			same(t, name, w.versionsIn(name), []int64{1, 2})
		}
		same(t, "outside of the tenants", w.versions(), nil)

		files.read = nil
		w.config.Folders[0].FS = files
		results, err = w.tenants(migrate.TenantOptions{Prefixes: names}).Up(t.Context(), migrate.All())
		same(t, "again", outcomes(results), slices.Repeat([]string{"nothing to do 0"}, 6))
		if err != nil {
			t.Error(err)
		}
		files.read = map[string]int{}
		w.config.Folders[0].FS = files
		results, err = w.tenants(migrate.TenantOptions{Prefixes: names}).Down(t.Context(), migrate.Step(1))
		same(t, "down", outcomes(results), slices.Repeat([]string{"done 1"}, 6))
		if err != nil {
			t.Error(err)
		}
		same(t, "after it", w.versionsIn(names[2]), []int64{1})
	})
}

// Scripts that ask the database run while others do, each in its tenant.
func TestTenantsAsk(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := w.tenantNames("a", "b", "c", "d", "e", "f")
		w.config.Folders, w.config.Formats = nil, nil
		w.config.FS = fstest.MapFS{"1_asks.exs": {Data: []byte(`defmodule Asks do
  use Ecto.Migration

  @many 20

  def up do
    %{rows: rows} = repo().query!("SELECT 3")

    for [n] <- rows, i <- 1..(n + @many) do
      create table("t#{i}")
      flush()
    end
  end
end
`)}}
		results, err := w.tenants(migrate.TenantOptions{Prefixes: names, Parallel: 3}).Up(t.Context(), migrate.All())
		same(t, "up", outcomes(results), slices.Repeat([]string{"done 1"}, len(names)))
		if err != nil {
			t.Error(err)
		}
	})
}

// The failure of one tenant is its own: the error names it, and those that are
// left can be run again alone.
func TestTenantFails(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := w.tenantNames("a", "b", "c")
		quote := map[string]string{"mysql": "`"}[w.dialect.Name()]
		if quote == "" {
			quote = `"`
		}
		w.execNow("CREATE TABLE " + quote + names[1] + quote + ".scripted (id int)") // in the way
		names = append(names, "is_not_there")
		w.config.Folders, w.config.Formats, w.config.FS = nil, nil, fstest.MapFS{"1_scripted.exs": {Data: []byte(script)}}
		results, err := w.tenants(migrate.TenantOptions{Prefixes: names}).Up(t.Context(), migrate.All())
		same(t, "up", outcomes(results), []string{"done 1", "failed 0", "done 1", "failed 0"})
		var failed *migrate.TenantsError
		var one *migrate.Error
		var table *migrate.StoreError
		if !errors.As(err, &failed) || !errors.As(results[1].Err, &one) || !errors.As(results[3].Err, &table) {
			t.Fatalf("got %v; %v", err, results)
		}
		contains(t, err.Error(), "2 of 4 tenants failed: "+names[1]+": migrating 1_scripted: ", "; is_not_there: cannot ")
		contains(t, table.Diagnostic().Hint, `create the prefix "is_not_there" first`)
		var left []string
		for _, r := range failed.Left() {
			left = append(left, r.Prefix)
		}
		same(t, "left", left, []string{names[1], "is_not_there"})

		w.execNow("DROP TABLE " + quote + names[1] + quote + ".scripted")
		results, err = w.tenants(migrate.TenantOptions{Prefixes: left[:1]}).Up(t.Context(), migrate.All())
		same(t, "resumed", outcomes(results), []string{"done 1"})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestTenantsFailFast(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := append([]string{"is_not_there"}, w.tenantNames("a", "b")...)
		w.config.Set = tables("1_one")
		results, err := w.tenants(migrate.TenantOptions{Prefixes: names, Parallel: 1, FailFast: true}).Up(t.Context(), migrate.All())
		same(t, "up", outcomes(results), []string{"failed 0", "not started 0", "not started 0"})
		contains(t, err.Error(), "1 of 3 tenants failed, 2 not started: is_not_there: ")
	})
}

// A cancelled context ends those that have begun, and begins no other.
func TestTenantsCancelled(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := w.tenantNames("a", "b", "c")
		w.config.Set = tables("1_one", "2_two")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		results, err := w.tenants(migrate.TenantOptions{
			Prefixes: names, Parallel: 1,
			Observe: func(_ context.Context, prefix string, e migrate.Event) {
				if _, ok := e.(migrate.Finished); ok && prefix == names[1] {
					cancel()
				}
			},
		}).Up(ctx, migrate.All())
		same(t, "up", outcomes(results), []string{"done 2", "failed 1", "not started 0"})
		if !migrate.IsCancelled(err) || !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		same(t, "of the second", w.versionsIn(names[1]), []int64{1})
	})
}

// Events name their prefix and come one at a time, in each prefix in order.
func TestTenantEvents(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := w.tenantNames("a", "b", "c", "d")
		w.config.Set = tables("1_one", "2_two")
		got := map[string][]string{} // without a lock: the race detector looks
		_, err := w.tenants(migrate.TenantOptions{
			Prefixes: names,
			Observe: func(_ context.Context, prefix string, e migrate.Event) {
				switch e.(type) {
				case migrate.Started, migrate.Finished, migrate.TenantEnded:
					got[prefix] = append(got[prefix], strings.TrimPrefix(fmt.Sprintf("%T", e), "migrate."))
				}
			},
		}).Up(t.Context(), migrate.All())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			same(t, name, got[name], []string{"Started", "Finished", "Started", "Finished", "TenantEnded"})
		}
		if len(got) != 4 || len(w.events) == 0 {
			t.Errorf("got events of %v, and %d without a prefix", got, len(w.events))
		}
	})
}

// What a migration sets on its session does not reach another tenant.
func TestTenantSessions(t *testing.T) {
	for _, prepare := range [][]string{nil, {"@disable_ddl_transaction"}} {
		w := postgresWorld(t)
		names := w.tenantNames("a", "b", "c")
		w.add("1_sets", append(prepare,
			"up: DO $$ BEGIN IF current_setting('work_mem') = '77MB' THEN RAISE EXCEPTION 'inherited'; END IF; END $$",
			"up: SET work_mem = '77MB'")...)
		results, err := w.tenants(migrate.TenantOptions{Prefixes: names, Parallel: 1}).Up(t.Context(), migrate.All())
		same(t, "up", outcomes(results), []string{"done 1", "done 1", "done 1"})
		if err != nil {
			t.Error(err)
		}
	}
}

// Two tenants that get into each other's way are not a failure. The sequence
// counts the tries, as no rollback takes its numbers back.
func TestTenantsCollide(t *testing.T) {
	w := postgresWorld(t)
	names := w.tenantNames("a", "b", "c", "d")
	w.execNow("CREATE SEQUENCE public.tries")
	w.add("1_shared", "up: DO $$ BEGIN IF nextval('public.tries') <= 2 THEN RAISE deadlock_detected; END IF; END $$")
	ended := map[string]int{}
	options := migrate.TenantOptions{Prefixes: names, Parallel: 2, FailFast: true,
		Observe: func(_ context.Context, prefix string, e migrate.Event) {
			if _, ok := e.(migrate.TenantEnded); ok {
				ended[prefix]++
			}
		}}
	results, err := w.tenants(options).Up(t.Context(), migrate.All())
	same(t, "up", outcomes(results), []string{"done 1", "done 1", "done 1", "done 1"})
	if err != nil || len(ended) != 4 || ended["a"] != 1 {
		t.Errorf("got %v, %v", err, ended)
	}
	w.add("2_always", "up: DO $$ BEGIN RAISE deadlock_detected; END $$")
	options.FailFast = false
	results, err = w.tenants(options).Up(t.Context(), migrate.All())
	same(t, "up", outcomes(results), []string{"failed 0", "failed 0", "failed 0", "failed 0"})
	if err == nil || ended["a"] != 2 {
		t.Errorf("got %v, %v", err, ended)
	}
}

// Each tenant has a lock of its own.
func TestTenantLocks(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := w.tenantNames("a", "b")
		w.config.Set = tables("1_one")
		w.tenants(migrate.TenantOptions{Prefixes: names})
		if _, err := w.tenants(migrate.TenantOptions{Prefixes: names}).Up(t.Context(), migrate.All()); err != nil {
			t.Fatal(err)
		}
		w.config.Set = tables("1_one", "2_two")
		holder := w.conn()
		if w.dialect.Name() == "mysql" {
			if _, err := holder.Query(t.Context(), "SELECT GET_LOCK('ecto_MyApp.Repo."+names[0]+"', 10)"); err != nil {
				t.Fatal(err)
			}
		} else if err := holder.Exec(t.Context(), "BEGIN", "LOCK TABLE a.schema_migrations IN SHARE UPDATE EXCLUSIVE MODE"); err != nil {
			t.Fatal(err)
		}
		w.config.Limits.MigrationLock = 300 * time.Millisecond
		results, err := w.tenants(migrate.TenantOptions{Prefixes: names}).Up(t.Context(), migrate.All())
		same(t, "up", outcomes(results), []string{"failed 0", "done 1"})
		if !migrate.IsLocked(err) {
			t.Errorf("got %v", err)
		}
	})
}

// What has to be settled by a person names the tenant in the command to type.
func TestTenantUnfinished(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := w.tenantNames("a", "b")
		w.add("1_a", "@disable_ddl_transaction", "up: SELECT 1", "up: INSERT INTO nowhere VALUES (1)")
		tenants := w.tenants(migrate.TenantOptions{Prefixes: names})
		results, _ := tenants.Up(t.Context(), migrate.All())
		same(t, "up", outcomes(results), []string{"failed 0", "failed 0"})
		w.add("1_a", "@disable_ddl_transaction", "up: SELECT 2", "up: SELECT 3")
		results, err := tenants.Up(t.Context(), migrate.All())
		same(t, "up", outcomes(results), []string{"failed 0", "failed 0"})
		var failed *migrate.Error
		if !migrate.IsUnfinished(err) || !errors.As(results[1].Err, &failed) {
			t.Fatalf("got %v", err)
		}
		contains(t, report(failed), "whimbrel repair --done --version 1 --prefix "+names[1])
	})
}

func TestEachTenant(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := w.tenantNames("a", "b")
		w.config.Set = tables("1_one")
		tenants := w.tenants(migrate.TenantOptions{Prefixes: names, Parallel: 1})
		if _, err := tenants.Up(t.Context(), migrate.All()); err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		err := tenants.Each(t.Context(), func(ctx context.Context, prefix string, m *migrate.Migrator) error {
			status, err := m.Check(ctx)
			got[prefix] = len(status) == 1 && status[0].Up
			return err
		})
		if err != nil || !got[names[0]] || !got[names[1]] {
			t.Errorf("got %v, %v", got, err)
		}
		stop := errors.New("stop")
		visited := 0
		err = tenants.Each(t.Context(), func(context.Context, string, *migrate.Migrator) error {
			visited++
			return stop
		})
		if !errors.Is(err, stop) || visited != 1 {
			t.Errorf("got %v after %d", err, visited)
		}
	})
}

// A panic in the code of a migration is one of the caller's goroutine.
func TestTenantPanics(t *testing.T) {
	w := postgresWorld(t)
	names := w.tenantNames("a", "b")
	w.config.Set = &whimbrel.Set{}
	w.config.Set.Change("1_a", func(*whimbrel.Migration) { panic("a bug") })
	defer func() {
		contains(t, fmt.Sprint(recover()), "a bug (tenant a)", "tenants_test.go")
	}()
	_, err := w.tenants(migrate.TenantOptions{Prefixes: names, Parallel: 1}).Up(t.Context(), migrate.All())
	t.Errorf("got %v", err)
}

func TestTenantsAreChecked(t *testing.T) {
	db := dbtest.SQLite(t)
	pool := dbtest.Open(t, db)
	one := migrate.Config{Set: tables("1_one")}
	within := one
	within.Commands.Prefix = "a"
	tests := []struct {
		name    string
		config  migrate.Config
		options migrate.TenantOptions
		want    string
	}{
		{"none", one, migrate.TenantOptions{}, "there are no tenants"},
		{"empty", one, migrate.TenantOptions{Prefixes: []string{"a", ""}}, "empty name"},
		{"twice", one, migrate.TenantOptions{Prefixes: []string{"a", "b", "a"}}, `"a" is named twice`},
		{"within", within, migrate.TenantOptions{Prefixes: []string{"b"}}, "is for one tenant"},
		{"parallel", one, migrate.TenantOptions{Prefixes: []string{"b"}, Parallel: -1}, "cannot be -1"},
		{"no migrations", migrate.Config{}, migrate.TenantOptions{Prefixes: []string{"b"}}, "there are no migrations"},
		{"sqlite", one, migrate.TenantOptions{Prefixes: []string{"b"}}, "SQLite has no prefixes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := migrate.NewTenants(sqldb.New(pool, sqldb.SQLite), test.config, test.options)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
