package english

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// A cell is the last item of a list of columns, with what stands before it, so
// that the readings of a list share what they have in common.
type cell struct {
	before *cell
	item   item
}

// item is one thing in a list of columns.
type item struct {
	kind itemKind
	spec spec
	// edits are those of a group or of a tail.
	edits []edit
	// two is set for "both", except are the columns that "all but" leaves out.
	two    bool
	except []intent.Name
	// tables are those of "many comments".
	tables []intent.Name
}

type itemKind uint8

const (
	columnItem itemKind = iota
	// groupItem begins a group: "required fields".
	groupItem
	// tailItem says something of the columns before it: "both required".
	tailItem
	// restItem says something of the ones that nothing is said of.
	restItem
	// manyItem is "many comments".
	manyItem
)

// items returns the list in the text's order.
func (c *cell) items() []item {
	var list []item
	for ; c != nil; c = c.before {
		list = append(list, c.item)
	}
	slices.Reverse(list)
	return list
}

// mostItems bounds the readings of a list from one place.
const mostItems = 64

// readColumns reads a list of columns, with a reading for each place where it
// may end.
func readColumns(p *parser, at int) []reading {
	start := at
	for p.symbol(start, ":") || p.kind(start) == words.Break && start < len(p.tokens) || p.symbol(start, "(") || p.symbol(start, "-") {
		start++
	}
	var all []reading
	type open struct {
		cell  *cell
		worth int
		fixes []fix
	}
	// Of all ways to come to a place, the best one is carried on.
	front := map[int]open{start: {worth: start - at}}
	for place, last := start, start; place <= last && place < len(p.tokens); place++ {
		from, ok := front[place]
		if !ok {
			continue
		}
		for _, r := range p.slot("item", place) {
			it, _ := r.value.(item)
			c := &cell{from.cell, it}
			worth := from.worth + r.worth
			fixes := joined(from.fixes, r.fixes)
			all = keepReading(all, reading{r.end, worth, c, fixes})
			next := p.separators(r.end)
			if next == r.end && !p.follows(r.end, it) {
				continue
			}
			worth += p.joint(r.end, next)
			if before, ok := front[next]; !ok || before.worth < worth {
				front[next] = open{c, worth, fixes}
				last = max(last, next)
			}
		}
		if len(all) > mostItems {
			break
		}
	}
	return all
}

// joint is what the separators between two items are worth.
func (p *parser) joint(from, to int) int {
	for i := from; i < to; i++ {
		if p.symbol(i, ";") {
			return -4
		}
	}
	return min(to-from, 3)
}

// keepReading keeps the best reading for each end.
func keepReading(readings []reading, r reading) []reading {
	for i := range readings {
		if readings[i].end == r.end {
			if r.worth > readings[i].worth {
				readings[i] = r
			}
			return readings
		}
	}
	return append(readings, r)
}

// separators goes over what stands between the items of a list.
func (p *parser) separators(at int) int {
	for at < len(p.tokens) {
		length := p.is("LISTAND", at)
		if p.kind(at) == words.Break && !p.beginsRequest(at+1) {
			length = 1
		}
		if p.symbol(at, ")") && p.is("LISTAND", at+1) > 0 && !p.symbol(at+1, "(") {
			length = 1
		}
		if length == 0 {
			return at
		}
		at += length
	}
	return at
}

// beginsRequest reports whether a verb that asks for something stands at a
// place: a new line that begins so is no item of a list.
func (p *parser) beginsRequest(at int) bool {
	at = p.skipLight(at)
	for _, class := range []string{"ADD", "CREATE", "REMOVE", "RENAME", "MAKE", "ADDINDEX", "BACKFILL", "INDEX", "CHANGE", "SET", "ADDCOLUMN", "REMOVECOLUMN", "ADDREF"} {
		for _, h := range p.hitsAt(at) {
			if h.class == class && h.role == verb && h.read == "" && !p.symbol(at+1, ":") && !p.symbol(at+1, ",") {
				return true
			}
		}
	}
	return false
}

