package gobuild

import (
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Module is the Go module that a folder belongs to.
type Module struct {
	// Dir is the absolute path of the folder with go.mod.
	Dir string
	// Path is the module's path.
	Path string
}

// FindModule returns the module of a folder, or an error that says how to make
// one. The folder itself need not exist.
func FindModule(dir, shown string) (Module, error) {
	for at := dir; ; at = filepath.Dir(at) {
		text, err := os.ReadFile(filepath.Join(at, "go.mod"))
		if err == nil {
			name := modulePath(string(text))
			if name == "" {
				return Module{}, diag.Errorf(diag.Invalid, diag.Pos{File: filepath.Join(at, "go.mod")}, "go.mod names no module").
					WithHint("module example.com/app")
			}
			return Module{Dir: at, Path: name}, nil
		}
		if at == filepath.Dir(at) {
			return Module{}, diag.Errorf(diag.Invalid, diag.Pos{File: shown}, "the folder is for Go migrations, but it is in no Go module: there is no go.mod").
				WithHint("whimbrel init --go --module example.com/app")
		}
	}
}

// importPath returns the path by which a folder of the module is imported.
func (m Module) importPath(dir string) (string, error) {
	inside, err := filepath.Rel(m.Dir, dir)
	if err != nil {
		return "", err
	}
	return path.Join(m.Path, filepath.ToSlash(inside)), nil
}

// modulePath returns the path in the module line of a go.mod.
func modulePath(text string) string {
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "//")
		fields := strings.Fields(line)
		if len(fields) != 2 || fields[0] != "module" {
			continue
		}
		if unquoted, err := strconv.Unquote(fields[1]); err == nil {
			return unquoted
		}
		return fields[1]
	}
	return ""
}
