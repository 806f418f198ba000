package schema_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/schema"
)

func TestReadPrefix(t *testing.T) {
	each(t, func(t *testing.T, db database.Connector, conn database.Conn) {
		prefix := "other"
		create := []string{"CREATE SCHEMA other"}
		switch db.Dialect().Name() {
		case "mysql":
			prefix = "whimbrel_schema_other"
			create = []string{"DROP DATABASE IF EXISTS " + prefix, "CREATE DATABASE " + prefix}
			defer must(t, conn, "DROP DATABASE "+prefix)
		case "sqlite":
			t.Skip("an attached database is of no use to a migration")
		}
		must(t, conn, create...)
		must(t, conn, "CREATE TABLE people (id int PRIMARY KEY)",
			"CREATE TABLE "+prefix+".people (id int PRIMARY KEY)",
			"CREATE TABLE "+prefix+".pets (id int PRIMARY KEY, owner int, CONSTRAINT fk FOREIGN KEY (owner) REFERENCES "+prefix+".people (id))",
			"CREATE INDEX by_owner ON "+prefix+".pets (owner)")
		s, err := schema.Read(t.Context(), conn, db.Dialect(), schema.ReadOptions{Prefix: prefix})
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Tables()) != 2 || len(s.Gaps()) != 0 {
			t.Fatalf("got %v %v", s.Tables(), s.Gaps())
		}
		table := s.Table(command.Object{Prefix: prefix, Name: "pets"})
		if got := shape(table); got != "id:integer owner:integer->people.id pk(id) by_owner()" || s.Table(object("pets")) != nil {
			t.Errorf("got %s", got)
		}
		if c, _ := table.Definition("owner"); c.Reference.Prefix != nil || table.Prefix != prefix {
			t.Errorf("got %v", c.Reference)
		}
	})
}

func TestReadHome(t *testing.T) {
	each(t, func(t *testing.T, db database.Connector, conn database.Conn) {
		if db.Dialect().Name() != "postgres" {
			t.Skip()
		}
		must(t, conn, "CREATE SCHEMA home", "SET search_path = home", "CREATE TABLE people (id int PRIMARY KEY)",
			"CREATE INDEX by_id ON people (id)", "CREATE TYPE mood AS ENUM ('sad')", "CREATE TABLE public.pets (id int)")
		s := read(t, db.Dialect(), conn)
		if len(s.Tables()) != 1 || shape(s.Table(object("people"))) != "id:integer pk(id) by_id()" || s.Enum(object("mood")) == nil {
			t.Errorf("got %v", s.Tables())
		}
	})
}

// The table of versions is left out, rows are estimated, and what is not there
// is not there.
func TestReadRows(t *testing.T) {
	each(t, func(t *testing.T, db database.Connector, conn database.Conn) {
		must(t, conn, "CREATE TABLE schema_migrations (version bigint)", "CREATE TABLE other (id int)", "CREATE TABLE people (id int)",
			"CREATE INDEX by_id ON people (id)")
		before := read(t, db.Dialect(), conn).Table(object("people")).Rows
		analyze := "ANALYZE"
		if db.Dialect().Name() == "mysql" {
			analyze = "ANALYZE TABLE people"
		}
		must(t, conn, "INSERT INTO people VALUES (1), (2), (3)", analyze)
		s, err := schema.Read(t.Context(), conn, db.Dialect(), schema.ReadOptions{Except: []string{"other"}})
		if err != nil {
			t.Fatal(err)
		}
		tables := s.Tables()
		if len(tables) != 1 || tables[0].Rows != 3 || before > 0 || !s.Complete() {
			t.Errorf("got %v, %d rows before", tables, before)
		}
		problems := s.Apply(command.DropTable{Table: command.Table{Object: object("pepole")}})
		if err := problems.Err(); err == nil || problems[0].Hint != "did you mean people?" {
			t.Errorf("got %v", problems)
		}
	})
}

// answers is a session that answers queries from a list.
type answers struct {
	database.Conn
	t    *testing.T
	rows [][][]any
}

func (a *answers) Query(_ context.Context, _ string, _ ...any) ([][]any, error) {
	if len(a.rows) == 0 {
		a.t.Fatal("one query too many")
	}
	next := a.rows[0]
	a.rows = a.rows[1:]
	return next, nil
}

// What SQL Server answers is taken from its manual: no server has said it.
func TestReadMSSQL(t *testing.T) {
	conn := &answers{t: t, rows: [][][]any{
		{{"dbo"}},
		{{int64(1), "people", int64(3)}, {int64(2), "pets", int64(0)}, {int64(3), "schema_migrations", int64(9)}},
		{
			{int64(1), "[id] bigint IDENTITY(1,1)"}, {int64(1), "[name] nvarchar(255) NOT NULL DEFAULT (N'x')"},
			{int64(1), "[note] nvarchar(max)"}, {int64(2), "[owner_id] bigint"}, {int64(2), "[twice] AS ([owner_id]*(2)) PERSISTED"},
		},
		{{int64(1), "CONSTRAINT [named] CHECK ([name]<>'')"}},
		{
			{int64(1), "people_pkey", int64(1), int64(1), int64(0), "", int64(0), "[id]"},
			{int64(1), "by_name", int64(0), int64(1), int64(0), "([name]<>'a')", int64(0), "[name] DESC"},
			{int64(1), "by_name", int64(0), int64(1), int64(0), "([name]<>'a')", int64(1), "[note]"},
		},
		{{int64(2), "pets_owner_id_fkey", "[dbo].[people]", "SET_NULL", "NO_ACTION", "[owner_id]", "[id]"}},
	}}
	s, err := schema.Read(t.Context(), conn, mssql.New(), schema.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if gaps := s.Gaps(); len(gaps) > 0 {
		t.Fatal(gaps)
	}
	got := []string{shape(s.Table(object("people"))), shape(s.Table(object("pets")))}
	want := []string{
		"id:bigserial name:string note:string pk(id) by_name([name]<>'a') named([name]<>'')",
		`owner_id:bigserial->people.id twice:""`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	index := s.Table(object("people")).Index("by_name")
	if !index.Unique || index.Columns[0].Direction != command.Desc || index.Include[0].Column != "note" {
		t.Errorf("got %v", index)
	}
}
