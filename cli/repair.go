package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// repairFlags are the flags of repair.
type repairFlags struct {
	repoFlags
	prefix              string
	done, again         bool
	version             int64
	applied, notApplied int64
	format              formatFlag
}

func (a *app) repairCommand() *cobra.Command {
	f := &repairFlags{}
	c := &cobra.Command{
		Use:   "repair",
		Short: "Show and settle what a run has left unfinished",
		Long: "Show the migrations that a run has begun outside of a transaction and not brought to their end,\n" +
			"and say what became of the statement that was underway where the database cannot tell.\n" +
			"Nothing of a migration is run; the next migrate or rollback goes on.",
		Example: "  whimbrel repair\n  whimbrel repair --done      # the statement was executed: go on after it\n" +
			"  whimbrel repair --again     # it was not: send it again\n  whimbrel repair --applied 20190417140000",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return a.repair(c.Context(), f) },
	}
	f.repoFlags.add(c)
	f.addPaths(c)
	flags := c.Flags()
	flags.StringVar(&f.prefix, "prefix", "", "the schema or database that holds the versions")
	flags.BoolVar(&f.done, "done", false, "the statement was executed")
	flags.BoolVar(&f.again, "again", false, "the statement was not executed: send it again")
	flags.Int64Var(&f.version, "version", 0, "the migration, if several are unfinished")
	flags.Int64Var(&f.applied, "applied", 0, "the whole migration of this version is applied")
	flags.Int64Var(&f.notApplied, "not-applied", 0, "nothing of the migration of this version is in the database")
	c.MarkFlagsMutuallyExclusive("done", "again", "applied", "not-applied")
	f.format.add(c, "text", "json")
	return c
}

// settlement is what the flags have decided; "" if nothing.
func (f *repairFlags) settlement() (int64, migrate.Settlement) {
	switch {
	case f.done:
		return f.version, migrate.SettleDone
	case f.again:
		return f.version, migrate.SettleAgain
	case f.applied != 0:
		return f.applied, migrate.SettleApplied
	case f.notApplied != 0:
		return f.notApplied, migrate.SettleNotApplied
	}
	return f.version, ""
}

func (a *app) repair(ctx context.Context, f *repairFlags) error {
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return err
	}
	version, settlement := f.settlement()
	if settlement != "" && len(repos) > 1 {
		return usagef("there are %d repositories", len(repos)).try("whimbrel repair --repo " + repos[0].Name + " ...")
	}
	if err := a.runGo(ctx, goFolders(repos, nil)); err != nil {
		return a.refused(err)
	}
	list := []unfinishedJSON{}
	for _, repo := range repos {
		rows, err := a.repairRepo(ctx, repo, f, version, settlement)
		if err != nil {
			return err
		}
		list = append(list, rows...)
	}
	if f.format.value == "json" {
		return writeJSON(a.out, list)
	}
	return nil
}

// repairRepo settles what is unfinished in one database, or shows it.
func (a *app) repairRepo(ctx context.Context, repo *config.Repo, f *repairFlags, version int64,
	settlement migrate.Settlement) (rows []unfinishedJSON, err error) {
	if err := a.checkFolders(repo); err != nil {
		return nil, err
	}
	r := &reporter{app: a, level: levelInfo, json: f.format.value == "json"}
	s, err := a.open(ctx, repo, sessionOptions{prefix: f.prefix, look: true, observe: r.observe})
	if err != nil {
		return nil, err
	}
	defer func() { err = s.close(ctx, err) }()
	if settlement != "" {
		if err := s.migrator.Repair(ctx, version, settlement); err != nil {
			return nil, err
		}
		a.say(f, "%s", settled[settlement])
	}
	list, err := s.migrator.Unfinished(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range list {
		rows = append(rows, unfinishedRow(repo, u))
	}
	switch {
	case f.format.value == "json":
		return rows, nil
	case len(list) == 0 && settlement == "":
		a.say(f, "Nothing is unfinished in %s.", s.database)
		return rows, nil
	case settlement != "":
		return rows, nil
	}
	for _, u := range list {
		a.showUnfinished(u)
	}
	return rows, a.askSettlement(ctx, s, list)
}

// settled says what a settlement has done.
var settled = map[migrate.Settlement]string{
	migrate.SettleDone:       "Noted: the statement was executed. The next run goes on after it.",
	migrate.SettleAgain:      "Noted: the next run sends the statement again.",
	migrate.SettleApplied:    "Recorded: the migration is applied.",
	migrate.SettleNotApplied: "Recorded: the migration is not applied.",
}

func (a *app) say(f *repairFlags, format string, args ...any) {
	if f.format.value == "text" {
		a.tell(format, args...)
	}
}

// showUnfinished prints all that is known of an unfinished migration.
func (a *app) showUnfinished(u migrate.Unfinished) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(a.out, format+"\n", args...) }
	direction := "migrating"
	if u.Direction == command.Down {
		direction = "rolling back"
	}
	say("%s", a.out.Paint(term.Bold, fmt.Sprintf("%d %s: %s is unfinished", u.Version, u.Name, direction))+
		a.out.Paint(term.Dim, "  "+u.File))
	since := u.Since.Format(time.DateTime) + " UTC"
	switch {
	case u.Number == 0:
		say("  all of its %s executed by %s", plural(len(u.Executed), "statement was"), since)
	case u.State == migrate.Underway:
		say("  statement %d%s was underway at %s:", u.Number, of(u.Total), since)
	case u.State == migrate.UndoneSince:
		say("  statement %d%s was executed before %s, and its work is gone:", u.Number, of(u.Total), since)
	case u.State == migrate.EditedSince:
		say("  statement %d%s was edited after it was sent at %s:", u.Number, of(u.Total), since)
	default:
		say("  it stopped before statement %d%s at %s:", u.Number, of(u.Total), since)
	}
	if u.Statement != "" {
		say("    %s", strings.ReplaceAll(strings.TrimSpace(u.Statement), "\n", "\n    "))
	}
	for i, sql := range u.Executed {
		if i == 0 {
			say("  executed:")
		}
		say("    %s", strings.Join(strings.Fields(sql), " "))
	}
	if u.Evidence != "" && u.State != migrate.EditedSince {
		say("  %s", strings.TrimSpace(u.Evidence))
	}
	if u.Next != "" {
		say("  The next %s %s.", verb(u), u.Next)
	}
	say("")
}

