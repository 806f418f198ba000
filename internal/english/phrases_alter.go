package english

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// alterPhrases is the table of the ways to change tables that are there.
func alterPhrases() []clausePhrase {
	return []clausePhrase{
		{pattern: "ON [TABLE] tables [COMMA|COLON]", mean: speakOf},
		{pattern: "[FOR] tables ( COLON | DASH )", mean: speakOf},
		{pattern: "ALTER tables:droptables [COLON|COMMA|AND|SO|TO|DASH]", mean: speakOf},
		{pattern: "tables COLON", mean: speakOf},

		{pattern: "ADD columns [COMMA] ( TO | ON | IN | INTO | FOR | ONTO ) tables [IFNOTEXISTS]", mean: addColumns},
		{pattern: "ADD { columns ( TO | ON | IN | INTO | FOR | ONTO ) tables [AND|COMMA] }", mean: addPairs},
		{pattern: "ADD columns [COMMA] ( TO | ON | IN | INTO | FOR | ONTO ) tables { [COMMA] [AND] option:after }", mean: addColumnsWith},
		{pattern: "ADD columns ( TO | ON | IN ) tables { [COMMA] option:after } AND more:columns", mean: addColumnsMore, doubt: 4},
		{pattern: "tables { PLUS tightcolumn }", mean: addTights},
		{pattern: "ADD ( TO | ON | IN | INTO | FOR ) tables [COLON|DASH] [THEFOLLOWING] [COLON] columns", mean: addColumns},
		{pattern: "( TO | ON | IN | INTO | FOR ) tables [COMMA] ADD columns", mean: addColumns},
		{pattern: "ADD SOMECOLUMNS ( TO | ON | IN | INTO | FOR ) tables [COMMA|COLON|DASH|BREAK] [THEFOLLOWING] [COLON] columns", mean: addColumns},
		{pattern: "ADD columns [IFNOTEXISTS]", mean: addColumns, doubt: 8},
		{pattern: "tables [COLON|DASH] ADD columns", mean: addColumns},
		{pattern: "tables COLON { PLUS tightcolumn }", mean: addTights},
		{pattern: "ADD IFNOTEXISTS columns [ ( TO | ON | IN | INTO | FOR | ONTO ) tables ]", mean: addIfNotExists},
		{pattern: "ADD { dottedcolumn [AND|COMMA|PLUS] }", mean: addDotted},
		{pattern: "NEED THAT tables POSSESS columns", mean: addColumns},
		{pattern: "[WE] EXTEND tables WITH columns", mean: addColumns},
		{pattern: "GIVE tables columns", mean: addColumns},
		{pattern: "tables [BOTH|LEAD] NEED [ADD] columns", mean: addColumns},
		{pattern: "[COMMA] NEED columns ( ON | IN | FOR | TO ) tables", mean: addColumns},
		{pattern: "[WE] NEED columns ( ON | IN | FOR | TO ) tables { [COMMA] [AND] option:after }", mean: addColumnsWith},
		{pattern: "( ON | IN | FOR | TO ) tables [COMMA] [WE] NEED columns", mean: addColumns},
		{pattern: "columns ( LEAD | TO ) ADD ( TO | ON | IN ) tables", mean: addColumns},
		{pattern: "tables PLUSEQ columns", mean: addColumns},
		{pattern: "PLUS columns ( TO | ON | IN ) tables", mean: addColumns},
		{pattern: "tables PLUS columns", mean: addColumns},
		{pattern: "PLUS tightcolumn tables", mean: addColumnsTight},
		{pattern: "ADDCOLUMN tables COMMA columns", mean: addColumns},
		{pattern: "ADDREF table COMMA columns", mean: addReference},
		{pattern: "ADDTIMESTAMPS tables", mean: addTimestampsTo},
		{pattern: "KEEPTRACK columns ( ON | OF | IN ) tables", mean: addColumns},
		{pattern: "KEEPTRACK columns ( ON | OF | IN | FOR ) tables { [COMMA] [AND] option:after }", mean: addColumnsWith},

		{pattern: "REMOVE refs [IFEXISTS] ( FROM | ON | IN | OF ) tables", mean: removeColumns},
		{pattern: "REMOVE refs [IFEXISTS]", mean: removeOrAsk, doubt: 8},
		{pattern: "tables [COLON|DASH] REMOVE refs", mean: removeColumns},
		{pattern: "tables { MINUS ref }", mean: removeMinus},
		{pattern: "REMOVE COLUMN IFEXISTS refs [ in ]", mean: removeColumns},
		{pattern: "REMOVE SOMECOLUMNS ( FROM | ON | IN | OF ) tables [COMMA|COLON|DASH|BREAK] [THEFOLLOWING] [COLON] refs", mean: removeColumns},
		{pattern: "( FROM | ON | IN ) tables [COMMA] REMOVE refs", mean: removeColumns},
		{pattern: "tables MINUSEQ refs", mean: removeColumns},
		{pattern: "MINUS refs [FROM] tables", mean: removeTight},
		{pattern: "REMOVECOLUMN tables COMMA refs [COMMA type:symboltype]", mean: removeColumns},
		{pattern: "REMOVE ( FROM | IN | ON ) tables [COLON] refs", mean: removeColumns},
		{pattern: "tables COLON { MINUS ref }", mean: removeMinus},
		{pattern: "tables NOTNEED refs [ANYMORE]", mean: removeColumns},
		{pattern: "NOTNEED refs ( ON | IN | OF | FROM ) tables [ANYMORE]", mean: removeColumns},
		{pattern: "NOTNEED refs ANYMORE", mean: removeOrAsk, doubt: -4},
		{pattern: "REMOVE { refs ( FROM | ON | IN | OF ) tables [AND|COMMA] }", mean: removePairs},
		{pattern: "REMOVE TIMESTAMPS ( FROM | ON | IN ) tables", mean: removeTimestamps},
		{pattern: "refs in ( LEAD | CANBE ) REMOVE", mean: removeColumns},

		{pattern: "REMOVE TABLE IFEXISTS tables [CASCADE]", mean: dropTables},
		{pattern: "REMOVE droptables [CASCADE]", mean: dropTables},
		{pattern: "DROPTABLE tables", mean: dropTables},
		{pattern: "NOTNEED droptables [ANYMORE]", mean: dropTables},

		{pattern: "tables [COLON|DASH] RENAME ref ( TO | AS | INTO | ARROW ) to:columnname", mean: renameColumn},
		{pattern: "dotref ARROW to:columnname", mean: renameDotted},
		{pattern: "RENAME in ref ( TO | AS | INTO | ARROW ) to:columnname", mean: renameColumn},
		{pattern: "RENAME ref [ in ] ( TO | AS | INTO | ARROW | CALLED ) to:columnname [ in ]", mean: renameColumn},
		{pattern: "RENAME { ref ( TO | AS | INTO | ARROW ) to:columnname [AND|COMMA] } [ in ]", mean: renamePairs},
		{pattern: "RENAMECOLUMN table COMMA ref COMMA to:columnname", mean: renameColumn},
		{pattern: "RENAMECOLUMN table COMMA ref COMMA TO COLON to:columnname", mean: renameColumn},
		{pattern: "( ON | IN ) table [COMMA] RENAME ref ( TO | AS | INTO ) to:columnname", mean: renameColumn},
		{pattern: "NAMEOF ref [ in ] ( LEAD | TO | CHANGE TO ) to:columnname", mean: renameColumn},
		{pattern: "CALL ref [ in ] to:columnname [INSTEAD] [ in ]", mean: renameColumn},
		{pattern: "ref [ in ] ( LEAD | BECOMES ) CALL to:columnname [INSTEAD]", mean: renameColumn},
		{pattern: "ref [ in ] ( LEAD | BECOMES ) RENAME ( TO | AS | INTO ) to:columnname", mean: renameColumn},
		{pattern: "ref ARROW to:columnname in", mean: renameColumn},
		{pattern: "RENAME from:pluralname ( TO | ARROW | INTO ) to:pluralname", mean: renameTable, doubt: -2},
		{pattern: "RENAME TABLE from:tname ( TO | AS | INTO | ARROW | COMMA ) to:tname", mean: renameTable},
		{pattern: "RENAME from:tname TABLE ( TO | AS | INTO | ARROW ) to:tname [TABLE]", mean: renameTable},
		{pattern: "RENAMETABLE from:tname COMMA to:tname", mean: renameTable},
		{pattern: "ALTER TABLE from:tname RENAME TO to:tname", mean: renameTable},
		{pattern: "NAMEOF ( TABLE from:tname | from:tname TABLE ) ( TO | LEAD ) to:tname", mean: renameTable},
		{pattern: "CALL ( TABLE from:tname | from:tname TABLE ) to:tname [INSTEAD]", mean: renameTable},
		{pattern: "( TABLE from:tname | from:tname TABLE ) ( LEAD | BECOMES ) ( CALL | RENAME [TO] ) to:tname [INSTEAD]", mean: renameTable},
		{pattern: "RENAME INDEX from:anyname TO to:anyname [ in ]", mean: renameIndex},
		{pattern: "RENAME INDEX from:anyname in TO to:anyname", mean: renameIndex},
		{pattern: "RENAME from:anyname INDEX [ in ] TO to:anyname", mean: renameIndex},
		{pattern: "RENAMEINDEX table COMMA from:anyname COMMA to:anyname", mean: renameIndex},
		{pattern: "ALTER INDEX from:anyname RENAME TO to:anyname", mean: renameIndex},
	}
}

