package command

// Execute is execute/1 and execute/2.
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

func (SQL) action()      {}
func (Keywords) action() {}
func (*Func) action()    {}

func (Execute) command() {}
