package pgx_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	pgxdriver "github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/database/pgx"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

func pool(t *testing.T, change func(*pgxpool.Config)) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(dbtest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 1
	change(config)
	p, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func open(t *testing.T, c database.Connector) database.Conn {
	t.Helper()
	conn, err := c.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// The sessions of a pool's connector are like those of the pool, but not among
// them.
func TestPool(t *testing.T) {
	before, after := 0, 0
	p := pool(t, func(c *pgxpool.Config) {
		c.BeforeConnect = func(_ context.Context, config *pgxdriver.ConnConfig) error {
			before++
			config.RuntimeParams["application_name"] = "the pool's"
			return nil
		}
		c.AfterConnect = func(ctx context.Context, conn *pgxdriver.Conn) error {
			after++
			_, err := conn.Exec(ctx, "SET work_mem = '7MB'")
			return err
		}
	})
	busy, err := p.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Release()
	connector := pgx.Pool(p)
	if connector.Dialect().Name() != "postgres" || before != 1 {
		t.Errorf("dialect %s, %d sessions", connector.Dialect().Name(), before)
	}
	first, second := open(t, connector), open(t, connector)
	rows, err := second.Query(t.Context(), "SELECT current_setting('work_mem'), current_setting('application_name')")
	if err != nil || rows[0][0] != "7MB" || rows[0][1] != "the pool's" || before != 3 || after != 3 {
		t.Errorf("got %v, %v, hooks %d and %d", rows, err, before, after)
	}

	var notices []database.Notice
	first.OnNotice(func(n database.Notice) { notices = append(notices, n) })
	if err := first.Exec(t.Context(), "DO $$ BEGIN RAISE NOTICE 'hello'; END $$", "SET work_mem = '8MB'"); err != nil || len(notices) != 1 {
		t.Errorf("got %v, notices %v", err, notices)
	}
	// A cancelled statement leaves the session usable.
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := first.Exec(ctx, "SELECT pg_sleep(60)"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := first.Exec(t.Context(), "SELECT 1"); err != nil {
		t.Errorf("the session cannot be used any more: %v", err)
	}
	if got := p.Stat().NewConnsCount(); got != 1 {
		t.Errorf("the pool has opened %d connections", got)
	}
}

func TestPoolThatCannotConnect(t *testing.T) {
	hook := errors.New("the hook says no")
	fails := func(change func(*pgxpool.Config)) error {
		config, err := pgxpool.ParseConfig("postgres://u:s3cr3tWORD@127.0.0.1:1/d")
		if err != nil {
			t.Fatal(err)
		}
		change(config)
		p, err := pgxpool.NewWithConfig(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		_, err = pgx.Pool(p).Connect(t.Context())
		return err
	}
	err := fails(func(*pgxpool.Config) {})
	var e *database.Error
	if !errors.As(err, &e) || strings.Contains(err.Error(), "s3cr3t") || !strings.Contains(e.Message, "127.0.0.1:1") {
		t.Errorf("got %v", err)
	}
	err = fails(func(c *pgxpool.Config) {
		c.BeforeConnect = func(context.Context, *pgxdriver.ConnConfig) error { return hook }
	})
	if !errors.Is(err, hook) {
		t.Errorf("got %v", err)
	}
	working := pool(t, func(c *pgxpool.Config) {
		c.AfterConnect = func(context.Context, *pgxdriver.Conn) error { return hook }
	})
	if _, err := pgx.Pool(working).Connect(t.Context()); !errors.Is(err, hook) {
		t.Errorf("got %v", err)
	}
}

func TestURL(t *testing.T) {
	conn := open(t, pgx.URL(dbtest.Postgres(t)))
	if rows, err := conn.Query(t.Context(), "SELECT 1"); err != nil || rows[0][0] != int64(1) {
		t.Errorf("got %v, %v", rows, err)
	}
	if _, err := pgx.URL("postgres://u:s3cr3tWORD@[").Connect(t.Context()); err == nil || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("got %v", err)
	}
}
