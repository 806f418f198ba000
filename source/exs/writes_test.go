package exs

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// writeCase is a line of testdata/writes/writes.jsonl: what the real Ecto sends
// for a call of a repository on each adapter. testdata/writes/oracle.exs
// writes it.
type writeCase struct {
	Call                           string
	Postgres, MySQL, SQLite, MSSQL sent
}

type sent struct{ SQL, Params, Error, Message string }

// asked keeps the queries of a callback.
type asked struct{ commands []command.Command }

func (a *asked) Run(commands []command.Command) error {
	a.commands = append(a.commands, commands...)
	return nil
}

// tag is a schema that the cases have beside those of the queries.
const tag = `
defmodule Corpus.Tag do
  use Ecto.Schema

  schema "tags" do
    field :name, :string
    field :weight, :integer, default: 1
  end
end
`

// send runs a call on a dialect and returns what it sends.
func send(t *testing.T, call, dialect string) (sql, params string, err error) {
	t.Helper()
	schemas, err := os.ReadFile("../../internal/query/testdata/schemas.exs")
	if err != nil {
		t.Fatal(err)
	}
	script := string(schemas) + tag + "defmodule Repo.Migrations.Case do\n  use Ecto.Migration\n  import Ecto.Query\n" +
		"  alias Corpus.{User, Post, Comment, Tag}\n  def up, do: " + call + "\nend\n"
	m, err := Load("case.exs", []byte(script))
	if err != nil {
		return "", "", err
	}
	sink := &asked{}
	recorder := record.New(record.Config{Dialect: dialect}, command.Up, record.Forward, sink)
	if err := m.Up(recorder); err != nil {
		return "", "", err
	}
	for _, c := range sink.commands {
		switch action := c.(command.Execute).Up.(type) {
		case command.Query:
			values := make(eval.Tuple, len(action.Params))
			for i, p := range action.Params {
				values[i] = term(p)
			}
			return action.SQL, eval.Inspect(values), nil
		case command.SQL:
			return string(action), "{}", nil
		}
	}
	return "", "{}", nil
}

func TestWritesAsEcto(t *testing.T) {
	for _, c := range writeCases(t) {
		t.Run(c.Call, func(t *testing.T) {
			for dialect, want := range map[string]sent{"postgres": c.Postgres, "mysql": c.MySQL, "sqlite": c.SQLite, "mssql": c.MSSQL} {
				sql, params, err := send(t, c.Call, dialect)
				switch {
				case want.Error != "" && err == nil:
					t.Errorf("%s: sent %s, want %s: %s", dialect, sql, want.Error, want.Message)
				case want.Error == "FunctionClauseError":
					// Ecto's adapter has not thought of it; any refusal will do.
				case want.Error != "" && !strings.Contains(fmt.Sprint(err), want.Message[:min(len(want.Message), 40)]):
					t.Errorf("%s: %v\nwant %s: %s", dialect, err, want.Error, want.Message)
				case want.Error == "" && err != nil:
					t.Errorf("%s: %v\nwant %s", dialect, err, want.SQL)
				case want.Error == "" && (sql != want.SQL || params != want.Params):
					t.Errorf("%s\nsent %s with %s\nwant %s with %s", dialect, sql, params, want.SQL, want.Params)
				}
			}
		})
	}
}

func writeCases(t *testing.T) []writeCase {
	t.Helper()
	f, err := os.Open("testdata/writes/writes.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []writeCase
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var c writeCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}
