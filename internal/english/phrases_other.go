package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// constraintPhrases is the table of the ways to ask for constraints.
func constraintPhrases() []clausePhrase {
	return []clausePhrase{
		{pattern: "[ADD] CHECK [CONSTRAINT] [CALLED anyname] in:into [THAT|COLON|COMMA] where [NOTVALID]", mean: check},
		{pattern: "[ADD] CHECK [CONSTRAINT] [CALLED anyname] in:into [THAT|COLON|COMMA] where CALLED anyname [NOTVALID]", mean: check},
		{pattern: "[ADD] CHECK [CONSTRAINT] [CALLED anyname] [THAT|COLON|FOR|ON] where [ in:into ] [CALLED anyname] [NOTVALID]", mean: check},
		{pattern: "[ADD] CHECK [CONSTRAINT] [CALLED anyname] in:into [COMMA] CHECK OPEN where CLOSE [NOTVALID]", mean: check},
		{pattern: "[ADD] [CHECK] CONSTRAINT [CALLED] anyname in:into [THAT|COLON] where [NOTVALID]", mean: check},
		{pattern: "[ADD] [CHECK] CONSTRAINT [CALLED] anyname [in:into] CHECK [COLON] where [NOTVALID]", mean: check},
		{pattern: "[ADD] CHECK [CONSTRAINT] [ON|FOR|THAT|COLON] ref about [ in:into ]", mean: checkAbout},
		{pattern: "[ADD] CHECK [CONSTRAINT] [ON|FOR|TO] ref [ in:into ] [THAT|COLON|COMMA] [IT|THEY] about", mean: checkAbout},
		{pattern: "[ADD] CONSTRAINT [ in:into ] [THAT|COLON] where [ in:into ] [CALLED anyname] [NOTVALID]", mean: check},
		{pattern: "ENSURE [THAT] where [ in ] [CALLED anyname]", mean: check},
		{pattern: "ENSURE [THAT] ref [ in ] [LEAD] about [ in ]", mean: checkAbout},
		{pattern: "ENSURE in [THAT|COMMA] where", mean: check},
		{pattern: "refs [ in ] about [ in ]", mean: checkAbout, doubt: 3},
		{pattern: "refs [ in ] [LEAD] about [ in ]", mean: checkAbout, doubt: 3},
		{pattern: "in [COMMA] ref about", mean: checkAbout},
		{pattern: "[EACHWORD] table [LEAD] verbs", mean: check},
		{pattern: "table CHECK [THAT|COLON] where", mean: check},
		{pattern: "comparison [AS] CHECK [CONSTRAINT]", mean: checkBare},
		{pattern: "comparison [ in ]", mean: checkBare},
		{pattern: "ONLY values ALLOWED AS ref [ in ]", mean: checkOnly},
		{pattern: "ONLY values [LEAD] ALLOWED [AS|FOR|IN] ref [ in ]", mean: checkOnly},
		{pattern: "ALLOW ONLY values ( AS | FOR | IN ) ref [ in ]", mean: checkOnly},
		{pattern: "table ONLYHAVE ref values:orvalues", mean: checkOnly},
		{pattern: "RESTRICTVALUES ref [ in ] TO values [ in ]", mean: checkOnly},
		{pattern: "[COMMA] [AND] NOTVALID", mean: notValid},
		{pattern: "CHECK sqlstring", mean: check},
		{pattern: "ADDCHECK table COMMA sqlstring [ COMMA NAMEWORD COLON anyname ]", mean: check},

		{pattern: "REMOVE [CHECK] CONSTRAINT [IFEXISTS] [CALLED] anyname [ in ]", mean: dropConstraint(intent.AnyConstraint)},
		{pattern: "REMOVE [CHECK] CONSTRAINT [IFEXISTS] [CALLED] tname dot anyname", mean: dropConstraint(intent.AnyConstraint)},
		{pattern: "REMOVE anyname [CHECK] CONSTRAINT [ in ]", mean: dropConstraint(intent.AnyConstraint)},
		{pattern: "REMOVE CHECK [CONSTRAINT] ( ON | OF | FOR ) refs [ in ]", mean: dropCheck},
		{pattern: "REMOVE CHECK [CONSTRAINT] [THAT] where [ in ]", mean: dropCheckAbout},
		{pattern: "REMOVE refs CHECK [CONSTRAINT] [ in ]", mean: dropCheck},
		{pattern: "REMOVE CHECK [CONSTRAINT] in ( ON | OF | FOR ) refs", mean: dropCheck},
		{pattern: "REMOVECHECK table COMMA [NAMEWORD COLON] anyname", mean: dropConstraint(intent.AnyConstraint)},
		{pattern: "REMOVE EXCLUSION [CONSTRAINT] [CALLED anyname] in", mean: dropConstraint(intent.ExclusionKind)},

		{pattern: "tname in [COMMA] NOTOVERLAP { exclusion }", mean: exclusion},
		{pattern: "tname ( WITH | FOR | OF | IN ) [SAME] same:columnnames [LEAD] NOTOVERLAP { exclusion }", mean: exclusion},
		{pattern: "tname [LEAD] NOOVERLAP of:tname { [COLON] exclusion }", mean: exclusion},
		{pattern: "tname NOTOVERLAP { exclusion }", mean: exclusion},
		{pattern: "NOTWO tname ( WITH | FOR | OF | IN | ON ) [SAME] same:columnnames [LEAD] OVERLAP { exclusion }", mean: exclusion},
		{pattern: "NOTWO tname ( WITH | FOR | OF | IN | ON ) [SAME] same:columnnames [LEAD] OVERLAP", mean: exclusion},
		{pattern: "tname ( WITH | FOR | OF | IN | ON ) SAME same:columnnames [LEAD] NOTOVERLAP", mean: exclusion},
		{pattern: "[ADD] [EXCLUSION] [in:into] [COMMA|COLON] NOOVERLAP [of:tname] { exclusion }", mean: exclusion},
		{pattern: "[ADD] [EXCLUSION] [in:into] [COMMA|COLON] NOOVERLAP [of:tname]", mean: exclusion},
		{pattern: "[ADD] EXCLUSION in:into [COMMA|COLON] { exclusion }", mean: exclusion},
		{pattern: "[ADD] EXCLUSION { exclusion }", mean: exclusion},
	}
}

