package eval

// standard holds the functions of Elixir's own modules that scripts may call.
// A module of the host with the same name adds to it.
var standard = Library{
	"Enum": {Functions: map[string]Native{"each/2": enumEach, "map/2": enumMap}},
	"Atom": {Functions: map[string]Native{"to_string/1": atomToString}},
	// An atom with interpolation, :"part_#{n}", is a call of it.
	"erlang": {Functions: map[string]Native{"binary_to_atom/2": stringToAtom, "binary_to_existing_atom/2": stringToAtom}},
	"String": {Functions: map[string]Native{
		"to_atom/1": stringToAtom, "to_existing_atom/1": stringToAtom,
	}},
}

// native finds a function of the host or of Elixir's own modules.
func (in *Interp) native(module, key string) (Native, bool) {
	if n, ok := in.library[module].Functions[key]; ok {
		return n, true
	}
	n, ok := standard[module].Functions[key]
	return n, ok
}

func enumEach(c *Call) (Value, error) {
	_, err := enumMap(c)
	return OK, err
}

func enumMap(c *Call) (Value, error) {
	elements, err := c.elements(0)
	if err != nil {
		return nil, err
	}
	f, err := c.fun(1, 1)
	if err != nil {
		return nil, err
	}
	mapped := make(List, len(elements))
	for i, e := range elements {
		if mapped[i], err = f.Call([]Value{e}); err != nil {
			return nil, err
		}
	}
	return mapped, c.grow(8 * len(mapped))
}

func atomToString(c *Call) (Value, error) {
	name, ok := c.Args[0].(Atom)
	if !ok {
		return nil, invalid(c.Pos, "%s needs an atom, got: %s", c.Name, Inspect(c.Args[0]))
	}
	return String(name), nil
}

func stringToAtom(c *Call) (Value, error) {
	text, ok := c.Args[0].(String)
	if !ok {
		return nil, invalid(c.Pos, "%s needs a string, got: %s", c.Name, Inspect(c.Args[0]))
	}
	return Atom(text), nil
}

// elements returns what enumerating argument i gives.
func (c *Call) elements(i int) ([]Value, error) {
	if opaque, ok := c.Args[i].(Opaque); ok {
		return nil, needsDatabase(c.Pos, opaque)
	}
	elements, ok := Elements(c.Args[i])
	if !ok {
		return nil, invalid(c.Pos, "%s cannot be enumerated", Inspect(c.Args[i]))
	}
	return elements, nil
}

// fun returns argument i as a function of the given arity.
func (c *Call) fun(i, arity int) (*Fun, error) {
	f, ok := c.Args[i].(*Fun)
	if !ok || f.Arity != arity {
		return nil, invalid(c.Pos, "%s needs a function with %d argument, got: %s", c.Name, arity, Inspect(c.Args[i]))
	}
	return f, nil
}
