package operation_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

var dialects = []dialect.Dialect{postgres.New(), mysql.New(), sqlite.New(), mssql.New()}

// sourceOf is a line of a case file, as far as it is needed here.
type sourceOf struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Prefix string `json:"prefix"`
}

func readSources(t *testing.T) []sourceOf {
	t.Helper()
	files, err := filepath.Glob("../../testdata/conformance/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	var list []sourceOf
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		scanner := bufio.NewScanner(bytes.NewReader(text))
		scanner.Buffer(nil, 16<<20)
		for scanner.Scan() {
			var s sourceOf
			if err := json.Unmarshal(scanner.Bytes(), &s); err != nil {
				t.Fatal(err)
			}
			list = append(list, s)
		}
	}
	return list
}

// commandsOf returns all commands of a script.
func commandsOf(t *testing.T, s sourceOf, d dialect.Dialect) []command.Command {
	t.Helper()
	m, err := exs.Load(s.ID+".exs", []byte(s.Source))
	if err != nil {
		t.Fatalf("%s: %v", s.Source, err)
	}
	p, err := plan.Build(m, command.Up, record.Config{}, d)
	if err != nil {
		t.Fatalf("%s: %v", s.Source, err)
	}
	var list []command.Command
	for _, statement := range p.Body {
		if !statement.Further {
			list = append(list, statement.Command)
		}
	}
	return list
}

// asked is a command with the SQL that the dialect writes for it.
type asked struct {
	command command.Command
	sql     []string
}

// planned returns the commands of a case that are not SQL already. What cannot
// be planned has none.
func planned(c sourceOf, direction command.Direction, d dialect.Dialect) []asked {
	m, err := exs.Load(c.ID+".exs", []byte(c.Source))
	if err != nil {
		return nil
	}
	p, err := plan.Build(m, direction, record.Config{Prefix: c.Prefix}, d)
	if err != nil {
		return nil
	}
	var list []asked
	for _, s := range p.Body {
		switch {
		case s.Code != nil || s.Command == nil:
		case s.Further && len(list) > 0:
			list[len(list)-1].sql = append(list[len(list)-1].sql, s.SQL)
		default:
			list = append(list, asked{s.Command, []string{s.SQL}})
		}
	}
	return slices.DeleteFunc(list, func(a asked) bool { _, raw := a.command.(command.Execute); return raw })
}

// gist is the kind of an operation, with its table and columns. What SQL of a
// database cannot say in these words is left out, with the reason.
func gist(list []operation.Located) []string {
	var gists []string
	for _, l := range list {
		if drop, ok := l.Operation.(operation.DropConstraint); ok && drop.Kind == "DEFAULT" {
			continue // SQL Server drops a default before there is another
		}
		text := fmt.Sprintf("%T %s", l.Operation, l.On())
		switch op := l.Operation.(type) {
		case operation.CreateTable:
			text += fmt.Sprint(columnNames(op.Columns), op.PrimaryKey)
		case operation.AddColumn:
			text += " " + op.Column.Name
		case operation.DropColumn:
			text += " " + op.Column
		case operation.RenameColumn:
			text += " " + op.Column + " " + op.To
		case operation.SetType:
			text += " " + op.Column.Name
		case operation.SetNotNull:
			text += " " + op.Column
		case operation.DropNotNull:
			text += " " + op.Column
		case operation.SetDefault:
			text += " " + op.Column
		case operation.Comment:
			text += " " + op.Column
		case operation.AddForeignKey:
			text += fmt.Sprint(" ", op.Columns, op.To, op.References, op.OnDelete, op.OnUpdate, op.NotValidated, op.WithColumn)
		case operation.AddPrimaryKey:
			text += fmt.Sprint(" ", op.Columns)
		case operation.AddCheck:
			text += fmt.Sprint(" ", op.Name, op.NotValidated, op.WithColumn)
		case operation.DropConstraint:
			text += " " + op.Name
		case operation.CreateIndex:
			text += fmt.Sprint(" ", op.Index.Name, len(op.Index.Columns), op.Index.Unique, op.Lock, op.Online, op.Lenient)
		case operation.DropIndex:
			text = "DropIndex " + op.Index.Name // whose table SQL need not name
		case operation.RenameIndex:
			text = "RenameIndex " + op.Index.Name
		}
		gists = append(gists, strings.TrimPrefix(text, "operation."))
	}
	// Their order within a command is the dialect's.
	slices.Sort(gists)
	return gists
}

func columnNames(columns []command.Column) []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return names
}

// TestAlike: a command and the SQL that is written for it ask for the same.
func TestAlike(t *testing.T) {
	sources := readSources(t)
	for _, d := range dialects {
		t.Run(d.Name(), func(t *testing.T) {
			compared, different, excepted := 0, 0, 0
			for _, c := range sources {
				for _, direction := range []command.Direction{command.Up, command.Down} {
					before := schema.New(schema.ForDatabase(d.Name()))
					if direction == command.Down {
						for _, a := range planned(c, command.Up, d) {
							before.Apply(a.command)
						}
					}
					for _, a := range planned(c, direction, d) {
						compared++
						problem := compare(a, d.Name(), before)
						switch {
						case problem == "":
						case exception(a, d.Name()) != "":
							excepted++
						default:
							if different++; different <= 10 {
								t.Errorf("%s %s: %s\n%s\n%s", c.ID, direction, a.command.Describe(), strings.Join(a.sql, "\n"), problem)
							}
						}
						before.Apply(a.command)
					}
				}
			}
			t.Logf("%d commands compared, %d differ, %d knowingly", compared, different, excepted)
			if compared < 2000 {
				t.Errorf("only %d commands were compared", compared)
			}
		})
	}
}

