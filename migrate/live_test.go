package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// scripts makes the migrations of the world scripts, with people in a table.
func (w *world) scripts(bodies ...string) {
	w.config.Formats = []source.Format{exs.Format()}
	w.module(1, `
  def change do
    create table(:people) do
      add :name, :string
      add :kind, :string
    end
    execute "INSERT INTO people (name, kind) VALUES ('Ada', 'poet'), ('Joe', 'cook')", ""
  end`)
	for i, body := range bodies {
		w.module(i+2, body)
	}
	w.up(migrate.To(1))
	w.events = nil
}

func (w *world) module(version int, body string) {
	text := fmt.Sprintf("defmodule Repo.Migrations.M%d do\n  use Ecto.Migration\n%s\nend\n", version, body)
	w.files[fmt.Sprintf("%d_m%[1]d.exs", version)] = &fstest.MapFile{Data: []byte(text)}
}

// forEach creates a table for each row, and notes it in the row.
const forEach = `
  def up do
    create table(:first)
    %{rows: rows, num_rows: 2, columns: ["id", "name"]} = repo().query!("SELECT id, name FROM people ORDER BY id")
    for [id, name] <- rows do
      repo().query!(update(), [name <> "!", id])
      create table("t_" <> to_string(id))
    end
  end

  def down do
    %{rows: rows} = repo().query!("SELECT id FROM people")
    for [id] <- rows do
      drop table("t_" <> to_string(id))
    end
    drop table(:first)
  end

  defp update do
    if repo().__adapter__() == Ecto.Adapters.Postgres do
      "UPDATE people SET kind = $1 WHERE id = $2"
    else
      "UPDATE people SET kind = ? WHERE id = ?"
    end
  end`

func TestLive(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.scripts(forEach, `
  def change do
    create table(:last)
  end`)
		plans, err := w.migrator().Plan(t.Context(), command.Up, migrate.All())
		if err != nil {
			t.Fatal(err)
		}
		s := plans[0].Statements
		if len(s) != 1 || s[0].Live == nil || len(s[0].Live.Known) != 2 || s[0].Live.Pos.Line != 6 {
			t.Fatalf("planned %+v", s)
		}
		same(t, "up", w.up(migrate.All()), []int64{2, 3})
		same(t, "kinds", column(w, "SELECT kind FROM people ORDER BY id"), []string{"Ada!", "Joe!"})
		same(t, "tables", w.tables(), []string{"first", "last", "people", "t_1", "t_2"})
		var ran []string
		for _, e := range w.events {
			if e, ok := e.(migrate.Ran); ok {
				ran = append(ran, e.Statement.Command.Describe())
			}
		}
		if len(ran) != 7 || ran[3] != "create table first" || ran[5] != "create table t_2" {
			t.Errorf("told %q", ran)
		}
		same(t, "down", w.down(migrate.To(2)), []int64{3, 2})
		same(t, "tables", w.tables(), []string{"people"})
		same(t, "up again", w.up(migrate.All()), []int64{2, 3})
	})
}

// Functions given to execute are live for themselves.
func TestLiveFunctions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.scripts(`
  def change do
    create table(:before)
    execute(&copy/0, fn ->
      %{rows: [[n]]} = repo().query!("SELECT count(*) FROM people")
      repo().query!("DELETE FROM people WHERE id > #{div(n, 2)}")
    end)
    create table(:behind)
  end

  def copy do
    {:ok, result} = repo().query("SELECT name FROM people")
    for [name] <- result.rows, do: repo().query!("INSERT INTO people (name) VALUES ('copy of #{name}')")
  end`)
		plans, err := w.migrator().Plan(t.Context(), command.Up, migrate.All())
		if err != nil || len(plans[0].Statements) != 3 || plans[0].Statements[1].Live == nil {
			t.Fatalf("planned %+v, %v", plans, err)
		}
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "people", column(w, "SELECT name FROM people ORDER BY id"), []string{"Ada", "Joe", "copy of Ada", "copy of Joe"})
		same(t, "tables", w.tables(), []string{"before", "behind", "people"})
		same(t, "down", w.down(migrate.Step(1)), []int64{2})
		same(t, "people", column(w, "SELECT name FROM people ORDER BY id"), []string{"Ada", "Joe"})
	})
}

