package cli

import (
	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/migrate"
)

func (a *app) rollbackCommand() *cobra.Command {
	f := &runFlags{}
	c := &cobra.Command{
		Use:   "rollback",
		Short: "Undo the last migration",
		Long:  "Undo the last migration, or as many as a flag says, newest first.",
		Example: "  whimbrel rollback\n  whimbrel rollback --step 3\n  whimbrel rollback --to 20190417140000\n" +
			"  whimbrel rollback --all",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.run(c, f, direction{command.Down, migrate.Step(1)})
		},
	}
	f.add(c)
	return c
}