func check(s *story, c *capture) {
	condition, ok := c.get("where").(intent.Condition)
	if !ok {
		condition, ok = c.get("comparison").(intent.Condition)
	}
	if !ok {
		condition, ok = c.get("verbs").(intent.Condition)
	}
	if !ok {
		condition, _ = c.get("sqlstring").(intent.Condition)
	}
	in := intent.AddCheck{Span: s.span, Table: s.tableOf(c), Condition: condition, NotValid: s.said("NOTVALID")}
	if name, ok := c.get("anyname").(intent.Name); ok {
		name.Exact = true
		in.Name = name
	}
	s.add(in)
}

// checkBare is a condition alone: "amount > 0 on orders".
func checkBare(s *story, c *capture) { check(s, c) }

func checkAbout(s *story, c *capture) {
	about, ok := c.get("about").(aboutValue)
	if !ok {
		return
	}
	table, refs := s.refsOf(c)
	for _, ref := range refs {
		if ref.table.Given() {
			table = ref.table
		}
		s.add(intent.AddCheck{Span: s.span, Table: table, Condition: about.about(ref.name.Text)})
	}
}

// checkOnly is "only a, b and c are allowed as status".
func checkOnly(s *story, c *capture) {
	values, _ := c.get("values").([]string)
	table, refs := s.refsOf(c)
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = "'" + strings.ReplaceAll(value, "'", "''") + "'"
	}
	for _, ref := range refs {
		if column, put := s.columnAdded(table, ref.name); put != nil {
			column.Values, column.Only = values, true
			put(column)
			continue
		}
		s.add(intent.AddCheck{Span: s.span, Table: table, Condition: intent.Condition{
			Span: s.span, SQL: ref.name.Text + " IN (" + strings.Join(quoted, ", ") + ")",
			Columns: []string{ref.name.Text}, Slug: ref.name.Text + "_must_be_valid",
		}})
	}
}

func notValid(s *story, _ *capture) {
	if len(s.intents) == 0 {
		return
	}
	switch in := s.intents[len(s.intents)-1].(type) {
	case intent.AddCheck:
		in.NotValid = true
		s.intents[len(s.intents)-1] = in
	case intent.Associate:
		in.NotValid = true
		s.intents[len(s.intents)-1] = in
	}
}

func dropConstraint(kind intent.ConstraintKind) clause {
	return func(s *story, c *capture) {
		name, _ := c.get("anyname").(intent.Name)
		name.Exact = name.Given()
		s.add(intent.DropConstraint{Span: s.span, Table: s.tableOf(c), Name: name, Kind: kind, IfExists: s.said("IFEXISTS")})
	}
}

