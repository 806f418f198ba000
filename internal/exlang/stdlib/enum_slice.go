package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// enumSlices has the functions of Enum that take parts by place.
func enumSlices() functions {
	return functions{
		"at/2": named("at/3", enumAt), "at/3": enumAt, "fetch/2": enumFetch, "fetch!/2": enumFetchBang,
		"take/2": enumTake, "take_while/2": enumTakeWhile, "take_every/2": enumTakeEvery,
		"drop/2": enumDrop, "drop_while/2": enumDropWhile, "drop_every/2": enumDropEvery,
		"split/2": enumSplit, "split_while/2": enumSplitWhile,
		"slice/2": enumSliceRange, "slice/3": enumSlice,
		"slide/3": enumSlide, "reverse_slice/3": enumReverseSlice,
	}
}

// element returns the element at the index in argument 1, which counts from
// the end if it is negative.
func element(c *eval.Call) (eval.Value, bool, error) {
	i, err := count(c, 1)
	if err != nil {
		return nil, false, err
	}
	if i < 0 {
		elements, err := collect(c, 0)
		if i += len(elements); err != nil || i < 0 {
			return nil, false, err
		}
		return elements[i], true, nil
	}
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, false, err
		}
		if i == 0 {
			return e, true, nil
		}
		i--
	}
	return nil, false, nil
}

func enumAt(c *eval.Call) (eval.Value, error) {
	e, ok, err := element(c)
	if err != nil || ok {
		return e, err
	}
	return argument(c, 2, eval.Nil), nil
}

func enumFetch(c *eval.Call) (eval.Value, error) {
	e, ok, err := element(c)
	if err != nil || !ok {
		return eval.Atom("error"), err
	}
	return tupleOf(eval.OK, e), nil
}

func enumFetchBang(c *eval.Call) (eval.Value, error) {
	e, ok, err := element(c)
	if err != nil || ok {
		return e, err
	}
	return nil, c.Raise("Enum.OutOfBoundsError", "out of bounds error")
}

// enumTake stops asking after the last element that it needs.
func enumTake(c *eval.Call) (eval.Value, error) {
	n, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		elements, err := collect(c, 0)
		return eval.List(elements[max(0, len(elements)+n):]), err
	}
	taken := eval.List{}
	if n == 0 {
		return taken, nil
	}
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
		if taken = append(taken, e); len(taken) == n {
			break
		}
	}
	return taken, c.Grow(8 * len(taken))
}

func enumTakeWhile(c *eval.Call) (eval.Value, error) {
	taken := eval.List{}
	err := walk(c, 1, func(e, answer eval.Value) bool {
		if eval.Truthy(answer) {
			taken = append(taken, e)
		}
		return eval.Truthy(answer)
	})
	return taken, err
}

func enumTakeEvery(c *eval.Call) (eval.Value, error) {
	return everyNth(c, func(i, n int) bool { return n > 0 && i%n == 0 })
}

func enumDropEvery(c *eval.Call) (eval.Value, error) {
	return everyNth(c, func(i, n int) bool { return n == 0 || i%n != 0 })
}

func everyNth(c *eval.Call, keep func(i, n int) bool) (eval.Value, error) {
	n, err := countFrom(c, 1, 0)
	if err != nil {
		return nil, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	var kept []eval.Value
	for i, e := range elements {
		if keep(i, n) {
			kept = append(kept, e)
		}
	}
	return listOf(c, kept)
}

func enumDrop(c *eval.Call) (eval.Value, error) {
	n, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		return eval.List(elements[:max(0, len(elements)+n)]), nil
	}
	return eval.List(elements[min(n, len(elements)):]), nil
}

// prefix returns how many elements from the first one on the function in
// argument 1 accepts.
func prefix(c *eval.Call) ([]eval.Value, int, error) {
	f, err := fun(c, 1, 1)
	if err != nil {
		return nil, 0, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, 0, err
	}
	for i, e := range elements {
		if ok, err := test(f, e); err != nil || !ok {
			return elements, i, err
		}
	}
	return elements, len(elements), nil
}

func enumDropWhile(c *eval.Call) (eval.Value, error) {
	elements, n, err := prefix(c)
	if err != nil {
		return nil, err
	}
	return eval.List(elements[n:]), nil
}

func enumSplitWhile(c *eval.Call) (eval.Value, error) {
	elements, n, err := prefix(c)
	if err != nil {
		return nil, err
	}
	return tupleOf(eval.List(elements[:n:n]), eval.List(elements[n:])), nil
}

func enumSplit(c *eval.Call) (eval.Value, error) {
	n, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		n = max(0, len(elements)+n)
	}
	n = min(n, len(elements))
	return tupleOf(eval.List(elements[:n:n]), eval.List(elements[n:])), nil
}

// bounds are those of a range.
type bounds struct{ first, last, step int }

