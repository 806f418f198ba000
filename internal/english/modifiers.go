package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// A spec is a column as it is described, with what becomes intents of its own.
type spec struct {
	intent.Column
	// checks are told of the column: "greater than 0".
	checks []intent.AddCheck
	// scope is "per tenant", "globally", or the columns of "per account".
	scope scope
	// index is set for an index that is more than Indexed: "with a gin index".
	index *intent.CreateIndex
	// pluralType is set for "as strings", which is said of the columns before
	// as well.
	pluralType bool
	// torn is set for what is said to be required and optional.
	torn bool
	// cents is "in cents".
	cents bool
	// unit is that of "in minutes".
	unit string
	// onDelete is told of a column that is not known to be a reference yet.
	onDelete, onUpdate intent.Action
}

// scope says among which rows a column is unique.
type scope struct {
	given, tenant, globally bool
	columns                 []intent.Name
}

// An edit changes a column as one modifier says.
type edit func(s *spec)

// modifier is what a modifier's phrase means.
type modifier struct {
	make func(c *capture) edit
	// near modifiers stand right behind the name, without a comma.
	near bool
	// hard modifiers cannot be taken for the beginning of the next column:
	// null: false.
	hard bool
}

type modifierPhrase = phrase[modifier]

func fixed(e edit) func(*capture) edit { return func(*capture) edit { return e } }

func null(n intent.Nullability) func(*capture) edit {
	return fixed(func(s *spec) {
		s.torn = s.torn || s.Null != intent.NullUntold && s.Null != n
		s.Null = n
	})
}

func inUnit(unit string) func(*capture) edit { return fixed(func(s *spec) { s.unit = unit }) }

func setUnique(s *spec) { s.Unique = true }

func setIndexed(s *spec) { s.Indexed = true }

func withDefault(c *capture) edit {
	value, ok := c.get("value").(intent.Value)
	return func(s *spec) {
		if ok {
			s.Default = &value
		}
	}
}

func withType(c *capture) edit {
	value, ok := c.get("type").(typeValue)
	return func(s *spec) {
		if !ok {
			return
		}
		size, precision, scale := s.Type.Size, s.Type.Precision, s.Type.Scale
		array := s.Type.Array
		s.Type, s.pluralType = value.TypeName, value.plural
		s.Type.Array = s.Type.Array || array
		if s.Type.Size == 0 && s.Type.Precision == nil {
			s.Type.Size, s.Type.Precision, s.Type.Scale = size, precision, scale
		}
	}
}

func withSize(c *capture) edit {
	n, _ := c.get("whole").(int)
	return func(s *spec) { s.Type.Size = n }
}

func withPrecision(c *capture) edit {
	precision, hasPrecision := c.get("precision").(int)
	scale, hasScale := c.get("scale").(int)
	return func(s *spec) {
		if hasPrecision {
			s.Type.Precision = &precision
		}
		if hasScale {
			s.Type.Scale = &scale
		}
	}
}

func withReference(c *capture) edit {
	table, _ := c.get("table").(tableRef)
	column, _ := c.get("column").(intent.Name)
	return func(s *spec) {
		r := s.reference()
		if table.name.Given() {
			r.Table = table.name
		}
		if column.Given() {
			r.Column = column
		}
		if span := table.name.Span; span.To > span.From {
			r.Span = span
		}
	}
}

// withParent is "a referrer, which is a user".
func withParent(c *capture) edit {
	table, _ := c.get("reftable").(tableRef)
	return func(s *spec) {
		r := s.reference()
		r.Table, r.Span = table.name, table.name.Span
	}
}

func withReferenceAs(c *capture) edit {
	refer, rename := withReference(c), withName(c)
	return func(s *spec) { refer(s); rename(s) }
}

func withCodeName(c *capture) edit {
	name, _ := c.get("codename").(intent.Name)
	return func(s *spec) { s.rename(name) }
}

// rename gives the column the name that is told after a description of it.
func (s *spec) rename(name intent.Name) {
	s.Described += " " + s.Name.Text
	s.Name = name
}

func withName(c *capture) edit {
	name, ok := c.get("columnname").(intent.Name)
	return func(s *spec) {
		if ok {
			s.rename(name)
		}
	}
}

// reference returns the column's reference, made new if there is none; never
// one that another reading shares.
func (s *spec) reference() *intent.Reference {
	r := intent.Reference{OnDelete: s.onDelete, OnUpdate: s.onUpdate}
	if s.Reference != nil {
		r = *s.Reference
	}
	s.Reference = &r
	return s.Reference
}

