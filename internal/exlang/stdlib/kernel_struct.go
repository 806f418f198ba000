package stdlib

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

func structModule(v eval.Value) eval.Atom {
	if m, ok := v.(*eval.Map); ok {
		return m.Struct()
	}
	return ""
}

// kernelIsStruct is is_struct(term, name).
func kernelIsStruct(c *eval.Call) (eval.Value, error) {
	module := structModule(c.Args[0])
	if len(c.Args) == 2 {
		name, err := c.Atom(1)
		return eval.Boolean(module != "" && module == name), err
	}
	return eval.Boolean(module != ""), nil
}

func kernelIsNonStructMap(c *eval.Call) (eval.Value, error) {
	m, ok := c.Args[0].(*eval.Map)
	return eval.Boolean(ok && m.Struct() == ""), nil
}

// kernelIsException is is_exception(term, name).
func kernelIsException(c *eval.Call) (eval.Value, error) {
	m, ok := c.Args[0].(*eval.Map)
	if !ok || m.Struct() == "" {
		return eval.False, nil
	}
	if marked, _ := m.Get(eval.Atom("__exception__")); marked != eval.True {
		return eval.False, nil
	}
	return kernelIsStruct(c)
}

// structFields returns the fields to set, without the name of the struct.
func structFields(c *eval.Call) ([]eval.Pair, error) {
	if len(c.Args) < 2 {
		return nil, nil
	}
	elements, err := collect(c, 1)
	if err != nil {
		return nil, err
	}
	pairs, ok := pairsOf(elements)
	if !ok {
		return nil, c.WrongArgument(1, "fields and their values")
	}
	return slices.DeleteFunc(pairs, func(p eval.Pair) bool { return p.Key == eval.Atom("__struct__") }), nil
}

// building is struct/2, which passes over fields that the struct does not
// have, and struct!/2, which does not.
func building(strict bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		pairs, err := structFields(c)
		if err != nil {
			return nil, err
		}
		m, ok := c.Args[0].(*eval.Map)
		if !ok || m.Struct() == "" {
			module, err := c.Atom(0)
			if err != nil {
				return nil, err
			}
			return c.BuildStruct(module, pairs, strict)
		}
		for _, p := range pairs {
			if _, ok := m.Get(p.Key); ok {
				m = m.Put(p.Key, p.Value)
			} else if strict {
				return nil, keyError(c, p.Key, m)
			}
		}
		return m, nil
	}
}

// kernelInspect is inspect(term, opts).
func kernelInspect(c *eval.Call) (eval.Value, error) {
	options, err := c.Keyword(1)
	if err != nil {
		return nil, err
	}
	s, err := c.Inspect(c.Args[0], inspectOptions(options))
	return eval.String(s), err
}

func inspectOptions(pairs []eval.Pair) eval.InspectOptions {
	options := eval.DefaultInspectOptions()
	limit := func(key string, to *int) {
		v, ok := eval.Option(pairs, key)
		if n, isInt := asInt(v); ok && isInt {
			*to = n
		} else if v == eval.Atom("infinity") {
			*to = eval.NoLimit
		}
	}
	limit("limit", &options.Limit)
	limit("printable_limit", &options.PrintableLimit)
	choice := func(key string, to *string) {
		if v, ok := eval.Option(pairs, key); ok {
			if name, ok := v.(eval.Atom); ok {
				*to = string(name)
			}
		}
	}
	choice("charlists", &options.Charlists)
	choice("binaries", &options.Binaries)
	choice("base", &options.Base)
	if structs, ok := eval.Option(pairs, "structs"); ok {
		options.RawStructs = !eval.Truthy(structs)
	}
	return options
}
