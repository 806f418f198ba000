package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// enumSort has the functions of Enum that compare elements.
func enumSort() functions {
	return functions{
		"sort/1": enumSorted, "sort/2": enumSorted,
		"sort_by/2": named("sort_by/3", enumSortBy), "sort_by/3": enumSortBy,
		"min/1": enumMin, "min/2": enumMin, "min/3": enumMin,
		"max/1": enumMax, "max/2": enumMax, "max/3": enumMax,
		"min_by/2": enumMinBy, "min_by/3": enumMinBy, "min_by/4": enumMinBy,
		"max_by/2": enumMaxBy, "max_by/3": enumMaxBy, "max_by/4": enumMaxBy,
		"min_max/1": enumMinMax, "min_max/2": enumMinMax,
		"min_max_by/2": enumMinMaxBy, "min_max_by/3": enumMinMaxBy, "min_max_by/4": enumMinMaxBy,
	}
}

// An order reports whether a may stand before b.
type order func(a, b eval.Value) (bool, error)

func ascending(c *eval.Call) order {
	return inOrder(c, func(order int) bool { return order <= 0 })
}

func descending(c *eval.Call) order {
	return inOrder(c, func(order int) bool { return order >= 0 })
}

// inOrder is an order by Elixir's order of terms.
func inOrder(c *eval.Call, holds func(order int) bool) order {
	return func(a, b eval.Value) (bool, error) {
		order, err := c.Compare(a, b)
		return holds(order), err
	}
}

// sorter reads what sort/2 accepts: :asc, :desc, a module with compare/2,
// {:asc, Module}, {:desc, Module} or a function.
func sorter(c *eval.Call, i int) (order, error) {
	switch v := argument(c, i, eval.Atom("asc")).(type) {
	case *eval.Fun:
		f, err := fun(c, i, 2)
		return func(a, b eval.Value) (bool, error) { return test(f, a, b) }, err
	case eval.Atom:
		switch v {
		case "asc":
			return ascending(c), nil
		case "desc":
			return descending(c), nil
		}
		return comparing(c, v, "gt"), nil
	case eval.Tuple:
		if direction, module, ok := tagged(v); ok {
			if m, ok := module.(eval.Atom); ok && direction == "asc" {
				return comparing(c, m, "gt"), nil
			} else if ok && direction == "desc" {
				return comparing(c, m, "lt"), nil
			}
		}
	}
	return nil, c.WrongArgument(i, "an order: :asc, :desc, a module or a function")
}

// comparing is the order by a module's compare/2: whatever it answers, but
// not this.
func comparing(c *eval.Call, module, not eval.Atom) order {
	return func(a, b eval.Value) (bool, error) {
		answer, err := c.Invoke(module, "compare", a, b)
		return err == nil && answer != not, err
	}
}

// sortBy is a stable merge sort. A function of the script that has no strict
// idea of equal elements gives the same result as in Elixir, because it is
// always asked about an earlier and a later element, in this order.
func sortBy(values []eval.Value, before order) ([]eval.Value, error) {
	if len(values) < 2 {
		return slices.Clone(values), nil
	}
	half := len(values) / 2
	left, err := sortBy(values[:half], before)
	if err != nil {
		return nil, err
	}
	right, err := sortBy(values[half:], before)
	if err != nil {
		return nil, err
	}
	merged := make([]eval.Value, 0, len(values))
	for len(left) > 0 && len(right) > 0 {
		ok, err := before(left[0], right[0])
		if err != nil {
			return nil, err
		}
		if ok {
			merged, left = append(merged, left[0]), left[1:]
		} else {
			merged, right = append(merged, right[0]), right[1:]
		}
	}
	return append(append(merged, left...), right...), nil
}

