package gobuild

import (
	"go/ast"
	"go/build"
	"go/build/constraint"
	"io"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/lazyregexp"
)

// migrationName is VERSION_NAME.go, also behind a "_" or "." that hides it
// from Go.
var migrationName = lazyregexp.New(`^[_.]?([0-9]+)_(.+)\.go$`)

// Version returns the version in the name of a file that looks like a
// migration in Go.
func Version(base string) (version int64, ok bool) {
	parts := migrationName().FindStringSubmatch(base)
	if parts == nil {
		return 0, false
	}
	version, err := strconv.ParseInt(parts[1], 10, 64)
	return version, err == nil
}

// FileName returns the name of the file for a migration. It is the name that a
// script would have: the go command has nothing against a digit at the start,
// the files of a folder stay in the order in which they run, whatever their
// language, and the version is seen without opening anything. Where Go would
// drop the file, as it does add_foo_test.go and create_linux.go, the name gets
// a harmless end; the migration itself keeps its name, which the code says.
func FileName(version int64, name string) string {
	base := strconv.FormatInt(version, 10) + "_" + name
	if Dropped(base+".go") != "" {
		base += "_migration"
	}
	return base + ".go"
}

// Dropped says why the go command leaves a file with this name out of the
// package, on this system or on another one; "" if it never does.
func Dropped(base string) string {
	switch {
	case strings.HasPrefix(base, "_"), strings.HasPrefix(base, "."):
		return "Go leaves files out whose names begin with " + base[:1]
	case strings.HasSuffix(base, "_test.go"):
		return "Go compiles files that end in _test.go into tests only"
	}
	// go/build knows the systems but does not export their names. On a system
	// that does not exist, it takes every name without such a suffix.
	nowhere := build.Default
	nowhere.GOOS, nowhere.GOARCH = "nowhere", "nothing"
	nowhere.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("package p")), nil }
	if match, err := nowhere.MatchFile(".", base); err == nil && !match {
		parts := strings.Split(strings.TrimSuffix(base, ".go"), "_")
		return "Go compiles files that end in _" + parts[len(parts)-1] + ".go for that system only"
	}
	return ""
}

// constrained reports whether a build constraint keeps a file out of the
// package under some circumstances: all but those on the version of Go do.
func constrained(file *ast.File) bool {
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if comment.Pos() > file.Package || !constraint.IsGoBuild(comment.Text) {
				continue
			}
			condition, err := constraint.Parse(comment.Text)
			if err != nil {
				continue // the compiler says what is wrong with it
			}
			on := false
			condition.Eval(func(tag string) bool {
				on = on || !strings.HasPrefix(tag, "go1.")
				return true
			})
			if on {
				return true
			}
		}
	}
	return false
}
