package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"

	_ "github.com/go-sql-driver/mysql" // the "mysql" driver
	"github.com/jackc/pgx/v5/pgconn"
	_ "modernc.org/sqlite" // the "sqlite" driver

	"github.com/whimbrel-go/whimbrel/database/sqldb"
)

// rawDriver is this program in the role of the simplest one that there can be:
// it sends a file of SQL, statement by statement, with the driver that Whimbrel
// uses, and does nothing else.
func rawDriver(dialect, file string) *tool {
	return &tool{name: "raw driver", command: func(ctx context.Context, address string) *exec.Cmd {
		program, err := os.Executable()
		if err != nil {
			program = os.Args[0]
		}
		return exec.CommandContext(ctx, program, "-raw", dialect, address, file)
	}}
}

// sendRaw is what that program does.
func sendRaw(ctx context.Context, args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("-raw needs a dialect, an address and a file")
	}
	text, err := os.ReadFile(args[2])
	if err != nil {
		return err
	}
	exec, end, err := openRaw(ctx, args[0], args[1])
	if err != nil {
		return err
	}
	// No statement of the benchmark has a semicolon at the end of a line within.
	for statement := range strings.SplitSeq(string(text), ";\n") {
		if err := exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return end()
}

// openRaw opens one session.
func openRaw(ctx context.Context, dialect, address string) (exec func(context.Context, string) error, end func() error, err error) {
	if dialect == "postgres" {
		conn, err := pgconn.Connect(ctx, address)
		if err != nil {
			return nil, nil, err
		}
		exec = func(ctx context.Context, statement string) error {
			_, err := conn.Exec(ctx, statement).ReadAll()
			return err
		}
		return exec, func() error { return conn.Close(ctx) }, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil, err
	}
	driver, dsn := "mysql", driverAddress(u)
	if dialect == "sqlite" {
		driver, dsn = "sqlite", sqldb.SQLiteDSN(u.Path, nil)
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, nil, err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	exec = func(ctx context.Context, statement string) error {
		if onlyComments(statement) {
			return nil // which MySQL refuses to run
		}
		_, err := conn.ExecContext(ctx, statement)
		return err
	}
	return exec, pool.Close, nil
}

func onlyComments(statement string) bool {
	for line := range strings.Lines(statement) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			return false
		}
	}
	return true
}
