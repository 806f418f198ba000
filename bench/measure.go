package main

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// bench runs and prints the measurements.
type bench struct {
	// dir is for all files, binary is Whimbrel, migrator is it with migrations in
	// Go, and programs are the peers'.
	dir, binary, migrator string
	programs              map[string]string
	runs                  int
	count, many           int
	folder, lots          string
}

// tool is a program that is measured on one database.
type tool struct {
	name string
	// command runs what is pending in the database.
	command func(ctx context.Context, address string) *exec.Cmd
	// prepare applies everything without it being measured; nil means by
	// running command.
	prepare func(ctx context.Context, address string) *exec.Cmd
	times   []sample
}

// server measures one database.
func (b *bench) server(ctx context.Context, s server) error {
	file := filepath.Join(b.dir, s.dialect+".sql")
	if err := b.writeSQL(ctx, s, file); err != nil {
		return err
	}
	client := &tool{name: s.clientName, command: func(_ context.Context, address string) *exec.Cmd { return s.client(address, file) }}
	whimbrel := []*tool{
		rawDriver(s.dialect, file),
		b.whimbrel("Whimbrel, .exs", b.folder), b.compiled("Whimbrel, Go"), b.whimbrel("Whimbrel, .sql", b.sqlFolder(s)),
	}
	if err := b.peerFolders(s); err != nil {
		return err
	}
	cold := append([]*tool{client}, append(whimbrel, b.peers(s, "few")...)...)
	if err := b.cold(ctx, s, cold); err != nil {
		return err
	}
	b.print(s, fmt.Sprintf("%d pending", b.count), cold)
	for _, size := range []struct {
		name, folder string
		count        int
	}{{"few", b.folder, b.count}, {"many", b.lots, b.many}} {
		own := b.whimbrel("Whimbrel, .exs", size.folder)
		own.prepare = func(ctx context.Context, address string) *exec.Cmd { return b.baseline(ctx, address, size.folder) }
		idle := append([]*tool{own}, b.inTime(s, b.peers(s, size.name), cold, size.count)...)
		if err := b.idle(ctx, s, idle); err != nil {
			return err
		}
		b.print(s, fmt.Sprintf("nothing pending, %d applied", size.count), idle)
	}
	return nil
}

// slow is how long one run may take of which there are several, and patience
// how long it may take to apply everything where nothing is to be pending.
const slow, patience = 5 * time.Second, time.Minute

// inTime leaves a tool out, loudly, that would take too long to get there, by
// what it has taken for everything pending.
func (b *bench) inTime(s server, tools, cold []*tool, count int) []*tool {
	return slices.DeleteFunc(tools, func(t *tool) bool {
		i := slices.IndexFunc(cold, func(c *tool) bool { return c.name == t.name })
		if i < 0 || len(cold[i].times) == 0 {
			return false
		}
		needed := median(cold[i].times).elapsed * time.Duration(count) / time.Duration(b.count)
		if needed > patience {
			fmt.Fprintf(os.Stderr, "LEFT OUT: %s, %s with %d applied: it would take %s to apply them\n", s.name, t.name, count, needed.Round(time.Second))
		}
		return needed > patience
	})
}

// cold measures everything pending. The tools take turns, so that a machine
// that is busy for a while is so for all of them.
func (b *bench) cold(ctx context.Context, s server, tools []*tool) error {
	for range b.runs {
		for _, t := range tools {
			if len(t.times) > 0 && t.times[0].elapsed > slow {
				continue
			}
			address, err := s.fresh()
			if err != nil {
				return err
			}
			if err := t.measure(ctx, address); err != nil {
				return err
			}
		}
	}
	return nil
}

// idle measures nothing pending, one tool after the other, as all of them have
// the same database.
func (b *bench) idle(ctx context.Context, s server, tools []*tool) error {
	for _, t := range tools {
		address, err := s.fresh()
		if err != nil {
			return err
		}
		prepare := t.prepare
		if prepare == nil {
			prepare = t.command
		}
		if _, err := timed(prepare(ctx, address)); err != nil {
			return err
		}
		for range 4 * b.runs {
			if err := t.measure(ctx, address); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tool) measure(ctx context.Context, address string) error {
	m, err := timed(t.command(ctx, address))
	t.times = append(t.times, m)
	return err
}

// print writes the rows of one comparison. The first tool is the measure.
func (b *bench) print(s server, what string, tools []*tool) {
	for _, t := range tools {
		m, limit := median(t.times), median(tools[0].times)
		fmt.Printf("| %s | %s | %s | %s | %.2f× | %s | %.0f MB |\n", s.name, what, t.name,
			shown(m.elapsed), float64(m.elapsed)/float64(limit.elapsed), shown(m.cpu), float64(m.peak)/(1<<20))
	}
}

func shown(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

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

func (b *bench) whimbrel(name, folder string) *tool {
	return &tool{name: name, command: func(ctx context.Context, address string) *exec.Cmd {
		c := exec.CommandContext(ctx, b.binary, "migrate", "--quiet", "--url", address, "--migrations-path", folder)
		c.Dir = b.dir
		return c
	}}
}

func (b *bench) baseline(ctx context.Context, address, folder string) *exec.Cmd {
	c := exec.CommandContext(ctx, b.binary, "baseline", "--all", "--quiet", "--url", address, "--migrations-path", folder)
	c.Dir = b.dir
	return c
}

func (b *bench) sqlFolder(s server) string { return filepath.Join(b.dir, s.dialect, "whimbrel") }

func (b *bench) peerFolder(s server, p peer, size string) string {
	return filepath.Join(b.dir, s.dialect, p.name+"-"+size)
}

// peerFolders writes the migrations of one database.
func (b *bench) peerFolders(s server) error {
	own := func(i int) (string, string) {
		up, _ := tables(s.dialect)(i)
		return fmt.Sprintf("%d_create_table_%04d.up.sql", firstVersion+i, i), up
	}
	if err := writeFiles(b.sqlFolder(s), b.count, own); err != nil {
		return err
	}
	for _, p := range peers() {
		if err := p.write(b.peerFolder(s, p, "few"), b.count, tables(s.dialect)); err != nil {
			return err
		}
		if err := p.write(b.peerFolder(s, p, "many"), b.many, nothing); err != nil {
			return err
		}
	}
	return nil
}

// peers are the other tools that know the database and are there.
func (b *bench) peers(s server, size string) []*tool {
	var list []*tool
	for _, p := range peers() {
		binary := b.programs[p.name]
		if binary == "" || !slices.Contains(strings.Fields(p.dialects), s.dialect) {
			continue
		}
		folder := b.peerFolder(s, p, size)
		list = append(list, &tool{name: p.name, command: func(ctx context.Context, address string) *exec.Cmd {
			u, err := url.Parse(address)
			if err != nil {
				u = &url.URL{}
			}
			c := exec.CommandContext(ctx, binary, p.args(s.dialect, u, folder)...)
			c.Dir = b.dir
			return c
		}})
	}
	return list
}
