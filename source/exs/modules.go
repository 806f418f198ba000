package exs

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/project"
)

// finder finds the modules that neither the script nor the library has in the
// application's own sources; see [Project].
type finder struct{ session *session }

// Module implements eval.Library: the sources are asked after everything else.
func (f finder) Module(string) (eval.NativeModule, bool) { return eval.NativeModule{}, false }

// Explain implements eval.Guide.
func (f finder) Explain(d *diag.Diagnostic, module, function string) *diag.Diagnostic {
	if name, _, _ := strings.Cut(function, "/"); strings.Contains(module, "Repo") && isOfRepo(f.session.repoFunctions(), name) {
		return d.WithDetail("It looks like a repository, and %s is the one that is configured.", f.session.repoName()).
			Missing(diag.Setting{Table: "repo", Key: "module", Values: []string{module}}, "if that is the repository of this database")
	}
	return f.session.project.Explain(d, module)
}

// isOfRepo reports whether repositories have a function of that name.
func isOfRepo(functions map[string]eval.Native, name string) bool {
	for key := range functions {
		if base, _, _ := strings.Cut(key, "/"); base == name {
			return true
		}
	}
	return false
}

// Find implements eval.Finder.
func (f finder) Find(module string) (*eval.ModuleDef, error) {
	around := f.session.project
	source, err := around.Source(module)
	if err != nil {
		return nil, err
	}
	if source == nil {
		return f.within(module), nil
	}
	return f.load(source, module)
}

// within finds a module that the one around it does not name, because a macro
// defines it there: Post.Id of "use MyApp.Id". What cannot be loaded does not
// have it.
func (f finder) within(module string) *eval.ModuleDef {
	end := strings.LastIndexByte(module, '.')
	if end < 0 {
		return nil
	}
	source, err := f.session.project.Source(module[:end])
	if source == nil || err != nil {
		return nil
	}
	m, err := f.load(source, module)
	if err != nil {
		return nil
	}
	return m
}

// load returns a module of a file of the application.
func (f finder) load(source *project.Source, module string) (*eval.ModuleDef, error) {
	around := f.session.project
	if file, ok := source.Loaded(); ok {
		return file.Module(module), nil
	}
	for _, path := range f.session.loading {
		if path == source.Path {
			return nil, diag.Errorf(diag.Refused, diag.Pos{File: path}, "%s is needed to load itself", module).
				WithDetail("its file and another one use each other while they are loaded")
		}
	}
	tree, err := source.Tree()
	if err != nil {
		return nil, err
	}
	loading := &session{project: around, loading: append(f.session.loading[:len(f.session.loading):len(f.session.loading)], source.Path)}
	file, err := eval.LoadSource(tree, loading.library(), eval.DefaultLimits)
	if err != nil {
		return nil, err
	}
	source.Keep(file)
	return file.Module(module), nil
}
