package stdlib

import (
	"maps"
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// enum is the module Enum.
func enum() functions {
	table := functions{
		"all?/1": enumAll, "all?/2": enumAll, "any?/1": enumAny, "any?/2": enumAny,
		"concat/1": enumConcat, "concat/2": enumConcatTwo,
		"count/1": enumCount, "count/2": enumCount,
		"count_until/2": enumCountUntil, "count_until/3": enumCountUntil,
		"each/2": enumEach, "empty?/1": enumEmpty,
		"filter/2": filtering(true), "reject/2": filtering(false),
		"find/2": named("find/3", enumFind), "find/3": enumFind,
		"find_index/2": enumFindIndex,
		"find_value/2": named("find_value/3", enumFindValue), "find_value/3": enumFindValue,
		"flat_map/2": enumFlatMap, "map/2": enumMap, "map_every/3": enumMapEvery,
		"intersperse/2": enumIntersperse, "map_intersperse/3": enumMapIntersperse,
		"join/1": named("join/2", enumJoin), "join/2": enumJoin,
		"map_join/2": named("map_join/3", enumMapJoin), "map_join/3": enumMapJoin,
		"member?/2":   enumMember,
		"partition/2": enumSplitWith, "split_with/2": enumSplitWith,
		"reverse/1": enumReverse, "reverse/2": enumReverseOnto, "to_list/1": enumToList,
		"with_index/1": enumWithIndex, "with_index/2": enumWithIndex,
	}
	for _, part := range []functions{enumReduce(), enumSlices(), enumSort(), enumChunk(), enumGroup(), enumZips(), enumRandom()} {
		maps.Copy(table, part)
	}
	return table
}

// walk calls the function in argument i with every element of argument 0, for
// as long as visit wants to go on.
func walk(c *eval.Call, i int, visit func(e, answer eval.Value) bool) error {
	f, err := fun(c, i, 1)
	if err != nil {
		return err
	}
	for e, err := range each(c, 0) {
		if err != nil {
			return err
		}
		answer, err := apply(f, e)
		if err != nil {
			return err
		}
		if !visit(e, answer) {
			return nil
		}
	}
	return nil
}

// judge is walk with the elements themselves where there is no function.
func judge(c *eval.Call, visit func(e, answer eval.Value) bool) error {
	if len(c.Args) > 1 {
		return walk(c, 1, visit)
	}
	for e, err := range each(c, 0) {
		if err != nil || !visit(e, e) {
			return err
		}
	}
	return nil
}

func enumAll(c *eval.Call) (eval.Value, error) {
	all := true
	err := judge(c, func(_, answer eval.Value) bool {
		all = eval.Truthy(answer)
		return all
	})
	return eval.Boolean(all), err
}

func enumAny(c *eval.Call) (eval.Value, error) {
	found := false
	err := judge(c, func(_, answer eval.Value) bool {
		found = eval.Truthy(answer)
		return !found
	})
	return eval.Boolean(found), err
}

func enumEach(c *eval.Call) (eval.Value, error) {
	return eval.OK, walk(c, 1, func(_, _ eval.Value) bool { return true })
}

func enumMap(c *eval.Call) (eval.Value, error) {
	var mapped []eval.Value
	err := walk(c, 1, func(_, answer eval.Value) bool {
		mapped = append(mapped, answer)
		return true
	})
	if err != nil {
		return nil, err
	}
	return listOf(c, mapped)
}

// filtering keeps the elements for which the function answers so.
func filtering(wanted bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		var kept []eval.Value
		err := walk(c, 1, func(e, answer eval.Value) bool {
			if eval.Truthy(answer) == wanted {
				kept = append(kept, e)
			}
			return true
		})
		if err != nil {
			return nil, err
		}
		return listOf(c, kept)
	}
}

func enumSplitWith(c *eval.Call) (eval.Value, error) {
	yes, no := eval.List{}, eval.List{}
	err := walk(c, 1, func(e, answer eval.Value) bool {
		if eval.Truthy(answer) {
			yes = append(yes, e)
		} else {
			no = append(no, e)
		}
		return true
	})
	return tupleOf(yes, no), err
}

func enumFlatMap(c *eval.Call) (eval.Value, error) {
	var all []eval.Value
	var failed error
	err := walk(c, 1, func(_, answer eval.Value) bool {
		var inner []eval.Value
		inner, failed = gather(c, enumerate(c, answer))
		all = append(all, inner...)
		return failed == nil
	})
	if err = firstError(err, failed); err != nil {
		return nil, err
	}
	return listOf(c, all)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func enumConcat(c *eval.Call) (eval.Value, error) {
	var all []eval.Value
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
		inner, err := gather(c, enumerate(c, e))
		if err != nil {
			return nil, err
		}
		all = append(all, inner...)
	}
	return listOf(c, all)
}

func enumConcatTwo(c *eval.Call) (eval.Value, error) {
	left, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	right, err := collect(c, 1)
	if err != nil {
		return nil, err
	}
	return listOf(c, slices.Concat(left, right))
}

func enumCount(c *eval.Call) (eval.Value, error) {
	n := 0
	err := judge(c, func(_, answer eval.Value) bool {
		if len(c.Args) == 1 || eval.Truthy(answer) {
			n++
		}
		return true
	})
	return integer(n), err
}

