package schema_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// each runs a test on a session with every database.
func each(t *testing.T, f func(t *testing.T, db database.Connector, conn database.Conn)) {
	dbtest.Each(t, func(t *testing.T, d dbtest.Database) {
		var db database.Connector
		switch d.Dialect {
		case "postgres":
			db = pgx.URL(d.URL)
		case "sqlite":
			db = sqldb.New(dbtest.Open(t, d.URL), sqldb.SQLite)
		default:
			db = sqldb.New(dbtest.Open(t, d.URL), sqldb.MySQL)
		}
		conn, err := db.Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := conn.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}()
		f(t, db, conn)
	})
}

// load makes a migration of the body of a module.
func load(t *testing.T, name, text string) *source.Migration {
	t.Helper()
	m, err := exs.Load(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	m.File = name
	return m
}

// change makes a migration of the lines of change/0.
func change(t *testing.T, lines string) *source.Migration {
	t.Helper()
	return load(t, "test.exs", "defmodule T do\n  use Ecto.Migration\n  def change do\n"+lines+"\n  end\nend\n")
}

// replay applies the lines of change/0, one migration each.
func replay(t *testing.T, options []schema.Option, changes ...string) (*schema.Schema, diag.List) {
	t.Helper()
	var list []*source.Migration
	for _, lines := range changes {
		list = append(list, change(t, lines))
	}
	return schema.Replay(list, record.Config{}, options...)
}

// known replays what must be free of problems.
func known(t *testing.T, changes ...string) *schema.Schema {
	t.Helper()
	s, problems := replay(t, nil, changes...)
	if len(problems) > 0 {
		t.Fatalf("problems:\n%v", problems)
	}
	if gaps := s.Gaps(); len(gaps) > 0 {
		t.Fatalf("gaps: %v", gaps)
	}
	return s
}

func object(name string) command.Object { return command.Object{Name: name} }
