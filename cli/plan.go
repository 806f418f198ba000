package cli

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// planFlags are the flags of plan.
type planFlags struct {
	repoFlags
	dialect   string
	direction string
	prefix    string
	format    formatFlag
	// locks says which locks the plan tells of.
	locks string
	// mariaDB: the dialect was given by that name.
	mariaDB bool
}

func (a *app) planCommand() *cobra.Command {
	f := &planFlags{}
	c := &cobra.Command{
		Use:   "plan [FILE or FOLDER]...",
		Short: "Print the SQL of migrations, without a database",
		Long: "Print the SQL that migrate, or rollback, would run for all migrations of the given files and folders,\n" +
			"or of the configured folder. No database is connected to: what has run does not matter.",
		Example: "  whimbrel plan\n  whimbrel plan --direction down --dialect mysql\n" +
			"  whimbrel plan --format sql --dialect postgres | psql -v ON_ERROR_STOP=1 app_dev",
		RunE: func(c *cobra.Command, args []string) error { return a.plan(c.Context(), f, args) },
	}
	f.addOffline(c)
	c.Flags().StringVar(&f.direction, "direction", "up", "up or down")
	c.Flags().StringVar(&f.locks, "locks", locksWaiting, "which locks to tell of: those that keep somebody waiting, all, or none")
	_ = c.RegisterFlagCompletionFunc("locks", cobra.FixedCompletions(locksShown, cobra.ShellCompDirectiveNoFileComp))
	f.format.add(c, "text", "json", "sql")
	return c
}

// addOffline adds the flags of commands that plan without a database.
func (f *planFlags) addOffline(c *cobra.Command) {
	f.add(c)
	f.addPaths(c)
	flags := c.Flags()
	flags.StringVar(&f.dialect, "dialect", "", "the database: "+join(config.Dialects, " or ")+" (default: the configured one)")
	flags.StringVar(&f.prefix, "prefix", "", "the schema or database to run the migrations in")
	_ = c.RegisterFlagCompletionFunc("dialect", cobra.FixedCompletions(config.Dialects, cobra.ShellCompDirectiveNoFileComp))
}

// planned is a migration with its plan, or with the reason why it has none.
type planned struct {
	file planFile
	plan *plan.Plan
	err  error
	// locks are what its statements do to tables; nil if nobody asks.
	locks *lockNotes
}

func (a *app) plan(ctx context.Context, f *planFlags, args []string) error {
	direction := command.Direction(f.direction)
	if direction != command.Up && direction != command.Down {
		return usagef("--direction cannot be %s", f.direction).try("whimbrel plan --direction down")
	}
	if !slices.Contains(locksShown, f.locks) {
		return usagef("--locks cannot be %s", f.locks).try("whimbrel plan --locks " + join(locksShown, " or "))
	}
	repos, err := a.offline(ctx, f, args)
	if err != nil {
		return err
	}
	var problem error
	printer := a.planPrinter(f.format.value, direction, f.locks == locksAll)
	for _, r := range repos {
		list, d, err := a.planRepo(r, f, direction, args)
		if err == nil && f.locks != locksNone && f.format.value != "sql" {
			err = a.noteLocks(r, f, d, list, args)
		}
		if err != nil {
			return err
		}
		if err := printer.add(r, d, f.prefix, list); err != nil {
			return err
		}
		for _, p := range list {
			if p.err != nil {
				problem = errReported
			}
		}
	}
	if err := printer.end(); err != nil {
		return err
	}
	return problem
}

// offline returns the repositories that a command without a database is for. In
// a folder of Go migrations the command runs in a program that has them.
func (a *app) offline(ctx context.Context, f *planFlags, args []string) ([]*config.Repo, error) {
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return nil, err
	}
	if f.dialect != "" {
		f.mariaDB = isMariaDB(f.dialect)
		if f.dialect, err = config.DialectOf(f.dialect); err != nil {
			return nil, usagef("%v", err).try("whimbrel plan --dialect postgres")
		}
	}
	if len(repos) > 1 && len(args) > 0 {
		repos = repos[:1] // the files have nothing to do with a repository's folder
	}
	return repos, a.runGo(ctx, goFolders(repos, args))
}

// planning is the files that are to be planned for a repository, and how.
type planning struct {
	files    []planFile
	commands record.Config
	dialect  dialect.Dialect
}