func of(total int) string {
	if total == 0 {
		return ""
	}
	return fmt.Sprintf(" of %d", total)
}

func verb(u migrate.Unfinished) string {
	if u.Direction == command.Down {
		return "rollback"
	}
	return "migrate"
}

// askSettlement asks on a terminal about everything that the next run would
// not decide. Where nobody can be asked it says which flags answer.
func (a *app) askSettlement(ctx context.Context, s *session, list []migrate.Unfinished) error {
	in := bufio.NewReader(a.in)
	for _, u := range list {
		if u.Next != "" {
			continue
		}
		if !term.IsTerminal(a.in) && u.State == migrate.UndoneSince {
			return usagef("somebody has to say what is to be done about statement %d of migration %d", u.Number, u.Version).
				try(fmt.Sprintf("whimbrel repair --again --version %[1]d    it is sent again\n"+
					"whimbrel repair --done --version %[1]d     the database is as it should be\n%[2]s", u.Version, wholeAgain(u)))
		}
		if !term.IsTerminal(a.in) {
			return usagef("somebody has to say whether statement %d of migration %d was executed", u.Number, u.Version).
				try(fmt.Sprintf("whimbrel repair --done --version %d     it was\nwhimbrel repair --again --version %d    it was not", u.Version, u.Version))
		}
		settlement, err := a.askAbout(in, u)
		if err != nil {
			return err
		}
		if err := s.migrator.Repair(ctx, u.Version, settlement); err != nil {
			return err
		}
		a.tell("%s", settled[settlement])
	}
	return nil
}

// wholeAgain is how a migration begins again of which something was undone.
func wholeAgain(u migrate.Unfinished) string {
	if u.Direction == command.Down {
		return fmt.Sprintf("whimbrel repair --applied %d        all of the migration is there again", u.Version)
	}
	return fmt.Sprintf("whimbrel repair --not-applied %d    nothing of the migration is left", u.Version)
}

// choices are the answers on a terminal.
var choices = []struct {
	settlement migrate.Settlement
	text       string
	// undone is the text where its work is gone.
	undone string
}{
	{migrate.SettleDone, "it was executed: go on after it", "nothing: the database is as it should be"},
	{migrate.SettleAgain, "it was not executed: send it again", "send it again, and all others whose work is gone"},
	{migrate.SettleApplied, "the whole migration is applied", ""},
	{migrate.SettleNotApplied, "nothing of the migration is in the database", ""},
}

func (a *app) askAbout(in *bufio.Reader, u migrate.Unfinished) (migrate.Settlement, error) {
	question := "What became of statement %d?\n"
	if u.State == migrate.UndoneSince {
		question = "What is to be done about statement %d?\n"
	}
	_, _ = fmt.Fprintf(a.err, question, u.Number)
	for i, c := range choices {
		text := c.text
		if u.State == migrate.UndoneSince && c.undone != "" {
			text = c.undone
		}
		_, _ = fmt.Fprintf(a.err, "  %d  %s\n", i+1, text)
	}
	for {
		_, _ = fmt.Fprintf(a.err, "1 to %d, or nothing to leave it as it is: ", len(choices))
		answer, err := in.ReadString('\n')
		answer = strings.TrimSpace(answer)
		if len(answer) == 1 && '1' <= answer[0] && int(answer[0]-'0') <= len(choices) {
			return choices[answer[0]-'1'].settlement, nil
		}
		if answer == "" || err == io.EOF {
			_, _ = fmt.Fprintln(a.err, "Nothing was changed.")
			return "", errReported
		}
		_, _ = fmt.Fprintf(a.err, "%q is none of them.\n", answer)
	}
}

// unfinishedJSON is an unfinished migration, as --format json prints it.
type unfinishedJSON struct {
	Repo      string   `json:"repo"`
	Version   int64    `json:"version"`
	Name      string   `json:"name"`
	File      string   `json:"file"`
	Direction string   `json:"direction"`
	State     string   `json:"state"`
	Number    int      `json:"statement_number"`
	Total     int      `json:"statements"`
	Statement string   `json:"statement"`
	Since     string   `json:"since"`
	Again     []int    `json:"again"`
	Executed  []string `json:"executed"`
	Evidence  string   `json:"evidence"`
	Next      string   `json:"next"`
}

func unfinishedRow(repo *config.Repo, u migrate.Unfinished) unfinishedJSON {
	row := unfinishedJSON{
		Repo: repo.Name, Version: u.Version, Name: u.Name, File: u.File, Direction: string(u.Direction), State: string(u.State),
		Number: u.Number, Total: u.Total, Statement: u.Statement, Since: u.Since.Format(time.RFC3339), Executed: u.Executed,
		Evidence: u.Evidence, Next: u.Next, Again: u.Again,
	}
	if row.Again == nil {
		row.Again = []int{}
	}
	if row.Executed == nil {
		row.Executed = []string{}
	}
	return row
}
