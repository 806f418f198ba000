package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
)

// sketch is a drafted migration with its text.
type sketch struct {
	file draft.File
	text draftText
	// version, base and body are those of the file that is written, or would be;
	// shown is its path once it is.
	version           int64
	base, body, shown string
}

// write is the text under the version that generate chooses.
func (s *sketch) write(version int64, name string) (base, text string, err error) {
	s.base, s.body, err = s.text(version, name)
	return s.base, s.body, err
}

// sketches writes all texts, so that a migration without a form in the language
// is found before the first file is made.
func (d *drafting) sketches(p *draftPrinter, result *draft.Result) ([]*sketch, error) {
	var list []*sketch
	at := d.app.now().UTC()
	for _, file := range result.Files {
		if err := generate.Check(file.Name); err != nil {
			return nil, err
		}
		text, warnings, err := p.print(file)
		if err != nil {
			return nil, err
		}
		d.notes = append(d.notes, warnings...)
		s := &sketch{file: file, text: text, version: versionAt(at)}
		if _, _, err := s.write(s.version, file.Name); err != nil {
			return nil, err
		}
		list = append(list, s)
		at = at.Add(time.Second)
	}
	return list, nil
}

// write writes all files, one second apart, or none of them.
func (d *drafting) write(p *draftPrinter, sketches []*sketch) error {
	undo := &undoing{}
	err := d.writeEach(p, sketches, undo)
	if err == nil {
		return nil
	}
	return errors.Join(err, undo.all())
}

func (d *drafting) writeEach(p *draftPrinter, sketches []*sketch, undo *undoing) error {
	undo.folders(p.folder.Path)
	at := d.app.now()
	for _, s := range sketches {
		if err := d.prepare(p, s, undo); err != nil {
			return err
		}
		file, err := generate.Write(generate.Migration{
			Name: s.file.Name, Folder: p.folder.Path, Shown: p.folder.Shown, Now: at, Go: s.write,
		})
		if err != nil {
			return err
		}
		s.version, s.shown = file.Version, file.Path
		undo.file(filepath.Join(p.folder.Path, s.base))
		if at, err = time.Parse(versionLayout, strconv.FormatInt(file.Version, 10)); err != nil {
			return err
		}
		at = at.Add(time.Second)
	}
	return nil
}

// prepare looks at the Go package of the folder before each file, since the
// next one must not have the identifiers of those before it, and writes the Set
// if there is none.
func (d *drafting) prepare(p *draftPrinter, s *sketch, undo *undoing) error {
	target, err := gobuild.OpenFolder(p.folder.Path, p.folder.Shown)
	if err != nil {
		return err
	}
	// Files are compared by generate; a migration may be in one of another name.
	if there := target.Adds(s.file.Name); there != "" {
		return diag.Errorf(diag.Invalid, diag.Pos{File: p.folder.Shown}, "there is already a migration %s", there).
			WithHint("choose another name with --name")
	}
	if p.format != "go" {
		return nil
	}
	*p.target = *target
	if _, err := gobuild.FindModule(p.folder.Path, p.folder.Shown); err != nil || target.Set != "" {
		return err
	}
	shown, err := makeSet(target)
	if err != nil {
		return err
	}
	undo.file(filepath.Join(p.folder.Path, gobuild.SetFile))
	d.notes = append(d.notes, noted("created %s with the Set that the migration is added to", shown))
	return nil
}

// undoing removes what was made, the last first.
type undoing struct{ paths []string }

func (u *undoing) file(path string) { u.paths = append(u.paths, path) }

// folders notes the folders that are about to be made.
func (u *undoing) folders(path string) {
	if fileExists(path) || filepath.Dir(path) == path {
		return
	}
	u.folders(filepath.Dir(path))
	u.paths = append(u.paths, path)
}

func (u *undoing) all() error {
	var problem error
	for i := len(u.paths) - 1; i >= 0; i-- {
		if err := os.Remove(u.paths[i]); err != nil && !errors.Is(err, os.ErrNotExist) {
			problem = fmt.Errorf("cannot remove %s again: %w", filepath.Base(u.paths[i]), reason(err))
		}
	}
	return problem
}

// versionLayout is how a version shows its time.
const versionLayout = "20060102150405"

func versionAt(at time.Time) int64 {
	version, _ := strconv.ParseInt(at.Format(versionLayout), 10, 64)
	return version
}
