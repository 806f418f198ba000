package eval

import "github.com/whimbrel-go/whimbrel/diag"

// NoProtocol is raised when a term does not implement a protocol: Enumerable,
// Collectable, String.Chars.
func NoProtocol(pos diag.Pos, protocol string, v Value) *Raised {
	r := NewRaised(pos, "Protocol.UndefinedError", "protocol %s not implemented for %s of type %s", protocol, Inspect(v), typeName(v))
	r.Exception = NewStruct(r.Exception.Struct(), Pair{Atom("__exception__"), True},
		Pair{Atom("protocol"), Module(protocol)}, Pair{Atom("value"), v}, Pair{Atom("description"), String("")})
	return r
}

// typeName is how messages of protocols call the kind of a term.
func typeName(v Value) string {
	name := protocolType(v)
	if m, ok := v.(*Map); ok && m.Struct() != "" {
		name += " (a struct)"
	}
	return name
}
