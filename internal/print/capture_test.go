package print_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

func capture(t *testing.T, body string) (*print.Migration, []string, error) {
	t.Helper()
	m, err := exs.Load("test.exs", []byte("defmodule T do\n  use Ecto.Migration\n"+body+"\nend\n"))
	if err != nil {
		t.Fatal(err)
	}
	captured, warnings, err := print.Capture(m, record.Config{})
	var texts []string
	for _, w := range warnings {
		texts = append(texts, w.Summary)
	}
	return captured, texts, err
}

// shown lists the commands of a body, "|" between batches.
func shown(b *print.Body) string {
	if b == nil {
		return "none"
	}
	var batches []string
	for _, batch := range b.Batches {
		var texts []string
		for _, c := range batch {
			text := c.Describe()
			if e, ok := c.(command.Execute); ok && e.Down != nil {
				text += " / " + command.DescribeAction(e.Down)
			}
			texts = append(texts, text)
		}
		batches = append(batches, strings.Join(texts, "; "))
	}
	return strings.Join(batches, " | ")
}

const (
	split = "change becomes up and down: what it does depends on the direction, or a function decides it"
	asked = "a query of the repository becomes an execute"
)

func TestCapture(t *testing.T) {
	tests := []struct {
		name, body       string
		change, up, down string
		warnings         []string
	}{
		{"change", `def change, do: create table("a")`, "create table a", "none", "none", nil},
		{"flush in change", "def change do\n create table(\"a\")\n flush()\n create table(\"b\")\nend",
			"create table a | create table b", "none", "none", nil},
		{"direction", `def change, do: execute("#{direction()}", "back")`,
			"none", `execute "up"`, `execute "back"`, []string{split}},
		{"functions", "def change, do: execute(&there/0, &back/0)\n" +
			"defp there do\n repo().query!(\"u\")\n repo().query!(\"v\")\nend\n" +
			"defp back do\n repo().query!(\"x\")\n repo().query!(\"y\")\nend",
			`execute "u" / "y"; execute "v" / "x"`, "none", "none", nil},
		{"functions of different lengths", `def change, do: execute(fn -> repo().query!("u") end, fn -> :ok end)`,
			"none", `execute "u"`, "", []string{split}},
		{"a function without a way back", `def change, do: execute(fn -> repo().query!("u") end)`,
			`execute "u"`, "none", "none", nil},
		{"a query in change", "def change do\n create table(\"a\")\n repo().query!(\"q\")\nend",
			"none", `execute "q"; create table a`, `execute "q"; drop table a`, []string{split, asked}},
		{"up and down", "def up, do: execute(fn -> repo().query!(\"u\") end)\ndef down, do: execute(\"d\", \"never\")",
			"none", `execute "u"`, `execute "d" / "never"`, nil},
		{"up only", `def up, do: drop(table("a"))`, "none", "drop table a", "none", nil},
		{"up and change", "def up, do: execute(\"u\")\ndef change, do: create(table(\"a\"))",
			"none", `execute "u"`, "drop table a", nil},
		{"up and what cannot be undone", "def up, do: execute(\"u\")\ndef change, do: drop(table(\"a\"))",
			"none", `execute "u"`, "none", []string{"there is no way down: cannot reverse migration command: drop table a"}},
		{"all three", "def up, do: execute(\"u\")\ndef down, do: execute(\"d\")\ndef change, do: drop(table(\"a\"))",
			"none", `execute "u"`, `execute "d"`, []string{"change is left out: up and down win over it"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, warnings, err := capture(t, test.body)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{shown(m.Change), shown(m.Up), shown(m.Down)}
			if d := cmp.Diff([]string{test.change, test.up, test.down}, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(test.warnings, warnings); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestCaptureHooks(t *testing.T) {
	const change, upDown = "def change, do: create(table(\"a\"))\n", "def up, do: create(table(\"a\"))\ndef down, do: drop(table(\"a\"))\n"
	tests := []struct{ name, body, both, up, down string }{
		{"a pair", change + `def after_begin, do: execute("x", "y")`, `execute "x" / "y"`, "none", "none"},
		{"a query", change + `def after_begin, do: repo().query!("x", "y")`, `execute "x" / "y"`, "none", "none"},
		{"a query in up and down", upDown + `def after_begin, do: repo().query!("x", "y")`, "none", `execute "x"`, `execute "y"`},
		{"a query and a command", change + "def after_begin do\n repo().query!(\"q\")\n create table(\"b\")\nend",
			"none", `execute "q"; create table b`, `execute "q"; drop table b`},
		{"of the direction", change + `def after_begin, do: if(direction() == :up, do: execute("x", "z"))`,
			"none", `execute "x"`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, _, err := capture(t, test.body)
			if err != nil {
				t.Fatal(err)
			}
			h := m.AfterBegin
			got := []string{shown(h.Both), shown(h.Up), shown(h.Down)}
			if d := cmp.Diff([]string{test.both, test.up, test.down}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestCaptureRefuses(t *testing.T) {
	_, _, err := capture(t, `def change, do: execute(fn -> %{rows: [_]} = repo().query!("SELECT 1") end)`)
	if diag.KindOf(err) != diag.Refused {
		t.Errorf("got %v", err)
	}
	_, _, err = capture(t, "def up, do: execute(\"u\")\ndef down, do: raise(\"no\")")
	if err == nil {
		t.Error("a down that fails is no down")
	}
}

// What is the same apart from its place has the same text.
func TestUnplaced(t *testing.T) {
	one, two := command.DropTable{Position: command.Position{Line: 1}}, command.DropTable{Position: command.Position{Line: 2}}
	if !print.Same([]command.Command{one}, []command.Command{two}) || printtest.Text(one) != printtest.Text(two) {
		t.Error("the place makes a difference")
	}
	if print.Same([]command.Command{one}, nil) {
		t.Error("one is none")
	}
}
