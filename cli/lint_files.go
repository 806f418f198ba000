package cli

import (
	"cmp"
	"context"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/source"
)

// repoOf returns the repository whose folder a file is in, or else the first.
func repoOf(repos []*config.Repo, arg string) *config.Repo {
	for _, r := range repos {
		if _, ok := folderOf(r, arg); ok {
			return r
		}
	}
	return repos[0]
}

// folderOf returns the folder of a repository that a path is in.
func folderOf(r *config.Repo, arg string) (config.Folder, bool) {
	path, err := filepath.Abs(arg)
	if err != nil {
		return config.Folder{}, false
	}
	for _, f := range r.Folders {
		folder, err := filepath.Abs(f.Path)
		if err == nil && (path == folder || strings.HasPrefix(path, folder+string(filepath.Separator))) {
			return f, true
		}
	}
	return config.Folder{}, false
}

// lintGoFolders are the folders whose Go migrations are built: those of files
// that are named, since all of a folder is replayed.
func lintGoFolders(repos []*config.Repo, args []string) []goFolder {
	if len(args) == 0 {
		return goFolders(repos, nil)
	}
	var list []goFolder
	for _, arg := range args {
		if _, ok := folderOf(repos[0], arg); ok {
			list = append(list, goFolders(repos[:1], nil)...)
			continue
		}
		if info, err := os.Stat(arg); err == nil && !info.IsDir() {
			arg = filepath.Dir(arg)
		}
		list = append(list, goFolders(nil, []string{arg})...)
	}
	return list
}

// lintFiles finds the migrations that are reviewed, and those of their folders,
// which tell what the tables are.
func (a *app) lintFiles(r *config.Repo, args []string, d dialect.Dialect) ([]lint.Entry, diag.List, error) {
	formats := a.formats(d)
	if len(args) == 0 {
		if err := a.checkFolders(r); err != nil {
			return nil, nil, err
		}
		return a.folderEntries(a.folders(r), r, formats, func(source.File) bool { return true })
	}
	var entries []lint.Entry
	var warnings diag.List
	done := map[string]bool{}
	for _, arg := range args {
		if _, err := os.Stat(arg); err != nil {
			return nil, nil, diag.Errorf(diag.IO, diag.Pos{File: arg}, "cannot read the migration: %v", reason(err))
		}
		folders, name := a.foldersAround(r, arg)
		if done[name] || len(folders) == 0 {
			continue
		}
		done[name] = true
		of := r
		if name != "" {
			of = nil
		}
		inside, warned, err := a.folderEntries(folders, of, formats, namedBy(args))
		if err != nil {
			return nil, nil, err
		}
		entries, warnings = append(entries, inside...), append(warnings, warned...)
	}
	entries, err := withUnlisted(entries, args, formats)
	return entries, warnings, err
}

// foldersAround returns what is replayed for a file or folder that was named:
// the folders of the repository that has it, by the name "", or else its own;
// nothing for a file whose name has no version.
func (a *app) foldersAround(r *config.Repo, arg string) (folders []source.Folder, name string) {
	if _, ok := folderOf(r, arg); ok {
		return a.folders(r), ""
	}
	var folder fs.FS
	if info, err := os.Stat(arg); err == nil && !info.IsDir() {
		if _, _, ok := generate.SplitName(arg); !ok {
			return nil, arg
		}
		arg = filepath.Dir(arg)
		folder = flat{os.DirFS(arg)}
	} else {
		folder = os.DirFS(arg)
	}
	name = filepath.ToSlash(filepath.Clean(arg))
	return []source.Folder{{FS: folder, Name: name}}, name
}

// flat is a folder without those within it.
type flat struct{ fs.FS }

// ReadDir returns the files of a folder.
func (f flat) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	return slices.DeleteFunc(entries, fs.DirEntry.IsDir), err
}

