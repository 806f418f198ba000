package gobuild

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Whimbrel is the import path of the package of the DSL.
const Whimbrel = "github.com/whimbrel-go/whimbrel"

// Package is a folder of Go migrations, as its source says without being
// compiled.
type Package struct {
	// Dir is the absolute path, Shown how messages name it.
	Dir, Shown string
	// Name is the name in the package clause.
	Name string
	// Set is the name of the variable, Pointer whether it is a *whimbrel.Set.
	Set     string
	Pointer bool
	// Migrations are the names that the code adds, as far as they are literals.
	Migrations []string
	// Identifiers are all names at package level.
	Identifiers map[string]bool
}

// Has reports whether a folder has Go files: whether [Inspect] has to look.
func Has(dir string) bool { return HasIn(os.DirFS(dir)) }

// HasIn is Has of a folder that is open already.
func HasIn(folder fs.FS) bool {
	entries, err := fs.ReadDir(folder, ".")
	return err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool { return isGo(e) })
}

// isGo passes over the files that editors and systems hide, unless they are
// named like a migration.
func isGo(e fs.DirEntry) bool {
	name := e.Name()
	if e.IsDir() || !strings.HasSuffix(name, ".go") {
		return false
	}
	_, migration := Version(name)
	return migration || !strings.HasPrefix(name, ".")
}

// Inspect reads the Go files of a folder. It refuses files that look like
// migrations and that Go would silently leave out. A folder without Go files
// is a Package without a name; one without a [Whimbrel] Set has none, see
// [Package.NeedSet].
func Inspect(dir, shown string) (*Package, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, diag.Errorf(diag.IO, diag.Pos{File: shown}, "cannot read the migrations folder: %v", err)
	}
	i := &inspector{
		Package: &Package{Dir: dir, Shown: shown, Identifiers: map[string]bool{}},
		files:   token.NewFileSet(),
	}
	for _, e := range entries {
		if !isGo(e) {
			continue
		}
		if err := i.file(e.Name()); err != nil {
			return nil, err
		}
	}
	if err := i.below(); err != nil {
		return nil, err
	}
	if err := i.problems.Err(); err != nil {
		return nil, err
	}
	if err := i.choose(); err != nil {
		return nil, err
	}
	if i.Set == "" && len(i.syntax) > 0 {
		return nil, i.syntax
	}
	return i.Package, nil
}

// inspector reads the files of one folder.
type inspector struct {
	*Package
	files    *token.FileSet
	problems diag.List
	// syntax are mistakes that the compiler will tell better, if it gets there.
	syntax diag.List
	sets   []variable
}

// variable is a Set that was found.
type variable struct {
	name    string
	pos     diag.Pos
	pointer bool
}

func (i *inspector) file(base string) error {
	shown := filepath.Join(i.Shown, base)
	text, err := os.ReadFile(filepath.Join(i.Dir, base))
	if err != nil {
		return diag.Errorf(diag.IO, diag.Pos{File: shown}, "cannot read the file: %v", err)
	}
	parsed, err := parser.ParseFile(i.files, shown, text, parser.SkipObjectResolution|parser.ParseComments)
	reason := Dropped(base)
	if reason == "" && parsed != nil && constrained(parsed) {
		reason = "its build constraint (//go:build) keeps it out of the package on some systems"
	}
	if reason != "" {
		i.dropped(base, reason, parsed)
		return nil
	}
	if list, ok := err.(scanner.ErrorList); ok {
		for _, e := range list {
			pos := diag.Pos{File: shown, Line: e.Pos.Line, Column: e.Pos.Column}
			i.syntax = append(i.syntax, diag.Errorf(diag.Syntax, pos, "%s", e.Msg))
		}
	}
	if parsed == nil || parsed.Name == nil {
		return nil
	}
	if i.Name == "" {
		i.Name = parsed.Name.Name
	}
	if parsed.Name.Name == "main" && len(i.problems) == 0 {
		i.problems = append(i.problems, diag.Errorf(diag.Invalid, i.pos(parsed.Name),
			"the migrations are a package main, which no other package can import").
			WithHint("give the package another name in all its files: package migrations"))
	}
	i.declarations(parsed)
	i.Migrations = append(i.Migrations, added(parsed)...)
	return nil
}

// below refuses migrations in folders below, where scripts may be: in Go, each
// folder is a package by itself. Other packages may be there.
func (i *inspector) below() error {
	return filepath.WalkDir(i.Dir, func(path string, entry fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(entry.Name(), ".") && path != i.Dir
		switch {
		case err != nil:
			return err
		case entry.IsDir() && hidden:
			return fs.SkipDir
		case entry.IsDir() || filepath.Dir(path) == i.Dir:
			return nil
		}
		inside, err := filepath.Rel(i.Dir, path)
		if _, migration := Version(entry.Name()); migration && err == nil {
			i.problems = append(i.problems, diag.Errorf(diag.Refused, diag.Pos{File: filepath.Join(i.Shown, inside)},
				"the file looks like a migration, but it is in a folder below, which is another Go package").
				WithHint("move it up into %s, or name its folder in migrations_paths instead of this one", i.Shown))
		}
		return err
	})
}