func dropCheck(s *story, c *capture) {
	table, refs := s.refsOf(c)
	in := intent.DropConstraint{Span: s.span, Table: table, Kind: intent.CheckKind}
	for _, ref := range refs {
		in.Columns = append(in.Columns, ref.name)
	}
	s.add(in)
}

func dropCheckAbout(s *story, c *capture) {
	condition, _ := c.get("where").(intent.Condition)
	in := intent.DropConstraint{Span: s.span, Table: s.tableOf(c), Kind: intent.CheckKind}
	for _, name := range condition.Columns {
		in.Columns = append(in.Columns, intent.Name{Span: condition.Span, Text: name})
	}
	s.add(in)
}

// exclusionPart is one thing said of ranges that must not overlap.
type exclusionPart func(*intent.AddExclusion)

// exclusionParts is the table of what is said of them.
func exclusionParts() []phrase[meaning] {
	same := func(c *capture) any {
		names, _ := c.get("columnnames").([]intent.Name)
		return exclusionPart(func(e *intent.AddExclusion) { e.Same = append(e.Same, names...) })
	}
	bounds := func(c *capture) any {
		start, _ := c.get("start").(intent.Name)
		end, _ := c.get("end").(intent.Name)
		return exclusionPart(func(e *intent.AddExclusion) { e.Start, e.End = start, end })
	}
	onTable := func(c *capture) any {
		name, _ := c.get("tname").(intent.Name)
		return exclusionPart(func(e *intent.AddExclusion) { e.Table = name })
	}
	return []phrase[meaning]{
		{pattern: "[COMMA] ( ON | IN ) TABLE tname", mean: onTable},
		{pattern: "[COMMA] ON tname:pluralname", mean: onTable},
		{pattern: "[COMMA] ( BETWEEN | FROM | USING | ON | WITH | OVER ) start:columnname ( AND | TO | UNTIL | COMMA ) end:columnname", mean: bounds},
		{pattern: "[COMMA] [AND] ( FOR | OF | IN | WITH | PER ) [SAME] columnnames", mean: same},
		{pattern: "[COMMA] [AND] [FOR|OF|IN|WITH|ON] SAME columnnames", mean: same},
		{pattern: "[COMMA] OPEN start:columnname ( AND | TO | UNTIL | DASH | COMMA ) end:columnname CLOSE", mean: bounds},
		{pattern: "[COMMA] start:columnname ( TO | UNTIL | ARROW ) end:columnname", mean: bounds},
		{pattern: "[COMMA] in", mean: func(c *capture) any {
			list, _ := c.get("in").(tablesRef)
			return exclusionPart(func(e *intent.AddExclusion) {
				if len(list.refs) == 1 {
					e.Table = list.refs[0].name
				}
			})
		}},
		{pattern: "[COMMA] [SO|THAT] NOOVERLAP [of:tname]", mean: func(c *capture) any {
			of, _ := c.get("of").(intent.Name)
			return exclusionPart(func(e *intent.AddExclusion) { e.Of = of })
		}},
		{pattern: "[COMMA] [THAT] tname NOTOVERLAP", mean: func(c *capture) any {
			of, _ := c.get("tname").(intent.Name)
			return exclusionPart(func(e *intent.AddExclusion) { e.Of = of })
		}},
		{pattern: "[COMMA] ( IN | ON | FOR ) [RANGE] RANGEWORD columnname", mean: func(c *capture) any {
			name, _ := c.get("columnname").(intent.Name)
			return exclusionPart(func(e *intent.AddExclusion) { e.Range = name })
		}},
		{pattern: "[COMMA] CALLED anyname", mean: func(c *capture) any {
			name, _ := c.get("anyname").(intent.Name)
			name.Exact = true
			return exclusionPart(func(e *intent.AddExclusion) { e.Name = name })
		}},
	}
}

