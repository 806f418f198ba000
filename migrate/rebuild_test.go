package migrate_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// rebuildWorld is an SQLite database with tables, rows and everything that
// hangs on a table.
func rebuildWorld(t *testing.T) *world {
	w := newWorld(t, dbtest.Database{Dialect: "sqlite", URL: dbtest.SQLite(t)})
	w.config.Formats = []source.Format{exs.Format()}
	w.script(1, `
    create table(:users) do
      add :email, :string
      add :tag, :string
    end
    create unique_index(:users, [:email])
    create table(:posts) do
      add :title, :string, default: "none", collate: "nocase"
      add :views, :string
      add :secret, :integer
      add :price, :integer, check: %{name: "positive", expr: "price > 0"}
      add :author_id, references(:users, on_delete: :delete_all)
    end
    create index(:posts, [:title])
    create index(:posts, [:secret], where: "secret IS NOT NULL")
    create table(:comments) do
      add :post_id, references(:posts, on_delete: :delete_all)
      add :body, :string
    end
    create table(:log) do
      add :line, :string
    end
    execute "CREATE VIEW titles AS SELECT id, title FROM posts", ""
    execute "CREATE TRIGGER posts_log AFTER UPDATE OF title ON posts BEGIN INSERT INTO log (line) VALUES (new.title); END", ""
    execute "CREATE TRIGGER comments_log AFTER INSERT ON comments BEGIN UPDATE posts SET views = views + 1 WHERE id = new.post_id; END", ""
    execute "INSERT INTO users (email, tag) VALUES ('a@x', 'a'), ('b@x', NULL)", ""
    execute "INSERT INTO posts (id, title, views, secret, price, author_id) VALUES (1, 'one', '10', 7, 5, 1), (2, NULL, '20', NULL, 6, 2), (9, 'gone', '1', 1, 1, 1)", ""
    execute "DELETE FROM posts WHERE id = 9", ""
    execute "INSERT INTO comments (post_id, body) VALUES (1, 'x'), (2, 'y')", ""`)
	w.up(migrate.All())
	return w
}

// script writes a migration with a change.
func (w *world) script(version int, change string, attributes ...string) {
	text := fmt.Sprintf("defmodule M%d do\n  use Ecto.Migration\n  %s\n  def change do\n%s\n  end\nend\n",
		version, strings.Join(attributes, "\n  "), change)
	w.files[fmt.Sprintf("%d_m%[1]d.exs", version)] = &fstest.MapFile{Data: []byte(text)}
}

