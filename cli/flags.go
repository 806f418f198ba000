package cli

import (
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// repoFlags choose repositories.
type repoFlags struct {
	repos []string
	url   string
	paths []string
}

func (f *repoFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringArrayVarP(&f.repos, "repo", "r", nil, "the repository, by its name or module (repeatable; default: all)")
	flags.StringVar(&f.url, "url", "", "the database: postgres://user@host/name, mysql://..., sqlite:file.db")
	addCompatible(c)
}

func (f *repoFlags) addPaths(c *cobra.Command) {
	c.Flags().StringArrayVar(&f.paths, "migrations-path", nil, "the folder with the migrations (repeatable)")
}

// addCompatible accepts the flags of Ecto's Mix tasks that have no meaning
// here, so that a command line can be taken over as it is.
func addCompatible(c *cobra.Command) {
	for _, name := range []string{"no-compile", "no-deps-check"} {
		c.Flags().Bool(name, false, "accepted for Ecto's sake")
		_ = c.Flags().MarkHidden(name)
	}
}

// load reads the configuration.
func (a *app) load(f repoFlags) (*config.Config, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	c, err := config.Load(config.Options{Dir: dir, File: a.configFile, URL: f.url, LookupEnv: a.lookupEnv})
	if err != nil {
		return nil, err
	}
	elixir, err := c.Elixir()
	a.project = exs.Project{
		Root: c.Dir(), Paths: elixir.Paths, Apps: elixir.Apps, Env: elixir.Env, LookupEnv: c.LookupEnv, MixEnv: elixir.MixEnv,
	}
	return c, err
}

// repos returns the repositories that a command on migrations works on.
func (a *app) repos(f repoFlags) ([]*config.Repo, error) {
	repos, err := a.everyRepo(f)
	if err != nil {
		return nil, err
	}
	if len(f.repos) == 0 {
		repos = withMigrations(repos)
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for _, r := range repos {
		for i, path := range f.paths {
			if i == 0 {
				r.Folders = nil
			}
			r.Folders = append(r.Folders, config.FolderAt(dir, path))
		}
	}
	return repos, nil
}

// everyRepo returns the chosen repositories, with or without migrations.
func (a *app) everyRepo(f repoFlags) ([]*config.Repo, error) {
	c, err := a.load(f)
	if err != nil {
		return nil, err
	}
	repos, err := c.Repos(f.repos)
	if err != nil {
		return nil, err
	}
	if f.url != "" && len(repos) > 1 {
		return nil, usagef("--url names one database, but there are %d repositories", len(repos)).
			try("--repo " + repos[0].Name + " --url ...")
	}
	return repos, nil
}

// withMigrations leaves a repository out that only holds another's table of
// versions (migration_repo) and has no folder of its own.
func withMigrations(repos []*config.Repo) []*config.Repo {
	holders := map[string]bool{}
	for _, r := range repos {
		if r.MigrationRepo != nil {
			holders[r.MigrationRepo.Name] = true
		}
	}
	var kept []*config.Repo
	for _, r := range repos {
		if _, err := os.Stat(r.Folders[0].Path); err == nil || !holders[r.Name] {
			kept = append(kept, r)
		}
	}
	return kept
}

// targetFlags say how far a run goes.
type targetFlags struct {
	step            int
	to, toExclusive int64
	all             bool
	command         string
}

func (f *targetFlags) add(c *cobra.Command) {
	f.command = c.Name()
	flags := c.Flags()
	flags.IntVarP(&f.step, "step", "n", 0, "run this number of migrations")
	flags.Var((*versionValue)(&f.to), "to", "run down or up to this version, it included")
	flags.Var((*versionValue)(&f.toExclusive), "to-exclusive", "run down or up to this version, it excluded")
	flags.BoolVar(&f.all, "all", false, "run all migrations")
}

// target returns what the flags ask for, or fallback.
func (f *targetFlags) target(c *cobra.Command, fallback migrate.Target) (migrate.Target, error) {
	var given []string
	for _, name := range []string{"all", "step", "to", "to-exclusive"} {
		if flag := c.Flags().Lookup(name); flag.Changed && (name != "all" || f.all) {
			given = append(given, name)
		}
	}
	switch {
	case len(given) > 1:
		return fallback, usagef("--%s and --%s contradict each other", given[0], given[1]).
			try(fmt.Sprintf("whimbrel %s --%s ...", f.command, given[0]))
	case len(given) == 0:
		return fallback, nil
	}
	switch given[0] {
	case "step":
		if f.step < 1 {
			return fallback, usagef("--step must be at least 1, but is %d", f.step)
		}
		return migrate.Step(f.step), nil
	case "to":
		return migrate.To(f.to), nil
	case "to-exclusive":
		return migrate.ToExclusive(f.toExclusive), nil
	}
	return migrate.All(), nil
}

// versionValue is a flag that takes a migration's version.
type versionValue int64

func (v *versionValue) String() string {
	if *v == 0 {
		return ""
	}
	return strconv.FormatInt(int64(*v), 10)
}

func (v *versionValue) Set(text string) error {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("a version is a number, such as 20190417140000")
	}
	*v = versionValue(n)
	return nil
}

func (v *versionValue) Type() string { return "version" }

// formatFlag chooses how a listing is printed.
type formatFlag struct {
	value   string
	allowed []string
}

func (f *formatFlag) add(c *cobra.Command, allowed ...string) {
	f.value, f.allowed = allowed[0], allowed
	c.Flags().Var(f, "format", "how to print: "+join(allowed, " or "))
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(allowed, cobra.ShellCompDirectiveNoFileComp))
}

func (f *formatFlag) String() string { return f.value }
func (f *formatFlag) Type() string   { return "format" }
func (f *formatFlag) Set(text string) error {
	for _, allowed := range f.allowed {
		if text == allowed {
			f.value = text
			return nil
		}
	}
	return fmt.Errorf("use %s", join(f.allowed, " or "))
}

// join writes a list of words: "text, json or sql".
func join(words []string, last string) string {
	text := ""
	for i, word := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			text += last
		default:
			text += ", "
		}
		text += word
	}
	return text
}
