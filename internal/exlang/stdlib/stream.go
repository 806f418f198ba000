package stdlib

import (
	"maps"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// stream is the module Stream. Its functions return streams that do their
// work when they are enumerated, element by element.
func stream() functions {
	table := functions{
		"map/2": lazy(streamMap), "filter/2": lazy(streamFilter(true)), "reject/2": lazy(streamFilter(false)),
		"each/2": lazy(streamEach), "flat_map/2": lazy(streamFlatMap), "map_every/3": lazy(streamMapEvery),
		"take/2": lazy(streamTake), "take_while/2": lazy(streamTakeWhile), "take_every/2": lazy(streamTakeEvery),
		"drop/2": lazy(streamDrop), "drop_while/2": lazy(streamDropWhile), "drop_every/2": lazy(streamDropEvery),
		"uniq/1": lazy(streamUniq), "uniq_by/2": lazy(streamUniq), "uniq/2": lazy(streamUniq),
		"dedup/1": lazy(streamDedup), "dedup_by/2": lazy(streamDedup),
		"with_index/1": lazy(streamWithIndex), "with_index/2": lazy(streamWithIndex),
		"intersperse/2": lazy(streamIntersperse),
		"scan/2":        lazy(streamScan), "scan/3": lazy(streamScan),
		"chunk_by/2": lazy(streamChunkBy), "chunk_while/4": lazy(chunkWhile),
		"chunk_every/2": lazy(streamChunkEvery), "chunk_every/3": lazy(streamChunkEvery), "chunk_every/4": lazy(streamChunkEvery),
		"zip/1": lazy(streamZip), "zip/2": lazy(streamZip), "zip_with/2": lazy(zipWith), "zip_with/3": lazy(zipWith),
		"run/1": streamRun,
	}
	maps.Copy(table, streamSources())
	return table
}

// lazy is a function that returns what build makes as a stream.
func lazy(build func(c *eval.Call) (sequence, error)) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		s, err := build(c)
		if err != nil {
			return nil, err
		}
		return lazily(s), nil
	}
}

// A visitor sees one element of a stream, and gives any number of others to
// emit. It returns false to end the stream; so does emit.
type visitor func(e eval.Value, emit func(eval.Value) bool) (bool, error)

// visiting runs a visitor, made anew for each enumeration, over argument 0.
func visiting(c *eval.Call, start func() visitor) sequence {
	return func(yield func(eval.Value, error) bool) {
		visit := start()
		emit := func(v eval.Value) bool { return yield(v, nil) }
		for e, err := range each(c, 0) {
			if err != nil {
				yield(nil, err)
				return
			}
			more, err := visit(e, emit)
			if err != nil {
				yield(nil, err)
			}
			if err != nil || !more {
				return
			}
		}
	}
}

// judging is visiting with what the function in argument i answers.
func judging(c *eval.Call, i int, visit func(e, answer eval.Value, emit func(eval.Value) bool) bool) (sequence, error) {
	f, err := fun(c, i, 1)
	if err != nil {
		return nil, err
	}
	return visiting(c, func() visitor {
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			answer, err := apply(f, e)
			return err == nil && visit(e, answer, emit), err
		}
	}), nil
}

func streamMap(c *eval.Call) (sequence, error) {
	return judging(c, 1, func(_, answer eval.Value, emit func(eval.Value) bool) bool { return emit(answer) })
}

func streamEach(c *eval.Call) (sequence, error) {
	return judging(c, 1, func(e, _ eval.Value, emit func(eval.Value) bool) bool { return emit(e) })
}

func streamFilter(wanted bool) func(c *eval.Call) (sequence, error) {
	return func(c *eval.Call) (sequence, error) {
		return judging(c, 1, func(e, answer eval.Value, emit func(eval.Value) bool) bool {
			return eval.Truthy(answer) != wanted || emit(e)
		})
	}
}

func streamTakeWhile(c *eval.Call) (sequence, error) {
	return judging(c, 1, func(e, answer eval.Value, emit func(eval.Value) bool) bool {
		return eval.Truthy(answer) && emit(e)
	})
}

func streamFlatMap(c *eval.Call) (sequence, error) {
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	return visiting(c, func() visitor {
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			answer, err := apply(f, e)
			if err != nil {
				return false, err
			}
			return emitAll(enumerate(c, answer), emit)
		}
	}), nil
}

func emitAll(s sequence, emit func(eval.Value) bool) (bool, error) {
	for e, err := range s {
		if err != nil || !emit(e) {
			return false, err
		}
	}
	return true, nil
}

// streamDropWhile asks no more after the first element that it keeps.
func streamDropWhile(c *eval.Call) (sequence, error) {
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	return visiting(c, func() visitor {
		dropping := true
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			var err error
			if dropping {
				dropping, err = test(f, e)
			}
			return err == nil && (dropping || emit(e)), err
		}
	}), nil
}

