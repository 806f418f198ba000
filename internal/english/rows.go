package english

import "github.com/whimbrel-go/whimbrel/internal/intent"

// backfillWhere is a request that says the rows before the value.
func backfillWhere(s *story, c *capture) {
	where, _ := c.get("where").(intent.Condition)
	backfill(s, &capture{label: "rows", reading: reading{value: rowsValue{where: &where}}, before: c})
}

// replaceNull is "replace null country with 'US'".
func replaceNull(s *story, c *capture) {
	ref, _ := c.get("ref").(columnRef)
	where := intent.Condition{Span: s.span, SQL: ref.name.Text + " IS NULL", Columns: []string{ref.name.Text}}
	if !s.said("NULLWORD") {
		where.SQL = ref.name.Text + " = ''"
	}
	backfill(s, &capture{label: "rows", reading: reading{value: rowsValue{where: &where}}, before: c})
}
