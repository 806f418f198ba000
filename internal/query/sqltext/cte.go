package sqltext

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/query"
)

// ctes writes WITH ....
func (w *writer) ctes(q *query.Planned) string {
	if len(q.CTEs) == 0 {
		return ""
	}
	list := make([]string, len(q.CTEs))
	for i, c := range q.CTEs {
		list[i] = w.cte(q, c)
	}
	word := "WITH "
	if q.Recursive && w.flavour.traits().recursiveWord {
		word += "RECURSIVE "
	}
	return word + strings.Join(list, ", ") + " "
}

func (w *writer) cte(q *query.Planned, c query.PlannedCTE) string {
	traits := w.flavour.traits()
	header := w.flavour.quote(w, c.Name)
	if traits.cteColumns {
		if c.Fragment != nil {
			return w.fail("%s does not support fragment in CTE", w.flavour.title())
		}
		header += " (" + w.names(fieldNames(c.Query)) + ")"
	}
	header += " AS "
	switch {
	case c.Materialized == nil:
	case !traits.materializes:
		return w.fail("%s does not support materialized CTEs", w.flavour.title())
	default:
		header += w.flavour.materialized(*c.Materialized)
	}
	return header + w.cteQuery(q, c)
}

func fieldNames(q *query.Planned) []string {
	var names []string
	for _, f := range q.Select.Fields {
		names = append(names, f.As)
	}
	return names
}

func (w *writer) cteQuery(q *query.Planned, c query.PlannedCTE) string {
	if c.Fragment != nil {
		return w.expr(q, c.Fragment)
	}
	op := query.Operation(c.Operation)
	if changes := op == query.UpdateAll || op == query.DeleteAll; changes && w.flavour.traits().ctesChange {
		if op == query.UpdateAll {
			return "(" + w.flavour.updateAll(w, c.Query) + ")"
		}
		return "(" + w.flavour.deleteAll(w, c.Query) + ")"
	} else if changes && w.flavour.traits().refusesChanges {
		return w.fail("%s does not support data-modifying CTEs (operation: %s)", w.flavour.title(), op)
	}
	return "(" + w.all(c.Query, "s"+q.NamePrefix) + ")"
}
