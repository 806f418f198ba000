package command

import "strings"

// Query is a query of the repository with its parameters, such as
// repo().query!("DELETE FROM posts WHERE id = $1", [1]). It is sent as it
// stands, apart from the queue of commands.
type Query struct {
	SQL    string
	Params []Value
}

func (Query) action() {}

// Inspect returns the SQL and the parameters as Elixir prints them.
func (q Query) Inspect() string {
	if len(q.Params) == 0 {
		return inspectString(q.SQL)
	}
	return inspectString(q.SQL) + ", " + List(q.Params).Inspect()
}

// Values that are parameters and results of queries, and have no other type in
// Go that keeps them exactly. Each is the text of ISO 8601, or the digits.
type (
	// Decimal is an exact number: "1.50".
	Decimal string
	// Date is a day: "2026-01-31".
	Date string
	// Time is a time of the day: "12:00:00.000000".
	Time string
	// NaiveDateTime is a day and a time: "2026-01-31T12:00:00".
	NaiveDateTime string
	// DateTime is the same in UTC: "2026-01-31T12:00:00Z".
	DateTime string
)

func (Decimal) value()       {}
func (Date) value()          {}
func (Time) value()          {}
func (NaiveDateTime) value() {}
func (DateTime) value()      {}

// Inspect returns Decimal.new("1.50").
func (d Decimal) Inspect() string { return `Decimal.new("` + string(d) + `")` }

// Inspect returns the sigil.
func (d Date) Inspect() string { return "~D[" + string(d) + "]" }

// Inspect returns the sigil.
func (t Time) Inspect() string { return "~T[" + string(t) + "]" }

// Inspect returns the sigil, as Elixir does with a blank.
func (t NaiveDateTime) Inspect() string { return "~N[" + spaced(string(t)) + "]" }

// Inspect returns the sigil, as Elixir does with a blank.
func (t DateTime) Inspect() string { return "~U[" + spaced(string(t)) + "]" }

func spaced(iso string) string { return strings.Replace(iso, "T", " ", 1) }

// Result is what a database answers to a query.
type Result struct {
	// Command is the first word of the statement, in lower case: "select",
	// "insert", "create_table" (PostgreSQL).
	Command string
	// Columns names the columns of the rows. HasRows tells a statement that
	// returns none from one that returns no row.
	Columns []string
	Rows    [][]Value
	HasRows bool
	// Count is the number of rows that were returned or changed.
	Count int64
	// LastInsertID is MySQL's; 0 if there is none.
	LastInsertID int64
	// Session is the server's number of the session; 0 if it is not known.
	Session int64
}

// Refusal is a query's failure as the database tells it, for code that rescues
// it. Err is the error that it was.
type Refusal struct {
	// Code is an SQLSTATE, or MySQL's or SQLite's number.
	Code string
	// Severity, Message, Detail and Hint are the server's words, and the others
	// name what they are about, as far as it says.
	Severity, Message, Detail, Hint   string
	Schema, Table, Column, Constraint string
	SQL                               string
	Err                               error
}

// Error returns the server's message with its code.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns the error that it was.
func (r *Refusal) Unwrap() error { return r.Err }

// EncodeError says that a parameter does not fit the type that the database
// has for it. Nothing was executed.
type EncodeError struct{ Message string }

// Error implements error.
func (e *EncodeError) Error() string { return e.Message }

// Unread is a value of a type that no code can look into: a range, an address.
type Unread struct{ Type, Text string }

func (Unread) value() {}

// Inspect returns the type and the text.
func (u Unread) Inspect() string { return "#" + u.Type + "<" + u.Text + ">" }
