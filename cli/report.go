package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/source"
)

// logLevel is how much a run tells, by Logger's names.
type logLevel int

const (
	levelError logLevel = iota
	levelWarning
	levelInfo
	levelDebug
)

// logLevels are the values of --log-level.
var logLevels = map[string]logLevel{
	"emergency": levelError, "alert": levelError, "critical": levelError, "error": levelError,
	"warning": levelWarning, "warn": levelWarning, "notice": levelInfo, "info": levelInfo, "debug": levelDebug,
}

// reporter turns the events of a run into lines: what is done on standard
// output, and what happens on the way on standard error.
type reporter struct {
	app          *app
	level        logLevel
	json         bool
	migrationSQL bool
	migratorSQL  bool
	// tenant is the prefix, if there are several.
	tenant string
	// sent is SQL that was sent and not yet told apart into the migration's and
	// the migrator's own.
	sent []string
	// running is the migration that runs, for what it says.
	running string
	// locks are what the planned migrations do to tables, for their SQL.
	locks []*lockNotes
	// upToDate is what there is where the run had nothing to do, or nil.
	upToDate *migrate.UpToDate
}

func (r *reporter) observe(_ context.Context, event migrate.Event) {
	switch e := event.(type) {
	case migrate.Started:
		r.running = title(e.Migration)
		r.app.err.Progress(fmt.Sprintf("%s %s ...", e.Direction, title(e.Migration)))
	case migrate.Ran:
		r.ran(e)
	case migrate.Finished:
		r.flush()
		r.running = ""
		r.finished(e.Applied)
	case migrate.Skipped:
		r.flush()
		r.say(levelInfo, "%s was run by another migrator meanwhile", title(e.Migration))
	case migrate.Warned:
		if r.level >= levelWarning {
			r.app.printDiagnostics(diag.List{e.Diagnostic})
		}
	case migrate.UpToDate:
		r.upToDate = &e
	case migrate.Waiting:
		r.say(levelInfo, "waiting: %s", r.app.redact(e.String()))
	case migrate.Retrying:
		r.flush()
		r.say(levelWarning, "%s: %v; trying again in %s (%d of %d)", title(e.Migration), e.Err, duration(e.Pause), e.Try, e.Retries)
	case migrate.IndexDropped:
		r.say(levelWarning, "%s", e)
	case migrate.Resumed, migrate.Examined, migrate.Postponed:
		r.journaled(event)
	case migrate.Noticed:
		level := levelInfo
		if strings.EqualFold(e.Notice.Severity, "warning") {
			level = levelWarning
		}
		who := strings.ToLower(e.Notice.Severity)
		if r.running != "" {
			who += " (" + r.running + ")"
		}
		r.say(level, "%s: %s", who, e.Notice.Message)
	}
}

// journaled tells what the journal of an earlier run leads to.
func (r *reporter) journaled(event migrate.Event) {
	r.flush()
	switch e := event.(type) {
	case migrate.Examined:
		decision := "sent again"
		if e.Executed {
			decision = "executed, and not sent again"
		}
		r.say(levelInfo, "statement %d of %d was underway when an earlier run ended; it is %s: %s", e.Number, e.Total, decision, e.Evidence)
	case migrate.Resumed:
		at := fmt.Sprintf("at statement %d of %d", e.Next, e.Total)
		if e.Next > e.Total {
			at = "with recording the version"
		}
		r.say(levelInfo, "%s was begun by an earlier run, at %s UTC; going on %s", title(e.Migration), e.Since.Format(time.DateTime), at)
	case migrate.Postponed:
		r.say(levelInfo, "postponed to the end of the migration: %s (%s)", e.Statement.SQL, e.Reason)
	}
}

func title(m *source.Migration) string { return fmt.Sprintf("%d %s", m.Version, m.Name) }

// say tells something that is not a result.
func (r *reporter) say(level logLevel, format string, args ...any) {
	if r.level < level {
		return
	}
	r.app.err.EndProgress()
	if r.tenant != "" {
		format, args = "%s: "+format, append([]any{r.tenant}, args...)
	}
	_, _ = fmt.Fprintf(r.app.err, format+"\n", args...)
}

// finished writes the line of a migration.
func (r *reporter) finished(a migrate.Applied) {
	r.app.err.EndProgress()
	if r.level < levelInfo || r.json {
		return
	}
	out := r.app.out
	mark := out.Paint(term.Green, out.Mark("✓"))
	direction := "up"
	if a.Direction == command.Down {
		direction = "down"
	}
	_, _ = fmt.Fprintf(out, "%s%s  %d  %s  %s\n", mark, direction, a.Version, a.Name,
		out.Paint(term.Dim, duration(a.Duration)))
}

// log is told everything that is sent, if --log-migrator-sql asks for it.
func (r *reporter) log(statements ...string) {
	r.flush()
	if r.migrationSQL {
		for _, text := range statements {
			r.sql(text, 0)
		}
		return
	}
	r.sent = slices.Clone(statements)
}

// ran is told the migration's own statements, after they were sent.
func (r *reporter) ran(e migrate.Ran) {
	if r.level >= levelDebug && !r.migrationSQL {
		r.say(levelDebug, "  %s", e.Statement.Command.Describe())
	}
	switch {
	case r.migrationSQL && !r.migratorSQL:
		r.tellLocks(e.Statement)
		r.sql(e.Statement.SQL, e.Duration)
	case r.migratorSQL:
		if i := slices.Index(r.sent, e.Statement.SQL); i >= 0 {
			r.sent = slices.Delete(r.sent, i, i+1)
		}
	}
}

// tellLocks prints what the statement has kept waiting.
func (r *reporter) tellLocks(s dialect.Statement) {
	for _, notes := range r.locks {
		if effects, ok := notes.bySQL[s.SQL]; ok && !s.Further {
			for _, line := range lockLines(effects, notes.database, false) {
				r.app.err.EndProgress()
				_, _ = fmt.Fprintln(r.app.err, r.app.err.Paint(term.Dim, line))
			}
			return
		}
	}
}

// flush prints what was sent and is not the migration's.
func (r *reporter) flush() {
	for _, text := range r.sent {
		r.sql(text, 0)
	}
	r.sent = nil
}

// sql prints a statement such that it can be pasted into a client.
func (r *reporter) sql(text string, took time.Duration) {
	r.app.err.EndProgress()
	var notes []string
	if r.tenant != "" {
		notes = append(notes, r.tenant)
	}
	if took > 0 {
		notes = append(notes, duration(took))
	}
	note := ""
	if len(notes) > 0 {
		note = r.app.err.Paint(term.Dim, "  -- "+strings.Join(notes, ", "))
	}
	_, _ = fmt.Fprintf(r.app.err, "%s%s\n", terminated(text), note)
}

// duration writes a time with two significant digits.
func duration(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// plural counts: "1 migration", "2 migrations".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// writeJSON prints a value indented, and SQL as it is: < stays <.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
