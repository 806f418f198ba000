package fix

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
	"github.com/whimbrel-go/whimbrel/internal/plan"
)

// goText is a migration in Go.
type goText struct {
	*goWriter
	files *token.FileSet
	text  string
	// call is what adds the migration to its set.
	call     *ast.CallExpr
	change   bool
	up, down []*unit
	// whimbrel is what the file calls the package, and there and back what the
	// functions call their parameter.
	whimbrel, there, back string
	done                  edits
}

func openGo(m Migration, o Options) (document, error) {
	g := &goText{goWriter: newGoWriter(m, o), files: token.NewFileSet(), text: m.Files[0].Text, whimbrel: "whimbrel"}
	parsed, err := parser.ParseFile(g.files, m.Files[0].Path, g.text, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return nil, err
	}
	g.file.Package = parsed.Name.Name
	g.imported(parsed)
	if g.whimbrel == "." {
		return nil, fmt.Errorf("%s imports whimbrel with a dot, which nothing can be written for", m.Files[0].Path)
	}
	ast.Inspect(parsed, g.registration)
	if g.call == nil {
		return nil, fmt.Errorf("%s does not say Change or UpDown with the name %d_%s as a string", m.Files[0].Path, m.Version, m.Name)
	}
	functions := map[string]*ast.FuncDecl{}
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
			functions[f.Name.Name] = f
		}
	}
	g.up, g.there = g.planned(command.Up, g.function(functions, 1))
	if !g.change {
		g.down, g.back = g.planned(command.Down, g.function(functions, 2))
	}
	return g, nil
}

func (g *goText) reversed() bool { return g.change }
func (g *goText) edits() *edits  { return &g.done }

func (g *goText) units(up bool) []*unit {
	if up {
		return g.up
	}
	return g.down
}

// imported notes what the file calls the package of the DSL.
func (g *goText) imported(file *ast.File) {
	for _, i := range file.Imports {
		if path, err := strconv.Unquote(i.Path.Value); err == nil && path == gobuild.Whimbrel && i.Name != nil {
			g.whimbrel = i.Name.Name
		}
	}
}

// registration looks for Set.Change("VERSION_NAME", ...).
func (g *goText) registration(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return true
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || method.Sel.Name != "Change" && method.Sel.Name != "UpDown" {
		return true
	}
	literal, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return true
	}
	name, err := strconv.Unquote(literal.Value)
	version, bare, _ := strings.Cut(name, "_")
	if n, e := strconv.ParseInt(version, 10, 64); err == nil && e == nil && n == g.migration.Version && bare == g.migration.Name {
		g.call, g.change = call, method.Sel.Name == "Change"
		g.file.Set = g.at(method.X)
	}
	return true
}

func (g *goText) offset(p token.Pos) int { return g.files.Position(p).Offset }
func (g *goText) at(n ast.Node) string   { return g.text[g.offset(n.Pos()):g.offset(n.End())] }

// callback is a function with its parameter.
type callback struct {
	kind *ast.FuncType
	body *ast.BlockStmt
}

// function is the callback that is an argument of the registration, if it stands
// in this file.
func (g *goText) function(functions map[string]*ast.FuncDecl, argument int) *callback {
	if argument >= len(g.call.Args) {
		return nil
	}
	switch f := g.call.Args[argument].(type) {
	case *ast.FuncLit:
		return &callback{f.Type, f.Body}
	case *ast.Ident:
		if d := functions[f.Name]; d != nil && d.Body != nil {
			return &callback{d.Type, d.Body}
		}
	}
	return nil
}

// parameter is the name of a function's only parameter.
func parameter(t *ast.FuncType, usual string) string {
	if t.Params.NumFields() == 1 && len(t.Params.List[0].Names) == 1 {
		return t.Params.List[0].Names[0].Name
	}
	return usual
}