// A live change goes down with its queue turned round.
func TestLiveChange(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.scripts(`
  def change do
    create table(:parents)
    %{rows: rows} = repo().query!("SELECT id FROM people ORDER BY id")
    for [id] <- rows do
      create table("children_#{id}") do
        add :parent_id, references(:parents)
      end
    end
  end`)
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "tables", w.tables(), []string{"children_1", "children_2", "parents", "people"})
		same(t, "down", w.down(migrate.Step(1)), []int64{2})
		same(t, "tables", w.tables(), []string{"people"})
	})
}

func TestLiveTransaction(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.scripts(`
  @disable_ddl_transaction true

  def up do
    false = repo().in_transaction?()
    {:ok, :done} = repo().transaction(fn ->
      true = repo().in_transaction?()
      repo().query!("UPDATE people SET kind = 'one'")
      :done
    end)
    {:error, :sorry} = repo().transaction(fn ->
      repo().query!("UPDATE people SET kind = 'two'")
      repo().rollback(:sorry)
    end)
    {:ok, {:ok, _}} = repo().transaction(fn -> repo().transaction(fn -> repo().query!("UPDATE people SET name = 'X'") end) end)
  end

  def down, do: :ok`)
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "people", column(w, "SELECT kind FROM people"), []string{"one", "one"})
		same(t, "people", column(w, "SELECT name FROM people"), []string{"X", "X"})
	})
}

// What a database refuses is told with the statement, its place and, where
// something stays, what stays.
func TestLiveFails(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.scripts(`
  def up do
    %{rows: rows} = repo().query!("SELECT id FROM people ORDER BY id")
    for [id] <- rows do
      execute "CREATE TABLE t_#{id} (id int)"
    end
    flush()
    repo().query!("INSERT INTO nowhere VALUES (1)")
  end

  def down, do: :ok`, `
  def up do
    create table(:never)
  end

  def down, do: :ok`)
		e := w.fails(t.Context())
		if !e.Live || e.Number != 1 || e.Total != 1 || database.CodeOf(e) == "" || e.Statement.Pos().Line != 10 || e.SQL != "INSERT INTO nowhere VALUES (1)" {
			t.Errorf("got %+v", e)
		}
		contains(t, report(e), "2_m2.exs:10:12", "in statement 1 of 1, which runs code of the migration:\n    INSERT INTO nowhere VALUES (1)")
		same(t, "versions", w.versions(), []int64{1})
		if w.dialect.Name() != "mysql" {
			same(t, "tables", w.tables(), []string{"people"})
			return
		}
		same(t, "tables", w.tables(), []string{"people", "t_1", "t_2"})
		contains(t, report(e), "Of statement 1, which failed, this was executed and stays:\n    CREATE TABLE t_1 (id int)\n    CREATE TABLE t_2 (id int)")
		w.exec("DROP TABLE t_1, t_2")
		w.exec("CREATE TABLE nowhere (id int)")
		same(t, "up", w.up(migrate.All()), []int64{2, 3})
	})
}

// Exceptions of the script itself, and those of the driver that it rescues.
func TestLiveRaises(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.scripts(`
  def up do
    case repo().query("SELECT name FROM people WHERE id = 99") do
      {:ok, %{rows: []}} -> raise "there is nobody"
    end
  end`)
		e := w.fails(t.Context())
		if !e.Live || diag.All(e.Err) == nil {
			t.Errorf("got %+v", e)
		}
		contains(t, report(e), "2_m2.exs:6:", "(RuntimeError) there is nobody")
	})
}

