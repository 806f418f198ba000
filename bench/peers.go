package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// peer is another tool that runs migrations.
type peer struct {
	name string
	// pkg is what "go install" makes the program of, at a fixed version, and
	// tags leave out the drivers that are not measured.
	pkg, tags string
	// dialects are the databases that it knows.
	dialects string
	// file is the name and content of the i-th migration, from 0.
	file func(i int, up, down string) (name, text string)
	// args runs everything pending in the folder.
	args func(dialect string, u *url.URL, folder string) []string
}

func peers() []peer {
	return []peer{{
		name: "goose", pkg: "github.com/pressly/goose/v3/cmd/goose@v3.29.0", dialects: "postgres mysql sqlite",
		tags: "no_clickhouse no_libsql no_mssql no_vertica no_ydb",
		file: func(i int, up, down string) (string, string) {
			return fmt.Sprintf("%d_create_table_%04d.sql", firstVersion+i, i), "-- +goose Up\n" + up + "-- +goose Down\n" + down
		},
		args: func(dialect string, u *url.URL, folder string) []string {
			switch dialect {
			case "postgres":
				return []string{"-dir", folder, "postgres", u.String(), "up"}
			case "mysql":
				return []string{"-dir", folder, "mysql", driverAddress(u) + "?parseTime=true", "up"}
			}
			return []string{"-dir", folder, "sqlite3", u.Path, "up"}
		},
	}, {
		name: "golang-migrate", pkg: "github.com/golang-migrate/migrate/v4/cmd/migrate@v4.20.1", tags: "postgres mysql sqlite",
		dialects: "postgres mysql sqlite",
		file: func(i int, up, _ string) (string, string) {
			return fmt.Sprintf("%d_create_table_%04d.up.sql", firstVersion+i, i), up
		},
		args: func(dialect string, u *url.URL, folder string) []string {
			address := u.String()
			switch dialect {
			case "postgres":
				address += "?sslmode=disable"
			case "mysql":
				address = "mysql://" + driverAddress(u) + "?multiStatements=true"
			}
			return []string{"-path", folder, "-database", address, "up"}
		},
	}, {
		name: "tern", pkg: "github.com/jackc/tern/v2@v2.3.4", dialects: "postgres",
		file: func(i int, up, down string) (string, string) {
			return fmt.Sprintf("%04d_create_table.sql", i+1), up + "---- create above / drop below ----\n" + down
		},
		args: func(_ string, u *url.URL, folder string) []string {
			return []string{"migrate", "-m", folder, "--conn-string", u.String()}
		},
	}}
}

// driverAddress is an address as Go's driver for MySQL writes it.
func driverAddress(u *url.URL) string {
	return fmt.Sprintf("%s@tcp(%s)%s", u.User, u.Host, u.Path)
}

// install makes the peer's program, unless the folder has it already.
func (p peer) install(ctx context.Context, folder string) (string, error) {
	name, _, _ := strings.Cut(p.pkg, "@")
	if name = filepath.Base(name); name == "v2" {
		name = p.name
	}
	binary := filepath.Join(folder, name)
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	c := exec.CommandContext(ctx, "go", "install", "-tags", p.tags, p.pkg)
	c.Dir, c.Env = folder, append(os.Environ(), "GOBIN="+folder)
	return binary, runQuietly(c)
}

// write writes the peer's folder.
func (p peer) write(folder string, count int, text func(i int) (up, down string)) error {
	return writeFiles(folder, count, func(i int) (string, string) {
		up, down := text(i)
		return p.file(i, up, down)
	})
}
