package english

import "github.com/whimbrel-go/whimbrel/internal/intent"

func backfill(s *story, c *capture) {
	ref, _ := c.get("ref").(columnRef)
	value, _ := c.get("value").(intent.Value)
	if source, ok := c.get("source").(columnRef); ok {
		value = intent.Value{Span: source.name.Span, Kind: intent.ColumnValue, Text: source.name.Text}
		s.spoken(tableRef{name: source.table})
	}
	in := intent.Backfill{Span: s.span}
	for _, each := range c.all("rows") {
		said, _ := each.(rowsValue)
		if said.where != nil {
			in.Where = said.where
		}
		if said.batch != 0 {
			in.Batch = said.batch
		}
		if said.table != nil {
			s.spoken(*said.table)
		}
	}
	if n, ok := c.get("batch").(int); ok {
		in.Batch = n
	}
	if ref.table.Given() {
		s.spoken(tableRef{name: ref.table})
	}
	in.Table = s.tableOf(c)
	if ref.pronoun && len(s.columns) == 1 {
		ref.name = s.columns[0]
	}
	for _, each := range c.all("rows") {
		if said, _ := each.(rowsValue); said.about != nil {
			where := said.about.about(ref.name.Text)
			in.Where = &where
		}
	}
	s.columns = []intent.Name{ref.name}
	in.Sets = []intent.Set{{Column: ref.name, Value: value}}
	s.add(in)
}

// backfillSome is "role becomes member where it is null". Without a condition it
// could as well speak of a type or a default: then nothing is made of it.
func backfillSome(s *story, c *capture) {
	for _, each := range c.all("rows") {
		if said, _ := each.(rowsValue); said.where != nil || said.about != nil {
			backfill(s, c)
			return
		}
	}
	s.unused = append(s.unused, s.span)
}

// askDelete is "delete all users": the rows, or the table?
func askDelete(s *story, c *capture) {
	table := s.tableOf(c)
	with := func(in intent.Intent) []intent.Intent { return append(s.intents[:len(s.intents):len(s.intents)], in) }
	s.question = &intent.Question{
		Span: s.span, Text: "Are all rows of " + table.Text + " to be deleted, or is the table to be dropped?",
		Choices: []intent.Choice{
			{Label: "delete all rows of " + table.Text, Intents: with(intent.DeleteRows{Span: s.span, Table: table})},
			{Label: "drop the table " + table.Text, Intents: with(intent.DropTable{Span: s.span, Tables: []intent.Name{table}})},
		},
	}
}

func deleteRows(s *story, c *capture) {
	in := intent.DeleteRows{Span: s.span, Table: s.tableOf(c)}
	for _, each := range c.all("rows") {
		if said, _ := each.(rowsValue); said.where != nil {
			in.Where = said.where
		}
	}
	s.add(in)
}

// batched makes the last backfill run in batches.
func batched(s *story, c *capture) {
	n, _ := c.get("batch").(int)
	for i := len(s.intents) - 1; i >= 0; i-- {
		if in, ok := s.intents[i].(intent.Backfill); ok {
			in.Batch = n
			s.intents[i] = in
			return
		}
	}
}
