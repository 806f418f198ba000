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
	return w.style().Commands(w.config(), depth, list)
}

func (w *exsWriter) changes(depth int, _ *unit, list []command.Change) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	return w.style().Changes(w.config(), depth, list)
}

func (w *exsWriter) following(f following) ([]File, error) {
	var b strings.Builder
	module := w.prefix() + generate.Camelize(f.Name)
	if f.version == w.migration.Version && w.migration.Module != "" {
		module = w.migration.Module
	}
	err := w.style().Print(&b, module, f.Migration)
	path := filepath.Join(filepath.Dir(w.migration.Files[0].Path), f.base()+".exs")
	return []File{{Path: path, Text: b.String(), New: true}}, err
}

// style is that of the file: with parentheses, and with tables as strings, where
// it has more of them than not.
func (w *exsWriter) style() exs.Style {
	style, parentheses, strung := exs.Guide, 0, 0
	for line := range strings.Lines(w.migration.Files[0].Text) {
		line = strings.TrimSpace(line)
		end := strings.IndexFunc(line, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
		if end < 0 || !writes(line[:end]) {
			continue
		}
		_, table, _ := strings.Cut(line, "(")
		switch {
		case line[end] == '(':
			parentheses++
			_, table, _ = strings.Cut(table, "(")
		case line[end] == ' ' && !strings.HasSuffix(line, " do"):
			parentheses--
		}
		switch {
		case strings.HasPrefix(table, `"`):
			strung++
		case strings.HasPrefix(table, ":"):
			strung--
		}
	}
	if parentheses > 0 {
		style |= exs.Parentheses
	}
	if strung > 0 {
		style |= exs.Strings
	}
	return style
}

// writes: a line that begins with this word asks for something.
func writes(word string) bool {
	switch word {
	case "create", "create_if_not_exists", "alter", "drop", "drop_if_exists", "rename",
		"add", "add_if_not_exists", "modify", "remove", "remove_if_exists", "execute":
		return true
	}
	return false
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
