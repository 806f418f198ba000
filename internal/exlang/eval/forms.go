package eval

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// form evaluates a special form or a macro of Kernel, whose arguments are not
// evaluated first.
type form func(in *Interp, n *syntax.Call, scope *Scope) (Value, error)

// specialForm returns the form of that name, which no module can redefine. It
// is a function and not a map because the forms call the evaluator, which
// looks forms up.
func specialForm(name string) (form, bool) {
	switch name {
	case "__block__":
		return (*Interp).blockForm, true
	case "{}":
		return (*Interp).tupleForm, true
	case "__aliases__":
		return (*Interp).aliasValue, true
	case "%{}":
		return (*Interp).mapLiteral, true
	case "%":
		return (*Interp).structLiteral, true
	case "<<>>":
		return (*Interp).binary, true
	case "=":
		return (*Interp).matchForm, true
	case "fn":
		return (*Interp).anonymous, true
	case "&":
		return (*Interp).capture, true
	case "quote":
		return (*Interp).quote, true
	case "alias", "import", "require":
		return (*Interp).directive, true
	case "case":
		return (*Interp).caseForm, true
	case "cond":
		return (*Interp).condForm, true
	case "for":
		return (*Interp).comprehension, true
	case "with":
		return (*Interp).with, true
	case "try":
		return (*Interp).try, true
	case "super":
		return (*Interp).super, true
	case "unquote":
		return (*Interp).fragment, true
	case "receive", "::", "^", "->", "<-", "when", "unquote_splicing":
		return func(_ *Interp, n *syntax.Call, _ *Scope) (Value, error) { return nil, notYet(n, n.Name) }, true
	}
	return nil, false
}

// formArity returns how many arguments a form has at least. The parser gives
// each its own; a name alone, or code that a macro builds, may have fewer.
func formArity(name string) int {
	switch name {
	case "=", "<-", "->", "::", "|", "%", "when", "|>", "\\\\", "match?", "in", "case", "if", "unless":
		return 2
	case "&", "^", "@", "fn", "cond", "for", "with", "try", "quote", "unquote", "unquote_splicing", "__aliases__",
		"alias", "import", "require":
		return 1
	}
	return 0
}

// wellFormed refuses a form with too few arguments.
func (in *Interp) wellFormed(n *syntax.Call) error {
	if len(n.Args) >= formArity(n.Name) {
		return nil
	}
	return in.raised(n.Pos(), "CompileError", "invalid arguments for %s/%d", n.Name, len(n.Args))
}

// kernelForm returns the macros of Kernel, which a module can redefine.
func kernelForm(key callKey) (form, bool) {
	switch key.name {
	case "if":
		return (*Interp).ifForm, true
	case "unless":
		return (*Interp).unlessForm, true
	case "raise", "reraise":
		return (*Interp).raise, true
	case "use":
		return (*Interp).use, key.arity > 0
	case "binding":
		return (*Interp).binding, key.arity < 2
	}
	switch key.arity {
	case 1:
		return unaryForm(key.name)
	case 2:
		return binaryForm(key.name)
	}
	return definitionForm(key)
}

func unaryForm(name string) (form, bool) {
	switch name {
	case "@":
		return (*Interp).attribute, true
	case "throw":
		return (*Interp).throw, true
	case "exit":
		return (*Interp).exit, true
	case "var!":
		return (*Interp).variableBang, true
	case "dbg":
		return (*Interp).dbg, true
	case "!", "not":
		return nil, false
	}
	return definitionForm(callKey{name, 1})
}

func binaryForm(name string) (form, bool) {
	switch name {
	case "&&":
		return (*Interp).shortAnd, true
	case "||":
		return (*Interp).shortOr, true
	case "and":
		return (*Interp).andForm, true
	case "or":
		return (*Interp).orForm, true
	case "|>":
		return (*Interp).pipe, true
	case "match?":
		return (*Interp).matchTest, true
	case "destructure":
		return (*Interp).destructure, true
	case "then", "tap":
		return (*Interp).then, true
	case "var!":
		return (*Interp).variableBang, true
	case "sigil_s", "sigil_S", "sigil_c", "sigil_C", "sigil_w", "sigil_W", "sigil_r", "sigil_R",
		"sigil_D", "sigil_T", "sigil_N", "sigil_U":
		return (*Interp).sigil, true
	}
	return definitionForm(callKey{name, 2})
}

