package cli

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/structure"
)

// structureFlags are the flags that dump and load share.
type structureFlags struct {
	repoFlags
	path string
}

func (f *structureFlags) add(c *cobra.Command) {
	f.repoFlags.add(c)
	c.Flags().StringVarP(&f.path, "dump-path", "d", "", "the file (default: structure.sql beside the migrations folder, or dump_path of whimbrel.toml)")
}

func (a *app) dumpCommand() *cobra.Command {
	f := &structureFlags{}
	var prefixes []string
	c := &cobra.Command{
		Use:   "dump",
		Short: "Write the database's structure into structure.sql",
		Long: "Write the structure of the database and the applied versions into a file of SQL, which load reads. The same\n" +
			"structure gives the same file. PostgreSQL needs pg_dump, MySQL and MariaDB need mysqldump or mariadb-dump;\n" +
			"SQLite needs nothing.",
		Example: "  whimbrel dump\n  whimbrel dump --dump-path db/structure.sql\n  whimbrel dump --prefix public --prefix billing",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.eachStructure(f, func(r *config.Repo) error { return a.dump(c.Context(), r, prefixes) })
		},
	}
	f.add(c)
	c.Flags().StringArrayVar(&prefixes, "prefix", nil, "dump this schema (repeatable) or, on MySQL, this database only")
	return c
}

// eachStructure runs f for every chosen repository, with the file of the flag.
func (a *app) eachStructure(f *structureFlags, run func(*config.Repo) error) error {
	repos, err := a.everyRepo(f.repoFlags)
	if err != nil {
		return err
	}
	if f.path != "" && len(repos) > 1 {
		return usagef("--dump-path names one file, but there are %d repositories: %s", len(repos), repoNames(repos)).
			try("--repo " + repos[0].Name + " --dump-path " + f.path)
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	for _, r := range repos {
		if f.path != "" {
			r.Structure = config.FolderAt(dir, f.path)
		}
		if err := run(r); err != nil {
			return err
		}
	}
	return nil
}

// structureOf opens the database of a repository for a dump or a load.
func (a *app) structureOf(ctx context.Context, r *config.Repo) (structure.Target, config.Database, error) {
	d, err := r.Database()
	if err != nil {
		return structure.Target{}, d, err
	}
	conn, err := a.connect(ctx, d)
	if err != nil {
		return structure.Target{}, d, err
	}
	return a.structureTarget(r, d, conn), d, nil
}

func (a *app) structureTarget(r *config.Repo, d config.Database, conn database.Conn) structure.Target {
	server := structure.Server{
		Host: d.Host, Port: d.Port, Socket: d.Socket, User: d.User, Password: d.Password, Name: d.Name, Params: d.Params,
	}
	return structure.Target{Dialect: dialectFor(d.Dialect), Conn: conn, Server: server, Versions: r.VersionsTable}
}

// hangUp ends a session. It returns the command's error, or else its own.
func hangUp(ctx context.Context, conn database.Conn, err error) error {
	return (&session{conns: []database.Conn{conn}}).close(ctx, err)
}

func (a *app) dump(ctx context.Context, r *config.Repo, prefixes []string) error {
	started := time.Now()
	d, err := r.Database()
	if err != nil {
		return err
	}
	if d.Dialect == config.SQLite && !fileExists(d.Path) {
		return diag.Errorf(databaseKind, diag.Pos{File: d.Shown}, "there is no database %s to dump", d.Shown).WithHint("whimbrel migrate")
	}
	target, d, err := a.structureOf(ctx, r)
	if err != nil {
		return err
	}
	text, err := structure.Dump(ctx, target, structure.Options{Prefixes: prefixes})
	if err := hangUp(ctx, target.Conn, err); err != nil {
		return err
	}
	if err := writeWhole(r.Structure.Path, r.Structure.Shown, text); err != nil {
		return err
	}
	a.done("The structure of " + d.String() + " has been dumped to " + r.Structure.Shown + " in " + duration(time.Since(started)) + ".")
	return nil
}

// writeWhole writes a file so that it is never there in part: whoever reads it
// meanwhile, or after a crash, sees the old text or the new one.
func writeWhole(path, shown, text string) error {
	failed := func(err error) error {
		return diag.Errorf(diag.IO, diag.Pos{File: shown}, "cannot write the file: %v", reason(err))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return failed(err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".whimbrel-*")
	if err != nil {
		return failed(err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // it is gone if all went well
	_, err = f.WriteString(text)
	for _, step := range []func() error{f.Sync, func() error { return f.Chmod(0o644) }, f.Close} {
		if failure := step(); err == nil {
			err = failure
		}
	}
	if err != nil {
		return failed(err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return failed(err)
	}
	return nil
}