func exclusion(s *story, c *capture) {
	in := intent.AddExclusion{Span: s.span}
	if of, ok := c.get("of").(intent.Name); ok {
		in.Of = of
	}
	if list, ok := c.get("in").(tablesRef); ok && len(list.refs) == 1 {
		in.Table = s.spoken(list.refs[0])
	}
	if name, ok := c.get("tname").(intent.Name); ok {
		if !in.Of.Given() {
			in.Of = name
		}
		if !in.Table.Given() {
			in.Table = s.spoken(tableRef{name: name})
		}
	}
	in.Same, _ = c.get("same").([]intent.Name)
	for _, value := range c.all("exclusion") {
		if change, ok := value.(exclusionPart); ok {
			change(&in)
		}
	}
	if !in.Table.Given() {
		in.Table = s.table
	}
	if !in.Of.Given() {
		in.Of = intent.Name{Span: in.Table.Span, Text: inflect.Table(in.Table.Text)}
	}
	s.spoken(tableRef{name: in.Table})
	s.add(in)
}

// extensionPhrases is the table of the ways to ask for extensions and for types
// of the database.
func extensionPhrases() []clausePhrase {
	return []clausePhrase{
		{pattern: "PLUS knownextensions EXTENSIONWORD", mean: extensions(false)},
		{pattern: "EXTENSIONWORD [COLON] knownextensions", mean: extensions(false)},
		{pattern: "( ENABLE | ADD | NEED | CREATE | WANT ) [EXTENSIONWORD] knownextensions [EXTENSIONWORD]", mean: extensions(false)},
		{pattern: "( ENABLE | ADD | NEED | CREATE ) EXTENSIONWORD [COLON] [IFNOTEXISTS] extensions:anynames", mean: extensions(false)},
		{pattern: "( ENABLE | ADD | NEED | CREATE ) extensions:anynames EXTENSIONWORD", mean: extensions(false)},
		{pattern: "( ENABLE | ADD | NEED | CREATE ) one:knownextensions EXTENSIONWORD { ( AND | COMMA ) more:knownextensions [EXTENSIONWORD] }", mean: extensions(false)},
		{pattern: "ENABLEEXTENSION extensions:anynames", mean: extensions(false)},
		{pattern: "( DISABLE | REMOVE ) [EXTENSIONWORD] [IFEXISTS] knownextensions", mean: extensions(true)},
		{pattern: "( DISABLE | REMOVE ) EXTENSIONWORD [IFEXISTS] extensions:anynames", mean: extensions(true)},
		{pattern: "( DISABLE | REMOVE ) extensions:anynames EXTENSIONWORD", mean: extensions(true)},
		{pattern: "DISABLEEXTENSION extensions:anynames", mean: extensions(true)},

		{pattern: "CREATE NATIVEENUM [TYPEWORD] [CALLED] type:anyname [WITH|OF|COLON|AS|ENUM|VALUES] [VALUES] [COLON] [OPEN] values [CLOSE]", mean: createEnum},
		{pattern: "CREATE ENUM [TYPEWORD] [CALLED] type:anyname [WITH|OF|COLON|AS|VALUES] [VALUES] [COLON] [OPEN] values [CLOSE]", mean: createEnum},
		{pattern: "CREATE TYPEWORD type:anyname AS ENUM OPEN values CLOSE", mean: createEnum},
		{pattern: "CREATEENUM type:anyname COMMA [OPEN] values [CLOSE]", mean: createEnum},
		{pattern: "ADD columnname AS ( NATIVEENUM | ENUM TYPEWORD ) [CALLED type:anyname] [OF|WITH|COLON] [VALUES] [COLON] [OPEN] values [CLOSE] ( TO | ON ) table", mean: addEnumColumn},
		{pattern: "ADD NATIVEENUM [COLUMN] columnname [CALLED type:anyname] ( TO | ON ) table [WITH|OF|COLON] [VALUES] [COLON] [OPEN] values [CLOSE] [ [COMMA] [AND] [WITH] DEFAULT value ]", mean: addEnumColumn},
		{pattern: "ADD VALUES values ( TO | INTO ) [ENUM] [TYPEWORD] type:anyname [ENUM|TYPEWORD]", mean: addEnumValue},
		{pattern: "ADD values ( TO | INTO ) ( ENUM | NATIVEENUM | TYPEWORD ) [TYPEWORD] type:anyname", mean: addEnumValue},
		{pattern: "ADD values ( TO | INTO ) type:anyname ( ENUM | NATIVEENUM | TYPEWORD )", mean: addEnumValue},
		{pattern: "ALTER TYPEWORD type:anyname ADD VALUES [IFNOTEXISTS] values [ ( AFTER after:string | BEFORE before:string ) ]", mean: addEnumValue},
		{pattern: "REMOVE ( ENUM | NATIVEENUM ) [TYPEWORD] type:anyname", mean: dropEnum},
		{pattern: "REMOVE TYPEWORD type:anyname", mean: dropEnum},
		{pattern: "REMOVE type:anyname ( ENUM | NATIVEENUM ) [TYPEWORD]", mean: dropEnum},
	}
}

