package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/whimbrel-go/whimbrel/diag"
)

func sortOld(old []oldMigration) {
	slices.SortStableFunc(old, func(a, b oldMigration) int {
		switch {
		case a.Version < b.Version:
			return -1
		case a.Version > b.Version:
			return 1
		}
		return 0
	})
}

// path is where a file of a migration is.
func (s *squashing) path(o oldMigration, within string) string {
	return filepath.Join(o.folder.Path, filepath.FromSlash(within))
}

// archive is where an old file goes: beside its folder, since migrations are
// looked for in all folders below it.
func (s *squashing) archive(o oldMigration, within string) string {
	return filepath.Join(o.folder.Path+"_squashed", strconv.FormatInt(s.flags.to, 10), filepath.FromSlash(within))
}

// finish takes the old files away, once the new one is in its place. All of
// them are copied before the first is removed, and that with the new file's
// version goes last: as long as it is there no run begins, as the version is
// there twice, and the same command goes on from here.
func (s *squashing) finish(written string) error {
	if err := s.takeAway(written); err != nil {
		problem := diag.Errorf(diag.IO, diag.Pos{}, "the squashed migration %s is written, but the old files are not all gone: %v", written, err).
			WithDetail("No migrations can be run until they are: the version is there twice.").
			WithHint("whimbrel squash --to %d goes on from here", s.flags.to)
		return problem
	}
	removed := len(s.old)
	for _, o := range s.old {
		if filepath.Base(o.Paths()[0]) == written {
			removed--
		}
	}
	a := s.app
	a.done(fmt.Sprintf("%s up to %d are one now: %s", plural(removed, "migration"), s.flags.to, written))
	if !s.flags.discard {
		a.tell("The old files are in %s.", s.last().folder.Shown+"_squashed/"+strconv.FormatInt(s.flags.to, 10))
	}
	a.tell("Databases that have run %d have nothing to do. Bring all others up to it with the old files first.", s.flags.to)
	return nil
}

func (s *squashing) takeAway(written string) error {
	var last []string
	var first []string
	for _, o := range s.old {
		for _, within := range o.Paths() {
			path := s.path(o, within)
			if filepath.Base(path) == written {
				continue
			}
			if !s.flags.discard {
				if err := copyFile(path, s.archive(o, within)); err != nil {
					return err
				}
			}
			if o.Version == s.flags.to {
				last = append(last, path)
			} else {
				first = append(first, path)
			}
		}
	}
	// Of a pair the file that makes it a migration goes at the very end.
	slices.Reverse(last)
	for _, path := range append(first, last...) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// copyFile copies a file, unless the same text is there already.
func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if there, err := os.ReadFile(to); err == nil {
		if bytes.Equal(there, text) {
			return nil
		}
		return fmt.Errorf("%s is there already, with another text", to)
	}
	return writeWhole(to, to, string(text))
}
