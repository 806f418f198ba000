package source

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Folder is a folder to look for migrations in, with all folders below it.
type Folder struct {
	FS fs.FS
	// Name is how the folder is shown in messages: "priv/repo/migrations".
	Name string
}

// Format knows how to load one kind of file.
type Format struct {
	// Ext is the file name's end, such as ".exs".
	Ext string
	// Load turns a file's text into a migration. Name is the path to show.
	Load func(name string, text []byte) (*Migration, error)
}

// File is a migration that was found but not read.
type File struct {
	Version int64
	Name    string
	// Path is the path to show: the folder's name and the path within it.
	Path string

	folder fs.FS
	path   string
	format Format
}

// Text reads the file.
func (f File) Text() ([]byte, error) {
	text, err := fs.ReadFile(f.folder, f.path)
	if err != nil {
		return nil, diag.Errorf(diag.IO, diag.Pos{File: f.Path}, "cannot read the migration: %v", reason(err))
	}
	return text, nil
}

// Load reads the file and returns what it defines.
func (f File) Load() (*Migration, error) {
	text, err := f.Text()
	if err != nil {
		return nil, err
	}
	m, err := f.format.Load(f.Path, text)
	if err != nil {
		return nil, err
	}
	m.Version, m.Name, m.File = f.Version, f.Name, f.Path
	return m, nil
}

// Find lists the migrations of the folders, ordered by version. Files whose
// names do not look like NUMBER_NAME are not migrations. The warnings name
// files that look like migrations but cannot be one.
func Find(folders []Folder, formats []Format) ([]File, diag.List, error) {
	var files []File
	var warnings diag.List
	for _, folder := range folders {
		found, warned, err := findIn(folder, formats)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, found...)
		warnings = append(warnings, warned...)
	}
	sort.SliceStable(files, func(i, j int) bool {
		if files[i].Version != files[j].Version {
			return files[i].Version < files[j].Version
		}
		return files[i].Path < files[j].Path
	})
	return files, warnings, nil
}

func findIn(folder Folder, formats []Format) ([]File, diag.List, error) {
	var files []File
	var warnings diag.List
	err := fs.WalkDir(folder.FS, ".", func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// Ecto's wildcard passes over names that begin with a dot.
		if hidden := strings.HasPrefix(entry.Name(), ".") && p != "."; hidden {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		shown := path.Join(folder.Name, p)
		version, name, problem := parseName(entry.Name())
		if problem != "" {
			warnings = append(warnings, diag.Warningf(diag.Pos{File: shown}, "%s", problem))
			return nil
		}
		if name == "" {
			return nil
		}
		for _, format := range formats {
			if bare, ok := strings.CutSuffix(name, format.Ext); ok {
				files = append(files, File{
					Version: version, Name: bare, Path: shown,
					folder: folder.FS, path: p, format: format,
				})
				return nil
			}
		}
		if strings.HasSuffix(name, ".ex") {
			warnings = append(warnings, diag.Warningf(diag.Pos{File: shown},
				"the file looks like a migration but ends in .ex and is left out").
				WithHint("rename it to end in .exs, as \"whimbrel gen migration\" does"))
		}
		return nil
	})
	if err != nil {
		return nil, nil, diag.Errorf(diag.IO, diag.Pos{File: folder.Name}, "cannot read the migrations folder: %v", reason(err)).
			WithHint("name the folder with --migrations-path, or create it with \"whimbrel gen migration NAME\"")
	}
	return files, warnings, nil
}

// parseName splits NUMBER_NAME.ext. An empty name means "not a migration"; a
// problem means that the number cannot be one.
func parseName(base string) (version int64, name, problem string) {
	digits := base[:len(base)-len(strings.TrimLeft(base, "0123456789"))]
	rest, ok := strings.CutPrefix(base[len(digits):], "_")
	if digits == "" || !ok || rest == "" || strings.HasPrefix(rest, ".") {
		return 0, "", ""
	}
	version, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, "", fmt.Sprintf("the version %s is larger than a bigint and cannot be stored; the file is left out", digits)
	}
	return version, rest, ""
}

// Duplicates returns an error for every version or name that two of the files
// share, naming both paths. Ecto refuses to run either of them.
func Duplicates(files []File) error {
	var list diag.List
	versions := map[int64]File{}
	names := map[string]File{}
	for _, f := range files {
		if other, ok := versions[f.Version]; ok {
			list = append(list, duplicate(f, other, fmt.Sprintf("migration version %d is duplicated", f.Version)))
		} else if other, ok := names[f.Name]; ok {
			list = append(list, duplicate(f, other, fmt.Sprintf("migration name %s is duplicated", f.Name)))
		}
		versions[f.Version] = f
		names[f.Name] = f
	}
	return list.Err()
}

func duplicate(f, other File, what string) *diag.Diagnostic {
	return diag.Errorf(diag.Invalid, diag.Pos{File: f.Path}, "migrations can't be executed, %s", what).
		WithDetail("the other file is %s", other.Path).
		WithHint("rename one of the two files; nothing was run")
}

// reason drops the path from a file system error, which the message names.
func reason(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
