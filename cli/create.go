package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/internal/term"
)

func (a *app) createCommand() *cobra.Command {
	f := &repoFlags{}
	c := &cobra.Command{
		Use:   "create",
		Short: "Create the database",
		Long:  "Create the database, if it does not exist yet.",
		Args:  noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.eachDatabase(*f, func(d config.Database) error { return a.createDatabase(c.Context(), d) })
		},
	}
	f.add(c)
	return c
}

// eachDatabase runs f for the database of every chosen repository.
func (a *app) eachDatabase(f repoFlags, run func(config.Database) error) error {
	repos, err := a.everyRepo(f)
	if err != nil {
		return err
	}
	for _, r := range repos {
		d, err := r.Database()
		if err != nil {
			return err
		}
		a.databases = append(a.databases, d)
		if err := run(d); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) createDatabase(ctx context.Context, d config.Database) error {
	outcome, err := a.storageUp(ctx, d)
	if err != nil {
		return err
	}
	if outcome == alreadyDone {
		a.tell("%s", "The database "+d.String()+" has already been created.")
		return nil
	}
	a.done("The database " + d.String() + " has been created. Next: whimbrel migrate")
	return nil
}

// done tells of something that has been done.
func (a *app) done(text string) {
	a.tell("%s%s", a.out.Paint(term.Green, a.out.Mark("✓")), text)
}