// readItem reads one item of a list of columns.
func readItem(p *parser, at int) []reading {
	at = p.skipLight(at)
	readings := p.slot("special", at)
	for _, r := range p.prefixed(at, spec{}, 0, 0) {
		readings = keepReading(readings, r)
	}
	return readings
}

// mostPrefixes bounds how many modifiers stand before a name.
const mostPrefixes = 6

// prefixed reads modifiers, and then a name with what follows it.
func (p *parser) prefixed(at int, s spec, worth, count int) []reading {
	at = p.skipLight(at)
	readings := p.named(at, s, worth, count > 0)
	if count == mostPrefixes {
		return readings
	}
	for _, f := range best(p, p.grammar.prefixes, at) {
		changed := s
		f.phrase.mean.make(f.last)(&changed)
		end := f.end
		if p.symbol(end, ",") || p.word(end) == "and" {
			// a required, unique email
			if rest := best(p, p.grammar.prefixes, end+1); len(rest) > 0 {
				end++
			}
		}
		for _, r := range p.prefixed(end, changed, worth+f.worth, count+1) {
			readings = keepReading(readings, r.with(f.last.fixes()))
		}
	}
	return readings
}

// named reads the name of a column in one of its forms, and the modifiers that
// follow.
func (p *parser) named(at int, s spec, worth int, prefixed bool) []reading {
	var readings []reading
	if length := p.is("COLUMNS", at); length > 0 && prefixed {
		end := at + length
		group := item{kind: groupItem, edits: []edit{same(s)}}
		for _, class := range []string{"CALLED", "COLONWORD", "LIKE"} {
			end += p.is(class, end)
		}
		readings = append(readings, reading{end: end, worth: worth + (end-at)*worthWord, value: group})
	}
	for _, r := range p.slot("referencename", at) {
		named, _ := r.value.(spec)
		named.Span = p.span(at, r.end)
		same(s)(&named)
		for _, s := range p.suffixed(at, r.end, named, worth+r.worth) {
			readings = keepReading(readings, s.with(r.fixes))
		}
	}
	for _, r := range p.slot("columnname", at) {
		named := s
		named.Name, _ = r.value.(intent.Name)
		named.Span = p.span(at, r.end)
		for _, s := range p.suffixed(at, r.end, named, worth+r.worth) {
			readings = keepReading(readings, s.with(r.fixes))
		}
	}
	return readings
}

// same makes an edit that says what was said of s.
func same(s spec) edit {
	return func(to *spec) {
		if s.Null != intent.NullUntold && to.Null == intent.NullUntold {
			to.Null = s.Null
		}
		if s.Type.Given() && !to.Type.Given() {
			to.Type = s.Type
		}
		to.Unique = to.Unique || s.Unique
		to.Indexed = to.Indexed || s.Indexed
		if s.Default != nil && to.Default == nil {
			to.Default = s.Default
		}
	}
}

// mostSuffixes bounds how many modifiers stand behind a name.
const mostSuffixes = 12

// suffixed reads the modifiers behind a name: each place where it may stop is a
// reading.
func (p *parser) suffixed(start, at int, s spec, worth int) []reading {
	var readings []reading
	var fixes []fix
	for range mostSuffixes {
		s.Span = p.span(start, at)
		readings = append(readings, reading{at, worth, item{spec: s}, fixes})
		if length := p.is("REFERENCE", at); length > 0 {
			// "a room reference to invoices": what follows may not be the parent.
			short := s
			short.reference()
			readings = append(readings, reading{at + length, worth + length*(worthWord+worthClass), item{spec: short}, fixes})
		}
		if p.symbol(at, ":") && p.tight(at) && p.is("REFERENCE", at+1) > 0 || p.symbol(at, ":") && p.word(at+1) == "references" {
			short := s
			short.reference()
			readings = append(readings, reading{at + 2, worth + 2*worthWord, item{spec: short}, fixes})
		}
		m := p.modifier(at)
		if m.edit == nil {
			break
		}
		changed := s
		m.edit(&changed)
		if changed.Reference != nil && s.Reference == nil && p.is("LISTAND", at) > 0 && !strings.HasSuffix(s.Name.Text, "_id") && p.is("WHICHISA", p.separators(at)) == 0 && p.is("FOREIGNKEY", p.separators(at)) == 0 {
			// "…, linked to a user" does not speak of the last column.
			break
		}
		s = changed
		at, worth, fixes = m.end, worth+m.worth, joined(fixes, m.fixes)
	}
	return readings
}

