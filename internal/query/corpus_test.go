package query_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/stdlib"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
	"github.com/whimbrel-go/whimbrel/internal/query"
	"github.com/whimbrel-go/whimbrel/internal/query/build"
	"github.com/whimbrel-go/whimbrel/internal/query/sqltext"
)

// oracleCase is a line of testdata/queries.jsonl: what the real Ecto makes of
// a query on each adapter. testdata/oracle.exs writes it.
type oracleCase struct {
	Op       query.Operation `json:"op"`
	Query    string          `json:"query"`
	Postgres expectation     `json:"postgres"`
	MySQL    expectation     `json:"mysql"`
	SQLite   expectation     `json:"sqlite"`
	MSSQL    expectation     `json:"mssql"`
}

type expectation struct {
	SQL, Params, Error, Message string
}

// library has Ecto.Query and Ecto.Schema beside the standard library, and a
// function that takes the query.
type library struct {
	eval.Library
	take eval.Native
}

func (l library) Module(name string) (eval.NativeModule, bool) {
	switch name {
	case "Ecto.Schema":
		return ectoschema.Native(), true
	case "Taken":
		return eval.NativeModule{Functions: map[string]eval.Native{"take/1": l.take}}, true
	}
	if m, ok := build.Module(name); ok {
		return m, true
	}
	return l.Library.Module(name)
}

// write evaluates a query and writes it for an adapter.
func write(t *testing.T, c oracleCase, adapter ectoschema.Adapter) (sql, params string, err error) {
	t.Helper()
	schemas, err := os.ReadFile("testdata/schemas.exs")
	if err != nil {
		t.Fatal(err)
	}
	script := string(schemas) + "\ndefmodule Case do\n  import Ecto.Query\n  import Corpus.Macros\n  alias Corpus.{User, Post, Comment, Author, Book, Review}\n  def run, do: Taken.take(" + c.Query + ")\nend\n"
	tree, err := syntax.Parse("case.exs", []byte(script))
	if err != nil {
		t.Fatal(err)
	}
	take := func(call *eval.Call) (eval.Value, error) {
		q, err := build.Queryable(call, call.Args[0], call.Pos)
		if err != nil {
			return nil, err
		}
		if c.Op == query.All {
			if q, err = query.EnsureSelect(q); err != nil {
				return nil, err
			}
		}
		planned, err := query.Plan(q, c.Op, adapter, "", call.Invoke)
		if err != nil {
			return nil, err
		}
		params = eval.Inspect(eval.Tuple(planned.Params))
		sql, err = sqltext.Write(planned)
		return eval.OK, err
	}
	lib := library{Library: stdlib.New(stdlib.Options{}), take: take}
	file, err := eval.Load(tree, lib, eval.DefaultLimits)
	if err != nil {
		return "", "", err
	}
	_, err = eval.New(file, lib, eval.DefaultLimits).CallFunction(file.Module("Case"), "run")
	return sql, params, err
}

// deviations are queries of which Ecto makes what no database accepts, or
// refuses what could be done.
var deviations = map[string]string{
	`from(u in "users", where: field(u, ^:name) == ^"a", select: field(u, "id"))`:                                           "Ecto's SQLite adapter knows no names in strings",
	`from(u in "users", where: u.x in type(^["601d74e4-a8d3-4b6e-8365-eddb4c893327"], {:array, :binary_id}), select: u.id)`: "Ecto sends one list for each of the list's elements but on PostgreSQL",
	`from(u in "users", where: {u.a, u.b} == {^1, ^2}, select: u.id)`:                                                       "Ecto's SQL Server adapter writes {}(a, b)",
}

func TestQueriesAsEcto(t *testing.T) {
	for _, c := range readCases(t) {
		t.Run(string(c.Op)+" "+c.Query, func(t *testing.T) {
			if why, ok := deviations[c.Query]; ok {
				t.Skip(why)
			}
			for adapter, want := range map[ectoschema.Adapter]expectation{
				ectoschema.Postgres: c.Postgres, ectoschema.MySQL: c.MySQL, ectoschema.SQLite: c.SQLite, ectoschema.MSSQL: c.MSSQL,
			} {
				sql, params, err := write(t, c, adapter)
				checkAnswer(t, adapter, want, sql, params, err)
			}
		})
	}
}

func checkAnswer(t *testing.T, adapter ectoschema.Adapter, want expectation, sql, params string, err error) {
	t.Helper()
	switch {
	case want.Error != "" && err == nil:
		t.Errorf("%s: got %s, want %s: %s", adapter, sql, want.Error, want.Message)
	case want.Error != "":
		if !strings.Contains(fmt.Sprint(err), firstWords(want.Message)) {
			t.Errorf("%s: got the error %v\nwant %s: %s", adapter, err, want.Error, want.Message)
		}
	case err != nil:
		t.Errorf("%s: %v\nwant %s", adapter, errors.Unwrap(err), want.SQL)
		t.Log(err)
	case sql != want.SQL:
		t.Errorf("%s\ngot  %s\nwant %s", adapter, sql, want.SQL)
	case params != want.Params:
		t.Errorf("%s: %s\ngot  %s\nwant %s", adapter, sql, params, want.Params)
	}
}

// firstWords is the beginning of a message: Ecto goes on with the query.
func firstWords(message string) string {
	message, _, _ = strings.Cut(strings.TrimPrefix(message, "nofile:1: "), " in query")
	return message[:min(len(message), 30)]
}

func readCases(t *testing.T) []oracleCase {
	t.Helper()
	f, err := os.Open("testdata/queries.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []oracleCase
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c oracleCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}