// dropped refuses a file that Go leaves out, if a migration would be lost.
// Real tests and helpers for one system are none of our business.
func (i *inspector) dropped(base, reason string, parsed *ast.File) {
	version, named := Version(base)
	lost := named
	if parsed != nil && !strings.HasSuffix(base, "_test.go") {
		lost = lost || len(added(parsed)) > 0
	}
	if !lost {
		return
	}
	d := diag.Errorf(diag.Refused, diag.Pos{File: filepath.Join(i.Shown, base)},
		"the file looks like a migration, but Go would leave it out").WithDetail("%s", reason)
	parts := migrationName().FindStringSubmatch(base)
	switch {
	case strings.HasPrefix(reason, "its"):
		d = d.WithHint("remove the constraint; what depends on the system belongs into a helper in another file")
	case named:
		d = d.WithHint("rename it to %s; the name in the code can stay", FileName(version, parts[2]))
	default:
		d = d.WithHint("give the file another name; the name in the code can stay")
	}
	i.problems = append(i.problems, d)
}

// declarations notes the names of a file at package level, and its Sets.
func (i *inspector) declarations(file *ast.File) {
	qualifier := importName(file)
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				i.Identifiers[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					i.Identifiers[s.Name.Name] = true
				case *ast.ValueSpec:
					i.values(s, d.Tok == token.VAR, qualifier)
				}
			}
		}
	}
}

func (i *inspector) values(s *ast.ValueSpec, isVar bool, qualifier string) {
	for n, name := range s.Names {
		i.Identifiers[name.Name] = true
		is, pointer := isSet(s.Type, qualifier), false
		if !is && s.Type == nil && n < len(s.Values) {
			is, pointer = makesSet(s.Values[n], qualifier)
		} else if star, ok := s.Type.(*ast.StarExpr); ok && !is {
			is, pointer = isSet(star.X, qualifier), true
		}
		if is && isVar && qualifier != "" {
			i.sets = append(i.sets, variable{name.Name, i.pos(name), pointer})
		}
	}
}

func (i *inspector) pos(node ast.Node) diag.Pos {
	p := i.files.Position(node.Pos())
	return diag.Pos{File: p.Filename, Line: p.Line, Column: p.Column}
}

// choose finds the Set to use, and refuses a choice between two.
func (i *inspector) choose() error {
	exported := slices.DeleteFunc(slices.Clone(i.sets), func(v variable) bool { return !token.IsExported(v.name) })
	switch {
	case len(exported) == 1:
		i.Set, i.Pointer = exported[0].name, exported[0].pointer
		return nil
	case len(exported) > 1:
		return diag.Errorf(diag.Invalid, exported[1].pos, "the package has two Sets of migrations: %s and %s",
			exported[0].name, exported[1].name).
			WithDetail("the other one is at %s", exported[0].pos).
			WithHint("keep one of them, and add all migrations to it: var %s whimbrel.Set", exported[0].name)
	case len(i.sets) > 0:
		v := i.sets[0]
		return diag.Errorf(diag.Invalid, v.pos, "the Set %s is not exported, so that the migrations cannot be reached", v.name).
			WithHint("var %s whimbrel.Set", strings.ToUpper(v.name[:1])+v.name[1:])
	}
	return nil
}

// NeedSet returns an error if the package has no Set.
func (p *Package) NeedSet() error {
	if p.Set != "" {
		return nil
	}
	return diag.Errorf(diag.Invalid, diag.Pos{File: p.Shown}, "the folder has Go files, but no Set that migrations are added to").
		WithHint("write this into %s:\n\npackage %s\n\nimport %q\n\nvar Migrations whimbrel.Set",
			filepath.Join(p.Shown, "migrations.go"), p.Name, Whimbrel)
}

// importName returns what a file calls the package of the DSL: its name, "."
// or "" if it does not import it.
func importName(file *ast.File) string {
	for _, spec := range file.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err != nil || path != Whimbrel {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return "whimbrel"
	}
	return ""
}

// isSet reports whether an expression is the type whimbrel.Set.
func isSet(e ast.Expr, qualifier string) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		return ok && x.Name == qualifier && e.Sel.Name == "Set"
	case *ast.Ident:
		return qualifier == "." && e.Name == "Set"
	}
	return false
}

// makesSet reports whether a value is whimbrel.Set{}, &whimbrel.Set{} or
// new(whimbrel.Set).
func makesSet(e ast.Expr, qualifier string) (is, pointer bool) {
	switch e := e.(type) {
	case *ast.CompositeLit:
		return isSet(e.Type, qualifier), false
	case *ast.UnaryExpr:
		literal, ok := e.X.(*ast.CompositeLit)
		return ok && e.Op == token.AND && isSet(literal.Type, qualifier), true
	case *ast.CallExpr:
		name, ok := e.Fun.(*ast.Ident)
		return ok && name.Name == "new" && len(e.Args) == 1 && isSet(e.Args[0], qualifier), true
	}
	return false, false
}

// added returns the names in calls such as Migrations.Change("1_name", ...).
func added(file *ast.File) []string {
	var names []string
	ast.Inspect(file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || method.Sel.Name != "Change" && method.Sel.Name != "UpDown" {
			return true
		}
		if literal, ok := call.Args[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
			name, err := strconv.Unquote(literal.Value)
			if _, isName := Version(name + ".go"); err == nil && isName {
				names = append(names, name)
			}
		}
		return true
	})
	return names
}
