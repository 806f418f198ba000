package cli

import (
	_ "embed"
	"errors"
	"io/fs"
	"os"
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

// examplePaths is what "init --go" replaces.
const examplePaths = `# migrations_paths = ["priv/repo/migrations", "priv/repo/tenant_migrations"]`

func (a *app) initCommand() *cobra.Command {
	var kind string
	f := goFlags{}
	c := &cobra.Command{
		Use:   "init",
		Short: "Write a whimbrel.toml and the migrations folder",
		Long: "Write a whimbrel.toml and the migrations folder. With --go, the folder is a Go package and Whimbrel is\n" +
			"required in go.mod, which is made if there is none; what is there already is left as it is.",
		Example: "  whimbrel init --dialect postgres\n  whimbrel init --go\n  whimbrel init --go --module example.com/app",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.init(c, kind, f)
		},
	}
	flags := c.Flags()
	flags.StringVar(&kind, "dialect", config.SQLite, "the database: "+join(config.Dialects, " or "))
	flags.BoolVar(&f.on, "go", false, "prepare a folder of Go migrations")
	flags.StringVar(&f.module, "module", "", "with --go: the path of the module, if there is no go.mod (default: the folder's name)")
	flags.StringVar(&f.replace, "replace", "", "with --go: use the source of Whimbrel in this folder")
	return c
}

func (a *app) init(c *cobra.Command, kind string, f goFlags) error {
	dialect, err := config.DialectOf(kind)
	if err != nil {
		return usagef("%v", err).try("whimbrel init --dialect postgres")
	}
	if !f.on && (f.module != "" || f.replace != "") {
		return usagef("--module and --replace are for Go migrations").try("whimbrel init --go")
	}
	err = a.writeConfig(dialect, f.on)
	if err != nil && !(f.on && errors.Is(err, fs.ErrExist)) {
		return err
	}
	if err != nil {
		a.tell("whimbrel.toml was there already and is left as it is")
	}
	folder, err := a.initFolder()
	if err != nil {
		return err
	}
	if f.on {
		if err := a.initGo(c.Context(), f, folder); err != nil {
			return err
		}
	}
	a.tell("\nNext:\n  whimbrel gen migration add_weather_table    write a migration\n  whimbrel migrate                            run it")
	return nil
}

// writeConfig writes the configuration. Its error is an fs.ErrExist if there is
// one.
func (a *app) writeConfig(dialect string, inGo bool) error {
	path := a.configFile
	if path == "" {
		path = config.FileName
	}
	text := strings.Replace(configTemplate, exampleURLs[config.SQLite], exampleURLs[dialect], 1)
	if inGo {
		// In a Go module, priv/repo says nothing to anybody.
		text = strings.Replace(text, examplePaths, `migrations_paths = ["migrations"]`, 1)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		return errors.Join(diag.Errorf(diag.Invalid, diag.Pos{File: path}, "there is a %s already; it was left as it is", path).
			WithHint("whimbrel gen migration NAME"), err)
	case err != nil:
		return diag.Errorf(diag.IO, diag.Pos{File: path}, "cannot write the configuration: %v", reason(err))
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	a.done("created " + path)
	return nil
}

// initFolder makes the folder that the configuration names.
func (a *app) initFolder() (config.Folder, error) {
	repos, err := a.everyRepo(repoFlags{})
	if err != nil {
		return config.Folder{}, err
	}
	folder := repos[0].Folders[0]
	existed := fileExists(folder.Path)
	if err := os.MkdirAll(folder.Path, 0o755); err != nil {
		return folder, diag.Errorf(diag.IO, diag.Pos{File: folder.Shown}, "cannot make the folder: %v", reason(err))
	}
	if !existed {
		a.done("created " + folder.Shown)
	}
	return folder, nil
}
