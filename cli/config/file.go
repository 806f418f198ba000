package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"

	"github.com/whimbrel-go/whimbrel/diag"
)

// file is whimbrel.toml, or the absence of one.
type file struct {
	// shown is the path as it is shown; "" if there is no file.
	shown string
	// dir is the folder that the file's relative paths start from.
	dir    string
	text   []byte
	values map[string]any
	meta   toml.MetaData
}

// findFile reads the named file, or the nearest whimbrel.toml at or above the
// working directory, not looking beyond the root of a Git repository.
func findFile(o Options) (*file, error) {
	if o.File != "" {
		return readFile(o.Dir, within(o.Dir, o.File))
	}
	for dir := o.Dir; ; {
		f, err := readFile(o.Dir, filepath.Join(dir, FileName))
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
		above := filepath.Dir(dir)
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil || above == dir {
			return &file{dir: o.Dir}, nil
		}
		dir = above
	}
}

func readFile(workingDir, path string) (*file, error) {
	shown := shownPath(workingDir, path)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &missing{diag.Errorf(Kind, diag.Pos{File: shown}, "cannot read the configuration: %v", reason(err)).
			WithHint("whimbrel init writes one"), err}
	}
	f := &file{shown: shown, dir: filepath.Dir(path), text: text}
	f.meta, err = toml.Decode(string(text), &f.values)
	var parse toml.ParseError
	if errors.As(err, &parse) {
		pos := diag.Pos{File: shown, Line: parse.Position.Line, Column: parse.Position.Col}
		return nil, diag.Errorf(Kind, pos, "the configuration is not valid TOML: %s", parse.Message)
	}
	return f, err
}

// missing is the diagnostic for a file that cannot be read, with its cause.
type missing struct {
	*diag.Diagnostic
	err error
}

func (m *missing) Unwrap() []error { return []error{m.Diagnostic, m.err} }

func reason(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// repoNames lists the repositories in the order of the file; without any there
// is the default one.
func (f *file) repoNames() []string {
	var names []string
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for _, key := range f.meta.Keys() {
		switch {
		case key[0] == "repo":
			add(defaultRepo)
		case key[0] == "repos" && len(key) > 1:
			add(key[1])
		}
	}
	if len(names) == 0 {
		return []string{defaultRepo}
	}
	return names
}

// section returns the table of a repository.
func (f *file) section(name string, env lookup, problems *diag.List) section {
	path := []string{"repos", name}
	var table map[string]any
	repos, _ := f.values["repos"].(map[string]any)
	if found, ok := repos[name].(map[string]any); ok {
		table = found
	} else if found, ok := f.values["repo"].(map[string]any); ok && name == defaultRepo {
		path, table = []string{"repo"}, found
	}
	return section{file: f, path: path, table: table, env: env, problems: problems}
}

// checkKeys refuses keys that nobody reads, and tables that are none.
func (f *file) checkKeys() error {
	var problems diag.List
	top := section{file: f, table: f.values, problems: &problems}
	examples := map[string]string{
		"repo": "[repo]\nurl = \"postgres://localhost/app_dev\"", "draft": "[draft]\nids = \"bigserial\"",
		"elixir": "[elixir]\npaths = [\"lib\", \"deps/*/lib\"]",
	}
	examples["repos"] = examples["repo"]
	examples["lint"] = "[lint]\nfail_on = \"warning\""
	top.only("repo", "repos", "draft", "elixir", "lint")
	for _, key := range []string{"repo", "repos", "draft", "elixir", "lint"} {
		if value, ok := f.values[key]; ok {
			if _, ok := value.(map[string]any); !ok {
				top.fail(key, try(examples[key]), "%s must be a table", key)
			}
		}
	}
	f.draftTable(nil, &problems).only(draftKeys...)
	f.elixirTable(nil, &problems).only(elixirKeys...)
	f.lintTable(nil, &problems).only(lintKeys...)
	repos, _ := f.values["repos"].(map[string]any)
	for name, value := range repos {
		if _, ok := value.(map[string]any); !ok {
			(section{file: f, path: []string{"repos"}, table: repos, problems: &problems}).
				fail(name, try("[repos."+name+"]\nurl = \"postgres://localhost/app_dev\""), "repos.%s must be a table", name)
		}
	}
	if err := problems.Err(); err != nil {
		return err
	}
	for _, name := range f.repoNames() {
		f.section(name, nil, &problems).only(repoKeys...)
	}
	return problems.Err()
}
