package config

import (
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Elixir is the [elixir] table: what scripts may know of the application that
// is not there.
type Elixir struct {
	// Apps are the settings by application and key, for Application.get_env.
	Apps map[string]map[string]any
	// Env are the environment variables that scripts may read.
	Env []string
	// MixEnv is Mix.env(); "" means that scripts have no Mix.
	MixEnv string
	// Paths are the folders with the sources of the application and of what it
	// depends on, with * for any name, relative to the file.
	Paths []string
}

// elixirKeys are the keys of [elixir].
var elixirKeys = []string{"app", "env", "mix_env", "paths"}

// elixirTable returns the [elixir] table.
func (f *file) elixirTable(env lookup, problems *diag.List) section {
	table, _ := f.values["elixir"].(map[string]any)
	return section{file: f, path: []string{"elixir"}, table: table, env: env, problems: problems}
}

// Elixir reads the [elixir] table.
func (c *Config) Elixir() (Elixir, error) {
	var problems diag.List
	s := c.file.elixirTable(c.env, &problems)
	e := Elixir{Env: s.texts("env"), MixEnv: strings.TrimPrefix(s.text("mix_env"), ":"), Paths: s.folders("paths")}
	apps := s.sub("app")
	for _, name := range slices.Sorted(maps.Keys(apps.table)) {
		settings := apps.sub(name)
		if e.Apps == nil {
			e.Apps = map[string]map[string]any{}
		}
		e.Apps[name] = settings.expandedValues(settings.table)
	}
	return e, problems.Err()
}

// folders reads patterns of folders, which must not lead out of the project's.
func (s section) folders(key string) []string {
	patterns := s.texts(key)
	for _, pattern := range patterns {
		switch _, err := path.Match(pattern, ""); {
		case err != nil:
			s.fail(key, try(`paths = ["lib", "deps/*/lib"]`), "%s: %q is no pattern of folders", key, pattern)
		case !filepath.IsLocal(filepath.FromSlash(pattern)):
			s.fail(key, try("put whimbrel.toml into the folder that has all of them"), "%s: %q is not below the folder of %s", key, pattern, FileName)
		}
	}
	return patterns
}

// expandedValues fills in variables in all texts of a table.
func (s section) expandedValues(table map[string]any) map[string]any {
	values := make(map[string]any, len(table))
	for key, v := range table {
		values[key] = s.expandedValue(key, v)
	}
	return values
}

func (s section) expandedValue(key string, v any) any {
	switch v := v.(type) {
	case string:
		return s.expanded(key, v)
	case map[string]any:
		inner := s
		inner.path = append(slices.Clone(s.path), key)
		return inner.expandedValues(v)
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = s.expandedValue(key, e)
		}
		return list
	}
	return v
}

// LookupEnv reads an environment variable, or what .env says.
func (c *Config) LookupEnv(name string) (string, bool) { return c.env(name) }

// Dir is the project's folder: that of the file, or else the working directory.
func (c *Config) Dir() string { return c.file.dir }
