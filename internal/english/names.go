package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// longestName is the greatest number of words in a name.
const longestName = 5

// readName reads a name of one to longestName words, one reading for each
// length. A quoted name, or one written as names are in code (first_name,
// firstName), is one token.
func readName(p *parser, at int) []reading {
	if at >= len(p.tokens) {
		return nil
	}
	if symbolName := p.symbol(at, ":") && p.tight(at+1) && (!p.tight(at) || p.kind(at-1) == words.Symbol); symbolName && (p.kind(at+1) == words.Word || p.kind(at+1) == words.Quoted) {
		return []reading{p.nameReading(at+1, at+2, 2*worthWord, false)}
	}
	if p.kind(at) == words.Quoted {
		if !nameable(p.tokens[at].Text) {
			return nil
		}
		worth := worthWord + worthClass
		if p.tokens[at].Quote == '\'' {
			// In single quotes stands a value, sooner than a name.
			worth -= 2 * worthClass
		}
		return []reading{p.nameReading(at, at+1, worth, true)}
	}
	var readings []reading
	worth := 0
	for end := at; end < len(p.tokens) && end-at < longestName; {
		if end > at && !p.joins(at, end) {
			break
		}
		cost, ok := p.nameCost(end, end > at)
		if !ok {
			break
		}
		worth += worthWord - cost
		end++
		if end == at+2 {
			worth -= p.typoCost(at)
		}
		if end > at+1 {
			worth -= p.typoCost(end - 1)
		}
		if end == at+1 && p.misspelt("EXTENSIONWORD", at) {
			worth -= costKeyword
		}
		if end == at+1 && p.misspeltVerb(at) {
			worth -= costTypo + 1
		}
		if end == at+1 && p.neverName(at) {
			continue
		}
		readings = append(readings, p.nameReading(at, end, worth, false))
		if isCode(p.tokens[end-1].Text) && !p.tight(end) {
			break
		}
	}
	return readings
}

// nameReading makes the reading of tokens from at to end as a name.
func (p *parser) nameReading(at, end, worth int, exact bool) reading {
	span := p.span(at, end)
	text := p.tokens[at].Text
	if exact {
		if text != strings.ToLower(text) || strings.Contains(text, " ") {
			text = words.Snake(text)
		}
		return reading{end: end, worth: worth, value: intent.Name{Span: span, Text: text, Exact: true}}
	}
	var parts []string
	for i := at; i < end; i++ {
		part := p.tokens[i].Text
		if p.tokens[i].Word == "email" || p.tokens[i].Word == "emails" {
			part = p.tokens[i].Word
		}
		parts = append(parts, words.Snake(part))
	}
	return reading{end: end, worth: worth, value: intent.Name{Span: span, Text: strings.Join(parts, "_")}}
}

// typoCost is what a word takes off a name of several words if it may be a
// misspelt word of the lexicon: "email uniqe".
func (p *parser) typoCost(at int) int {
	if len(p.word(at)) < 5 {
		return 0
	}
	for _, h := range p.hitsAt(at) {
		if h.read == "" {
			continue
		}
		switch h.class {
		case "UNIQUE", "OPTIONAL", "REQUIRED", "COLUMN", "COLUMNS", "INDEX", "INDEXED", "DEFAULT", "TABLE", "NULLWORD", "EXTENSIONWORD", "REFERENCE", "REFERENCES", "BELONGS", "TIMESTAMPS", "CONSTRAINT":
			return costKeyword
		}
	}
	return 0
}

// misspelt reports whether a word may be a misspelt one of a class.
func (p *parser) misspelt(class string, at int) bool {
	for _, h := range p.hitsAt(at) {
		if h.read != "" && h.class == class {
			return true
		}
	}
	return false
}

// misspeltVerb reports whether a word at the beginning of a sentence may be a
// misspelt verb: "dorp the index".
func (p *parser) misspeltVerb(at int) bool {
	if at > 0 && !p.sentenceEnd(at-1) && p.kind(at-1) != words.Break {
		return false
	}
	for _, h := range p.hitsAt(at) {
		if h.read != "" && h.role == verb {
			return true
		}
	}
	return false
}

