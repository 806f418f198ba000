package schema

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
)

// ReadOptions say what of a database is read. The zero value is everything in
// the schema that the session is in, but for schema_migrations.
type ReadOptions struct {
	// Prefix is the schema (PostgreSQL, SQL Server) or database (MySQL) to read.
	// Tables of another one than the session's have it as their prefix. SQLite
	// has none: its main database is read.
	Prefix string
	// Versions is the name of the table of versions, which is left out, as is the
	// journal beside it; "" means "schema_migrations".
	Versions string
	// Except are further tables to leave out.
	Except []string
}

// Read reads the tables of a database, with what belongs to them. Types are
// called by Ecto's names where a database's type can come from one:
// timestamp(0) is utc_datetime, uuid is binary_id, and SQLite's TEXT is text,
// whatever it was made of. Expressions are as the database shows them.
//
// The database describes itself in SQL, which is read by the rules for raw SQL:
// what is not understood is a [Gap].
func Read(ctx context.Context, conn database.Conn, d dialect.Dialect, options ReadOptions) (*Schema, error) {
	if options.Versions == "" {
		options.Versions = "schema_migrations"
	}
	r := &reader{ctx: ctx, conn: conn, options: options, schema: New(ForDatabase(d.Name())), rows: map[string]int64{}}
	var err error
	switch d.Name() {
	case "postgres":
		err = r.postgres()
	case "mysql":
		err = r.mysql()
	case "sqlite":
		err = r.sqlite()
	case "mssql":
		err = r.mssql()
	default:
		err = fmt.Errorf("the schema of %s cannot be read", d.Name())
	}
	if err != nil {
		return nil, err
	}
	r.finish()
	return r.schema, nil
}

// reader reads one database.
type reader struct {
	ctx     context.Context
	conn    database.Conn
	options ReadOptions
	schema  *Schema
	// rows are the estimates by table.
	rows map[string]int64
	// later are statements for when all tables are there.
	later []sqlddl.Statement
	// unordered: the order of creation is not known.
	unordered bool
}

// query returns the rows as text; NULL is "".
func (r *reader) query(sql string, args ...any) ([][]string, error) {
	rows, err := r.conn.Query(r.ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	texts := make([][]string, len(rows))
	for i, row := range rows {
		for _, v := range row {
			texts[i] = append(texts[i], toText(v))
		}
	}
	return texts, nil
}

func toText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	}
	return fmt.Sprint(value)
}

// leftOut reports tables that are not wanted.
func (r *reader) leftOut(table string) bool {
	journal := dialect.JournalTable(command.Object{Name: r.options.Versions}).Name
	return table == r.options.Versions || table == journal || slices.Contains(r.options.Except, table)
}

// define reads the statements in which the database describes itself. Foreign
// keys wait for all tables.
func (r *reader) define(sql string) {
	for _, statement := range sqlddl.Parse(sql, r.schema.database) {
		create, ok := statement.(sqlddl.CreateTable)
		if !ok {
			r.apply(statement)
			continue
		}
		create.Existence = command.Strict
		create.Then = slices.DeleteFunc(create.Then, func(s sqlddl.Part) bool {
			key, foreign := s.Statement.(sqlddl.ForeignKey)
			if foreign {
				if r.schema.database == "mysql" && key.To.Prefix == "" { // in the same database
					key.To.Prefix = create.Table.Prefix
				}
				r.later = append(r.later, key)
			}
			return foreign
		})
		r.apply(create)
	}
}

// apply keeps what does not fit together as a gap.
func (r *reader) apply(statement sqlddl.Statement) {
	a := &applier{Schema: r.schema}
	a.statement(statement)
	for _, problem := range a.problems {
		if problem.Severity == diag.Error {
			r.schema.gaps = append(r.schema.gaps, Gap{What: problem.Summary, Reason: "the database says so"})
		}
	}
}

func (r *reader) finish() {
	for _, statement := range r.later {
		r.apply(statement)
	}
	s := r.schema
	for i, t := range s.tables {
		rows, ok := r.rows[t.Name]
		if ok {
			s.edit(i).Rows = rows
		}
	}
	s.complete = true
	if r.unordered {
		s.parentsFirst()
	}
}

// quoted writes a name for SQL of PostgreSQL.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