// said is a modifier that was read.
type said struct {
	end, worth int
	edit       edit
	fixes      []fix
}

func saidBy(f fit[modifier]) said {
	return said{f.end, f.worth, f.phrase.mean.make(f.last), f.last.fixes()}
}

// modifier reads one modifier behind a name, or several in brackets.
func (p *parser) modifier(at int) said {
	if m := p.bracketed(at); m.edit != nil {
		return m
	}
	if f, ok := p.oneModifier(at); ok {
		return saidBy(f)
	}
	if p.symbol(at, ":") && p.symbol(at+1, "(") {
		if m := p.bracketed(at + 1); m.edit != nil {
			m.worth += worthWord
			return m
		}
	}
	// "- text, optional" and "-> text": the mark says that a description follows.
	if p.symbol(at, "-") || p.symbol(at, ":") || p.symbol(at, "->") || p.symbol(at, "=>") {
		if f, ok := p.oneModifier(at + 1); ok {
			m := saidBy(f)
			m.worth += worthWord
			return m
		}
	}
	if p.is("LISTAND", at) == 0 || p.kind(at) == words.Break {
		return said{}
	}
	next := p.separators(at)
	f, ok := p.oneModifier(next)
	if !ok || f.phrase.mean.near || isArticle(p.word(next)) || isArticle(p.word(next-1)) {
		return said{}
	}
	if !f.phrase.mean.hard && !p.standsAlone(f.end) {
		return said{}
	}
	m := saidBy(f)
	m.worth++
	return m
}

// oneModifier returns the modifier at a place that accounts for the most.
func (p *parser) oneModifier(at int) (fit[modifier], bool) {
	var found fit[modifier]
	for _, f := range best(p, p.grammar.modifiers, at) {
		if f.worth > found.worth {
			found = f
		}
	}
	return found, found.phrase != nil
}

// standsAlone reports whether what ended at a place is a whole part of a list,
// so that it says something of the column before it and not of the next one.
func (p *parser) standsAlone(at int) bool {
	if at >= len(p.tokens) || p.kind(at) == words.Break || p.symbol(at, ")") || p.sentenceEnd(at) {
		return true
	}
	if p.is("LISTAND", at) > 0 {
		return true
	}
	if p.word(at) == "on" || p.is("LIGHT", at) > 0 {
		return false
	}
	if p.kind(at) == words.Word && p.grammar.lexicon.roles[p.word(at)] == stop {
		return true
	}
	f, ok := p.oneModifier(at)
	return ok && f.end > at && !f.phrase.mean.near && p.standsAlone(f.end)
}

// bracketed reads "(string, unique)", "(draft, published; default draft)".
func (p *parser) bracketed(at int) said {
	if !p.symbol(at, "(") && !p.symbol(at, "[") {
		return said{}
	}
	m, ok := p.inBrackets(at+1, nil, worthWord)
	if ok {
		return m
	}
	return p.bracketedValues(at)
}

// inBrackets reads modifiers up to the bracket that closes.
func (p *parser) inBrackets(at int, edits []edit, worth int) (said, bool) {
	var fixes []fix
	for range mostSuffixes {
		for p.is("LISTAND", at) > 0 || p.symbol(at, "/") || p.symbol(at, "|") {
			at++
			worth++
		}
		if p.symbol(at, ")") || p.symbol(at, "]") {
			return said{at + 1, worth + worthWord, sequence(edits), fixes}, len(edits) > 0
		}
		f, ok := p.oneModifier(at)
		if !ok {
			return said{}, false
		}
		edits = append(edits[:len(edits):len(edits)], f.phrase.mean.make(f.last))
		worth += f.worth
		fixes = joined(fixes, f.last.fixes())
		at = f.end
	}
	return said{}, false
}

