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
	migrations := flag.Int("migrations", 1000, "how many migrations the folder has")
	runs := flag.Int("runs", 5, "how often each command is timed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *migrations, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, migrations, runs int) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "whimbrel")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "./cmd/whimbrel")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("building whimbrel: %w", err)
	}
	folder := filepath.Join(dir, "migrations")
	if err := writeFolder(folder, migrations); err != nil {
		return err
	}
	b := &bench{binary: binary, folder: folder, dir: dir, runs: runs}
	fmt.Printf("%d migrations, each a table with four columns and an index; medians of %d runs\n\n", migrations, runs)
	fmt.Printf("%-12s %-34s %10s %10s %7s\n", "database", "what", "whimbrel", "limit", "ratio")
	for _, s := range servers(dir) {
		if s.missing != "" {
			fmt.Printf("%-12s left out: %s\n", s.name, s.missing)
			continue
		}
		if err := b.server(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return b.processes(ctx)
}

// writeFolder writes the scripts.
func writeFolder(folder string, count int) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for i := range count {
		name := fmt.Sprintf("%d_create_table_%04d.exs", 20260101000000+i, i)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(script(i)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func script(i int) string {
	return fmt.Sprintf(`defmodule Bench.Repo.Migrations.CreateTable%04[1]d do
  use Ecto.Migration

  def change do
    create table(:table_%04[1]d) do
      add :name, :string, null: false
      add :email, :string, size: 100
      add :amount, :decimal, precision: 10, scale: 2
      add :active, :boolean, default: true
    end

    create index(:table_%04[1]d, [:email])
  end
end
`, i)
}