// state is everything in the database: definitions, rows, sequences.
func (w *world) state() string {
	w.t.Helper()
	conn := w.conn()
	var b strings.Builder
	show := func(query string) {
		rows, err := conn.Query(w.t.Context(), query)
		if err != nil {
			w.t.Fatalf("%s: %v", query, err)
		}
		for _, row := range rows {
			for _, v := range row {
				if bytes, ok := v.([]byte); ok {
					v = string(bytes)
				}
				fmt.Fprintf(&b, "%v\t", v)
			}
			b.WriteByte('\n')
		}
	}
	show("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_autoindex%' ORDER BY 1, 2")
	tables, err := conn.Query(w.t.Context(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('schema_migrations', 'whimbrel_journal', 'sqlite_sequence') ORDER BY 1")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, table := range tables {
		show(fmt.Sprintf("SELECT '%[1]s', rowid, * FROM %[1]q ORDER BY 2, 3", table[0]))
	}
	show("SELECT 'sequence', name, seq FROM sqlite_sequence ORDER BY name")
	show("PRAGMA foreign_key_check")
	show("PRAGMA integrity_check")
	show("PRAGMA foreign_keys")
	show("PRAGMA legacy_alter_table")
	return b.String()
}

// Each change is made and undone; what is there before is there again.
func TestRebuild(t *testing.T) {
	for _, c := range []struct {
		name, change string
		want, gone   []string
	}{
		{"type", `alter table(:posts) do modify :views, :integer, from: :string end`, []string{`"views" INTEGER, "secret" INTEGER`}, nil},
		{"not null and default", `alter table(:posts) do
			modify :views, :string, null: false, default: "0", from: {:string, null: true, default: nil} end`,
			[]string{`"views" TEXT DEFAULT '0' NOT NULL,`}, nil},
		{"several changes", `alter table(:posts) do
			modify :views, :integer, null: false, from: {:string, null: true}
			add :slug, :string, null: false, default: "s"
			modify :price, :bigint, from: :integer
		end`, []string{`"views" INTEGER NOT NULL`, `"slug" TEXT DEFAULT 's' NOT NULL`}, nil},
		{"another foreign key", `alter table(:posts) do
			modify :author_id, references(:users, on_delete: :nilify_all), from: references(:users, on_delete: :delete_all) end`,
			[]string{`REFERENCES "users"("id") ON DELETE SET NULL`}, []string{`REFERENCES "users"("id") ON DELETE CASCADE`}},
		{"a foreign key", `alter table(:posts) do modify :secret, references(:log), from: :integer end
			execute "UPDATE posts SET price = 8", "UPDATE posts SET price = id + 4"`, nil, nil},
		{"no foreign key", `alter table(:posts) do modify :author_id, :integer, from: references(:users, on_delete: :delete_all) end`,
			nil, []string{`REFERENCES "users"`}},
		{"check", `create constraint(:posts, :cheap, check: "price < 100")`, []string{`CONSTRAINT "cheap" CHECK (price < 100)`}, nil},
		{"outside of a transaction", `create constraint(:posts, :cheap, check: "posts.price < 100")`, []string{`CONSTRAINT "cheap" CHECK (price < 100)`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := rebuildWorld(t)
			if c.name == "a foreign key" {
				w.exec(`INSERT INTO log (id, line) VALUES (7, 'seven')`)
			}
			before := w.state()
			attribute := ""
			if c.name == "outside of a transaction" {
				attribute = "@disable_ddl_transaction true"
			}
			w.script(2, c.change, attribute)
			w.up(migrate.All())
			after := w.state()
			contains(t, after, append(c.want, "posts_log", "comments_log", "titles", "posts_title_index", "posts_secret_index", "sequence\tposts\t9")...)
			for _, text := range c.gone {
				if strings.Contains(after, text) {
					t.Errorf("%q is still in\n%s", text, after)
				}
			}
			w.down(migrate.Step(1))
			if got := withoutVersions(w.state()); got != withoutVersions(before) {
				t.Errorf("after the way back:\n%s\nbefore:\n%s", got, before)
			}
			w.up(migrate.All())
			if again := withoutVersions(w.state()); again != withoutVersions(after) {
				t.Errorf("up again:\n%s\nfirst:\n%s", again, after)
			}
		})
	}
}

// withoutVersions leaves the numbers of sequences out that say how often
// something ran.
func withoutVersions(state string) string {
	var kept []string
	for line := range strings.Lines(state) {
		if !strings.Contains(line, "whimbrel_journal") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// Changes that have no way back of their own.
func TestRebuildOneWay(t *testing.T) {
	for _, c := range []struct {
		name, change string
		want, gone   []string
	}{
		{"indexed column", `alter table(:posts) do remove :secret end`, []string{"a table has to be built anew", "index posts_secret_index"}, []string{"secret"}},
		{"checked column", `alter table(:posts) do remove :price end`, nil, []string{"price"}},
		{"unique column", `alter table(:users) do remove :email end`, []string{"index users_email_index"}, []string{"email"}},
		{"primary key", `alter table(:log) do remove :id end`, nil, []string{"sequence\tlog"}},
		{"referenced column", `alter table(:posts) do remove :id end`,
			[]string{"foreign key comments_post_id_fkey of comments"}, []string{`REFERENCES "posts"`}},
		{"primary key by its name", `drop constraint(:log, "log_pkey")`, []string{`"log" ("id" INTEGER, "line" TEXT)`}, nil},
		{"foreign key by its name", `drop constraint(:comments, "comments_post_id_fkey")`, nil, []string{`REFERENCES "posts"`}},
		{"check by its name", `drop constraint(:posts, :positive)`, nil, []string{"CHECK"}},
		{"check that may not be there", `drop_if_exists constraint(:posts, :nothing)`, []string{"CONSTRAINT positive"}, nil},
		{"column that is there", `alter table(:posts) do add_if_not_exists :title, :string end`, nil, nil},
		{"column that is not there", `alter table(:posts) do add_if_not_exists :subtitle, :string end`, []string{`"subtitle" TEXT`}, nil},
		{"remove if exists", `alter table(:posts) do
			remove_if_exists :secret
			remove_if_exists :nothing
		end`, nil, []string{"secret"}},
		{"default that is not constant", `alter table(:posts) do add :at, :utc_datetime_usec, null: false, default: fragment("CURRENT_TIMESTAMP") end`,
			[]string{`"at" TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL`}, nil},
		{"nulls get the default", `alter table(:users) do modify :tag, :string, null: false, default: "t" end`, []string{"b@x\tt\t"}, nil},
		{"new primary key", `drop constraint(:log, "log_pkey")
			alter table(:log) do modify :line, :string, primary_key: true end`, []string{`"line" TEXT PRIMARY KEY`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := rebuildWorld(t)
			if strings.Contains(c.change, ":posts) do remove :id") {
				w.exec("DROP VIEW titles")
				w.exec("DROP TRIGGER comments_log")
			}
			text := c.change
			w.script(2, text)
			w.up(migrate.All())
			after := w.state()
			for _, e := range w.events {
				if n, ok := e.(migrate.Noticed); ok {
					after += n.Notice.Message + "\n"
				}
			}
			contains(t, after, c.want...)
			definitions, _, _ := strings.Cut(w.state(), "\nview\t")
			for _, text := range c.gone {
				if strings.Contains(definitions, text) {
					t.Errorf("%q is still in\n%s", text, definitions)
				}
			}
			if !strings.Contains(after, "\nok\t\n1\t\n0\t\n") {
				t.Errorf("the database is not as it should be:\n%s", after)
			}
		})
	}
}

// What cannot be done leaves everything as it was, and says how many rows are in
// the way and what to do.
func TestRebuildRefused(t *testing.T) {
	for _, c := range []struct {
		name, change string
		want         []string
	}{
		{"nulls", `alter table(:users) do modify :tag, :string, null: false end`, []string{"1 row of users would have no value in tag", "UPDATE users SET tag"}},
		{"new column without a value", `alter table(:users) do add :n, :integer, null: false end`, []string{"2 rows of users would have no value in n", "default:"}},
		{"no number", `alter table(:posts) do modify :title, :integer end`, []string{`1 row of posts: title is no whole number, such as "one"`}},
		{"orphans", `alter table(:posts) do modify :views, references(:users) end`, []string{"2 rows would reference what does not exist: posts references users"}},
		{"check", `create constraint(:posts, :cheap, check: "price < 6")`, []string{"1 row of posts would not fulfil the check cheap"}},
		{"duplicates", `execute "UPDATE posts SET price = 5"
			drop constraint(:posts, "posts_pkey")
			alter table(:posts) do modify :price, :integer, primary_key: true end`, []string{"foreign key of comments needs a primary key"}},
		{"second primary key", `alter table(:posts) do modify :price, :integer, primary_key: true end`, []string{"posts has a primary key already: id"}},
		{"no such column", `alter table(:posts) do modify :titel, :string end`, []string{"posts has no column titel", "did you mean title?"}},
		{"remove no such column", `alter table(:posts) do remove :titel end`, []string{`no such column: ""titel""`}},
		{"no such table", `alter table(:post) do modify :title, :string end`, []string{"there is no table post", "did you mean posts?"}},
		{"no such constraint", `drop constraint(:posts, :negative)`, []string{"posts has no constraint negative", "check constraint positive"}},
		{"constraint twice", `create constraint(:posts, :positive, check: "price > 1")`, []string{"posts has the check constraint positive already"}},
		{"a view", `alter table(:titles) do modify :title, :string end`, []string{"it is a view"}},
		{"a view needs it", `drop index(:posts, [:title])
			alter table(:posts) do remove :title end`, []string{"the view titles would not work any more", "drop it before"}},
		{"broken in the same migration", `alter table(:posts) do modify :views, :integer end
			execute "DELETE FROM users WHERE id = 1"`, []string{"looking at the foreign keys", "1 row would reference what does not exist: posts references users"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := rebuildWorld(t)
			before := w.state()
			w.script(2, c.change)
			e := w.fails(t.Context())
			contains(t, report(e), append(c.want, "rolled back", "migrate again")...)
			if got := w.state(); got != before {
				t.Errorf("after:\n%s\nbefore:\n%s", got, before)
			}
		})
	}
}

// Code is never run twice: a migration that runs some cannot begin again for a
// rebuild that nobody has foreseen.
func TestRebuildBesideCode(t *testing.T) {
	w := rebuildWorld(t)
	calls := 0
	run := func(context.Context, whimbrel.DB) error { calls++; return nil }
	w.config.Set = &whimbrel.Set{}
	w.config.Set.UpDown("2_code", func(m *whimbrel.Migration) {
		m.Run(run, nil)
		m.AlterTable("posts", func(c *whimbrel.Changes) { c.Remove("secret") })
	}, nil)
	before := w.state()
	contains(t, report(w.fails(t.Context())), "it runs code", "a migration of its own", "rolled back")
	if got := w.state(); got != before || calls != 1 {
		t.Errorf("%d calls; after:\n%s\nbefore:\n%s", calls, got, before)
	}
	w.config.Set = &whimbrel.Set{}
	w.config.Set.UpDown("2_code", func(m *whimbrel.Migration) {
		m.Run(run, nil)
		m.AlterTable("posts", func(c *whimbrel.Changes) { c.Modify("views", whimbrel.Integer) })
	}, nil)
	if w.up(migrate.All()); calls != 2 {
		t.Errorf("%d calls", calls)
	}
}

// In a run that is one transaction the keys are not enforced from its beginning,
// as they cannot be switched within it; in both directions.
func TestRebuildTogether(t *testing.T) {
	w := rebuildWorld(t)
	w.config.Transaction = migrate.TransactionAll
	before := w.state()
	w.script(2, `alter table(:users) do add :slug, :string end`)
	w.script(3, `alter table(:posts) do modify :views, :integer, null: false, from: {:string, null: true} end`)
	w.script(4, `alter table(:posts) do add :rank, :integer end
		create index(:posts, [:rank])`)
	w.script(5, `execute "SELECT 1", "CREATE INDEX posts_secret_index ON posts (secret) WHERE secret IS NOT NULL"
		alter table(:posts) do remove :secret, :integer end`)
	broken := `alter table(:posts) do modify :price, :bigint, from: :integer end
		execute "DELETE FROM users WHERE id = 1", ""`
	w.script(6, broken)
	e := w.fails(t.Context())
	contains(t, report(e), "1 row would reference what does not exist: posts references users",
		"The whole run is one transaction, and was rolled back with it: 2_m2, 3_m3, 4_m4, 5_m5.")
	if got := w.state(); got != before {
		t.Errorf("after:\n%s\nbefore:\n%s", got, before)
	}
	w.script(6, strings.ReplaceAll(broken, "DELETE FROM users WHERE id = 1", "SELECT 1"))
	same(t, "up", w.up(migrate.All()), []int64{2, 3, 4, 5, 6})
	after := w.state()
	contains(t, after, `"views" INTEGER NOT NULL`, "sequence\tposts\t9", "titles", "comments_log")
	same(t, "down", w.down(migrate.Step(4)), []int64{6, 5, 4, 3})
	same(t, "up", w.up(migrate.All()), []int64{3, 4, 5, 6})
	same(t, "lost", column(w, "SELECT count(*) FROM comments JOIN posts ON posts.id = post_id JOIN users ON users.id = author_id"), []string{"2"})
	same(t, "rows", column(w, "SELECT count(*) FROM pragma_foreign_key_check"), []string{"0"})
}

// There a rebuild that nobody has foreseen concerns the code of every migration.
func TestRebuildTogetherBesideCode(t *testing.T) {
	w := rebuildWorld(t)
	w.config.Transaction = migrate.TransactionAll
	calls := 0
	w.config.Set = &whimbrel.Set{}
	w.config.Set.UpDown("2_code", func(m *whimbrel.Migration) {
		m.Run(func(context.Context, whimbrel.DB) error { calls++; return nil }, nil)
	}, nil)
	before := w.state()
	w.script(3, `alter table(:posts) do remove :secret end`)
	contains(t, report(w.fails(t.Context())), "a migration of this run runs code", "--transaction each", "rolled back")
	if got := w.state(); got != before || calls != 1 {
		t.Errorf("%d calls; after:\n%s\nbefore:\n%s", calls, got, before)
	}
	w.config.Transaction = migrate.TransactionEach
	same(t, "up", w.up(migrate.All()), []int64{2, 3})
}

// Data that was broken before is no reason to fail, and an interrupted rebuild
// leaves the session as it was.
func TestRebuildBrokenBefore(t *testing.T) {
	w := rebuildWorld(t)
	w.pool.SetMaxOpenConns(1)
	conn := w.conn()
	if err := conn.Exec(t.Context(), "PRAGMA foreign_keys = OFF", "UPDATE comments SET post_id = 77"); err != nil {
		t.Fatal(err)
	}
	_ = conn.Close(t.Context())
	w.script(2, `alter table(:posts) do modify :views, :integer, from: :string end`)
	same(t, "applied", w.up(migrate.All()), []int64{2})
	same(t, "orphans", column(w, "SELECT count(*) FROM pragma_foreign_key_check"), []string{"2"})
}
