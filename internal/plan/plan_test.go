package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

func build(t *testing.T, body string, direction command.Direction, d dialect.Dialect) (*plan.Plan, error) {
	t.Helper()
	m, err := exs.Load("1_test.exs", []byte("defmodule M do\n  use Ecto.Migration\n"+body+"\nend\n"))
	if err != nil {
		t.Fatal(err)
	}
	return plan.Build(m, direction, record.Config{}, d)
}

func texts(statements []dialect.Statement) []string {
	var sql []string
	for _, s := range statements {
		sql = append(sql, s.SQL)
	}
	return sql
}

func TestOrder(t *testing.T) {
	tests := []struct {
		name, body string
		up, down   []string
	}{
		{
			"change is turned round",
			`def change do
			   execute "a", "A"
			   execute "b", "B"
			 end`,
			[]string{"a", "b"}, []string{"B", "A"},
		},
		{
			"up and down win over change",
			`def change, do: execute("never", "never")
			 def up, do: execute("up")
			 def down, do: execute("down")`,
			[]string{"up"}, []string{"down"},
		},
		{
			"flush keeps the order",
			`def up do
			   execute "a"
			   flush()
			   execute "b"
			 end
			 def down, do: :ok`,
			[]string{"a", "b"}, nil,
		},
		{
			"a query runs before what is queued",
			`def up do
			   execute "queued"
			   repo().query!("at once")
			   flush()
			   repo().query!("after the flush", [])
			 end
			 def down, do: :ok`,
			[]string{"at once", "queued", "after the flush"}, nil,
		},
		{
			"functions run in their place",
			`def change do
			   execute "a", "A"
			   execute(fn -> repo().query!("b") end, &undo/0)
			   execute "c", "C"
			 end
			 defp undo, do: repo().query!("B")`,
			[]string{"a", "b", "c"}, []string{"C", "B", "A"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for direction, want := range map[command.Direction][]string{command.Up: test.up, command.Down: test.down} {
				p, err := build(t, test.body, direction, postgres.New())
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(want, texts(p.Body)); d != "" {
					t.Errorf("%s: %s", direction, d)
				}
			}
		})
	}
}

func TestTransactionCallbacks(t *testing.T) {
	body := `
	  def change, do: execute("body", "undo")
	  def after_begin, do: execute("begin", "begin down")
	  def before_commit, do: execute("commit", "commit down")`
	p, err := build(t, body, command.Down, postgres.New())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"begin down", "undo", "commit down"}, texts(p.Statements())); d != "" {
		t.Error(d)
	}
	for name, without := range map[string]struct {
		body string
		d    dialect.Dialect
	}{
		"MySQL has no transactional DDL": {body, mysql.New()},
		"the migration wants none":       {"@disable_ddl_transaction true\n" + body, postgres.New()},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := build(t, without.body, command.Up, without.d)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff([]string{"body"}, texts(p.Statements())); d != "" || p.InTransaction {
				t.Errorf("in a transaction: %v %s", p.InTransaction, d)
			}
		})
	}
}

// Everything that is wrong with a rollback is reported at once.
func TestEveryReason(t *testing.T) {
	_, err := build(t, `def change do
	  execute "a"
	  alter table(:t) do
	    remove :x
	    modify :y, :text
	  end
	  drop table(:u)
	end`, command.Down, postgres.New())
	list := diag.All(err)
	var lines []int
	for _, d := range list {
		lines = append(lines, d.Pos.Line)
	}
	if d := cmp.Diff([]int{4, 6, 7, 9}, lines); d != "" {
		t.Errorf("%s\n%v", d, err)
	}
}

func TestNoOperation(t *testing.T) {
	_, err := build(t, `def up, do: execute("a")`, command.Down, postgres.New())
	if diag.KindOf(err) != diag.Invalid || !strings.Contains(err.Error(), "M does not implement a `down/0` or `change/0` function") {
		t.Errorf("got %v", err)
	}
}

func TestWarningsReachThePlan(t *testing.T) {
	p, err := build(t, `def change do
	  create table(:t) do
	    add :a, :string, nullable: false
	    add :b, references(:u, null: false)
	  end
	end`, command.Up, postgres.New())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Warnings) != 2 || !strings.Contains(p.Warnings[0].Summary, ":nullable") || !strings.Contains(p.Warnings[1].Hint, "belongs to the column") {
		t.Errorf("got %v", p.Warnings)
	}
}

func TestLongNames(t *testing.T) {
	long := strings.Repeat("x", 40)
	body := "def change do\n create table(:" + long + ") do\n add :" + long + ", references(:t)\n end\n create index(:" + long + ", [:" + long + "])\n end"
	tests := []struct {
		d        dialect.Dialect
		severity diag.Severity
		names    int
	}{
		{postgres.New(), diag.Warning, 2},
		{mysql.New(), diag.Error, 2},
		{sqlite.New(), diag.Error, 0},
	}
	for _, test := range tests {
		p, err := build(t, body, command.Up, test.d)
		if err != nil {
			t.Fatal(err)
		}
		list := p.LongNames
		if len(list) != test.names || len(p.Warnings) != test.names {
			t.Fatalf("%s: %v", test.d.Name(), list)
		}
		for _, d := range list {
			if d.Severity != test.severity || !strings.Contains(d.Hint, "name:") {
				t.Errorf("%s: %v, %s", test.d.Name(), d.Severity, d.Hint)
			}
		}
	}
}
