package rules

import (
	"bytes"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// schemaUse is a place of a script that uses a schema module of the application.
type schemaUse struct {
	module string
	pos    diag.Pos
}

// mayQuery is a quick look: most migrations have no queries.
func mayQuery(source []byte) bool {
	return bytes.Contains(source, []byte("Repo.")) || bytes.Contains(source, []byte("repo()")) || bytes.Contains(source, []byte("Ecto.Query"))
}

// schemaUses finds where a script queries the tables of modules that it does
// not define itself: the first place of each.
func schemaUses(tree syntax.Node) []schemaUse {
	r := &moduleReader{aliases: map[string]string{}}
	syntax.Walk(tree, r.define)
	syntax.Walk(tree, r.use)
	return r.uses
}

// moduleReader goes through a script.
type moduleReader struct {
	// aliases are the modules by their short names; own are those of the file.
	aliases map[string]string
	own     []string
	uses    []schemaUse
}

// define keeps the modules of the file and the aliases.
func (r *moduleReader) define(n syntax.Node) {
	if c, ok := syntax.IsCall(n, "defmodule"); ok && len(c.Args) > 0 {
		r.own = append(r.own, lastPart(moduleName(c.Args[0])))
	}
	c, ok := syntax.IsCall(n, "alias")
	if !ok || len(c.Args) == 0 {
		return
	}
	if several, ok := c.Args[0].(*syntax.Call); ok && several.Target != nil && several.Name == "{}" {
		for _, a := range several.Args {
			r.alias(moduleName(several.Target)+"."+moduleName(a), "")
		}
		return
	}
	as := ""
	if len(c.Args) > 1 {
		as = moduleName(keyword(c.Args[1], "as"))
	}
	r.alias(moduleName(c.Args[0]), as)
}

func (r *moduleReader) alias(module, as string) {
	if as == "" {
		as = lastPart(module)
	}
	r.aliases[as] = module
}

// use looks for what takes a schema: a query, a function of the repository, a
// changeset.
func (r *moduleReader) use(n syntax.Node) {
	c, ok := n.(*syntax.Call)
	if !ok {
		return
	}
	switch {
	case c.Target == nil && (c.Name == "from" || c.Name == "join"):
		for _, a := range c.Args {
			syntax.Walk(a, r.source)
		}
		if len(c.Args) > 0 {
			r.add(c.Args[0])
		}
	case c.Target == nil && c.Name == "|>" && len(c.Args) == 2 && queries(c.Args[1]):
		r.add(c.Args[0])
	case isRepository(c.Target) && len(c.Args) > 0 && takesSchema(c.Name):
		r.add(c.Args[0])
	case c.Target != nil && c.Name == "changeset":
		r.add(c.Target)
	}
}

// source looks for the module of "u in User".
func (r *moduleReader) source(n syntax.Node) {
	if in, ok := syntax.IsCall(n, "in"); ok && len(in.Args) == 2 {
		r.add(in.Args[1])
	}
}

// add keeps the module that a node is, or the struct of which it is.
func (r *moduleReader) add(n syntax.Node) {
	if s, ok := syntax.IsCall(n, "%"); ok && len(s.Args) > 0 {
		n = s.Args[0]
	}
	name := moduleName(n)
	if name == "" || slices.Contains(r.own, lastPart(name)) {
		return
	}
	head, rest, _ := strings.Cut(name, ".")
	if full, ok := r.aliases[head]; ok {
		name = strings.TrimSuffix(full+"."+rest, ".")
	}
	seen := func(u schemaUse) bool { return u.module == name }
	if !slices.ContainsFunc(r.uses, seen) {
		r.uses = append(r.uses, schemaUse{name, n.Pos()})
	}
}

// queries reports whether the right side of a pipe begins a query of what is on
// the left.
func queries(n syntax.Node) bool {
	c, ok := n.(*syntax.Call)
	if !ok {
		return false
	}
	if isRepository(c.Target) {
		return takesSchema(c.Name)
	}
	query := c.Target == nil || moduleName(c.Target) == "Ecto.Query" || moduleName(c.Target) == "Query"
	return query && slices.Contains([]string{"where", "select", "join", "order_by", "limit", "from", "update", "group_by", "preload", "distinct"}, c.Name)
}

// isRepository reports whether a node is a repository: MyApp.Repo, repo().
func isRepository(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Var:
		return n.Name == "repo"
	case *syntax.Call:
		return n.Target == nil && n.Name == "repo" || strings.HasSuffix(moduleName(n), "Repo")
	}
	return false
}

// takesSchema reports whether a function of the repository takes a schema, a
// query of one, or a struct.
func takesSchema(name string) bool {
	switch strings.TrimSuffix(name, "!") {
	case "all", "one", "get", "get_by", "insert", "insert_all", "insert_or_update", "update", "update_all", "delete", "delete_all",
		"stream", "aggregate", "exists?", "preload", "reload":
		return true
	}
	return false
}

// moduleName is the name of a module that is written out, or "".
func moduleName(n syntax.Node) string {
	c, ok := syntax.IsCall(n, "__aliases__")
	if !ok {
		return ""
	}
	parts := make([]string, 0, len(c.Args))
	for _, a := range c.Args {
		atom, ok := a.(*syntax.Atom)
		if !ok {
			return ""
		}
		parts = append(parts, atom.Name)
	}
	return strings.Join(parts, ".")
}

func lastPart(module string) string { return module[strings.LastIndexByte(module, '.')+1:] }

// keyword is the value of a key in a keyword list, or nil.
func keyword(n syntax.Node, key string) syntax.Node {
	list, ok := n.(*syntax.List)
	if !ok {
		return nil
	}
	for _, e := range list.Elems {
		if pair, ok := e.(*syntax.Tuple); ok {
			if atom, ok := pair.Left.(*syntax.Atom); ok && atom.Name == key {
				return pair.Right
			}
		}
	}
	return nil
}