func TestLiveTogether(t *testing.T) {
	for _, name := range []string{"postgres", "sqlite"} {
		t.Run(name, func(t *testing.T) {
			w := map[string]func(*testing.T) *world{"postgres": postgresWorld, "sqlite": sqliteWorld}[name](t)
			w.scripts(forEach, `
  def up do
    %{rows: [[2]]} = repo().query!("SELECT count(*) FROM people")
    execute "CREATE TABLE t_1 (id int)"
  end`)
			w.config.Transaction = migrate.TransactionAll
			e := w.fails(t.Context())
			if e.Version != 3 || len(e.Undone) != 1 {
				t.Errorf("got %+v", e)
			}
			same(t, "tables", w.tables(), []string{"people"})
			w.module(3, "  def change, do: :ok")
			same(t, "up", w.up(migrate.All()), []int64{2, 3})
		})
	}
}

// Ask is what the n-th statement may be too.
func (c *dyingConn) Ask(ctx context.Context, query string, params []command.Value) (*command.Result, error) {
	*c.d.left--
	if *c.d.left < 0 {
		return nil, &database.Error{Message: "unexpected EOF", SQL: query}
	}
	return database.Ask(ctx, c.Conn, query, params)
}

// Outside of a transaction the journal knows a live part as one statement. What
// became of it if the process died is for a person to say.
func TestLiveInFlight(t *testing.T) {
	w := newWorld(t, dbtest.Database{Dialect: "mysql", URL: dbtest.MariaDB(t)})
	w.scripts(forEach)
	const inTheMiddle = 5
	if !w.breakAt(inTheMiddle, false, migrate.All(), false) {
		t.Fatal("nothing broke")
	}
	e := w.fails(t.Context())
	var unfinished *migrate.UnfinishedError
	if !errors.As(e, &unfinished) || unfinished.Number != 1 || unfinished.Edited {
		t.Fatalf("got %v", e)
	}
	contains(t, report(e), "-- run: up/0", "whimbrel repair --again --version 2")
	for _, name := range w.tables() {
		if name != "people" {
			w.exec("DROP TABLE " + name)
		}
	}
	if err := w.migrator().Repair(t.Context(), 2, migrate.SettleAgain); err != nil {
		t.Fatal(err)
	}
	same(t, "up", w.up(migrate.All()), []int64{2})
}

// Values come back as the driver for Elixir gives them, and go there.
func TestLiveValues(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		body := map[string]string{
			"postgres": `
    %{rows: [[i, f, d, s, u, day, time, naive, utc, json, list, yes, none, bin]]} = repo().query!("SELECT $1::int, $2::float8, $3::numeric, $4::text, $5::uuid, $6::date, $7::time, $8::timestamp, $9::timestamptz, $10::jsonb, $11::int[], $12::bool, $13::text, $14::bytea",
      [1, 1.5, 7, "a'b", <<1::128>>, ~D[2020-01-31], ~T[12:30:00], ~N[2020-01-31 12:30:00], ~U[2020-01-31 12:30:00Z], %{"a" => [1, nil, "x"]}, [1, nil, 3], true, nil, <<0, 255>>])
    {1, 1.5, "a'b", <<1::128>>, ~D[2020-01-31], [1, nil, 3], true, nil, <<0, 255>>} = {i, f, s, u, day, list, yes, none, bin}
    %{"a" => [1, nil, "x"]} = json
    %{coef: 7, exp: 0, sign: 1} = d
    ~T[12:30:00.000000] = time
    ~N[2020-01-31 12:30:00.000000] = naive
    ~U[2020-01-31 12:30:00.000000Z] = utc`,
			"mysql": `
    %{rows: [[i, d, day, naive, one]]} = repo().query!("SELECT CAST(? AS SIGNED), CAST(? AS DECIMAL(10,2)), CAST(? AS DATE), CAST(? AS DATETIME), ? = 1",
      [1, 7.5, ~D[2020-01-31], ~N[2020-01-31 12:30:00], true])
    {1, ~D[2020-01-31], ~N[2020-01-31 12:30:00], 1} = {i, day, naive, one}
    %{coef: 750, exp: -2} = d`,
			"sqlite": `
    repo().query!("CREATE TABLE v (i integer, b boolean, t datetime, x)")
    %{num_rows: 1} = repo().query!("INSERT INTO v VALUES (?, 1, ?, ?)", [1, ~N[2020-01-31 12:30:00], nil])
    %{rows: [[1, 1, "2020-01-31T12:30:00", nil]], columns: ["i", "b", "t", "x"]} = repo().query!("SELECT * FROM v")`,
		}[w.dialect.Name()]
		w.scripts("\n  def up do" + body + "\n  end\n  def down, do: :ok")
		if w.pool != nil && w.dialect.Name() == "postgres" {
			t.Skip("database/sql does not know the types of parameters")
		}
		same(t, "up", w.up(migrate.All()), []int64{2})
	})
}