// planningOf finds the files that the arguments name, and tells what is odd
// about them.
func (a *app) planningOf(r *config.Repo, f *planFlags, args []string) (*planning, error) {
	name := f.dialect
	if name == "" {
		var err error
		if name, err = r.Dialect(); err != nil {
			return nil, err
		}
	}
	p := &planning{commands: r.Commands, dialect: dialectFor(name)}
	p.commands.Prefix, p.commands.Repo, p.commands.Settings = f.prefix, r.Module, r.Settings()
	files, warnings, err := a.planFiles(r, args, p.dialect)
	if err != nil {
		return nil, err
	}
	if !a.quiet {
		a.printDiagnostics(warnings)
	}
	p.files = files
	return p, nil
}

// build plans one migration.
func (p *planning) build(m *source.Migration, direction command.Direction) (*plan.Plan, error) {
	return plan.Build(m, direction, p.commands, p.dialect)
}

// planRepo plans the files for a repository.
func (a *app) planRepo(r *config.Repo, f *planFlags, direction command.Direction, args []string) ([]planned, dialect.Dialect, error) {
	p, err := a.planningOf(r, f, args)
	if err != nil {
		return nil, nil, err
	}
	if direction == command.Down {
		slices.Reverse(p.files)
	}
	list := make([]planned, len(p.files))
	for i, file := range p.files {
		list[i].file = file
		migration, err := file.load()
		if err == nil {
			list[i].plan, err = p.build(migration, direction)
		}
		list[i].err = err
	}
	return list, p.dialect, nil
}

// planFile is a file to be planned.
type planFile struct {
	// version is 0 if the file's name does not begin with a number.
	version    int64
	name, path string
	load       func() (*source.Migration, error)
	text       func() ([]byte, error)
}

// planFiles returns the files that the arguments name, in the order in which
// they would run.
func (a *app) planFiles(r *config.Repo, args []string, d dialect.Dialect) (files []planFile, warnings diag.List, err error) {
	if len(args) == 0 {
		if err := a.checkFolders(r); err != nil {
			return nil, nil, err
		}
		return found(a.folders(r), a.sets(r), a.formats(d))
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case err != nil:
			return nil, nil, diag.Errorf(diag.IO, diag.Pos{File: arg}, "cannot read the migration: %v", reason(err))
		case info.IsDir():
			folder := source.Folder{FS: os.DirFS(arg), Name: filepath.ToSlash(filepath.Clean(arg))}
			inside, warned, err := found([]source.Folder{folder}, a.compiledIn(arg), a.formats(d))
			if err != nil {
				return nil, nil, err
			}
			files, warnings = append(files, inside...), append(warnings, warned...)
		case filepath.Ext(arg) == ".go":
			inside, err := a.inGoFile(arg)
			if err != nil {
				return nil, nil, err
			}
			files = append(files, inside...)
		default:
			files = append(files, single(arg, a.formats(d)))
		}
	}
	slices.SortStableFunc(files, func(a, b planFile) int { return cmp.Compare(a.version, b.version) })
	return files, warnings, nil
}

func found(folders []source.Folder, sets []*whimbrel.Set, formats []source.Format) ([]planFile, diag.List, error) {
	list, warnings, err := find(folders, sets, formats)
	if err != nil {
		return nil, nil, err
	}
	if err := source.Duplicates(list); err != nil {
		return nil, nil, err
	}
	files := make([]planFile, len(list))
	for i, f := range list {
		files[i] = toPlan(f)
	}
	return files, warnings, nil
}

func toPlan(f source.File) planFile {
	return planFile{version: f.Version, name: f.Name, path: f.Path, load: f.Load, text: f.Text}
}

// single is a file that was named itself, whatever its name looks like.
func single(path string, formats []source.Format) planFile {
	version, name, ok := generate.SplitName(path)
	if !ok {
		version, name = 0, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	load := func() (*source.Migration, error) {
		dir, base := filepath.Split(path)
		folder := source.Folder{FS: os.DirFS(filepath.Clean(dir)), Name: dir}
		file, ok := source.FileAt(folder, base, formats)
		if !ok {
			return nil, diag.Errorf(diag.Invalid, diag.Pos{File: path}, "the file is no migration: its name does not end in .exs or .sql")
		}
		file.Version, file.Name, file.Path = version, name, path
		return file.Load()
	}
	text := func() ([]byte, error) { return os.ReadFile(path) }
	return planFile{version: version, name: name, path: path, load: load, text: text}
}
