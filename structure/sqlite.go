package structure

import (
	"context"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
)

// sqliteSchema lists the statements that made the database, by name within
// their kind, so that the history does not matter. The tables that a virtual
// table keeps its data in are made with it; SQLite's own are made by it.
const sqliteSchema = `SELECT type, sql FROM sqlite_schema s
	WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND tbl_name NOT IN (?, ?)
	AND NOT EXISTS (SELECT 1 FROM pragma_table_list l WHERE l.schema = 'main' AND l.type = 'shadow' AND l.name = s.tbl_name)
	ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3 ELSE 4 END, name`

func dumpSQLite(ctx context.Context, t Target, o Options) (string, error) {
	leftOut := t.journal()
	if o.WithoutVersions {
		leftOut = t.versions()
	}
	rows, err := t.Conn.Query(ctx, sqliteSchema, t.journal(), leftOut)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, row := range rows {
		sql, err := bare(text(row[1]))
		if err != nil {
			return "", err
		}
		b.WriteString(sql + ";\n")
	}
	tables, err := Tables(ctx, t)
	if err != nil || o.WithoutVersions || !t.Loaded(tables) {
		return b.String(), err
	}
	versions := command.Object{Name: t.versions()}
	inserts, err := t.insertVersions(ctx, versions, versions)
	return b.String() + inserts, err
}

// bare is the statement without the comments that follow it, which would be
// lost on the next load.
func bare(sql string) (string, error) {
	pieces, err := sqlsplit.Split(sql+"\n", sqlsplit.Options{Dialect: sqlsplit.SQLite})
	if err != nil {
		return "", err
	}
	for _, p := range pieces {
		if p.Kind == sqlsplit.Statement {
			return p.Text, nil
		}
	}
	return sql, nil
}

func loadSQLite(ctx context.Context, t Target, name, text string) error {
	pieces, err := sqlsplit.Split(text, sqlsplit.Options{Dialect: sqlsplit.SQLite, File: name})
	if err != nil {
		return err
	}
	var statements []sqlsplit.Piece
	for _, p := range pieces {
		if p.Kind == sqlsplit.Statement && !ofProgram(p) {
			statements = append(statements, p)
		}
	}
	if err := t.Conn.Exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, p := range statements {
		if err := t.Conn.Exec(ctx, p.Text); err != nil {
			_ = t.Conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
			return sqliteFailure(name, p, err)
		}
	}
	return t.Conn.Exec(ctx, "COMMIT")
}

// ofProgram reports what the program sqlite3 writes into its dumps beside the
// structure: the transaction, which is ours, and tables that SQLite makes by
// itself.
func ofProgram(p sqlsplit.Piece) bool {
	if len(p.Head) == 0 {
		return false
	}
	switch p.Head[0] {
	case "BEGIN", "COMMIT", "END":
		return true
	case "PRAGMA":
		return strings.Contains(strings.ToLower(p.Text), "foreign_keys")
	case "CREATE":
		return strings.Contains(p.Text, "TABLE sqlite_")
	}
	return false
}

func sqliteFailure(name string, p sqlsplit.Piece, err error) error {
	f := &Failure{
		Pos: diag.Pos{File: name, Line: p.Line, Column: p.Column}, Err: err,
		Summary: "the structure could not be loaded: " + err.Error(),
		Detail:  "Nothing was loaded: it is one transaction.",
	}
	if message := err.Error(); database.CodeOf(err) != "" && already(message) {
		f.Hint = "load into an empty database: whimbrel drop, whimbrel load"
	}
	return f
}