// rangeArgument returns argument i, a range.
func rangeArgument(c *eval.Call, i int) (bounds, error) {
	m, err := structOf(c, i, "Range")
	if err != nil {
		return bounds{}, err
	}
	b, ok := boundsOf(m)
	if !ok {
		return b, c.WrongArgument(i, "a range of small integers")
	}
	return b, nil
}

func boundsOf(m *eval.Map) (bounds, bool) {
	var b bounds
	for key, to := range map[eval.Atom]*int{"first": &b.first, "last": &b.last, "step": &b.step} {
		v, _ := m.Get(key)
		n, ok := asInt(v)
		if !ok {
			return b, false
		}
		*to = n
	}
	return b, true
}

// size is the number of integers in a range.
func (b bounds) size() int {
	if b.step == 0 || b.step > 0 && b.first > b.last || b.step < 0 && b.first < b.last {
		return 0
	}
	return (b.last-b.first)/b.step + 1
}

// within turns first..last, which may count from the end, into places of a
// list or text of n elements: from and how many.
func (b bounds) within(n int) (from, amount int) {
	first, last := b.first, b.last
	if first < 0 {
		first = max(0, first+n)
	}
	if last < 0 {
		last += n
	}
	last = min(last, n-1)
	if first > last {
		return 0, 0
	}
	return first, last - first + 1
}

func enumSliceRange(c *eval.Call) (eval.Value, error) {
	b, err := rangeArgument(c, 1)
	if err != nil {
		return nil, err
	}
	if b.step < 1 && !(b.step == -1 && b.first > b.last) {
		return nil, c.Raise("ArgumentError", "Enum.slice/2 does not accept ranges with negative steps, got: %s", eval.Inspect(c.Args[1]))
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	from, n := b.within(len(elements))
	if b.step <= 1 {
		return eval.List(elements[from : from+n : from+n]), nil
	}
	var kept []eval.Value
	for i := from; i < from+n; i += b.step {
		kept = append(kept, elements[i])
	}
	return listOf(c, kept)
}

func enumSlice(c *eval.Call) (eval.Value, error) {
	start, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	amount, err := countFrom(c, 2, 0)
	if err != nil {
		return nil, err
	}
	var elements []eval.Value
	if start >= 0 {
		// An endless stream is asked for no more than is needed.
		taking := *c
		taking.Args = []eval.Value{c.Args[0], integer(min(start+amount, 1<<40))}
		taken, err := enumTake(&taking)
		if err != nil {
			return nil, err
		}
		elements = taken.(eval.List)
	} else if elements, err = collect(c, 0); err != nil {
		return nil, err
	}
	if start < 0 {
		start = max(0, start+len(elements))
	}
	start = min(start, len(elements))
	end := min(start+amount, len(elements))
	return eval.List(elements[start:end:end]), nil
}

func enumReverseSlice(c *eval.Call) (eval.Value, error) {
	start, err := countFrom(c, 1, 0)
	if err != nil {
		return nil, err
	}
	amount, err := countFrom(c, 2, 0)
	if err != nil {
		return nil, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	turned := slices.Clone(elements)
	start = min(start, len(turned))
	slices.Reverse(turned[start:min(start+amount, len(turned))])
	return listOf(c, turned)
}

// enumSlide moves one element, or a range of them, to another place.
func enumSlide(c *eval.Call) (eval.Value, error) {
	to, err := count(c, 2)
	if err != nil {
		return nil, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	n := len(elements)
	first, last := 0, 0
	if i, ok := asInt(c.Args[1]); ok {
		first, last = i, i
	} else {
		b, err := rangeArgument(c, 1)
		if err != nil {
			return nil, err
		}
		if b.step != 1 && b.first != b.last {
			return nil, c.Raise("ArgumentError", "Enum.slide/3 does not accept ranges with custom steps, got: %s", eval.Inspect(c.Args[1]))
		}
		first, last = b.first, b.last
	}
	for _, place := range []*int{&first, &last, &to} {
		if *place < 0 {
			*place += n
		}
	}
	if to >= first && to <= last && first != last && to != first {
		return nil, c.Raise("ArgumentError", "insertion index for slide must be outside the range being moved (tried to insert %d..%d at %d)", first, last, to)
	}
	return listOf(c, slide(elements, first, last, to))
}

func slide(elements []eval.Value, first, last, to int) []eval.Value {
	if first < 0 || first >= len(elements) || last < first || to < 0 {
		return elements
	}
	last = min(last, len(elements)-1)
	moved := elements[first : last+1]
	rest := slices.Concat(elements[:first], elements[last+1:])
	// To the right, the place is that of the last element that moved.
	if to > first {
		to -= last - first
	}
	return slices.Insert(slices.Clone(rest), max(0, min(to, len(rest))), moved...)
}
