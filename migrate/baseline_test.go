package migrate_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// rows returns the table of versions as text.
func (w *world) rows() []string {
	w.t.Helper()
	query := "SELECT version, inserted_at FROM schema_migrations ORDER BY version"
	if w.dialect.Name() == "postgres" {
		query = "SELECT version, inserted_at::text FROM schema_migrations ORDER BY version"
	}
	rows, err := w.conn().Query(w.t.Context(), query)
	if err != nil {
		w.t.Fatal(err)
	}
	var list []string
	for _, row := range rows {
		list = append(list, fmt.Sprint(row...))
	}
	return list
}

func (w *world) baseline(target migrate.Target, mode migrate.BaselineMode) ([]int64, error) {
	w.t.Helper()
	list, err := w.migrator().Baseline(w.t.Context(), target, mode)
	var versions []int64
	for _, s := range list {
		versions = append(versions, s.Version)
	}
	return versions, err
}

// The rows are those of a run, and nothing else happens.
func TestBaseline(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		for _, mode := range []migrate.BaselineMode{migrate.BaselineShown, migrate.BaselineShownForced} {
			got, err := w.baseline(migrate.To(2), mode)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "shown", got, []int64{1, 2})
			same(t, "tables", w.tables(), nil)
		}
		got, err := w.baseline(migrate.To(2), migrate.BaselineSafe)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "recorded", got, []int64{1, 2})
		same(t, "tables", w.tables(), nil)
		same(t, "versions", w.versions(), []int64{1, 2})
		baselined := w.rows()
		same(t, "up", w.up(migrate.All()), []int64{3})
		same(t, "rows", w.rows()[:2], baselined)
		same(t, "like those of a run", []string{w.rows()[2][1:]}, []string{baselined[1][1:]})

		got, err = w.baseline(migrate.All(), migrate.BaselineSafe)
		if err != nil || len(got) != 0 {
			t.Errorf("again: %v, %v", got, err)
		}
		// From now on they are watched.
		w.add("1_t1", "up: something else")
		same(t, "drift", w.drift(), []string{"migrations/1_t1.testt1 edited"})
	})
}

func TestBaselineRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(3)
		if _, err := w.migrator().Up(t.Context(), migrate.Only(3)); err != nil {
			t.Fatal(err)
		}
		_, err := w.baseline(migrate.To(2), migrate.BaselineSafe)
		if !migrate.IsInvalid(err) {
			t.Fatalf("got %v", err)
		}
		contains(t, diag.All(err)[0].Hint, "whimbrel baseline 2 --force")
		same(t, "versions", w.versions(), []int64{3})
		got, err := w.baseline(migrate.To(2), migrate.BaselineForced)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "forced", got, []int64{1, 2})

		_, err = w.baseline(migrate.To(22), migrate.BaselineSafe)
		contains(t, err.Error(), "there is no migration 22")
		if _, err = w.baseline(migrate.Step(1), migrate.BaselineSafe); err == nil {
			t.Error("a step is no baseline")
		}
	})
}

// What Whimbrel cannot run can be taken for applied all the same.
func TestBaselineEvaluatesNothing(t *testing.T) {
	w := sqliteWorld(t)
	w.files["1_a.test"] = &fstest.MapFile{Data: []byte("no such word")}
	if _, err := w.migrator().Up(t.Context(), migrate.All()); err == nil {
		t.Fatal("it can be run")
	}
	got, err := w.baseline(migrate.All(), migrate.BaselineSafe)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "recorded", got, []int64{1})
}

// Two at once: each version is recorded once, and both succeed.
func TestBaselineTogether(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(50)
		done := make(chan error, 4)
		for range cap(done) {
			m := w.migrator()
			go func() {
				_, err := m.Baseline(t.Context(), migrate.All(), migrate.BaselineSafe)
				done <- err
			}()
		}
		var all error
		for range cap(done) {
			all = errors.Join(all, <-done)
		}
		if all != nil {
			t.Fatal(all)
		}
		if n := len(w.versions()); n != 50 {
			t.Errorf("%d versions", n)
		}
	})
}
