package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
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
	// Load turns a file's text into a migration. Name is the path to show. It, and
	// the callbacks of what it returns, are called by several goroutines, each of
	// which has a file of its own.
	Load func(name string, text []byte) (*Migration, error)
	// Other is the end of the name of a second file, which belongs to the one
	// with Ext and is no migration by itself: ".down.sql" beside ".up.sql".
	// LoadPair loads both. A format with Other stands before one whose Ext is
	// the end of both. Optional.
	Other    string
	LoadPair func(name string, text []byte, otherName string, otherText []byte) (*Migration, error)
	// ReadsFiles: a migration may read a file that has its own name and another
	// end, which is no migration then.
	ReadsFiles bool
	// NamesRepeat: two migrations may have the same name. Names that become
	// modules may not.
	NamesRepeat bool
	// Tokens adds what of a file's text means something: all but comments, blanks
	// and layout. Checksums are made of it. Optional: without it the text is one
	// token.
	Tokens func(d *Digest, text []byte)
}

// File is a migration that was found but not read.
type File struct {
	Version int64
	Name    string
	// Path is the path to show: the folder's name and the path within it.
	Path string

	folder fs.FS
	path   string
	format *Format
	// other and otherShown are the path of the second file of a pair, or "".
	other, otherShown string
	// loaded is set where there is no file to read.
	loaded *Migration
	// once is set where the file is shared; see [Shared].
	once *once
}

// Loaded returns a migration that is there already, such as one in Go, in the
// form of those that were found.
func Loaded(m *Migration) File {
	return File{Version: m.Version, Name: m.Name, Path: m.File, format: &Format{}, loaded: m}
}

// Paths are the paths of the file within its folder: two for a pair, none for
// a migration that is there already.
func (f File) Paths() []string {
	switch {
	case f.loaded != nil:
		return nil
	case f.other != "":
		return []string{f.path, f.other}
	}
	return []string{f.path}
}

// Text reads the file. A migration that is there already has none.
func (f File) Text() ([]byte, error) {
	if f.loaded != nil {
		return nil, nil
	}
	return read(f.folder, f.path, f.Path)
}

func read(folder fs.FS, name, shown string) ([]byte, error) {
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, diag.Errorf(diag.IO, diag.Pos{File: shown}, "cannot read the migration: %v", reason(err))
	}
	return text, nil
}

// Load reads the file and returns what it defines.
func (f File) Load() (*Migration, error) {
	if f.loaded != nil {
		return f.loaded, nil
	}
	if f.once != nil {
		return f.once.load()
	}
	text, err := f.Text()
	if err != nil {
		return nil, err
	}
	if f.other == "" {
		return f.LoadAs(text, nil)
	}
	other, err := read(f.folder, f.other, f.otherShown)
	if err != nil {
		return nil, err
	}
	return f.LoadAs(text, other)
}

// LoadAs returns what the file would define if this were its text, and other
// that of the second file of a pair. What was not read from a file has no text,
// and stays what it is.
func (f File) LoadAs(text, other []byte) (m *Migration, err error) {
	switch {
	case f.loaded != nil:
		return f.loaded, nil
	case f.other == "":
		m, err = f.format.Load(f.Path, text)
	default:
		m, err = f.format.LoadPair(f.Path, text, f.otherShown, other)
	}
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
	formats = slices.Clone(formats) // which the files point to
	for _, folder := range folders {
		found, warned, err := findIn(folder, formats)
		if err != nil {
			return nil, nil, err
		}
		if files == nil {
			files = found // mostly the only one
		} else {
			files = append(files, found...)
		}
		warnings = append(warnings, warned...)
	}
	Sort(files)
	return files, warnings, nil
}

// Sort orders migrations by version. Those of one folder mostly are in order.
func Sort(files []File) {
	order := func(a, b File) int {
		if a.Version != b.Version {
			return cmp.Compare(a.Version, b.Version)
		}
		return strings.Compare(a.Path, b.Path)
	}
	if !slices.IsSortedFunc(files, order) {
		slices.SortStableFunc(files, order)
	}
}

