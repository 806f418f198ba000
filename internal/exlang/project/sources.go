package project

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/exlang/syntax"
)

// Source is a file with modules of the application.
type Source struct {
	// Path is the file's path in the project.
	Path  string
	parse func() (syntax.Node, error)
	// loaded is what the file defines, once a script has wanted it.
	loaded atomic.Pointer[eval.File]
}

// Loaded returns what the file defines, if it was loaded before.
func (s *Source) Loaded() (*eval.File, bool) {
	file := s.loaded.Load()
	return file, file != nil
}

// Keep remembers what the file defines, for the scripts to come.
func (s *Source) Keep(file *eval.File) { s.loaded.Store(file) }

// Tree returns the file's code. It is parsed when it is first asked for.
func (s *Source) Tree() (syntax.Node, error) { return s.parse() }

// sources finds the files that define the modules of the application and of
// what it depends on. No folder is looked at before a script calls a module
// that is nowhere else.
type sources struct {
	index func() (modules, error)
}

func newSources(files folder, patterns []string) sources {
	return sources{sync.OnceValues(func() (modules, error) { return readSources(files, patterns) })}
}

// Source returns the file that defines a module, or nil.
func (p *Project) Source(module string) (*Source, error) {
	if len(p.options.Paths) == 0 || p.options.Root == "" {
		return nil, nil
	}
	index, err := p.sources.index()
	if err != nil {
		return nil, err
	}
	return index.find(module), nil
}

func readSources(files folder, patterns []string) (modules, error) {
	root, err := files.open()
	if err != nil {
		return modules{}, diag.Errorf(diag.IO, diag.Pos{File: files.path}, "cannot read the project's folder: %v", err)
	}
	tree, index := root.FS(), modules{defined: map[string]*Source{}, perhaps: map[string]*Source{}}
	for _, pattern := range patterns {
		dirs, err := fs.Glob(tree, path.Clean(pattern))
		if err != nil {
			return modules{}, diag.Errorf(diag.Invalid, diag.Pos{}, "[elixir] paths: %q is no pattern of folders", pattern)
		}
		for _, dir := range dirs {
			if err := readFolder(tree, dir, index); err != nil {
				return modules{}, diag.Errorf(diag.IO, diag.Pos{File: dir}, "cannot read the application's sources: %v", err)
			}
		}
	}
	return index, nil
}

// modules are the files by the modules that they define.
type modules struct {
	// defined are those of defmodule, and perhaps those that macros may define.
	defined, perhaps map[string]*Source
}

// add adds the modules of a file. The first definition of a module counts.
func (m modules) add(source *Source, names moduleNames) {
	for _, name := range names.defined {
		if _, ok := m.defined[name]; !ok {
			m.defined[name] = source
		}
	}
	for _, name := range names.perhaps {
		if _, ok := m.perhaps[name]; !ok {
			m.perhaps[name] = source
		}
	}
}

func (m modules) find(name string) *Source {
	if source := m.defined[name]; source != nil {
		return source
	}
	return m.perhaps[name]
}

// readFolder adds the modules of all files of a folder.
func readFolder(tree fs.FS, dir string, index modules) error {
	return fs.WalkDir(tree, dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() || path.Ext(name) != ".ex":
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a link to nowhere
		}
		if err != nil {
			return err
		}
		source := &Source{Path: name, parse: sync.OnceValues(func() (syntax.Node, error) { return parseSource(tree, name) })}
		found := modulesOf(string(text))
		index.add(source, found)
		return nil
	})
}

// parseSource reads the file again: of the thousands that the index has seen
// hardly any is wanted, and none is kept.
func parseSource(tree fs.FS, name string) (syntax.Node, error) {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return nil, diag.Errorf(diag.IO, diag.Pos{File: name}, "cannot read the application's source: %v", err)
	}
	return syntax.Parse(name, text)
}

// moduleNames are the full names of modules that a text seems to define.
type moduleNames struct {
	// defined are those of defmodule and defprotocol.
	defined []string
	// perhaps are those that stand after a macro such as defenum(Name, ...),
	// within the module around it and without.
	perhaps []string
}

// modulesOf reads the modules off a text by its lines: one inside another by its
// indentation, and none in a document. What it gets wrong costs only time, as
// the file is parsed and evaluated before a module is taken from it.
func modulesOf(text string) moduleNames {
	var names moduleNames
	var outer []openModule
	document, pending := false, false
	for line := range strings.Lines(text) {
		inside := document
		if strings.Count(line, `"""`)%2 == 1 {
			document = !document
		}
		code := strings.TrimLeft(line, " \t")
		if inside {
			continue
		}
		indent := len(line) - len(code)
		if strings.TrimSpace(code) == "end" {
			outer = closeModules(outer, indent)
			continue
		}
		macro, rest := definer(code)
		if pending && macro == "" {
			macro, rest = "def", code // the name after "defenum(" and a line feed
		}
		name := aliasAt(rest)
		pending = macro != "" && name == "" && strings.TrimSpace(rest) == ""
		if macro == "" || name == "" {
			continue
		}
		full := name
		if len(outer) > 0 {
			full = outer[len(outer)-1].name + "." + name
		}
		switch macro {
		case "defmodule", "defprotocol":
			outer = append(outer, openModule{indent, full})
			names.defined = append(names.defined, full)
		default:
			names.perhaps = append(names.perhaps, name)
			if full != name {
				names.perhaps = append(names.perhaps, full)
			}
		}
	}
	return names
}

// openModule is a module whose end was not seen yet.
type openModule struct {
	indent int
	name   string
}

// closeModules returns the modules that are still open after an end.
func closeModules(outer []openModule, indent int) []openModule {
	for len(outer) > 0 && outer[len(outer)-1].indent >= indent {
		outer = outer[:len(outer)-1]
	}
	return outer
}

// definer returns the macro that a line begins with, if it is one that may
// define a module, and what stands after it.
func definer(code string) (macro, rest string) {
	if !strings.HasPrefix(code, "def") {
		return "", ""
	}
	end := strings.IndexFunc(code, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
	if end < 0 {
		return "", ""
	}
	switch macro, rest = code[:end], code[end:]; macro {
	case "def", "defp", "defmacro", "defmacrop", "defimpl", "defstruct", "defdelegate", "defguard", "defguardp":
		return "", ""
	}
	return macro, strings.TrimLeft(rest, " (")
}

// aliasAt returns the name of a module at the beginning of a text, or "".
func aliasAt(text string) string {
	if text == "" || text[0] < 'A' || text[0] > 'Z' {
		return ""
	}
	if end := strings.IndexFunc(text, func(r rune) bool { return !isModuleRune(r) }); end >= 0 {
		text = text[:end]
	}
	return text
}

func isModuleRune(r rune) bool {
	return r == '.' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}
