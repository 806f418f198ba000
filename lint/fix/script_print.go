package fix

import (
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/print/exs"
)

// exsWriter writes scripts, in the style of those that are written by hand.
type exsWriter struct {
	migration Migration
	options   Options
}

func (w *exsWriter) comment() string { return "#" }
func (w *exsWriter) depth() int      { return 2 }

func (w *exsWriter) alone() string {
	return "# alone in its migration\n@disable_ddl_transaction true\n@disable_migration_lock true\n"
}

func (w *exsWriter) config() *print.Migration { return &print.Migration{Config: w.options.Commands} }

func (w *exsWriter) commands(depth int, list []command.Command, way direction) (string, error) {
	if way != bothDirections {
		list = forward(list)
	}
	return exs.Guide.Commands(w.config(), depth, list)
}

func (w *exsWriter) changes(depth int, _ *unit, list []command.Change) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	return exs.Guide.Changes(w.config(), depth, list)
}

func (w *exsWriter) following(f following) ([]File, error) {
	var b strings.Builder
	module := w.prefix() + generate.Camelize(f.Name)
	if f.version == w.migration.Version && w.migration.Module != "" {
		module = w.migration.Module
	}
	err := exs.Guide.Print(&b, module, f.Migration)
	path := filepath.Join(filepath.Dir(w.migration.Files[0].Path), f.base()+".exs")
	return []File{{Path: path, Text: b.String(), New: true}}, err
}

// prefix is what the modules of the folder begin with, as the original's does.
func (w *exsWriter) prefix() string {
	if at := strings.LastIndexByte(w.migration.Module, '.'); at >= 0 {
		return w.migration.Module[:at+1]
	}
	if w.migration.Module == "" && w.options.Commands.Repo != "" {
		return w.options.Commands.Repo + ".Migrations."
	}
	return ""
}
