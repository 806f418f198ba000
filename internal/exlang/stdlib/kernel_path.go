package stdlib

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// kernelMacros are the forms of get_in and its kin whose first argument is a
// path: put_in(user.address[:city], "Turin").
func kernelMacros() map[string]eval.Macro {
	return map[string]eval.Macro{
		"get_in/1": pathMacro("get_in"), "put_in/2": pathMacro("put_in"), "update_in/2": pathMacro("update_in"),
		"get_and_update_in/2": pathMacro("get_and_update_in"), "pop_in/1": pathMacro("pop_in"),
	}
}

// pathMacro calls the function of the same name that takes a list of keys.
func pathMacro(name string) eval.Macro {
	return func(c *eval.MacroCall) (eval.Value, error) {
		root, keys := unnest(c.Node.Args[0])
		if len(keys) == 0 {
			return nil, diag.Errorf(diag.Invalid, c.Pos, "cannot use %s/%d with this first argument: it needs a path such as map.key or map[:key]",
				name, len(c.Node.Args))
		}
		at := syntax.Position(c.Pos)
		args := append([]syntax.Node{root, &syntax.List{Position: at, Elems: keys}}, c.Node.Args[1:]...)
		return c.Eval(&syntax.Call{
			Position: at, Target: &syntax.Atom{Position: at, Name: "Elixir.Kernel"}, Name: name, Args: args, Parens: true,
		})
	}
}

// unnest takes root.field[key] apart into its root and the keys, of which
// .field becomes a call that gives an accessor.
func unnest(n syntax.Node) (root syntax.Node, keys []syntax.Node) {
	call, ok := n.(*syntax.Call)
	if !ok || call.Target == nil || call.Anonymous {
		return n, nil
	}
	module, isAtom := call.Target.(*syntax.Atom)
	if isAtom && module.Name == "Elixir.Access" && call.Name == "get" && len(call.Args) == 2 {
		root, keys = unnest(call.Args[0])
		return root, append(keys, call.Args[1])
	}
	if _, alias := syntax.IsCall(call.Target, "__aliases__"); alias || isAtom || len(call.Args) > 0 || call.Name == "{}" {
		return n, nil
	}
	root, keys = unnest(call.Target)
	at := call.Position
	return root, append(keys, &syntax.Call{
		Position: at, Target: &syntax.Atom{Position: at, Name: "Elixir.Access"}, Parens: true,
		Name: strings.TrimSuffix(fieldAccess, "/1"), Args: []syntax.Node{&syntax.Atom{Position: at, Name: call.Name}},
	})
}
