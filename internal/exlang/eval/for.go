package eval

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// comprehension evaluates for pattern <- list, filter, into: x, do: expression.
func (in *Interp) comprehension(n *syntax.Call, scope *Scope) (Value, error) {
	opts, clauses, ok := options(n)
	if !ok {
		return nil, in.raised(n.Pos(), "CompileError", "for needs a do block")
	}
	if reduce := opts.get("reduce"); reduce != nil {
		return in.reduceFor(n, clauses, reduce, opts.get("do"), scope)
	}
	var target Value = List{}
	if into := opts.get("into"); into != nil {
		var err error
		if target, err = in.eval(into, scope); err != nil {
			return nil, err
		}
	}
	collect, err := in.collector(target, n.Pos())
	if err != nil {
		return nil, err
	}
	unique, err := in.uniqueOption(opts, scope)
	if err != nil {
		return nil, err
	}
	seen := NewMap()
	err = in.generate(clauses, scope.nested(), func(inner *Scope) error {
		v, err := in.body(opts.get("do"), inner)
		if err != nil {
			return err
		}
		if unique {
			if _, ok := seen.Get(v); ok {
				return nil
			}
			seen = seen.Put(v, True)
		}
		return collect.put(v)
	})
	if err != nil {
		return nil, err
	}
	return collect.done(), nil
}

func (in *Interp) uniqueOption(opts blocks, scope *Scope) (bool, error) {
	n := opts.get("uniq")
	if n == nil {
		return false, nil
	}
	v, err := in.eval(n, scope)
	return err == nil && Truthy(v), err
}

// reduceFor evaluates for ..., reduce: initial do acc -> expression end.
func (in *Interp) reduceFor(n *syntax.Call, clauses []syntax.Node, initial, body syntax.Node, scope *Scope) (Value, error) {
	acc, err := in.eval(initial, scope)
	if err != nil {
		return nil, err
	}
	steps, err := arrows(body)
	if err != nil {
		return nil, err
	}
	err = in.generate(clauses, scope.nested(), func(inner *Scope) error {
		v, matched, err := in.clauses(steps, []Value{acc}, inner)
		if err == nil && !matched {
			err = termError(n.Pos(), "CaseClauseError", "no case clause matching: ", acc)
		}
		acc = v
		return err
	})
	return acc, err
}

// A collector is what into: fills.
type collector struct {
	put  func(Value) error
	done func() Value
}

// Collect returns two functions: one puts an element into a collectable (a
// list, map, MapSet or binary), the other returns what it became.
func (c *Call) Collect(into Value) (put func(Value) error, done func() Value, err error) {
	collect, err := c.interp.collector(into, c.Pos)
	return collect.put, collect.done, err
}

func (in *Interp) collector(into Value, pos diag.Pos) (collector, error) {
	switch into := into.(type) {
	case List:
		return in.listCollector(into, pos), nil
	case String:
		return in.binaryCollector(into, pos), nil
	case *Map:
		if into.Struct() == Module("MapSet") {
			return in.setCollector(into, pos), nil
		}
		if into.Struct() == "" {
			return in.mapCollector(into, pos), nil
		}
	case Opaque:
		return collector{}, needsDatabase(pos, into)
	}
	return collector{}, NoProtocol(pos, "Collectable", into)
}

func (in *Interp) listCollector(into List, pos diag.Pos) collector {
	list := append(List{}, into...)
	return collector{
		put: func(v Value) error {
			list = append(list, v)
			return in.grow(16, pos)
		},
		done: func() Value { return list },
	}
}

func (in *Interp) binaryCollector(into String, pos diag.Pos) collector {
	var b strings.Builder
	b.WriteString(string(into))
	return collector{
		put: func(v Value) error {
			text, ok := v.(String)
			if !ok {
				return in.raised(pos, "ArgumentError", "collecting into a binary requires a bitstring, got: %s", Inspect(v))
			}
			b.WriteString(string(text))
			return in.grow(len(text), pos)
		},
		done: func() Value { return String(b.String()) },
	}
}

func (in *Interp) mapCollector(into *Map, pos diag.Pos) collector {
	pairs := append([]Pair{}, into.Pairs()...)
	return collector{
		put: func(v Value) error {
			pair, ok := v.(Tuple)
			if !ok || len(pair) != 2 {
				return in.raised(pos, "ArgumentError", "collecting into a map requires {key, value} tuples, got: %s", Inspect(v))
			}
			pairs = append(pairs, Pair{pair[0], pair[1]})
			return in.grow(32, pos)
		},
		done: func() Value { return MapOf(pairs) },
	}
}

func (in *Interp) setCollector(into *Map, pos diag.Pos) collector {
	inner, _ := into.Get(Atom("map"))
	members, _ := inner.(*Map)
	if members == nil {
		members = NewMap()
	}
	pairs := append([]Pair{}, members.Pairs()...)
	return collector{
		put: func(v Value) error {
			pairs = append(pairs, Pair{v, List{}})
			return in.grow(32, pos)
		},
		done: func() Value { return into.Put(Atom("map"), MapOf(pairs)) },
	}
}

// generate runs yield for every combination of the generators that passes the
// filters.
func (in *Interp) generate(clauses []syntax.Node, scope *Scope, yield func(*Scope) error) error {
	if len(clauses) == 0 {
		return yield(scope)
	}
	if bits, ok := syntax.IsCall(clauses[0], "<<>>"); ok && len(bits.Args) > 0 {
		if last, ok := syntax.IsCall(bits.Args[len(bits.Args)-1], "<-"); ok {
			return in.generateBits(bits, last, scope, func(inner *Scope) error {
				return in.generate(clauses[1:], inner, yield)
			})
		}
	}
	generator, ok := syntax.IsCall(clauses[0], "<-")
	if !ok {
		_, holds, err := in.test(clauses[0], scope)
		if err != nil || !holds {
			return err
		}
		return in.generate(clauses[1:], scope, yield)
	}
	source, err := in.eval(generator.Args[1], scope)
	if err != nil {
		return err
	}
	pattern, guard := splitGuard(generator.Args[0])
	return in.enumerate(source, generator.Pos(), func(e Value) (bool, error) {
		inner := scope.nested()
		matched, err := in.match(pattern, e, inner)
		if err == nil && matched {
			matched, err = in.guard(guard, inner)
		}
		if err != nil || !matched {
			return true, err
		}
		return true, in.generate(clauses[1:], inner, yield)
	})
}

// generateBits runs a bitstring generator: <<r::8, g::8 <- binary>>.
func (in *Interp) generateBits(bits, last *syntax.Call, scope *Scope, yield func(*Scope) error) error {
	source, err := in.eval(last.Args[1], scope)
	if err != nil {
		return err
	}
	text, ok := source.(String)
	if !ok {
		return in.raised(bits.Pos(), "ArgumentError", "a bitstring generator needs a binary, got: %s", Inspect(source))
	}
	segments := append(append([]syntax.Node{}, bits.Args[:len(bits.Args)-1]...), last.Args[0])
	for len(text) > 0 {
		if err := in.work(bits.Pos()); err != nil {
			return err
		}
		inner := scope.nested()
		m := matcher{in: in, scope: inner}
		reader, ok, err := m.segments(segments, text)
		if err != nil {
			return err
		}
		if reader.failed {
			return nil
		}
		text = text[reader.at:]
		if !ok {
			continue
		}
		m.commit()
		if err := yield(inner); err != nil {
			return err
		}
	}
	return nil
}