// folderEntries lists the migrations of folders, with those in Go: the
// repository's, or those that are compiled in for the folder.
func (a *app) folderEntries(folders []source.Folder, r *config.Repo, formats []source.Format, review func(source.File) bool) ([]lint.Entry, diag.List, error) {
	sets := a.compiledIn(folders[0].Name)
	if r != nil {
		sets = a.sets(r)
	}
	files, warnings, err := find(folders, sets, formats)
	if err == nil {
		err = source.Duplicates(files)
	}
	if err != nil {
		return nil, nil, err
	}
	entries := make([]lint.Entry, len(files))
	for i, f := range files {
		entries[i] = lint.Entry{File: f, Review: review(f)}
	}
	return entries, warnings, nil
}

// namedBy returns whether a file is one of those on the command line, or in a
// folder of them.
func namedBy(args []string) func(source.File) bool {
	named := map[string]bool{}
	for _, arg := range args {
		if path, err := filepath.Abs(arg); err == nil {
			named[path] = true
		}
	}
	return func(f source.File) bool {
		for _, path := range pathsOf(f) {
			for ; ; path = filepath.Dir(path) {
				if named[path] {
					return true
				}
				if path == filepath.Dir(path) {
					break
				}
			}
		}
		return false
	}
}

// pathsOf are the whole paths of a migration's files: two for a pair, and for
// one in Go that of the file that adds it.
func pathsOf(f source.File) []string {
	shown := []string{f.Path}
	if names := f.Paths(); len(names) == 2 {
		shown = append(shown, filepath.Join(filepath.Dir(f.Path), filepath.Base(names[1])))
	}
	var paths []string
	for _, path := range shown {
		if whole, err := filepath.Abs(path); err == nil {
			paths = append(paths, whole)
		}
	}
	return paths
}

// withUnlisted adds the named files that are not listed because their names are
// no migrations': they come last.
func withUnlisted(entries []lint.Entry, args []string, formats []source.Format) ([]lint.Entry, error) {
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || info.IsDir() {
			continue
		}
		isNamed := namedBy([]string{arg})
		if slices.ContainsFunc(entries, func(e lint.Entry) bool { return isNamed(e.File) }) {
			continue
		}
		dir, base := filepath.Split(arg)
		file, ok := source.FileAt(source.Folder{FS: os.DirFS(filepath.Clean(dir)), Name: filepath.Clean(dir)}, base, formats)
		if !ok {
			return nil, diag.Errorf(diag.Invalid, diag.Pos{File: arg}, "the file is no migration: its name does not end in .exs or .sql, and no migration in Go is in it")
		}
		if file.Version, file.Name, ok = generate.SplitName(arg); !ok {
			file.Version, file.Name = 0, strings.TrimSuffix(base, filepath.Ext(base))
		}
		file.Path = arg
		entries = append(entries, lint.Entry{File: file, Review: true})
	}
	last := func(e lint.Entry) int64 {
		if e.Version == 0 {
			return math.MaxInt64
		}
		return e.Version
	}
	slices.SortStableFunc(entries, func(a, b lint.Entry) int { return cmp.Compare(last(a), last(b)) })
	return entries, nil
}

// choose leaves out what the flags and the configuration do, of the review and
// not of the replay. What the database has applied is in its schema already.
func (a *app) choose(ctx context.Context, f *lintFlags, entries []lint.Entry, applied map[int64]bool, startAfter int64) ([]lint.Entry, error) {
	changed := func(source.File) bool { return true }
	if f.since != "" {
		var err error
		if changed, err = changedSince(ctx, f.since, entries); err != nil {
			return nil, err
		}
	}
	var chosen []lint.Entry
	for _, e := range entries {
		if applied[e.Version] && e.Version != 0 {
			continue
		}
		if !f.all && !f.named && e.Version != 0 && e.Version <= startAfter || e.Review && !changed(e.File) {
			e.Review = false
		}
		chosen = append(chosen, e)
	}
	return chosen, nil
}
