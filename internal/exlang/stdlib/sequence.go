package stdlib

import (
	"iter"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// A sequence is what enumerating something gives, one by one. An error ends
// it.
type sequence = iter.Seq2[eval.Value, error]

// each enumerates argument i.
func each(c *eval.Call, i int) sequence { return enumerate(c, c.Args[i]) }

// enumerate enumerates a list, map, range, set or stream.
func enumerate(c *eval.Call, v eval.Value) sequence {
	return func(yield func(eval.Value, error) bool) {
		stopped := false
		err := eval.Enumerate(c, v, func(e eval.Value) (bool, error) {
			stopped = !yield(e, nil)
			return !stopped, nil
		})
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

// lazily is a sequence as a stream of the script. It is run anew whenever the
// stream is enumerated.
func lazily(s sequence) *eval.Stream {
	return &eval.Stream{Name: "#Stream<...>", Each: func(yield eval.Yield) error {
		for e, err := range s {
			if err != nil {
				return err
			}
			if more, err := yield(e); err != nil || !more {
				return err
			}
		}
		return nil
	}}
}

// collect returns all elements of argument i. The caller must not change them.
func collect(c *eval.Call, i int) ([]eval.Value, error) {
	if list, ok := c.Args[i].(eval.List); ok {
		return list, nil
	}
	return gather(c, each(c, i))
}

// gather returns all elements of a sequence.
func gather(c *eval.Call, s sequence) ([]eval.Value, error) {
	values := []eval.Value{}
	for e, err := range s {
		if err != nil {
			return nil, err
		}
		if err := c.Grow(32); err != nil {
			return nil, err
		}
		values = append(values, e)
	}
	return values, nil
}