func findIn(folder Folder, formats []Format) ([]File, diag.List, error) {
	var files []File
	var warnings, unusable diag.List
	seconds := pairs{}
	reserve := func(n int) { files = slices.Grow(files, n) }
	err := walk(folder.FS, ".", reserve, func(p string, entry fs.DirEntry) {
		version, name, numbered, err := parseName(entry.Name())
		if err == nil && !numbered {
			return
		}
		shown := shownAs(folder, p)
		if err != nil {
			if hasFormat(name, formats) {
				unusable = append(unusable, diag.Errorf(diag.Invalid, diag.Pos{File: shown}, "%v", err).
					WithHint("rename the file: the version is a number of at most 19 digits"))
			}
			return
		}
		for i := range formats {
			format := &formats[i]
			if seconds.add(p, *format) {
				return
			}
			if bare, ok := strings.CutSuffix(name, format.Ext); ok {
				files = append(files, File{
					Version: version, Name: bare, Path: shown,
					folder: folder.FS, path: p, format: format,
				})
				return
			}
		}
		if strings.HasSuffix(name, ".ex") {
			warnings = append(warnings, diag.Warningf(diag.Pos{File: shown},
				"the file looks like a migration but ends in .ex and is left out").
				WithHint("rename it to end in .exs, as \"whimbrel gen migration\" does"))
		}
	})
	if err != nil {
		return nil, nil, diag.Errorf(diag.IO, diag.Pos{File: folder.Name}, "cannot read the migrations folder: %v", reason(err)).
			WithHint("name the folder with --migrations-path, or create it with \"whimbrel gen migration NAME\"")
	}
	if err := unusable.Err(); err != nil {
		return nil, nil, err
	}
	if err := seconds.join(folder, files); err != nil {
		return nil, nil, err
	}
	return readByScripts(standIns(files, formats)), warnings, nil
}

// walk is fs.WalkDir for the files of a folder and of those below it, but for
// names that begin with a dot, which Ecto's wildcard passes over. It says
// beforehand how many entries a folder has.
func walk(folder fs.FS, dir string, reserve func(int), found func(string, fs.DirEntry)) error {
	entries, err := fs.ReadDir(folder, dir)
	if err != nil {
		return err
	}
	reserve(len(entries))
	prefix := dir + "/"
	if dir == "." {
		prefix = ""
	}
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case strings.HasPrefix(name, "."):
		case !entry.IsDir():
			found(prefix+name, entry)
		default:
			if err := walk(folder, prefix+name, reserve, found); err != nil {
				return err
			}
		}
	}
	return nil
}

// shownAs is path.Join of the folder's name and a path of walk, which is
// clean.
func shownAs(folder Folder, name string) string {
	if folder.Name == "" || path.Clean(folder.Name) != folder.Name || folder.Name == "." || folder.Name == "/" {
		return path.Join(folder.Name, name)
	}
	return folder.Name + "/" + name
}

// parseName splits NUMBER_NAME.ext, with a sign if there is one, as Ecto does
// (Integer.parse). The error is a number that cannot be a version.
func parseName(base string) (version int64, name string, ok bool, err error) {
	unsigned := strings.TrimLeft(base, "+-")
	rest := strings.TrimLeft(unsigned, "0123456789")
	number := base[:len(base)-len(rest)]
	name, named := strings.CutPrefix(rest, "_")
	if len(base)-len(unsigned) > 1 || len(rest) == len(unsigned) || !named {
		return 0, "", false, nil
	}
	if version, err = strconv.ParseInt(number, 10, 64); err != nil {
		return 0, name, false, fmt.Errorf("the version %s is larger than a bigint and cannot be stored", number)
	}
	return version, name, true, nil
}

func hasFormat(name string, formats []Format) bool {
	return slices.ContainsFunc(formats, func(f Format) bool { return strings.HasSuffix(name, f.Ext) })
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
		} else if other, ok := names[f.Name]; ok && !f.format.NamesRepeat {
			list = append(list, duplicate(f, other, fmt.Sprintf("migration name %s is duplicated", f.Name)))
		}
		versions[f.Version] = f
		if !f.format.NamesRepeat {
			names[f.Name] = f
		}
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