// enumCountUntil is count_until(enumerable, limit) and
// count_until(enumerable, fun, limit).
func enumCountUntil(c *eval.Call) (eval.Value, error) {
	last := len(c.Args) - 1
	limit, err := countFrom(c, last, 1)
	if err != nil {
		return nil, err
	}
	n := 0
	counting := *c
	counting.Args = c.Args[:last]
	err = judge(&counting, func(_, answer eval.Value) bool {
		if last == 1 || eval.Truthy(answer) {
			n++
		}
		return n < limit
	})
	return integer(n), err
}

func enumEmpty(c *eval.Call) (eval.Value, error) {
	for _, err := range each(c, 0) {
		return eval.False, err
	}
	return eval.True, nil
}

// enumFind is find(enumerable, default, fun).
func enumFind(c *eval.Call) (eval.Value, error) {
	found := findDefault(c)
	err := walk(c, len(c.Args)-1, func(e, answer eval.Value) bool {
		if eval.Truthy(answer) {
			found = e
			return false
		}
		return true
	})
	return found, err
}

// findDefault is the default that stands before the function.
func findDefault(c *eval.Call) eval.Value {
	if len(c.Args) == 3 {
		return c.Args[1]
	}
	return eval.Nil
}

func enumFindValue(c *eval.Call) (eval.Value, error) {
	found := findDefault(c)
	err := walk(c, len(c.Args)-1, func(_, answer eval.Value) bool {
		if eval.Truthy(answer) {
			found = answer
			return false
		}
		return true
	})
	return found, err
}

func enumFindIndex(c *eval.Call) (eval.Value, error) {
	i, found := 0, false
	err := walk(c, 1, func(_, answer eval.Value) bool {
		if found = eval.Truthy(answer); !found {
			i++
		}
		return !found
	})
	if !found {
		return eval.Nil, err
	}
	return integer(i), err
}

func enumMapEvery(c *eval.Call) (eval.Value, error) {
	step, err := countFrom(c, 1, 0)
	if err != nil {
		return nil, err
	}
	f, err := fun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	mapped := slices.Clone(elements)
	for i := 0; step > 0 && i < len(mapped); i += step {
		if mapped[i], err = apply(f, mapped[i]); err != nil {
			return nil, err
		}
	}
	return listOf(c, mapped)
}

func intersperse(elements []eval.Value, between eval.Value) []eval.Value {
	var all []eval.Value
	for i, e := range elements {
		if i > 0 {
			all = append(all, between)
		}
		all = append(all, e)
	}
	return all
}

func enumIntersperse(c *eval.Call) (eval.Value, error) {
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	return listOf(c, intersperse(elements, c.Args[1]))
}

func enumMapIntersperse(c *eval.Call) (eval.Value, error) {
	var mapped []eval.Value
	err := walk(c, 2, func(_, answer eval.Value) bool {
		mapped = append(mapped, answer)
		return true
	})
	if err != nil {
		return nil, err
	}
	return listOf(c, intersperse(mapped, c.Args[1]))
}

func enumMember(c *eval.Call) (eval.Value, error) {
	if m, ok := c.Args[0].(*eval.Map); ok && m.Struct() == "" {
		return mapMember(m, c.Args[1]), nil
	}
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
		if equal, err := c.Equal(e, c.Args[1]); equal || err != nil {
			return eval.Boolean(equal), err
		}
	}
	return eval.False, nil
}

func mapMember(m *eval.Map, v eval.Value) eval.Value {
	t, ok := v.(eval.Tuple)
	if !ok || len(t) != 2 {
		return eval.False
	}
	found, ok := m.Get(t[0])
	return eval.Boolean(ok && eval.Equal(found, t[1]))
}

func enumReverse(c *eval.Call) (eval.Value, error) {
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	return listOf(c, reversed(elements))
}

func reversed(values []eval.Value) []eval.Value {
	turned := slices.Clone(values)
	slices.Reverse(turned)
	return turned
}

func enumReverseOnto(c *eval.Call) (eval.Value, error) {
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	tail, err := collect(c, 1)
	if err != nil {
		return nil, err
	}
	return listOf(c, append(reversed(elements), tail...))
}

func enumToList(c *eval.Call) (eval.Value, error) {
	elements, err := collect(c, 0)
	return eval.List(elements), err
}

// enumWithIndex is with_index(enumerable, offset) and
// with_index(enumerable, fun).
func enumWithIndex(c *eval.Call) (eval.Value, error) {
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	number, err := numbering(c, 1)
	if err != nil {
		return nil, err
	}
	numbered := make([]eval.Value, len(elements))
	for i, e := range elements {
		if numbered[i], err = number(e, i); err != nil {
			return nil, err
		}
	}
	return listOf(c, numbered)
}

// numbering is how with_index numbers, by the offset or function in argument
// i.
func numbering(c *eval.Call, i int) (func(e eval.Value, n int) (eval.Value, error), error) {
	if _, ok := argument(c, i, eval.Nil).(*eval.Fun); ok {
		f, err := fun(c, i, 2)
		return func(e eval.Value, n int) (eval.Value, error) { return apply(f, e, integer(n)) }, err
	}
	offset := 0
	if len(c.Args) > i {
		var err error
		if offset, err = count(c, i); err != nil {
			return nil, err
		}
	}
	return func(e eval.Value, n int) (eval.Value, error) { return tupleOf(e, integer(offset+n)), nil }, nil
}
