package draft

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/english/condition"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// condition is a condition about the columns as the table calls them: what
// ends may be ends_on, and a word without quotes may be a column. It refuses
// columns that a known table does not have.
func (d *drafter) condition(t target, c intent.Condition) (intent.Condition, bool) {
	if t.stranger() || t.known != nil && t.known.Partial {
		return c, true
	}
	names := d.columnsOf(t)
	called := map[string]string{}
	for _, column := range c.Columns {
		if called[column] = alike(column, slices.Contains(c.Verbs, column), names); called[column] == "" {
			d.noColumn(t, c.Span, column, names)
			return c, false
		}
	}
	renamed := c
	if slices.ContainsFunc(c.Columns, func(column string) bool { return called[column] != column }) {
		renamed = condition.Rename(c, func(column string) string {
			if name := called[column]; name != "" {
				return name
			}
			return column
		})
	}
	for _, word := range c.Bare {
		if slices.Contains(names, word) {
			d.note("%s is taken for the column of %s; write '%s' in quotes for the text", word, t.name(), word)
			renamed.SQL = strings.ReplaceAll(renamed.SQL, d.literal(word), d.identifierSQL(word))
			renamed.Columns = append(slices.Clone(renamed.Columns), word)
		}
	}
	return renamed, true
}

// alike is the column of the names that a word means: of that name, in the
// plural, without its _id, or, if the word was a verb, ending otherwise. It is
// "" if there is none.
func alike(word string, verb bool, names []string) string {
	candidates := columnNames(intent.Name{Text: word})
	if base, ok := strings.CutSuffix(word, "_at"); ok && verb {
		one := strings.TrimSuffix(base, "s")
		candidates = append(candidates, base+"_on", base+"_date", base, one+"_at", one+"_on", one+"_date", one+"_time", one)
	}
	for _, name := range candidates {
		if slices.Contains(names, name) {
			return name
		}
	}
	return ""
}

// noColumn refuses a column that a table does not have.
func (d *drafter) noColumn(t target, at intent.Span, column string, names []string) {
	e := d.fail(at, "%s has no column %s", t.name(), column)
	if near := diag.Nearest(column, names); near != "" {
		e.Hint = "did you mean " + near + "?"
	} else {
		e.Hint = "its columns are " + list(names)
	}
}