func sequence(edits []edit) edit {
	return func(s *spec) {
		for _, e := range edits {
			e(s)
		}
	}
}

// bracketedValues reads the values of an enum in brackets, with modifiers
// behind them.
func (p *parser) bracketedValues(at int) said {
	for _, r := range slices.Backward(p.slot("values", at+1)) {
		values, _ := r.value.([]string)
		if len(values) < 2 {
			break
		}
		edits := []edit{func(s *spec) { s.Values = values }}
		if m, ok := p.inBrackets(r.end, edits, r.worth+worthWord); ok {
			return m
		}
	}
	return said{}
}

// specials is the table of items that are not simply a column's name.
func specials() []phrase[func(*capture) any] {
	return []phrase[func(*capture) any]{
		{pattern: "TIMESTAMPS", mean: kindItem(intent.TimestampColumns)},
		{pattern: "described", mean: func(c *capture) any {
			s, _ := c.get("described").(spec)
			return item{spec: s}
		}},
		{pattern: "SOFTDELETE", mean: kindItem(intent.SoftDeleteColumn)},
		{pattern: "SOMECOLUMNS [COLON|CALLED|LIKE]", mean: constant(item{kind: groupItem})},
		{pattern: "columnname POLYMORPHIC", mean: kindItem(intent.PolymorphicColumns)},
		{pattern: "POLYMORPHIC columnname [REFERENCE]", mean: kindItem(intent.PolymorphicColumns)},
		{pattern: "[OPTIONAL] columnname COLON ( REFERENCES | BELONGS ) OPEN POLYMORPHIC CLOSE", mean: kindItem(intent.PolymorphicColumns)},
		{pattern: "MANY tnames", mean: func(c *capture) any {
			names, _ := c.get("tnames").([]intent.Name)
			return item{kind: manyItem, tables: names}
		}},
		{pattern: "[AND] [OPEN] ( two:bothword | ALLOF ) { after } [ EXCEPT columnnames ] [CLOSE]", mean: tailOf(tailItem)},
		{pattern: "[AND] THEREST { after }", mean: tailOf(restItem)},
	}
}

// referenceNames is the table of items that are named by what they refer to.
func referenceNames() []phrase[func(*capture) any] {
	return []phrase[func(*capture) any]{
		{pattern: "REFERENCE TO table [ AS columnname ]", mean: referenceSpec},
		{pattern: "FOREIGNKEY [COLUMN] columnname TO table", mean: referenceSpec},
		{pattern: "( REFERENCES | BELONGS ) symbolname", mean: referenceSpec},
		{pattern: "( REFERENCES | BELONGS ) symbolname COMMA POLYMORPHIC COLON TRUE", mean: func(c *capture) any {
			s := spec{}
			s.Name, _ = c.get("symbolname").(intent.Name)
			s.Kind = intent.PolymorphicColumns
			return s
		}},
	}
}

func kindItem(kind intent.ColumnKind) func(*capture) any {
	return func(c *capture) any {
		s := spec{}
		s.Kind = kind
		s.Name, _ = c.get("columnname").(intent.Name)
		return item{spec: s}
	}
}

// referenceSpec is a column that is said by what it refers to: "a reference to
// teams" is team_id.
func referenceSpec(c *capture) any {
	s := spec{}
	table, _ := c.get("table").(tableRef)
	s.Name, _ = c.get("columnname").(intent.Name)
	if name, ok := c.get("symbolname").(intent.Name); ok {
		s.Name = name
	}
	r := s.reference()
	r.Table = table.name
	r.Span = table.name.Span
	if !s.Name.Given() {
		s.Name = intent.Name{Span: table.name.Span, Text: inflect.Singular(table.name.Text) + "_id"}
	}
	return s
}

func tailOf(kind itemKind) func(*capture) any {
	return func(c *capture) any {
		it := item{kind: kind, two: c.get("two") != nil}
		for _, value := range c.all("after") {
			if e, ok := value.(edit); ok {
				it.edits = append(it.edits, e)
			}
		}
		it.except, _ = c.get("columnnames").([]intent.Name)
		return it
	}
}
