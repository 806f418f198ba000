package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// erlangLists is the module :lists. Most of its functions are Elixir's with
// the arguments in another order.
func erlangLists() functions {
	table := functions{
		"keyfind/3":   listsKey(func(_ eval.List, i int, found eval.Value) eval.Value { return foundOr(i, found) }),
		"keymember/3": listsKey(func(_ eval.List, i int, _ eval.Value) eval.Value { return eval.Boolean(i >= 0) }),
		"keysort/2":   listsKeySort, "keydelete/3": listsKeyDelete, "keyreplace/4": listsKeyReplace, "keystore/4": listsKeyStore,
		"nth/2": listsNth, "seq/2": listsSeq, "seq/3": listsSeq, "foreach/2": swapped("Enum", "each"),
		"foldl/3": folded("foldl"), "foldr/3": folded("foldr"), "sublist/2": listsSublist, "sublist/3": listsSublist, "nthtail/2": listsNthTail,
		"append/1": kernelOf("Enum", "concat"), "append/2": kernelOf("Kernel", "++"), "subtract/2": kernelOf("Kernel", "--"),
		"duplicate/2": swapped("List", "duplicate"), "member/2": swapped("Enum", "member?"), "delete/2": swapped("List", "delete"),
		"sort/2": swapped("Enum", "sort"), "usort/1": listsUsort, "merge/2": listsMerge, "umerge/2": listsUsort2,
		"join/2": swapped("Enum", "intersperse"), "prefix/2": listsPrefix, "enumerate/1": listsEnumerate,
		"search/2": listsSearch, "last/1": kernelOf("List", "last"), "splitwith/2": swapped("Enum", "split_while"),
	}
	for erlang, elixir := range map[string]string{
		"map": "map", "filter": "filter", "all": "all?", "any": "any?", "partition": "split_with", "flatmap": "flat_map",
		"takewhile": "take_while", "dropwhile": "drop_while",
	} {
		table[erlang+"/2"] = swapped("Enum", elixir)
	}
	for erlang, elixir := range map[string]string{
		"reverse": "reverse", "sort": "sort", "sum": "sum", "max": "max", "min": "min", "unzip": "unzip", "uniq": "uniq",
	} {
		table[erlang+"/1"] = kernelOf("Enum", elixir)
	}
	table["reverse/2"] = kernelOf("Enum", "reverse")
	table["flatten/1"] = kernelOf("List", "flatten")
	table["flatten/2"] = kernelOf("List", "flatten")
	table["zip/2"] = kernelOf("Enum", "zip")
	table["droplast/1"] = listsDropLast
	table["split/2"] = swapped("Enum", "split")
	return table
}

// swapped calls a function of Elixir with the two arguments exchanged.
func swapped(module, name string) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		return c.Invoke(eval.Module(module), name, c.Args[1], c.Args[0])
	}
}

// folded is foldl and foldr, which take the function first.
func folded(name string) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		return c.Invoke(eval.Module("List"), name, c.Args[2], c.Args[1], c.Args[0])
	}
}

// placeOfKey finds the first tuple of list that has key at place n, from 1.
func placeOfKey(list eval.List, key eval.Value, n int) int {
	return slices.IndexFunc(list, func(e eval.Value) bool {
		t, ok := e.(eval.Tuple)
		return ok && n >= 1 && n <= len(t) && eval.Compare(t[n-1], key) == 0
	})
}

func foundOr(i int, found eval.Value) eval.Value {
	if i < 0 {
		return eval.False
	}
	return found
}

// keyArguments reads key, n, list from argument 0 on.
func keyArguments(c *eval.Call) (n int, list eval.List, err error) {
	if n, err = countFrom(c, 1, 1); err == nil {
		list, err = c.List(2)
	}
	return n, list, err
}

func listsKey(answer func(list eval.List, i int, found eval.Value) eval.Value) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		n, list, err := keyArguments(c)
		if err != nil {
			return nil, err
		}
		i := placeOfKey(list, c.Args[0], n)
		var found eval.Value
		if i >= 0 {
			found = list[i]
		}
		return answer(list, i, found), nil
	}
}

