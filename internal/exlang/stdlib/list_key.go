package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// listKeys has the functions of List for lists of tuples.
func listKeys() functions {
	return functions{
		"keyfind/3": named("keyfind/4", listKeyFind), "keyfind/4": listKeyFind, "keyfind!/3": listKeyFindBang,
		"keymember?/3": listKeyMember, "keyreplace/4": listKeyReplace, "keystore/4": listKeyStore,
		"keydelete/3": listKeyDelete, "keytake/3": listKeyTake,
		"keysort/2": named("keysort/3", listKeySort), "keysort/3": listKeySort,
	}
}

// keyPlace finds the first tuple that has, at the position in argument 2, the
// key in argument 1. As Erlang's lists do, it takes 1 and 1.0 as equal.
func keyPlace(c *eval.Call) (list eval.List, i int, err error) {
	if list, err = c.List(0); err != nil {
		return nil, 0, err
	}
	position, err := countFrom(c, 2, 0)
	if err != nil {
		return nil, 0, err
	}
	i = slices.IndexFunc(list, func(v eval.Value) bool {
		t, ok := v.(eval.Tuple)
		return ok && len(t) > position && eval.Compare(t[position], c.Args[1]) == 0
	})
	return list, i, nil
}

func listKeyFind(c *eval.Call) (eval.Value, error) {
	list, i, err := keyPlace(c)
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return argument(c, 3, eval.Nil), nil
	}
	return list[i], nil
}

func listKeyFindBang(c *eval.Call) (eval.Value, error) {
	list, i, err := keyPlace(c)
	if err != nil {
		return nil, err
	}
	if i < 0 {
		message := "key " + eval.Inspect(c.Args[1]) + " at position " + eval.Inspect(c.Args[2]) + " not found in: " + eval.Inspect(list)
		return nil, raised(c, "KeyError", message, pair("key", c.Args[1]), pair("term", list), pair("message", eval.String(message)))
	}
	return list[i], nil
}

func listKeyMember(c *eval.Call) (eval.Value, error) {
	_, i, err := keyPlace(c)
	return eval.Boolean(i >= 0), err
}

func listKeyReplace(c *eval.Call) (eval.Value, error) {
	list, i, err := keyPlace(c)
	if err != nil || i < 0 {
		return list, err
	}
	changed := slices.Clone(list)
	changed[i] = c.Args[3]
	return changed, nil
}

func listKeyStore(c *eval.Call) (eval.Value, error) {
	list, i, err := keyPlace(c)
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return listOf(c, slices.Concat(list, eval.List{c.Args[3]}))
	}
	return listKeyReplace(c)
}

func listKeyDelete(c *eval.Call) (eval.Value, error) {
	list, i, err := keyPlace(c)
	if err != nil || i < 0 {
		return list, err
	}
	return slices.Concat(list[:i], list[i+1:]), nil
}

func listKeyTake(c *eval.Call) (eval.Value, error) {
	list, i, err := keyPlace(c)
	if err != nil || i < 0 {
		return eval.Nil, err
	}
	return tupleOf(list[i], slices.Concat(list[:i], list[i+1:])), nil
}

// listKeySort is keysort(list, position, sorter).
func listKeySort(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	position, err := countFrom(c, 1, 0)
	if err != nil {
		return nil, err
	}
	before, err := sorter(c, 2)
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		if t, ok := v.(eval.Tuple); !ok || len(t) <= position {
			return nil, badArgument(c, 1, "not a list of tuples")
		}
	}
	sorted, err := sortBy(list, func(a, b eval.Value) (bool, error) {
		return before(a.(eval.Tuple)[position], b.(eval.Tuple)[position])
	})
	if err != nil {
		return nil, err
	}
	return listOf(c, sorted)
}
