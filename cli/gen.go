package cli

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/generate"
)

func (a *app) genCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "gen",
		Aliases: []string{"generate"},
		Short:   "Write a new migration",
		Args:    cobra.ArbitraryArgs,
		RunE:    group,
	}
	c.AddCommand(a.genMigrationCommand())
	return c
}

func (a *app) genMigrationCommand() *cobra.Command {
	var repos []string
	var path, change string
	c := &cobra.Command{
		Use:   "migration NAME",
		Short: "Write a new migration file",
		Long: "Write a new migration file with the current time (UTC) as its version.\n" +
			"The name may be written in under_scores, in CamelCase or in words.",
		Example: "  whimbrel gen migration add_weather_table\n" +
			"  whimbrel gen migration AddWeatherTable --change 'create table(\"weather\")'",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("the migration needs a name").try("whimbrel gen migration add_weather_table")
			}
			return a.genMigration(repoFlags{repos: repos}, path, generate.Migration{Name: strings.Join(args, " "), Change: change})
		},
	}
	flags := c.Flags()
	flags.StringArrayVarP(&repos, "repo", "r", nil, "the repository, by its name or module")
	flags.StringVar(&path, "migrations-path", "", "the folder to write to")
	flags.StringVar(&change, "change", "", "the code of change/0")
	addCompatible(c)
	return c
}

func (a *app) genMigration(f repoFlags, path string, m generate.Migration) error {
	if path != "" {
		f.paths = []string{path}
	}
	repos, err := a.repos(f)
	if err != nil {
		return err
	}
	if len(repos) > 1 {
		return usagef("there are %d repositories: %s; say which one the migration is for", len(repos), repoNames(repos)).
			try("whimbrel gen migration " + m.Name + " --repo " + repos[0].Name)
	}
	r := repos[0]
	m.Folder, m.Shown, m.Repo, m.Now = r.Folders[0].Path, r.Folders[0].Shown, r.Module, a.now()
	_, err = os.Stat(m.Folder)
	made := err != nil
	file, err := generate.Write(m)
	if err != nil {
		return err
	}
	if made {
		a.done("created " + m.Shown)
	}
	a.done("created " + file.Path)
	if m.Change == "" {
		a.tell("\nFill in change/0, then: whimbrel migrate")
	} else {
		a.tell("\nNext: whimbrel migrate")
	}
	return nil
}

func repoNames(repos []*config.Repo) string {
	names := make([]string, len(repos))
	for i, r := range repos {
		names[i] = r.Name
	}
	return strings.Join(names, ", ")
}
