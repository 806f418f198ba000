package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// answer says whether a statement was executed.
type answer uint8

const (
	unknown answer = iota
	executed
	notExecuted
)

// verdict is an answer with its evidence. clean, if set, has to be sent before
// the statement is sent again.
type verdict struct {
	answer   answer
	evidence string
	clean    string
}

// lookAt finds out from the catalogue whether a statement was executed.
func (m *Migrator) lookAt(ctx context.Context, conn database.Conn, j *job, s dialect.Statement) (verdict, error) {
	name := m.dialectName()
	if s.Code == nil && changesRows(s.SQL) {
		return m.lookAtRows(ctx, conn, j)
	}
	expected := expectations(name, s)
	if len(expected) == 0 {
		if isRepeatable(s) {
			return verdict{notExecuted, "running it twice does no harm", ""}, nil
		}
		if w := words(s.SQL, 1); len(w) == 1 && w[0] == "LOCK" {
			return verdict{unknown, "The statements after it may have been executed too, up to UNLOCK TABLES.", ""}, nil
		}
		return verdict{unknown, "What it does cannot be looked up in the catalogue of the database.", ""}, nil
	}
	c := catalogue{conn: conn, dialect: name}
	var met, unmet []string
	var clean string
	for _, e := range expected {
		state, err := c.look(ctx, e)
		if err != nil {
			return verdict{}, err
		}
		if state == invalid && clean == "" {
			clean = "DROP INDEX CONCURRENTLY " + quoteObject(e.table.Prefix, e.name)
		}
		if (state == present) == e.present {
			met = append(met, e.say(state))
		} else {
			unmet = append(unmet, e.say(state))
		}
	}
	switch {
	case len(unmet) == 0:
		return verdict{executed, strings.Join(met, ", "), ""}, nil
	case len(met) == 0:
		return verdict{notExecuted, strings.Join(unmet, ", "), clean}, nil
	}
	return verdict{unknown, "The database shows neither the one nor the other: " +
		strings.Join(append(met, unmet...), ", ") + ".", ""}, nil
}

// lookAtRows: a statement that changes rows is one transaction with the
// journal's entry, so that it was rolled back if the journal does not know it;
// but only tables of engines with transactions roll back.
func (m *Migrator) lookAtRows(ctx context.Context, conn database.Conn, j *job) (verdict, error) {
	if m.config.VersionsDB != nil || m.dialectName() == "mssql" || managesTransaction(j.plan) {
		return verdict{unknown, "It changes rows, which does not show in the catalogue of the database.", ""}, nil
	}
	if m.dialectName() == "mysql" {
		rows, err := conn.Query(ctx, "SELECT count(*) FROM information_schema.tables t JOIN information_schema.engines e "+
			"ON e.engine = t.engine WHERE t.table_schema = DATABASE() AND COALESCE(e.transactions, 'NO') <> 'YES'")
		if err != nil {
			return verdict{}, err
		}
		if n, err := toVersion(rows[0][0]); err != nil || n > 0 {
			return verdict{unknown, "It changes rows, and there are tables in the database without transactions (MyISAM, Aria, MEMORY ...).", ""}, err
		}
	}
	return verdict{notExecuted, "its transaction was rolled back", ""}, nil
}

// thing is what an expectation is about.
type thing string

const (
	aTable      thing = "table"
	aColumn     thing = "column"
	anIndex     thing = "index"
	aConstraint thing = "constraint"
)

// expectation is what the catalogue shows after a statement, and did not show
// before it.
type expectation struct {
	thing thing
	table command.Object
	// name is that of the column, index or constraint.
	name    string
	present bool
}

func (e expectation) say(found presence) string {
	what := string(e.thing) + " " + e.table.String()
	if e.thing != aTable {
		what = string(e.thing) + " " + e.name
	}
	switch found {
	case present:
		return what + " exists"
	case invalid:
		return what + " is invalid"
	}
	return what + " does not exist"
}

// expectations returns what must have changed by a statement; none if that
// cannot be seen.
func expectations(dialectName string, s dialect.Statement) []expectation {
	if s.Code != nil {
		return nil
	}
	switch c := s.Command.(type) {
	case command.Execute:
		return expectSQL(dialectName, s.SQL)
	case command.CreateTable:
		return expectTable(c, s.SQL)
	case command.DropTable:
		return absent(c.Existence, expectation{thing: aTable, table: c.Table.Object})
	case command.AlterTable:
		return expectAlter(dialectName, c, s.SQL)
	case command.RenameTable:
		return []expectation{{thing: aTable, table: c.From}, {thing: aTable, table: c.To, present: true}}
	case command.RenameColumn:
		return []expectation{{thing: aColumn, table: c.Table, name: c.From}, {thing: aColumn, table: c.Table, name: c.To, present: true}}
	case command.CreateIndex:
		if c.Existence == command.Lenient && !isConcurrent(s.SQL) || isComment(s.SQL) {
			return nil
		}
		return []expectation{ofIndex(c.Index, c.Index.Name, true)}
	case command.DropIndex:
		return absent(c.Existence, ofIndex(c.Index, c.Index.Name, false))
	case command.RenameIndex:
		return []expectation{ofIndex(c.Index, c.Index.Name, false), ofIndex(c.Index, c.To, true)}
	case command.CreateConstraint:
		if isComment(s.SQL) {
			return nil
		}
		return []expectation{ofConstraint(c.Constraint, true)}
	case command.DropConstraint:
		return absent(c.Existence, ofConstraint(c.Constraint, false))
	}
	return nil
}

