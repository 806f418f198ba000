package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/condition"
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// meaning is what a phrase of a slot means: its value.
type meaning = func(*capture) any

func constant(value any) meaning { return func(*capture) any { return value } }

// slotReaders is the table of the slots.
func slotReaders(g *grammar) map[string]func(*parser, int) []reading {
	l := g.lexicon
	return map[string]func(*parser, int) []reading{
		"columnname": columnName,
		"symbolname": symbolName,
		"tname":      tableName,
		"tightopen": func(p *parser, at int) []reading {
			if p.symbol(at, "(") && p.tight(at) {
				return []reading{{end: at + 1, worth: worthWord}}
			}
			return nil
		},
		"aboutrow": readAboutRow,
		"bothword": func(p *parser, at int) []reading {
			if length := p.is("BOTH", at); length > 0 {
				return []reading{{end: at + length, worth: length * (worthWord + worthClass), value: true}}
			}
			return nil
		},
		"oneword":         oneWord,
		"orvalues":        orValues,
		"codename":        codeName,
		"described":       describedName,
		"pluralname":      pluralName,
		"verbs":           readVerbs,
		"dotref":          readDotRef,
		"keyref":          readKeyRef,
		"comparison":      readComparison,
		"tnames":          readNames("table"),
		"columnnames":     readNames("plaincolumn"),
		"scopenames":      readScopeNames,
		"plaincolumn":     oneOf(l, []phrase[meaning]{{pattern: "columnname", mean: nameOf}, {pattern: "columnname COLUMN", mean: nameOf}, {pattern: "COLUMN columnname", mean: nameOf}}),
		"anyname":         anyName,
		"anynames":        readNames("anyname"),
		"table":           oneOf(l, tableForms()),
		"alltables":       oneOf(l, allTableForms()),
		"tables":          readTables,
		"newtable":        oneOf(l, newTableForms()),
		"ref":             oneOf(l, columnForms()),
		"refs":            readRefs,
		"item":            readItem,
		"special":         oneOf(l, specials()),
		"referencename":   oneOf(l, referenceNames()),
		"columns":         readColumns,
		"after":           afterSlot,
		"type":            readType,
		"symboltype":      symbolTypeSlot,
		"baretype":        bareType,
		"pretype":         preType,
		"value":           readValue,
		"whole":           readWhole,
		"string":          readString,
		"values":          readList,
		"sql":             readExpression,
		"about":           readAbout,
		"condition":       readOwnCondition,
		"where":           readWhere,
		"dot":             readDot,
		"action":          oneOf(l, deleteActions()),
		"bareaction":      oneOf(l, bareActions()),
		"sqlstring":       readSQLString,
		"updateaction":    oneOf(l, updateActions()),
		"effect":          oneOf(l, effects()),
		"thing":           readThing,
		"scope":           oneOf(l, scopes()),
		"using":           oneOf(l, usings()),
		"indexcolumns":    readIndexColumns,
		"bracketcolumns":  func(p *parser, at int) []reading { return p.bracketedColumns(at) },
		"indexcolumn":     oneOf(l, indexColumnForms()),
		"into":            oneOf(l, []phrase[meaning]{{pattern: "in", mean: func(c *capture) any { return c.get("in") }}, {pattern: "TO tables", mean: func(c *capture) any { return c.get("tables") }}}),
		"in":              oneOf(l, places()),
		"assoc":           oneOf(l, associationOptions()),
		"indexoption":     oneOf(l, indexOptions()),
		"question":        tightMark("?"),
		"bang":            tightMark("!"),
		"nountable":       readNounTable,
		"shortlist":       readShortList,
		"droptables":      readDropTables,
		"dottedcolumn":    readDotted,
		"tightcolumn":     readTightColumn,
		"knownextensions": readKnownExtensions,
		"hardtype":        readHardType,
		"indexname":       readIndexName,
		"parents":         readParents,
		"parent":          oneOf(l, parentForms()),
		"assocs":          readAssocs,
		"exclusion":       oneOf(l, exclusionParts()),
		"rows":            oneOf(l, rowForms()),
		"batch":           oneOf(l, batches()),
	}
}

func nameOf(c *capture) any {
	name, _ := c.get("columnname").(intent.Name)
	return name
}

