package locks_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

const sqliteSetup = `
CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, body TEXT, views INTEGER, spare TEXT, CONSTRAINT posts_views CHECK (views >= 0));
CREATE INDEX posts_title_index ON posts (title);
`

// sqliteRows fills some hundred pages.
const sqliteRows = `
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO posts (title, body, views) SELECT 't' || i, hex(zeroblob(300)), 1 FROM n;`

var (
	posts    = command.Object{Name: "posts"}
	sqliteDB = locks.Server{Database: "sqlite"}
)

func alter(change command.Change) command.Command {
	return command.AlterTable{Table: command.Table{Object: posts}, Changes: []command.Change{change}}
}

func column(name, kind string, o command.ColumnOptions) command.Column {
	return command.Column{Name: name, Type: command.NewType(kind), Options: o}
}

// sqliteCommands are what SQLite is measured with: commands, since for many of
// them there is no statement.
func sqliteCommands() []command.Command {
	none := command.ColumnOptions{}
	add := func(o command.ColumnOptions) command.Command {
		return alter(command.Add{Column: column("c", "integer", o)})
	}
	modify := func(name, kind string, o command.ColumnOptions) command.Command {
		return alter(command.Modify{Column: column(name, kind, o)})
	}
	reference := column("user_id", "integer", none)
	reference.Reference = &command.Reference{Table: "users", Column: "id", Type: command.NewType("integer")}
	constraint := command.Constraint{Table: "posts", Name: "c", Check: "views < 100"}
	old := command.Constraint{Table: "posts", Name: "posts_views"}
	index := command.Index{Table: "posts", Name: "posts_views_index", Columns: []command.IndexColumn{{Column: "views"}}}
	title := command.Index{Table: "posts", Name: "posts_title_index"}
	execute := func(text string) command.Command { return command.Execute{Up: command.SQL(text)} }
	return []command.Command{
		add(none), add(command.ColumnOptions{Default: command.Int(5)}),
		add(command.ColumnOptions{Null: command.NotNull, Default: command.Int(5)}),
		add(command.ColumnOptions{Default: command.Fragment("(1 + 2)")}),
		add(command.ColumnOptions{Default: command.Fragment("CURRENT_TIMESTAMP")}),
		add(command.ColumnOptions{Default: command.Fragment("(random())")}),
		alter(command.Add{Column: reference}),
		alter(command.Remove{Name: "spare"}), alter(command.Remove{Name: "title"}),
		modify("views", "text", none), modify("views", "integer", command.ColumnOptions{Null: command.NotNull}),
		modify("title", "text", command.ColumnOptions{Default: command.String("x")}),
		command.CreateConstraint{Constraint: constraint}, command.DropConstraint{Constraint: old},
		command.CreateIndex{Index: index}, command.DropIndex{Index: title},
		command.RenameColumn{Table: posts, From: "spare", To: "rest"},
		command.RenameTable{From: posts, To: command.Object{Name: "articles"}},
		command.DropTable{Table: command.Table{Object: posts}},
		execute("VACUUM"), execute("REINDEX posts_title_index"), execute("ALTER TABLE posts DROP COLUMN body"),
	}
}

// session is a connection as commands see it.
type session struct{ *sql.Conn }

func (s session) Exec(ctx context.Context, text string, args ...any) error {
	_, err := s.ExecContext(ctx, text, args...)
	return err
}

func (s session) Query(ctx context.Context, text string, args ...any) ([][]any, error) {
	rows, err := s.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][]any
	for rows.Next() {
		row, targets := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			targets[i] = &row[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// run does what migrate does for a command.
func (s session) run(ctx context.Context, c command.Command) error {
	d := sqlite.New()
	statements, err := d.(dialect.Rebuilder).Rebuild(c)
	if err != nil {
		return err
	}
	if statements == nil {
		texts, err := d.Statements(c)
		if err != nil {
			return err
		}
		for _, text := range texts {
			statements = append(statements, dialect.Statement{SQL: text})
		}
	}
	for _, st := range statements {
		if st.Code != nil {
			err = st.Code.Call(ctx, s)
		} else if err = s.Exec(ctx, st.SQL); err != nil && st.Otherwise != nil {
			err = st.Otherwise.Call(ctx, s, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// numbers returns the row of a query as numbers.
func (s session) number(t *testing.T, query string, column int) int64 {
	t.Helper()
	rows, err := s.Query(t.Context(), query)
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %v", query, err)
	}
	return rows[0][column].(int64)
}

// TestSQLite counts the pages that a command writes: a table that is written
// anew takes at least as many as it has.
func TestSQLite(t *testing.T) {
	before := schema.New(schema.ForDatabase("sqlite"))
	before.Apply(command.Execute{Up: command.SQL(sqliteSetup)})
	for _, c := range sqliteCommands() {
		t.Run(c.Describe(), func(t *testing.T) {
			pages, written := sqliteWritten(t, c)
			effects := locks.Statement(operation.Of(c, "sqlite", before), before, sqliteDB)
			claimed := false
			for _, e := range effects {
				if !e.Measured || e.Mode != "database" {
					t.Errorf("claimed: %+v", e)
				}
				claimed = claimed || e.Rewrites
			}
			if len(effects) == 0 || claimed != (written >= pages) {
				t.Errorf("of %d pages %d were written; claimed: %+v", pages, written, effects)
			}
		})
	}
}

// sqliteWritten returns how many pages the table has, and how many went into
// the write-ahead log.
func sqliteWritten(t *testing.T, c command.Command) (pages, written int64) {
	t.Helper()
	db := dbtest.Open(t, dbtest.SQLite(t))
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	s := session{conn}
	for _, text := range []string{"PRAGMA journal_mode = wal", "PRAGMA wal_autocheckpoint = 0", sqliteSetup, sqliteRows} {
		if err := s.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	pages = s.number(t, "SELECT count(*) FROM dbstat WHERE name = 'posts'", 0)
	s.number(t, "PRAGMA wal_checkpoint(TRUNCATE)", 0)
	if err := s.run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return pages, s.number(t, "PRAGMA wal_checkpoint(PASSIVE)", 1)
}

// TestSQLiteLocksEverything: nobody else can write while a migration does.
func TestSQLiteLocksEverything(t *testing.T) {
	url := dbtest.SQLite(t)
	db := dbtest.Open(t, url)
	if _, err := db.ExecContext(t.Context(), sqliteSetup); err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(t.Context(), "ALTER TABLE posts ADD COLUMN c INTEGER"); err != nil {
		t.Fatal(err)
	}
	_, err = dbtest.Open(t, url).ExecContext(t.Context(), "INSERT INTO users VALUES (1)")
	if err == nil || !strings.Contains(fmt.Sprint(err), "locked") {
		t.Errorf("another table could be written: %v", err)
	}
}
