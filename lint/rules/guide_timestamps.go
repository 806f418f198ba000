package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// guideTimestamps are the rules about when rows were made and changed.
func guideTimestamps() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "timestamps-type", Title: "timestamps are of another type than the project's", Severity: lint.Note,
			Aliases: aliases("skeema has-time"), Step: timestampsType,
		},
		{
			ID: "missing-timestamps", Title: "a table does not say when its rows were made", Severity: lint.Note,
			Aliases: aliases("active_record_doctor table_without_timestamps"), Migration: missingTimestamps,
		},
	}
}

// guideTimestamp is the type that the guide wants: in UTC, exact enough to order
// rows by.
const guideTimestamp = "utc_datetime_usec"

// isTimestamp reports whether timestamps/1 makes columns of this name.
func isTimestamp(p *lint.Pass, name string) bool {
	switch name {
	case "inserted_at", "updated_at", "created_at":
		return true
	case "":
		return false
	}
	return name == p.Commands.Timestamps.InsertedAt.Name || name == p.Commands.Timestamps.UpdatedAt.Name
}

// momentOf is the type of a table's timestamps, "" if it has none that say.
func momentOf(p *lint.Pass) func(*schema.Table) string {
	return func(t *schema.Table) string {
		for i := range t.Columns {
			if c := &t.Columns[len(t.Columns)-1-i]; isTimestamp(p, c.Name) && isMoment(c.Type) { // mostly the last ones
				return c.Type.Name
			}
		}
		return ""
	}
}

// isMoment reports whether a type is one of those that timestamps have: Ecto's,
// or PostgreSQL's with a time zone.
func isMoment(t command.Type) bool {
	switch t.Name {
	case "naive_datetime", "naive_datetime_usec", "utc_datetime", "utc_datetime_usec":
		return true
	}
	return isZoned(t)
}

func isZoned(t command.Type) bool {
	return strings.HasPrefix(t.Name, "timestamptz") || strings.HasPrefix(t.Name, "timestamp with time zone")
}

// says orders the types by how much they say. A project that has begun to say
// more need not go back.
func says(kind string) int {
	return slices.Index([]string{"naive_datetime", "naive_datetime_usec", "utc_datetime", guideTimestamp}, kind)
}

// wantedTimestamps is the type that the project wants, and who says so.
func wantedTimestamps(p *lint.Pass) (kind, who string) {
	if p.Timestamps != "" {
		return p.Timestamps, "as configured"
	}
	if t := p.Commands.Timestamps.Type; !t.IsZero() {
		return t.Name, "as migration_timestamps says"
	}
	if usual := convention(p.First.Tables(), momentOf(p)); usual != "" {
		return usual, asUsual
	}
	return guideTimestamp, ""
}

const asUsual = "as most tables have"

// sameMoment compares a type with the wanted one. SQL and databases do not tell
// utc_datetime from naive_datetime.
func sameMoment(p *lint.Pass, s *lint.Step, c command.Column, wanted string) bool {
	if isSQL(s) || p.Base != nil {
		return operation.SameType(c, command.Column{Name: c.Name, Type: command.NewType(wanted)}, p.Database())
	}
	return c.Type.Name == wanted || isZoned(c.Type) && isZoned(command.NewType(wanted))
}