// neverName reports whether a word by itself is no name, unless it is quoted:
// it says something of a column, whatever stands around it.
func (p *parser) neverName(at int) bool {
	for _, class := range []string{"UNIQUE", "REQUIRED", "OPTIONAL", "NULLWORD", "INDEXED", "REFERENCES", "BYDEFAULT", "CONCURRENTLY", "PERTENANT", "GLOBALLY", "POLYMORPHIC", "CASCADE", "FORTENANTS", "BELONGS"} {
		if p.is(class, at) > 0 && !isCommonName(p.word(at)) {
			return true
		}
	}
	for _, h := range p.hitsAt(at) {
		if strings.HasPrefix(h.class, typePrefix) && h.read == "" && h.length == 1 && h.role == keyword && !isExtension(p.word(at)) {
			return true
		}
	}
	return p.word(at) == "default" || p.word(at) == "constraint" || p.word(at) == "foreign"
}

// nameable reports whether a quoted text can be a name: no statement and no
// sentence.
func nameable(text string) bool {
	if text == "" || len(text) > 63 {
		return false
	}
	for i, r := range text {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
		if !letter && (i == 0 || r != ' ' && r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return strings.Count(text, " ") < longestName
}

// isCode reports whether a word is written as names are in code, where it is
// the whole name.
func isCode(text string) bool {
	if strings.ContainsRune(text, '-') {
		return false
	}
	if strings.ContainsRune(text, '_') {
		return true
	}
	snake := words.Snake(text)
	return strings.ContainsRune(snake, '_')
}

// joins reports whether the token at end can go on a name that began at at.
func (p *parser) joins(at, end int) bool {
	if isCode(p.tokens[end-1].Text) || isCode(p.tokens[end].Text) {
		return false
	}
	switch p.kind(end) {
	case words.Word:
		return !p.inShorthand(at) || !p.inShorthand(end)
	case words.Number:
		// address line 1
		return end > at && !strings.Contains(p.word(end), ".") && p.kind(end-1) == words.Word
	}
	return false
}

// nameCost returns what a token takes off a name, and whether it can be in one.
func (p *parser) nameCost(at int, inside bool) (cost int, ok bool) {
	token := p.tokens[at]
	if token.Kind == words.Number && inside {
		return 0, true
	}
	if token.Kind != words.Word || strings.HasPrefix(token.Word, "'") {
		return 0, false
	}
	if inside {
		cost = costLonger
	}
	if isCode(token.Text) || isCommonName(token.Word) || token.Word == "make" && p.inShorthand(at) {
		return cost, true
	}
	switch p.grammar.lexicon.roles[token.Word] {
	case stop:
		return 0, inside && p.particle(at)
	case keyword:
		cost += costKeyword
	case verb:
		if strings.HasSuffix(token.Word, "ing") {
			// tracking number, starting price
			return cost + costLonger, true
		}
		cost += costVerb
	}
	return cost, true
}

// isCommonName reports whether a word of the lexicon is as often a column's or
// a table's name.
func isCommonName(word string) bool {
	switch word {
	case "name", "type", "value", "key", "comment", "order", "number", "size", "length", "width", "limit", "link", "position", "level",
		"model", "resource", "options", "values", "unit", "reference", "comments", "orders", "links", "keys", "types", "records", "relation", "models", "resources", "entities", "rule", "rules",
		"record", "states", "entries", "collection", "collections", "choices", "ref", "range", "place", "description", "check_in", "precision", "scale", "hash", "note", "price":
		return true
	}
	return false
}

// particle reports whether a word that is never a name by itself goes with the
// one before it: created at, born on, date of birth.
func (p *parser) particle(at int) bool {
	before := p.word(at - 1)
	switch p.word(at) {
	case "at", "on":
		return isParticiple(before)
	case "until", "since":
		return isParticiple(before) || before == "valid" || before == "member" || before == "active" || before == "open" || before == "available" || before == "customer"
	case "from", "to":
		return before == "valid" || before == "effective" || before == "available"
	case "of":
		return p.is("HEADOF", at-1) > 0 && p.kind(at+1) == words.Word && p.grammar.lexicon.roles[p.word(at+1)] == plain
	case "in":
		return before == "logged" || before == "signed" || before == "checked" || before == "opt" || before == "opted"
	case "by":
		return isParticiple(before)
	}
	return false
}

// isParticiple reports whether "at", "on" or "by" after a word belongs to it:
// created at, starts at, sent on.
func isParticiple(word string) bool {
	switch word {
	case "sent", "seen", "paid", "read", "born", "made", "due", "done", "held", "taken", "starts", "start", "ends", "end", "expires", "begins", "opens", "closes", "won", "lost", "sold", "bought", "written", "hired", "left", "in", "up":
		return true
	}
	return len(word) > 4 && strings.HasSuffix(word, "ed")
}

// span is the part of the text from one token to before another.
func (p *parser) span(from, to int) intent.Span {
	if from >= len(p.tokens) {
		return intent.Span{From: len(p.text), To: len(p.text)}
	}
	if to <= from {
		to = from + 1
	}
	return intent.Span{From: p.tokens[from].From, To: p.tokens[to-1].To}
}

// ended takes the readings of a name that end with a particle that the text
// needs: "published on posts" has no column published_on_posts.
func trimmed(readings []reading, p *parser) []reading {
	kept := readings[:0:0]
	for _, r := range readings {
		last := p.word(r.end - 1)
		if last == "of" || (last == "in") && !p.particle(r.end-1) {
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// columnName is the slot of a column's name: not longer than one can say, with
// a date of birth in it.
func columnName(p *parser, at int) []reading {
	readings := trimmed(readName(p, at), p)
	kept := p.flagName(at)
	for _, r := range readings {
		if p.goesOnAfterParticle(at, r.end) || r.end > at+1 && p.endsAsConstraint(r.end-1) {
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// flagName is "is active" and "has trial", where a column's name is expected, and
// "view count", of words that are no name alone.
func (p *parser) flagName(at int) []reading {
	if word := p.word(at); (word == "view" || word == "like") && (p.word(at+1) == "count" || p.word(at+1) == "counter") && p.tokens[at+1].Spaced {
		return []reading{p.nameReading(at, at+2, 2*worthWord, false)}
	}
	if word := p.word(at); word != "is" && word != "has" || p.kind(at+1) != words.Word || !p.tokens[at+1].Spaced {
		return nil
	}
	if p.is("ISA", at) > 1 || isArticle(p.word(at+1)) || p.grammar.lexicon.roles[p.word(at+1)] != plain {
		return nil
	}
	return []reading{p.nameReading(at, at+2, worthWord, false)}
}

// endsAsConstraint reports whether a word is what a description says of a name,
// not part of it: "exclusion constraint".
func (p *parser) endsAsConstraint(at int) bool {
	switch p.word(at) {
	case "constraint", "constraints", "index", "idx", "indexes":
		return true
	}
	return false
}

// goesOnAfterParticle reports whether a name has "at", "on" or "by" not at its
// end: created at nothing.
func (p *parser) goesOnAfterParticle(at, end int) bool {
	for i := at + 1; i < end-1; i++ {
		switch p.word(i) {
		case "at", "on", "by", "from", "to":
			return true
		}
	}
	return false
}

// tableName is the slot of a table's bare name.
func tableName(p *parser, at int) []reading {
	var kept []reading
	for _, r := range readName(p, at) {
		if r.end-at > 3 {
			continue
		}
		// public.users: the schema is told, the table is meant.
		if r.end == at+1 && p.kind(at) == words.Word && p.word(at) == "public" && p.symbol(at+1, ".") && p.tight(at+2) {
			continue
		}
		if p.hasParticle(at, r.end) || p.columnShorthand(at, r.end) {
			continue
		}
		r.worth += p.tableLook(at, r.end)
		kept = append(kept, r)
	}
	if p.word(at) == "public" && p.symbol(at+1, ".") && p.tight(at+1) && p.tight(at+2) {
		for _, r := range readName(p, at+2) {
			r.worth += 2 * worthWord
			kept = append(kept, r)
		}
	}
	return kept
}

// tableLook is what speaks for a name being a table's, or against it: tables are
// spoken of in the plural, and the plural stands at the end.
func (p *parser) tableLook(at, end int) int {
	for i := at; i < end-1; i++ {
		if looksPlural(p.word(i)) && !looksPlural(p.word(end-1)) {
			return -8
		}
	}
	last := p.word(end - 1)
	switch {
	case strings.HasSuffix(last, "_id") || strings.HasSuffix(last, "_at"):
		return -3
	case looksPlural(last):
		return 1 + end - 1 - at
	}
	return -1
}

// pluralName is a table's name of one word that is plural: in "users email" the
// table is told before the column.
func pluralName(p *parser, at int) []reading {
	var kept []reading
	for _, r := range tableName(p, at) {
		if r.end == at+1 && looksPlural(p.word(at)) && !isCode(p.tokens[at].Text) && !p.symbol(at, ":") {
			r.worth += 2 * costLonger
			kept = append(kept, r)
		}
	}
	return kept
}

// looksPlural reports whether a word is a plural by its look; words such as
// status and address are none.
func looksPlural(word string) bool {
	switch word {
	case "people", "children", "men", "women", "feet", "teeth", "mice", "media", "criteria":
		return true
	}
	if len(word) < 4 || !strings.HasSuffix(word, "s") {
		return false
	}
	for _, ending := range []string{"ss", "us", "is", "as", "news", "series", "species", "always", "sales", "views", "likes", "points", "savings", "goods", "earnings"} {
		if strings.HasSuffix(word, ending) {
			return false
		}
	}
	return true
}

// columnShorthand reports whether the type follows a name as in Rails, so that
// it is a column's: published:boolean. At the beginning of a text it may be a
// table's.
func (p *parser) columnShorthand(at, end int) bool {
	return at > 0 && p.kind(at) == words.Word && p.symbol(end, ":") && p.tight(end) && p.tight(end+1) && !p.symbol(end+1, ":")
}

func (p *parser) hasParticle(at, end int) bool {
	for i := at; i < end; i++ {
		if p.kind(i) == words.Word && p.grammar.lexicon.roles[p.word(i)] == stop {
			return true
		}
	}
	return false
}

// tightMark is a mark right behind a word that says something of it: name! and
// nickname? At the end of a sentence it is the sentence's, unless the text has
// it elsewhere.
func tightMark(mark string) func(p *parser, at int) []reading {
	return func(p *parser, at int) []reading {
		if !p.symbol(at, mark) || !p.tight(at) || at == 0 || p.kind(at-1) == words.Quoted {
			return nil
		}
		if p.endsText(at) && !p.markedBefore(mark, at) {
			return nil
		}
		return []reading{{end: at + 1, worth: worthWord + worthClass, value: nil}}
	}
}

// endsText reports whether nothing but a new sentence follows.
func (p *parser) endsText(at int) bool {
	if at+1 >= len(p.tokens) {
		return true
	}
	next := p.tokens[at+1]
	return next.Kind == words.Word && next.Text != next.Word || next.Kind == words.Break && p.grammar.lexicon.roles[p.word(at+2)] == verb
}

// markedBefore reports whether the mark follows another word of the text, or
// the text has no question's first word.
func (p *parser) markedBefore(mark string, at int) bool {
	for i := 1; i < at; i++ {
		if p.symbol(i, mark) && p.tight(i) {
			return true
		}
	}
	switch p.word(0) {
	case "can", "could", "would", "will", "may", "is", "do", "does", "how", "what", "why", "hi", "hello", "hey", "please", "should":
		return false
	}
	return mark == "?"
}