func speakOf(s *story, c *capture) { s.tablesOf(c) }

func addColumns(s *story, c *capture) { s.addColumns(s.tablesOf(c), items(c, "columns"), false) }

func addIfNotExists(s *story, c *capture) { s.addColumns(s.tablesOf(c), items(c, "columns"), true) }

func addColumnsTight(s *story, c *capture) {
	s.addColumns(s.tablesOf(c), items(c, "tightcolumn"), false)
}

// addColumnsWith is "add phone to users, unique": more is said of the columns
// behind the table.
func addColumnsWith(s *story, c *capture) {
	list := items(c, "columns")
	for i := range list {
		for _, value := range c.all("option") {
			if e, ok := value.(edit); ok && list[i].kind == columnItem {
				e(&list[i].spec)
			}
		}
	}
	s.addColumns(s.tablesOf(c), list, false)
}

// addColumnsMore is "add a timezone to users with default 'UTC' and a country":
// one more column, behind what is said of the first ones.
func addColumnsMore(s *story, c *capture) {
	addColumnsWith(s, c)
	first := s.columns
	s.addColumns(s.tablesOf(c), items(c, "more"), false)
	s.columns = append(first[:len(first):len(first)], s.columns...)
}

// addTights is "vehicles +color +year:int".
func addTights(s *story, c *capture) {
	var list []item
	for _, value := range c.all("tightcolumn") {
		one, _ := value.(*cell)
		list = append(list, one.items()...)
	}
	s.addColumns(s.tablesOf(c), list, false)
}

