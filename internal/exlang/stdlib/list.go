package stdlib

import (
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// list is the module List.
func list() functions {
	table := functions{
		"first/1": named("first/2", listFirst), "first/2": listFirst, "last/1": named("last/2", listLast), "last/2": listLast,
		"flatten/1": named("flatten/2", listFlatten), "flatten/2": listFlatten,
		"foldl/3": listFoldLeft, "foldr/3": listFoldRight,
		"duplicate/2": listDuplicate, "wrap/1": listWrap,
		"delete/2": listDelete, "delete_at/2": listDeleteAt, "insert_at/3": listInsertAt,
		"replace_at/3": listReplaceAt, "update_at/3": listUpdateAt,
		"pop_at/2": named("pop_at/3", listPopAt), "pop_at/3": listPopAt,
		"starts_with?/2": listStartsWith, "ends_with?/2": listEndsWith, "improper?/1": listImproper,
		"zip/1": enumZip, "to_tuple/1": listToTuple,
		"ascii_printable?/1": named("ascii_printable?/2", listPrintable), "ascii_printable?/2": listPrintable,
	}
	for _, part := range []functions{listKeys(), listTexts()} {
		maps.Copy(table, part)
	}
	return table
}

func listFirst(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil || len(list) > 0 {
		return headOf(list), err
	}
	return argument(c, 1, eval.Nil), nil
}

func headOf(list eval.List) eval.Value {
	if len(list) == 0 {
		return eval.Nil
	}
	return list[0]
}

func listLast(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return argument(c, 1, eval.Nil), nil
	}
	return list[len(list)-1], nil
}

// flatten keeps what is left of the outer lists itself, so that lists can nest
// as deeply as they like.
func flatten(c *eval.Call, list eval.List) (eval.List, error) {
	flat, outer := eval.List{}, []eval.List{}
	for {
		for len(list) == 0 {
			if len(outer) == 0 {
				return flat, nil
			}
			list, outer = outer[len(outer)-1], outer[:len(outer)-1]
		}
		if err := c.Grow(16); err != nil {
			return nil, err
		}
		first := list[0]
		list = list[1:]
		if inner, ok := first.(eval.List); ok {
			list, outer = inner, append(outer, list)
		} else {
			flat = append(flat, first)
		}
	}
}

func listFlatten(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	flat, err := flatten(c, list)
	if err == nil && len(c.Args) == 2 {
		var tail eval.List
		tail, err = c.List(1)
		flat = append(flat, tail...)
		if err == nil {
			err = c.Grow(8 * len(tail))
		}
	}
	return flat, err
}

func listFoldLeft(c *eval.Call) (eval.Value, error) {
	if _, err := c.List(0); err != nil {
		return nil, err
	}
	return enumFold(c)
}

func listFoldRight(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	f, err := fun(c, 2, 2)
	if err != nil {
		return nil, err
	}
	acc := c.Args[1]
	for _, v := range slices.Backward(list) {
		if acc, err = apply(f, v, acc); err != nil {
			return nil, err
		}
	}
	return acc, nil
}

func listDuplicate(c *eval.Call) (eval.Value, error) {
	n, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, c.Raise("FunctionClauseError", "no function clause matching in :lists.duplicate/2")
	}
	if err := c.Grow(8 * n); err != nil {
		return nil, err
	}
	return eval.List(slices.Repeat([]eval.Value{c.Args[0]}, n)), nil
}

func listWrap(c *eval.Call) (eval.Value, error) {
	switch v := c.Args[0].(type) {
	case eval.List:
		return v, nil
	default:
		if v == eval.Nil {
			return eval.List{}, nil
		}
		return eval.List{v}, nil
	}
}

func listDelete(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	i, err := c.Find(list, c.Args[1])
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return list, nil
	}
	return slices.Concat(list[:i], list[i+1:]), nil
}

// place returns the list and the index in argument 1, counted from the start.
// It is not within the list if ok is false.
func place(c *eval.Call) (list eval.List, i int, ok bool, err error) {
	if list, err = c.List(0); err != nil {
		return nil, 0, false, err
	}
	if i, err = count(c, 1); err != nil {
		return nil, 0, false, err
	}
	if i < 0 {
		i += len(list)
	}
	return list, i, i >= 0 && i < len(list), nil
}

func listDeleteAt(c *eval.Call) (eval.Value, error) {
	list, i, ok, err := place(c)
	if err != nil || !ok {
		return list, err
	}
	return slices.Concat(list[:i], list[i+1:]), nil
}

