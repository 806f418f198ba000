package fix_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/database/sqldb"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint/rules"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
	"github.com/whimbrel-go/whimbrel/whimbreltest"
)

// TestFixesOnServers runs each sample and its fix on the real servers, with rows
// in the tables: both lead to the same schema and the same rows, and the way down
// of both to the same one again.
func TestFixesOnServers(t *testing.T) {
	pages := linttest.Pages(t, "../..")
	dbtest.Each(t, func(t *testing.T, d dbtest.Database) {
		ran := 0
		dialect := strings.Replace(d.Dialect, "mariadb", "mysql", 1)
		for _, r := range rules.All() {
			for _, language := range []string{"elixir", "sql"} {
				for _, name := range databasesOf(r, pages[r.ID], language) {
					if name != dialect {
						continue
					}
					t.Run(r.ID+"/"+language, func(t *testing.T) {
						c, ok := newProof(t, r, pages[r.ID], language, name)
						if !ok {
							t.Skip("no fix")
						}
						ran++
						c.onServer(t, dialect)
					})
				}
			}
		}
		t.Logf("%d samples", ran)
	})
}

// outcome is what a folder makes of an empty database.
type outcome struct {
	up, down string
	rows     string
}

func (c *proof) onServer(t *testing.T, dialect string) {
	rows := true
	unfixed, err := c.before.runOn(t, dialect, rows)
	if err != nil {
		// Rows can be what the rule is about: then the schema alone is compared.
		rows = false
		unfixed, err = c.before.runOn(t, dialect, rows)
	}
	fixed, fixedErr := c.after.runOn(t, dialect, rows)
	if reason := unrunnable(c.rule.ID, dialect); fixedErr != nil && err != nil && reason != "" {
		t.Skip(reason)
	}
	if fixedErr != nil {
		t.Fatalf("the fixed migrations fail: %v\n%s", fixedErr, c.text(t))
	}
	if err != nil || c.better {
		return // the fix is that it runs at all, or that its schema is another one
	}
	if d := cmp.Diff(lines(unfixed.up), lines(fixed.up)); d != "" {
		t.Errorf("the schema differs (-unfixed, +fixed):\n%s", d)
	}
	if d := cmp.Diff(lines(unfixed.rows), lines(fixed.rows)); d != "" {
		t.Errorf("the rows differ (-unfixed, +fixed):\n%s", d)
	}
	if d := cmp.Diff(lines(unfixed.down), lines(fixed.down)); d != "" && unfixed.down != "" {
		t.Errorf("the way down leads elsewhere (-unfixed, +fixed):\n%s", d)
	}
	if t.Failed() {
		t.Log(c.text(t))
	}
}

// unrunnable says why a sample runs on no server of that kind, fixed or not.
func unrunnable(id, dialect string) string {
	if id == "refused-in-transaction" && dialect == "sqlite" {
		return "SQLite vacuums all tables at once, and the sample names one"
	}
	return ""
}

// lines are those of a text without what defaults such as gen_random_uuid() make
// up; the values of fill begin with zeros.
func lines(text string) []string {
	text = uuid.ReplaceAllStringFunc(text, func(value string) string {
		if strings.HasPrefix(value, "00000000-") {
			return value
		}
		return "random"
	})
	return strings.Split(text, "\n")
}

var uuid = regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)

// connect opens a fresh database.
func connect(t *testing.T, dialect string) database.Connector {
	t.Helper()
	switch dialect {
	case "postgres":
		return pgx.URL(dbtest.Postgres(t))
	case "sqlite":
		return sqldb.New(dbtest.Open(t, dbtest.SQLite(t)), sqldb.SQLite)
	}
	return sqldb.New(dbtest.Open(t, dbtest.MariaDB(t)), sqldb.MySQL)
}

