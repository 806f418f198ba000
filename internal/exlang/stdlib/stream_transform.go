package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// An output is who enumerates a stream: stopped is set when it wants no more.
type output struct {
	yield   func(eval.Value, error) bool
	stopped bool
}

func (o *output) emit(v eval.Value) bool {
	o.stopped = o.stopped || !o.yield(v, nil)
	return !o.stopped
}

// end passes an error on, if there is still someone to hear it.
func (o *output) end(err error) {
	if err != nil && !o.stopped {
		o.yield(nil, err)
	}
}

// turn does what a function of resource or transform answered: it emits what
// {enumerable, acc} says, or ends with {:halt, acc}.
func turn(c *eval.Call, answer eval.Value, acc *eval.Value, out *output) (more bool, err error) {
	t, ok := answer.(eval.Tuple)
	if !ok || len(t) != 2 {
		return false, caseClause(c, answer)
	}
	*acc = t[1]
	if t[0] == eval.Atom("halt") {
		return false, nil
	}
	return emitAll(enumerate(c, t[0]), out.emit)
}

// streamResource is resource(start_fun, next_fun, after_fun).
func streamResource(c *eval.Call) (sequence, error) {
	start, err := fun(c, 0, 0)
	if err != nil {
		return nil, err
	}
	next, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	after, err := fun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	return func(yield func(eval.Value, error) bool) {
		out := &output{yield: yield}
		acc, err := apply(start)
		if err != nil {
			out.end(err)
			return
		}
		for more := true; more && err == nil; {
			var answer eval.Value
			if answer, err = apply(next, acc); err == nil {
				more, err = turn(c, answer, &acc, out)
			}
			err = firstError(err, c.Step())
		}
		_, failed := apply(after, acc)
		out.end(firstError(err, failed))
	}, nil
}

// A transformation is transform(enumerable, acc, reducer), or with functions
// to start, to come last and to clean up.
type transformation struct {
	start, reducer, last, after *eval.Fun
}

func transformationOf(c *eval.Call) (t transformation, err error) {
	if t.reducer, err = fun(c, 2, 2); err != nil || len(c.Args) == 3 {
		return t, err
	}
	if t.start, err = fun(c, 1, 0); err != nil {
		return t, err
	}
	end := len(c.Args) - 1
	if t.after, err = fun(c, end, 1); err != nil || end == 3 {
		return t, err
	}
	t.last, err = fun(c, 3, 1)
	return t, err
}

func streamTransform(c *eval.Call) (sequence, error) {
	t, err := transformationOf(c)
	if err != nil {
		return nil, err
	}
	return func(yield func(eval.Value, error) bool) {
		out := &output{yield: yield}
		acc := c.Args[1]
		if t.start != nil {
			var err error
			if acc, err = apply(t.start); err != nil {
				out.end(err)
				return
			}
		}
		err := t.run(c, &acc, out)
		if t.after != nil {
			_, failed := apply(t.after, acc)
			err = firstError(err, failed)
		}
		out.end(err)
	}, nil
}

func (t transformation) run(c *eval.Call, acc *eval.Value, out *output) error {
	for e, err := range each(c, 0) {
		if err != nil {
			return err
		}
		answer, err := apply(t.reducer, e, *acc)
		if err != nil {
			return err
		}
		if more, err := turn(c, answer, acc, out); err != nil || !more {
			return err
		}
	}
	if t.last == nil {
		return nil
	}
	answer, err := apply(t.last, *acc)
	if err != nil {
		return err
	}
	_, err = turn(c, answer, acc, out)
	return err
}