func extensions(drop bool) clause {
	return func(s *story, c *capture) {
		names, ok := c.get("extensions").([]intent.Name)
		if !ok {
			names, _ = c.get("knownextensions").([]intent.Name)
		}
		for _, value := range append(c.all("one"), c.all("more")...) {
			list, _ := value.([]intent.Name)
			names = append(names[:len(names):len(names)], list...)
		}
		for i := range names {
			if names[i].Text == "uuid_ossp" {
				names[i].Text = "uuid-ossp"
			}
		}
		s.add(intent.Extensions{Span: s.span, Names: names, Drop: drop})
	}
}

func createEnum(s *story, c *capture) {
	name, _ := c.get("type").(intent.Name)
	name.Exact = true
	values, _ := c.get("values").([]string)
	s.add(intent.CreateEnum{Span: s.span, Type: name, Values: values})
}

func addEnumColumn(s *story, c *capture) {
	name, _ := c.get("type").(intent.Name)
	column, _ := c.get("columnname").(intent.Name)
	values, _ := c.get("values").([]string)
	s.columns = []intent.Name{column}
	in := intent.CreateEnum{Span: s.span, Type: name, Values: values, Table: s.tableOf(c), Column: column}
	if value, ok := c.get("value").(intent.Value); ok {
		in.Default = &value
	}
	s.add(in)
}

func addEnumValue(s *story, c *capture) {
	name, _ := c.get("type").(intent.Name)
	values, _ := c.get("values").([]string)
	after, _ := c.get("after").(string)
	before, _ := c.get("before").(string)
	s.add(intent.AddEnumValue{Span: s.span, Type: name, Values: values, After: after, Before: before})
}

func dropEnum(s *story, c *capture) {
	name, _ := c.get("type").(intent.Name)
	s.add(intent.DropEnum{Span: s.span, Type: name})
}

// dataPhrases is the table of the ways to change rows.
func dataPhrases() []clausePhrase {
	return []clausePhrase{
		{pattern: "[batch] [COMMA] BACKFILL ref [ in ] ( TO | WITH | AS | EQUALS | COLON ) [VALUE] value { rows }", mean: backfill},
		{pattern: "[batch] [COMMA] BACKFILL ref [ in ] ( TO | WITH | AS | EQUALS | COLON ) [VALUE] value", mean: backfill},
		{pattern: "[batch] [COMMA] BACKFILL [COLON] table [COLON] ref ( TO | WITH | AS | EQUALS ) [VALUE] value { rows }", mean: backfill},
		{pattern: "[batch] [COMMA] BACKFILL table [COLON] ref ( TO | WITH | AS | EQUALS ) [VALUE] value", mean: backfill},
		{pattern: "[batch] [COMMA] BACKFILL ref [ in ] FROM [COLUMN] value { rows }", mean: backfill},
		{pattern: "[batch] [COMMA] BACKFILL ref [ in ] FROM [COLUMN] value", mean: backfill},
		{pattern: "[batch] [COMMA] SET ref [ in ] ( TO | AS | EQUALS | WITH ) value { rows }", mean: backfill},
		{pattern: "[batch] [COMMA] SET ref [ in ] ( TO | AS | EQUALS | WITH ) value in", mean: backfill},
		{pattern: "[batch] [COMMA] UPDATE [COLON] table [AND|COMMA|COLON] SET ref ( TO | EQUALS | AS ) value { rows }", mean: backfill},
		{pattern: "[batch] [COMMA] UPDATE [COLON] table [AND|COMMA|COLON] SET ref ( TO | EQUALS | AS ) value", mean: backfill},
		{pattern: "[batch] [COMMA] UPDATE ref [ in ] ( TO | WITH ) value { rows }", mean: backfill},
		{pattern: "[batch] [COMMA] UPDATE ref [ in ] ( TO | WITH ) value", mean: backfill},
		{pattern: "[batch] [COMMA] ( ON | FOR | IN ) table [COMMA] SET ref ( TO | EQUALS ) value { rows }", mean: backfill},
		{pattern: "UPDATE [ALLROWS] table ( WHERE | WITH ) where [COMMA] SET ref ( TO | EQUALS | COLON ) value", mean: backfillWhere},
		{pattern: "SET ref ( OF | ON | FOR | IN ) [ALLROWS] table ( WHERE | WITH ) where TO value", mean: backfillWhere},
		{pattern: "( FOR | ON | IN ) [ALLROWS] table ( WHERE | WITH ) where [COMMA] SET ref ( TO | EQUALS ) value", mean: backfillWhere},
		{pattern: "[ALLROWS] table WHERE where NEED ref value", mean: backfillWhere},
		{pattern: "ref [ in ] BECOMES value { rows }", mean: backfillSome, doubt: 3},
		{pattern: "FILL ref [ in ] ( WITH | FROM ) value { rows }", mean: backfill},
		{pattern: "FILL ref [ in ] ( WITH | FROM ) value", mean: backfill},
		{pattern: "COPY source:ref [ from:in ] ( TO | INTO ) ref [ in ] { rows }", mean: backfill},
		{pattern: "COPY source:ref [ from:in ] ( TO | INTO ) ref [ in ]", mean: backfill},
		{pattern: "GIVE ALLROWS [ in ] ref value { rows }", mean: backfill},
		{pattern: "[ in ] [COMMA] REPLACE ( NULLWORD | EMPTYWORD ) ref [ in ] ( WITH | BY ) value [ in ]", mean: replaceNull},
		{pattern: "REPLACE ( NULLWORD | EMPTYWORD ) [VALUES] ( IN | OF | FOR ) ref [ in ] ( WITH | BY ) value [ in ]", mean: replaceNull},
		{pattern: "DELETE ALLWORD table", mean: askDelete},
		{pattern: "DELETE ALLROWS ( FROM | OF | IN ) table { rows }", mean: deleteRows},
		{pattern: "DELETE [ALLROWS] table { rows }", mean: deleteRows},
		{pattern: "DELETE [ALLROWS] FROM table { rows }", mean: deleteRows},
		{pattern: "batch", mean: batched},
	}
}