// symbolName is :name, as Ruby and Elixir write it, or a quoted name.
func symbolName(p *parser, at int) []reading {
	if p.symbol(at, ":") && p.tight(at+1) || p.kind(at) == words.Quoted {
		return readName(p, at)
	}
	return nil
}

// anyName is the name of an index, a constraint, a type or an extension: one
// word, written as it is, or words joined by hyphens.
func anyName(p *parser, at int) []reading {
	var readings []reading
	for _, r := range readName(p, at) {
		if r.end > at+1 && p.kind(at) == words.Word && !isTightName(p, at, r.end) {
			if r.end > at+3 {
				break
			}
			r.worth -= 4
		}
		readings = append(readings, r)
	}
	return readings
}

func isTightName(p *parser, at, end int) bool {
	for i := at + 1; i < end; i++ {
		if !p.tight(i) {
			return false
		}
	}
	return true
}

func afterSlot(p *parser, at int) []reading {
	if m := p.bracketed(at); m.edit != nil {
		return []reading{{m.end, m.worth, m.edit, m.fixes}}
	}
	f, ok := p.oneModifier(at)
	if !ok && p.symbol(at, ",") {
		f, ok = p.oneModifier(p.separators(at))
	}
	if !ok {
		return nil
	}
	return []reading{{f.end, f.worth, f.phrase.mean.make(f.last), f.last.fixes()}}
}

// codeName is a name as it is written in code.
func codeName(p *parser, at int) []reading {
	if p.kind(at) != words.Word || !strings.Contains(p.tokens[at].Text, "_") {
		return nil
	}
	return []reading{p.nameReading(at, at+1, worthWord+worthClass, false)}
}

// longestDescription bounds what may stand before the name in brackets.
const longestDescription = 9

// describedName is a column that is described, with its name in brackets: "when
// it was closed (closed_at)".
func describedName(p *parser, at int) []reading {
	for end := at; end < at+longestDescription && p.kind(end) == words.Word && p.is("LISTAND", end) == 0; end++ {
		if end > at+1 && p.word(end) == "as" && end-at > 2 {
			for _, r := range codeName(p, end+1) {
				return []reading{{end: end + 2, worth: (end + 2 - at) * worthWord, value: p.describedBy(at, end, r)}}
			}
		}
		if end == at || !p.symbol(end+1, "(") || !p.symbol(end+3, ")") {
			continue
		}
		for _, r := range codeName(p, end+2) {
			return []reading{{end: end + 4, worth: (end + 4 - at) * worthWord, value: p.describedBy(at, end+1, r)}}
		}
	}
	return nil
}

// describedBy is the column of a name that words before it describe.
func (p *parser) describedBy(at, end int, name reading) spec {
	s := spec{}
	s.Name, _ = name.value.(intent.Name)
	span := p.span(at, end)
	s.Described = p.text[span.From:span.To]
	return s
}

// oneWord is a table's name of one word.
func oneWord(p *parser, at int) []reading {
	var kept []reading
	for _, r := range tableName(p, at) {
		if r.end <= at+2 && (r.end == at+1 || p.symbol(at, ":")) {
			kept = append(kept, r)
		}
	}
	return kept
}

// orValues are values of which the last two are joined by "or": nothing else is.
func orValues(p *parser, at int) []reading {
	var kept []reading
	for _, r := range readList(p, at) {
		if list, _ := r.value.([]string); len(list) > 1 && (p.word(r.end-2) == "or" || p.word(r.end-3) == "or") {
			kept = append(kept, r)
		}
	}
	return kept
}

// readDotRef is a column with its table: users.email.
func readDotRef(p *parser, at int) []reading {
	var kept []reading
	for _, r := range p.slot("ref", at) {
		if ref, _ := r.value.(columnRef); ref.table.Given() && p.symbol(at+1, ".") {
			kept = append(kept, r)
		}
	}
	return kept
}

// readKeyRef is a column that is a key by its name.
func readKeyRef(p *parser, at int) []reading {
	var kept []reading
	for _, r := range p.slot("ref", at) {
		if ref, _ := r.value.(columnRef); strings.HasSuffix(ref.name.Text, "_id") || ref.pronoun {
			kept = append(kept, r)
		}
	}
	return kept
}

func symbolTypeSlot(p *parser, at int) []reading {
	readings, _ := p.symbolType(at)
	return readings
}