// addPairs is "add phone to users and notes to orders".
func addPairs(s *story, c *capture) {
	lists, places := c.all("columns"), c.all("tables")
	for i := range min(len(lists), len(places)) {
		list, _ := lists[i].(*cell)
		one := &capture{label: "tables", reading: reading{value: places[i]}}
		s.addColumns(s.tablesOf(one), list.items(), false)
	}
}

// addDotted is "add posts.subtitle and posts.minutes".
func addDotted(s *story, c *capture) {
	for _, value := range c.all("dottedcolumn") {
		dotted, _ := value.(dottedColumn)
		s.spoken(tableRef{name: dotted.table})
		tables := intent.Tables{Span: dotted.table.Span, Names: []intent.Name{dotted.table}}
		if s.joinLast(tables, dotted.item) {
			continue
		}
		s.addColumns(tables, []item{dotted.item}, false)
	}
}

// joinLast adds a column to the last intent, if that adds to the same table.
func (s *story) joinLast(tables intent.Tables, it item) bool {
	if len(s.intents) == 0 {
		return false
	}
	last, ok := s.intents[len(s.intents)-1].(intent.AddColumns)
	if !ok || len(last.Tables.Names) != 1 || last.Tables.Names[0].Text != tables.Names[0].Text {
		return false
	}
	t := tell([]item{it})
	last.Columns = append(last.Columns[:len(last.Columns):len(last.Columns)], t.columns...)
	s.intents[len(s.intents)-1] = last
	names := s.columns
	s.after(tables.Names[0], t)
	s.columns = append(names[:len(names):len(names)], t.names...)
	return true
}

