package source_test

import (
	"sync"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/source"
)

// Whoever asks for a shared file gets the same migration, which was loaded once.
func TestShared(t *testing.T) {
	var loads int // without a lock: the race detector looks
	format := source.Format{Ext: ".test", Load: func(string, []byte) (*source.Migration, error) {
		loads++
		return &source.Migration{}, nil
	}}
	files, _, err := source.Find([]source.Folder{{FS: fstest.MapFS{"1_a.test": {Data: []byte("a")}}}}, []source.Format{format})
	if err != nil {
		t.Fatal(err)
	}
	goMigration := &source.Migration{Version: 2}
	shared := source.Shared(append(files, source.Loaded(goMigration)))
	var wait sync.WaitGroup
	for range 8 {
		f := shared[0]
		wait.Go(func() {
			m, err := f.Load()
			sum, sumErr := f.Checksum()
			if err != nil || sumErr != nil || m.Version != 1 || sum == "" {
				t.Errorf("got %+v, %v; %s, %v", m, err, sum, sumErr)
			}
		})
	}
	wait.Wait()
	if loads != 1 {
		t.Errorf("loaded %d times", loads)
	}
	if m, err := shared[1].Load(); m != goMigration || err != nil {
		t.Errorf("got %v, %v", m, err)
	}
}
