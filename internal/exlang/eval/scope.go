package eval

// Scope holds the variables that an expression sees. A binding is visible to
// what follows in the same scope; a nested scope sees it and cannot change it.
// The chain of bindings is immutable, so that a closure keeps the values of
// the moment in which it was made.
type Scope struct {
	bindings *binding
	// module is the module whose code runs.
	module *ModuleDef
	// function is name/arity of the running function, for messages.
	function string
	// args are the arguments &1, &2, ... of an enclosing capture.
	args []Value
}

type binding struct {
	name  string
	value Value
	next  *binding
}

func (s *Scope) lookup(name string) (Value, bool) {
	for b := s.bindings; b != nil; b = b.next {
		if b.name == name {
			return b.value, true
		}
	}
	return nil, false
}

func (s *Scope) bind(name string, value Value) {
	s.bindings = &binding{name, value, s.bindings}
}

// nested returns a scope whose bindings do not reach this one.
func (s *Scope) nested() *Scope {
	inner := *s
	return &inner
}
