package english

import "github.com/whimbrel-go/whimbrel/internal/intent"

// indexPhrases is the table of the ways to ask for indexes and for unique
// columns, and to drop them.
func indexPhrases() []clausePhrase {
	return []clausePhrase{
		{pattern: "[ADD|MAKE|WANT] [NEWWORD] [CONCURRENTLY] [using] INDEX ( ON | TO | FOR | OF | IN | COLON | BY ) indexcolumns { indexoption }", mean: index},
		{pattern: "[ADD|MAKE|WANT] [NEWWORD] [CONCURRENTLY] [using] INDEX ( ON | TO | FOR | OF | IN | COLON | BY ) indexcolumns", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX [ ON | TO | FOR | OF | IN | BY ] indexcolumns in:into { indexoption }", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX [ ON | TO | FOR | OF | IN | BY ] indexcolumns in:into", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX indexcolumns { indexoption }", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX indexcolumns", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX { indexoption } ( ON | TO | FOR | OF | IN ) indexcolumns [ in:into ] { indexoption }", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX { indexoption } ( ON | TO | FOR | OF | IN ) indexcolumns [ in:into ]", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX in:into ( ON | FOR | OF | BY | OVER ) indexcolumns { indexoption }", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX in:into ( ON | FOR | OF | BY | OVER ) indexcolumns", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX in:into [COLON] indexcolumns { indexoption }", mean: index},
		{pattern: "[ADD|MAKE|WANT] [CONCURRENTLY] [using] INDEX in:into [COLON] indexcolumns", mean: index},
		{pattern: "ADD indexcolumns [CONCURRENTLY] [using] INDEX in:into { indexoption }", mean: index},
		{pattern: "ADD indexcolumns [CONCURRENTLY] [using] INDEX [ in:into ]", mean: index},
		{pattern: "ADD indexcolumns UNIQUE ( INDEX | CONSTRAINT ) [ in:into ]", mean: uniqueIndex},
		{pattern: "INDEX table ( BY | ON | OVER ) indexcolumns { indexoption }", mean: index},
		{pattern: "INDEX table ( BY | ON | OVER ) indexcolumns", mean: index},
		{pattern: "ADD [CONCURRENTLY] [using] INDEX CALLED anyname ( ON | TO | FOR ) indexcolumns [ in:into ] { indexoption }", mean: indexNamed},
		{pattern: "ADD [CONCURRENTLY] [using] INDEX CALLED anyname ( ON | TO | FOR ) indexcolumns [ in:into ]", mean: indexNamed},
		{pattern: "CREATE INDEX [CONCURRENTLY] [IFNOTEXISTS] anyname ON indexcolumns { indexoption }", mean: indexNamed},
		{pattern: "CREATE INDEX [CONCURRENTLY] [IFNOTEXISTS] anyname ON indexcolumns", mean: indexNamed},
		{pattern: "CREATE INDEX [CONCURRENTLY] [IFNOTEXISTS] [anyname] ON table USING using bracket:indexcolumns { indexoption }", mean: indexNamed},
		{pattern: "CREATE INDEX [CONCURRENTLY] [IFNOTEXISTS] [anyname] ON table USING using bracket:indexcolumns", mean: indexNamed},
		{pattern: "CREATE UNIQUE INDEX [CONCURRENTLY] [IFNOTEXISTS] [anyname] ON indexcolumns { indexoption }", mean: uniqueNamed},
		{pattern: "CREATE UNIQUE INDEX [CONCURRENTLY] [IFNOTEXISTS] [anyname] ON indexcolumns", mean: uniqueNamed},
		{pattern: "ADDINDEX table COMMA indexcolumns { indexoption }", mean: index},
		{pattern: "ADDINDEX table COMMA indexcolumns", mean: index},
		{pattern: "( INDEXED | CONCURRENTLY INDEX ) indexcolumns [ in ]", mean: index},
		{pattern: "indexcolumns [ in ] [LEAD|NEED] ( INDEXED | INDEX ) [ in ] { indexoption }", mean: index, doubt: 3},
		{pattern: "indexcolumns [ in ] [LEAD|NEED] ( INDEXED | INDEX ) [ in ]", mean: index, doubt: 3},
		{pattern: "indexcolumns [ in ] ( LEAD | NEED ) [CONCURRENTLY] [using] INDEX { indexoption }", mean: index, doubt: 3},
		{pattern: "indexcolumns [ in ] ( LEAD | NEED ) [CONCURRENTLY] [using] INDEX", mean: index, doubt: 3},
		{pattern: "ANOTHER [INDEX] ON indexcolumns [ in ]", mean: index},
		{pattern: "table [COLON] UNIQUE indexcolumns", mean: uniqueIndex},
		{pattern: "REMOVE UNIQUE [ON|FROM|FOR] indexcolumns [ in ]", mean: dropIndex(true), doubt: 3},
		{pattern: "REMOVE INDEX [CALLED] indexname ON indexcolumns", mean: dropIndexNamed},
		{pattern: "table [COLON] ( INDEX | INDEXED ) indexcolumns { indexoption }", mean: index},
		{pattern: "table [COLON] ( INDEX | INDEXED ) indexcolumns", mean: index},
		{pattern: "LOOKUP [table] BY indexcolumns [ in ]", mean: index},
		{pattern: "LOOKUP [table] BY indexcolumns [ in ] WITH INDEX", mean: index},
		{pattern: "using INDEX ON indexcolumns [ in ]", mean: index},

		{pattern: "( INDEXED | INDEX | ADD INDEX ON ) indexcolumns [ in:into ] SEPARATELY", mean: indexEach},
		{pattern: "ADD [CONSTRAINT [CALLED] anyname] UNIQUE bracket:bracketcolumns", mean: uniqueNamed},
		{pattern: "[ADD|MAKE|WANT] GLOBALLY UNIQUE [INDEX|CONSTRAINT] [ON|FOR] indexcolumns [ in:into ]", mean: uniqueIndex},
		{pattern: "MAKE indexcolumns [ in ] GLOBALLY UNIQUE [ in ]", mean: uniqueIndex},
		{pattern: "indexcolumns [ in ] [LEAD] GLOBALLY UNIQUE [ in ]", mean: uniqueIndex, doubt: 3},
		{pattern: "ENSURE [THAT]", mean: func(*story, *capture) {}},
		{pattern: "[ADD|MAKE|WANT] UNIQUE ( INDEX | CONSTRAINT | KEY ) ( ON | TO | FOR | OF | IN | COLON | OVER ) indexcolumns [ in:into ] { indexoption }", mean: uniqueIndex},
		{pattern: "[ADD|MAKE|WANT] UNIQUE ( INDEX | CONSTRAINT | KEY ) ( ON | TO | FOR | OF | IN | COLON | OVER ) indexcolumns [ in:into ]", mean: uniqueIndex},
		{pattern: "[ADD|MAKE|WANT] UNIQUE ( INDEX | CONSTRAINT | KEY ) indexcolumns [ in:into ] { indexoption }", mean: uniqueIndex},
		{pattern: "[ADD|MAKE|WANT] UNIQUE ( INDEX | CONSTRAINT | KEY ) indexcolumns [ in:into ]", mean: uniqueIndex},
		{pattern: "[ADD|MAKE|WANT] UNIQUE ( INDEX | CONSTRAINT | KEY ) in:into ( ON | FOR | OF | OVER | COLON ) indexcolumns { indexoption }", mean: uniqueIndex},
		{pattern: "[ADD|MAKE|WANT] UNIQUE ( INDEX | CONSTRAINT | KEY ) in:into ( ON | FOR | OF | OVER | COLON ) indexcolumns", mean: uniqueIndex},
		{pattern: "[ADD|MAKE|WANT] UNIQUE ( INDEX | CONSTRAINT | KEY ) { indexoption } ( ON | TO | FOR | OF | IN | OVER ) indexcolumns [ in:into ] { indexoption }", mean: uniqueIndex},
		{pattern: "[ADD|MAKE|WANT] UNIQUE ( INDEX | CONSTRAINT | KEY ) { indexoption } ( ON | TO | FOR | OF | IN | OVER ) indexcolumns [ in:into ]", mean: uniqueIndex},
		{pattern: "ADD UNIQUE ( INDEX | CONSTRAINT | KEY ) CALLED anyname ( ON | FOR ) indexcolumns [ in:into ]", mean: uniqueNamed},
		{pattern: "MAKE indexcolumns [ in ] UNIQUE [TOGETHER] [ in ] { indexoption }", mean: uniqueIndex},
		{pattern: "MAKE indexcolumns [ in ] UNIQUE [TOGETHER] [ in ]", mean: uniqueIndex},
		{pattern: "MAKE UNIQUE indexcolumns [ in ]", mean: uniqueIndex},
		{pattern: "MAKE indexcolumns [ in ] UNIQUE scope [ in ]", mean: uniqueScoped},
		{pattern: "SET indexcolumns [ in ] [TO|AS] UNIQUE [ in ]", mean: uniqueIndex},
		{pattern: "indexcolumns [ in ] [LEAD] UNIQUE [TOGETHER] [ in ] { indexoption }", mean: uniqueSaid, doubt: 3},
		{pattern: "indexcolumns [ in ] [LEAD] UNIQUE [ in ]", mean: uniqueSaid, doubt: 3},
		{pattern: "indexcolumns [ in ] [LEAD] UNIQUE TOGETHER [ in ]", mean: uniqueIndex, doubt: 3},
		{pattern: "indexcolumns [ in ] TOGETHER [LEAD] UNIQUE [ in ]", mean: uniqueIndex, doubt: 3},
		{pattern: "COMBINATION [OF] indexcolumns [ in ] [LEAD] UNIQUE [ in ]", mean: uniqueIndex},
		{pattern: "[ADD|MAKE|WANT] UNIQUE ( INDEX | CONSTRAINT | KEY ) ( ON | FOR | OF ) COMBINATION [OF] indexcolumns [ in:into ]", mean: uniqueIndex},
		{pattern: "PERTENANT [COMMA] NOTWO table SHARE [SAME] indexcolumns", mean: uniqueIndexPerTenant},
		{pattern: "MAKE COMBINATION [OF] indexcolumns [ in ] UNIQUE [ in ]", mean: uniqueIndex},
		{pattern: "indexcolumns [ in ] [LEAD] UNIQUE scope", mean: uniqueScoped, doubt: 3},
		{pattern: "UNIQUE indexcolumns [ in ] { indexoption }", mean: uniqueIndex},
		{pattern: "UNIQUE indexcolumns [ in ]", mean: uniqueIndex},
		{pattern: "NOTWO table SHARE [SAME] indexcolumns", mean: uniqueIndex},
		{pattern: "EACHWORD ref [LEAD] ONCE in", mean: uniqueRef},
		{pattern: "NODUPLICATES [OF|IN|FOR|ON] indexcolumns [ in ]", mean: uniqueIndex},
		{pattern: "NODUPLICATE indexcolumns [ in ] [ALLOWED]", mean: uniqueIndex},
		{pattern: "indexcolumns [ in ] NOTREPEAT", mean: uniqueIndex, doubt: 3},

		{pattern: "[ADD|MAKE|WANT] INDEX [ON|TO|FOR] ALLFOREIGNKEYS [ in:into ]", mean: indexKeys},
		{pattern: "ALLFOREIGNKEYS [ in ] NEED INDEX", mean: indexKeys},

		{pattern: "REMOVE UNIQUE ( INDEX | CONSTRAINT | KEY ) [ON|FOR|FROM|OF] indexcolumns [ in ] { indexoption }", mean: dropIndex(true)},
		{pattern: "REMOVE UNIQUE ( INDEX | CONSTRAINT | KEY ) [ON|FOR|FROM|OF] indexcolumns [ in ]", mean: dropIndex(true)},
		{pattern: "REMOVE indexcolumns UNIQUE ( INDEX | CONSTRAINT ) [ in ]", mean: dropIndex(true)},
		{pattern: "REMOVE UNIQUE ( INDEX | CONSTRAINT | KEY ) in ( ON | FOR | OF ) indexcolumns", mean: dropIndex(true)},
		{pattern: "REMOVE INDEX [IFEXISTS] [ON|FOR|FROM|OF] indexcolumns [ in ] { indexoption }", mean: dropIndex(false)},
		{pattern: "REMOVE INDEX [IFEXISTS] [ON|FOR|FROM|OF] indexcolumns [ in ]", mean: dropIndex(false)},
		{pattern: "REMOVE INDEX in ( ON | FOR | OF ) indexcolumns", mean: dropIndex(false)},
		{pattern: "REMOVE indexcolumns INDEX [ in ] { indexoption }", mean: dropIndex(false)},
		{pattern: "REMOVE indexcolumns INDEX [ in ]", mean: dropIndex(false)},
		{pattern: "REMOVE INDEX [CONCURRENTLY] [IFEXISTS] [CALLED] indexname [ in ] { indexoption }", mean: dropIndexNamed},
		{pattern: "REMOVE INDEX [CONCURRENTLY] [IFEXISTS] [CALLED] indexname [ in ]", mean: dropIndexNamed},
		{pattern: "REMOVE INDEX [CONCURRENTLY] [IFEXISTS] [CALLED] indexname ( ON | FOR ) indexcolumns", mean: dropIndexNamed},
		{pattern: "REMOVE indexname INDEX [ in ]", mean: dropIndexNamed},
		{pattern: "REMOVEINDEX table COMMA [COLUMN COLON] indexcolumns", mean: dropIndex(false)},
		{pattern: "REMOVEINDEX table COMMA NAMEWORD COLON indexname", mean: dropIndexNamed},
		{pattern: "indexcolumns [ in ] ( NOLONGER UNIQUE | NOTUNIQUE ) [ in ] [ANYMORE]", mean: dropIndex(true), doubt: 3},
		{pattern: "MAKE indexcolumns [ in ] ( NOLONGER UNIQUE | NOTUNIQUE ) [ in ] [ANYMORE]", mean: dropIndex(true)},
		{pattern: "NOTNEED INDEX ( ON | FOR | OF ) indexcolumns [ in ] [ANYMORE]", mean: dropIndex(false)},

		{pattern: "[COMMA] [WITH] CONCURRENTLY", mean: concurrently},
		{pattern: "CONCURRENTLY [COMMA]", mean: concurrently},
	}
}

// indexOf makes the index that a phrase asks for.
func (s *story) indexOf(c *capture) intent.CreateIndex {
	list, ok := c.get("indexcolumns").(indexList)
	if !ok {
		list, _ = c.get("bracket").(indexList)
	}
	if list.table.Given() {
		s.spoken(tableRef{name: list.table})
	}
	in := intent.CreateIndex{Span: s.span, Table: s.tableOf(c), Concurrently: s.concurrently, Globally: s.said("GLOBALLY")}
	in.Concurrently = in.Concurrently || s.said("CONCURRENTLY")
	s.columnsIn(&in, list.columns)
	if using, ok := c.get("using").(string); ok {
		in.Using = using
	}
	for _, option := range c.all("indexoption") {
		if change, ok := option.(indexOption); ok {
			change(&in)
		}
	}
	return in
}

// columnsIn sets the columns of an index: what was spoken of last for "it".
func (s *story) columnsIn(in *intent.CreateIndex, columns []intent.IndexColumn) {
	var names []intent.Name
	for _, column := range columns {
		if column.Name.Given() || column.Expr != "" {
			in.Columns = append(in.Columns, column)
			names = append(names, column.Name)
			continue
		}
		for _, name := range s.columns {
			in.Columns = append(in.Columns, intent.IndexColumn{Name: name, Direction: column.Direction})
			names = append(names, name)
		}
	}
	s.columns = names
}

func index(s *story, c *capture) { s.add(s.indexOf(c)) }

// indexEach is "index a and b separately".
func indexEach(s *story, c *capture) {
	in := s.indexOf(c)
	for _, column := range in.Columns {
		one := in
		one.Columns = []intent.IndexColumn{column}
		s.add(one)
	}
}

func indexNamed(s *story, c *capture) {
	in := s.indexOf(c)
	if name, ok := c.get("anyname").(intent.Name); ok {
		name.Exact = true
		in.Name = name
	}
	s.add(in)
}

func uniqueIndex(s *story, c *capture) {
	in := s.indexOf(c)
	in.Unique = true
	s.add(in)
}

// uniqueIndexPerTenant is "within a tenant, no two projects share a code".
func uniqueIndexPerTenant(s *story, c *capture) {
	in := s.indexOf(c)
	in.Unique, in.PerTenant = true, true
	s.add(in)
}

func uniqueNamed(s *story, c *capture) {
	in := s.indexOf(c)
	in.Unique = true
	if name, ok := c.get("anyname").(intent.Name); ok {
		name.Exact = true
		in.Name = name
	}
	s.add(in)
}

func uniqueRef(s *story, c *capture) {
	table, refs := s.refsOf(c)
	s.unique(table, refs, nil)
}

// uniqueSaid is "email and name must be unique": of several columns it does not
// say whether together or each, which is asked.
func uniqueSaid(s *story, c *capture) {
	in := s.indexOf(c)
	in.Unique = true
	if len(in.Columns) < 2 {
		s.add(in)
		return
	}
	before := append([]intent.Intent(nil), s.intents...)
	var alone []intent.Intent
	for _, column := range in.Columns {
		one := in
		one.Columns = []intent.IndexColumn{column}
		alone = append(alone, one)
	}
	s.add(in)
	if s.question == nil {
		s.question = &intent.Question{
			Span: s.span, Text: "Are they unique together, or each by itself?",
			Choices: []intent.Choice{
				{Label: "each is unique by itself: one unique index each", Intents: append(before[:len(before):len(before)], alone...)},
				{Label: "unique together: one unique index on all of them", Intents: append(before[:len(before):len(before)], in)},
			},
		}
	}
}

func uniqueScoped(s *story, c *capture) {
	in := s.indexOf(c)
	in.Unique = true
	sc, _ := c.get("scope").(scope)
	in.PerTenant, in.Globally = sc.tenant, sc.globally
	var columns []intent.IndexColumn
	for _, other := range sc.columns {
		columns = append(columns, intent.IndexColumn{Name: keyOf(other)})
	}
	in.Columns = append(columns, in.Columns...)
	s.add(in)
}

func indexKeys(s *story, c *capture) {
	in := intent.CreateIndex{Span: s.span, ForeignKeys: true, Concurrently: s.concurrently}
	if c.get("in") != nil {
		in.Table = s.tableOf(c)
	}
	s.add(in)
}

func dropIndex(unique bool) clause {
	return func(s *story, c *capture) {
		in := s.indexOf(c)
		out := intent.DropIndex{Span: s.span, Table: in.Table, Unique: unique, Concurrently: in.Concurrently, Name: in.Name}
		for _, column := range in.Columns {
			out.Columns = append(out.Columns, column.Name)
		}
		s.add(out)
	}
}

func dropIndexNamed(s *story, c *capture) {
	in := s.indexOf(c)
	name, _ := c.get("indexname").(intent.Name)
	name.Exact = true
	out := intent.DropIndex{Span: s.span, Table: in.Table, Name: name, Concurrently: in.Concurrently}
	for _, column := range in.Columns {
		out.Columns = append(out.Columns, column.Name)
	}
	s.add(out)
}

// concurrently makes the indexes of the text concurrent: those before, or if
// there are none, those that follow.
func concurrently(s *story, _ *capture) {
	s.concurrently = true
	for i, in := range s.intents {
		switch in := in.(type) {
		case intent.CreateIndex:
			in.Concurrently = true
			s.intents[i] = in
		case intent.DropIndex:
			in.Concurrently = true
			s.intents[i] = in
		}
	}
}
