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
	switch v := v.(type) {
	case Atom:
		return "Atom"
	case Int:
		return "Integer"
	case Float:
		return "Float"
	case String:
		return "BitString"
	case List, *Improper:
		return "List"
	case Tuple:
		return "Tuple"
	case *Fun, *Stream:
		return "Function"
	case *Map:
		if name, ok := ModuleName(v.Struct()); ok {
			return name + " (a struct)"
		}
		return "Map"
	}
	return "Reference"
}
