package migrate_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/migrate"
)

func TestEvents(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("1_a", "up: CREATE TABLE a (id int)", "up: CREATE TABLE b (id int)")
		w.up(migrate.All())
		var got []string
		for _, e := range w.events {
			switch e := e.(type) {
			case migrate.Started:
				got = append(got, "started "+e.Migration.Name)
			case migrate.Ran:
				got = append(got, e.Statement.SQL)
			case migrate.Finished:
				got = append(got, "finished "+e.Applied.Name)
			default:
				t.Errorf("unexpected event %#v", e)
			}
		}
		same(t, "events", got, []string{"started a", "CREATE TABLE a (id int)", "CREATE TABLE b (id int)", "finished a"})
	})
}

func TestLogger(t *testing.T) {
	w := sqliteWorld(t)
	var out bytes.Buffer
	w.config.Logger = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "duration" {
				return slog.Attr{}
			}
			return a
		},
	}))
	w.add("2_a", "up: CREATE TABLE a (id int)")
	w.up(migrate.All())
	w.add("1_late", "up: INSERT INTO nowhere VALUES (1)")
	w.fails(t.Context())
	want := `level=DEBUG msg="migration started" version=2 name=a direction=up
level=DEBUG msg="statement executed" sql="CREATE TABLE a (id int)"
level=INFO msg=migrated version=2 name=a direction=up
level=WARN msg="migration 1 runs although the newer 2 has already run" at=migrations/1_late.test
level=DEBUG msg="migration started" version=1 name=late direction=up
level=ERROR msg="migration failed" version=1 name=late direction=up error="no such table: nowhere (1)" outcome="rolled back"
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", out.String(), want)
	}
}

// Every Started is followed by exactly one of Finished, Skipped and Failed.
func TestEventsEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var events []string
		type key struct{}
		ctx := context.WithValue(t.Context(), key{}, "the caller's")
		w.config.Observe = func(ctx context.Context, e migrate.Event) {
			if ctx.Value(key{}) == nil {
				t.Errorf("%T has another context", e)
			}
			switch e := e.(type) {
			case migrate.Started:
				events = append(events, "started "+e.Migration.Name)
			case migrate.Ran:
				events = append(events, "ran "+e.Statement.SQL)
			case migrate.Finished:
				events = append(events, "finished "+e.Applied.Name)
			case migrate.Failed:
				events = append(events, "failed "+e.Migration.Name+" "+e.Err.Name)
				if e.Duration <= 0 {
					t.Error("Failed has no duration")
				}
			}
		}
		w.add("1_a", "up: CREATE TABLE a (id int)")
		w.add("2_b", "up: CREATE TABLE b (id int)", "up: INSERT INTO nowhere VALUES (1)", "up: CREATE TABLE c (id int)")
		w.add("3_d", "up: CREATE TABLE d (id int)")
		if _, err := w.migrator().Up(ctx, migrate.All()); err == nil {
			t.Fatal("no error")
		} else if partial := w.dialect.Name() == "mysql"; migrate.IsPartial(err) != partial || migrate.IsInvalid(err) || migrate.IsLocked(err) {
			t.Errorf("wrong predicates for %+v", err)
		}
		same(t, "events", events, []string{"started a", "ran CREATE TABLE a (id int)", "finished a",
			"started b", "ran CREATE TABLE b (id int)", "failed b b"})
	})
}

func TestSkipped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.addTables(1)
		var events []string
		other := *w
		m := w.migrator()
		other.config.Observe = func(_ context.Context, e migrate.Event) {
			switch e := e.(type) {
			case migrate.Started:
				events = append(events, "started")
				w.ran(m.Up(t.Context(), migrate.All())) // somebody else is faster
			case migrate.Skipped:
				events = append(events, "skipped")
				if e.Direction != command.Up || e.Duration <= 0 {
					t.Errorf("got %+v", e)
				}
			default:
				t.Errorf("got %T", e)
			}
		}
		same(t, "up", other.up(migrate.All()), nil)
		same(t, "events", events, []string{"started", "skipped"})
	})
}