func listsKeyDelete(c *eval.Call) (eval.Value, error) {
	n, list, err := keyArguments(c)
	if err != nil {
		return nil, err
	}
	i := placeOfKey(list, c.Args[0], n)
	if i < 0 {
		return list, nil
	}
	return listOf(c, slices.Concat(list[:i], list[i+1:]))
}

func listsKeyReplace(c *eval.Call) (eval.Value, error) {
	n, list, err := keyArguments(c)
	if err != nil {
		return nil, err
	}
	i := placeOfKey(list, c.Args[0], n)
	if i < 0 {
		return list, nil
	}
	changed := slices.Clone(list)
	changed[i] = c.Args[3]
	return listOf(c, changed)
}

func listsKeyStore(c *eval.Call) (eval.Value, error) {
	n, list, err := keyArguments(c)
	if err != nil {
		return nil, err
	}
	if placeOfKey(list, c.Args[0], n) >= 0 {
		return listsKeyReplace(c)
	}
	return listOf(c, append(slices.Clone(list), c.Args[3]))
}

func listsKeySort(c *eval.Call) (eval.Value, error) {
	n, err := countFrom(c, 0, 1)
	if err != nil {
		return nil, err
	}
	list, err := c.List(1)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if t, ok := e.(eval.Tuple); !ok || len(t) < n {
			return nil, badArgument(c, 2, "not a list of tuples that are large enough")
		}
	}
	before := ascending(c)
	sorted, err := sortBy(list, func(a, b eval.Value) (bool, error) {
		return before(a.(eval.Tuple)[n-1], b.(eval.Tuple)[n-1])
	})
	if err != nil {
		return nil, err
	}
	return listOf(c, sorted)
}

func listsNth(c *eval.Call) (eval.Value, error) {
	n, err := countFrom(c, 0, 1)
	if err != nil {
		return nil, err
	}
	list, err := c.List(1)
	if err != nil {
		return nil, err
	}
	if n > len(list) {
		return nil, c.WrongArgument(0, "the place of an element")
	}
	return list[n-1], nil
}

func listsNthTail(c *eval.Call) (eval.Value, error) {
	n, err := countFrom(c, 0, 0)
	if err != nil {
		return nil, err
	}
	list, err := c.List(1)
	if err == nil && n > len(list) {
		err = c.WrongArgument(0, "at most the length of the list")
	}
	if err != nil {
		return nil, err
	}
	return list[n:], nil
}

func listsSeq(c *eval.Call) (eval.Value, error) {
	from, err := c.Index(0)
	if err != nil {
		return nil, err
	}
	to, err := c.Index(1)
	if err != nil {
		return nil, err
	}
	step := 1
	if len(c.Args) > 2 {
		if step, err = c.Index(2); err != nil || step == 0 {
			return nil, c.WrongArgument(2, "a step other than 0")
		}
	}
	if err := c.Grow(8 * max((to-from)/step, 0)); err != nil {
		return nil, err
	}
	list := eval.List{}
	for i := from; step > 0 && i <= to || step < 0 && i >= to; i += step {
		list = append(list, integer(i))
	}
	return list, nil
}

func listsSublist(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	start := 1
	if len(c.Args) > 2 {
		if start, err = countFrom(c, 1, 1); err != nil {
			return nil, err
		}
	}
	n, err := countFrom(c, len(c.Args)-1, 0)
	if err != nil {
		return nil, err
	}
	list = list[min(start-1, len(list)):]
	return list[:min(n, len(list))], nil
}

func sortedUnique(c *eval.Call, values eval.List) (eval.Value, error) {
	sorted, err := sortBy(values, ascending(c))
	if err != nil {
		return nil, err
	}
	return listOf(c, slices.CompactFunc(sorted, func(a, b eval.Value) bool { return eval.Compare(a, b) == 0 }))
}

func listsUsort(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	return sortedUnique(c, list)
}

func listsUsort2(c *eval.Call) (eval.Value, error) {
	a, b, err := twoLists(c)
	if err != nil {
		return nil, err
	}
	return sortedUnique(c, slices.Concat(a, b))
}

func listsMerge(c *eval.Call) (eval.Value, error) {
	a, b, err := twoLists(c)
	if err != nil {
		return nil, err
	}
	merged, err := sortBy(slices.Concat(a, b), ascending(c))
	if err != nil {
		return nil, err
	}
	return listOf(c, merged)
}

