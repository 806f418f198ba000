package stdlib

import (
	"iter"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// enumZips has the functions of Enum that go through several enumerables at
// once.
func enumZips() functions {
	return functions{
		"zip/1": enumZip, "zip/2": enumZip, "unzip/1": enumUnzip,
		"zip_with/2": enumZipWith, "zip_with/3": enumZipWith,
		"zip_reduce/3": enumZipReduce, "zip_reduce/4": enumZipReduce,
	}
}

// together gives lists with one element of each, until one has no more.
func together(sources []sequence) iter.Seq2[[]eval.Value, error] {
	return func(yield func([]eval.Value, error) bool) {
		next := make([]func() (eval.Value, error, bool), len(sources))
		for i, s := range sources {
			pull, stop := iter.Pull2(s)
			defer stop()
			next[i] = pull
		}
		for len(sources) > 0 {
			row := make([]eval.Value, len(sources))
			for i, pull := range next {
				e, err, ok := pull()
				if err != nil {
					yield(nil, err)
					return
				}
				if !ok {
					return
				}
				row[i] = e
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// sources are the enumerables of zip: the first two arguments if pair, or
// those in the enumerable that is the first.
func sources(c *eval.Call, both bool) ([]sequence, error) {
	if both {
		return []sequence{each(c, 0), each(c, 1)}, nil
	}
	all, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	list := make([]sequence, len(all))
	for i, v := range all {
		list[i] = enumerate(c, v)
	}
	return list, nil
}

func enumZip(c *eval.Call) (eval.Value, error) {
	list, err := sources(c, len(c.Args) == 2)
	if err != nil {
		return nil, err
	}
	return scanned(c, zip(list))
}

func zip(list []sequence) sequence {
	return func(yield func(eval.Value, error) bool) {
		for row, err := range together(list) {
			if !yield(eval.Tuple(row), err) {
				return
			}
		}
	}
}

// enumZipWith is zip_with(a, b, fun) and zip_with(list, fun).
func enumZipWith(c *eval.Call) (eval.Value, error) {
	s, err := zipWith(c)
	if err != nil {
		return nil, err
	}
	return scanned(c, s)
}

func zipWith(c *eval.Call) (sequence, error) {
	both := len(c.Args) == 3
	list, err := sources(c, both)
	if err != nil {
		return nil, err
	}
	arity := 1
	if both {
		arity = 2
	}
	f, err := fun(c, arity, arity)
	if err != nil {
		return nil, err
	}
	return func(yield func(eval.Value, error) bool) {
		for row, err := range together(list) {
			var answer eval.Value
			switch {
			case err != nil:
			case both:
				answer, err = apply(f, row...)
			default:
				answer, err = apply(f, eval.List(row))
			}
			if !yield(answer, err) || err != nil {
				return
			}
		}
	}, nil
}

// enumZipReduce is zip_reduce(a, b, acc, fun) and zip_reduce(list, acc, fun).
func enumZipReduce(c *eval.Call) (eval.Value, error) {
	both := len(c.Args) == 4
	list, err := sources(c, both)
	if err != nil {
		return nil, err
	}
	last := len(c.Args) - 1
	f, err := fun(c, last, last)
	if err != nil {
		return nil, err
	}
	acc := c.Args[last-1]
	for row, err := range together(list) {
		if err != nil {
			return nil, err
		}
		if both {
			acc, err = apply(f, row[0], row[1], acc)
		} else {
			acc, err = apply(f, eval.List(row), acc)
		}
		if err != nil {
			return nil, err
		}
	}
	return acc, nil
}

func enumUnzip(c *eval.Call) (eval.Value, error) {
	left, right := eval.List{}, eval.List{}
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
		t, ok := e.(eval.Tuple)
		if !ok || len(t) != 2 {
			return nil, c.Raise("FunctionClauseError", "no function clause matching in anonymous fn/2 in Enum.unzip/1")
		}
		left, right = append(left, t[0]), append(right, t[1])
	}
	return tupleOf(left, right), nil
}
