package ectoschema

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// traverseErrors is traverse_errors/2: the errors of each field, through a
// function.
func traverseErrors(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	f, ok := c.Args[1].(*eval.Fun)
	if !ok || f.Arity != 1 && f.Arity != 3 {
		return nil, c.WrongArgument(1, "a function with 1 or 3 arguments")
	}
	done := eval.NewMap()
	for _, e := range slices.Backward(listPart(m, "errors")) {
		pair, ok := e.(eval.Tuple)
		if !ok || len(pair) != 2 {
			return nil, c.WrongArgument(0, "a changeset whose errors are a keyword list")
		}
		args := []eval.Value{pair[1]}
		if f.Arity == 3 {
			args = []eval.Value{m, pair[0], pair[1]}
		}
		said, err := f.Call(args)
		if err != nil {
			return nil, err
		}
		before, _ := done.Get(pair[0])
		list, _ := before.(eval.List)
		done = done.Put(pair[0], append(eval.List{said}, list...))
	}
	return done, nil
}

// merge is merge/2: two changesets of the same data.
func merge(c *eval.Call) (eval.Value, error) {
	left, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	right, ok := c.Args[1].(*eval.Map)
	if !ok || !IsChangeset(right) {
		return nil, c.WrongArgument(1, "a changeset")
	}
	leftData, _ := left.Get(eval.Atom("data"))
	rightData, _ := right.Get(eval.Atom("data"))
	if !eval.Equal(leftData, rightData) {
		return nil, c.Raise("ArgumentError", "different :data when merging changesets")
	}
	done := left
	for _, name := range []string{"repo", "action"} {
		if done, err = mergeIdentical(c, done, right, name); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"changes", "types", "filters"} {
		done = done.Put(eval.Atom(name), eval.MapOf(slices.Concat(part(left, name).Pairs(), part(right, name).Pairs())))
	}
	leftParams, _ := left.Get(eval.Atom("params"))
	rightParams, _ := right.Get(eval.Atom("params"))
	if leftParams != eval.Nil || rightParams != eval.Nil {
		done = done.Put(eval.Atom("params"), eval.MapOf(slices.Concat(part(left, "params").Pairs(), part(right, "params").Pairs())))
	}
	for _, name := range []string{"validations", "constraints"} {
		done = done.Put(eval.Atom(name), slices.Concat(listPart(left, name), listPart(right, name)))
	}
	for _, name := range []string{"errors", "required"} {
		done = done.Put(eval.Atom(name), unique(slices.Concat(listPart(left, name), listPart(right, name))))
	}
	valid, _ := right.Get(eval.Atom("valid?"))
	if valid != eval.True {
		done = done.Put(eval.Atom("valid?"), eval.False)
	}
	return done, nil
}

// mergeIdentical takes a field of either; if both have it, it must be the same.
func mergeIdentical(c *eval.Call, left, right *eval.Map, name string) (*eval.Map, error) {
	a, _ := left.Get(eval.Atom(name))
	b, _ := right.Get(eval.Atom(name))
	switch {
	case b == nil || b == eval.Nil:
		return left, nil
	case a == nil || a == eval.Nil || eval.Equal(a, b):
		return left.Put(eval.Atom(name), b), nil
	}
	return nil, c.Raise("ArgumentError", "different %ss (`%s` and `%s`) when merging changesets", name, eval.Inspect(a), eval.Inspect(b))
}

func unique(list eval.List) eval.List {
	done := eval.List{}
	for _, v := range list {
		if !slices.ContainsFunc(done, func(old eval.Value) bool { return eval.Equal(old, v) }) {
			done = append(done, v)
		}
	}
	return done
}

// prepareChanges is prepare_changes/2: the function is called right before the
// row is written.
func prepareChanges(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	f, err := c.Fun(1, 1)
	if err != nil {
		return nil, err
	}
	return m.Put(eval.Atom("prepare"), append(eval.List{f}, listPart(m, "prepare")...)), nil
}
