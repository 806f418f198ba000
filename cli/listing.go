package cli

import (
	"io/fs"
	"os"
)

// listing is a folder whose entries are read once. A run looks at its folders
// several times (for Go files, for another tool's, for what is pending), and
// with thousands of migrations each look costs milliseconds.
type listing struct {
	fs.FS
	entries map[string][]fs.DirEntry
}

// listed returns a folder of the disk; the same one for the same path.
func (a *app) listed(path string) fs.FS {
	if l, ok := a.listings[path]; ok {
		return l
	}
	if a.listings == nil {
		a.listings = map[string]fs.FS{}
	}
	l := &listing{FS: os.DirFS(path), entries: map[string][]fs.DirEntry{}}
	a.listings[path] = l
	return l
}

// ReadDir returns the entries of a folder.
func (l *listing) ReadDir(name string) ([]fs.DirEntry, error) {
	if entries, ok := l.entries[name]; ok {
		return entries, nil
	}
	entries, err := fs.ReadDir(l.FS, name)
	if err == nil {
		l.entries[name] = entries
	}
	return entries, err
}

// ReadFile returns the content of a file.
func (l *listing) ReadFile(name string) ([]byte, error) { return fs.ReadFile(l.FS, name) }
