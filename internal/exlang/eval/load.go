package eval

import (
	"maps"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Load evaluates a file's top level: it defines the modules, and runs what
// stands in their bodies (attributes, use, import, alias). Functions are not
// called.
func Load(tree syntax.Node, library Library, limits Limits) (*File, error) {
	file := &File{}
	l := &loader{interp: New(file, library, limits), file: file}
	for _, n := range statements(tree) {
		if err := l.topLevel(n); err != nil {
			return nil, Diagnose(err, n.Pos())
		}
	}
	return file, nil
}

// loader defines the modules of one file.
type loader struct {
	interp *Interp
	file   *File
	// aliases of the file's top level, seen by every module below.
	aliases map[string]string
}

// statements returns the expressions of a block, or the single expression.
func statements(n syntax.Node) []syntax.Node {
	if block, ok := syntax.IsCall(n, "__block__"); ok {
		return block.Args
	}
	if n == nil {
		return nil
	}
	return []syntax.Node{n}
}

func (l *loader) topLevel(n syntax.Node) error {
	call, ok := n.(*syntax.Call)
	if !ok || call.Target != nil {
		return notYet(n, "code outside of a module")
	}
	switch call.Name {
	case "defmodule":
		return l.defmodule(call, nil)
	case "alias":
		outer := &ModuleDef{aliases: l.aliases}
		err := l.interp.alias(call, &Scope{module: outer})
		l.aliases = outer.aliases
		return err
	case "require", "import":
		return nil
	}
	return notYet(n, "code outside of a module")
}

func (l *loader) defmodule(call *syntax.Call, outer *ModuleDef) error {
	body, ok := doBlock(call)
	if !ok || len(call.Args) != 2 {
		return invalid(call.Pos(), "defmodule needs a name and a do block")
	}
	name, err := l.moduleName(call.Args[0], outer)
	if err != nil {
		return err
	}
	m := &ModuleDef{
		Name: name, Pos: call.Pos(),
		attributes: map[string]Value{}, functions: map[string]*function{}, macros: map[string]*function{},
		aliases: maps.Clone(l.aliases),
	}
	if outer != nil {
		m.aliases, m.imports = maps.Clone(outer.aliases), slices.Clone(outer.imports)
		maps.Copy(m.attributes, outer.attributes)
	}
	if err := l.body(m, statements(body["do"]), &Scope{module: m}); err != nil {
		return err
	}
	l.file.Modules = append(l.file.Modules, m)
	return nil
}

// moduleName resolves the name of a defmodule. Within another module the name
// is appended to the outer one and the short name becomes an alias.
func (l *loader) moduleName(n syntax.Node, outer *ModuleDef) (string, error) {
	alias, ok := syntax.IsCall(n, "__aliases__")
	if !ok {
		if atom, ok := n.(*syntax.Atom); ok {
			return strings.TrimPrefix(atom.Name, "Elixir."), nil
		}
		return "", notYet(n, "a module name that is computed")
	}
	if outer == nil {
		return l.interp.aliasName(alias, &Scope{module: &ModuleDef{aliases: l.aliases}})
	}
	parts, err := l.interp.aliasParts(alias, &Scope{module: outer})
	if err != nil {
		return "", err
	}
	full := outer.Name + "." + strings.Join(parts, ".")
	outer.alias(parts[0], outer.Name+"."+parts[0])
	return full, nil
}

func (m *ModuleDef) alias(short, full string) {
	if m.aliases == nil {
		m.aliases = map[string]string{}
	}
	m.aliases[short] = full
}

// body runs the expressions of a module's body, or of what a __using__ gives.
func (l *loader) body(m *ModuleDef, nodes []syntax.Node, scope *Scope) error {
	for _, n := range nodes {
		if err := l.bodyExpression(m, n, scope); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) bodyExpression(m *ModuleDef, n syntax.Node, scope *Scope) error {
	call, ok := n.(*syntax.Call)
	if !ok || call.Target != nil {
		_, err := l.interp.eval(n, scope)
		return err
	}
	switch call.Name {
	case "def", "defp":
		return l.define(m, m.functions, call)
	case "defmacro", "defmacrop":
		return l.define(m, m.macros, call)
	case "defmodule":
		return l.defmodule(call, m)
	case "use":
		return l.use(m, call, scope)
	case "import":
		return l.imports(m, call, scope)
	case "__block__":
		return l.body(m, call.Args, scope)
	case "defstruct", "defexception", "defdelegate", "defguard", "defguardp", "defprotocol", "defimpl", "defoverridable":
		return notYet(n, call.Name)
	}
	_, err := l.interp.eval(n, scope)
	return err
}

// define adds a def, defp or defmacro to its module.
func (l *loader) define(m *ModuleDef, table map[string]*function, call *syntax.Call) error {
	if len(call.Args) == 0 {
		return invalid(call.Pos(), "%s needs a name", call.Name)
	}
	head, guard := call.Args[0], syntax.Node(nil)
	if when, ok := syntax.IsCall(head, "when"); ok && len(when.Args) == 2 {
		head, guard = when.Args[0], when.Args[1]
	}
	c := clause{guard: guard}
	name := ""
	switch head := head.(type) {
	case *syntax.Var:
		name = head.Name
	case *syntax.Call:
		if head.Target != nil || head.Name == "unquote" {
			return notYet(head, "a function name that is computed")
		}
		name, c.params = head.Name, head.Args
	default:
		return invalid(call.Pos(), "%s needs a name", call.Name)
	}
	if blocks, ok := doBlock(call); ok {
		c.body = blocks["do"]
		if len(blocks) > 1 {
			c.body = &syntax.Call{Position: syntax.Position(call.Pos()), Name: "try", Args: call.Args[1:]}
		} else if c.body == nil {
			c.body = &syntax.Atom{Position: syntax.Position(call.Pos()), Name: "nil"}
		}
	}
	private := strings.HasSuffix(call.Name, "p")
	m.define(table, name, c, private, head.Pos())
	return nil
}

// use expands the __using__ of a module of the host or of the same file.
func (l *loader) use(m *ModuleDef, call *syntax.Call, scope *Scope) error {
	if len(call.Args) == 0 {
		return invalid(call.Pos(), "use needs a module")
	}
	v, err := l.interp.eval(call.Args[0], scope)
	if err != nil {
		return err
	}
	name, _ := ModuleName(v)
	m.Uses = append(m.Uses, name)
	if native, ok := l.interp.hostModule(name).Macros["__using__/1"]; ok {
		_, err := native(&MacroCall{Pos: call.Pos(), Node: call, interp: l.interp, scope: scope})
		return err
	}
	defined := l.file.Module(name)
	if defined == nil || defined.macros["__using__/1"] == nil {
		return refused(call.Pos(), "use %s: the module is not in this file", inspectAtom(v.(Atom))).
			WithDetail("Whimbrel runs the migration without the application around it.").
			WithHint("write use Ecto.Migration, and repeat here what %s adds", inspectAtom(v.(Atom)))
	}
	var options Value = List{}
	if len(call.Args) > 1 {
		if options, err = l.interp.eval(call.Args[1], scope); err != nil {
			return err
		}
	}
	expansion, err := l.interp.invoke(defined.macros["__using__/1"], []Value{options}, call.Pos())
	if err != nil {
		return err
	}
	quoted, ok := expansion.(Quoted)
	if !ok {
		return nil
	}
	return l.body(m, statements(quoted.Node), scope)
}

// imports remembers a module whose functions can be called without its name.
// A module that is not known is remembered too: it only matters when one of
// its functions is called.
func (l *loader) imports(m *ModuleDef, call *syntax.Call, scope *Scope) error {
	imported, err := l.interp.importOf(call, scope)
	if err != nil {
		return err
	}
	m.Import(imported.name, imported.only, imported.except)
	return nil
}

// Import makes a module's functions callable without its name.
func (m *ModuleDef) Import(name string, only, except map[string]bool) {
	m.imports = append(m.imports, importedModule{name, only, except})
}

// importOf reads import Mod, only: [f: 1], except: [...].
func (in *Interp) importOf(call *syntax.Call, scope *Scope) (importedModule, error) {
	if len(call.Args) == 0 {
		return importedModule{}, invalid(call.Pos(), "import needs a module")
	}
	v, err := in.eval(call.Args[0], scope)
	if err != nil {
		return importedModule{}, err
	}
	name, ok := ModuleName(v)
	if !ok {
		// An Erlang module: nothing of it is callable without its name.
		return importedModule{name: string(v.(Atom))}, nil
	}
	imported := importedModule{name: name}
	if len(call.Args) < 2 {
		return imported, nil
	}
	options, err := in.eval(call.Args[1], scope)
	if err != nil {
		return importedModule{}, err
	}
	pairs, _ := Keyword(options)
	for _, p := range pairs {
		keys, ok := functionKeys(p.Value)
		switch {
		case ok && p.Key == Atom("only"):
			imported.only = keys
		case ok && p.Key == Atom("except"):
			imported.except = keys
		}
	}
	return imported, nil
}

// functionKeys reads [name: arity, ...]; :functions and :macros mean no limit.
func functionKeys(v Value) (map[string]bool, bool) {
	pairs, ok := Keyword(v)
	if !ok {
		return nil, false
	}
	keys := map[string]bool{}
	for _, p := range pairs {
		if arity, ok := p.Value.(Int); ok {
			keys[functionKey(string(p.Key.(Atom)), int(arity.Int64()))] = true
		}
	}
	return keys, true
}

// doBlock returns the do, else, rescue, ... parts of a call's last argument.
func doBlock(call *syntax.Call) (map[string]syntax.Node, bool) {
	if len(call.Args) == 0 {
		return nil, false
	}
	list, ok := call.Args[len(call.Args)-1].(*syntax.List)
	if !ok {
		return nil, false
	}
	blocks := map[string]syntax.Node{}
	for _, e := range list.Elems {
		pair, ok := e.(*syntax.Tuple)
		if !ok {
			return nil, false
		}
		key, ok := pair.Left.(*syntax.Atom)
		if !ok {
			return nil, false
		}
		blocks[key.Name] = pair.Right
	}
	_, ok = blocks["do"]
	return blocks, ok
}

// position returns the syntax position for a generated node.
func position(pos diag.Pos) syntax.Position { return syntax.Position(pos) }
