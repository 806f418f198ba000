package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// tenantStatus is the status table with several tenants.
func (a *app) tenantStatus(ctx context.Context, f *statusFlags, repos []*config.Repo) error {
	rows := []statusJSON{}
	for i, repo := range repos {
		s, statuses, err := a.statuses(ctx, f, repo, func(ctx context.Context, m *migrate.Migrator) ([]migrate.Status, error) {
			return m.Check(ctx)
		})
		if err != nil {
			return err
		}
		for _, name := range s.names {
			rows = append(rows, withPrefix(statusRows(repo, statuses[name]), name)...)
		}
		if f.format.value == "text" && !a.quiet {
			if i > 0 {
				_, _ = fmt.Fprintln(a.out)
			}
			a.tenantTable(s, statuses)
		}
	}
	return a.endStatus(f, rows)
}

// statuses asks for something about each tenant of a repository.
func (a *app) statuses(ctx context.Context, f *statusFlags, repo *config.Repo,
	ask func(context.Context, *migrate.Migrator) ([]migrate.Status, error)) (*tenantSession, map[string][]migrate.Status, error) {
	if err := a.checkFolders(repo); err != nil {
		return nil, nil, err
	}
	level := levelWarning
	if a.quiet {
		level = levelError
	}
	report := newTenantReport(&tenantRun{app: a, flags: &runFlags{}, level: level})
	s, err := a.openTenants(ctx, repo, &f.tenants, sessionOptions{}, report.observe)
	if err != nil {
		return nil, nil, err
	}
	defer s.close(ctx)
	report.total = len(s.names)
	var mu sync.Mutex
	statuses := make(map[string][]migrate.Status, len(s.names))
	err = s.tenants.Each(ctx, func(ctx context.Context, prefix string, m *migrate.Migrator) error {
		status, err := ask(ctx, m)
		mu.Lock()
		defer mu.Unlock()
		statuses[prefix] = status
		return err
	})
	return s, statuses, err
}

func withPrefix(rows []statusJSON, prefix string) []statusJSON {
	for i := range rows {
		rows[i].Prefix = prefix
	}
	return rows
}

// tenantTable prints a line for each tenant.
func (a *app) tenantTable(s *tenantSession, statuses map[string][]migrate.Status) {
	out := a.out
	print := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	print("%s", out.Paint(term.Bold, "Repo: "+s.repo.Module)+out.Paint(term.Dim, "  "+s.database.String()))
	print("\n  %s", out.Paint(term.Dim, "Status    Tenant"))
	print("%s", out.Paint(term.Dim, strings.Repeat("-", 50)))
	width := 0
	for _, name := range s.names {
		width = max(width, len(name))
	}
	for _, name := range s.names {
		state, style := "up", term.Green
		if pending(statuses[name]) {
			state, style = "down", term.Yellow
		}
		print("  %s%-*s  %s%s", out.Paint(style, fmt.Sprintf("%-10s", state)), width, name,
			counts(statuses[name]), out.Paint(term.Red, driftCounts(statuses[name])))
	}
	print("")
	down := slices.DeleteFunc(slices.Clone(s.names), func(name string) bool { return !pending(statuses[name]) })
	if len(down) == 0 {
		print("%s, none with anything pending.", plural(len(s.names), "tenant"))
		return
	}
	print("%s, %d with something pending. To run it: %s", plural(len(s.names), "tenant"), len(down), migrateCommand(down))
}

// migrateCommand names the tenants if they are few enough.
func migrateCommand(names []string) string {
	if text := "whimbrel migrate --prefixes " + shellWord(joinNames(names)); len(text) <= maxCommand {
		return text
	}
	return "whimbrel migrate, with the same tenants"
}

func pending(status []migrate.Status) bool {
	return slices.ContainsFunc(status, func(s migrate.Status) bool { return !s.Up })
}

// acceptInTenants is --accept with several tenants.
func (a *app) acceptInTenants(ctx context.Context, f *statusFlags, repos []*config.Repo, versions []int64) error {
	rows := []statusJSON{}
	for _, repo := range repos {
		s, statuses, err := a.statuses(ctx, f, repo, func(ctx context.Context, m *migrate.Migrator) ([]migrate.Status, error) {
			return m.Accept(ctx, versions...)
		})
		if err != nil {
			return err
		}
		for _, name := range s.names {
			rows = append(rows, withPrefix(statusRows(repo, statuses[name]), name)...)
			if f.format.value == "text" && !a.quiet {
				a.printAccepted(statuses[name], name)
			}
		}
	}
	if f.format.value == "json" {
		return writeJSON(a.out, rows)
	}
	return nil
}
