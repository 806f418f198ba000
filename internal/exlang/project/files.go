package project

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// maxFile is the longest file that a script may read.
const maxFile = 64 << 20

// folder is the project's folder. A path cannot lead out of it, not even
// through a symbolic link.
type folder struct {
	path string
	open func() (*os.Root, error)
}

// absolute returns the path of a name in the folder.
func (f folder) absolute(name string) string {
	base, err := filepath.Abs(f.path)
	if err != nil {
		base = f.path
	}
	return filepath.ToSlash(filepath.Join(base, filepath.FromSlash(name)))
}

// within returns a path relative to the folder.
func (f folder) within(c *eval.Call, name string) (*os.Root, string, error) {
	outside := leavesProject(c, name)
	if f.path == "" {
		return nil, "", outside
	}
	relative := path.Clean(name)
	if path.IsAbs(name) {
		inner, err := filepath.Rel(filepath.FromSlash(f.absolute("")), filepath.FromSlash(name))
		if err != nil {
			return nil, "", outside
		}
		relative = filepath.ToSlash(inner)
	}
	if !filepath.IsLocal(filepath.FromSlash(relative)) {
		return nil, "", outside
	}
	root, err := f.open()
	if err != nil {
		return nil, "", outside
	}
	return root, filepath.FromSlash(relative), nil
}

// leavesProject refuses a path that leads out of the project.
func leavesProject(c *eval.Call, name string) error {
	module := c.Owner
	if module == "code" {
		module = ":code"
	}
	return diag.Errorf(diag.Refused, c.Pos, "%s.%s: %s is outside of the project", module, c.Name, name).
		WithHint("a script can read the files below the folder of whimbrel.toml, and no others")
}

// escapes reports whether a symbolic link leads out of the project. Package os
// has no name for that error.
func escapes(err error) bool { return strings.Contains(err.Error(), "path escapes") }

// read returns the text of the file in argument 0.
func (f folder) read(c *eval.Call) (text []byte, reason string, err error) {
	name, ok := eval.Text(c.Args[0])
	if !ok {
		return nil, "", c.WrongArgument(0, "a path")
	}
	root, relative, err := f.within(c, name)
	if err != nil {
		return nil, "", err
	}
	file, err := root.Open(relative)
	switch {
	case err != nil && escapes(err):
		return nil, "", leavesProject(c, name)
	case err != nil:
		return nil, posix(err), nil
	}
	defer file.Close()
	text, err = io.ReadAll(io.LimitReader(file, maxFile+1))
	switch {
	case err != nil:
		return nil, posix(err), nil
	case len(text) > maxFile:
		return nil, "", diag.Errorf(diag.Refused, c.Pos, "%s: %s has more than %d MB", c.Name, name, maxFile>>20)
	}
	return text, "", c.Grow(len(text))
}

// posix returns the name that Erlang has for an error.
func posix(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "enoent"
	case errors.Is(err, fs.ErrPermission):
		return "eacces"
	case strings.Contains(err.Error(), "is a directory"):
		return "eisdir"
	case strings.Contains(err.Error(), "not a directory"):
		return "enotdir"
	}
	return "eio"
}

// posixText is what File.Error says of a reason.
func posixText(reason string) string {
	texts := map[string]string{
		"enoent": "no such file or directory", "eacces": "permission denied", "eisdir": "illegal operation on a directory",
		"enotdir": "not a directory", "eio": "I/O error",
	}
	return texts[reason]
}

// file is what of the module File only reads.
func (p *Project) file() functions {
	return functions{
		"read/1": p.read, "read!/1": p.readBang,
		"stream!/1": p.lines, "stream!/2": p.lines, "stream!/3": p.lines,
		"exists?/1": p.asks(func(fs.FileInfo) bool { return true }), "exists?/2": p.asks(func(fs.FileInfo) bool { return true }),
		"regular?/1": p.asks(func(i fs.FileInfo) bool { return i.Mode().IsRegular() }),
		"dir?/1":     p.asks(fs.FileInfo.IsDir),
		"ls/1":       p.ls, "ls!/1": p.lsBang,
		"cwd/0": func(c *eval.Call) (eval.Value, error) {
			folder, err := p.cwd(c)
			return eval.Tuple{eval.OK, folder}, err
		},
		"cwd!/0": p.cwd,
	}
}

// cwd is the folder of the project, which is where mix runs.
func (p *Project) cwd(*eval.Call) (eval.Value, error) {
	return eval.String(p.files.absolute("")), nil
}

func (p *Project) read(c *eval.Call) (eval.Value, error) {
	text, reason, err := p.files.read(c)
	if err != nil {
		return nil, err
	}
	if reason != "" {
		return eval.Tuple{eval.Atom("error"), eval.Atom(reason)}, nil
	}
	return eval.Tuple{eval.OK, eval.String(text)}, nil
}

func (p *Project) readBang(c *eval.Call) (eval.Value, error) {
	text, reason, err := p.files.read(c)
	if err == nil && reason != "" {
		err = fileError(c, "read file", reason)
	}
	return eval.String(text), err
}

func fileError(c *eval.Call, action, reason string) error {
	name, _ := eval.Text(c.Args[0])
	return c.Raise("File.Error", "could not %s %s: %s", action, eval.Inspect(eval.String(name)), posixText(reason))
}

