package rules

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// columnKinds are the rules about types that there is a better one for.
func columnKinds() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "json-column", Title: "a column has the type json, whose values cannot be compared", Severity: lint.Warning,
			Databases: []string{"postgres"},
			Aliases: aliases("strong_migrations add_column_json", "excellent_migrations json_column_added", "eugene E3",
				"pgfence add-column-json", "online_migrations add_column_json"),
			Step: jsonColumn,
		},
		{
			ID: "char-type", Title: "a column has the type char(n), which fills its values with blanks", Severity: lint.Note,
			Databases: []string{"postgres"},
			Aliases:   aliases("squawk ban-char-field", "pgfence ban-char-field", "migrationpilot MP041", "SqlServer.Rules SRD0005"),
			Step:      charType,
		},
		{
			ID: "timestamp-without-zone", Title: "a timestamp does not say in which time zone it is", Severity: lint.Note,
			Databases: []string{"postgres"},
			Aliases:   aliases("squawk prefer-timestamp-tz", "pgfence prefer-timestamptz", "migrationpilot MP040"),
			Step:      timestampWithoutZone,
		},
	}
}

// typedColumns returns the columns that a step makes, or gives another type.
func typedColumns(s *lint.Step) []columnStep {
	if set, ok := s.Operation.(operation.SetType); ok {
		return []columnStep{{s, set.Table, set.Column}}
	}
	return columnSteps(s)
}

// inner is the type of an array's elements, or the type itself.
func inner(t command.Type) command.Type {
	for t.IsArray() {
		t = *t.Of
	}
	return t
}

// withInner is an array of another type, or that type.
func withInner(t command.Type, name string) command.Type {
	if t.IsArray() {
		return command.ArrayOf(withInner(*t.Of, name))
	}
	return command.NewType(name)
}

func jsonColumn(p *lint.Pass, s *lint.Step) {
	for _, c := range typedColumns(s) {
		if !strings.EqualFold(inner(c.column.Type).Name, "json") {
			continue
		}
		p.Report(c.step, lint.Problem{
			Message: fmt.Sprintf("gives %s.%s the type json, which has no equality: SELECT DISTINCT, GROUP BY and UNION of its rows fail", c.table, c.column.Name),
			Detail:  "Its text is parsed again by every operator, and no index can look into it.",
			Manual:  manual(p, "JSON Types"),
			Advice:  worded(p, "use jsonb (:map)", "use jsonb") + "; json is for text that has to come back as it was, with blanks and the order of its keys",
			Fix: c.fix(p, func(c *command.Column) {
				c.Type = withInner(c.Type, "map")
			}),
		})
	}
}

func charType(p *lint.Pass, s *lint.Step) {
	for _, c := range typedColumns(s) {
		size, ok := charSize(c.column)
		if _, raw := s.Command.(command.Execute); !ok || raw && asked(s, `"CHAR"`) {
			continue // "char" in quotes is a type of its own
		}
		p.Report(c.step, lint.Problem{
			Message: fmt.Sprintf("gives %s.%s the type char(%s): shorter values are filled with blanks, which come back when they are read and do not count when they are compared", c.table, c.column.Name, size),
			Manual:  manual(p, "Character Types"),
			Advice:  worded(p, "use varchar (:string, size: "+size+")", "use varchar("+size+")") + ", which takes no more room; a check constraint says that values have exactly so many characters",
			Fix: c.fix(p, func(c *command.Column) {
				c.Type, c.Options.Size = withInner(c.Type, "string"), size
			}),
		})
	}
}

var charText = regexp.MustCompile(`(?i)^(?:char|character|bpchar)\s*(?:\(\s*(\d+)\s*\))?$`)

// charSize is the length of a char. Without one, bpchar is not filled.
func charSize(c command.Column) (string, bool) {
	found := charText.FindStringSubmatch(inner(c.Type).Name)
	if found == nil {
		return "", false
	}
	size := found[1]
	if _, err := strconv.Atoi(c.Options.Size); err == nil {
		size = c.Options.Size
	}
	if size == "" {
		if strings.EqualFold(c.Type.Name, "bpchar") {
			return "", false
		}
		size = "1"
	}
	return size, true
}

// timestampWithoutZone is about types that the database's own words ask for.
// Ecto's have no zone, by a convention of their own: UTC.
func timestampWithoutZone(p *lint.Pass, s *lint.Step) {
	_, raw := s.Command.(command.Execute)
	for _, c := range typedColumns(s) {
		if !withoutZone(inner(c.column.Type).Name, raw) || zonelessProject(p) {
			continue
		}
		p.Report(c.step, lint.Problem{
			Message: fmt.Sprintf("gives %s.%s a timestamp without time zone: what moment it means depends on who reads it", c.table, c.column.Name),
			Manual:  manual(p, "Date/Time Types, Time Zones"),
			Advice:  "use timestamptz, which takes no more room" + worded(p, ", or Ecto's :utc_datetime, which means UTC by its name", ""),
			Fix: c.fix(p, func(c *command.Column) {
				c.Type = withInner(c.Type, zoned(inner(c.Type).Name, c.Options.Precision))
				c.Options.Precision = nil
			}),
		})
	}
}

// withoutZone reports whether a type is a timestamp without time zone by the
// database's name. Reading SQL makes Ecto's of it.
func withoutZone(name string, raw bool) bool {
	if raw && (strings.HasPrefix(name, "utc_datetime") || strings.HasPrefix(name, "naive_datetime")) {
		return true
	}
	name = strings.ToLower(name)
	return name == "timestamp" || strings.HasPrefix(name, "timestamp(") && !strings.Contains(name, " with time zone") ||
		strings.HasPrefix(name, "timestamp without") || strings.HasPrefix(name, "timestamp ") && strings.HasSuffix(name, "without time zone")
}

var typeDigits = regexp.MustCompile(`\(\s*(\d)\s*\)`)

// zoned is the same type with a zone.
func zoned(name string, precision *int) string {
	digits := ""
	if found := typeDigits.FindStringSubmatch(name); found != nil {
		digits = "(" + found[1] + ")"
	}
	switch {
	case name == "utc_datetime" || name == "naive_datetime":
		digits = "(0)"
	case precision != nil:
		digits = "(" + strconv.Itoa(*precision) + ")"
	}
	return "timestamptz" + digits
}

// zonelessProject: timestamps without a zone are what the project has, if only
// because they are Ecto's.
func zonelessProject(p *lint.Pass) bool {
	const convention = 3
	zoned, zoneless := 0, 0
	for _, t := range p.First.Tables() {
		for _, c := range t.Columns {
			switch name := c.Type.Name; {
			case withoutZone(name, true):
				zoneless++
			case strings.HasPrefix(name, "timestamptz"), strings.HasSuffix(name, "with time zone"):
				zoned++
			}
		}
	}
	return zoneless >= convention && zoneless > zoned
}