func enumSorted(c *eval.Call) (eval.Value, error) {
	before, err := sorter(c, 1)
	if err != nil {
		return nil, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	sorted, err := sortBy(elements, before)
	if err != nil {
		return nil, err
	}
	return listOf(c, sorted)
}

func enumSortBy(c *eval.Call) (eval.Value, error) {
	before, err := sorter(c, 2)
	if err != nil {
		return nil, err
	}
	rated, err := rate(c)
	if err != nil {
		return nil, err
	}
	sorted, err := sortBy(rated, byRating(before))
	if err != nil {
		return nil, err
	}
	return listOf(c, unrated(sorted))
}

// rate calls the function in argument 1 once for every element and returns
// {element, answer} of each.
func rate(c *eval.Call) ([]eval.Value, error) {
	var rated []eval.Value
	err := walk(c, 1, func(e, answer eval.Value) bool {
		rated = append(rated, tupleOf(e, answer))
		return true
	})
	return rated, err
}

func byRating(before order) order {
	return func(a, b eval.Value) (bool, error) { return before(a.(eval.Tuple)[1], b.(eval.Tuple)[1]) }
}

func unrated(rated []eval.Value) []eval.Value {
	values := make([]eval.Value, len(rated))
	for i, r := range rated {
		values[i] = r.(eval.Tuple)[0]
	}
	return values
}

// best returns the element that stands before all others; of equal ones the
// first.
func best(elements []eval.Value, before order) (eval.Value, error) {
	found := elements[0]
	for _, e := range elements[1:] {
		ok, err := before(found, e)
		if err != nil {
			return nil, err
		}
		if !ok {
			found = e
		}
	}
	return found, nil
}

// extreme reads what follows the elements (and the function) of min and max:
// an order, and what to return for no elements.
func extreme(c *eval.Call, i int, standard order, not eval.Atom) (order, *eval.Fun, error) {
	var empty *eval.Fun
	last := len(c.Args) - 1
	if f, ok := c.Args[last].(*eval.Fun); ok && last >= i && f.Arity == 0 {
		empty, last = f, last-1
	}
	if last < i {
		return standard, empty, nil
	}
	if module, ok := c.Args[i].(eval.Atom); ok {
		return comparing(c, module, not), empty, nil
	}
	before, err := sorter(c, i)
	return before, empty, err
}

func ifEmpty(c *eval.Call, empty *eval.Fun) (eval.Value, error) {
	if empty == nil {
		return nil, emptyError(c)
	}
	return apply(empty)
}

func enumMin(c *eval.Call) (eval.Value, error) { return extremeOf(c, ascending(c), "gt") }
func enumMax(c *eval.Call) (eval.Value, error) { return extremeOf(c, descending(c), "lt") }

func extremeOf(c *eval.Call, standard order, not eval.Atom) (eval.Value, error) {
	before, empty, err := extreme(c, 1, standard, not)
	if err != nil {
		return nil, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	if len(elements) == 0 {
		return ifEmpty(c, empty)
	}
	return best(elements, before)
}

func enumMinBy(c *eval.Call) (eval.Value, error) { return extremeBy(c, ascending(c), "gt") }
func enumMaxBy(c *eval.Call) (eval.Value, error) { return extremeBy(c, descending(c), "lt") }

func extremeBy(c *eval.Call, standard order, not eval.Atom) (eval.Value, error) {
	before, empty, err := extreme(c, 2, standard, not)
	if err != nil {
		return nil, err
	}
	rated, err := rate(c)
	if err != nil {
		return nil, err
	}
	if len(rated) == 0 {
		return ifEmpty(c, empty)
	}
	found, err := best(rated, byRating(before))
	if err != nil {
		return nil, err
	}
	return found.(eval.Tuple)[0], nil
}

func enumMinMax(c *eval.Call) (eval.Value, error) {
	_, empty, err := extreme(c, 1, ascending(c), "gt")
	if err != nil {
		return nil, err
	}
	elements, err := collect(c, 0)
	if err != nil {
		return nil, err
	}
	if len(elements) == 0 {
		return ifEmpty(c, empty)
	}
	smallest, err := best(elements, ascending(c))
	if err != nil {
		return nil, err
	}
	largest, err := best(elements, descending(c))
	if err != nil {
		return nil, err
	}
	return tupleOf(smallest, largest), nil
}

// enumMinMaxBy takes a sorter of the kind "less than", or a module.
func enumMinMaxBy(c *eval.Call) (eval.Value, error) {
	less, empty, err := extreme(c, 2, nil, "gt")
	if err != nil {
		return nil, err
	}
	rated, err := rate(c)
	if err != nil {
		return nil, err
	}
	if len(rated) == 0 {
		return ifEmpty(c, empty)
	}
	if less == nil {
		less = inOrder(c, func(order int) bool { return order < 0 })
	} else if module, ok := c.Args[2].(eval.Atom); ok {
		less = func(a, b eval.Value) (bool, error) {
			answer, err := c.Invoke(module, "compare", a, b)
			return answer == eval.Atom("lt"), err
		}
	}
	return minMaxBy(rated, byRating(less))
}

func minMaxBy(rated []eval.Value, less order) (eval.Value, error) {
	smallest, largest := rated[0], rated[0]
	for _, r := range rated[1:] {
		ok, err := less(r, smallest)
		if err != nil {
			return nil, err
		}
		if ok {
			smallest = r
			continue
		}
		if ok, err = less(largest, r); err != nil {
			return nil, err
		}
		if ok {
			largest = r
		}
	}
	return tupleOf(smallest.(eval.Tuple)[0], largest.(eval.Tuple)[0]), nil
}
