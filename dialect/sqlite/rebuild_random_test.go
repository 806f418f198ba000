package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the driver
	"pgregory.net/rapid"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
)

// live is a database in memory as code in a migration sees it.
type live struct{ conn *sql.Conn }

func (l live) Exec(ctx context.Context, text string, args ...any) error {
	_, err := l.conn.ExecContext(ctx, text, args...)
	return err
}

func (l live) Query(ctx context.Context, text string, args ...any) (list [][]any, err error) {
	rows, err := l.conn.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		list = append(list, values)
	}
	return list, rows.Err()
}

// text returns the rows of a query, a line each.
func (l live) text(t *rapid.T, query string) string {
	rows, err := l.Query(context.Background(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%q\n", row)
	}
	return b.String()
}

func (l live) exec(t *rapid.T, texts ...string) {
	for _, text := range texts {
		if err := l.Exec(context.Background(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// run runs a command as a migration would.
func (l live) run(t *rapid.T, c command.Command) error {
	statements, err := sqlite.New().(dialect.Rebuilder).Rebuild(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if s.Code != nil {
			err = s.Code.Call(context.Background(), l)
		} else if err = l.Exec(context.Background(), s.SQL); err != nil && s.Otherwise != nil {
			err = s.Otherwise.Call(context.Background(), l, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// made is a random column of the table.
type made struct {
	name string
	kind command.Type
	// sql is the type, and clauses follow it.
	sql, clauses string
	notNull      bool
	def          command.Value
	reference    *command.Reference
}

var kinds = map[string]string{"integer": "INTEGER", "string": "TEXT", "binary": "BLOB", "float": "NUMERIC"}

func drawColumn(t *rapid.T, i int) made {
	kind := rapid.SampledFrom([]string{"integer", "string", "binary", "float"}).Draw(t, "kind")
	c := made{name: fmt.Sprintf("c%d", i), kind: command.NewType(kind), sql: kinds[kind]}
	flip := func(what string) bool { return rapid.Bool().Draw(t, what) }
	if kind == "integer" && flip("reference") {
		to := rapid.SampledFrom([]string{"parents", "things"}).Draw(t, "to")
		c.reference = &command.Reference{Table: to, Column: "id", Type: command.NewType("integer"), Name: c.name + "_fk"}
		c.clauses = fmt.Sprintf(` CONSTRAINT "%s" REFERENCES "%s"("id")`, c.reference.Name, to)
		return c
	}
	if flip("default") {
		c.def = map[string]command.Value{
			"integer": command.Int(-7), "string": command.String("d, (x)"), "float": command.Float(1.5), "binary": command.Fragment("x'00'"),
		}[kind]
		c.clauses += map[string]string{"integer": " DEFAULT -7", "string": " DEFAULT 'd, (x)'", "float": " DEFAULT 1.5", "binary": " DEFAULT x'00'"}[kind]
	}
	if c.notNull = flip("not null"); c.notNull {
		c.clauses += " NOT NULL"
	}
	if kind == "string" && flip("collate") {
		c.clauses += " COLLATE NOCASE"
	}
	if flip("check") {
		c.clauses += fmt.Sprintf(" CONSTRAINT %s_ck CHECK (typeof(%[1]s) <> 'x, y')", c.name)
	}
	return c
}

// drawTable makes the table, with all that can hang on a table.
func drawTable(t *rapid.T, l live) []made {
	columns := make([]made, rapid.IntRange(1, 5).Draw(t, "columns"))
	blank := rapid.SampledFrom([]string{" ", "\n  ", " /* it's */ ", " -- one, (two\n\t"}).Draw(t, "blank")
	id := rapid.SampledFrom([]string{`id INTEGER PRIMARY KEY AUTOINCREMENT`, `"id" INTEGER PRIMARY KEY`, "[id] INTEGER UNIQUE NOT NULL"}).Draw(t, "id")
	tail := ""
	if strings.HasSuffix(id, "PRIMARY KEY") && rapid.Bool().Draw(t, "without rowid") {
		tail = " WITHOUT ROWID"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `CREATE TABLE "things" (%s%s`, blank, id)
	for i := range columns {
		columns[i] = drawColumn(t, i)
		fmt.Fprintf(&b, ",%s%s %s%s", blank, columns[i].name, columns[i].sql, columns[i].clauses)
	}
	if rapid.Bool().Draw(t, "generated") {
		b.WriteString(", g TEXT GENERATED ALWAYS AS (id || 'g') STORED, h AS (id + 1)")
	}
	if rapid.Bool().Draw(t, "unique") {
		fmt.Fprintf(&b, ",%sUNIQUE (id, c0)", blank)
	}
	b.WriteString(")" + tail)
	l.exec(t, "CREATE TABLE parents (id INTEGER PRIMARY KEY)", "INSERT INTO parents VALUES (1), (2), (3)", b.String(),
		"CREATE TABLE children (thing INTEGER REFERENCES things(id) ON DELETE CASCADE)", "CREATE TABLE log (line)",
		"CREATE INDEX i0 ON things (c0)", `CREATE UNIQUE INDEX "i 1" ON things (id, c0 DESC) WHERE c0 IS NOT NULL`,
		"CREATE VIEW v AS SELECT * FROM things", "CREATE TRIGGER tr AFTER UPDATE OF c0 ON things BEGIN INSERT INTO log VALUES (old.c0); END",
		"CREATE TRIGGER other AFTER DELETE ON log BEGIN DELETE FROM things WHERE c0 = old.line; END")
	return columns
}

// fill inserts rows.
func fill(t *rapid.T, l live, columns []made) {
	rows := rapid.IntRange(0, 6).Draw(t, "rows")
	for id := 1; id <= rows; id++ {
		names, values := []string{"id"}, []string{fmt.Sprint(id * 3)}
		for _, c := range columns {
			choices := []string{"NULL"}
			if c.notNull {
				choices = nil
			}
			switch {
			case c.reference == nil:
				choices = append(choices, map[string][]string{
					"integer": {"0", "-5", "9007199254740993"}, "string": {"''", "'it''s'", "'12'", "'ü'"},
					"binary": {"x''", "x'00ff'"}, "float": {"1.5", "2", "-1e300"},
				}[c.kind.Name]...)
			case c.reference.Table == "parents":
				choices = append(choices, "1", "2")
			default:
				choices = append(choices, fmt.Sprint(id*3))
			}
			names, values = append(names, c.name), append(values, rapid.SampledFrom(choices).Draw(t, "value"))
		}
		l.exec(t, fmt.Sprintf("INSERT INTO things (%s) VALUES (%s)", strings.Join(names, ", "), strings.Join(values, ", ")),
			fmt.Sprintf("INSERT INTO children VALUES (%d)", id*3))
	}
}

// drawChange returns a change that can be undone, and what it is about.
func drawChange(t *rapid.T, columns []made) command.Command {
	table := command.Table{Object: command.Object{Name: "things"}}
	if rapid.IntRange(0, 3).Draw(t, "which") == 0 {
		return command.CreateConstraint{Constraint: command.Constraint{Table: "things", Name: "new ck", Check: "id > 0"}}
	}
	var changes []command.Change
	for _, c := range columns {
		if rapid.Bool().Draw(t, "changed") {
			changes = append(changes, drawModify(t, c))
		}
	}
	if len(changes) == 0 {
		changes = append(changes, drawModify(t, columns[0]))
	}
	return command.AlterTable{Table: table, Changes: changes}
}

func drawModify(t *rapid.T, c made) command.Modify {
	m := command.Modify{Column: command.Column{Name: c.name, Type: c.kind}}
	before := command.ColumnOptions{}
	o := &m.Column.Options
	if c.reference != nil {
		other := *c.reference
		other.OnDelete = command.ReferenceAction{Kind: command.NilifyAll}
		if rapid.Bool().Draw(t, "keep a reference") {
			m.Column.Reference = &other
		}
		m.From = &command.From{Type: c.kind, Reference: c.reference, Options: &before}
		return m
	}
	if c.notNull && rapid.Bool().Draw(t, "nullable") {
		o.Null, before.Null = command.Nullable, command.NotNull
	}
	if rapid.Bool().Draw(t, "default") {
		o.Default, before.Default = command.Int(9), command.Null{}
		if c.def != nil {
			before.Default = c.def
		}
	}
	m.From = &command.From{Type: c.kind, Options: &before}
	if kind := c.kind.Name; (kind == "integer" || kind == "binary") && rapid.Bool().Draw(t, "text") {
		m.Column.Type = command.NewType("string")
	}
	return m
}

// picture is everything that is in the database.
func (l live) picture(t *rapid.T) string {
	var b strings.Builder
	for _, query := range []string{
		"SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name <> 'sqlite_sequence' ORDER BY 1, 2",
		"SELECT * FROM things ORDER BY id", "SELECT rowid, * FROM children ORDER BY 1",
		"PRAGMA foreign_key_check", "PRAGMA integrity_check", "PRAGMA foreign_keys", "PRAGMA legacy_alter_table",
	} {
		b.WriteString(l.text(t, query))
	}
	if l.text(t, "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'") != "" {
		b.WriteString(l.text(t, "SELECT name, seq FROM sqlite_sequence ORDER BY 1"))
	}
	return b.String()
}

// objects are the names of everything and the kinds of the values that a change
// must leave alone.
func (l live) objects(t *rapid.T) string {
	return l.text(t, "SELECT type, name, CASE WHEN name = 'things' THEN '' ELSE sql END FROM sqlite_master WHERE name <> 'sqlite_sequence' ORDER BY 1, 2") +
		l.text(t, "SELECT id, CAST(c0 AS BLOB) FROM things ORDER BY id") + l.text(t, "SELECT * FROM children ORDER BY 1") +
		l.text(t, "SELECT name, hidden, pk FROM pragma_table_xinfo('things')") + l.text(t, "PRAGMA integrity_check") + l.text(t, "PRAGMA foreign_key_check")
}

// Random tables, changed and changed back, with foreign keys enforced and not,
// within a transaction and outside of one.
func TestRandomRebuild(t *testing.T) {
	pool, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	rapid.Check(t, func(t *rapid.T) {
		conn, err := pool.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		l := live{conn}
		l.exec(t, "PRAGMA foreign_keys = OFF")
		clear(t, l)
		enforced := rapid.Bool().Draw(t, "enforced")
		if enforced {
			l.exec(t, "PRAGMA foreign_keys = ON")
		}
		columns := drawTable(t, l)
		fill(t, l, columns)
		inTransaction := !enforced && rapid.Bool().Draw(t, "in a transaction")
		if inTransaction {
			l.exec(t, "BEGIN")
		}
		change := drawChange(t, columns)
		before, objects := l.picture(t), l.objects(t)
		if err := l.run(t, change); err != nil {
			t.Fatalf("%+v: %v\n%s", change, err, before)
		}
		if after := l.objects(t); after != objects {
			t.Fatalf("%+v changes more than it should:\n%s\nbefore:\n%s", change, after, objects)
		}
		back, problems := command.Reverse(change)
		if problems != nil {
			t.Fatal(problems)
		}
		if err := l.run(t, back); err != nil {
			t.Fatalf("%+v: %v\n%s", back, err, l.picture(t))
		}
		if after := l.picture(t); after != before {
			t.Fatalf("%+v and back leave\n%s\nbefore:\n%s", change, after, before)
		}
		if inTransaction {
			l.exec(t, "COMMIT")
		}
	})
}

// clear drops what the last case has left, also if it failed in a transaction.
func clear(t *rapid.T, l live) {
	_ = l.Exec(context.Background(), "ROLLBACK")
	rows, err := l.Query(context.Background(), "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite%' ORDER BY type DESC")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		l.exec(t, fmt.Sprintf("DROP %s %q", row...))
	}
}

// A removed column goes with what needs it, and nothing else does.
func TestRandomRemove(t *testing.T) {
	pool, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	rapid.Check(t, func(t *rapid.T) {
		conn, err := pool.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		l := live{conn}
		l.exec(t, "PRAGMA foreign_keys = OFF")
		clear(t, l)
		columns := drawTable(t, l)
		fill(t, l, columns)
		l.exec(t, "DROP TRIGGER tr", "DROP TRIGGER other", "PRAGMA foreign_keys = ON")
		name := rapid.SampledFrom(columns).Draw(t, "column").name
		var kept []string
		for _, c := range columns {
			if c.name != name {
				kept = append(kept, c.name)
			}
		}
		rest := "SELECT " + strings.Join(slices.Concat([]string{"id"}, kept), ", ") + " FROM things ORDER BY id"
		before := l.text(t, rest)
		change := command.AlterTable{Table: command.Table{Object: command.Object{Name: "things"}}, Changes: []command.Change{command.Remove{Name: name}}}
		if err := l.run(t, change); err != nil {
			t.Fatal(err)
		}
		if after := l.text(t, rest); after != before {
			t.Fatalf("rows:\n%s\nbefore:\n%s", after, before)
		}
		if got := l.text(t, "SELECT count(*) FROM pragma_table_xinfo('things') WHERE name = '"+name+"'"); got != "['\\x00']\n" {
			t.Fatalf("the column is still there: %s", got)
		}
		indexes := l.text(t, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1")
		if want := map[bool]string{true: "", false: "[\"i 1\"]\n[\"i0\"]\n"}[name == "c0"]; indexes != want {
			t.Fatalf("indexes: %s, want %s", indexes, want)
		}
		if problems := l.text(t, "PRAGMA integrity_check") + l.text(t, "PRAGMA foreign_key_check"); problems != "[\"ok\"]\n" {
			t.Fatal(problems)
		}
	})
}
