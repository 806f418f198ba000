package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
)

func main() {
	b := &bench{programs: map[string]string{}}
	flag.IntVar(&b.count, "migrations", 1000, "how many migrations are run")
	flag.IntVar(&b.many, "many", 10000, "how many are applied where nothing is pending, in the larger case")
	flag.IntVar(&b.runs, "runs", 5, "how often each command is timed")
	raw := flag.Bool("raw", false, "send a file of SQL with the driver alone: -raw DIALECT ADDRESS FILE (the benchmark runs itself so)")
	folder := flag.String("peers", "", "where the other tools are, and where they are installed if they are missing (default: the user's cache)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	run := func() error { return b.run(ctx, *folder) }
	if *raw {
		run = func() error { return sendRaw(ctx, flag.Args()) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context, programs string) (err error) {
	if b.dir, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	b.binary = filepath.Join(b.dir, "whimbrel")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", b.binary, "./cmd/whimbrel")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if err := runQuietly(build); err != nil {
		return err
	}
	b.folder, b.lots = filepath.Join(b.dir, "few"), filepath.Join(b.dir, "many")
	if err := writeFiles(b.folder, b.count, script); err != nil {
		return err
	}
	if err := writeFiles(b.lots, b.many, script); err != nil {
		return err
	}
	if err := b.buildGo(ctx); err != nil {
		return fmt.Errorf("the Go migrations: %w", err)
	}
	if err := b.install(ctx, programs); err != nil {
		return err
	}
	fmt.Printf("\nMedians of %d runs (nothing pending: %d).\n\n", b.runs, 4*b.runs)
	fmt.Println("| database | what | program | time | ratio | its CPU time | peak memory |")
	fmt.Println("|---|---|---|--:|--:|--:|--:|")
	for _, s := range servers(b.dir) {
		if s.missing != "" {
			fmt.Fprintf(os.Stderr, "NOT AVAILABLE: %s: %s\n", s.name, s.missing)
			continue
		}
		if err := b.server(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if err := b.tenants(ctx, s); err != nil {
			return fmt.Errorf("%s, tenants: %w", s.name, err)
		}
	}
	return nil
}

// install gets the peers. One that cannot be had is left out, loudly.
func (b *bench) install(ctx context.Context, folder string) error {
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		folder = filepath.Join(cache, "whimbrel-bench")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, p := range peers() {
		binary, err := p.install(ctx, folder)
		if err != nil {
			fmt.Fprintf(os.Stderr, "NOT AVAILABLE: %s: %v\n", p.name, err)
			continue
		}
		b.programs[p.name] = binary
		fmt.Printf("%s is %s\n", p.name, p.pkg)
	}
	return nil
}