// definitionForm returns the forms that define something.
func definitionForm(key callKey) (form, bool) {
	if key.arity == 0 || key.arity > 3 {
		return nil, false
	}
	switch key.name {
	case "def", "defp", "defmacro", "defmacrop":
		return (*Interp).define, true
	case "defmodule":
		return (*Interp).defmodule, true
	case "defstruct", "defexception":
		return (*Interp).defstruct, true
	case "defdelegate":
		return (*Interp).defdelegate, true
	case "defguard", "defguardp":
		return (*Interp).defguard, true
	case "defprotocol":
		return (*Interp).defprotocol, true
	case "defimpl":
		return (*Interp).defimpl, true
	case "defoverridable":
		return (*Interp).defoverridable, true
	}
	return nil, false
}

func (in *Interp) blockForm(n *syntax.Call, scope *Scope) (Value, error) {
	return in.block(n.Args, scope)
}

func (in *Interp) tupleForm(n *syntax.Call, scope *Scope) (Value, error) {
	if err := in.grow(16*len(n.Args), n.Pos()); err != nil {
		return nil, err
	}
	return in.tuple(scope, n.Args...)
}

// pipe evaluates left |> call(args) as call(left, args).
func (in *Interp) pipe(n *syntax.Call, scope *Scope) (Value, error) {
	call, ok := in.piped[n]
	if !ok {
		var err error
		if call, err = in.unpipe(n); err != nil {
			return nil, err
		}
		if in.piped == nil {
			in.piped = map[*syntax.Call]syntax.Node{}
		}
		in.piped[n] = call
	}
	return in.eval(call, scope)
}

func (in *Interp) unpipe(n *syntax.Call) (syntax.Node, error) {
	switch right := n.Args[1].(type) {
	case *syntax.Call:
		if block, ok := syntax.IsCall(right, "__block__"); ok && len(block.Args) == 1 {
			return in.unpipe(&syntax.Call{Position: n.Position, Name: "|>", Args: []syntax.Node{n.Args[0], block.Args[0]}})
		}
		if right.Target == nil && (isOperator(right.Name) || right.Name == "fn") && !right.Anonymous {
			break
		}
		piped := *right
		piped.Args = append([]syntax.Node{n.Args[0]}, right.Args...)
		return &piped, nil
	case *syntax.Var:
		return &syntax.Call{Position: right.Position, Name: right.Name, Args: n.Args[:1]}, nil
	}
	return nil, in.raised(n.Pos(), "ArgumentError", "cannot pipe %s into %s, can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()",
		codeText(n.Args[0]), codeText(n.Args[1]))
}

// blocks are the do, else, rescue, ... parts of a call.
type blocks struct{ pairs []syntax.Node }

// get returns a part, or nil.
func (b blocks) get(key string) syntax.Node {
	for _, e := range b.pairs {
		if pair := e.(*syntax.Tuple); pair.Left.(*syntax.Atom).Name == key {
			return pair.Right
		}
	}
	return nil
}

func (b blocks) has(key string) bool { return b.get(key) != nil }

// only reports whether the parts are but one.
func (b blocks) only(key string) bool { return len(b.pairs) == 1 && b.has(key) }

// doBlock returns the do, else, rescue, ... parts of a call's last argument.
func doBlock(call *syntax.Call) (blocks, bool) {
	if len(call.Args) == 0 {
		return blocks{}, false
	}
	found, ok := keywordNodes(call.Args[len(call.Args)-1])
	return found, ok && found.has("do")
}

// keywordNodes returns the pairs of a keyword list in the code.
func keywordNodes(n syntax.Node) (blocks, bool) {
	list, ok := n.(*syntax.List)
	if !ok {
		return blocks{}, false
	}
	for _, e := range list.Elems {
		pair, ok := e.(*syntax.Tuple)
		if !ok {
			return blocks{}, false
		}
		if _, ok := pair.Left.(*syntax.Atom); !ok {
			return blocks{}, false
		}
	}
	return blocks{list.Elems}, true
}

// options collects the parts of the last one or two arguments: with a do
// block, the options before it are a list of their own. It also returns the
// arguments before them.
func options(call *syntax.Call) (blocks, []syntax.Node, bool) {
	found, ok := doBlock(call)
	if !ok {
		return blocks{}, nil, false
	}
	rest := call.Args[:len(call.Args)-1]
	if call.DoBlock && len(rest) > 0 {
		if more, ok := keywordNodes(rest[len(rest)-1]); ok && len(more.pairs) > 0 {
			pairs := append(append([]syntax.Node{}, more.pairs...), found.pairs...)
			return blocks{pairs}, rest[:len(rest)-1], true
		}
	}
	return found, rest, true
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
