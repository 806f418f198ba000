package eval

import (
	"math/big"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// Inspect returns a term as Elixir's inspect/1 prints it.
func Inspect(v Value) string {
	switch v := v.(type) {
	case Atom:
		return inspectAtom(v)
	case Int:
		return v.String()
	case Float:
		return command.Float(v).String()
	case String:
		return command.String(v).Inspect()
	case List:
		if pairs, ok := Keyword(v); ok && len(pairs) > 0 {
			return "[" + inspectPairs(pairs) + "]"
		}
		return "[" + inspectAll(v) + "]"
	case Tuple:
		return "{" + inspectAll(v) + "}"
	case *Map:
		return inspectMap(v)
	case *Fun:
		if v.Name != "" {
			return v.Name
		}
		return "#Function<" + big.NewInt(int64(v.Arity)).String() + ">"
	case Quoted:
		return "quoted expression"
	case Opaque:
		return "the result of " + v.What
	}
	return "?"
}

func inspectAtom(a Atom) string {
	switch a {
	case Nil, True, False:
		return string(a)
	}
	if name, ok := ModuleName(a); ok {
		return name
	}
	return command.Atom(a).Inspect()
}

func inspectMap(m *Map) string {
	name := ""
	if module := m.Struct(); module != "" {
		name, _ = ModuleName(module)
		m = m.Delete(structKey)
	}
	atoms := true
	for _, p := range m.pairs {
		_, ok := p.Key.(Atom)
		atoms = atoms && ok
	}
	if atoms {
		return "%" + name + "{" + inspectPairs(m.pairs) + "}"
	}
	parts := make([]string, len(m.pairs))
	for i, p := range m.pairs {
		parts[i] = Inspect(p.Key) + " => " + Inspect(p.Value)
	}
	return "%" + name + "{" + strings.Join(parts, ", ") + "}"
}

func inspectPairs(pairs []Pair) string {
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		key := strings.TrimPrefix(command.Atom(p.Key.(Atom)).Inspect(), ":")
		parts[i] = key + ": " + Inspect(p.Value)
	}
	return strings.Join(parts, ", ")
}

func inspectAll(values []Value) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = Inspect(v)
	}
	return strings.Join(parts, ", ")
}

// Text returns a term as to_string/1 does, and whether it can be a string.
func Text(v Value) (string, bool) {
	switch v := v.(type) {
	case String:
		return string(v), true
	case Atom:
		if v == Nil {
			return "", true
		}
		return string(v), true
	case Int:
		return v.String(), true
	case Float:
		return command.Float(v).String(), true
	case List:
		return charlistText(v)
	}
	return "", false
}

// charlistText flattens chardata: code points, strings and lists of them.
func charlistText(list List) (string, bool) {
	var b strings.Builder
	for _, e := range list {
		switch e := e.(type) {
		case Int:
			if !e.IsInt64() || e.Int64() < 0 || e.Int64() > 0x10FFFF {
				return "", false
			}
			b.WriteRune(rune(e.Int64()))
		case String:
			b.WriteString(string(e))
		case List:
			text, ok := charlistText(e)
			if !ok {
				return "", false
			}
			b.WriteString(text)
		default:
			return "", false
		}
	}
	return b.String(), true
}