func timestampsType(p *lint.Pass, s *lint.Step) {
	columns := slices.DeleteFunc(slices.Clone(newColumns(s)), func(c command.Column) bool {
		return !isTimestamp(p, c.Name) || !isMoment(c.Type)
	})
	if len(columns) == 0 {
		return
	}
	wanted, who := wantedTimestamps(p)
	columns = slices.DeleteFunc(columns, func(c command.Column) bool {
		return sameMoment(p, s, c, wanted) || who == "" && isZoned(c.Type) || who == asUsual && says(c.Type.Name) > says(wanted)
	})
	if len(columns) == 0 || who == "" && isSQL(s) && p.Database() == "postgres" && isAsked(p, "timestamp-without-zone") {
		return // the other rule says more
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	own, table := columns[0].Type.Name, s.On()
	problem := lint.Problem{
		Message: fmt.Sprintf("%s of %s %s %s, and not %s, %s", list(names), table, plural(names), own, wanted, who),
		Manual:  sections(p, "Date/Time Types", "Fractional Seconds in Time Values", "", "datetime2 (Transact-SQL)"),
		Advice:  "write timestamps(type: :" + wanted + ")",
		Unless: func(last *schema.Schema) bool {
			usual := convention(last.Tables(), momentOf(p))
			return gone(last, table) || p.Timestamps == "" && (usual == own || p.Base != nil && sameStored(usual, own, p.Database()))
		},
	}
	if who == "" {
		problem.Message = fmt.Sprintf("%s of %s %s %s: %s", list(names), table, plural(names), own, lack(own))
		problem.Advice += ", or say timestamps = \"" + own + "\" in whimbrel.toml"
	}
	if isSQL(s) {
		problem.Advice = strings.Replace(problem.Advice, "write timestamps(type: :"+wanted+")", "use "+sqlType(p.Database(), wanted), 1)
	}
	if s.Fresh || isCreate(s) {
		problem.Fix = retyped(s, func(c command.Column) command.Column {
			if slices.Contains(names, c.Name) {
				c.Type = command.NewType(wanted)
			}
			return c
		})
	}
	p.Report(atColumn(s, names[0]), problem)
}

func sameStored(a, b, database string) bool {
	return a != "" && operation.SameType(command.Column{Type: command.NewType(a)}, command.Column{Type: command.NewType(b)}, database)
}

// isSQL reports whether SQL asks for a step.
func isSQL(s *lint.Step) bool {
	_, sql := s.Command.(command.Execute)
	return sql
}

func isCreate(s *lint.Step) bool {
	_, ok := s.Operation.(operation.CreateTable)
	return ok
}

func plural(names []string) string {
	if len(names) > 1 {
		return "are"
	}
	return "is"
}

// lack is what a type of timestamps cannot say.
func lack(kind string) string {
	switch kind {
	case "naive_datetime":
		return "programs read them without a time zone, and rows of the same second have no order"
	case "naive_datetime_usec":
		return "programs read them without a time zone"
	}
	return "rows of the same second have no order"
}

// tellsWhen reports whether a column says when its row was made or happened.
func tellsWhen(p *lint.Pass, c schema.Column) bool {
	switch c.Name {
	case "modified_at", "occurred_at", "recorded_at", "happened_at", "logged_at", "received_at", "sent_at", "created", "created_on",
		"inserted_on", "timestamp", "ts", "time", "date", "day", "month", "year", "createdAt", "insertedAt":
		return true
	}
	return isTimestamp(p, c.Name) || strings.HasPrefix(c.Name, "created_") && isMoment(c.Type)
}

// dated is "dated" for a table that says when its rows were made, "undated" for
// one that should and does not, and "" for one that need not: what joins two
// tables or lists a few values.
func dated(p *lint.Pass) func(*schema.Table) string {
	return func(t *schema.Table) string {
		switch {
		case slices.ContainsFunc(t.Columns, func(c schema.Column) bool { return tellsWhen(p, c) }):
			return "dated"
		case t.Partial, len(t.Columns) <= 3:
			return ""
		}
		return "undated"
	}
}

func missingTimestamps(p *lint.Pass) {
	for _, c := range createdTables(p) {
		if dated(p)(c.table) != "undated" || convention(p.First.Tables(), dated(p)) == "undated" {
			continue
		}
		table := c.table.Object
		p.Report(c.step, lint.Problem{
			Message: fmt.Sprintf("%s does not say when its rows were made or changed", table),
			Detail:  "What was not written down cannot be found out later: which rows came from the broken release, which are old enough to go.",
			Advice:  worded(p, "add timestamps(type: :"+guideTimestamp+")", "add inserted_at and updated_at, with a default of the current time"),
			Unless: func(last *schema.Schema) bool {
				t := last.Table(table)
				return t == nil || dated(p)(t) != "undated" || convention(last.Tables(), dated(p)) == "undated"
			},
		})
	}
}
