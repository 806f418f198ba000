package migrate_test

import (
	"context"
	"errors"
	"testing"

	"github.com/whimbrel-go/whimbrel/migrate"
)

// What Review refuses is not run, and it sees what is pending with the tables
// that are there.
func TestReview(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.config.Set = tables("1_one", "2_two", "3_three")
		same(t, "up", w.up(migrate.Step(1)), []int64{1})

		refusal := errors.New("not today")
		var seen []int64
		w.config.Review = func(ctx context.Context, r migrate.Review) error {
			seen = nil
			for _, p := range r.Planned {
				seen = append(seen, p.Version)
				if m, err := p.Source.Load(); err != nil || m.Version != p.Version || len(p.Statements) == 0 {
					t.Errorf("%d has the source %v (%v) and %d statements", p.Version, m, err, len(p.Statements))
				}
			}
			_, err := r.DB.Query(ctx, "SELECT name FROM one")
			return errors.Join(err, refusal)
		}
		if applied, err := w.migrator().Up(t.Context(), migrate.Step(1)); !errors.Is(err, refusal) || len(applied) > 0 {
			t.Errorf("got %v, %v", applied, err)
		}
		same(t, "planned", seen, []int64{2})
		if _, err := w.migrator().Down(t.Context(), migrate.All()); !errors.Is(err, refusal) {
			t.Errorf("got %v", err)
		}
		same(t, "planned", seen, []int64{1})
		same(t, "tables", w.tables(), []string{"one"})

		refusal = nil
		same(t, "up", w.up(migrate.All()), []int64{2, 3})
		same(t, "planned", seen, []int64{2, 3})
		seen = nil
		w.up(migrate.All())
		same(t, "planned where nothing is pending", seen, nil)
	})
}
