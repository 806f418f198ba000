package pgx_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

// Parameters are written for the type that the server has for them, also one
// of its own, and answers come back with names and types.
func TestAsk(t *testing.T) {
	conn := connect(t, dbtest.Postgres(t))
	if err := conn.Exec(t.Context(), "CREATE TYPE mood AS ENUM ('sad', 'glad')", "CREATE DOMAIN age AS int CHECK (VALUE > 0)",
		"CREATE TABLE people (id int, mood mood, moods mood[], age age, at timestamp(0), address inet)"); err != nil {
		t.Fatal(err)
	}
	insert, err := database.Ask(t.Context(), conn, "INSERT INTO people VALUES ($1, $2, $3, $4, $5, '10.0.0.1')", []command.Value{
		command.Int(1), command.String("glad"), command.List{command.String("sad"), command.Null{}}, command.Int(7),
		command.NaiveDateTime("2020-02-29T12:30:00"),
	})
	if err != nil {
		t.Fatal(err)
	}
	insert.Session = 0
	numbers := cmp.AllowUnexported(command.Integer{})
	if d := cmp.Diff(&command.Result{Command: "insert", Count: 1}, insert, numbers); d != "" {
		t.Error(d)
	}
	got, err := database.Ask(t.Context(), conn, "SELECT * FROM people", nil)
	if err != nil {
		t.Fatal(err)
	}
	got.Session = 0
	want := &command.Result{
		Command: "select", Count: 1, HasRows: true, Columns: []string{"id", "mood", "moods", "age", "at", "address"},
		Rows: [][]command.Value{{command.Int(1), command.String("glad"), command.List{command.String("sad"), command.Null{}}, command.Int(7),
			command.NaiveDateTime("2020-02-29T12:30:00"), command.Unread{Type: "inet", Text: "10.0.0.1"}}},
	}
	if d := cmp.Diff(want, got, numbers); d != "" {
		t.Error(d)
	}
	if ddl, err := database.Ask(t.Context(), conn, "CREATE TABLE a ()", nil); err != nil || ddl.Command != "create_table" || ddl.HasRows {
		t.Errorf("got %+v, %v", ddl, err)
	}
}

func TestAskFails(t *testing.T) {
	conn := connect(t, dbtest.Postgres(t))
	if err := conn.Exec(t.Context(), "CREATE TABLE a (id int CONSTRAINT positive CHECK (id > 0))"); err != nil {
		t.Fatal(err)
	}
	_, err := database.Ask(t.Context(), conn, "INSERT INTO a VALUES ($1)", []command.Value{command.Int(-1)})
	if e := failure(t, err); e.Code != "23514" || e.Constraint != "positive" || e.Table != "a" || e.Severity != "ERROR" {
		t.Errorf("got %+v", e)
	}
	for _, params := range [][]command.Value{{command.String("1")}, {}, {command.Int(1), command.Int(2)}} {
		_, err := database.Ask(t.Context(), conn, "INSERT INTO a VALUES ($1)", params)
		var refused *command.EncodeError
		if !errors.As(err, &refused) && (len(params) > 0 || database.CodeOf(err) == "") {
			t.Errorf("%v: got %v", params, err)
		}
	}
	if got, err := database.Ask(t.Context(), conn, "SELECT 1", nil); err != nil || got.Count != 1 {
		t.Errorf("the session is of no use: %+v, %v", got, err)
	}
}
