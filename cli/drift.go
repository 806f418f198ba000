package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/whimbrel-go/whimbrel/migrate"
)

// isAmiss reports whether an applied migration was edited or is missing.
func (row statusJSON) isAmiss() bool {
	return row.Drift == migrate.DriftEdited || row.Drift == migrate.DriftMissing
}

// driftNote is what stands behind the name of a migration in the status table.
func driftNote(s migrate.Status) string {
	switch s.Drift {
	case migrate.DriftEdited:
		return "(edited after it was applied)"
	case migrate.DriftMissing:
		return fmt.Sprintf("(missing: %s)", s.Name)
	}
	return ""
}

// driftCounts continues the counts of the status table: ", 1 edited".
func driftCounts(status []migrate.Status) string {
	n := map[migrate.Drift]int{}
	for _, s := range status {
		n[s.Drift]++
	}
	text := ""
	for _, drift := range []migrate.Drift{migrate.DriftEdited, migrate.DriftMissing} {
		if n[drift] > 0 {
			text += fmt.Sprintf(", %d %s", n[drift], drift)
		}
	}
	return text
}

// driftAdvice says what to do about migrations that were edited or are missing.
func driftAdvice(status []migrate.Status) []string {
	var version int64
	n := 0
	for _, s := range status {
		if s.Drift == migrate.DriftEdited || s.Drift == migrate.DriftMissing {
			version = s.Version
			n++
		}
	}
	switch n {
	case 0:
		return nil
	case 1:
		return []string{fmt.Sprintf("Put the file back as it was, or accept it as it is now: whimbrel migrations --accept %d", version)}
	}
	return []string{"Put the files back as they were, or accept them as they are now: whimbrel migrations --accept all"}
}

// accept takes the sources of applied migrations for what was applied.
func (a *app) accept(ctx context.Context, f *statusFlags) error {
	versions, err := f.accepted()
	if err != nil {
		return err
	}
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return err
	}
	if len(repos) > 1 && len(versions) > 0 {
		return usagef("there are %d repositories: %s; say whose migration it is", len(repos), repoNames(repos)).
			try(fmt.Sprintf("whimbrel migrations --accept %d --repo %s", versions[0], repos[0].Name))
	}
	if err := a.runGo(ctx, goFolders(repos, nil)); err != nil {
		return err
	}
	if f.tenants.given() {
		return a.acceptInTenants(ctx, f, repos, versions)
	}
	rows := []statusJSON{}
	for _, repo := range repos {
		if err := a.checkFolders(repo); err != nil {
			return err
		}
		s, err := a.open(ctx, repo, sessionOptions{prefix: f.prefix, look: true})
		if err != nil {
			return err
		}
		accepted, err := s.migrator.Accept(ctx, versions...)
		if err := s.close(ctx, err); err != nil {
			return err
		}
		rows = append(rows, statusRows(repo, accepted)...)
		if f.format.value == "text" && !a.quiet {
			a.printAccepted(accepted, s.database.String())
		}
	}
	if f.format.value == "json" {
		return writeJSON(a.out, rows)
	}
	return nil
}

// accepted returns the versions of --accept; none means all.
func (f *statusFlags) accepted() ([]int64, error) {
	var versions []int64
	for _, text := range f.accept {
		if text == "all" && len(f.accept) == 1 {
			return nil, nil
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, usagef("--accept takes the version of a migration, or all, and not %s", text).
				try("whimbrel migrations --accept 20190417140000")
		}
		versions = append(versions, n)
	}
	return versions, nil
}

func (a *app) printAccepted(accepted []migrate.Status, database string) {
	if len(accepted) == 0 {
		_, _ = fmt.Fprintf(a.out, "Nothing to accept in %s: no applied migration was edited or is missing.\n", database)
	}
	for _, s := range accepted {
		what := "is taken for what was applied"
		if s.File == "" {
			what = "is not missed any more"
		}
		_, _ = fmt.Fprintf(a.out, "%d %s %s\n", s.Version, s.Name, what)
	}
}
