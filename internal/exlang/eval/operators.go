package eval

// operator returns a function of Kernel that the language itself cannot do
// without: an operator or a test of types. A library has the others. It is a
// switch because most scripts use few of them.
func operator(key callKey) Native {
	switch key.arity {
	case 1:
		return unaryOperator(key.name)
	case 2:
		return binaryOperator(key.name)
	}
	switch key {
	case callKey{"..", 0}:
		return fullRange
	case callKey{"..//", 3}:
		return steppedRange
	}
	return nil
}

func unaryOperator(name string) Native {
	switch name {
	case "+":
		return unary(false)
	case "-":
		return unary(true)
	case "!":
		return func(c *Call) (Value, error) { return Boolean(!Truthy(c.Args[0])), nil }
	case "not":
		return negate
	case "to_string":
		return toString
	case "inspect":
		return inspectNative
	case "length":
		return length
	}
	return typeTest(name)
}

func typeTest(name string) Native {
	switch name {
	case "is_nil":
		return test(func(v Value) bool { return v == Nil })
	case "is_atom":
		return test(func(v Value) bool { _, ok := v.(Atom); return ok })
	case "is_binary":
		return test(func(v Value) bool { _, ok := v.(String); return ok })
	case "is_integer":
		return test(func(v Value) bool { _, ok := v.(Int); return ok })
	case "is_float":
		return test(func(v Value) bool { _, ok := v.(Float); return ok })
	case "is_number":
		return test(isNumber)
	case "is_boolean":
		return test(func(v Value) bool { return v == True || v == False })
	case "is_list":
		return test(isList)
	case "is_tuple":
		return test(func(v Value) bool { _, ok := v.(Tuple); return ok })
	case "is_map":
		return test(func(v Value) bool { _, ok := v.(*Map); return ok })
	}
	return nil
}

func binaryOperator(name string) Native {
	switch name {
	case "+", "-", "*", "/", "div", "rem":
		return arithmetic(name)
	case "**":
		return power
	case "<>":
		return concatenate
	case "++":
		return appendLists
	case "--":
		return subtractLists
	case "=~":
		return matches
	case "in":
		return member
	case "..":
		return rangeOf
	case "===":
		return comparison(true, func(order int) bool { return order == 0 })
	case "!==":
		return comparison(true, func(order int) bool { return order != 0 })
	case "==":
		return comparison(false, func(order int) bool { return order == 0 })
	case "!=":
		return comparison(false, func(order int) bool { return order != 0 })
	case "<":
		return comparison(false, func(order int) bool { return order < 0 })
	case ">":
		return comparison(false, func(order int) bool { return order > 0 })
	case "<=":
		return comparison(false, func(order int) bool { return order <= 0 })
	case ">=":
		return comparison(false, func(order int) bool { return order >= 0 })
	}
	return nil
}