// addReference is Rails' add_reference :posts, :user.
func addReference(s *story, c *capture) {
	list := items(c, "columns")
	for i := range list {
		name := &list[i].spec.Name
		r := list[i].spec.reference()
		if !r.Table.Given() {
			r.Table = intent.Name{Span: name.Span, Text: name.Text}
		}
		name.Text += "_id"
	}
	s.addColumns(s.tablesOf(c), list, false)
}

func addTimestampsTo(s *story, c *capture) { s.addKind(intent.TimestampColumns, c) }

func removeColumns(s *story, c *capture) {
	table, refs := s.refsOf(c)
	if value, ok := c.get("symboltype").(typeValue); ok {
		for i := range refs {
			refs[i].typ = value.TypeName
		}
	}
	if told, ok := c.get("type").(typeValue); ok {
		for i := range refs {
			refs[i].typ = told.TypeName
		}
	}
	s.remove(s.tablesOrOne(c, table), refs)
}

// removeMinus is "drivers -salary -bonus".
func removeMinus(s *story, c *capture) {
	tables := s.tablesOf(c)
	var refs []columnRef
	for _, value := range c.all("ref") {
		ref, _ := value.(columnRef)
		refs = append(refs, ref)
	}
	s.remove(tables, refs)
}

// removeOrAsk is "remove legacy_id". To remove "the users" could mean the table
// or its rows as well.
func removeOrAsk(s *story, c *capture) {
	table, refs := s.refsOf(c)
	if table.Given() || len(refs) != 1 || refs[0].pronoun || !looksPlural(refs[0].name.Text) || strings.Contains(refs[0].name.Text, "_") {
		s.remove(s.tablesOrOne(c, table), refs)
		return
	}
	s.askWhatToRemove(refs)
}

func (s *story) askWhatToRemove(refs []columnRef) {
	name := refs[0].name
	with := func(in intent.Intent) []intent.Intent {
		return append(s.intents[:len(s.intents):len(s.intents)], in)
	}
	column := intent.Column{Span: name.Span, Name: name}
	s.question = &intent.Question{
		Span: s.span, Text: "What is to be removed: the table " + name.Text + ", its rows, or a column?",
		Choices: []intent.Choice{
			{Label: "drop the table " + name.Text, Intents: with(intent.DropTable{Span: s.span, Tables: []intent.Name{name}})},
			{Label: "delete all rows of " + name.Text, Intents: with(intent.DeleteRows{Span: s.span, Table: name})},
			{Label: "remove a column called " + name.Text, Intents: with(intent.RemoveColumns{Span: s.span, Columns: []intent.Column{column}})},
		},
	}
}

// tablesOrOne returns the tables that are told, or the one that a column of the
// phrase names.
func (s *story) tablesOrOne(c *capture, table intent.Name) intent.Tables {
	if c.get("tables") != nil || c.get("in") != nil {
		return s.tablesOf(c)
	}
	if !table.Given() {
		return intent.Tables{}
	}
	return intent.Tables{Span: table.Span, Names: []intent.Name{table}}
}