func listsPrefix(c *eval.Call) (eval.Value, error) {
	a, b, err := twoLists(c)
	if err != nil {
		return nil, err
	}
	return eval.Boolean(len(a) <= len(b) && slices.EqualFunc(a, b[:min(len(a), len(b))], eval.Equal)), nil
}

func listsEnumerate(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	pairs := make([]eval.Value, len(list))
	for i, e := range list {
		pairs[i] = tupleOf(integer(i+1), e)
	}
	return listOf(c, pairs)
}

func listsSearch(c *eval.Call) (eval.Value, error) {
	f, err := c.Fun(0, 1)
	if err != nil {
		return nil, err
	}
	list, err := c.List(1)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if is, err := test(f, e); err != nil || is {
			return tupleOf(eval.Atom("value"), e), err
		}
	}
	return eval.False, nil
}

func listsDropLast(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err == nil && len(list) == 0 {
		err = c.WrongArgument(0, "a list that is not empty")
	}
	if err != nil {
		return nil, err
	}
	return list[:len(list)-1], nil
}

// erlangMaps is the module :maps.
func erlangMaps() functions {
	table := functions{
		"map/2": mapsMap, "filter/2": mapsFilter, "fold/3": mapsFold, "with/2": swapped("Map", "take"), "without/2": swapped("Map", "drop"),
		"update/3": mapsUpdate,
	}
	for erlang, elixir := range map[string]string{"get/2": "fetch!", "find/2": "fetch", "is_key/2": "has_key?", "remove/2": "delete"} {
		table[erlang] = swapped("Map", elixir)
	}
	for _, name := range []string{"keys/1", "values/1", "to_list/1", "merge/2", "new/0"} {
		table[name] = kernelOf("Map", name[:len(name)-2])
	}
	table["from_list/1"] = kernelOf("Map", "new")
	table["size/1"] = kernelOf("Kernel", "map_size")
	table["get/3"] = rotated("get")
	table["put/3"] = rotated("put")
	return table
}

// rotated calls a function of Map that takes the map first and not second or
// last.
func rotated(name string) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		m, key, v := c.Args[1], c.Args[0], c.Args[2]
		if name == "put" {
			key, v, m = c.Args[0], c.Args[1], c.Args[2]
		}
		return c.Invoke(eval.Module("Map"), name, m, key, v)
	}
}

func mapsUpdate(c *eval.Call) (eval.Value, error) {
	if _, err := c.Invoke(eval.Module("Map"), "fetch!", c.Args[2], c.Args[0]); err != nil {
		return nil, err
	}
	return c.Invoke(eval.Module("Map"), "put", c.Args[2], c.Args[0], c.Args[1])
}

// mapAndFun reads a function of a key and a value, and a map.
func mapAndFun(c *eval.Call, arity, at int) (*eval.Fun, *eval.Map, error) {
	f, err := c.Fun(0, arity)
	if err != nil {
		return nil, nil, err
	}
	m, err := c.Map(at)
	return f, m, err
}

func mapsMap(c *eval.Call) (eval.Value, error) {
	f, m, err := mapAndFun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	changed := eval.NewMap()
	for _, p := range m.Pairs() {
		v, err := apply(f, p.Key, p.Value)
		if err != nil {
			return nil, err
		}
		changed = changed.Put(p.Key, v)
	}
	return changed, c.Grow(16 * m.Len())
}

func mapsFilter(c *eval.Call) (eval.Value, error) {
	f, m, err := mapAndFun(c, 2, 1)
	if err != nil {
		return nil, err
	}
	kept := eval.NewMap()
	for _, p := range m.Pairs() {
		is, err := test(f, p.Key, p.Value)
		if err != nil {
			return nil, err
		}
		if is {
			kept = kept.Put(p.Key, p.Value)
		}
	}
	return kept, c.Grow(16 * m.Len())
}

func mapsFold(c *eval.Call) (eval.Value, error) {
	f, m, err := mapAndFun(c, 3, 2)
	if err != nil {
		return nil, err
	}
	acc := c.Args[1]
	for _, p := range m.Pairs() {
		if acc, err = apply(f, p.Key, p.Value, acc); err != nil {
			return nil, err
		}
	}
	return acc, nil
}
