package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/structure"
)

// loadFlags are the flags of load.
type loadFlags struct {
	structureFlags
	force, skipIfLoaded bool
}

func (a *app) loadCommand() *cobra.Command {
	f := &loadFlags{}
	c := &cobra.Command{
		Use:   "load",
		Short: "Load structure.sql into the database",
		Long: "Load what dump has written: the structure and the applied versions. It asks before it loads into a database\n" +
			"that has tables already, or needs --force where nobody can be asked. PostgreSQL needs psql, MySQL and MariaDB\n" +
			"need mysql or mariadb; SQLite needs nothing.",
		Example: "  whimbrel create && whimbrel load\n  whimbrel load --skip-if-loaded && whimbrel migrate",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.eachStructure(&f.structureFlags, func(r *config.Repo) error { return a.loadStructure(c.Context(), r, f) })
		},
	}
	f.structureFlags.add(c)
	c.Flags().BoolVarP(&f.force, "force", "f", false, "do not ask")
	c.Flags().BoolVar(&f.skipIfLoaded, "skip-if-loaded", false, "do nothing if the table of versions is there already")
	return c
}

func (a *app) loadStructure(ctx context.Context, r *config.Repo, f *loadFlags) error {
	started := time.Now()
	text, err := readStructure(r)
	if err != nil {
		return err
	}
	d, err := r.Database()
	if err != nil {
		return err
	}
	if err := makeFolder(d); err != nil {
		return err
	}
	target, d, err := a.structureOf(ctx, r)
	if err != nil {
		return err
	}
	loaded, err := a.mayLoad(ctx, r, d, target, f)
	if err == nil && !loaded {
		err = structure.Load(ctx, target, r.Structure.Shown, text)
	}
	if err := hangUp(ctx, target.Conn, err); err != nil {
		return err
	}
	if loaded {
		a.tell("%s", "The structure of "+d.String()+" has already been loaded.")
		return nil
	}
	a.done("The structure of " + d.String() + " has been loaded from " + r.Structure.Shown + " in " + duration(time.Since(started)) + ".")
	return nil
}

func readStructure(r *config.Repo) (string, error) {
	text, err := os.ReadFile(r.Structure.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", diag.Errorf(diag.IO, diag.Pos{}, "there is no file %s", r.Structure.Shown).
			WithDetail("dump writes it; another one is named with --dump-path, or dump_path in whimbrel.toml").WithHint("whimbrel dump")
	}
	if err != nil {
		return "", diag.Errorf(diag.IO, diag.Pos{File: r.Structure.Shown}, "cannot read the file: %v", reason(err))
	}
	return string(text), nil
}

// mayLoad looks at what the database has already.
func (a *app) mayLoad(ctx context.Context, r *config.Repo, d config.Database, target structure.Target,
	f *loadFlags) (loaded bool, err error) {
	tables, err := structure.Tables(ctx, target)
	if err != nil {
		return false, err
	}
	if f.skipIfLoaded {
		if loaded, err := a.loadedElsewhere(ctx, r); err != nil || loaded || target.Loaded(tables) {
			return err == nil, err
		}
	}
	if len(tables) == 0 || f.force {
		return false, nil
	}
	there := fmt.Sprintf("%s has %s already", d, plural(len(tables), "table"))
	refusal := usagef("%s, and nobody is here to be asked whether to load into it", there).try("whimbrel load --force")
	refusal.detail = "what is there already makes the load fail; --skip-if-loaded passes over a database that has been loaded"
	return false, a.askFirst(there+". Load into it?", "Nothing was loaded.", refusal)
}

// loadedElsewhere looks for the table of versions where migration_repo has it.
func (a *app) loadedElsewhere(ctx context.Context, r *config.Repo) (bool, error) {
	if r.MigrationRepo == nil {
		return false, nil
	}
	target, _, err := a.structureOf(ctx, r.MigrationRepo)
	if err != nil {
		return false, err
	}
	target.Versions = r.VersionsTable
	tables, err := structure.Tables(ctx, target)
	return target.Loaded(tables), hangUp(ctx, target.Conn, err)
}
