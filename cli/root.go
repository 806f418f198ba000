package cli

import (
	"github.com/spf13/cobra"
)

func init() {
	// The commands are listed in the order in which people need them.
	cobra.EnableCommandSorting = false
}

// root builds the tree of commands. Building reads nothing: everything that a
// command needs is opened when it runs. No template is set anywhere: cobra's
// templates would link text/template and, with it, 3 MB that are never used.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "whimbrel",
		Short: "Ecto's migrations, without Elixir",
		Long: "Whimbrel runs Ecto migrations on PostgreSQL, MySQL, MariaDB, SQLite and SQL Server.\n\n" +
			"Start with:\n" +
			"  whimbrel gen migration add_weather_table    write a migration\n" +
			"  whimbrel draft 'Add phone to users'         have one written\n" +
			"  whimbrel migrate                            run what is pending\n" +
			"  whimbrel migrations                         see what has run",
		Version:       buildVersion(),
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.ArbitraryArgs,
		RunE: group,
	}
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&a.configFile, "config", "", "read this file instead of whimbrel.toml")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print nothing but errors")
	root.AddCommand(
		a.initCommand(), a.genCommand(), a.draftCommand(),
		a.migrateCommand(), a.rollbackCommand(), a.migrationsCommand(), a.repairCommand(), a.baselineCommand(), a.planCommand(), a.checkCommand(), a.lintCommand(), a.convertCommand(), a.importCommand(),
		a.buildCommand(), a.createCommand(), a.dropCommand(), a.waitCommand(), a.dumpCommand(), a.loadCommand(), a.squashCommand(), a.versionCommand(),
	)
	return root
}

// group runs a command that only holds others.
func group(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownCommand(c, args[0])
	}
	return c.Help()
}
