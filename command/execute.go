package command

import "context"

// Execute is execute/1 and execute/2, and Go's Run.
type Execute struct {
	Position
	Up Action
	// Down is nil for execute/1, which cannot be reversed.
	Down Action
}

// An Action is what execute runs in one direction. The set is closed.
type Action interface{ action() }

// SQL is a statement, sent to the database as it stands.
type SQL string

// Keywords is a keyword command for databases without SQL, such as
// execute create: "posts", capped: true. SQL databases refuse it.
type Keywords []Pair

// Pair is a key and a value, of a map or a keyword list.
type Pair struct{ Key, Value Value }

// Func is a function of the migration. What it asks of the database goes to
// the sink that runs it; it is nothing by itself. Reversing and printing treat
// it as a value.
type Func struct {
	// Name is how messages show it: "fn" or "&execute_up/0".
	Name string
	Call func() error
}

// Code is a function in Go that works on the database itself, while the
// migration runs.
type Code struct {
	// Name is how messages show it: "function weather.go:12".
	Name string
	Call func(ctx context.Context, db DB) error
}

// DB is what a [Code] sees of the database: the session of the migration, in
// its transaction if it has one.
type DB interface {
	// Exec runs a statement.
	Exec(ctx context.Context, sql string, args ...any) error
	// Query returns all rows of a query. Values are int64, float64, bool,
	// string, []byte, time.Time or nil.
	Query(ctx context.Context, sql string, args ...any) ([][]any, error)
}

func (*Code) action()    {}
func (SQL) action()      {}
func (Keywords) action() {}
func (*Func) action()    {}

func (Execute) command() {}
