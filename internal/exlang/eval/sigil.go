package eval

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// sigil evaluates the sigils of Kernel. Those for dates and patterns are made
// by the modules of the library.
func (in *Interp) sigil(n *syntax.Call, scope *Scope) (Value, error) {
	name := strings.TrimPrefix(n.Name, "sigil_")
	content := n.Args[0]
	if name == "s" || name == "c" || name == "w" {
		content = unescaped(content)
	}
	v, err := in.eval(content, scope)
	if err != nil {
		return nil, err
	}
	m, err := in.eval(n.Args[1], scope)
	if err != nil {
		return nil, err
	}
	modifiers, _ := Text(m)
	text, ok := v.(String)
	if !ok {
		if _, isOpaque := v.(Opaque); isOpaque {
			return v, nil
		}
		return nil, notYet(n, n.Name)
	}
	switch name {
	case "s", "S":
		return text, nil
	case "c", "C":
		return charlist(string(text)), nil
	case "w", "W":
		return in.words(n, string(text), modifiers)
	case "r", "R":
		return in.applyRemote(Module("Regex"), "compile!", []Value{text, String(modifiers)}, n.Pos(), scope)
	}
	return in.sigilTime(n, text, scope)
}

// unescaped resolves the escapes in the text of a sigil, but not in what is
// interpolated. An uppercase sigil and a pattern have none.
func unescaped(n syntax.Node) syntax.Node {
	bits, ok := syntax.IsCall(n, "<<>>")
	if !ok {
		return n
	}
	resolved := *bits
	resolved.Args = make([]syntax.Node, len(bits.Args))
	for i, arg := range bits.Args {
		if text, ok := arg.(*syntax.String); ok && strings.Contains(text.Value, `\`) {
			arg = &syntax.String{Position: text.Position, Value: syntax.Unescape(text.Value)}
		}
		resolved.Args[i] = arg
	}
	return &resolved
}

// sigilTime evaluates ~D[...], ~T[...], ~N[...] and ~U[...].
func (in *Interp) sigilTime(n *syntax.Call, text String, scope *Scope) (Value, error) {
	module, what := "Date", "Date"
	switch n.Name {
	case "sigil_T":
		module, what = "Time", "Time"
	case "sigil_N":
		module, what = "NaiveDateTime", "NaiveDateTime"
	case "sigil_U":
		module, what = "DateTime", "UTC DateTime"
	}
	v, err := in.applyRemote(Module(module), "from_iso8601", []Value{text}, n.Pos(), scope)
	if err != nil {
		return nil, err
	}
	result, ok := v.(Tuple)
	if ok && len(result) >= 2 && result[0] == OK {
		return result[1], nil
	}
	reason := Value(Atom("invalid_format"))
	if ok && len(result) == 2 {
		reason = result[1]
	}
	return nil, in.raised(n.Pos(), "ArgumentError", "cannot parse %s as %s for Calendar.ISO, reason: %s", Inspect(text), what, Inspect(reason))
}

func (in *Interp) words(n *syntax.Call, text, modifiers string) (Value, error) {
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
			return nil, in.raised(n.Pos(), "ArgumentError", "modifier must be one of: s, a, c")
		}
	}
	return list, in.grow(16*len(list)+len(text), n.Pos())
}
