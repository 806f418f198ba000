package migrate

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/source"
)

// filesEach is how many files are worth a goroutine that loads them.
const filesEach = 8

// loaded is what has become of a file.
type loaded struct {
	plan *plan.Plan
	err  error
	// panicked is the panic of the goroutine that has loaded it.
	panicked any
}

// loadAll loads and plans the files, each of which knows nothing of the others:
// where there are many, with as many goroutines as there are processors. Code in
// Go is called by one goroutine, the caller's.
func (m *Migrator) loadAll(files []source.File, direction command.Direction) []loaded {
	all := make([]loaded, len(files))
	workers := min(runtime.GOMAXPROCS(0), len(files)/filesEach)
	inGo := func(f source.File) bool { return len(f.Paths()) == 0 }
	if workers < 2 || m.shared != nil || slices.ContainsFunc(files, inGo) {
		for i, f := range files {
			all[i].plan, all[i].err = m.load(f, direction)
		}
		return all
	}
	var next atomic.Int64
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				all[i] = m.loadBeside(files[i], direction)
			}
		})
	}
	working.Wait()
	for _, l := range all {
		if l.panicked != nil {
			panic(l.panicked) // as it would have without goroutines
		}
	}
	return all
}

// loadBeside loads and plans a file on a goroutine of its own.
func (m *Migrator) loadBeside(f source.File, direction command.Direction) (l loaded) {
	defer func() { l.panicked = recover() }()
	l.plan, l.err = m.load(f, direction)
	return l
}

func (m *Migrator) load(f source.File, direction command.Direction) (*plan.Plan, error) {
	defer m.shared.alone()()
	migration, err := f.Load()
	if err != nil {
		return nil, err
	}
	commands := m.config.Commands
	commands.OutsideTransaction = m.config.Transaction == TransactionNone
	p, err := plan.Build(migration, direction, commands, m.config.Dialect)
	if err != nil {
		return nil, err
	}
	p.Migration = withoutCode(migration)
	if m.config.Transaction == TransactionNone {
		p.InTransaction, p.AfterBegin, p.BeforeCommit = false, nil, nil
	}
	// The server would refuse such names in the middle of the run.
	return p, p.LongNames.Err()
}

// withoutCode is a migration without its callbacks. They hold the whole script,
// which nobody needs any more once it is planned.
func withoutCode(m *source.Migration) *source.Migration {
	kept := *m
	kept.Up, kept.Down, kept.Change, kept.AfterBegin, kept.BeforeCommit = nil, nil, nil, nil, nil
	return &kept
}
