package english

import (
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// indexList is what an index is on: a table, if it is told there, and columns.
type indexList struct {
	table   intent.Name
	columns []intent.IndexColumn
	pronoun bool
}

// indexColumnForms is the table of the ways to say one column of an index.
func indexColumnForms() []phrase[meaning] {
	return []phrase[meaning]{
		{pattern: "ref", mean: indexColumnOf("")},
		{pattern: "ref ASC", mean: indexColumnOf("asc")},
		{pattern: "ref DESC", mean: indexColumnOf("desc")},
		{pattern: "ref [ASC] NULLSFIRST", mean: indexColumnOf("asc_nulls_first")},
		{pattern: "ref [ASC] NULLSLAST", mean: indexColumnOf("asc_nulls_last")},
		{pattern: "ref DESC NULLSFIRST", mean: indexColumnOf("desc_nulls_first")},
		{pattern: "ref DESC NULLSLAST", mean: indexColumnOf("desc_nulls_last")},
		{pattern: "ref COLON COLON ASC", mean: indexColumnOf("asc")},
		{pattern: "ref COLON COLON DESC", mean: indexColumnOf("desc")},
		{pattern: "LOWERED ref", mean: function("lower")},
		{pattern: "ref IGNORECASE", mean: function("lower")},
		{pattern: "UPPERED ref", mean: function("upper")},
	}
}

// indexed is one column of an index, with the table if it is told with it.
type indexed struct {
	ref    columnRef
	column intent.IndexColumn
}

func indexColumnOf(direction string) meaning {
	return func(c *capture) any {
		ref, _ := c.get("ref").(columnRef)
		return indexed{ref, intent.IndexColumn{Name: ref.name, Direction: direction}}
	}
}

// function is an index on a function of a column.
func function(name string) meaning {
	return func(c *capture) any {
		ref, _ := c.get("ref").(columnRef)
		column := intent.IndexColumn{Expr: name + "(" + ref.name.Text + ")"}
		column.Span = ref.name.Span
		return indexed{ref, column}
	}
}

// readIndexColumns reads what an index is on: "email", "a, b desc", "[:a, :b]",
// "users (lower(email))", "users.email", "users email".
func readIndexColumns(p *parser, at int) []reading {
	var readings []reading
	for _, r := range p.indexColumnList(at) {
		readings = keepReading(readings, r)
	}
	for _, r := range p.bracketedColumns(at) {
		readings = keepReading(readings, r)
	}
	if isFunction(p.word(at)) && p.symbol(at+1, "(") && p.tight(at+1) {
		for _, r := range readExpression(p, at) {
			sql, _ := r.value.(string)
			column := intent.IndexColumn{Name: intent.Name{Span: p.span(at, r.end)}, Expr: sql}
			return append(readings, reading{end: r.end, worth: r.worth + worthWord, value: indexList{columns: []intent.IndexColumn{column}}})
		}
	}
	for _, t := range p.slot("table", at) {
		ref, _ := t.value.(tableRef)
		place := t.end
		if p.is("OF", place) > 0 || p.symbol(place, ":") || p.symbol(place, ",") {
			place++
		}
		lists := p.bracketedColumns(place)
		if p.symbol(t.end, ",") && !p.symbol(at, ":") {
			lists = nil
		}
		if !ref.pronoun && (p.kind(place) == words.Word || p.symbol(place, ":")) && !p.symbol(t.end, ",") && (place > t.end || looksPlural(p.word(t.end-1)) || p.saysTable(at, t.end)) {
			lists = append(lists, p.indexColumnList(place)...)
		}
		for _, r := range lists {
			list, _ := r.value.(indexList)
			if list.table.Given() {
				continue
			}
			list.table, list.pronoun = ref.name, ref.pronoun
			readings = keepReading(readings, reading{r.end, t.worth + r.worth + (place-t.end)*worthWord - 1, list, joined(t.fixes, r.fixes)})
		}
	}
	return readings
}

// isFunction reports whether a word before a bracket is a function's name rather
// than a table's.
func isFunction(word string) bool {
	switch word {
	case "lower", "upper", "trim", "coalesce", "date", "md5", "date_trunc", "to_tsvector", "length", "abs", "year", "month", "unaccent", "concat", "substring", "left":
		return true
	}
	return false
}

func (p *parser) indexColumnList(at int) []reading {
	return p.listOf("indexcolumn", at, func(list any, r reading) (any, bool) {
		value, _ := r.value.(indexed)
		before, _ := list.(indexList)
		before.columns = append(before.columns[:len(before.columns):len(before.columns)], value.column)
		if value.ref.table.Given() {
			before.table = value.ref.table
		}
		before.pronoun = before.pronoun || value.ref.pronoun
		return before, true
	})
}

// bracketedColumns reads (a, b desc), [:a, :b] and (lower(email)).
func (p *parser) bracketedColumns(at int) []reading {
	closing := map[string]string{"(": ")", "[": "]"}[p.word(at)]
	if closing == "" || p.kind(at) != words.Symbol {
		return nil
	}
	list := indexList{}
	worth := worthWord
	for place := at + 1; place < len(p.tokens); {
		column, end, gain := p.bracketedColumn(place, closing)
		if end == place {
			return nil
		}
		list.columns = append(list.columns, column)
		worth += gain
		if p.symbol(end, closing) {
			return []reading{{end: end + 1, worth: worth + worthWord, value: list}}
		}
		place = end + max(1, p.separators(end)-end)
		worth += worthWord
		if len(list.columns) > 20 {
			return nil
		}
	}
	return nil
}

// bracketedColumn reads one column or expression, up to a comma or the bracket.
func (p *parser) bracketedColumn(at int, closing string) (column intent.IndexColumn, end, worth int) {
	ended := func(end int) bool {
		return p.symbol(end, closing) || p.symbol(end, ",") || p.word(end) == "and" || p.word(end) == "+" || p.word(end) == "&"
	}
	for _, r := range p.slot("indexcolumn", at) {
		value, _ := r.value.(indexed)
		if ended(r.end) {
			return value.column, r.end, r.worth
		}
	}
	if p.kind(at) == words.Quoted && p.symbol(at+1, closing) {
		at0 := words.Scan(p.tokens[at].Text)
		inner := &parser{grammar: p.grammar, text: p.tokens[at].Text, tokens: at0}
		for _, r := range readExpression(inner, 0) {
			if r.end == len(at0) {
				sql, _ := r.value.(string)
				return intent.IndexColumn{Name: intent.Name{Span: p.span(at, at+1)}, Expr: sql}, at + 1, r.worth
			}
		}
	}
	for _, r := range readExpression(p, at) {
		sql, _ := r.value.(string)
		if ended(r.end) {
			return intent.IndexColumn{Name: intent.Name{Span: p.span(at, r.end)}, Expr: sql}, r.end, r.worth
		}
	}
	return intent.IndexColumn{}, at, 0
}

// indexOption is something said of an index beside its columns.
type indexOption func(*intent.CreateIndex)

// indexOptions is the table of what can be said of an index.
func indexOptions() []phrase[meaning] {
	set := func(change func(*intent.CreateIndex)) meaning { return constant(indexOption(change)) }
	return []phrase[meaning]{
		{pattern: "[COMMA] [AND] [WITH] CONCURRENTLY [COLON TRUE]", mean: set(func(i *intent.CreateIndex) { i.Concurrently = true })},
		{pattern: "[COMMA] [LEAD] UNIQUE COLON TRUE", mean: set(func(i *intent.CreateIndex) { i.Unique = true })},
		{pattern: "[COMMA] [LEAD] UNIQUE", mean: set(func(i *intent.CreateIndex) { i.Unique = true })},
		{pattern: "[COMMA] PERTENANT", mean: set(func(i *intent.CreateIndex) { i.PerTenant = true })},
		{pattern: "[COMMA] GLOBALLY", mean: set(func(i *intent.CreateIndex) { i.Globally = true })},
		{pattern: "[COMMA] IFNOTEXISTS", mean: set(func(i *intent.CreateIndex) { i.IfNotExists = true })},
		{pattern: "[COMMA] NULLSNOTDISTINCT", mean: set(func(i *intent.CreateIndex) { i.NullsNotDistinct = true })},
		{pattern: "[COMMA] [WITH] ( USING | AS | WITH | OFTYPE ) using [INDEX|METHOD]", mean: withUsing},
		{pattern: "[COMMA] USING COLON [COLON] using", mean: withUsing},
		{pattern: "[COMMA] ( WHERE | ONLYFOR | FOR ROWS WHERE ) [COLON] where", mean: withWhere},
		{pattern: "[COMMA] WHERE COLON condition:sqlstring", mean: withWhereString},
		{pattern: "[COMMA] INCLUDING [COLUMN|COLUMNS] [COLON] columnnames", mean: withInclude},
		{pattern: "[COMMA] INCLUDING [COLUMN|COLUMNS] [COLON] OPEN columnnames CLOSE", mean: withInclude},
		{pattern: "[COMMA] [AND] CALLED [IT|COLON] anyname", mean: withIndexName},
		{pattern: "[COMMA] NAMEWORD COLON symbolname", mean: withIndexName},
	}
}

func withUsing(c *capture) any {
	using, _ := c.get("using").(string)
	return indexOption(func(i *intent.CreateIndex) { i.Using = using })
}

func withWhere(c *capture) any {
	where, _ := c.get("where").(intent.Condition)
	return indexOption(func(i *intent.CreateIndex) { i.Where = &where })
}

func withWhereString(c *capture) any {
	where, _ := c.get("condition").(intent.Condition)
	return indexOption(func(i *intent.CreateIndex) { i.Where = &where })
}

func withInclude(c *capture) any {
	names, _ := c.get("columnnames").([]intent.Name)
	return indexOption(func(i *intent.CreateIndex) { i.Include = names })
}

func withIndexName(c *capture) any {
	name, ok := c.get("anyname").(intent.Name)
	if !ok {
		name, _ = c.get("symbolname").(intent.Name)
	}
	name.Exact = true
	return indexOption(func(i *intent.CreateIndex) { i.Name = name })
}