func withAction(c *capture) edit {
	action, _ := c.get("action").(intent.Action)
	return func(s *spec) {
		s.onDelete = action
		if s.Reference != nil {
			s.reference().OnDelete = action
		}
	}
}

func withUpdateAction(c *capture) edit {
	action, _ := c.get("action").(intent.Action)
	return func(s *spec) {
		s.onUpdate = action
		if s.Reference != nil {
			s.reference().OnUpdate = action
		}
	}
}

func withValues(only, native bool) func(*capture) edit {
	return func(c *capture) edit {
		values, _ := c.get("values").([]string)
		return func(s *spec) {
			s.Values = values
			s.Only = s.Only || only
			s.Native = s.Native || native
		}
	}
}

// withNativeType is "as enum type called order_state with values …".
func withNativeType(c *capture) edit {
	values := withValues(false, true)(c)
	name, _ := c.get("type").(intent.Name)
	return func(s *spec) {
		values(s)
		s.Type.Span, s.Type.Name = name.Span, name.Text
	}
}

func withComment(c *capture) edit {
	text, _ := c.get("string").(string)
	return func(s *spec) { s.Comment = text }
}

func withCheck(c *capture) edit {
	condition, ok := c.get("about").(aboutValue)
	if !ok {
		condition, ok = c.get("condition").(aboutValue)
	}
	return func(s *spec) {
		if !ok {
			return
		}
		check := intent.AddCheck{Span: condition.span, Condition: condition.about(s.Name.Text)}
		s.checks = append(s.checks[:len(s.checks):len(s.checks)], check)
		if values := listedIn(check.Condition.SQL, s.Name.Text); len(s.Values) == 0 {
			s.Values = values
		}
	}
}

// listedIn returns the strings of a condition "column IN ('a', 'b')": they are
// the column's values, of which the first is its default.
func listedIn(sql, column string) []string {
	list, ok := strings.CutPrefix(sql, column+" IN ('")
	list, closed := strings.CutSuffix(list, "')")
	if !ok || !closed || strings.Contains(list, "''") {
		return nil
	}
	return strings.Split(list, "', '")
}

func withScope(c *capture) edit {
	given, _ := c.get("scope").(scope)
	return func(s *spec) {
		s.Unique = true
		s.scope = given
	}
}

func withIndexUsing(c *capture) edit {
	using, _ := c.get("using").(string)
	return func(s *spec) {
		s.Indexed = true
		s.index = &intent.CreateIndex{Using: using}
	}
}

func withAfter(c *capture) edit {
	name, _ := c.get("column").(intent.Name)
	return func(s *spec) { s.After = name }
}

func withGenerated(c *capture) edit {
	sql, _ := c.get("sql").(string)
	return func(s *spec) { s.Generated = sql }
}

