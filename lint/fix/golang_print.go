package fix

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/print/golang"
)

// goWriter writes Go.
type goWriter struct {
	migration Migration
	options   Options
	file      golang.File
	taken     map[string]bool
}

func newGoWriter(m Migration, o Options) *goWriter {
	w := &goWriter{migration: m, options: o, file: golang.File{Package: "migrations", Set: gobuild.DefaultSet}, taken: map[string]bool{}}
	for name := range o.Identifiers {
		w.taken[name] = true
	}
	return w
}

func (w *goWriter) comment() string { return "//" }
func (w *goWriter) depth() int      { return 1 }

func (w *goWriter) alone() string {
	return "// alone in its migration, with the options whimbrel.DisableDDLTransaction() and whimbrel.DisableMigrationLock()"
}

func (w *goWriter) config() *print.Migration { return &print.Migration{Config: w.options.Commands} }

func (w *goWriter) commands(depth int, list []command.Command, way direction) (string, error) {
	if way != bothDirections {
		list = forward(list)
	}
	return golang.Commands(w.config(), depth, list)
}

func (w *goWriter) changes(depth int, _ *unit, list []command.Change) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	return golang.Changes(w.config(), depth, list)
}

func (w *goWriter) following(f following) ([]File, error) {
	file := w.file
	file.Func = w.function(f)
	var b strings.Builder
	err := golang.Print(&b, file, f.Migration)
	path := filepath.Join(filepath.Dir(w.migration.Files[0].Path), gobuild.FileName(f.version, f.Name))
	return []File{{Path: path, Text: b.String(), New: true}}, err
}

// function is a name that the package does not have.
func (w *goWriter) function(f following) string {
	name := golang.FuncName(f.Name)
	if f.version == w.migration.Version {
		return name // its own
	}
	endings := []string{"", "Up", "Down"}
	if slices.ContainsFunc(endings, func(end string) bool { return w.taken[name+end] }) {
		name = fmt.Sprintf("%s%d", name, f.version)
	}
	for _, end := range endings {
		w.taken[name+end] = true
	}
	return name
}

// renamed gives the code of the printer the names that the function has for
// the migration, the block and the package.
func renamed(code string, names map[string]string) string {
	same := true
	for from, to := range names {
		same = same && from == to
	}
	const head = "package p\nfunc _() {\n"
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, "", head+code+"\n}", parser.SkipObjectResolution)
	if same || err != nil {
		return code
	}
	var found edits
	ast.Inspect(parsed, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if to := ""; ok {
			if to, ok = names[id.Name]; ok {
				at := files.Position(id.Pos()).Offset - len(head)
				found.add(0, at, at+len(id.Name), to)
			}
		}
		return true
	})
	return found.apply(0, code)
}
