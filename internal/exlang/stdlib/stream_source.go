package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// streamSources has the functions of Stream that begin a stream.
func streamSources() functions {
	return functions{
		"concat/1": lazy(streamConcat), "concat/2": lazy(streamConcat), "cycle/1": streamCycle,
		"duplicate/2": lazy(streamDuplicate), "from_index/0": lazy(streamFromIndex), "from_index/1": lazy(streamFromIndex),
		"iterate/2": lazy(streamIterate), "repeatedly/1": lazy(streamRepeatedly), "unfold/2": lazy(streamUnfold),
		"resource/3": lazy(streamResource), "transform/3": lazy(streamTransform), "transform/4": lazy(streamTransform),
		"transform/5": lazy(streamTransform), "into/2": lazy(streamInto), "into/3": lazy(streamInto),
	}
}

// generate gives what next returns until it has no more.
func generate(c *eval.Call, next func() (v eval.Value, more bool, err error)) sequence {
	return func(yield func(eval.Value, error) bool) {
		for {
			err := c.Step()
			var v eval.Value
			more := err == nil
			if more {
				v, more, err = next()
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !more || !yield(v, nil) {
				return
			}
		}
	}
}

// restarted makes a sequence anew for every enumeration.
func restarted(start func() sequence) sequence {
	return func(yield func(eval.Value, error) bool) { start()(yield) }
}

// streamConcat is concat(a, b) and concat(enumerables).
func streamConcat(c *eval.Call) (sequence, error) {
	outer := each(c, 0)
	if len(c.Args) == 2 {
		outer = enumerate(c, eval.List(c.Args))
	}
	return func(yield func(eval.Value, error) bool) {
		emit := func(v eval.Value) bool { return yield(v, nil) }
		for inner, err := range outer {
			more := err == nil
			if more {
				more, err = emitAll(enumerate(c, inner), emit)
			}
			if err != nil {
				yield(nil, err)
			}
			if err != nil || !more {
				return
			}
		}
	}, nil
}

func streamCycle(c *eval.Call) (eval.Value, error) {
	if list, ok := c.Args[0].(eval.List); ok && len(list) == 0 {
		return nil, c.Raise("ArgumentError", "cannot cycle over an empty enumerable")
	}
	return lazily(func(yield func(eval.Value, error) bool) {
		for {
			empty, stopped := true, false
			for e, err := range each(c, 0) {
				empty = false
				if stopped = !yield(e, err) || err != nil; stopped {
					return
				}
			}
			if empty {
				yield(nil, c.Raise("ArgumentError", "cannot cycle over an empty enumerable"))
				return
			}
		}
	}), nil
}

// streamDuplicate is duplicate(value, n).
func streamDuplicate(c *eval.Call) (sequence, error) {
	n, err := countFrom(c, 1, 0)
	if err != nil {
		return nil, err
	}
	return restarted(func() sequence {
		left := n
		return generate(c, func() (eval.Value, bool, error) {
			left--
			return c.Args[0], left >= 0, nil
		})
	}), nil
}

// streamFromIndex is from_index(offset) and from_index(fun).
func streamFromIndex(c *eval.Call) (sequence, error) {
	offset := 0
	number := func(n int) (eval.Value, error) { return integer(n), nil }
	if len(c.Args) == 1 {
		if _, ok := c.Args[0].(*eval.Fun); ok {
			f, err := fun(c, 0, 1)
			if err != nil {
				return nil, err
			}
			number = func(n int) (eval.Value, error) { return apply(f, integer(n)) }
		} else {
			n, err := count(c, 0)
			if err != nil {
				return nil, err
			}
			offset = n
		}
	}
	return restarted(func() sequence {
		n := offset - 1
		return generate(c, func() (eval.Value, bool, error) {
			n++
			v, err := number(n)
			return v, true, err
		})
	}), nil
}

// streamIterate is iterate(start, fun).
func streamIterate(c *eval.Call) (sequence, error) {
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	return restarted(func() sequence {
		var last eval.Value
		return generate(c, func() (v eval.Value, more bool, err error) {
			if last == nil {
				last = c.Args[0]
			} else {
				last, err = apply(f, last)
			}
			return last, true, err
		})
	}), nil
}

func streamRepeatedly(c *eval.Call) (sequence, error) {
	f, err := fun(c, 0, 0)
	if err != nil {
		return nil, err
	}
	return generate(c, func() (eval.Value, bool, error) {
		v, err := apply(f)
		return v, true, err
	}), nil
}

// streamUnfold is unfold(acc, fun).
func streamUnfold(c *eval.Call) (sequence, error) {
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	return restarted(func() sequence {
		acc := c.Args[0]
		return generate(c, func() (eval.Value, bool, error) {
			answer, err := apply(f, acc)
			if err != nil || answer == eval.Nil {
				return nil, false, err
			}
			t, ok := answer.(eval.Tuple)
			if !ok || len(t) != 2 {
				return nil, false, caseClause(c, answer)
			}
			acc = t[1]
			return t[0], true, nil
		})
	}), nil
}

// streamInto passes the elements on: what they are collected into is lost in
// Elixir too, unless it is a file or device.
func streamInto(c *eval.Call) (sequence, error) { return each(c, 0), nil }
