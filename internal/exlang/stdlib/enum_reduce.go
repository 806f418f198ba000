package stdlib

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// enumReduce has the functions of Enum that carry something from element to
// element.
func enumReduce() functions {
	return functions{
		"reduce/2": enumReduceFirst, "reduce/3": enumFold, "reduce_while/3": enumReduceWhile,
		"map_reduce/3": enumMapReduce, "flat_map_reduce/3": enumFlatMapReduce,
		"scan/2": enumScan, "scan/3": enumScan,
		"sum/1": folding("+", 0), "product/1": folding("*", 1),
		"sum_by/2": foldingBy("+", 0), "product_by/2": foldingBy("*", 1),
	}
}

// emptyError is raised where at least one element is needed.
func emptyError(c *eval.Call) error { return c.Raise("Enum.EmptyError", "empty error") }

func enumReduceFirst(c *eval.Call) (eval.Value, error) {
	f, err := fun(c, 1, 2)
	if err != nil {
		return nil, err
	}
	var acc eval.Value
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
		if acc == nil {
			acc = e
			continue
		}
		if acc, err = apply(f, e, acc); err != nil {
			return nil, err
		}
	}
	if acc == nil {
		return nil, emptyError(c)
	}
	return acc, nil
}

func enumFold(c *eval.Call) (eval.Value, error) {
	f, err := fun(c, 2, 2)
	if err != nil {
		return nil, err
	}
	return fold(each(c, 0), c.Args[1], f)
}

// fold calls fun.(element, acc) for every element.
func fold(s sequence, acc eval.Value, f *eval.Fun) (eval.Value, error) {
	for e, err := range s {
		if err != nil {
			return nil, err
		}
		if acc, err = apply(f, e, acc); err != nil {
			return nil, err
		}
	}
	return acc, nil
}

func enumReduceWhile(c *eval.Call) (eval.Value, error) {
	f, err := fun(c, 2, 2)
	if err != nil {
		return nil, err
	}
	acc := c.Args[1]
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
		answer, err := apply(f, e, acc)
		if err != nil {
			return nil, err
		}
		tag, value, ok := tagged(answer)
		switch {
		case ok && tag == "cont":
			acc = value
		case ok && tag == "halt":
			return value, nil
		default:
			return nil, c.Raise("FunctionClauseError", "no function clause matching in Enumerable.List.reduce/3")
		}
	}
	return acc, nil
}

// tagged takes {:tag, value} apart.
func tagged(v eval.Value) (eval.Atom, eval.Value, bool) {
	t, ok := v.(eval.Tuple)
	if !ok || len(t) != 2 {
		return "", nil, false
	}
	tag, ok := t[0].(eval.Atom)
	return tag, t[1], ok
}

// caseClause is raised for an answer of a function that none expects.
func caseClause(c *eval.Call, v eval.Value) error {
	return raised(c, "CaseClauseError", "no case clause matching: "+eval.Inspect(v), pair("term", v))
}

// matchError is raised for a value that is not as the function needs it.
func matchError(c *eval.Call, v eval.Value) error {
	return raised(c, "MatchError", "no match of right hand side value: "+eval.Inspect(v), pair("term", v))
}

func enumMapReduce(c *eval.Call) (eval.Value, error) {
	f, err := fun(c, 2, 2)
	if err != nil {
		return nil, err
	}
	mapped, acc := eval.List{}, c.Args[1]
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
		answer, err := apply(f, e, acc)
		if err != nil {
			return nil, err
		}
		both, ok := answer.(eval.Tuple)
		if !ok || len(both) != 2 {
			return nil, matchError(c, answer)
		}
		mapped, acc = append(mapped, both[0]), both[1]
	}
	return tupleOf(mapped, acc), c.Grow(8 * len(mapped))
}

func enumFlatMapReduce(c *eval.Call) (eval.Value, error) {
	f, err := fun(c, 2, 2)
	if err != nil {
		return nil, err
	}
	all, acc := eval.List{}, c.Args[1]
	for e, err := range each(c, 0) {
		if err != nil {
			return nil, err
		}
		answer, err := apply(f, e, acc)
		if err != nil {
			return nil, err
		}
		both, ok := answer.(eval.Tuple)
		if !ok || len(both) != 2 {
			return nil, caseClause(c, answer)
		}
		if acc = both[1]; both[0] == eval.Atom("halt") {
			break
		}
		inner, err := gather(c, enumerate(c, both[0]))
		if err != nil {
			return nil, err
		}
		all = append(all, inner...)
	}
	return tupleOf(all, acc), nil
}

// enumScan is scan(enumerable, fun) and scan(enumerable, acc, fun).
func enumScan(c *eval.Call) (eval.Value, error) {
	last := len(c.Args) - 1
	f, err := fun(c, last, 2)
	if err != nil {
		return nil, err
	}
	var acc eval.Value
	if last == 2 {
		acc = c.Args[1]
	}
	return scanned(c, scan(each(c, 0), acc, f))
}

func scanned(c *eval.Call, s sequence) (eval.Value, error) {
	all, err := gather(c, s)
	return eval.List(all), err
}

// scan gives every intermediate result. Without acc the first element is the
// first.
func scan(s sequence, acc eval.Value, f *eval.Fun) sequence {
	return func(yield func(eval.Value, error) bool) {
		acc := acc
		for e, err := range s {
			if err == nil && acc == nil {
				acc = e
			} else if err == nil {
				acc, err = apply(f, e, acc)
			}
			if !yield(acc, err) || err != nil {
				return
			}
		}
	}
}

// folding adds or multiplies the elements.
func folding(operator string, start int64) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		var acc eval.Value = eval.IntValue(start)
		for e, err := range each(c, 0) {
			if err != nil {
				return nil, err
			}
			if acc, err = operate(c, operator, e, acc); err != nil {
				return nil, err
			}
		}
		return acc, nil
	}
}

func foldingBy(operator string, start int64) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		var acc eval.Value = eval.IntValue(start)
		var failed error
		err := walk(c, 1, func(_, answer eval.Value) bool {
			acc, failed = operate(c, operator, answer, acc)
			return failed == nil
		})
		return acc, firstError(err, failed)
	}
}

// operate calls an operator of Kernel.
func operate(c *eval.Call, operator string, a, b eval.Value) (eval.Value, error) {
	return c.Invoke(eval.Module("Kernel"), operator, a, b)
}