// nth visits the elements that are chosen by their place.
func nth(c *eval.Call, keep func(i, n int) bool) (sequence, error) {
	n, err := countFrom(c, 1, 0)
	if err != nil {
		return nil, err
	}
	return visiting(c, func() visitor {
		i := -1
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			i++
			return !keep(i, n) || emit(e), nil
		}
	}), nil
}

func streamTakeEvery(c *eval.Call) (sequence, error) {
	return nth(c, func(i, n int) bool { return n > 0 && i%n == 0 })
}

func streamDropEvery(c *eval.Call) (sequence, error) {
	return nth(c, func(i, n int) bool { return n == 0 || i%n != 0 })
}

func streamMapEvery(c *eval.Call) (sequence, error) {
	n, err := countFrom(c, 1, 0)
	if err != nil {
		return nil, err
	}
	f, err := fun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	return visiting(c, func() visitor {
		i := -1
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			var err error
			if i++; n > 0 && i%n == 0 {
				e, err = apply(f, e)
			}
			return err == nil && emit(e), err
		}
	}), nil
}

// streamTake asks for no element after the last one that it takes.
func streamTake(c *eval.Call) (sequence, error) {
	n, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	if n <= 0 {
		return lastOf(c, -n), nil
	}
	return visiting(c, func() visitor {
		left := n
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			left--
			return emit(e) && left > 0, nil
		}
	}), nil
}

// lastOf gives the last n elements.
func lastOf(c *eval.Call, n int) sequence {
	return func(yield func(eval.Value, error) bool) {
		if n == 0 {
			return
		}
		all, err := gather(c, each(c, 0))
		if err != nil {
			yield(nil, err)
			return
		}
		for _, e := range all[max(0, len(all)-n):] {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func streamDrop(c *eval.Call) (sequence, error) {
	n, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	return visiting(c, func() visitor {
		skip, held := max(0, n), []eval.Value{}
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			if skip > 0 {
				skip--
				return true, nil
			}
			if n >= 0 {
				return emit(e), nil
			}
			// The last ones are never known to be so: each waits for n others.
			if held = append(held, e); len(held) <= -n {
				return true, c.Grow(8)
			}
			first := held[0]
			held = held[1:]
			return emit(first), nil
		}
	}), nil
}

// ratingOf is how an element is rated: by the function in argument 1, or as
// itself.
func ratingOf(c *eval.Call) (func(eval.Value) (eval.Value, error), error) {
	f, err := optionalFun(c, 1, 1)
	if err != nil || f != nil {
		return func(e eval.Value) (eval.Value, error) { return apply(f, e) }, err
	}
	return func(e eval.Value) (eval.Value, error) { return e, nil }, nil
}

func streamUniq(c *eval.Call) (sequence, error) {
	rating, err := ratingOf(c)
	if err != nil {
		return nil, err
	}
	return visiting(c, func() visitor {
		seen := newKeyed()
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			answer, err := rating(e)
			if err != nil {
				return false, err
			}
			return !seen.put(answer, eval.True) || emit(e), c.Grow(8)
		}
	}), nil
}

func streamDedup(c *eval.Call) (sequence, error) {
	rating, err := ratingOf(c)
	if err != nil {
		return nil, err
	}
	return visiting(c, func() visitor {
		var last eval.Value
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			answer, err := rating(e)
			if err != nil {
				return false, err
			}
			same := last != nil && eval.Equal(answer, last)
			last = answer
			return same || emit(e), nil
		}
	}), nil
}

func streamWithIndex(c *eval.Call) (sequence, error) {
	number, err := numbering(c, 1)
	if err != nil {
		return nil, err
	}
	return visiting(c, func() visitor {
		i := -1
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			i++
			v, err := number(e, i)
			return err == nil && emit(v), err
		}
	}), nil
}

func streamIntersperse(c *eval.Call) (sequence, error) {
	return visiting(c, func() visitor {
		first := true
		return func(e eval.Value, emit func(eval.Value) bool) (bool, error) {
			if !first && !emit(c.Args[1]) {
				return false, nil
			}
			first = false
			return emit(e), nil
		}
	}), nil
}

func streamScan(c *eval.Call) (sequence, error) {
	last := len(c.Args) - 1
	f, err := fun(c, last, 2)
	if err != nil {
		return nil, err
	}
	var acc eval.Value
	if last == 2 {
		acc = c.Args[1]
	}
	return scan(each(c, 0), acc, f), nil
}

func streamChunkBy(c *eval.Call) (sequence, error) {
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	return chunkBy(each(c, 0), f), nil
}

func streamChunkEvery(c *eval.Call) (sequence, error) {
	k, err := chunkOptions(c)
	if err != nil {
		return nil, err
	}
	return k.cut(each(c, 0)), nil
}

func streamZip(c *eval.Call) (sequence, error) {
	list, err := sources(c, len(c.Args) == 2)
	return zip(list), err
}

func streamRun(c *eval.Call) (eval.Value, error) {
	for _, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
	}
	return eval.OK, nil
}
