package exs

import (
	"errors"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

func pair(name string, v eval.Value) eval.Pair { return eval.Pair{Key: eval.Atom(name), Value: v} }

// resultStruct is the result as the adapter's driver gives it.
func (s *session) resultStruct(a *answer) eval.Value {
	columns, rows := eval.List{}, eval.List{}
	for _, name := range a.Columns {
		columns = append(columns, eval.String(name))
	}
	for _, row := range a.Rows {
		rows = append(rows, eval.List(row))
	}
	var columnsOrNil, rowsOrNil eval.Value = eval.Nil, eval.Nil
	if a.HasRows {
		columnsOrNil, rowsOrNil = columns, rows
	}
	count := pair("num_rows", eval.IntValue(a.Count))
	session := pair("connection_id", eval.IntValue(a.Session))
	switch s.dialect() {
	case "mysql":
		return eval.NewStruct(eval.Module("MyXQL.Result"), pair("columns", columnsOrNil), pair("rows", rowsOrNil), count,
			session, pair("last_insert_id", eval.IntValue(a.LastInsertID)), pair("num_warnings", eval.IntValue(0)))
	case "sqlite":
		changes := a.Command == "insert" || a.Command == "update" || a.Command == "delete"
		if changes && !a.HasRows {
			rowsOrNil = eval.Nil
		} else {
			rowsOrNil = rows
		}
		if changes {
			columns = eval.List{}
		}
		return eval.NewStruct(eval.Module("Exqlite.Result"), pair("command", eval.Atom("execute")), pair("columns", columns),
			pair("rows", rowsOrNil), count)
	case "mssql":
		return eval.NewStruct(eval.Module("Tds.Result"), pair("columns", columnsOrNil), pair("rows", rowsOrNil), count)
	}
	return eval.NewStruct(eval.Module("Postgrex.Result"), pair("command", eval.Atom(a.Command)), pair("columns", columnsOrNil),
		pair("rows", rowsOrNil), count, session, pair("messages", eval.List{}))
}

// refusal turns a failure of the database into the driver's exception. Anything
// else, such as a connection that was lost, cannot be rescued.
func (s *session) refusal(c *eval.Call, err error) error {
	var encode *command.EncodeError
	if errors.As(err, &encode) {
		raised := eval.NewRaised(c.Pos, "DBConnection.EncodeError", "%s", encode.Message)
		raised.Cause = err
		return raised
	}
	var refused *command.Refusal
	if !errors.As(err, &refused) {
		return err
	}
	exception, message := s.exception(refused)
	return &eval.Raised{Exception: exception, Message: message, Pos: c.Pos, Cause: err}
}

// rolledBack is repo().rollback(value) on its way to the transaction.
type rolledBack struct {
	value eval.Value
	pos   diag.Pos
}

func (r *rolledBack) Error() string {
	return r.pos.String() + ": the migration rolled back: repo().rollback(" + eval.Inspect(r.value) + ")"
}

// Unwrap is for those who show it: no transaction of the code was around it.
func (r *rolledBack) Unwrap() error {
	return diag.Errorf(diag.Invalid, r.pos, "the migration rolled back: repo().rollback(%s)", eval.Inspect(r.value))
}
