package eval

// Scope holds the variables that an expression sees. A binding is visible to
// what follows in the same scope; a nested scope sees it and cannot change it.
// The chain of bindings is immutable, so that a closure keeps the values of
// the moment in which it was made. The same holds for aliases and imports.
type Scope struct {
	bindings *binding
	// module is the module whose code runs.
	module *ModuleDef
	env    *lexical
	// function is the running function, nil in the body of a module.
	function *function
	// attributes are those of the module where the function is defined; nil
	// in the body of a module, which reads them as they are.
	attributes map[string]Value
	// args are the arguments &1, &2, ... of an enclosing capture.
	args []Value
	// caller is where a running macro was called.
	caller *macroCaller
}

type binding struct {
	name, context string
	value         Value
	next          *binding
}

func (s *Scope) lookup(name, context string) (Value, bool) {
	for b := s.bindings; b != nil; b = b.next {
		if b.name == name && b.context == context {
			return b.value, true
		}
	}
	return nil, false
}

func (s *Scope) bind(name, context string, value Value) {
	s.bindings = &binding{name, context, value, s.bindings}
}

// nested returns a scope whose bindings do not reach this one.
func (s *Scope) nested() *Scope {
	inner := *s
	return &inner
}

// lexical is what alias and import did so far in a piece of source. It is
// never changed: each alias makes a new one.
type lexical struct {
	aliases map[string]string
	imports []importedModule
}

func (l *lexical) withAlias(short, full string) *lexical {
	aliases := make(map[string]string, len(l.aliases)+1)
	for k, v := range l.aliases {
		aliases[k] = v
	}
	aliases[short] = full
	return &lexical{aliases: aliases, imports: l.imports}
}

// withImport replaces an earlier import of the same module, as Elixir does.
func (l *lexical) withImport(imported importedModule) *lexical {
	imports := make([]importedModule, 0, len(l.imports)+1)
	for _, i := range l.imports {
		if i.name != imported.name {
			imports = append(imports, i)
		}
	}
	return &lexical{aliases: l.aliases, imports: append(imports, imported)}
}
