package exs

import (
	"errors"
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/ectoschema"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// multiModule is the module whose structs collect what one transaction does.
const multiModule = "Ecto.Multi"

// multiFunctions are the functions of Ecto.Multi. Each operation is a tuple:
// its name, what is done, and the arguments of that.
func multiFunctions() eval.NativeModule {
	natives := map[string]eval.Native{
		"new/0":   func(*eval.Call) (eval.Value, error) { return newMulti(nil), nil },
		"run/3":   addOperation,
		"run/5":   runFunction,
		"put/3":   addOperation,
		"error/3": addOperation,
		"merge/2": mergeOperation, "append/2": appendMulti, "prepend/2": appendMulti, "to_list/1": operationsOf,
		"all/3": addOperation, "all/4": addOperation, "one/3": addOperation, "one/4": addOperation,
		"exists?/3": addOperation, "exists?/4": addOperation,
		"update_all/4": addOperation, "update_all/5": addOperation,
		"delete_all/3": addOperation, "delete_all/4": addOperation,
		"insert_all/4": addOperation, "insert_all/5": addOperation,
	}
	for _, name := range []string{"insert", "update", "delete", "insert_or_update"} {
		natives[name+"/3"], natives[name+"/4"] = addOperation, addOperation
	}
	return eval.NativeModule{Functions: natives, Struct: newMulti(nil).Pairs()}
}

func newMulti(operations eval.List) *eval.Map {
	return eval.NewStruct(eval.Module(multiModule), pair("operations", operations), pair("names", eval.List{}))
}

// multiOf returns the operations of a multi, and whether a value is one.
func multiOf(v eval.Value) (eval.List, bool) {
	m, ok := v.(*eval.Map)
	if !ok || m.Struct() != eval.Module(multiModule) {
		return nil, false
	}
	operations, _ := m.Get(eval.Atom("operations"))
	list, ok := operations.(eval.List)
	return list, ok
}

func multiArgument(c *eval.Call, i int) (eval.List, error) {
	list, ok := multiOf(c.Args[i])
	if !ok {
		return nil, c.WrongArgument(i, "an Ecto.Multi")
	}
	return list, nil
}

// operationName is the name of a function without its arity.
func operationName(c *eval.Call) eval.Atom { return eval.Atom(c.Name[:len(c.Name)-2]) }

// addOperation adds what is called to a multi: name, function and arguments.
func addOperation(c *eval.Call) (eval.Value, error) {
	return added(c, c.Args[1], eval.Tuple{c.Args[1], operationName(c), eval.List(c.Args[2:])})
}

func added(c *eval.Call, name eval.Value, operation eval.Tuple) (eval.Value, error) {
	list, err := multiArgument(c, 0)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if old := e.(eval.Tuple); old[1] != eval.Atom("merge") && eval.Equal(old[0], name) {
			return nil, c.Raise("RuntimeError", "%s is already a member of the Ecto.Multi", eval.Inspect(name))
		}
	}
	return newMulti(append(slices.Clone(list), operation)), nil
}

// runFunction is run(multi, name, module, function, arguments).
func runFunction(c *eval.Call) (eval.Value, error) {
	return added(c, c.Args[1], eval.Tuple{c.Args[1], eval.Atom("apply"), eval.List(c.Args[2:])})
}

// mergeOperation is merge/2: the operations of what a function returns.
func mergeOperation(c *eval.Call) (eval.Value, error) {
	list, err := multiArgument(c, 0)
	if err != nil {
		return nil, err
	}
	f, err := c.Fun(1, 1)
	if err != nil {
		return nil, err
	}
	return newMulti(append(slices.Clone(list), eval.Tuple{eval.Nil, eval.Atom("merge"), eval.List{f}})), nil
}

// appendMulti is append/2 and prepend/2.
func appendMulti(c *eval.Call) (eval.Value, error) {
	left, err := multiArgument(c, 0)
	if err != nil {
		return nil, err
	}
	right, err := multiArgument(c, 1)
	if err != nil {
		return nil, err
	}
	if c.Name == "prepend/2" {
		left, right = right, left
	}
	return newMulti(slices.Concat(left, right)), nil
}

// operationsOf is to_list/1.
func operationsOf(c *eval.Call) (eval.Value, error) {
	list, err := multiArgument(c, 0)
	done := eval.List{}
	for _, e := range list {
		operation := e.(eval.Tuple)
		done = append(done, eval.Tuple{operation[0], eval.Tuple{operation[1], operation[2]}})
	}
	return done, err
}

// multi is a multi while its transaction runs.
type multi struct {
	*session
	call    *eval.Call
	changes *eval.Map
}

