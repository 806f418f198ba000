package project

import (
	"os"
	"sync"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// Options say what scripts may know. The zero value tells nothing.
type Options struct {
	// Root is the project's folder. Files in it can be read; "" means none.
	Root string
	// Paths are patterns of folders in Root with the sources of the application
	// and of what it depends on.
	Paths []string
	// Apps are the settings by application and key. An application that is
	// listed has no others. The values are those of TOML.
	Apps map[string]map[string]any
	// Env are the names of the environment variables that a script may read.
	Env []string
	// LookupEnv reads one of them.
	LookupEnv func(string) (string, bool)
	// MixEnv is Mix.env(); "" means that it is not told.
	MixEnv string
}

// Project answers the questions of all scripts of a run. It is safe for
// concurrent use.
type Project struct {
	options Options
	files   folder
	sources sources
	// elsewhere are the sources in the folders that Mix projects have.
	elsewhere sources
	modules   map[string]eval.NativeModule
}

// New returns the project with these options. Nothing is read before a script
// asks.
func New(options Options) *Project {
	p := &Project{options: options}
	p.files = folder{path: options.Root, open: sync.OnceValues(func() (*os.Root, error) { return os.OpenRoot(options.Root) })}
	p.sources = newSources(p.files, options.Paths)
	p.elsewhere = newSources(p.files, customary())
	p.modules = map[string]eval.NativeModule{
		"Application": {Functions: p.application()},
		"System":      {Functions: p.system()},
		"Mix":         {Functions: p.mix()},
		"File":        {Functions: p.file()},
		"Path":        {Functions: p.path()},
		"code":        {Functions: p.code()},
	}
	if options.MixEnv == "" {
		// Code.ensure_loaded?(Mix) is false in a release, which has no Mix.
		delete(p.modules, "Mix")
	}
	return p
}

// Module implements eval.Library.
func (p *Project) Module(name string) (eval.NativeModule, bool) {
	m, ok := p.modules[name]
	return m, ok
}

// functions are those of one module, by name/arity.
type functions = map[string]eval.Native

// untold refuses a question to which whimbrel.toml has no answer.
func untold(c *eval.Call, question string, answer diag.Setting, comment string) error {
	return diag.Errorf(diag.Refused, c.Pos, "%s is not known here", question).
		WithDetail("A migration is run without the application around it, and nothing was run yet.").
		Missing(answer, comment)
}
