package generate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Migration describes a migration file to be written.
type Migration struct {
	// Folder is where the file goes; it is made if it does not exist.
	Folder string
	// Shown is how the folder is named in messages; "" means Folder.
	Shown string
	// Name is the migration's name, in words, CamelCase or under_scores.
	Name string
	// Repo is the repository's module, "MyApp.Repo".
	Repo string
	// Change is the body of change/0; "" leaves it empty, to be filled in.
	Change string
	// SQL writes a file of SQL, with a section for each direction; Repo and
	// Change then mean nothing.
	SQL bool
	// Go, if set, writes a file of Go for a version and a name; Repo and Change
	// then mean nothing. It chooses the file's name, which begins with
	// VERSION_.
	Go func(version int64, name string) (base, text string, err error)
	// Now is the time that becomes the version.
	Now time.Time
}

// File is a migration file that was written.
type File struct {
	Version int64
	// Name is the part of the file's name after the version.
	Name string
	// Path is the file's path within the folder as it is shown.
	Path string
	// Module is the module that the file defines; "" for SQL.
	Module string
}

// Write writes the file. It refuses a name that a migration in the folder
// already has, whatever its version, and never gives a version twice: when the
// second is taken, the next free one is used.
func Write(m Migration) (File, error) {
	name, err := fileName(m.Name)
	if err != nil {
		return File{}, err
	}
	if err := os.MkdirAll(m.Folder, 0o755); err != nil {
		return File{}, m.ioError("make the folder", err)
	}
	if err := m.refuseName(name); err != nil {
		return File{}, err
	}
	module := ""
	write := m.Go
	switch {
	case m.Go != nil:
	case m.SQL:
		write = fixed(".sql", sqlTemplate)
	default:
		module = m.Repo + ".Migrations." + Camelize(name)
		write = fixed(".exs", template(module, m.Change))
	}
	version, base, err := m.create(name, write)
	if err != nil {
		return File{}, err
	}
	return File{Version: version, Name: name, Path: filepath.Join(m.shown(), base), Module: module}, nil
}

// fixed is a file whose text does not depend on its version.
func fixed(ext, text string) func(int64, string) (string, string, error) {
	return func(version int64, name string) (string, string, error) {
		return fmt.Sprintf("%d_%s%s", version, name, ext), text, nil
	}
}

// create writes the file under the first free version. A claim file keeps a
// second process, started in the same second, from choosing the same version
// between our look at the folder and our write.
func (m Migration) create(name string, write func(int64, string) (string, string, error)) (int64, string, error) {
	for at := m.Now.UTC(); ; at = at.Add(time.Second) {
		version := version(at)
		base, text, err := write(version, name)
		if err != nil {
			return 0, "", err
		}
		claim := filepath.Join(m.Folder, fmt.Sprintf(".%d.claim", version))
		if err := writeNew(claim, ""); errors.Is(err, fs.ErrExist) {
			continue
		} else if err != nil {
			return 0, "", m.ioError("write into the folder", err)
		}
		taken, err := m.taken(version)
		if err == nil && !taken {
			err = writeNew(filepath.Join(m.Folder, base), text)
		}
		_ = os.Remove(claim)
		if err != nil {
			return 0, "", m.ioError("write into the folder", err)
		}
		if !taken {
			return version, base, nil
		}
	}
}

func (m Migration) taken(version int64) (bool, error) {
	names, err := m.existing()
	if err != nil {
		return false, err
	}
	for _, existing := range names {
		if v, _, ok := SplitName(existing); ok && v == version {
			return true, nil
		}
	}
	return false, nil
}

func (m Migration) refuseName(name string) error {
	names, err := m.existing()
	if err != nil {
		return m.ioError("read the folder", err)
	}
	for _, existing := range names {
		if _, n, ok := SplitName(existing); ok && n == name {
			return diag.Errorf(diag.Invalid, diag.Pos{File: filepath.Join(m.shown(), existing)},
				"migration can't be created, there is already a migration file with name %s", name).
				WithHint("choose another name, or edit that file if it has not run anywhere yet")
		}
	}
	return nil
}

// existing lists the paths below the folder, as the migrator finds them.
func (m Migration) existing() ([]string, error) {
	var names []string
	err := filepath.WalkDir(m.Folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != m.Folder && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		inside, err := filepath.Rel(m.Folder, path)
		names = append(names, inside)
		return err
	})
	return names, err
}

func (m Migration) shown() string {
	if m.Shown != "" {
		return m.Shown
	}
	return m.Folder
}

func (m Migration) ioError(doing string, err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return diag.Errorf(diag.IO, diag.Pos{File: m.shown()}, "cannot %s: %v", doing, err)
}

// SplitName takes NUMBER_NAME.exs, and the names of migrations in SQL and Go, apart;
// the path before it does not matter.
func SplitName(path string) (version int64, name string, ok bool) {
	bare := ""
	for _, ext := range []string{".exs", ".up.sql", ".down.sql", ".sql", ".go"} {
		if bare, ok = strings.CutSuffix(filepath.Base(path), ext); ok {
			break
		}
	}
	if !ok {
		return 0, "", false
	}
	number, name, ok := strings.Cut(bare, "_")
	if !ok || name == "" || number == "" || strings.Trim(number, "0123456789") != "" {
		return 0, "", false
	}
	version, err := strconv.ParseInt(number, 10, 64)
	return version, name, err == nil
}

// version is the time as Ecto writes it: YYYYMMDDHHMMSS.
func version(at time.Time) int64 {
	n, _ := strconv.ParseInt(at.Format("20060102150405"), 10, 64)
	return n
}

// sqlTemplate is a migration in SQL; see docs/sql-files.md.
const sqlTemplate = "-- whimbrel: up\n\n\n-- whimbrel: down\n\n"

// template is Ecto's, with the body of change/0 indented.
func template(module, change string) string {
	return fmt.Sprintf("defmodule %s do\n  use Ecto.Migration\n\n  def change do\n%s\n  end\nend\n", module, indent(change))
}

func indent(code string) string {
	code = strings.Trim(code, "\n")
	if strings.TrimSpace(code) == "" {
		return ""
	}
	if strings.HasPrefix(code, "    ") {
		return code // already indented for the place, as Ecto's own generators pass it
	}
	lines := strings.Split(code, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = "    " + line
		}
	}
	return strings.Join(lines, "\n")
}

func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err = f.WriteString(text); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
