package migrate

import (
	"context"

	"github.com/whimbrel-go/whimbrel/source"
)

// outset is what a run knows before it decides anything.
type outset struct {
	*executor
	files   []source.File
	applied versions
	// exists: there is a table of versions.
	exists bool
}

// begin looks for the files and, at the same time, into the database: with
// thousands of migrations either takes as long as the other. An error of the
// files is the one that is told. A file of SQLite, which opening would create,
// is opened only once the folders are known to be in order.
func (m *Migrator) begin(ctx context.Context) (outset, error) {
	if m.dialectName() == "sqlite" {
		files, err := m.find(ctx)
		if err != nil {
			return outset{}, err
		}
		o, err := m.lookIn(ctx)
		o.files = files
		return o, err
	}
	var o outset
	var looked error
	done := make(chan struct{})
	go func() {
		defer close(done)
		o, looked = m.lookIn(ctx)
	}()
	// Nothing is told meanwhile, as events come one at a time.
	all := m.shared
	var err error
	if all == nil {
		all, err = m.findAll()
	}
	<-done
	if err != nil {
		if looked == nil {
			o.close(ctx)
		}
		return outset{}, err
	}
	if m.shared == nil {
		m.warn(ctx, all.warnings)
	}
	o.files = all.files
	return o, looked
}

// upToDate says what there is where a run has nothing to do.
func upToDate(files []source.File, applied versions) UpToDate {
	e := UpToDate{Applied: len(applied)}
	for _, f := range files {
		if !applied.has(f.Version) {
			e.Pending++
		}
	}
	return e
}

// lookIn opens the session and reads the applied versions.
func (m *Migrator) lookIn(ctx context.Context) (outset, error) {
	x, err := m.start(ctx)
	if err != nil {
		return outset{}, err
	}
	applied, exists, err := x.store.read(ctx)
	if err != nil {
		x.close(ctx)
		return outset{}, err
	}
	return outset{executor: x, applied: applied, exists: exists}, nil
}
