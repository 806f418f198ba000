package eval

import (
	"strings"
	"unicode"

	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// macroFunctions are those of the module Macro.
func macroFunctions() map[string]Native {
	return map[string]Native{
		"escape/1": macroEscape, "escape/2": macroEscape,
		"expand/2": macroExpand, "expand_once/2": macroExpand, "expand_literals/2": macroExpand,
		"to_string/1": macroToString, "underscore/1": macroUnderscore, "camelize/1": macroCamelize,
		"var/2": macroVar, "unique_var/2": macroVar, "decompose_call/1": macroDecompose,
		"prewalk/2": macroPrewalk, "prewalk/3": macroPrewalk, "postwalk/2": macroPostwalk, "postwalk/3": macroPostwalk,
		"traverse/4": macroTraverse, "quoted_literal?/1": macroIsLiteral, "generate_arguments/2": macroArguments,
		"inspect_atom/2": func(c *Call) (Value, error) { return String(Inspect(c.Args[1])), nil },
	}
}

func macroEscape(c *Call) (Value, error) { return c.escape(c.Args[0], 0) }

// macroExpand expands aliases and __MODULE__, which is what is used of it.
func macroExpand(c *Call) (Value, error) {
	node, err := (&converter{in: c.interp, pos: c.Pos}).node(c.Args[0])
	if err != nil {
		return nil, err
	}
	scope := c.scope()
	if env, ok := c.Args[1].(*Map); ok {
		scope.env = environmentAliases(env)
		if module, ok := env.Get(Atom("module")); ok && module != Nil {
			name, _ := ModuleName(module)
			scope.module = &ModuleDef{Name: name}
		}
	}
	switch n := node.(type) {
	case *syntax.Var:
		if n.Name == "__MODULE__" {
			return moduleAtom(scope), nil
		}
	case *syntax.Call:
		if n.Name == "__aliases__" && n.Target == nil {
			return c.interp.aliasValue(n, scope)
		}
		if expansion, ok, err := c.interp.expandNode(n, c.scope()); ok || err != nil {
			if err != nil {
				return nil, err
			}
			return toValue(expansion), nil
		}
	}
	return c.Args[0], nil
}

func environmentAliases(env *Map) *lexical {
	l := &lexical{aliases: map[string]string{}}
	aliases, _ := env.Get(Atom("aliases"))
	list, _ := aliases.(List)
	for _, e := range list {
		if pair, ok := e.(Tuple); ok && len(pair) == 2 {
			short, _ := ModuleName(pair[0])
			full, _ := ModuleName(pair[1])
			l.aliases[short] = full
		}
	}
	return l
}

func macroToString(c *Call) (Value, error) {
	node, err := (&converter{in: c.interp, pos: c.Pos}).node(c.Args[0])
	if err != nil {
		return nil, err
	}
	text := codeText(node)
	return String(text), c.Grow(len(text))
}

func macroUnderscore(c *Call) (Value, error) {
	text, ok := Text(c.Args[0])
	if !ok {
		return nil, c.WrongArgument(0, "an atom or a string")
	}
	return String(underscore(strings.TrimPrefix(text, "Elixir."))), nil
}

// underscore makes foo_bar/baz of FooBar.Baz.
func underscore(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		if r == '.' {
			b.WriteByte('/')
			continue
		}
		if unicode.IsUpper(r) && i > 0 && runes[i-1] != '.' && runes[i-1] != '_' && runes[i-1] != '/' {
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if !unicode.IsUpper(runes[i-1]) || next {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.ReplaceAll(b.String(), "-", "_")
}

func macroCamelize(c *Call) (Value, error) {
	text, ok := Text(c.Args[0])
	if !ok {
		return nil, c.WrongArgument(0, "an atom or a string")
	}
	var b strings.Builder
	upper := true
	for i, r := range strings.TrimPrefix(text, "Elixir.") {
		switch {
		case r == '/':
			b.WriteByte('.')
			upper = true
		case r == '_' && i > 0:
			upper = true
		case r == '_':
		case upper:
			b.WriteRune(unicode.ToUpper(r))
			upper = false
		default:
			b.WriteRune(r)
		}
	}
	return String(b.String()), nil
}

func macroVar(c *Call) (Value, error) { return Tuple{c.Args[0], List{}, c.Args[1]}, nil }

func macroDecompose(c *Call) (Value, error) {
	t, ok := c.Args[0].(Tuple)
	if !ok || len(t) != 3 {
		return Atom("error"), nil
	}
	args, isList := t[2].(List)
	if !isList {
		args = List{}
	}
	switch form := t[0].(type) {
	case Atom:
		return Tuple{form, args}, nil
	case Tuple:
		if len(form) != 3 {
			break
		}
		if parts, ok := form[2].(List); ok && form[0] == Atom(".") && len(parts) == 2 {
			return Tuple{parts[0], parts[1], args}, nil
		}
	}
	return Atom("error"), nil
}

func macroIsLiteral(c *Call) (Value, error) {
	switch v := c.Args[0].(type) {
	case Tuple:
		return Boolean(len(v) == 2), nil
	case *Map:
		return False, nil
	}
	return True, nil
}

func macroArguments(c *Call) (Value, error) {
	count, err := c.Index(0)
	if err != nil {
		return nil, err
	}
	list := List{}
	for i := range count {
		if err := c.Grow(64); err != nil {
			return nil, err
		}
		list = append(list, Tuple{Atom("arg" + IntValue(int64(i+1)).String()), List{}, c.Args[1]})
	}
	return list, nil
}

// walker walks quoted code, with an accumulator or without.
type walker struct {
	call      *Call
	pre, post *Fun
	acc       Value
	// plain is set when the functions take the code alone.
	plain bool
	depth int
}

func macroPrewalk(c *Call) (Value, error) {
	return walkCode(c, func(w *walker, f *Fun) { w.pre = f })
}

func macroPostwalk(c *Call) (Value, error) {
	return walkCode(c, func(w *walker, f *Fun) { w.post = f })
}

func walkCode(c *Call, set func(*walker, *Fun)) (Value, error) {
	last := len(c.Args) - 1
	f, err := c.Fun(last, last)
	if err != nil {
		return nil, err
	}
	w := &walker{call: c, plain: last == 1, acc: Nil}
	if !w.plain {
		w.acc = c.Args[1]
	}
	set(w, f)
	v, err := w.walk(c.Args[0])
	if w.plain || err != nil {
		return v, err
	}
	return Tuple{v, w.acc}, nil
}

func macroTraverse(c *Call) (Value, error) {
	pre, err := c.Fun(2, 2)
	if err != nil {
		return nil, err
	}
	post, err := c.Fun(3, 2)
	if err != nil {
		return nil, err
	}
	w := &walker{call: c, pre: pre, post: post, acc: c.Args[1]}
	v, err := w.walk(c.Args[0])
	return Tuple{v, w.acc}, err
}

func (w *walker) apply(f *Fun, v Value) (Value, error) {
	if f == nil {
		return v, nil
	}
	if w.plain {
		return f.Call([]Value{v})
	}
	result, err := f.Call([]Value{v, w.acc})
	if err != nil {
		return nil, err
	}
	pair, ok := result.(Tuple)
	if !ok || len(pair) != 2 {
		return nil, termError(w.call.Pos, "MatchError", "no match of right hand side value: ", result)
	}
	w.acc = pair[1]
	return pair[0], nil
}

func (w *walker) walk(v Value) (Value, error) {
	if w.depth++; w.depth > maxPattern {
		return nil, refused(w.call.Pos, "code nests deeper than %d levels", maxPattern)
	}
	defer func() { w.depth-- }()
	v, err := w.apply(w.pre, v)
	if err != nil {
		return nil, err
	}
	if v, err = w.parts(v); err != nil {
		return nil, err
	}
	return w.apply(w.post, v)
}

// parts walks what is within code. The name of a call and the context of a
// variable are not code.
func (w *walker) parts(v Value) (Value, error) {
	switch t := v.(type) {
	case List:
		walked, err := w.walkAll(t)
		return List(walked), err
	case Tuple:
		if len(t) == 2 {
			walked, err := w.walkAll(t)
			return Tuple(walked), err
		}
		if len(t) != 3 {
			return v, nil
		}
		form, args := t[0], t[2]
		var err error
		if _, ok := form.(Atom); !ok {
			if form, err = w.walk(form); err != nil {
				return nil, err
			}
		}
		if list, ok := args.(List); ok {
			walked, err := w.walkAll(list)
			return Tuple{form, t[1], List(walked)}, err
		}
		return Tuple{form, t[1], args}, nil
	}
	return v, nil
}

func (w *walker) walkAll(values []Value) ([]Value, error) {
	walked := make([]Value, len(values))
	for i, v := range values {
		var err error
		if walked[i], err = w.walk(v); err != nil {
			return nil, err
		}
	}
	return walked, nil
}

// macroEnvironment is the module Macro.Env.
func macroEnvironment() NativeModule {
	return NativeModule{Functions: map[string]Native{
		"stacktrace/1": func(*Call) (Value, error) { return List{}, nil },
		"location/1": func(c *Call) (Value, error) {
			env, err := c.Map(0)
			if err != nil {
				return nil, err
			}
			return List{Tuple{Atom("file"), field(env, "file")}, Tuple{Atom("line"), field(env, "line")}}, nil
		},
	}}
}
