package cli

import (
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
)

//go:embed whimbrel.toml
var configTemplate string

// exampleURLs are what "init --dialect" writes.
var exampleURLs = map[string]string{
	config.Postgres: "postgres://postgres:${PGPASSWORD:-postgres}@localhost/app_dev",
	config.MySQL:    "mysql://root:${MYSQL_PWD:-}@localhost/app_dev",
	config.SQLite:   "sqlite:whimbrel.db",
	config.MSSQL:    "sqlserver://sa:${MSSQL_PASSWORD}@localhost/?database=app_dev",
}

func (a *app) initCommand() *cobra.Command {
	var kind string
	c := &cobra.Command{
		Use:   "init",
		Short: "Write a whimbrel.toml and the migrations folder",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			return a.init(kind)
		},
	}
	c.Flags().StringVar(&kind, "dialect", config.SQLite, "the database: "+join(config.Dialects, " or "))
	return c
}

func (a *app) init(kind string) error {
	dialect, err := config.DialectOf(kind)
	if err != nil {
		return usagef("%v", err).try("whimbrel init --dialect postgres")
	}
	path := a.configFile
	if path == "" {
		path = config.FileName
	}
	text := strings.Replace(configTemplate, exampleURLs[config.SQLite], exampleURLs[dialect], 1)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		return diag.Errorf(diag.Invalid, diag.Pos{File: path}, "there is a %s already; it was left as it is", path).
			WithHint("whimbrel gen migration NAME")
	case err != nil:
		return diag.Errorf(diag.IO, diag.Pos{File: path}, "cannot write the configuration: %v", reason(err))
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	a.done("created " + path)
	folder := filepath.Join("priv", "repo", "migrations")
	existed := fileExists(folder)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return diag.Errorf(diag.IO, diag.Pos{File: folder}, "cannot make the folder: %v", reason(err))
	}
	if !existed {
		a.done("created " + folder)
	}
	a.tell("\nNext:\n  whimbrel gen migration add_weather_table    write a migration\n  whimbrel migrate                            run it")
	return nil
}