// planned are the statements of a function with the commands that they ask for.
// Go knows only their lines. It returns the name of the function's parameter, too.
func (g *goText) planned(d command.Direction, f *callback) (units []*unit, m string) {
	p, err := plan.Build(g.migration.Migration, d, g.options.Commands, g.options.Dialect)
	if f == nil || err != nil {
		return nil, "m"
	}
	at := newAsked(p)
	m = parameter(f.kind, "m")
	for _, s := range f.body.List {
		call := g.statement(s)
		if call == nil || !g.calls(call, m) {
			continue
		}
		var found []command.Command
		for line := g.files.Position(s.Pos()).Line; line <= g.files.Position(s.End()).Line; line++ {
			found = append(found, at[command.Position{File: g.migration.File, Line: line}]...)
		}
		if len(found) == 0 {
			continue
		}
		u := &unit{start: g.offset(s.Pos()), end: g.offset(s.End()), command: found[0], several: len(found) > 1}
		u.depth = len(indentation(g.text, u.start))
		if _, changes, ok := block(u.command); ok {
			g.parts(u, call, changes)
		} else {
			cut(g.text, g.options.Dialect.Name(), u)
		}
		units = append(units, u)
	}
	return units, m
}

func (g *goText) statement(s ast.Stmt) *ast.CallExpr {
	if e, ok := s.(*ast.ExprStmt); ok {
		if call, ok := e.X.(*ast.CallExpr); ok {
			return call
		}
	}
	return nil
}

// calls reports whether a call is of a method of the value of that name.
func (g *goText) calls(call *ast.CallExpr, receiver string) bool {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := method.X.(*ast.Ident)
	return ok && x.Name == receiver
}

// parts are the statements of the function of a block.
func (g *goText) parts(u *unit, call *ast.CallExpr, changes []command.Change) {
	for _, argument := range call.Args {
		f, ok := argument.(*ast.FuncLit)
		if !ok {
			continue
		}
		u.block = parameter(f.Type, "t")
		for _, s := range f.Body.List {
			call := g.statement(s)
			if call == nil || !g.calls(call, u.block) {
				continue
			}
			p := &part{start: g.offset(s.Pos()), end: g.offset(s.End())}
			p.depth = len(indentation(g.text, p.start))
			from, to := g.files.Position(s.Pos()).Line, g.files.Position(s.End()).Line
			for _, c := range changes {
				if line := c.Pos().Line; from <= line && line <= to && c.Pos() != u.command.Pos() {
					p.changes = append(p.changes, c)
				}
			}
			if len(p.changes) > 0 {
				u.parts = append(u.parts, p)
			}
		}
	}
}

func (g *goText) commands(depth int, list []command.Command, way direction) (string, error) {
	code, err := g.goWriter.commands(depth, list, way)
	m := g.there
	if way == downOnly {
		m = g.back
	}
	return renamed(code, map[string]string{"m": m, "whimbrel": g.whimbrel}), err
}

func (g *goText) changes(depth int, u *unit, list []command.Change) (string, error) {
	code, err := g.goWriter.changes(depth, u, list)
	return renamed(code, map[string]string{"t": u.block, "whimbrel": g.whimbrel}), err
}

// outside adds the options that are not there yet.
func (g *goText) outside(noLock bool) error {
	options := ""
	if !g.migration.DisableDDLTransaction {
		options += ", " + g.whimbrel + ".DisableDDLTransaction()"
	}
	if noLock && !g.migration.DisableMigrationLock {
		options += ", " + g.whimbrel + ".DisableMigrationLock()"
	}
	end := g.offset(g.call.Args[len(g.call.Args)-1].End())
	g.done.add(0, end, end, options)
	return nil
}

// inside takes the options out.
func (g *goText) inside() {
	for i, argument := range g.call.Args {
		call, ok := argument.(*ast.CallExpr)
		if !ok || i == 0 {
			continue
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "DisableDDLTransaction" || f.Sel.Name == "DisableMigrationLock") {
			g.done.add(0, g.offset(g.call.Args[i-1].End()), g.offset(call.End()), "")
		}
	}
}

// formatted formats a text that was formatted before it was edited.
func formatted(before, after string) string {
	if was, err := format.Source([]byte(before)); err != nil || string(was) != before {
		return after
	}
	if now, err := format.Source([]byte(after)); err == nil {
		return string(now)
	}
	return after
}