// Several tenants share the scripts, and what is live in them.
func TestLiveTenants(t *testing.T) {
	eachWithTenants(t, func(t *testing.T, w *world) {
		names := w.tenantNames("a", "b", "c", "d")
		w.config.Formats = []source.Format{exs.Format()}
		w.module(1, `
  def up do
    create table(:people) do
      add :name, :string
    end
    flush()
    repo().query!("INSERT INTO #{prefix()}.people (name) VALUES ('#{prefix()}')")
    %{rows: [[name]]} = repo().query!("SELECT name FROM #{prefix()}.people")
    create table("of_" <> name)
    execute(fn ->
      %{rows: [[n]]} = repo().query!("SELECT count(*) FROM #{prefix()}.people")
      repo().query!("UPDATE #{prefix()}.people SET name = '#{n} of #{name}'")
    end)
  end`)
		results, err := w.tenants(migrate.TenantOptions{Prefixes: names, Parallel: 4}).Up(t.Context(), migrate.All())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "up", outcomes(results), []string{"done 1", "done 1", "done 1", "done 1"})
		for _, name := range names {
			same(t, name, column(w, "SELECT name FROM "+name+".people"), []string{"1 of " + name})
			same(t, "its table", column(w, "SELECT id FROM "+name+".of_"+name), nil)
		}
	})
}

// What a migration prints is told when it runs, and not when it is planned.
func TestLiveNotices(t *testing.T) {
	w := sqliteWorld(t)
	w.scripts(`
  def up do
    IO.puts("planned")
    execute(fn ->
      IO.puts("live")
      %{rows: [[n]]} = repo().query!("SELECT count(*) FROM people")
      require Logger
      Logger.warning("#{n} people")
      Process.sleep(1)
      :timer.sleep(1)
    end)
  end`)
	if _, err := w.migrator().Plan(t.Context(), command.Up, migrate.All()); err != nil || len(w.events) > 0 {
		t.Errorf("told %v, %v", w.events, err)
	}
	w.up(migrate.All())
	var told []string
	for _, e := range w.events {
		if e, ok := e.(migrate.Noticed); ok {
			told = append(told, e.Notice.Severity+": "+e.Notice.Message)
		}
	}
	same(t, "told", told, []string{"NOTICE: planned", "NOTICE: live", "WARNING: 2 people"})
}

// The driver's exceptions can be rescued and looked into, where the database
// leaves something to go on with.
func TestLiveRescues(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		body := map[string]string{
			"postgres": `
    {:error, %Postgrex.Error{postgres: %{code: :undefined_table, pg_code: "42P01"}} = error} =
      repo().query("SELECT * FROM nowhere", [], mode: :savepoint)
    "ERROR 42P01 (undefined_table) " <> _ = Exception.message(error)`,
			"mysql": `
    {:error, %MyXQL.Error{mysql: %{code: 1146, name: :ER_NO_SUCH_TABLE}}} = repo().query("SELECT * FROM nowhere")`,
			"sqlite": `
    {:error, %Exqlite.Error{message: "no such table: nowhere"}} = repo().query("SELECT * FROM nowhere")`,
		}[w.dialect.Name()]
		w.scripts("\n  def up do" + body + `
    try do
      repo().query!("SELECT nothing FROM nowhere", [], mode: :savepoint)
    rescue
      error in [Postgrex.Error, MyXQL.Error, Exqlite.Error] -> execute("CREATE TABLE rescued (id int)", "") && error
    end
  end`)
		same(t, "up", w.up(migrate.All()), []int64{2})
		same(t, "tables", w.tables(), []string{"people", "rescued"})
	})
}