// runOn runs a folder up and down again.
func (f folder) runOn(t *testing.T, dialect string, rows bool) (o outcome, err error) {
	t.Helper()
	db := connect(t, dialect)
	formats := append([]source.Format{exs.Format()}, sqlfile.Formats(db.Dialect())...)
	m, err := migrate.New(db, migrate.Config{FS: f.files, Formats: formats})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if dialect == "postgres" { // some samples work in it
		if err := conn.Exec(t.Context(), "CREATE SCHEMA archive"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.Up(t.Context(), migrate.To(f.reviewed-1)); err != nil {
		return o, errors.Join(fmt.Errorf("before: %w", err), conn.Close(t.Context()))
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(t.Context()))) }()
	if rows {
		if err := fill(t, db, conn); err != nil {
			return o, err
		}
	}
	if _, err := m.Up(t.Context(), migrate.All()); err != nil {
		return o, err
	}
	o.up, o.rows = whimbreltest.Schema(t, db), dump(t, db, conn)
	if _, err := m.Down(t.Context(), migrate.To(f.reviewed)); err == nil {
		o.down = whimbreltest.Schema(t, db)
	}
	return o, nil
}

// read returns the tables of a database.
func read(t *testing.T, db database.Connector, conn database.Conn) []*schema.Table {
	t.Helper()
	s, err := schema.Read(t.Context(), conn, db.Dialect(), schema.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s.Tables()
}

// fill gives every table some rows, referenced tables first.
func fill(t *testing.T, db database.Connector, conn database.Conn) error {
	t.Helper()
	left := read(t, db, conn)
	for range len(left) + 1 {
		var failed []*schema.Table
		var err error
		for _, table := range left {
			if e := insert(t, db, conn, table); e != nil {
				failed, err = append(failed, table), e
			}
		}
		if left = failed; len(left) == 0 {
			return nil
		} else if len(failed) == 0 {
			return err
		}
	}
	return fmt.Errorf("cannot fill %s", left[0].Name)
}

const filled = 5

func insert(t *testing.T, db database.Connector, conn database.Conn, table *schema.Table) error {
	t.Helper()
	for i := 1; i <= filled; i++ {
		var names, values []string
		for _, c := range table.Columns {
			if c.Options.Generated != nil {
				continue
			}
			name, err := db.Dialect().QuoteName(c.Name)
			if err != nil {
				return err
			}
			names, values = append(names, name), append(values, literal(c, i))
		}
		name, err := db.Dialect().QuoteName(table.Name)
		if err != nil {
			return err
		}
		sql := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", name, strings.Join(names, ", "), strings.Join(values, ", "))
		if err := conn.Exec(t.Context(), sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// literal is the value of a column in a row.
func literal(c schema.Column, row int) string {
	kind := c.Type.Name
	switch {
	case kind == "binary_id" || kind == "uuid":
		return fmt.Sprintf("'00000000-0000-0000-0000-%012d'", row)
	case strings.Contains(kind, "int"), strings.Contains(kind, "serial"), kind == "id", kind == "float", kind == "decimal", strings.Contains(kind, "numeric"):
		return fmt.Sprint(row)
	case kind == "boolean" || kind == "tinyint(1)":
		return "true"
	case kind == "map" || strings.Contains(kind, "json"):
		return "'{}'"
	case kind == "date":
		return "'2026-01-31'"
	case strings.Contains(kind, "datetime") || strings.Contains(kind, "timestamp"):
		return "'2026-01-31 12:00:00'"
	case c.Type.IsArray():
		return "'{}'"
	}
	return fmt.Sprintf("'text %d'", row)
}

// dump lists the rows of all tables.
func dump(t *testing.T, db database.Connector, conn database.Conn) string {
	t.Helper()
	var b strings.Builder
	for _, table := range read(t, db, conn) {
		name, err := db.Dialect().QuoteName(table.Name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := conn.Query(t.Context(), "SELECT * FROM "+name+" ORDER BY 1")
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			b.WriteString(table.Name)
			for _, v := range row {
				if text, ok := v.([]byte); ok {
					v = string(text)
				}
				fmt.Fprintf(&b, " %v", v)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}
