package eval

import "math/big"

// Grow counts what a function builds, in bytes; see [Limits].
func (c *Call) Grow(bytes int) error { return c.interp.grow(bytes, c.Pos) }

// GrowInteger counts an integer of so many bits. To multiply, divide and print
// large ones takes far longer than they are long.
func (c *Call) GrowInteger(bits int) error {
	const large = 1 << 16
	if bits > c.interp.limits.Bytes {
		return c.Grow(c.interp.limits.Bytes + 1)
	}
	return c.Grow(bits / 8 * (1 + bits/large))
}

// Step counts work that a function does without evaluating anything; see
// [Limits].
func (c *Call) Step() error { return c.interp.work(c.Pos) }

// maxRemembered is how much functions of the host keep at a time.
const maxRemembered = 200

// Remembered returns what a function of the host kept under a key.
func (c *Call) Remembered(key any) (any, bool) {
	v, ok := c.interp.remembered[key]
	return v, ok
}

// Remember keeps what a function of the host made at some cost, such as a
// compiled pattern, for the rest of the run or until there is too much of it.
// The key's type should be the caller's own.
func (c *Call) Remember(key, v any) {
	if c.interp.remembered == nil || len(c.interp.remembered) >= maxRemembered {
		c.interp.remembered = map[any]any{}
	}
	c.interp.remembered[key] = v
}

// Raise returns the error that raise exception, message: ... is. The name of
// the exception is without "Elixir.": "ArgumentError".
func (c *Call) Raise(exception, format string, args ...any) error {
	return NewRaised(c.Pos, exception, format, args...)
}

// Invoke calls a public function of any module that the caller could call.
func (c *Call) Invoke(module Atom, name string, args ...Value) (Value, error) {
	return c.interp.applyRemote(module, name, args, c.Pos, c.scope())
}

// Defines reports whether a module that the caller could call has a public
// function.
func (c *Call) Defines(module Atom, name string, arity int) bool {
	found, err := c.interp.resolveRemote(module, callKey{name, arity}, c.Pos, c.scope())
	return err == nil && found.callable()
}

// InTry reports whether a try that rescues or catches is running.
func (c *Call) InTry() bool { return c.interp.tries > 0 }

// ModuleDef returns a module of the file or of the application's sources, or nil.
func (c *Call) ModuleDef(name string) (*ModuleDef, error) {
	m, err := c.interp.module(name, c.Caller)
	return m, ledFrom(err, c.Pos)
}

// Missing refuses what needs a module that ModuleDef does not find.
func (c *Call) Missing(construct, module string) error {
	return c.interp.missing(c.Pos, construct, module, "")
}

// noMatch is what Elixir raises when a function is called with arguments that
// none of its clauses accepts.
func (c *Call) noMatch() error {
	return c.Raise("FunctionClauseError", "no function clause matching in %s.%s", c.Owner, c.Name).(*Raised).
		withArguments(c.Args)
}

// WrongArgument is the error for argument i, which is not what the function
// takes: "a list", "a string".
func (c *Call) WrongArgument(i int, wanted string) error {
	if opaque, ok := c.Args[i].(Opaque); ok {
		return needsDatabase(c.Pos, opaque)
	}
	return c.noMatch().(*Raised).withHint("%s needs %s, got: %s", c.Name, wanted, Inspect(c.Args[i]))
}

// Elements returns what enumerating argument i gives, as a list.
func (c *Call) Elements(i int) ([]Value, error) {
	return c.interp.elements(c.Args[i], c.Pos)
}

// Fun returns argument i as a function of the given arity.
func (c *Call) Fun(i, arity int) (*Fun, error) {
	f, ok := c.Args[i].(*Fun)
	if !ok || f.Arity != arity {
		return nil, c.WrongArgument(i, "a function with "+plural(arity, "argument"))
	}
	return f, nil
}

// Text returns argument i, a binary.
func (c *Call) Text(i int) (string, error) {
	s, ok := c.Args[i].(String)
	if !ok {
		return "", c.WrongArgument(i, "a string")
	}
	return string(s), nil
}

// Atom returns argument i, an atom.
func (c *Call) Atom(i int) (Atom, error) {
	a, ok := c.Args[i].(Atom)
	if !ok {
		return "", c.WrongArgument(i, "an atom")
	}
	return a, nil
}

// Int returns argument i, an integer.
func (c *Call) Int(i int) (*big.Int, error) {
	n, ok := c.Args[i].(Int)
	if !ok {
		return nil, c.WrongArgument(i, "an integer")
	}
	return n.Int, nil
}

// Index returns argument i, an integer that is small enough to count elements.
func (c *Call) Index(i int) (int, error) {
	n, err := c.Int(i)
	if err != nil {
		return 0, err
	}
	if !n.IsInt64() || n.Int64() > 1<<40 || n.Int64() < -1<<40 {
		return 0, c.WrongArgument(i, "a smaller integer")
	}
	return int(n.Int64()), nil
}

// List returns argument i, a list.
func (c *Call) List(i int) (List, error) {
	list, ok := c.Args[i].(List)
	if !ok {
		return nil, c.WrongArgument(i, "a list")
	}
	return list, nil
}

// Map returns argument i, a map or struct.
func (c *Call) Map(i int) (*Map, error) {
	m, ok := c.Args[i].(*Map)
	if !ok {
		return nil, c.WrongArgument(i, "a map")
	}
	return m, nil
}

// Keyword returns argument i, a keyword list. An argument that was not given
// is an empty one.
func (c *Call) Keyword(i int) ([]Pair, error) {
	if i >= len(c.Args) {
		return nil, nil
	}
	pairs, ok := Keyword(c.Args[i])
	if !ok {
		return nil, c.WrongArgument(i, "a keyword list")
	}
	return pairs, nil
}

// Option returns the first value of a key of the keyword list pairs.
func Option(pairs []Pair, key string) (Value, bool) {
	for _, p := range pairs {
		if p.Key == Atom(key) {
			return p.Value, true
		}
	}
	return nil, false
}

func plural(n int, noun string) string {
	text := big.NewInt(int64(n)).String() + " " + noun
	if n != 1 {
		text += "s"
	}
	return text
}

// Each enumerates argument i without making a list of it; see [Enumerate].
func (c *Call) Each(i int, yield Yield) error { return Enumerate(c, c.Args[i], yield) }

// NoProtocol is raised when a term does not implement a protocol: Collectable,
// String.Chars.
func (c *Call) NoProtocol(protocol string, v Value) error {
	if opaque, ok := v.(Opaque); ok {
		return needsDatabase(c.Pos, opaque)
	}
	return NoProtocol(c.Pos, protocol, v)
}
