package migrate

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/source"
)

// found are the migrations of all sources by version.
type found struct {
	files    []source.File
	warnings diag.List
	// planning lets one of those who share them load or plan at a time: a
	// callback need not be safe for several goroutines, nor what it calls.
	planning sync.Mutex
}

// alone waits for the turn to load or plan, and returns how to end it.
func (f *found) alone() (end func()) {
	if f == nil {
		return func() {}
	}
	f.planning.Lock()
	return f.planning.Unlock
}

// find lists the migrations of all sources by version. It reads no file.
func (m *Migrator) find(ctx context.Context) ([]source.File, error) {
	if m.shared != nil {
		return m.shared.files, nil
	}
	all, err := m.findAll()
	if err != nil {
		return nil, err
	}
	m.warn(ctx, all.warnings)
	return all.files, nil
}

func (m *Migrator) findAll() (*found, error) {
	files, warnings, err := source.Find(m.config.Folders, m.config.Formats)
	if err != nil {
		return nil, err
	}
	if m.config.FS != nil {
		more, warned, err := m.findInFS()
		if err != nil {
			return nil, err
		}
		files, warnings = append(files, more...), append(warnings, warned...)
	}
	sets := m.config.Sets
	if m.config.Set != nil {
		sets = append([]*whimbrel.Set{m.config.Set}, sets...)
	}
	var problems diag.List
	for _, set := range sets {
		migrations, err := set.Migrations()
		problems = append(problems, diag.All(err)...)
		for _, migration := range migrations {
			files = append(files, source.Loaded(migration))
		}
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	source.Sort(files)
	return &found{files: files, warnings: warnings}, nil
}

// findInFS lists the files of Config.FS, which has no name. That there are none
// is hardly ever meant: a pattern of go:embed, or Formats, leaves them out.
func (m *Migrator) findInFS() ([]source.File, diag.List, error) {
	files, warnings, err := source.Find([]source.Folder{{FS: m.config.FS}}, m.config.Formats)
	if d := diag.All(err); diag.KindOf(err) == diag.IO && len(d) == 1 {
		return nil, nil, d[0].WithDetail("it is the file system that Config.FS gives").WithHint("check the path that it was made of")
	}
	if err == nil && len(files) == 0 {
		var ends []string
		for _, f := range m.config.Formats {
			ends = append(ends, "NUMBER_NAME"+f.Ext)
		}
		warnings = append(warnings, diag.Warningf(diag.Pos{}, "there are no migrations in Config.FS: no file is named %s",
			strings.Join(ends, " or ")).WithHint("check the pattern of go:embed, and Config.Formats"))
	}
	return files, warnings, err
}

// choose is pending_all, pending_to, pending_to_exclusive and pending_step of
// Ecto.Migrator: the files of the direction in its order, as long as the
// target is not passed.
func choose(files []source.File, applied versions, direction command.Direction, target Target) ([]source.File, error) {
	if target.kind == targetOnly {
		files = slices.DeleteFunc(slices.Clone(files), func(f source.File) bool { return f.Version != target.version })
		if len(files) == 0 {
			return nil, diag.List{diag.Errorf(diag.Invalid, diag.Pos{}, "there is no migration %d", target.version)}
		}
	}
	var chosen []source.File
	for _, f := range files {
		if applied.has(f.Version) == (direction == command.Down) {
			chosen = append(chosen, f)
		}
	}
	if direction == command.Down {
		slices.Reverse(chosen)
	}
	for i, f := range chosen {
		if target.passed(f.Version, i, direction) {
			return chosen[:i], nil
		}
	}
	return chosen, nil
}
