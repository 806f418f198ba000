package exs

import (
	"github.com/whimbrel-go/whimbrel/internal/exlang/project"
	"github.com/whimbrel-go/whimbrel/source"
)

// Project is what scripts may know of the application around them, which is
// not there when they run. The zero value tells nothing: a script that asks is
// refused before anything runs, and told what to add.
type Project struct {
	// Root is the project's folder. Files in it can be read, and no others; ""
	// means none.
	Root string
	// Paths are folders in Root, with * for any name, that have the sources of
	// the application and of what it depends on: "lib", "deps/*/lib". A module
	// that a script calls, and that its file does not define, is interpreted
	// from there.
	Paths []string
	// Apps are settings by application and key, for Application.get_env. An
	// application that is listed has no others. A string that begins with a
	// colon is an atom or a module, a map with string keys a keyword list.
	Apps map[string]map[string]any
	// Env are the names of the environment variables that scripts may read.
	Env []string
	// LookupEnv reads one of them.
	LookupEnv func(string) (string, bool)
	// MixEnv is Mix.env(), "prod". Scripts have no Mix if it is "".
	MixEnv string
}

// Format returns the format of Ecto's scripts in the project.
func (p Project) Format() source.Format {
	shared := project.New(project.Options(p))
	return source.Format{
		Ext: ".exs", Tokens: tokens, ReadsFiles: true,
		Load: func(name string, text []byte) (*source.Migration, error) { return load(shared, name, text) },
	}
}

// Format returns the format of Ecto's scripts, outside of any project.
func Format() source.Format { return Project{}.Format() }

// Load parses a script and defines its modules. No function of the migration
// runs yet. The name is the path to show in messages.
func Load(name string, text []byte) (*source.Migration, error) {
	return load(project.New(project.Options{}), name, text)
}
