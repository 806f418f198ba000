package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
)

func (a *app) dropCommand() *cobra.Command {
	f := &repoFlags{}
	var force, forceDrop bool
	c := &cobra.Command{
		Use:     "drop",
		Short:   "Drop the database",
		Long:    "Drop the database with all its data. It asks first, or needs --force where nobody can be asked.",
		Example: "  whimbrel drop\n  whimbrel drop --force --repo analytics",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.eachDatabase(*f, func(d config.Database) error {
				d.Storage.ForceDrop = d.Storage.ForceDrop || forceDrop
				if err := a.confirmDrop(d, force); err != nil {
					return err
				}
				return a.dropDatabase(c.Context(), d)
			})
		},
	}
	f.add(c)
	c.Flags().BoolVarP(&force, "force", "f", false, "do not ask")
	c.Flags().BoolVar(&forceDrop, "force-drop", false, "disconnect everybody from the database first (PostgreSQL 13 and later)")
	return c
}

// confirmDrop asks whether the data may go.
func (a *app) confirmDrop(d config.Database, force bool) error {
	if force {
		return nil
	}
	refusal := usagef("drop deletes the database %s and all its data, and nobody is here to be asked", d).try("whimbrel drop --force")
	return a.askFirst(fmt.Sprintf("Drop the database %s and all its data?", d), "Nothing was dropped.", refusal)
}

func (a *app) dropDatabase(ctx context.Context, d config.Database) error {
	outcome, err := a.storageDown(ctx, d)
	if err != nil {
		return err
	}
	if outcome == alreadyDone {
		a.tell("%s", "The database "+d.String()+" has already been dropped.")
		return nil
	}
	a.done("The database " + d.String() + " has been dropped.")
	return nil
}

// tell prints a result, unless --quiet.
func (a *app) tell(format string, args ...any) {
	if !a.quiet {
		_, _ = fmt.Fprintf(a.out, format+"\n", args...)
	}
}