// readDot is the dot of users.email, which has no blank beside it.
func readDot(p *parser, at int) []reading {
	if p.symbol(at, ".") && p.tight(at) && p.tight(at+1) {
		return []reading{{end: at + 1, worth: worthWord, value: nil}}
	}
	return nil
}

// readWhere is a condition as a value.
func readWhere(p *parser, at int) []reading { return readCondition(p, at) }

// places is where a column is: "on users", "of the users table", "in users".
func places() []phrase[meaning] {
	return []phrase[meaning]{
		{pattern: "( ON | OF | IN | FROM | FOR ) [ALLOF] tables", mean: func(c *capture) any { return c.get("tables") }},
		{pattern: "( ON | OF | IN | FROM | FOR ) COLON tables", mean: func(c *capture) any { return c.get("tables") }},
	}
}

// scopes says among which rows a column is unique.
func scopes() []phrase[meaning] {
	return []phrase[meaning]{
		{pattern: "[COMMA] PERTENANT", mean: constant(scope{given: true, tenant: true})},
		{pattern: "[COMMA] GLOBALLY", mean: constant(scope{given: true, globally: true})},
		{pattern: "PER scopenames", mean: func(c *capture) any {
			names, _ := c.get("scopenames").([]intent.Name)
			return scope{given: true, columns: names}
		}},
	}
}

// readScopeNames is what something is unique within: "per account and month".
// The tenant is a scope of its own: what follows it goes on with something else.
func readScopeNames(p *parser, at int) []reading {
	var kept []reading
	for _, r := range p.slot("columnnames", at) {
		names, _ := r.value.([]intent.Name)
		if len(names) < 2 || names[0].Text != "tenant" {
			kept = append(kept, r)
		}
	}
	return kept
}

// usings is the table of the kinds of indexes.
func usings() []phrase[meaning] {
	return []phrase[meaning]{
		{pattern: "GIN", mean: constant("gin")},
		{pattern: "GIST", mean: constant("gist")},
		{pattern: "HASHINDEX", mean: constant("hash")},
		{pattern: "BRIN", mean: constant("brin")},
		{pattern: "SPGIST", mean: constant("spgist")},
		{pattern: "BTREE", mean: constant("btree")},
		{pattern: "FULLTEXT", mean: constant("fulltext")},
	}
}

// deleteActions is the table of what happens to a child, said as databases,
// Rails and Ecto say it.
func deleteActions() []phrase[meaning] {
	return []phrase[meaning]{
		{pattern: "[COMMA] [WITH] ONDELETE [COLON|IS|TO|WITH|SETTO|ARROW] [COLON] actionword:bareaction", mean: actionOf},
		{pattern: "[COMMA] [WITH] CASCADEDELETE [ONDELETE]", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] [AND] CASCADE ONDELETE", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] [AND] [WITH] SETNULL ONDELETE", mean: constant(intent.NilifyAll)},
		{pattern: "[COMMA] [AND] [WITH] RESTRICT ONDELETE", mean: constant(intent.Restrict)},
		{pattern: "[COMMA] [AND] DONOTHING ONDELETE", mean: constant(intent.Nothing)},
		{pattern: "[COMMA] [AND] SETDEFAULT ONDELETE", mean: constant(intent.DefaultAll)},
	}
}

func bareActions() []phrase[meaning] {
	return []phrase[meaning]{
		{pattern: "CASCADE", mean: constant(intent.DeleteAll)},
		{pattern: "GO", mean: constant(intent.DeleteAll)},
		{pattern: "SETNULL", mean: constant(intent.NilifyAll)},
		{pattern: "RESTRICT", mean: constant(intent.Restrict)},
		{pattern: "DONOTHING", mean: constant(intent.Nothing)},
		{pattern: "SETDEFAULT", mean: constant(intent.DefaultAll)},
	}
}

func actionOf(c *capture) any { return c.get("actionword") }

func updateActions() []phrase[meaning] {
	return []phrase[meaning]{
		{pattern: "[COMMA] [WITH] ONUPDATE [COLON|IS|TO|ARROW] [COLON] actionword:bareaction", mean: actionOf},
	}
}

