package pgx

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/whimbrel-go/whimbrel/database"
)

// Exec sends the statements in one message.
//
// A statement alone is a message of its own and so may be one that refuses to
// run in a transaction block (CREATE INDEX CONCURRENTLY, VACUUM). Several
// statements without BEGIN among them are one implicit transaction.
func (c *conn) Exec(ctx context.Context, statements ...string) error {
	if len(statements) == 0 {
		return nil
	}
	batch := &pgconn.Batch{}
	for _, sql := range statements {
		batch.ExecParams(sql, nil, nil, nil, nil)
	}
	results := c.pg.ExecBatch(ctx, batch)
	done := 0
	for results.NextResult() {
		// Closing reads and drops the rows that an executed SELECT returns.
		if _, err := results.ResultReader().Close(); err != nil {
			break
		}
		done++
	}
	err := results.Close()
	if err == nil {
		return nil
	}
	if done >= len(statements) {
		// All statements were answered and the error came with the Sync:
		// the implicit transaction could not be committed.
		done = len(statements) - 1
	}
	return statementError(ctx, err, done, statements[done])
}

// statementError turns the driver's error into ours. The driver's own errors
// (a broken connection) have no code.
func statementError(ctx context.Context, err error, index int, sql string) error {
	e := &database.Error{Index: index, SQL: sql, Message: err.Error(), Err: err}
	var server *pgconn.PgError
	if !errors.As(err, &server) {
		e.Hint = "the connection to the server was lost"
		if ctx.Err() != nil {
			e.Hint = ""
		}
		return e
	}
	e.Code, e.Message, e.Detail, e.Hint = server.Code, server.Message, server.Detail, server.Hint
	e.Position = int(server.Position)
	e.Severity, e.Schema, e.Table = server.Severity, server.SchemaName, server.TableName
	e.Column, e.Constraint = server.ColumnName, server.ConstraintName
	if server.Where != "" {
		e.Detail = joinLines(e.Detail, server.Where)
	}
	if isSeveralCommands(server) {
		e.Hint = "one statement per execute: give every statement an execute of its own, " +
			"or put them into one DO $$ BEGIN ... END $$ block"
	}
	if server.Code == "57014" && ctx.Err() != nil {
		// query_canceled, and we asked for it.
		e.Err = errors.Join(ctx.Err(), server)
	}
	return e
}

// isSeveralCommands recognises the server's refusal of "a; b" in the extended
// protocol, which Ecto's users meet as well (exec_parse_message in postgres.c).
func isSeveralCommands(e *pgconn.PgError) bool {
	return e.Code == "42601" && e.Routine == "exec_parse_message"
}

func joinLines(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}