// lines is File.stream!, as a list of the lines with their line feeds.
func (p *Project) lines(c *eval.Call) (eval.Value, error) {
	text, reason, err := p.files.read(c)
	if err == nil && reason != "" {
		err = fileError(c, "stream", reason)
	}
	if err != nil {
		return nil, err
	}
	lines := eval.List{}
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\r\n", "\n")) {
		lines = append(lines, eval.String(line))
	}
	return lines, c.Grow(16 * len(lines))
}

func (p *Project) asks(holds func(fs.FileInfo) bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		name, ok := eval.Text(c.Args[0])
		if !ok {
			return nil, c.WrongArgument(0, "a path")
		}
		root, relative, err := p.files.within(c, name)
		if err != nil {
			return nil, err
		}
		info, err := root.Stat(relative)
		return eval.Boolean(err == nil && holds(info)), nil
	}
}

// names returns the names in the folder of argument 0.
func (p *Project) names(c *eval.Call) (names eval.List, reason string, err error) {
	name, ok := eval.Text(c.Args[0])
	if !ok {
		return nil, "", c.WrongArgument(0, "a path")
	}
	root, relative, err := p.files.within(c, name)
	if err != nil {
		return nil, "", err
	}
	entries, err := fs.ReadDir(root.FS(), filepath.ToSlash(relative))
	if err != nil {
		return nil, posix(err), nil
	}
	names = eval.List{}
	for _, e := range entries {
		names = append(names, eval.String(e.Name()))
	}
	return names, "", nil
}

func (p *Project) ls(c *eval.Call) (eval.Value, error) {
	names, reason, err := p.names(c)
	if err != nil {
		return nil, err
	}
	if reason != "" {
		return eval.Tuple{eval.Atom("error"), eval.Atom(reason)}, nil
	}
	return eval.Tuple{eval.OK, names}, nil
}

func (p *Project) lsBang(c *eval.Call) (eval.Value, error) {
	names, reason, err := p.names(c)
	if err == nil && reason != "" {
		err = fileError(c, "list directory", reason)
	}
	return names, err
}

// path is what of the module Path looks at the folders.
func (p *Project) path() functions {
	return functions{
		"expand/1": p.expand, "expand/2": p.expand, "absname/1": p.expand, "absname/2": p.expand,
		"wildcard/1": p.wildcard, "wildcard/2": p.wildcard,
	}
}

// expand returns an absolute path without . and .., of which the last argument
// is what a relative one is in.
func (p *Project) expand(c *eval.Call) (eval.Value, error) {
	full := p.files.absolute("")
	for _, arg := range slices.Backward(c.Args) {
		part, ok := eval.Text(arg)
		if !ok {
			return nil, c.WrongArgument(0, "a path")
		}
		if path.IsAbs(part) {
			full = path.Clean(part)
		} else {
			full = path.Join(full, part)
		}
	}
	return eval.String(full), nil
}

func (p *Project) wildcard(c *eval.Call) (eval.Value, error) {
	pattern, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	root, relative, err := p.files.within(c, pattern)
	if err != nil {
		return nil, err
	}
	found, err := fs.Glob(root.FS(), filepath.ToSlash(relative))
	if err != nil || strings.Contains(relative, "**") {
		return nil, diag.Errorf(diag.Refused, c.Pos, "Path.wildcard with the pattern %s is not something that Whimbrel runs", pattern)
	}
	list := eval.List{}
	for _, name := range found {
		if path.IsAbs(pattern) {
			name = p.files.absolute(name)
		}
		list = append(list, eval.String(name))
	}
	return list, c.Grow(16 * len(list))
}

// appDir is Application.app_dir: the folder that has an application's priv.
func (p *Project) appDir(c *eval.Call) (eval.Value, error) {
	app, err := c.Atom(0)
	if err != nil {
		return nil, err
	}
	dir := p.folderOf(string(app))
	if len(c.Args) < 2 {
		return eval.String(dir), nil
	}
	parts := []eval.Value{c.Args[1]}
	if list, ok := c.Args[1].(eval.List); ok {
		parts = list
	}
	for _, part := range parts {
		text, ok := eval.Text(part)
		if !ok {
			return nil, c.WrongArgument(1, "a path")
		}
		dir = path.Join(dir, text)
	}
	return eval.String(dir), nil
}

// folderOf returns an application's folder: in an umbrella, among the
// dependencies, in a release, or else the project itself.
func (p *Project) folderOf(app string) string {
	for _, pattern := range []string{"apps/" + app, "deps/" + app, "lib/" + app + "-*"} {
		found, _ := filepath.Glob(filepath.Join(p.options.Root, filepath.FromSlash(pattern)))
		if len(found) > 0 {
			inner, err := filepath.Rel(p.options.Root, found[len(found)-1])
			if err == nil {
				return p.files.absolute(inner)
			}
		}
	}
	return p.files.absolute("")
}

// code is the module :code.
func (p *Project) code() functions {
	return functions{
		"priv_dir/1": func(c *eval.Call) (eval.Value, error) {
			app, err := c.Atom(0)
			return charlist(p.folderOf(string(app)) + "/priv"), err
		},
	}
}

// charlist is how Erlang returns a path.
func charlist(text string) eval.List {
	list := eval.List{}
	for _, r := range text {
		list = append(list, eval.IntValue(int64(r)))
	}
	return list
}
