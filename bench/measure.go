package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// bench runs and prints the measurements.
type bench struct {
	binary, folder, dir string
	runs                int
}

// server measures one database: everything pending against the same SQL
// through the database's client, and nothing pending.
func (b *bench) server(ctx context.Context, s server) error {
	file := filepath.Join(b.dir, s.dialect+".sql")
	if err := b.writeSQL(ctx, s, file); err != nil {
		return err
	}
	var whimbrel, limit, idle []time.Duration
	for range b.runs {
		url, err := s.fresh()
		if err != nil {
			return err
		}
		elapsed, err := b.migrate(ctx, url)
		if err != nil {
			return err
		}
		whimbrel = append(whimbrel, elapsed)
		if elapsed, err = b.migrate(ctx, url); err != nil {
			return err
		}
		idle = append(idle, elapsed)
		if url, err = s.fresh(); err != nil {
			return err
		}
		if elapsed, err = timed(s.client(url, file)); err != nil {
			return err
		}
		limit = append(limit, elapsed)
	}
	a, l := median(whimbrel), median(limit)
	fmt.Printf("%-12s %-34s %10s %10s %6.2fx\n", s.name, "everything pending", a, l, float64(a)/float64(l))
	fmt.Printf("%-12s %-34s %10s\n", s.name, "nothing pending", median(idle))
	return nil
}

// writeSQL writes what Whimbrel would run as a file for the client.
func (b *bench) writeSQL(ctx context.Context, s server, file string) error {
	plan := exec.CommandContext(ctx, b.binary, "plan", "--dialect", s.dialect, "--format", "sql", b.folder)
	var sql, problems bytes.Buffer
	plan.Stdout, plan.Stderr = &sql, &problems
	if err := plan.Run(); err != nil {
		return fmt.Errorf("plan: %w\n%s", err, problems.Bytes())
	}
	return os.WriteFile(file, sql.Bytes(), 0o644)
}

func (b *bench) migrate(ctx context.Context, url string) (time.Duration, error) {
	c := exec.CommandContext(ctx, b.binary, "migrate", "--quiet", "--url", url, "--migrations-path", b.folder)
	c.Dir = b.dir
	return timed(c)
}

// processes measures what needs no database.
func (b *bench) processes(ctx context.Context) error {
	for _, args := range [][]string{{"version"}, {"plan", "--dialect", "postgres", "--format", "json", b.folder}} {
		var times []time.Duration
		for range b.runs {
			elapsed, err := timed(exec.CommandContext(ctx, b.binary, args...))
			if err != nil {
				return err
			}
			times = append(times, elapsed)
		}
		fmt.Printf("%-12s %-34s %10s\n", "none", args[0], median(times))
	}
	return nil
}

// timed runs a command to its end and returns how long it took.
func timed(c *exec.Cmd) (time.Duration, error) {
	var problems bytes.Buffer
	c.Stderr = &problems
	started := time.Now()
	err := c.Run()
	elapsed := time.Since(started)
	if err != nil {
		return 0, fmt.Errorf("%v: %w\n%s", c.Args, err, problems.Bytes())
	}
	return elapsed, nil
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2].Round(100 * time.Microsecond)
}
