package source

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// pairs are the second files that were found, by the path of the first file
// that each belongs to.
type pairs map[string]string

// add keeps a path if it is the second file of a pair.
func (p pairs) add(name string, format Format) bool {
	bare, ok := strings.CutSuffix(name, format.Other)
	if format.Other == "" || !ok {
		return false
	}
	p[bare+format.Ext] = name
	return true
}

// join gives the second files to the first ones. One that is alone is an
// error: it would never run, and nobody would know.
func (p pairs) join(folder Folder, files []File) error {
	for i, f := range files {
		if other, ok := p[f.path]; ok {
			files[i].other, files[i].otherShown = other, path.Join(folder.Name, other)
			delete(p, f.path)
		}
	}
	var alone diag.List
	for _, first := range slices.Sorted(maps.Keys(p)) {
		second := p[first]
		d := diag.Errorf(diag.Invalid, diag.Pos{File: path.Join(folder.Name, second)},
			"%s is a way down without a way up: there is no %s", path.Base(second), path.Base(first))
		alone = append(alone, d.WithHint("write %s, or rename the one that belongs to it", path.Join(folder.Name, first)))
	}
	return alone.Err()
}

// FileAt returns the migration in one file, whatever its name looks like, and
// false if no format loads it. Version and Name are left to the caller.
func FileAt(folder Folder, name string, formats []Format) (File, bool) {
	for _, format := range formats {
		if bare, ok := strings.CutSuffix(name, format.Other); ok && format.Other != "" {
			name = bare + format.Ext // the pair is one migration
		}
		bare, ok := strings.CutSuffix(name, format.Ext)
		if !ok {
			continue
		}
		f := File{Path: path.Join(folder.Name, name), folder: folder.FS, path: name, format: &format}
		if format.Other != "" {
			if _, err := fs.Stat(folder.FS, bare+format.Other); err == nil {
				f.other, f.otherShown = bare+format.Other, path.Join(folder.Name, bare+format.Other)
			}
		}
		return f, true
	}
	return File{}, false
}