// absent is what a statement that drops something expects; nothing if it drops
// it only if it exists.
func absent(existence command.Existence, e expectation) []expectation {
	if existence == command.Lenient {
		return nil
	}
	return []expectation{e}
}

func ofIndex(i command.Index, name string, present bool) expectation {
	return expectation{thing: anIndex, table: command.Object{Prefix: i.Prefix, Name: i.Table}, name: name, present: present}
}

func ofConstraint(c command.Constraint, present bool) expectation {
	return expectation{thing: aConstraint, table: command.Object{Prefix: c.Prefix, Name: c.Table}, name: c.Name, present: present}
}

// expectTable expects the table with all of its columns.
func expectTable(c command.CreateTable, sql string) []expectation {
	if c.Existence == command.Lenient || isComment(sql) {
		return nil
	}
	list := []expectation{{thing: aTable, table: c.Table.Object, present: true}}
	for _, add := range c.Columns {
		list = append(list, expectation{thing: aColumn, table: c.Table.Object, name: add.Column.Name, present: true})
	}
	return list
}

// expectAlter expects what each change of the statement adds and removes. A
// column that is only modified shows nothing.
func expectAlter(dialectName string, c command.AlterTable, sql string) []expectation {
	if isComment(sql) {
		return nil
	}
	var list []expectation
	for _, change := range c.Changes {
		e := expectation{thing: aColumn, table: c.Table.Object}
		switch change := change.(type) {
		case command.Add:
			if change.Existence == command.Lenient {
				continue
			}
			e.name, e.present = change.Column.Name, true
		case command.Remove:
			if change.Existence == command.Lenient {
				continue
			}
			e.name = change.Name
		default:
			continue
		}
		// SQLite has a statement for each change.
		if dialectName == "sqlite" && !strings.Contains(sql, `"`+e.name+`"`) {
			continue
		}
		list = append(list, e)
	}
	return list
}

func isComment(sql string) bool {
	w := words(sql, 2)
	return len(w) == 2 && w[0] == "COMMENT" && w[1] == "ON"
}

// isRepeatable reports whether running a statement a second time does what
// running it once does.
func isRepeatable(s dialect.Statement) bool {
	if s.Code != nil {
		return false
	}
	if isComment(s.SQL) || strings.TrimSpace(s.SQL) == "" {
		return true
	}
	switch c := s.Command.(type) {
	case command.AlterTable:
		for _, change := range c.Changes {
			if m, ok := change.(command.Modify); ok && (m.Column.Reference != nil || m.From != nil && m.From.Reference != nil) {
				return false // it adds or drops a foreign key
			}
		}
		return true
	case command.CreateTable:
		return c.Existence == command.Lenient
	case command.CreateIndex:
		return c.Existence == command.Lenient
	case command.DropTable:
		return c.Existence == command.Lenient
	case command.DropIndex:
		return c.Existence == command.Lenient
	case command.DropConstraint:
		return c.Existence == command.Lenient
	case command.Execute:
		return isRepeatableSQL(s.SQL)
	}
	return false
}

// presence is what the catalogue says of a thing.
type presence uint8

const (
	missing presence = iota
	present
	// invalid: an index whose concurrent building or dropping did not end.
	invalid
)

// catalogue asks a database what there is.
type catalogue struct {
	conn    database.Conn
	dialect string
}

// look asks for one thing.
func (c catalogue) look(ctx context.Context, e expectation) (presence, error) {
	var sql string
	var args []any
	switch c.dialect {
	case "postgres":
		sql, args = lookPostgres(e)
	case "mysql":
		sql, args = lookMySQL(e)
	case "sqlite":
		sql, args = lookSQLite(e)
	default:
		return missing, fmt.Errorf("the catalogue of %s cannot be read", c.dialect)
	}
	rows, err := c.conn.Query(ctx, sql, args...)
	if err != nil || len(rows) == 0 {
		return missing, err
	}
	n, err := toVersion(rows[0][0])
	switch {
	case err != nil || n == 0:
		return missing, err
	case n < 0:
		return invalid, nil
	}
	return present, nil
}
