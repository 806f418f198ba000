package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// goMigration is what a script does, in Go.
func goMigration(i int) (name, text string) {
	return fmt.Sprintf("%d_create_table_%04d.go", firstVersion+i, i), fmt.Sprintf(`package migrations

import "github.com/whimbrel-go/whimbrel"

func init() { Migrations.Change("%[2]d_create_table_%04[1]d", createTable%04[1]d) }

func createTable%04[1]d(m *whimbrel.Migration) {
	m.CreateTable("table_%04[1]d", func(t *whimbrel.Columns) {
		t.Add("name", whimbrel.String, whimbrel.Null(false))
		t.Add("email", whimbrel.String, whimbrel.Size(100))
		t.Add("amount", whimbrel.Decimal, whimbrel.Precision(10, 2))
		t.Add("active", whimbrel.Boolean, whimbrel.Default(true))
	})
	m.Create(whimbrel.Index("table_%04[1]d", "email"))
}
`, i, firstVersion+i)
}

// buildGo writes a folder of Go migrations and builds the program that has
// them, which is what is measured: building it is done once, and not where it
// runs.
func (b *bench) buildGo(ctx context.Context) error {
	checkout, err := os.Getwd()
	if err != nil {
		return err
	}
	folder := filepath.Join(b.dir, "go")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	b.migrator = filepath.Join(b.dir, "migrator")
	whimbrel := func(args ...string) error {
		c := exec.CommandContext(ctx, b.binary, args...)
		c.Dir, c.Env = folder, append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "CGO_ENABLED=0")
		return runQuietly(c)
	}
	if err := whimbrel("init", "--go", "--replace", checkout, "--module", "example.com/bench"); err != nil {
		return err
	}
	if err := writeFiles(filepath.Join(folder, "migrations"), b.count, goMigration); err != nil {
		return err
	}
	return whimbrel("build", "-o", b.migrator)
}

// compiled is Whimbrel with the Go migrations compiled in, in a folder that has
// nothing else.
func (b *bench) compiled(name string) *tool {
	return &tool{name: name, command: func(ctx context.Context, address string) *exec.Cmd {
		c := exec.CommandContext(ctx, b.migrator, "migrate", "--quiet", "--url", address)
		c.Dir = b.dir
		return c
	}}
}
