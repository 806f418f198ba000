package stdlib

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// pathFunctions is the module Path, as far as it only deals with text.
func pathFunctions() functions {
	return functions{
		"join/1": pathJoinList, "join/2": onPaths(func(c *eval.Call, a, b string) (eval.Value, error) { return built(c, joinPath(a, b)) }),
		"basename/1":    onPath(func(c *eval.Call, p string) (eval.Value, error) { return built(c, basename(p)) }),
		"basename/2":    onPaths(pathBasename2),
		"dirname/1":     onPath(func(c *eval.Call, p string) (eval.Value, error) { return built(c, dirname(p)) }),
		"extname/1":     onPath(func(c *eval.Call, p string) (eval.Value, error) { return built(c, extname(p)) }),
		"rootname/1":    onPath(pathRootname),
		"rootname/2":    onPaths(func(c *eval.Call, p, ext string) (eval.Value, error) { return built(c, strings.TrimSuffix(p, ext)) }),
		"split/1":       onPath(pathSplit),
		"type/1":        onPath(pathType),
		"relative/1":    onPath(func(c *eval.Call, p string) (eval.Value, error) { return built(c, relativePath(p)) }),
		"relative_to/2": onPaths(pathRelativeTo), "absname/2": onPaths(pathAbsname), "expand/2": onPaths(pathExpand),
	}
}

// pathOf reads argument i, chardata.
func pathOf(c *eval.Call, i int) (string, error) {
	p, err := chardata(c, c.Args[i])
	return p, textError(err, badArgument(c, i+1, "not valid character data (an iodata term)"))
}

func onPath(f func(*eval.Call, string) (eval.Value, error)) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		p, err := pathOf(c, 0)
		if err != nil {
			return nil, err
		}
		return f(c, p)
	}
}

func onPaths(f func(c *eval.Call, a, b string) (eval.Value, error)) eval.Native {
	return onPath(func(c *eval.Call, a string) (eval.Value, error) {
		b, err := pathOf(c, 1)
		if err != nil {
			return nil, err
		}
		return f(c, a, b)
	})
}

// joinPath joins two paths: the second counts as relative, and one slash at
// the end of the first is not doubled.
func joinPath(a, b string) string {
	b = relativePath(b)
	switch {
	case a == "" || a == "/":
		return a + b
	case b == "":
		return strings.TrimSuffix(a, "/")
	}
	return strings.TrimSuffix(a, "/") + "/" + b
}

// relativePath is a path without the slash that it begins with, and without
// slashes that are of no use.
func relativePath(p string) string {
	return strings.Join(slices.DeleteFunc(splitPath(p), func(s string) bool { return s == "/" }), "/")
}

// pathRootname cuts off the extension; unlike extname it takes a name that is
// only an extension for one.
func pathRootname(c *eval.Call, p string) (eval.Value, error) {
	if i := strings.LastIndexByte(p, '.'); i > strings.LastIndexByte(p, '/') {
		p = p[:i]
	}
	return built(c, p)
}

func pathJoinList(c *eval.Call) (eval.Value, error) {
	list, err := c.List(0)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, c.WrongArgument(0, "a list that is not empty")
	}
	joined := ""
	for i, e := range list {
		p, err := chardata(c, e)
		if err != nil {
			return nil, textError(err, badArgument(c, 1, "not valid character data (an iodata term)"))
		}
		if i == 0 {
			joined = joinPath(p, "")
			continue
		}
		joined = joinPath(joined, p)
	}
	return built(c, joined)
}

func basename(p string) string {
	p = strings.TrimRight(p, "/")
	return p[strings.LastIndexByte(p, '/')+1:]
}

func pathBasename2(c *eval.Call, p, ext string) (eval.Value, error) {
	return built(c, strings.TrimSuffix(basename(p), ext))
}

func dirname(p string) string {
	i := strings.LastIndexByte(p, '/')
	if i < 0 {
		return "."
	}
	if dir := strings.TrimRight(p[:i], "/"); dir != "" {
		return dir
	}
	return "/"
}

func extname(p string) string {
	name := basename(p)
	i := strings.LastIndexByte(name, '.')
	if i <= 0 || strings.HasSuffix(p, "/") {
		return ""
	}
	return name[i:]
}

func splitPath(p string) []string {
	parts := []string{}
	if strings.HasPrefix(p, "/") {
		parts = append(parts, "/")
	}
	for part := range strings.SplitSeq(p, "/") {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func pathSplit(c *eval.Call, p string) (eval.Value, error) { return stringList(c, splitPath(p)) }

func pathType(_ *eval.Call, p string) (eval.Value, error) {
	if strings.HasPrefix(p, "/") {
		return eval.Atom("absolute"), nil
	}
	return eval.Atom("relative"), nil
}

func pathRelativeTo(c *eval.Call, p, from string) (eval.Value, error) {
	parts, base := splitPath(p), splitPath(from)
	if slices.Equal(parts, base) {
		return eval.String("."), nil
	}
	if len(parts) > len(base) && slices.Equal(parts[:len(base)], base) {
		return built(c, strings.Join(parts[len(base):], "/"))
	}
	return built(c, joinPath(p, ""))
}

func pathAbsname(c *eval.Call, p, base string) (eval.Value, error) {
	if strings.HasPrefix(p, "/") {
		return built(c, joinPath(p, ""))
	}
	return built(c, joinPath(base, p))
}

// pathExpand resolves . and .., from a base that must be absolute: there is
// no current folder.
func pathExpand(c *eval.Call, p, base string) (eval.Value, error) {
	if !strings.HasPrefix(p, "/") {
		p = joinPath(base, p)
	}
	if !strings.HasPrefix(p, "/") {
		return nil, c.WrongArgument(1, "an absolute path")
	}
	var kept []string
	for _, part := range splitPath(p)[1:] {
		switch part {
		case ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, part)
		}
	}
	return built(c, "/"+strings.Join(kept, "/"))
}
