package config

import (
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// FileName is the name of the configuration file.
const FileName = "whimbrel.toml"

// Kind is the kind of all diagnostics about the configuration: a command ends
// then as it does when the command line is wrong.
const Kind diag.Kind = "configuration"

// Options say where to look. They come from flags.
type Options struct {
	// Dir is the working directory.
	Dir string
	// File is --config; "" searches Dir and the folders above it.
	File string
	// URL is --url; it wins over everything.
	URL string
	// LookupEnv reads the environment.
	LookupEnv func(string) (string, bool)
}

// Config is the configuration as it was read.
type Config struct {
	// File is the path of whimbrel.toml as it is shown, or "".
	File string

	options Options
	file    *file
	env     lookup
	// names are the repositories in the order of the file.
	names []string
}

// lookup finds the value of a variable.
type lookup func(name string) (string, bool)

// Load finds and reads the configuration. A missing file is no error, unless
// it was named.
func Load(o Options) (*Config, error) {
	f, err := findFile(o)
	if err != nil {
		return nil, err
	}
	c := &Config{options: o, file: f, File: f.shown, names: f.repoNames()}
	dotenv, err := readDotenv(filepath.Join(f.dir, ".env"), shownPath(o.Dir, filepath.Join(f.dir, ".env")))
	if err != nil {
		return nil, err
	}
	c.env = func(name string) (string, bool) {
		if value, ok := o.LookupEnv(name); ok {
			return value, true
		}
		value, ok := dotenv[name]
		return value, ok
	}
	if err := f.checkKeys(); err != nil {
		return nil, err
	}
	return c, nil
}

// Names returns the names of the configured repositories.
func (c *Config) Names() []string { return c.names }

// Repos returns the named repositories, or all of them if no name is given. A
// name is that of the file ("analytics") or of the module ("MyApp.Repo").
func (c *Config) Repos(names []string) ([]*Repo, error) {
	if len(names) == 0 {
		names = c.names
	}
	repos := make([]*Repo, 0, len(names))
	seen := map[string]bool{}
	for _, name := range names {
		known, err := c.find(name)
		if err != nil {
			return nil, err
		}
		if seen[known] {
			continue
		}
		seen[known] = true
		r, err := c.repo(known)
		if err != nil {
			return nil, err
		}
		repos = append(repos, r)
	}
	return repos, nil
}

// find returns the configured name for one that was typed.
func (c *Config) find(typed string) (string, error) {
	modules := make([]string, 0, len(c.names))
	for _, name := range c.names {
		module, err := c.module(name)
		if err != nil {
			return "", err
		}
		if typed == name || typed == module {
			return name, nil
		}
		modules = append(modules, module)
	}
	d := diag.Errorf(Kind, diag.Pos{File: c.File}, "there is no repository %s", typed)
	if a := didYouMean(typed, append(modules, c.names...)); a.detail != "" {
		return "", a.on(d)
	}
	return "", d.WithDetail("configured: %s", strings.Join(c.names, ", "))
}

// shownPath returns the path as it is shown: relative to the working directory,
// or absolute where that is shorter.
func shownPath(dir, path string) string {
	if !filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	relative, err := filepath.Rel(dir, path)
	if err != nil || len(relative) > len(path) {
		return path
	}
	return relative
}

// within resolves a path that was written relative to dir.
func within(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
