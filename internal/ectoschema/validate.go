package ectoschema

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// message returns the option message:, or what is said otherwise.
func message(c *eval.Call, i int, otherwise string) (string, error) {
	options, err := c.Keyword(i)
	if err != nil {
		return "", err
	}
	if v, ok := eval.Option(options, "message"); ok {
		if text, ok := v.(eval.String); ok {
			return string(text), nil
		}
	}
	return otherwise, nil
}

// validateRequired is validate_required/2,3.
func validateRequired(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	says, err := message(c, 2, "can't be blank")
	if err != nil {
		return nil, err
	}
	fields, ok := c.Args[1].(eval.List)
	if !ok {
		fields = eval.List{c.Args[1]}
	}
	for _, f := range fields {
		v, changed := part(m, "changes").Get(f)
		if !changed {
			v, _ = part(m, "data").Get(f)
		}
		if text, ok := v.(eval.String); v == nil || v == eval.Nil || (ok && strings.TrimLeft(string(text), " \t\n\r\f\v") == "") {
			m = withError(m, f, says, eval.Tuple{eval.Atom("validation"), eval.Atom("required")})
			m = m.Put(eval.Atom("changes"), part(m, "changes").Delete(f))
		}
	}
	return m, nil
}

// validateInclusion is validate_inclusion/3,4.
func validateInclusion(c *eval.Call) (eval.Value, error) {
	return validateMember(c, true, "is invalid", "inclusion")
}

// validateExclusion is validate_exclusion/3,4.
func validateExclusion(c *eval.Call) (eval.Value, error) {
	return validateMember(c, false, "is reserved", "exclusion")
}

func validateMember(c *eval.Call, want bool, otherwise, name string) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	says, err := message(c, 3, otherwise)
	if err != nil {
		return nil, err
	}
	v, changed := part(m, "changes").Get(c.Args[1])
	if !changed || v == eval.Nil {
		return m, nil
	}
	elements, err := c.Elements(2)
	if err != nil {
		return nil, err
	}
	found := false
	for _, e := range elements {
		found = found || eval.Equal(e, v)
	}
	if found == want {
		return m, nil
	}
	return withError(m, c.Args[1], says, eval.Tuple{eval.Atom("validation"), eval.Atom(name)},
		eval.Tuple{eval.Atom("enum"), c.Args[2]}), nil
}

// validateChange is validate_change/3: the function returns errors.
func validateChange(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	f, err := c.Fun(2, 2)
	if err != nil {
		return nil, err
	}
	v, changed := part(m, "changes").Get(c.Args[1])
	if !changed || v == eval.Nil {
		return m, nil
	}
	answer, err := f.Call([]eval.Value{c.Args[1], v})
	if err != nil {
		return nil, err
	}
	pairs, ok := eval.Keyword(answer)
	if !ok {
		return nil, c.WrongArgument(2, "a function that returns a keyword list of errors")
	}
	for _, p := range pairs {
		said, details := p.Value, eval.List{}
		if t, ok := said.(eval.Tuple); ok && len(t) == 2 {
			said = t[0]
			details, _ = t[1].(eval.List)
		}
		text, _ := eval.Text(said)
		m = withError(m, p.Key, text, details...)
	}
	return m, nil
}

// changed returns the value of a changed field that is not nil.
func changed(c *eval.Call, m *eval.Map) (eval.Value, bool) {
	v, ok := part(m, "changes").Get(c.Args[1])
	return v, ok && v != eval.Nil
}

// validateFormat is validate_format/3,4.
func validateFormat(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	says, err := message(c, 3, "has invalid format")
	v, ok := changed(c, m)
	if err != nil || !ok {
		return m, err
	}
	matches, err := c.Invoke(eval.Module("Regex"), "match?", c.Args[2], v)
	if err != nil || matches == eval.True {
		return m, err
	}
	return withError(m, c.Args[1], says, eval.Tuple{eval.Atom("validation"), eval.Atom("format")}), nil
}

// comparisons are the options of validate_number: what compares, and what is
// said when it does not hold.
func comparisons(name string) (holds func(int) bool, says string) {
	switch name {
	case "less_than":
		return func(c int) bool { return c < 0 }, "must be less than %{number}"
	case "greater_than":
		return func(c int) bool { return c > 0 }, "must be greater than %{number}"
	case "less_than_or_equal_to":
		return func(c int) bool { return c <= 0 }, "must be less than or equal to %{number}"
	case "greater_than_or_equal_to":
		return func(c int) bool { return c >= 0 }, "must be greater than or equal to %{number}"
	case "equal_to":
		return func(c int) bool { return c == 0 }, "must be equal to %{number}"
	case "not_equal_to":
		return func(c int) bool { return c != 0 }, "must be not equal to %{number}"
	}
	return nil, ""
}

// validateNumber is validate_number/3.
func validateNumber(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	v, ok := changed(c, m)
	if !ok {
		return m, nil
	}
	options, err := c.Keyword(2)
	if err != nil {
		return nil, err
	}
	for _, o := range options {
		name := o.Key.(eval.Atom)
		holds, otherwise := comparisons(string(name))
		if holds == nil || holds(eval.Compare(v, o.Value)) {
			continue
		}
		says, err := message(c, 2, otherwise)
		if err != nil {
			return nil, err
		}
		return withError(m, c.Args[1], says, eval.Tuple{eval.Atom("validation"), eval.Atom("number")},
			eval.Tuple{eval.Atom("kind"), name}, eval.Tuple{eval.Atom("number"), o.Value}), nil
	}
	return m, nil
}

// validateLength is validate_length/3 of a string or a list.
func validateLength(c *eval.Call) (eval.Value, error) {
	m, err := changesetArgument(c)
	if err != nil {
		return nil, err
	}
	v, ok := changed(c, m)
	if !ok {
		return m, nil
	}
	options, err := c.Keyword(2)
	if err != nil {
		return nil, err
	}
	kind, unit := "string", "character(s)"
	length := eval.Value(nil)
	if list, ok := v.(eval.List); ok {
		kind, unit, length = "list", "item(s)", eval.IntValue(int64(len(list)))
	} else if length, err = c.Invoke(eval.Module("String"), "length", v); err != nil {
		return nil, err
	}
	for _, check := range []struct {
		option, says string
		holds        func(int) bool
	}{
		{"is", "should be %{count} " + unit, func(c int) bool { return c == 0 }},
		{"min", "should be at least %{count} " + unit, func(c int) bool { return c >= 0 }},
		{"max", "should be at most %{count} " + unit, func(c int) bool { return c <= 0 }},
	} {
		limit, ok := eval.Option(options, check.option)
		if !ok || check.holds(eval.Compare(length, limit)) {
			continue
		}
		if kind == "list" {
			check.says = strings.Replace(check.says, "be", "have", 1)
		}
		says, err := message(c, 2, check.says)
		if err != nil {
			return nil, err
		}
		return withError(m, c.Args[1], says, eval.Tuple{eval.Atom("count"), limit}, eval.Tuple{eval.Atom("validation"), eval.Atom("length")},
			eval.Tuple{eval.Atom("kind"), eval.Atom(check.option)}, eval.Tuple{eval.Atom("type"), eval.Atom(kind)}), nil
	}
	return m, nil
}
