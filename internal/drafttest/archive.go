package drafttest

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// Archive is one file of the corpus.
type Archive struct {
	// Name is the file's name without its ending.
	Name string
	// Migrations are what the draft knows, Setup what only the database has,
	// both in the order of their versions.
	Migrations, Setup []File
	Cases             []*Case
}

// File is a migration: its name with the version, or without one if it is
// wanted, and its text.
type File struct{ Name, Text string }

// Case is a description and what it must become.
type Case struct {
	// Archive and Name say where it stands.
	Archive, Name string
	Text          string
	Flags         []string
	// On are the databases on which the result runs.
	On []string
	// Want are the expected files. Of Want, Refuse and Ask, one is given.
	Want []File
	// Note, Refuse and Ask are parts of messages.
	Note, Refuse, Ask []string
}

// ID names the case among those of all archives.
func (c *Case) ID() string { return c.Archive + "/" + c.Name }

// Everywhere are the databases on which a result runs if nothing is said.
func Everywhere() []string { return []string{"sqlite", "postgres", "mysql"} }

// ReadAll reads all archives of a folder.
func ReadAll(folder string) ([]*Archive, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no archive in %s", folder)
	}
	archives := make([]*Archive, len(paths))
	var problems []error
	for i, path := range paths {
		archives[i], err = Read(path)
		problems = append(problems, err)
	}
	return archives, errors.Join(problems...)
}

// Read reads an archive.
func Read(path string) (*Archive, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	a, err := Parse(strings.TrimSuffix(filepath.Base(path), ".txtar"), text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}

// Parse reads the text of an archive.
func Parse(name string, text []byte) (*Archive, error) {
	r := &reader{archive: &Archive{Name: name}, wants: map[*Case]map[int]File{}}
	for _, f := range txtar.Parse(text).Files {
		if err := r.file(f.Name, string(f.Data)); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	byName := func(x, y File) int { return cmp.Compare(x.Name, y.Name) }
	slices.SortFunc(r.archive.Migrations, byName)
	slices.SortFunc(r.archive.Setup, byName)
	return r.archive, r.finish()
}

// reader collects the files of an archive.
type reader struct {
	archive *Archive
	// seen are the names so far.
	seen []string
	// wants are the expected files by their numbers.
	wants map[*Case]map[int]File
}

func (r *reader) file(name, text string) error {
	if slices.Contains(r.seen, name) {
		return errors.New("it is there twice")
	}
	r.seen = append(r.seen, name)
	folder, rest, ok := strings.Cut(name, "/")
	if !ok || rest == "" {
		return errors.New("it stands in no folder")
	}
	switch folder {
	case "migrations":
		r.archive.Migrations = append(r.archive.Migrations, File{rest, text})
		return nil
	case "setup":
		r.archive.Setup = append(r.archive.Setup, File{rest, text})
		return nil
	}
	c := r.named(folder)
	switch rest {
	case "text":
		c.Text = strings.TrimSuffix(text, "\n")
	case "flags":
		c.Flags = strings.Fields(text)
	case "on":
		return c.on(strings.Fields(text))
	case "note":
		c.Note = lines(text)
	case "refuse":
		c.Refuse = lines(text)
	case "ask":
		c.Ask = lines(text)
	case "why":
	default:
		return r.want(c, rest, text)
	}
	return nil
}

// named returns the case of that name, a new one if need be.
func (r *reader) named(name string) *Case {
	for _, c := range r.archive.Cases {
		if c.Name == name {
			return c
		}
	}
	c := &Case{Archive: r.archive.Name, Name: name, On: Everywhere()}
	r.archive.Cases = append(r.archive.Cases, c)
	r.wants[c] = map[int]File{}
	return c
}

func (c *Case) on(databases []string) error {
	for _, d := range databases {
		if !slices.Contains(Everywhere(), d) {
			return fmt.Errorf("%q is not one of %q", d, Everywhere())
		}
	}
	c.On = databases
	return nil
}

// want reads want/NUMBER_NAME.exs.
func (r *reader) want(c *Case, path, text string) error {
	base, ok := strings.CutPrefix(path, "want/")
	base, exs := strings.CutSuffix(base, ".exs")
	number, name, numbered := strings.Cut(base, "_")
	n, err := strconv.Atoi(number)
	if !ok || !exs || !numbered || err != nil {
		return errors.New("a case has no such file")
	}
	r.wants[c][n] = File{name, text}
	return nil
}

// finish puts the expected files in order, and checks that each case says what
// is expected, and only one thing.
func (r *reader) finish() error {
	var problems []error
	for _, c := range r.archive.Cases {
		for n := 1; n <= len(r.wants[c]); n++ {
			f, ok := r.wants[c][n]
			if !ok {
				problems = append(problems, fmt.Errorf("%s: want/%d_... is missing", c.ID(), n))
			}
			c.Want = append(c.Want, f)
		}
		expected := 0
		for _, given := range []bool{len(c.Want) > 0, len(c.Refuse) > 0, len(c.Ask) > 0} {
			if given {
				expected++
			}
		}
		if expected != 1 {
			problems = append(problems, fmt.Errorf("%s: it needs one of want, refuse and ask", c.ID()))
		}
		if !slices.Contains(r.seen, c.Name+"/text") {
			problems = append(problems, fmt.Errorf("%s: it has no text", c.ID()))
		}
	}
	return errors.Join(problems...)
}

// lines returns the lines that are not blank.
func lines(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