// transactMulti is transaction/1,2 with a multi: {:ok, changes}, or what failed.
func (s *session) transactMulti(c *eval.Call, operations eval.List) (eval.Value, error) {
	m := &multi{session: s, call: c, changes: eval.NewMap()}
	if answer := m.invalid(operations); answer != nil {
		return answer, nil
	}
	db := s.recorder.Database()
	if db == nil {
		return nil, s.needsDatabase(c, c.Name+" with an Ecto.Multi")
	}
	err := db.Transaction(func() error { return m.all(operations) })
	var back *rolledBack
	if errors.As(err, &back) {
		if failed, ok := back.value.(eval.Tuple); ok && back.pos == c.Pos && len(failed) == 4 {
			return failed, nil
		}
		return eval.Tuple{eval.Atom("error"), back.value}, nil
	}
	if err != nil {
		return nil, s.refusal(c, err)
	}
	return eval.Tuple{eval.OK, m.changes}, nil
}

// invalid is the answer where a changeset is known not to be valid: nothing is
// sent then.
func (m *multi) invalid(operations eval.List) eval.Value {
	for _, e := range operations {
		operation := e.(eval.Tuple)
		args := operation[2].(eval.List)
		changeset, ok := args[0].(*eval.Map)
		if !ok || !ectoschema.IsChangeset(changeset) || operation[1] == eval.Atom("put") {
			continue
		}
		if valid, _ := changeset.Get(eval.Atom("valid?")); valid != eval.True {
			changeset = changeset.Put(eval.Atom("action"), operation[1])
			return eval.Tuple{eval.Atom("error"), operation[0], changeset, eval.NewMap()}
		}
	}
	return nil
}

func (m *multi) all(operations eval.List) error {
	for _, e := range operations {
		operation := e.(eval.Tuple)
		kind, args := operation[1].(eval.Atom), operation[2].(eval.List)
		if kind == "merge" {
			if err := m.merged(args[0].(*eval.Fun)); err != nil {
				return err
			}
			continue
		}
		value, failed, err := m.operation(kind, args)
		if err != nil {
			return err
		}
		if failed {
			return &rolledBack{eval.Tuple{eval.Atom("error"), operation[0], value, m.changes}, m.call.Pos}
		}
		m.changes = m.changes.Put(operation[0], value)
	}
	return nil
}

func (m *multi) merged(f *eval.Fun) error {
	v, err := f.Call([]eval.Value{m.changes})
	if err != nil {
		return err
	}
	operations, ok := multiOf(v)
	if !ok {
		return m.call.Raise("ArgumentError", "expected the function given to Ecto.Multi.merge/2 to return an Ecto.Multi, got: %s", eval.Inspect(v))
	}
	return m.all(operations)
}

// operation does one thing. It reports whether that has failed.
func (m *multi) operation(kind eval.Atom, args eval.List) (eval.Value, bool, error) {
	switch kind {
	case "put":
		return args[0], false, nil
	case "error":
		return args[0], true, nil
	case "run":
		f, ok := args[0].(*eval.Fun)
		if !ok {
			return nil, false, m.call.Raise("ArgumentError", "Ecto.Multi.run/3 needs a function, got: %s", eval.Inspect(args[0]))
		}
		return m.outcome(f.Call([]eval.Value{m.repoAtom(), m.changes}))
	case "apply":
		module, _ := args[0].(eval.Atom)
		name, _ := eval.Text(args[1])
		given, _ := args[2].(eval.List)
		return m.outcome(m.call.Invoke(module, name, append([]eval.Value{m.repoAtom(), m.changes}, given...)...))
	}
	args = slices.Clone(args)
	place := 0
	if kind == "insert_all" {
		place = 1
	}
	if f, ok := args[place].(*eval.Fun); ok && f.Arity == 1 {
		v, err := f.Call([]eval.Value{m.changes})
		if err != nil {
			return nil, false, err
		}
		args[place] = v
	}
	v, err := m.call.Invoke(m.repoAtom(), string(kind), args...)
	switch kind {
	case "insert", "update", "delete", "insert_or_update":
		return m.outcome(v, err)
	}
	return v, false, err
}

// outcome reads {:ok, value} and {:error, value}.
func (m *multi) outcome(v eval.Value, err error) (eval.Value, bool, error) {
	if err != nil {
		return nil, false, err
	}
	if t, ok := v.(eval.Tuple); ok && len(t) == 2 {
		switch t[0] {
		case eval.OK:
			return t[1], false, nil
		case eval.Atom("error"):
			return t[1], true, nil
		}
	}
	return nil, false, m.call.Raise("RuntimeError", "expected an operation of Ecto.Multi to return {:ok, value} or {:error, value}, got: %s", eval.Inspect(v))
}
