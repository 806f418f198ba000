package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
	"github.com/whimbrel-go/whimbrel/internal/print"
	printexs "github.com/whimbrel-go/whimbrel/internal/print/exs"
	"github.com/whimbrel-go/whimbrel/internal/print/golang"
	"github.com/whimbrel-go/whimbrel/source"
)

// goTarget is the Go package that migrations are written to.
type goTarget struct {
	out  string
	file golang.File
	// makeSet is the package that has no Set yet, or nil.
	makeSet *gobuild.Package
	taken   map[string]bool
}

// newGoTarget looks at what is in the folder already.
func newGoTarget(f *convertFlags) (*goTarget, error) {
	out := f.out
	if out == "" {
		out = "migrations" // the text is printed; only the package's name is needed
	}
	dir, err := filepath.Abs(out)
	if err != nil {
		return nil, err
	}
	p, err := gobuild.OpenFolder(dir, out)
	if err != nil {
		return nil, err
	}
	switch {
	case f.packageName == "", f.packageName == p.Name:
	case gobuild.Has(dir):
		return nil, usagef("the folder %s has the package %s already, and not %s", out, p.Name, f.packageName)
	default:
		p.Name = f.packageName
	}
	t := &goTarget{out: out, file: golang.File{Package: p.Name, Set: p.Set}, taken: p.Identifiers}
	if p.Set == "" {
		t.file.Set, t.makeSet = gobuild.DefaultSet, p
	}
	return t, nil
}

// set returns the file with the Set, if the package needs one.
func (t *goTarget) set() []output {
	if t.makeSet == nil {
		return nil
	}
	return []output{{gobuild.SetFile, t.makeSet.SetSource()}}
}

func (t *goTarget) print(m *print.Migration) (output, error) {
	o := output{base: gobuild.FileName(m.Version, m.Name)}
	old, err := os.ReadFile(filepath.Join(t.out, o.base))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return o, err
	}
	t.file.Func = t.function(m, string(old))
	var b bytes.Buffer
	err = golang.Print(&b, t.file, m)
	o.text = b.String()
	return o, err
}

// function returns a name that is free, or that only the file has which would
// be overwritten.
func (t *goTarget) function(m *print.Migration, old string) string {
	endings := []string{"", "Up", "Down", "AfterBegin", "BeforeCommit"}
	free := func(name string) bool {
		for _, ending := range endings {
			if t.taken[name+ending] && !strings.Contains(old, "\nfunc "+name+ending+"(") {
				return false
			}
		}
		return true
	}
	name := golang.FuncName(m.Name)
	if !free(name) {
		name = fmt.Sprintf("%s%d", name, m.Version)
	}
	for _, ending := range endings {
		t.taken[name+ending] = true
	}
	return name
}

// printScript writes a migration as a script, whose module it keeps if it has
// one.
func printScript(r *config.Repo, m *source.Migration, captured *print.Migration) (output, error) {
	module := m.Module
	if module == "" {
		module = r.Module + ".Migrations." + generate.Camelize(m.Name)
	}
	var b bytes.Buffer
	err := printexs.Print(&b, module, captured)
	return output{fmt.Sprintf("%d_%s.exs", m.Version, m.Name), b.String()}, err
}