// effects is the table of what happens to a child when its parent goes, told as
// people tell it. GO is "is deleted", GOTOO "so do they", STAY "is kept".
func effects() []phrase[meaning] {
	return []phrase[meaning]{
		{pattern: "[COMMA] WHEN thing GO [COMMA] [THEN] [thing] GOTOO", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] WHEN thing GO [COMMA] [THEN] DELETE thing [ALSOWORD]", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] WHEN thing GO [COMMA] [THEN] CASCADE", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] thing [LEAD] GO [ALSOWORD] ( WHEN thing GO | TOGETHER thing )", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] [LEAD] GO [ALSOWORD] ( WHEN thing GO | TOGETHER thing )", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] DELETE thing ( WHEN thing GO | TOGETHER thing )", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] DELETE thing [ALSOWORD] DELETE thing", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] CASCADE WHEN thing GO", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] [LEAD] CASCADE", mean: constant(intent.DeleteAll)},
		{pattern: "[COMMA] [thing] [LEAD] SETNULL WHEN thing GO", mean: constant(intent.NilifyAll)},
		{pattern: "[COMMA] WHEN thing GO [COMMA] [THEN] [thing] [LEAD] SETNULL", mean: constant(intent.NilifyAll)},
		{pattern: "[COMMA] WHEN thing GO [COMMA] [THEN] SETNULL", mean: constant(intent.NilifyAll)},
		{pattern: "[COMMA] WHEN thing GO [COMMA] [THEN] [thing] STAY", mean: constant(intent.NilifyAll)},
		{pattern: "[COMMA] WHEN thing GO [COMMA] [THEN] STAY thing", mean: constant(intent.NilifyAll)},
		{pattern: "[COMMA] STAY thing WHEN thing GO", mean: constant(intent.NilifyAll)},
		{pattern: "[COMMA] thing STAY WHEN thing GO", mean: constant(intent.NilifyAll)},
		{pattern: "[COMMA] [thing] CANNOTGO [ WHILE [thing] [HAVE|USE] [ANY] [thing] ]", mean: constant(intent.Restrict)},
		{pattern: "[COMMA] [AND] [IT] [LEAD] CANNOTDELETE thing [ ( WHILE | HAVE ) [thing] [HAVE|USE] [ANY] [thing] ]", mean: constant(intent.Restrict)},
		{pattern: "[COMMA] [thing] HAVE thing CANNOTGO", mean: constant(intent.Restrict)},
		{pattern: "[COMMA] PREVENT ( DELETE | DELETION ) [OF] thing [ WHILE [thing] [HAVE] [ANY] [thing] ]", mean: constant(intent.Restrict)},
		{pattern: "[COMMA] PREVENT thing FROM GO [ WHILE [thing] [HAVE] [ANY] [thing] ]", mean: constant(intent.Restrict)},
		{pattern: "[COMMA] PREVENT ( DELETE | DELETION ) [OF] thing HAVE [ANY] thing", mean: constant(intent.Restrict)},
		{pattern: "[COMMA] RESTRICT WHEN thing GO", mean: constant(intent.Restrict)},
		{pattern: "[COMMA] DONOTHING WHEN thing GO", mean: constant(intent.Nothing)},
	}
}

// readThing is who something happens to: "the company", "they", "its posts".
func readThing(p *parser, at int) []reading {
	var readings []reading
	at = p.skipLight(at)
	for _, class := range []string{"IT", "EACHWORD", "THISTABLE"} {
		if length := p.is(class, at); length > 0 {
			readings = append(readings, reading{end: at + length, worth: length * worthWord, value: intent.Name{}})
			for _, r := range tableName(p, at+length) {
				readings = keepReading(readings, reading{r.end, r.worth + length*worthWord, r.value, r.fixes})
			}
		}
	}
	for _, r := range tableName(p, at) {
		if r.end-at <= 3 {
			readings = keepReading(readings, r)
		}
		if length := p.is("TABLE", r.end); length > 0 {
			readings = keepReading(readings, reading{r.end + length, r.worth + length*worthWord, r.value, r.fixes})
		}
	}
	return readings
}

// readSQLString is a condition in quotes: where: "status = 'paid'".
func readSQLString(p *parser, at int) []reading {
	if p.kind(at) != words.Quoted {
		return nil
	}
	tokens := words.Scan(p.tokens[at].Text)
	c, used, ok := condition.Parse(tokens)
	if !ok || used != len(tokens) {
		return nil
	}
	c.Span = p.span(at, at+1)
	return []reading{{end: at + 1, worth: worthWord + worthClass, value: c}}
}
