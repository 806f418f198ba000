package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// customary are the folders in which Mix projects have modules.
func customary() []string {
	return []string{"lib", "apps/*/lib", "deps/*/lib", "test/support", "priv/*"}
}

// inSQL is what can be done about every script.
const inSQL = "write this migration with the functions of Ecto.Migration, or as SQL with execute/1"

// Explain says what to do about a module that neither the script nor the
// library nor the folders of paths have.
func (p *Project) Explain(d *diag.Diagnostic, module string) *diag.Diagnostic {
	if isMachinery(module) {
		construct, _, _ := strings.Cut(d.Summary, ": the module ")
		return diag.Errorf(diag.Refused, d.Pos, "%s is not something that Whimbrel runs in a migration", construct).
			WithDetail("A migration is run without processes, and without Mix.").WithHint(inSQL)
	}
	if where, pattern := p.findElsewhere(module); where != "" {
		return d.WithDetail("It is in none of the folders that whimbrel.toml names.").
			Missing(p.pathsWith(pattern), module+" is in "+where)
	}
	if len(p.options.Paths) == 0 {
		looked := "It is neither in this file nor in the folders " + strings.Join(customary(), ", ") + "."
		if p.options.Root == "" {
			looked = "It is not in this file."
		}
		return d.WithDetail("%s", looked).
			WithHint("if it is the application's or a library's, say in whimbrel.toml where its source is:\n"+
				"  [elixir]\n  paths = [\"lib\", \"deps/*/lib\"]\notherwise %s", inSQL)
	}
	return d.WithDetail("It is neither in this file nor in the folders of [elixir] paths: %s.", p.shownPaths()).
		WithHint("add the folder of its source to paths (a library's is in deps after mix deps.get),\nor %s", inSQL)
}

// isMachinery reports whether a module of Elixir itself is about processes,
// the network or the building of programs.
func isMachinery(module string) bool {
	first, _, _ := strings.Cut(module, ".")
	switch first {
	case "Agent", "DynamicSupervisor", "EEx", "ExUnit", "GenEvent", "GenServer", "IEx", "Mix", "Node", "PartitionSupervisor",
		"Port", "Process", "Registry", "StringIO", "Supervisor", "Task":
		return true
	}
	return false
}

// findElsewhere finds a module in the folders that Mix projects have: its file,
// and the folder's pattern.
func (p *Project) findElsewhere(module string) (file, pattern string) {
	if p.options.Root == "" {
		return "", ""
	}
	index, err := p.elsewhere.index()
	if err != nil {
		return "", ""
	}
	source := index.find(module)
	if source == nil {
		return "", ""
	}
	for _, pattern := range customary() {
		for dir := path.Dir(source.Path); dir != "."; dir = path.Dir(dir) {
			if ok, _ := path.Match(pattern, dir); ok {
				return source.Path, pattern
			}
		}
	}
	return "", ""
}

// pathsWith is the setting paths with one more folder.
func (p *Project) pathsWith(pattern string) diag.Setting {
	all := slices.Clone(p.options.Paths)
	if !slices.Contains(all, pattern) {
		all = append(all, pattern)
	}
	return diag.Setting{Table: "elixir", Key: "paths", Values: all, List: true}
}

// shownPaths lists the folders of paths, and says which of them are not there.
func (p *Project) shownPaths() string {
	shown := slices.Clone(p.options.Paths)
	root, err := p.files.open()
	for i, pattern := range shown {
		if err != nil {
			break
		}
		if found, err := fs.Glob(root.FS(), path.Clean(pattern)); err == nil && len(found) == 0 {
			shown[i] += " (there is no such folder)"
		}
	}
	return strings.Join(shown, ", ")
}