// modifiers is the table of what can be said of a column, after its name.
// THAT is "which is", "must be" and the like; COLON is there for name:type:unique.
func modifiers(l *lexicon) []modifierPhrase {
	return compiled(l, []modifierPhrase{
		{pattern: "COLUMN", mean: modifier{make: fixed(func(*spec) {})}},
		{pattern: "AS codename", mean: modifier{make: withCodeName, hard: true}},
		{pattern: "CALLED columnname", mean: modifier{make: withName, hard: true}},
		{pattern: "REFERENCE [TO table] [ AS columnname ]", mean: modifier{make: withReferenceAs, near: true}},
		{pattern: "[LEAD] REQUIRED", mean: modifier{make: null(intent.Required)}},
		{pattern: "[LEAD] OPTIONAL", mean: modifier{make: null(intent.Optional)}},
		{pattern: "NULLWORD ( COLON | ARROW ) FALSE", mean: modifier{make: null(intent.Required), hard: true}},
		{pattern: "NULLWORD ( COLON | ARROW ) TRUE", mean: modifier{make: null(intent.Optional), hard: true}},
		{pattern: "( REQUIRED | PRESENCE ) COLON TRUE", mean: modifier{make: null(intent.Required), hard: true}},
		{pattern: "REQUIRED COLON FALSE", mean: modifier{make: null(intent.Optional), hard: true}},
		{pattern: "OPTIONAL COLON TRUE", mean: modifier{make: null(intent.Optional), hard: true}},
		{pattern: "OPTIONAL COLON FALSE", mean: modifier{make: null(intent.Required), hard: true}},
		{pattern: "bang", mean: modifier{make: null(intent.Required), hard: true}},
		{pattern: "question", mean: modifier{make: null(intent.Optional), hard: true}},

		{pattern: "[LEAD] UNIQUE [INDEX|CONSTRAINT]", mean: modifier{make: fixed(setUnique)}},
		{pattern: "[THAT] NOTWO thing SHARE", mean: modifier{make: fixed(setUnique)}},
		{pattern: "[LEAD] UNIQUE scope", mean: modifier{make: withScope}},
		{pattern: "[LEAD] scope UNIQUE", mean: modifier{make: withScope}},
		{pattern: "UNIQUE COLON TRUE", mean: modifier{make: fixed(setUnique), hard: true}},
		{pattern: "INDEX COLON ( TRUE | OPEN UNIQUE COLON FALSE CLOSE )", mean: modifier{make: fixed(setIndexed), hard: true}},
		{pattern: "INDEX COLON ( OPEN UNIQUE COLON TRUE CLOSE | UNIQUE )", mean: modifier{make: fixed(setUnique), hard: true}},
		{pattern: "[LEAD] INDEXED", mean: modifier{make: fixed(setIndexed)}},
		{pattern: "( WITH | HAVING ) INDEX [ON IT]", mean: modifier{make: fixed(setIndexed)}},
		{pattern: "COLON INDEX", mean: modifier{make: fixed(setIndexed), hard: true}},
		{pattern: "( WITH | HAVING ) UNIQUE ( INDEX | CONSTRAINT ) [ON IT]", mean: modifier{make: fixed(setUnique)}},
		{pattern: "( WITH | HAVING ) using INDEX", mean: modifier{make: withIndexUsing}},
		{pattern: "[LEAD] PRIMARYKEY [COLON TRUE]", mean: modifier{make: fixed(func(s *spec) { s.PrimaryKey = true })}},

		{pattern: "[THAT] [WITH] DEFAULT [VALUE] [TO|OF|IS|BE|SETTO|COLON|EQUALS|AS|ARROW] value", mean: modifier{make: withDefault, hard: true}},
		{pattern: "[THAT] [LEAD] value BYDEFAULT", mean: modifier{make: withDefault, hard: true}},
		{pattern: "BYDEFAULT [THAT] [LEAD|SETTO] value", mean: modifier{make: withDefault, hard: true}},
		{pattern: "EQUALS value", mean: modifier{make: withDefault, hard: true}},
		{pattern: "[THAT] STARTS value", mean: modifier{make: withDefault, hard: true}},
		{pattern: "NODEFAULT", mean: modifier{make: fixed(func(s *spec) { s.NoDefault = true }), hard: true}},

		{pattern: "type:baretype", mean: modifier{make: withType}},
		{pattern: "COLON type", mean: modifier{make: withType, hard: true}},
		{pattern: "[THAT] ( OFTYPE | LEAD | AS | ISA | STOREDAS ) type [COLUMN|VALUE]", mean: modifier{make: withType}},
		{pattern: "COMMA type:symboltype", mean: modifier{make: withType, hard: true}},
		{pattern: "ARRAY COLON TRUE", mean: modifier{make: fixed(func(s *spec) { s.Type.Array = true }), hard: true}},

		{pattern: "[LEAD|WITH] [SIZE] UPTO whole ( CHARACTERS | LONG ) [LONG]", mean: modifier{make: withSize, hard: true}},
		{pattern: "[LEAD|WITH|OF] [UPTO|SIZE] whole CHARACTERS [SIZE|LONG]", mean: modifier{make: withSize, hard: true}},
		{pattern: "[WITH] SIZE [LEAD|COLON|OF|UPTO|EQUALS|ARROW] whole [CHARACTERS]", mean: modifier{make: withSize, hard: true}},
		{pattern: "[WITH] PRECISION [COLON|OF|IS|EQUALS] precision:whole [COMMA] [AND|WITH] SCALE [COLON|OF|IS|EQUALS] scale:whole", mean: modifier{make: withPrecision, hard: true}},
		{pattern: "[WITH] PRECISION [COLON|OF|IS|EQUALS] precision:whole", mean: modifier{make: withPrecision, hard: true}},
		{pattern: "[WITH] SCALE [COLON|OF|IS|EQUALS] scale:whole", mean: modifier{make: withPrecision, hard: true}},
		{pattern: "[WITH] precision:whole DIGITS [COMMA] [AND|WITH] scale:whole DECIMALS", mean: modifier{make: withPrecision, hard: true}},
		{pattern: "CENTS", mean: modifier{make: fixed(func(s *spec) { s.cents = true }), hard: true}},
		{pattern: "INMINUTES", mean: modifier{make: inUnit("minutes"), hard: true}},
		{pattern: "INSECONDS", mean: modifier{make: inUnit("seconds"), hard: true}},
		{pattern: "INHOURS", mean: modifier{make: inUnit("hours"), hard: true}},
		{pattern: "INDAYS", mean: modifier{make: inUnit("days"), hard: true}},
		{pattern: "INMS", mean: modifier{make: inUnit("ms"), hard: true}},
		{pattern: "INBYTES", mean: modifier{make: inUnit("bytes"), hard: true}},

		{pattern: "[THAT] [LEAD] ONEOF [COLON] [OPEN] values [CLOSE]", mean: modifier{make: withValues(true, false), hard: true}},
		{pattern: "[THAT] [LEAD|WITH|AS] NATIVEENUM [ONEOF|OF|WITH|VALUES|COLON|TYPEWORD] [VALUES] [COLON] [OPEN] values [CLOSE]", mean: modifier{make: withValues(false, true), hard: true}},
		{pattern: "[THAT] [LEAD|WITH|AS] NATIVEENUM CALLED type:anyname [ONEOF|OF|WITH|VALUES|COLON] [VALUES] [COLON] [OPEN] values [CLOSE]", mean: modifier{make: withNativeType, hard: true}},
		{pattern: "[THAT] [LEAD|WITH|AS] ENUM [ONEOF|OF|WITH|VALUES|COLON] [VALUES] [COLON] [OPEN] values [CLOSE]", mean: modifier{make: withValues(false, false), hard: true}},
		{pattern: "COLON values:orvalues", mean: modifier{make: withValues(false, false), hard: true}},
		{pattern: "[THAT] [WITH] VALUES [OF|COLON] values", mean: modifier{make: withValues(false, false), hard: true}},
		{pattern: "[THAT] CANBE [EITHER] values", mean: modifier{make: withValues(false, false), hard: true}},
		{pattern: "ORNOT", mean: modifier{make: fixed(func(*spec) {}), hard: true}},
		{pattern: "[COMMA] WHOIS table", mean: modifier{make: withReference, hard: true}},
		{pattern: "[LEAD|AS] ENUM", mean: modifier{make: fixed(func(*spec) {})}},

		{pattern: "[COLON|AS] [THAT] REFERENCES [TO|TABLE|COLON] table [ OPEN column:columnname CLOSE | DOT column:columnname ]", mean: modifier{make: withReference, hard: true}},
		{pattern: "[AS] REFERENCE TO table [ OPEN column:columnname CLOSE ]", mean: modifier{make: withReference, near: true}},
		{pattern: "[THAT] WHICHISA reftable:table", mean: modifier{make: withParent, hard: true}},
		{pattern: "( ARROW | DASH GREATER ) table [ OPEN column:columnname CLOSE | DOT column:columnname ]", mean: modifier{make: withReference, hard: true}},
		{pattern: "COLON ( REFERENCES | BELONGS | REFERENCE ) [COLON table]", mean: modifier{make: withReference, hard: true}},
		{pattern: "( COLON | AS | LEAD ) FOREIGNKEY", mean: modifier{make: withReference, hard: true}},
		{pattern: "FOREIGNKEY [COLON TRUE]", mean: modifier{make: withReference}},
		{pattern: "FOREIGNKEY COLON OPEN TOTABLE COLON table [COMMA action] CLOSE", mean: modifier{make: func(c *capture) edit {
			refer, act := withReference(c), withAction(c)
			return func(s *spec) { refer(s); act(s) }
		}, hard: true}},
		{pattern: "FOREIGNKEY COLON OPEN action CLOSE", mean: modifier{make: func(c *capture) edit {
			refer, act := withReference(c), withAction(c)
			return func(s *spec) { refer(s); act(s) }
		}, hard: true}},
		{pattern: "action", mean: modifier{make: withAction, hard: true}},
		{pattern: "updateaction:action", mean: modifier{make: withUpdateAction, hard: true}},
		{pattern: "TYPEWORD ( COLON | IS ) type", mean: modifier{make: withType, hard: true}},

		{pattern: "[WITH] COMMENT [COLON|THAT] string", mean: modifier{make: withComment, hard: true}},
		{pattern: "[WITH] CHECK [ CONSTRAINT ] [THAT|COLON] [IT|THEY] about", mean: modifier{make: withCheck, hard: true}},
		{pattern: "[WITH] CHECK [ CONSTRAINT ] [THAT|COLON] condition", mean: modifier{make: withCheck, hard: true}},
		{pattern: "[THAT] about", mean: modifier{make: withCheck, hard: true}},
		{pattern: "GENERATED [AS] sql [STORED]", mean: modifier{make: withGenerated, hard: true}},
		{pattern: "AFTER [COLUMN] column:columnname", mean: modifier{make: withAfter, hard: true}},
	})
}