func listPopAt(c *eval.Call) (eval.Value, error) {
	list, i, ok, err := place(c)
	if err != nil {
		return nil, err
	}
	if !ok {
		return tupleOf(argument(c, 2, eval.Nil), list), nil
	}
	return tupleOf(list[i], slices.Concat(list[:i], list[i+1:])), nil
}

// listInsertAt counts from the end so that -1 is behind the last element.
func listInsertAt(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	i, err := count(c, 1)
	if err != nil {
		return nil, err
	}
	if i < 0 {
		i += len(list) + 1
	}
	i = max(0, min(i, len(list)))
	return listOf(c, slices.Concat(list[:i], eval.List{c.Args[2]}, list[i:]))
}

func listReplaceAt(c *eval.Call) (eval.Value, error) {
	list, i, ok, err := place(c)
	if err != nil || !ok {
		return list, err
	}
	changed := slices.Clone(list)
	changed[i] = c.Args[2]
	return changed, c.Grow(8 * len(changed))
}

func listUpdateAt(c *eval.Call) (eval.Value, error) {
	list, i, ok, err := place(c)
	if err != nil || !ok {
		return list, err
	}
	f, err := fun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	changed := slices.Clone(list)
	if changed[i], err = apply(f, list[i]); err != nil {
		return nil, err
	}
	return changed, c.Grow(8 * len(changed))
}

func twoLists(c *eval.Call) (a, b eval.List, err error) {
	if a, err = c.List(0); err != nil {
		return nil, nil, err
	}
	b, err = c.List(1)
	return a, b, err
}

func listStartsWith(c *eval.Call) (eval.Value, error) {
	a, b, err := twoLists(c)
	if err != nil {
		return nil, err
	}
	return eval.Boolean(len(a) >= len(b) && eval.Equal(a[:len(b)], b)), nil
}

func listEndsWith(c *eval.Call) (eval.Value, error) {
	a, b, err := twoLists(c)
	if err != nil {
		return nil, err
	}
	return eval.Boolean(len(a) >= len(b) && eval.Equal(a[len(a)-len(b):], b)), nil
}

// listImproper knows every list of this type to be proper.
func listImproper(c *eval.Call) (eval.Value, error) {
	_, err := c.List(0)
	return eval.False, err
}

func listToTuple(c *eval.Call) (eval.Value, error) {
	list, ok := c.Args[0].(eval.List)
	if !ok {
		return nil, badArgument(c, 1, "not a list")
	}
	return eval.Tuple(list), nil
}

// listPrintable looks at the first elements only where a limit is given.
func listPrintable(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	if len(c.Args) == 2 && c.Args[1] != eval.Atom("infinity") {
		limit, err := countFrom(c, 1, 0)
		if err != nil {
			return nil, err
		}
		list = list[:min(limit, len(list))]
	}
	return eval.Boolean(eval.PrintableCharlist(list)), nil
}

// listTexts has the functions of List that make other types of charlists.
func listTexts() functions {
	return functions{
		"to_string/1": listToString, "to_charlist/1": listToCharlist,
		"to_atom/1": listToAtom, "to_existing_atom/1": listToAtom,
		"myers_difference/2": listMyers, "myers_difference/3": listMyers,
		"to_integer/1": listToInteger, "to_integer/2": listToInteger, "to_float/1": listToFloat,
	}
}

func listToString(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	s, err := text(c, list)
	return eval.String(s), err
}

// charlist is the code points of a text.
func charlist(text string) eval.List {
	list := make(eval.List, 0, utf8.RuneCountInString(text))
	for _, r := range text {
		list = append(list, integer(int(r)))
	}
	return list
}

func listToCharlist(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	s, err := text(c, list)
	return charlist(s), err
}

func listToAtom(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	s, err := text(c, list)
	return eval.Atom(s), err
}

func listToInteger(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	s, _, err := c.ToText(list)
	if err != nil {
		return nil, err
	}
	base, err := baseArgument(c, 1)
	if err != nil {
		return nil, err
	}
	n, rest, ok, err := parseInteger(c, s, base)
	if err != nil {
		return nil, err
	}
	if !ok || rest != "" {
		return nil, badArgument(c, 1, "not a textual representation of an integer")
	}
	return n, nil
}

func listToFloat(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	s, _, err := c.ToText(list)
	if err != nil {
		return nil, err
	}
	f, ok := exactFloat(s)
	if !ok {
		return nil, badArgument(c, 1, "not a textual representation of a float")
	}
	return f, nil
}