func compare(a asked, database string, before *schema.Schema) string {
	want := gist(operation.Of(withoutFrom(a.command), database, before))
	sql := strings.Join(a.sql, ";\n")
	got := gist(operation.Of(command.Execute{Up: command.SQL(sql)}, database, before))
	return cmp.Diff(want, got)
}

// withoutFrom takes away what SQL does not tell: the type that a column had.
func withoutFrom(c command.Command) command.Command {
	alter, ok := c.(command.AlterTable)
	if !ok {
		return c
	}
	alter.Changes = slices.Clone(alter.Changes)
	for i, change := range alter.Changes {
		if m, ok := change.(command.Modify); ok && m.From != nil {
			m.From = &command.From{Reference: m.From.Reference}
			alter.Changes[i] = m
		}
	}
	return alter
}

// exception says why a command and its SQL may differ, or "".
func exception(a asked, database string) string {
	switch c := a.command.(type) {
	case command.AlterTable:
		for _, change := range c.Changes {
			if m, ok := change.(command.Modify); ok {
				if _, null := m.Column.Options.Default.(command.Null); null && database == "mssql" {
					return "a default is a constraint, which is dropped"
				}
				if m.Column.Options.Generated != nil {
					return "GENERATED within ALTER COLUMN TYPE is refused"
				}
				if _, ok := m.Column.Options.Default.(command.Map); ok && !m.Column.Type.IsMap() {
					return "in SQL the default is the text that is the JSON of the map"
				}
			}
		}
		if len(c.Changes) == 0 {
			return "ALTER TABLE without a clause is refused by every server"
		}
	case command.CreateIndex:
		switch {
		case len(c.Index.Columns) == 0:
			return "an index without columns is refused by every server"
		case strings.ContainsAny(c.Index.Columns[0].Expr, "`\"'["):
			return "an expression with a quote that is not closed is refused"
		}
	case command.CreateConstraint:
		if c.Constraint.Name == "" {
			return "a constraint without a name is refused by every server"
		}
	}
	sql := strings.Join(a.sql, ";")
	if strings.Contains(sql, "SET NULL ()") || strings.Contains(sql, "SET DEFAULT ()") {
		return "on_delete without columns is refused"
	}
	switch database {
	case "sqlite":
		return sqliteException(a)
	case "mssql":
		switch {
		case strings.Contains(a.command.Describe(), "'"):
			return "a quote within a name is not doubled"
		case strings.Contains(sql, "sp_rename") && strings.Count(sql, ".") > 1 && strings.Contains(sql, "INDEX"):
			return "a point within a name is not quoted"
		case strings.Contains(sql, "] identity"):
			return "identity is no type of SQL Server"
		case slices.ContainsFunc(described(a.command), boolOfText):
			return "a bit that is the default of a text is read as a number"
		}
		if slices.ContainsFunc(described(a.command), restricted) {
			return "SQL Server has no word for :restrict"
		}
	}
	return ""
}

func boolOfText(c command.Column) bool {
	_, ok := c.Options.Default.(command.Bool)
	return ok && c.Type.Name != "boolean"
}

func restricted(c command.Column) bool {
	return c.Reference != nil && (c.Reference.OnDelete.Kind == command.RestrictAction || c.Reference.OnUpdate.Kind == command.RestrictAction)
}

// described are the columns that the command describes.
func described(c command.Command) []command.Column {
	var columns []command.Column
	switch c := c.(type) {
	case command.CreateTable:
		for _, add := range c.Columns {
			columns = append(columns, add.Column)
		}
	case command.AlterTable:
		for _, change := range c.Changes {
			switch change := change.(type) {
			case command.Add:
				columns = append(columns, change.Column)
			case command.Modify:
				columns = append(columns, change.Column)
			}
		}
	}
	return columns
}

// sqliteException says what Ecto's adapter for SQLite writes otherwise than it
// is asked to.
func sqliteException(a asked) string {
	columns := described(a.command)
	switch a.command.(type) {
	case command.RenameIndex:
		return "SQLite cannot rename an index: it is dropped and created"
	case command.AlterTable:
		if strings.Contains(strings.Join(a.sql, ""), "PRIMARY KEY") {
			return "SQLite refuses a primary key in ADD COLUMN"
		}
	}
	for _, c := range columns {
		if ref := c.Reference; ref != nil && (len(ref.With) > 0 || ref.OnDelete.Kind == command.NilifyColumns || ref.OnDelete.Kind == command.DefaultColumns) {
			return "the further columns of a key, and those of on_delete, are left out, or the key is"
		}
	}
	if strings.Contains(a.command.Describe(), `"`) || slices.ContainsFunc(columns, func(c command.Column) bool { return strings.Contains(c.Name, `"`) }) {
		return "a quote within a name is not doubled"
	}
	return ""
}
