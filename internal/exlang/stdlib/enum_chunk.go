package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// enumChunk has the functions of Enum that cut into parts or drop repetition.
func enumChunk() functions {
	return functions{
		"chunk_by/2": enumChunkBy, "chunk_while/4": enumChunkWhile,
		"chunk_every/2": named("chunk_every/4", enumChunkEvery), "chunk_every/3": named("chunk_every/4", enumChunkEvery),
		"chunk_every/4": enumChunkEvery,
		"chunk/2":       enumChunkOld, "chunk/3": enumChunkOld, "chunk/4": enumChunkOld,
		"dedup/1": enumDedup, "dedup_by/2": enumDedup,
		"uniq/1": enumUniq, "uniq_by/2": enumUniq, "uniq/2": enumUniq,
	}
}

func enumChunkBy(c *eval.Call) (eval.Value, error) {
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, err
	}
	return scanned(c, chunkBy(each(c, 0), f))
}

// chunkBy gives runs of elements for which the function answers the same.
func chunkBy(s sequence, f *eval.Fun) sequence {
	return func(yield func(eval.Value, error) bool) {
		var run eval.List
		var last eval.Value
		for e, err := range s {
			var answer eval.Value
			if err == nil {
				answer, err = apply(f, e)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if len(run) > 0 && !eval.Equal(answer, last) {
				if !yield(run, nil) {
					return
				}
				run = nil
			}
			run, last = append(run, e), answer
		}
		if len(run) > 0 {
			yield(run, nil)
		}
	}
}

// chunks is how chunk_every cuts.
type chunks struct {
	count, step int
	leftover    []eval.Value
	discard     bool
}

// chunkOptions reads count, step and leftover from argument 1 on.
func chunkOptions(c *eval.Call) (chunks, error) {
	size, err := countFrom(c, 1, 1)
	if err != nil {
		return chunks{}, err
	}
	k := chunks{count: size, step: size}
	if len(c.Args) > 2 {
		if k.step, err = countFrom(c, 2, 1); err != nil {
			return k, err
		}
	}
	if len(c.Args) > 3 {
		if k.discard = c.Args[3] == eval.Atom("discard"); !k.discard {
			k.leftover, err = gather(c, enumerate(c, c.Args[3]))
		}
	}
	return k, err
}

func enumChunkEvery(c *eval.Call) (eval.Value, error) {
	k, err := chunkOptions(c)
	if err != nil {
		return nil, err
	}
	return scanned(c, k.cut(each(c, 0)))
}

// enumChunkOld is the deprecated chunk, which drops what is too short.
func enumChunkOld(c *eval.Call) (eval.Value, error) {
	k, err := chunkOptions(c)
	if err != nil {
		return nil, err
	}
	k.discard = len(c.Args) < 4 || c.Args[3] == eval.Nil
	return scanned(c, k.cut(each(c, 0)))
}

func (k chunks) cut(s sequence) sequence {
	return func(yield func(eval.Value, error) bool) {
		var chunk eval.List
		skip := 0
		for e, err := range s {
			if err != nil {
				yield(nil, err)
				return
			}
			if skip > 0 {
				skip--
				continue
			}
			if chunk = append(chunk, e); len(chunk) < k.count {
				continue
			}
			if !yield(chunk, nil) {
				return
			}
			skip = max(0, k.step-k.count)
			chunk = append(eval.List{}, chunk[min(k.step, k.count):]...)
		}
		// Where chunks overlap, what is left is only the end of the last one
		// unless another step began.
		if len(chunk) == 0 || k.discard {
			return
		}
		missing := min(k.count-len(chunk), len(k.leftover))
		yield(append(chunk, k.leftover[:missing]...), nil)
	}
}

func enumChunkWhile(c *eval.Call) (eval.Value, error) {
	s, err := chunkWhile(c)
	if err != nil {
		return nil, err
	}
	return scanned(c, s)
}

// chunkWhile is chunk_while(enumerable, acc, chunk_fun, after_fun).
func chunkWhile(c *eval.Call) (sequence, error) {
	f, err := fun(c, 2, 2)
	if err != nil {
		return nil, err
	}
	after, err := fun(c, 3, 1)
	if err != nil {
		return nil, err
	}
	return func(yield func(eval.Value, error) bool) {
		acc := c.Args[1]
		for e, err := range each(c, 0) {
			var answer eval.Value
			if err == nil {
				answer, err = apply(f, e, acc)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			more, ok := chunkAnswer(answer, &acc, yield)
			if !ok {
				yield(nil, caseClause(c, answer))
			}
			if !ok || !more {
				return
			}
			if tag := answer.(eval.Tuple)[0]; tag == eval.Atom("halt") {
				break
			}
		}
		answer, err := apply(after, acc)
		if err != nil {
			yield(nil, err)
			return
		}
		if _, ok := chunkAnswer(answer, &acc, yield); !ok {
			yield(nil, caseClause(c, answer))
		}
	}, nil
}

// chunkAnswer does what {:cont, chunk, acc}, {:cont, acc} or {:halt, acc}
// says.
func chunkAnswer(answer eval.Value, acc *eval.Value, yield func(eval.Value, error) bool) (more, ok bool) {
	t, ok := answer.(eval.Tuple)
	if !ok || len(t) < 2 || len(t) > 3 || t[0] != eval.Atom("cont") && (t[0] != eval.Atom("halt") || len(t) != 2) {
		return false, false
	}
	*acc = t[len(t)-1]
	return len(t) == 2 || yield(t[1], nil), true
}

func enumDedup(c *eval.Call) (eval.Value, error) {
	var kept []eval.Value
	var last eval.Value
	err := judge(c, func(e, answer eval.Value) bool {
		if last == nil || !eval.Equal(answer, last) {
			kept = append(kept, e)
		}
		last = answer
		return true
	})
	if err != nil {
		return nil, err
	}
	return listOf(c, kept)
}

func enumUniq(c *eval.Call) (eval.Value, error) {
	var kept []eval.Value
	seen := newKeyed()
	err := judge(c, func(e, answer eval.Value) bool {
		if seen.put(answer, eval.True) {
			kept = append(kept, e)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return listOf(c, kept)
}
