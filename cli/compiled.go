package cli

import (
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/source"
)

// Compiled is a folder of Go migrations that is part of the program; see
// [MainWith].
type Compiled struct {
	// Repo is the name of the repository in whimbrel.toml that the migrations
	// belong to. Folder, if set, is the absolute path of the folder instead:
	// the migrations belong to whatever names it.
	Repo, Folder string
	// Set holds the migrations.
	Set *whimbrel.Set
	// Scripts are the other migrations of the folder, if they were compiled in
	// too; Shown is how messages name it.
	Scripts fs.FS
	Shown   string
}

// elsewhere returns what belongs to a repository of a program that was built
// for another place. Where the file with the repositories' names is missing,
// there is only one of them, and the migrations are its, if they all belong
// together.
func (a *app) elsewhere(r *config.Repo) []Compiled {
	var own []Compiled
	for _, c := range a.compiled {
		if c.Folder == "" && (c.Repo == r.Name || !r.Configured() && c.Repo == a.compiled[0].Repo) {
			own = append(own, c)
		}
	}
	if !r.Configured() && len(own) < len(a.compiled) {
		return nil
	}
	return own
}

// carries reports whether the program carries migrations of a repository with
// it, so that its folder need not be there.
func (a *app) carries(r *config.Repo) bool { return len(a.elsewhere(r)) > 0 }

// compiledIn returns what is compiled in for a folder.
func (a *app) compiledIn(path string) []*whimbrel.Set {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil
	}
	var sets []*whimbrel.Set
	for _, c := range a.compiled {
		if c.Folder == path && c.Set != nil && !slices.Contains(sets, c.Set) {
			sets = append(sets, c.Set)
		}
	}
	return sets
}

// sets returns the Go migrations of a repository.
func (a *app) sets(r *config.Repo) []*whimbrel.Set {
	var sets []*whimbrel.Set
	for _, f := range r.Folders {
		sets = append(sets, a.compiledIn(f.Path)...)
	}
	for _, c := range a.elsewhere(r) {
		if c.Set != nil {
			sets = append(sets, c.Set)
		}
	}
	return sets
}

// folders opens the folders of a repository. None of them is read yet. What is
// compiled in takes the place of the folder that it comes from.
func (a *app) folders(r *config.Repo) []source.Folder {
	list := []source.Folder{}
	for _, c := range a.elsewhere(r) {
		if c.Scripts != nil {
			list = append(list, source.Folder{FS: c.Scripts, Name: c.Shown})
		}
	}
	compiled := slices.Clone(list)
	for _, f := range r.Folders {
		replaced := slices.ContainsFunc(compiled, func(c source.Folder) bool { return c.Name == f.Shown })
		if gone := a.carries(r) && !fileExists(f.Path); !gone && !replaced {
			list = append(list, source.Folder{FS: a.listed(f.Path), Name: f.Shown})
		}
	}
	return list
}

// find lists the migrations of folders and Sets by version.
func find(folders []source.Folder, sets []*whimbrel.Set, formats []source.Format) ([]source.File, diag.List, error) {
	list, warnings, err := source.Find(folders, formats)
	if err != nil {
		return nil, nil, err
	}
	for _, set := range sets {
		migrations, err := set.Migrations()
		if err != nil {
			return nil, nil, err
		}
		for _, m := range migrations {
			list = append(list, source.Loaded(m))
		}
	}
	source.Sort(list)
	return list, warnings, nil
}

// inGoFile returns the migrations that one Go file defines.
func (a *app) inGoFile(path string) ([]planFile, error) {
	wanted, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	var files []planFile
	for _, set := range a.compiledIn(filepath.Dir(path)) {
		migrations, err := set.Migrations()
		if err != nil {
			return nil, err
		}
		for _, m := range migrations {
			if defined, err := filepath.Abs(m.File); err == nil && defined == wanted {
				files = append(files, toPlan(source.Loaded(m)))
			}
		}
	}
	if len(files) == 0 {
		return nil, diag.Errorf(diag.Invalid, diag.Pos{File: path}, "the file adds no migration to a Set")
	}
	return files, nil
}