// rowsValue is what is said about which rows are meant.
type rowsValue struct {
	where *intent.Condition
	batch int
	table *tableRef
	// about is a condition on the column that is changed: "where it is null".
	about *aboutValue
}

// rowForms is the table of the ways to say which rows.
func rowForms() []phrase[meaning] {
	where := func(c *capture) any {
		condition, ok := c.get("where").(intent.Condition)
		if !ok {
			return rowsValue{}
		}
		return rowsValue{where: &condition}
	}
	all := func(c *capture) any {
		value := rowsValue{}
		if ref, ok := c.get("table").(tableRef); ok {
			value.table = &ref
		}
		if condition, ok := c.get("where").(intent.Condition); ok {
			value.where = &condition
		}
		return value
	}
	return []phrase[meaning]{
		{pattern: "[COMMA] batch", mean: func(c *capture) any {
			n, _ := c.get("batch").(int)
			return rowsValue{batch: n}
		}},
		{pattern: "[COMMA] ( WHERE | WHEN | IF ) ( IT | THISCOLUMN ) about:aboutrow", mean: func(c *capture) any {
			about, ok := c.get("about").(aboutValue)
			if !ok {
				return rowsValue{}
			}
			return rowsValue{about: &about}
		}},
		{pattern: "[COMMA] ( WHERE | WHEN | IF | FOR ROWS WHERE | ONLYFOR ) where", mean: where},
		{pattern: "WITH where:comparison", mean: where},
		{pattern: "[COMMA] ( ON | FOR | IN | OF ) [ALLROWS] table", mean: all},
		{pattern: "[COMMA] ( FOR | IN | ON | OF ) ALLROWS", mean: all},
		{pattern: "[COMMA] ( FOR | IN | ON | OF ) ALLROWS ( IN | OF | FROM ) table", mean: all},
		{pattern: "[COMMA] batch", mean: func(c *capture) any {
			n, _ := c.get("batch").(int)
			return rowsValue{batch: n}
		}},
	}
}

// batches is the table of the ways to ask for batches.
func batches() []phrase[meaning] {
	number := func(c *capture) any { return c.get("whole") }
	return []phrase[meaning]{
		{pattern: "BATCHES", mean: constant(-1)},
		{pattern: "BATCHES OF whole [ALLROWS]", mean: number},
		{pattern: "whole [ALLROWS] ATATIME", mean: number},
		{pattern: "[AND] LARGETABLE", mean: constant(-1)},
	}
}