// prefixes is the table of what can be said before a column's name.
func prefixes(l *lexicon) []modifierPhrase {
	return compiled(l, []modifierPhrase{
		{pattern: "REQUIRED", mean: modifier{make: null(intent.Required)}},
		{pattern: "OPTIONAL", mean: modifier{make: null(intent.Optional)}},
		{pattern: "UNIQUE", mean: modifier{make: fixed(setUnique)}},
		{pattern: "scope UNIQUE", mean: modifier{make: withScope}},
		{pattern: "INDEXED", mean: modifier{make: fixed(setIndexed)}},
		{pattern: "type:pretype", mean: modifier{make: withType}},
		{pattern: "NATIVEENUM", mean: modifier{make: fixed(func(s *spec) { s.Native = true })}},
		{pattern: "LISTOF", mean: modifier{make: fixed(func(s *spec) { s.Type.Array, s.Type.Name = true, "string" })}},
		{pattern: "COLUMN [CALLED|COLON]", mean: modifier{make: fixed(func(*spec) {})}},
		{pattern: "NEWWORD", mean: modifier{make: fixed(func(*spec) {})}},
		{pattern: "ENUM", mean: modifier{make: fixed(func(*spec) {})}},
	})
}

func compiled[M any](l *lexicon, phrases []phrase[M]) []phrase[M] {
	for i := range phrases {
		ph := &phrases[i]
		ph.needs, ph.number = needed(l, ph.pattern), l.phrases
		l.phrases++
	}
	return phrases
}

