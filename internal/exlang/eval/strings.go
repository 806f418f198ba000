package eval

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// binary evaluates <<...>> as it comes from an interpolated string: literal
// parts and Kernel.to_string(expression)::binary.
func (in *Interp) binary(n *syntax.Call, scope *Scope) (Value, error) {
	var b strings.Builder
	for _, segment := range n.Args {
		typed, ok := syntax.IsCall(segment, "::")
		if !ok {
			v, err := in.eval(segment, scope)
			if err != nil {
				return nil, err
			}
			text, ok := v.(String)
			if !ok {
				return nil, notYet(segment, "a bitstring of numbers")
			}
			b.WriteString(string(text))
			continue
		}
		if kind, ok := typed.Args[1].(*syntax.Var); !ok || kind.Name != "binary" {
			return nil, notYet(segment, "a bitstring with sizes")
		}
		v, err := in.eval(typed.Args[0], scope)
		if err != nil {
			return nil, err
		}
		text, ok := v.(String)
		if !ok {
			return nil, invalid(segment.Pos(), "expected a string, got: %s", Inspect(v))
		}
		b.WriteString(string(text))
	}
	return String(b.String()), in.grow(b.Len(), n.Pos())
}

// sigil evaluates the sigils for strings, charlists and word lists.
func (in *Interp) sigil(n *syntax.Call, scope *Scope) (Value, error) {
	v, err := in.eval(n.Args[0], scope)
	if err != nil {
		return nil, err
	}
	modifiers := ""
	if chars, ok := n.Args[1].(*syntax.Charlist); ok {
		modifiers = chars.Value
	} else if list, ok := n.Args[1].(*syntax.List); ok && len(list.Elems) > 0 {
		m, err := in.eval(list, scope)
		if err != nil {
			return nil, err
		}
		modifiers, _ = Text(m)
	}
	text, ok := v.(String)
	if !ok {
		return nil, notYet(n, n.Name)
	}
	switch n.Name {
	case "sigil_s", "sigil_S":
		return text, nil
	case "sigil_c", "sigil_C":
		return charlist(string(text)), nil
	case "sigil_w", "sigil_W":
		return words(n, string(text), modifiers)
	}
	return nil, notYet(n, "~"+strings.TrimPrefix(n.Name, "sigil_"))
}

func words(n *syntax.Call, text, modifiers string) (Value, error) {
	list := List{}
	for _, word := range strings.Fields(text) {
		switch modifiers {
		case "", "s":
			list = append(list, String(word))
		case "a":
			list = append(list, Atom(word))
		case "c":
			list = append(list, charlist(word))
		default:
			return nil, invalid(n.Pos(), "~w accepts the modifiers s, a and c, not %s", modifiers)
		}
	}
	return list, nil
}
