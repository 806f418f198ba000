package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// tenantReport tells what happens in many tenants: a line for each that had
// something to do, and on a terminal how far it is.
type tenantReport struct {
	*tenantRun
	total, ended, failed int
	// reporters tell of what happens within a tenant.
	reporters map[string]*reporter
	// warned are warnings that were told: most are the same in all tenants.
	warned map[string]bool
	// last is the tenant and migration that began last.
	last string
}

func newTenantReport(r *tenantRun) *tenantReport {
	return &tenantReport{tenantRun: r, reporters: map[string]*reporter{}, warned: map[string]bool{}}
}

// observe is never called twice at once.
func (r *tenantReport) observe(ctx context.Context, prefix string, event migrate.Event) {
	switch e := event.(type) {
	case migrate.TenantEnded:
		delete(r.reporters, prefix)
		r.tenantEnded(e.Result)
		r.app.err.Progress(r.bar() + r.last)
	case migrate.Started:
		r.last = fmt.Sprintf("  %s: %s", prefix, title(e.Migration))
		r.app.err.Progress(r.bar() + r.last)
	case migrate.Finished:
		r.of(prefix).say(levelDebug, "%s %d %s  %s", e.Applied.Direction, e.Applied.Version, e.Applied.Name, duration(e.Applied.Duration))
	case migrate.Warned:
		r.warn(prefix, e.Diagnostic)
	default:
		r.of(prefix).observe(ctx, event)
	}
}

// of returns what tells of one tenant.
func (r *tenantReport) of(prefix string) *reporter {
	if r.reporters[prefix] == nil {
		r.reporters[prefix] = &reporter{
			app: r.app, level: r.level, json: true, migrationSQL: r.flags.migrationSQL, tenant: prefix,
		}
	}
	return r.reporters[prefix]
}

func (r *tenantReport) warn(prefix string, d *diag.Diagnostic) {
	key := d.Pos.String() + d.Summary
	if r.level < levelWarning || r.warned[key] {
		return
	}
	r.warned[key] = true
	if prefix != "" {
		once := *d
		once.Detail = strings.TrimPrefix(d.Detail+"\nin "+prefix+"; what other tenants have too is told once", "\n")
		d = &once
	}
	r.app.printDiagnostics(diag.List{d})
}

func (r *tenantReport) tenantEnded(result migrate.TenantResult) {
	r.ended++
	a := r.app
	a.err.EndProgress()
	switch result.Outcome {
	case migrate.TenantFailed:
		r.failed++
		mark := a.err.Paint(term.Red, a.err.Mark("✗"))
		_, _ = fmt.Fprintf(a.err, "%sfailed  %s  %s\n", mark, result.Prefix, a.reasonOf(result.Err))
	case migrate.TenantDone:
		if !r.tells() {
			return
		}
		direction := "up"
		if r.direction == command.Down {
			direction = "down"
		}
		_, _ = fmt.Fprintf(a.out, "%s%s  %s  %s  %s\n", a.out.Paint(term.Green, a.out.Mark("✓")), direction,
			result.Prefix, plural(len(result.Applied), "migration"), a.out.Paint(term.Dim, duration(result.Duration)))
	}
}

// barWidth is that of the bar of progress.
const barWidth = 20

// bar says how far the run is: "[#####---------------] 25/100 tenants, 1 failed".
func (r *tenantReport) bar() string {
	full := barWidth * r.ended / max(r.total, 1)
	text := fmt.Sprintf("[%s%s] %d/%d tenants", strings.Repeat("#", full), strings.Repeat("-", barWidth-full), r.ended, r.total)
	if r.failed > 0 {
		text += fmt.Sprintf(", %d failed", r.failed)
	}
	return text
}

// reasonOf is why a tenant has failed, in one line.
func (a *app) reasonOf(err error) string {
	text, more := a.redact(err.Error()), ""
	var failed *migrate.Error
	if !errors.As(err, &failed) {
		if list := diag.All(err); len(list) > 0 {
			text = a.redact(list[0].Summary)
			if pos := list[0].Pos.String(); pos != "" {
				text = pos + ": " + text
			}
			if len(list) > 1 {
				more = fmt.Sprintf(" (and %s more)", plural(len(list)-1, "problem"))
			}
		}
	}
	return strings.Join(strings.Fields(text), " ") + more
}

// maxReasons is how many reasons are explained in full, and maxNames how many
// tenants are named for each.
const (
	maxReasons = 5
	maxNames   = 10
)

// explain says why tenants have failed, each reason once, and what to type.
func (r *tenantRun) explain(repo *config.Repo, e *migrate.TenantsError) {
	groups, idle := groupFailures(r.app, e.Left())
	for i, g := range groups {
		if i == maxReasons {
			break
		}
		last := *g.list[len(g.list)-1]
		if g.refused {
			last.Detail += "\nNothing was run there: all migrations are checked before the first one starts."
		}
		last.Detail = strings.TrimSpace(last.Detail + "\nin " + someNames(g.names))
		g.list[len(g.list)-1] = &last
		r.app.printDiagnostics(g.list)
	}
	summary := fmt.Sprintf("%d of %s failed", len(e.Left())-len(idle), plural(len(e.Results), "tenant"))
	if len(idle) > 0 {
		summary += fmt.Sprintf(", %d not started", len(idle))
	}
	d := diag.Errorf(databaseKind, diag.Pos{}, "%s", summary)
	var lines []string
	for _, g := range groups {
		lines = append(lines, fmt.Sprintf("%s: %s", someNames(g.names), g.reason))
	}
	if len(idle) > 0 {
		lines = append(lines, someNames(idle)+": not started")
	}
	d.Detail = strings.Join(lines, "\n")
	note, commands := r.resume(repo, e)
	if note != "" {
		d.Detail += "\n" + note
	}
	d.Hint = strings.Join(commands, "\n")
	r.app.printDiagnostics(diag.List{d})
}

// failures are tenants that have failed for the same reason.
type failures struct {
	names   []string
	reason  string
	list    diag.List
	refused bool
}

// groupFailures puts those together that differ in nothing but the name of the
// tenant. Idle are those that were not started.
func groupFailures(a *app, left []migrate.TenantResult) (groups []*failures, idle []string) {
	places := map[string]*failures{}
	for _, result := range left {
		if result.Err == nil {
			idle = append(idle, result.Prefix)
			continue
		}
		list := a.diagnose(result.Err)
		key := withoutName(list.Error(), result.Prefix)
		for _, d := range list {
			key += "\n" + d.Pos.String() + withoutName(d.Detail, result.Prefix)
		}
		g := places[key]
		if g == nil {
			var failed *migrate.Error
			g = &failures{list: append(diag.List{}, list...), reason: a.reasonOf(result.Err)}
			g.refused = !errors.As(result.Err, &failed) && refusals[diag.KindOf(result.Err)]
			places[key] = g
			groups = append(groups, g)
		}
		g.names = append(g.names, result.Prefix)
	}
	return groups, idle
}

// withoutName replaces the name of a tenant where it stands alone.
func withoutName(text, name string) string {
	return regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\b`).ReplaceAllString(text, "*")
}

func someNames(names []string) string {
	if len(names) <= maxNames {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:maxNames], ", "), len(names)-maxNames)
}