// bareType is a type without any word that says so: "email string". Where the
// word could as well be part of the name, it is worth less, except behind a
// name as it is written in code.
func bareType(p *parser, at int) []reading {
	readings := p.slot("type", at)
	if len(readings) == 0 {
		return nil
	}
	value, _ := readings[0].value.(typeValue)
	if !value.soft || readings[0].end > at+1 || at == 0 {
		return readings
	}
	if p.is("LISTAND", at-1) > 0 {
		// name, date: a column of its own.
		return nil
	}
	if isNounType(p.word(at)) && !isCode(p.tokens[at-1].Text) && !isWholeName(p.word(at-1)) {
		readings = []reading{{end: readings[0].end, worth: readings[0].worth - costKeyword, value: readings[0].value}}
	}
	return readings
}

// isWholeName reports whether a word is a column's name as it stands, so that a
// type's word behind it is no part of the name: "birthday date".
func isWholeName(word string) bool {
	switch word {
	case "id", "birthday", "dob", "age", "price", "quantity", "amount", "email", "name", "title", "description", "body", "total", "score", "rating", "position", "salary":
		return true
	}
	return strings.HasSuffix(word, "ed") && len(word) > 4 || strings.HasSuffix(word, "date") && len(word) > 4
}

// preType is a type before a name: "a string name". Words that begin names
// (date of birth, number of seats, time zone) are types there only with the
// noun behind: "a date column".
func preType(p *parser, at int) []reading {
	readings := p.slot("type", at)
	if len(readings) == 0 {
		return nil
	}
	r := readings[0]
	value, _ := r.value.(typeValue)
	if p.symbol(r.end, ":") && p.tight(r.end) {
		return nil
	}
	if !value.soft || r.end > at+1 {
		return readings
	}
	if p.is("COLUMN", r.end) > 0 || p.is("COLUMNS", r.end) > 0 || p.symbol(r.end, ":") && !p.tight(r.end) && p.tight(r.end+1) {
		return readings
	}
	if r.end < len(p.tokens) && p.kind(r.end) <= 2 && isCode(p.tokens[r.end].Text) {
		return readings
	}
	switch p.word(at) {
	case "json", "uuid", "datetime", "text", "binary", "timestamp":
		return readings
	}
	return nil
}