func (s *story) remove(tables intent.Tables, refs []columnRef) {
	refs = slices.DeleteFunc(refs, func(ref columnRef) bool { return s.removed(ref.name) })
	for i := 0; i < len(refs); {
		in := intent.RemoveColumns{Span: s.span, Tables: tables}
		first := refs[i].table
		for ; i < len(refs) && refs[i].table.Text == first.Text; i++ {
			in.Columns = append(in.Columns, intent.Column{Span: refs[i].name.Span, Name: refs[i].name, Type: refs[i].typ})
		}
		if first.Given() && len(tables.Names) < 2 && !tables.All {
			in.Tables = intent.Tables{Span: first.Span, Names: []intent.Name{first}}
		}
		s.add(in)
	}
}

// removed reports whether the text has removed a column of this name just
// before: "we do not need it, remove it" asks for one thing.
func (s *story) removed(name intent.Name) bool {
	if len(s.intents) == 0 {
		return false
	}
	last, ok := s.intents[len(s.intents)-1].(intent.RemoveColumns)
	return ok && slices.ContainsFunc(last.Columns, func(c intent.Column) bool { return c.Name == name })
}

func removeTight(s *story, c *capture) { removeColumns(s, c) }

func removePairs(s *story, c *capture) {
	lists, places := c.all("refs"), c.all("tables")
	for i := range min(len(lists), len(places)) {
		one := &capture{label: "tables", reading: reading{value: places[i]}}
		removeColumns(s, &capture{label: "refs", reading: reading{value: lists[i]}, before: one})
	}
}

func removeTimestamps(s *story, c *capture) {
	in := intent.RemoveColumns{Span: s.span, Tables: s.tablesOf(c)}
	in.Columns = []intent.Column{{Span: s.span, Kind: intent.TimestampColumns}}
	s.add(in)
}

func dropTables(s *story, c *capture) {
	label := "droptables"
	if c.get(label) == nil {
		label = "tables"
	}
	list, _ := c.get(label).(tablesRef)
	in := intent.DropTable{Span: s.span}
	for _, ref := range list.refs {
		in.Tables = append(in.Tables, s.spoken(ref))
	}
	in.Cascade = s.said("CASCADE")
	s.add(in)
}

func renameColumn(s *story, c *capture) {
	ref, _ := c.get("ref").(columnRef)
	to, _ := c.get("to").(intent.Name)
	s.renameOne(ref, to, c)
}

func (s *story) renameOne(ref columnRef, to intent.Name, c *capture) {
	if ref.table.Given() {
		s.spoken(tableRef{name: ref.table})
	}
	table := s.tableOf(c)
	if ref.pronoun && len(s.columns) == 1 {
		ref.name = s.columns[0]
	}
	s.columns = []intent.Name{to}
	s.add(intent.RenameColumn{Span: s.span, Table: table, From: ref.name, To: to})
}

func renameDotted(s *story, c *capture) {
	ref, _ := c.get("dotref").(columnRef)
	to, _ := c.get("to").(intent.Name)
	s.renameOne(ref, to, c)
}

func renamePairs(s *story, c *capture) {
	refs, names := c.all("ref"), c.all("to")
	for i := range min(len(refs), len(names)) {
		ref, _ := refs[i].(columnRef)
		to, _ := names[i].(intent.Name)
		s.renameOne(ref, to, c)
	}
}

func renameTable(s *story, c *capture) {
	from, _ := c.get("from").(intent.Name)
	to, _ := c.get("to").(intent.Name)
	s.table = to
	s.add(intent.RenameTable{Span: s.span, From: from, To: to})
}

func renameIndex(s *story, c *capture) {
	from, _ := c.get("from").(intent.Name)
	to, _ := c.get("to").(intent.Name)
	from.Exact, to.Exact = true, true
	s.add(intent.RenameIndex{Span: s.span, Table: s.tableOf(c), From: from, To: to})
}
