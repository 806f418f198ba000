package english

import (
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// tableRef is a table as it is spoken of: by name, or as the one spoken of last.
type tableRef struct {
	name    intent.Name
	pronoun bool
}

// tablesRef is several tables, or all of them.
type tablesRef struct {
	refs   []tableRef
	all    bool
	except []intent.Name
	span   intent.Span
}

// tableForms is the table of the ways to speak of a table.
func tableForms() []phrase[func(*capture) any] {
	named := func(c *capture) any {
		name, _ := c.get("tname").(intent.Name)
		return tableRef{name: name}
	}
	exact := func(c *capture) any {
		name, _ := c.get("tname").(intent.Name)
		name.Exact = true
		return tableRef{name: name}
	}
	pronoun := func(*capture) any { return tableRef{pronoun: true} }
	return []phrase[func(*capture) any]{
		{pattern: "tname", mean: named},
		{pattern: "EACHWORD tname", mean: named},
		{pattern: "tname TABLE", mean: named},
		{pattern: "TABLE tname", mean: named},
		{pattern: "EXISTING tname [TABLE]", mean: named},
		{pattern: "TABLE [THAT] CALLED tname", mean: exact},
		{pattern: "TABLE [FOR|OF] [STORE] tname", mean: named},
		{pattern: "TABLE COLON tname", mean: named},
		{pattern: "THISTABLE", mean: pronoun},
		{pattern: "IT", mean: pronoun},
		{pattern: "THERE", mean: pronoun},
	}
}

// newTableForms is the table of the ways to speak of a table to be made.
func newTableForms() []phrase[func(*capture) any] {
	named := func(c *capture) any {
		name, _ := c.get("tname").(intent.Name)
		return name
	}
	exact := func(c *capture) any {
		name, _ := c.get("tname").(intent.Name)
		name.Exact = true
		return name
	}
	return []phrase[func(*capture) any]{
		{pattern: "[NEWWORD] tname", mean: named},
		{pattern: "[NEWWORD] tname TABLE", mean: named},
		{pattern: "[NEWWORD] TABLE [COLON] [NEWWORD] tname", mean: named},
		{pattern: "[NEWWORD] TABLE [THAT] CALLED [COLON] tname", mean: exact},
		{pattern: "[NEWWORD] TABLE ( FOR | OF | TO | WHERE ) [STORE] [NEWWORD] tname", mean: named},
		{pattern: "[NEWWORD] TABLE ( FOR | OF | TO ) [STORE] tname CALLED exact:tname", mean: func(c *capture) any {
			name, _ := c.get("exact").(intent.Name)
			name.Exact = true
			return name
		}},
		{pattern: "[NEWWORD] TABLE STORE tname", mean: named},
	}
}

// listOf reads a list of what a slot reads, with a reading for each place where
// it may end. Of all ways to come to a place the best one is carried on.
func (p *parser) listOf(slot string, at int, add func(list any, r reading) (any, bool)) []reading {
	var readings []reading
	type open struct {
		list  any
		worth int
		fixes []fix
	}
	front := map[int]open{at: {}}
	for place, last := at, at; place <= last && place < len(p.tokens) && len(readings) < mostItems; place++ {
		from, ok := front[place]
		if !ok {
			continue
		}
		begin := p.skipLight(place)
		if p.word(begin) == "both" {
			begin++
		}
		for _, r := range p.slot(slot, begin) {
			list, ok := add(from.list, r)
			if !ok {
				continue
			}
			worth := from.worth + r.worth
			fixes := joined(from.fixes, r.fixes)
			readings = keepReading(readings, reading{r.end, worth, list, fixes})
			next := p.tableAnd(r.end)
			if next == r.end {
				continue
			}
			worth += min(2, next-r.end)
			if before, ok := front[next]; !ok || before.worth < worth {
				front[next] = open{list, worth, fixes}
				last = max(last, next)
			}
		}
	}
	return readings
}

// readTables reads a list of tables: "users, posts and comments", "all tables
// except users".
func readTables(p *parser, at int) []reading {
	readings := p.slot("alltables", at)
	for _, r := range p.listOf("table", at, func(list any, r reading) (any, bool) {
		ref, _ := r.value.(tableRef)
		before, _ := list.(tablesRef)
		return tablesRef{refs: append(before.refs[:len(before.refs):len(before.refs)], ref), span: p.span(at, r.end)}, true
	}) {
		list, _ := r.value.(tablesRef)
		if list.mixed() {
			r.worth -= costKeyword
		}
		readings = keepReading(readings, r)
		if length := p.is("TABLES", r.end); length > 0 && len(list.refs) > 1 {
			readings = keepReading(readings, reading{r.end + length, r.worth + length*worthWord + worthClass, list, r.fixes})
		}
	}
	if length := p.is("TABLES", at); length > 0 {
		for _, r := range p.slot("tables", at+length) {
			readings = keepReading(readings, reading{r.end, r.worth + length*worthWord, r.value, r.fixes})
		}
	}
	return readings
}

// mixed reports whether a list has tables in the singular and in the plural: one
// of them is no table then.
func (t tablesRef) mixed() bool {
	plural := 0
	for _, ref := range t.refs {
		if looksPlural(ref.name.Text) {
			plural++
		}
	}
	return plural > 0 && plural < len(t.refs)
}

// tableAnd goes over what stands between tables in a list: not the end of a
// sentence or line.
func (p *parser) tableAnd(at int) int {
	for at < len(p.tokens) && p.kind(at) != words.Break && !p.symbol(at, ";") {
		length := p.is("LISTAND", at)
		if length == 0 {
			return at
		}
		at += length
	}
	return at
}

func allTableForms() []phrase[func(*capture) any] {
	return []phrase[func(*capture) any]{
		{pattern: "ALLTABLES [ EXCEPT tnames ]", mean: func(c *capture) any {
			except, _ := c.get("tnames").([]intent.Name)
			return tablesRef{all: true, except: except}
		}},
		{pattern: "ALLTABLES COMMA EXCEPT tnames", mean: func(c *capture) any {
			except, _ := c.get("tnames").([]intent.Name)
			return tablesRef{all: true, except: except}
		}},
	}
}

// readNames makes a slot of several names of a slot.
func readNames(slot string) func(p *parser, at int) []reading {
	return func(p *parser, at int) []reading {
		return p.listOf(slot, at, func(list any, r reading) (any, bool) {
			name, ok := r.value.(intent.Name)
			if ref, isTable := r.value.(tableRef); isTable && !ref.pronoun {
				name, ok = ref.name, true
			}
			before, _ := list.([]intent.Name)
			return append(before[:len(before):len(before)], name), ok
		})
	}
}

// A columnRef is an existing column as it is spoken of.
type columnRef struct {
	table   intent.Name
	name    intent.Name
	pronoun bool
	// typ is told with it: "the integer column legacy_id".
	typ intent.TypeName
}

// columnForms is the table of the ways to speak of one existing column.
func columnForms() []phrase[func(*capture) any] {
	return []phrase[func(*capture) any]{
		{pattern: "columnname", mean: columnOf},
		{pattern: "columnname COLUMN", mean: columnOf},
		{pattern: "[pretype] COLUMN [CALLED|COLON] columnname", mean: columnOf},
		{pattern: "pretype columnname [COLUMN]", mean: columnOf},
		{pattern: "EXISTING columnname [COLUMN]", mean: columnOf},
		{pattern: "EXISTING COLUMN columnname", mean: columnOf},
		{pattern: "columnname REFERENCE", mean: func(c *capture) any {
			ref, _ := columnOf(c).(columnRef)
			ref.name = keyOf(ref.name)
			return ref
		}},
		{pattern: "columnname OPEN type CLOSE", mean: columnOf},
		{pattern: "columnname COLON type", mean: columnOf},
		{pattern: "columnname pretype COLUMN", mean: columnOf},
		{pattern: "tname dot columnname [COLUMN]", mean: columnOf},
		{pattern: "COLUMN tname dot columnname", mean: columnOf},
		{pattern: "tname [TABLE] APOSTROPHE [pretype] columnname [COLUMN]", mean: columnOf},
		{pattern: "TABLE tname APOSTROPHE [COLUMN] columnname [COLUMN]", mean: columnOf},
		{pattern: "tname APOSTROPHE COLUMN columnname", mean: columnOf},
		{pattern: "tname TABLE columnname [COLUMN]", mean: columnOf},
		{pattern: "TABLE tname COLUMN columnname", mean: columnOf},
		{pattern: "tname:pluralname columnname [COLUMN]", mean: columnOf},
		{pattern: "tname DOUBLECOLON columnname", mean: columnOf},
		{pattern: "THISCOLUMN", mean: pronounColumn},
		{pattern: "IT", mean: pronounColumn},
	}
}

func columnOf(c *capture) any {
	ref := columnRef{}
	ref.table, _ = c.get("tname").(intent.Name)
	ref.name, _ = c.get("columnname").(intent.Name)
	for _, label := range []string{"type", "pretype"} {
		if value, ok := c.get(label).(typeValue); ok {
			ref.typ = value.TypeName
		}
	}
	return ref
}

func pronounColumn(*capture) any { return columnRef{pronoun: true} }

// readRefs reads a list of existing columns: "email and phone", "users.email
// and users.phone", "the columns a and b".
func readRefs(p *parser, at int) []reading {
	var readings []reading
	for _, r := range p.listOf("ref", at, func(list any, r reading) (any, bool) {
		ref, _ := r.value.(columnRef)
		before, _ := list.([]columnRef)
		return append(before[:len(before):len(before)], ref), true
	}) {
		readings = keepReading(readings, r)
		if length := p.is("COLUMNS", r.end); length > 0 {
			readings = keepReading(readings, reading{r.end + length, r.worth + length*worthWord + worthClass, r.value, r.fixes})
		}
	}
	if length := p.is("COLUMNS", at); length > 0 {
		next := at + length
		for _, class := range []string{"CALLED", "COLONWORD"} {
			next += p.is(class, next)
		}
		for _, r := range p.slot("refs", next) {
			readings = keepReading(readings, reading{r.end, r.worth + (next-at)*worthWord, r.value, r.fixes})
		}
	}
	return readings
}
