package exs

import (
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// finder finds the modules that neither the script nor the library has in the
// application's own sources; see [Project].
type finder struct{ session *session }

// Module implements eval.Library: the sources are asked after everything else.
func (f finder) Module(string) (eval.NativeModule, bool) { return eval.NativeModule{}, false }

// Find implements eval.Finder.
func (f finder) Find(module string) (*eval.ModuleDef, error) {
	around := f.session.project
	source, err := around.Source(module)
	if source == nil || err != nil {
		return nil, err
	}
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
	file, err := eval.Load(tree, loading.library(), eval.DefaultLimits)
	if err != nil {
		return nil, err
	}
	source.Keep(file)
	return file.Module(module), nil
}
