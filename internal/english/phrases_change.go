package english

import "github.com/whimbrel-go/whimbrel/internal/intent"

// changePhrases is the table of the ways to change columns: their type,
// whether they may be null, their default.
func changePhrases() []clausePhrase {
	return []clausePhrase{
		{pattern: "CHANGE [TYPEOF] refs [ in ] FROM [TYPEWORD] from:type ( TO | INTO | ARROW ) [TYPEWORD] type { option:after } [ in ]", mean: changeType},
		{pattern: "CHANGE [TYPEOF] refs [ in ] FROM [TYPEWORD] from:type ( TO | INTO | ARROW ) [TYPEWORD] type [ in ]", mean: changeType},
		{pattern: "CHANGE [TYPEOF] refs [ in ] ( TO | INTO | ARROW | BE | AS | OFTYPE ) [TYPEWORD] type { option:after } [ in ]", mean: changeType},
		{pattern: "CHANGE [TYPEOF] refs [ in ] ( TO | INTO | ARROW | BE | AS | OFTYPE ) [TYPEWORD] type [ in ]", mean: changeType},
		{pattern: "CHANGE refs [ in ] [APOSTROPHE] TYPEWORD [FROM from:type] ( TO | INTO ) type { option:after } [ in ]", mean: changeType},
		{pattern: "CHANGE refs [ in ] [APOSTROPHE] TYPEWORD [FROM from:type] ( TO | INTO ) type [ in ]", mean: changeType},
		{pattern: "( CHANGE | MAKE ) refs [ in ] hardtype { option:after } [ in ]", mean: changeType},
		{pattern: "( CHANGE | MAKE ) refs [ in ] hardtype [ in ]", mean: changeType},
		{pattern: "( CHANGE | MAKE ) refs [ in ] hardtype INSTEADOF from:type", mean: changeType},
		{pattern: "refs [ in ] ( LEAD | BECOMES ) type [INSTEADOF from:type]", mean: changeType, doubt: 3},
		{pattern: "refs [ in ] ( LEAD | BECOMES ) type { option:after } [INSTEADOF from:type]", mean: changeType, doubt: 3},
		{pattern: "refs ( LEAD | BECOMES ) type in", mean: changeType},
		{pattern: "refs [ in ] ( LEAD | BECOMES ) CHANGE [FROM from:type] ( TO | INTO ) type", mean: changeType, doubt: 3},
		{pattern: "CHANGECOLUMN table COMMA refs COMMA type { option:after }", mean: changeType},
		{pattern: "CHANGECOLUMN table COMMA refs COMMA type", mean: changeType},
		{pattern: "STOREWORD refs [ in ] AS type [ in ]", mean: changeType},
		{pattern: "refs [ in ] ARROW type { option:after }", mean: changeType, doubt: 3},
		{pattern: "refs [ in ] ARROW type", mean: changeType, doubt: 3},
		{pattern: "refs COLON from:type ARROW type [ in ]", mean: changeType},
		{pattern: "ALTER TABLE tname ALTER [COLUMN] ref [SET] TYPEWORD type { option:after }", mean: changeType, doubt: -8},
		{pattern: "ALTER TABLE tname ALTER [COLUMN] ref [SET] TYPEWORD type", mean: changeType, doubt: -8},
		{pattern: "ALTER [COLUMN] ref [ in ] TYPEWORD type { option:after }", mean: changeType},
		{pattern: "ALTER [COLUMN] ref [ in ] TYPEWORD type", mean: changeType},
		{pattern: "ALTER [COLUMN] ref [ in ] SET TYPEWORD type", mean: changeType},
		{pattern: "CHANGE COLUMN refs type { option:after }", mean: changeType},
		{pattern: "CHANGE COLUMN refs type", mean: changeType},

		{pattern: "refs [ in ] [LEAD] TOOSHORT", mean: func(s *story, c *capture) { s.refsOf(c) }},
		{pattern: "MAKE refs [ in ] whole CHARACTERS [LONG]", mean: changeSize},
		{pattern: "refs [ in ] [LEAD] ( ALLOW | HAVE | STORE ) [UPTO] whole CHARACTERS [LONG]", mean: changeSize},
		{pattern: "ALTER table CHANGE [COLUMN] refs [ [SET] TYPEWORD ] type", mean: changeType},
		{pattern: "dotref [COLON] from:type ARROW type", mean: changeDotted},
		{pattern: "dotref [COLON|ARROW] type [INSTEADOF from:type]", mean: changeDotted},
		{pattern: "dotref [COLON|ARROW] type { option:after }", mean: changeDotted},
		{pattern: "tables COLON refs type INSTEADOF from:type", mean: changeType},
		{pattern: "tables COLON refs from:type ARROW type", mean: changeType},
		{pattern: "[MAKE] LONGER refs [ in ] [ COLON | TO | OF | UPTO ] whole [CHARACTERS]", mean: changeSize},
		{pattern: "MAKE refs [ in ] LONGER [ COMMA | COLON | TO | UPTO | LEAD ] whole [CHARACTERS]", mean: changeSize},
		{pattern: "MAKE refs LONGER in [ COMMA | COLON | TO | UPTO ] whole [CHARACTERS]", mean: changeSize},
		{pattern: "ALLOW refs [ in ] [TO] [BE] [HAVE] [UPTO] whole CHARACTERS [LONG]", mean: changeSize},
		{pattern: "ALLOW UPTO whole CHARACTERS ( IN | FOR ) refs [ in ]", mean: changeSize},
		{pattern: "ALLOW LONGER refs [ in ] [COLON|COMMA] [UPTO] whole [CHARACTERS]", mean: changeSize},
		{pattern: "CHANGE [TYPEOF] [SIZE] [OF] refs [ in ] [SIZE] TO [SIZE] [UPTO] whole CHARACTERS [LONG] [ in ]", mean: changeSize},
		{pattern: "CHANGE SIZE OF refs [ in ] TO whole [CHARACTERS]", mean: changeSize},
		{pattern: "refs [ in ] [LEAD] LONGER [COLON|COMMA] [UPTO] whole [CHARACTERS] [LONG]", mean: changeSize, doubt: 3},
		{pattern: "refs [ in ] [LEAD] UPTO whole CHARACTERS [LONG]", mean: changeSize, doubt: 3},
		{pattern: "CHANGE PRECISION [AND SCALE] OF refs [ in ] TO precision:whole [ ( AND | COMMA ) scale:whole ]", mean: changePrecision},

		{pattern: "( MAKE | CHANGE ) refs [ in ] [TO] [BE] { [COMMA] [AND] option:after }", mean: changeBy},
		{pattern: "MAKE refs [ in ] [LEAD] REQUIRED [ in ]", mean: changeNull(intent.Required)},
		{pattern: "MAKE refs [ in ] [LEAD] OPTIONAL [ in ]", mean: changeNull(intent.Optional)},
		{pattern: "MAKE REQUIRED refs [ in ]", mean: changeNull(intent.Required)},
		{pattern: "MAKE OPTIONAL refs [ in ]", mean: changeNull(intent.Optional)},
		{pattern: "refs [ in ] [LEAD] REQUIRED [ in ]", mean: changeNull(intent.Required), doubt: 3},
		{pattern: "refs [ in ] [LEAD] OPTIONAL [ in ]", mean: changeNull(intent.Optional), doubt: 3},
		{pattern: "table REQUIRE refs", mean: changeNull(intent.Required)},
		{pattern: "REQUIRE refs [ in ]", mean: changeNull(intent.Required)},
		{pattern: "table ALWAYSHAVE refs", mean: changeNull(intent.Required)},
		{pattern: "refs [ in ] NOLONGER REQUIRED", mean: changeNull(intent.Optional), doubt: 3},
		{pattern: "MAKE refs [ in ] NOLONGER REQUIRED", mean: changeNull(intent.Optional)},
		{pattern: "NOTREQUIRE refs [ in ] [ANYMORE]", mean: changeNull(intent.Optional)},
		{pattern: "ALLOW refs [ in ] TO OPTIONAL", mean: changeNull(intent.Optional)},
		{pattern: "ALLOW ( NULLWORD | EMPTYWORD ) [VALUES] [FOR|IN|ON] refs [ in ]", mean: changeNull(intent.Optional)},
		{pattern: "[DO] NOTALLOW ( NULLWORD | EMPTYWORD ) [VALUES] [FOR|IN|ON] refs [ in ]", mean: changeNull(intent.Required)},
		{pattern: "ADD NOTNULL [CONSTRAINT] [ ON | TO | FOR ] refs [ in ]", mean: changeNull(intent.Required)},
		{pattern: "( REMOVE | DROP ) NOTNULL [CONSTRAINT] [ FROM | ON | OF | FOR ] refs [ in ]", mean: changeNull(intent.Optional)},
		{pattern: "( SET | ADD ) REQUIRED [ ON | TO | FOR ] refs [ in ]", mean: changeNull(intent.Required)},
		{pattern: "SET refs [ in ] [TO] REQUIRED [ in ]", mean: changeNull(intent.Required)},
		{pattern: "SET refs [ in ] [TO] OPTIONAL [ in ]", mean: changeNull(intent.Optional)},
		{pattern: "ALTER [COLUMN] refs SET NOTNULL [ in ]", mean: changeNull(intent.Required)},
		{pattern: "ALTER [COLUMN] refs REMOVE NOTNULL [ in ]", mean: changeNull(intent.Optional)},
		{pattern: "CHANGENULL table COMMA refs COMMA FALSE", mean: changeNull(intent.Required)},
		{pattern: "CHANGENULL table COMMA refs COMMA TRUE", mean: changeNull(intent.Optional)},

		{pattern: "SET DEFAULT [VALUE] [OF|FOR|ON] refs [ in ] ( TO | AS | BE | LEAD | EQUALS | COLON ) value [ in ]", mean: changeDefault},
		{pattern: "SET refs [ in ] DEFAULT [VALUE] [TO|AS|EQUALS] value [ in ]", mean: changeDefault},
		{pattern: "SET refs APOSTROPHE DEFAULT [VALUE] [TO|AS] value [ in ]", mean: changeDefault},
		{pattern: "( ADD | SET ) DEFAULT [VALUE] [OF] value ( TO | FOR | ON | OF ) refs [ in ]", mean: changeDefault},
		{pattern: "( GIVE | ADD ) refs [ in ] DEFAULT [VALUE] [OF|TO] value [ in ]", mean: changeDefault},
		{pattern: "( MAKE | CHANGE ) refs [ in ] [TO] DEFAULT [VALUE] [TO] value [ in ]", mean: changeDefault},
		{pattern: "( MAKE | CHANGE ) DEFAULT [VALUE] [OF|FOR] refs [ in ] [FROM old:value] [TO|BE] value [ in ]", mean: changeDefault},
		{pattern: "DEFAULT refs [ in ] ( TO | LEAD ) value [ in ]", mean: changeDefault},
		{pattern: "refs [ in ] [LEAD] DEFAULT [VALUE] [TO|LEAD|OF|EQUALS|COLON] value [ in ]", mean: changeDefault, doubt: 3},
		{pattern: "refs [ in ] [LEAD] value BYDEFAULT [ in ]", mean: changeDefault, doubt: 3},
		{pattern: "BYDEFAULT [COMMA] refs [ in ] [LEAD] value", mean: changeDefault},
		{pattern: "( MAKE | USE ) value DEFAULT [VALUE] ( OF | FOR ) refs [ in ]", mean: changeDefault},
		{pattern: "( MAKE | USE ) value AS DEFAULT [VALUE] ( OF | FOR ) refs [ in ]", mean: changeDefault},
		{pattern: "DEFAULT [VALUE] [OF|FOR] refs [ in ] [LEAD|COLON|EQUALS|BECOMES] value", mean: changeDefault},
		{pattern: "tname DEFAULT refs LEAD value", mean: changeDefault},
		{pattern: "ALTER [COLUMN] refs SET DEFAULT value [ in ]", mean: changeDefault},
		{pattern: "CHANGEDEFAULT table COMMA refs COMMA value", mean: changeDefault},
		{pattern: "CHANGEDEFAULT table COMMA refs COMMA FROM COLON old:value COMMA TO COLON value", mean: changeDefault},
		{pattern: "( REMOVE | DROP ) DEFAULT [VALUE] [OF|FOR|FROM|ON] refs [ in ]", mean: dropDefault},
		{pattern: "( REMOVE | DROP ) refs [ in ] [APOSTROPHE] DEFAULT [VALUE] [ in ]", mean: dropDefault},
		{pattern: "( REMOVE | DROP ) tname APOSTROPHE columnname DEFAULT", mean: dropDefaultNamed},
		{pattern: "ALTER [COLUMN] refs REMOVE DEFAULT [ in ]", mean: dropDefault},
		{pattern: "refs [ in ] ( NODEFAULT | NOTNEED DEFAULT | NOTHAVE DEFAULT ) [VALUE] [ANYMORE]", mean: dropDefault, doubt: 3},
		{pattern: "NODEFAULT ( FOR | ON ) refs [ in ]", mean: dropDefault},
		{pattern: "table NOTHAVE DEFAULT refs [ANYMORE]", mean: dropDefault},
		{pattern: "( ADD | SET ) COMMENT ( ON | TO | FOR ) refs [ in ] [COLON] string", mean: changeComment},
		{pattern: "COMMENT ON COLUMN refs IS string", mean: changeComment},
		{pattern: "COMMENT refs [ in ] [WITH|AS] string", mean: changeComment},
	}
}

// each calls do for each column of a phrase, with a change of it begun.
func (s *story) each(c *capture, do func(*intent.ChangeColumn)) {
	table, refs := s.refsOf(c)
	for _, ref := range refs {
		in := intent.ChangeColumn{Span: s.span, Table: ref.table, Column: ref.name}
		if !in.Table.Given() {
			in.Table = table
		}
		do(&in)
		s.change(in)
	}
}

func changeDotted(s *story, c *capture) {
	ref := c.get("dotref")
	changeType(s, &capture{label: "ref", reading: reading{value: ref}, before: c})
}

func changeType(s *story, c *capture) {
	value, ok := c.get("type").(typeValue)
	if !ok {
		value, _ = c.get("hardtype").(typeValue)
	}
	from, _ := c.get("from").(typeValue)
	var said spec
	said.Type = value.TypeName
	for _, option := range c.all("option") {
		if e, ok := option.(edit); ok {
			e(&said)
		}
	}
	s.each(c, func(in *intent.ChangeColumn) {
		in.To, in.From = said.Type, from.TypeName
		in.Null, in.Default, in.DropDefault = said.Null, said.Default, said.NoDefault
	})
	if said.Unique {
		table, refs := s.refsOf(c)
		s.unique(table, refs, nil)
	}
}

// changeBy is "make email on users a required citext": everything that can be
// said of a new column can be said of one that is there.
func changeBy(s *story, c *capture) {
	var said spec
	for _, option := range c.all("option") {
		if e, ok := option.(edit); ok {
			e(&said)
		}
	}
	table, refs := s.refsOf(c)
	for _, ref := range refs {
		s.apply(ref, table, said)
	}
}

// apply makes intents of what is said of a column that is there.
func (s *story) apply(ref columnRef, table intent.Name, said spec) {
	if ref.table.Given() {
		table = ref.table
	}
	in := intent.ChangeColumn{Span: s.span, Table: table, Column: ref.name, To: said.Type, Null: said.Null, Default: said.Default, DropDefault: said.NoDefault, Comment: said.Comment}
	if in.To.Given() || in.Null != intent.NullUntold || in.Default != nil || in.DropDefault || in.Comment != "" {
		s.change(in)
	}
	if said.Reference != nil {
		s.refer(table, ref.name, said.Reference.Table, said.Reference.Column, &capture{})
		s.onDelete(said.onDelete)
	}
	said.Name = ref.name
	if said.scope.given {
		index := scopedIndex(ref.name, said)
		index.Span, index.Table = s.span, table
		s.add(index)
	} else if said.Unique || said.Indexed {
		s.add(intent.CreateIndex{Span: s.span, Table: table, Unique: said.Unique, Columns: []intent.IndexColumn{{Name: ref.name}}, Concurrently: s.concurrently})
	}
	for _, check := range said.checks {
		check.Table = table
		s.add(check)
	}
}

func changeSize(s *story, c *capture) {
	n, _ := c.get("whole").(int)
	s.each(c, func(in *intent.ChangeColumn) { in.To.Size = n })
}

func changePrecision(s *story, c *capture) {
	said := spec{}
	withPrecision(c)(&said)
	s.each(c, func(in *intent.ChangeColumn) { in.To = said.Type })
}

func changeNull(n intent.Nullability) clause {
	return func(s *story, c *capture) {
		s.each(c, func(in *intent.ChangeColumn) { in.Null = n })
	}
}

func changeDefault(s *story, c *capture) {
	value, ok := c.get("value").(intent.Value)
	if !ok {
		return
	}
	s.each(c, func(in *intent.ChangeColumn) {
		in.Default = &value
		if old, ok := c.get("old").(intent.Value); ok {
			in.Was = &old
		}
	})
}

func dropDefault(s *story, c *capture) {
	s.each(c, func(in *intent.ChangeColumn) { in.DropDefault = true })
}

func dropDefaultNamed(s *story, c *capture) {
	table, _ := c.get("tname").(intent.Name)
	name, _ := c.get("columnname").(intent.Name)
	s.spoken(tableRef{name: table})
	s.columns = []intent.Name{name}
	s.change(intent.ChangeColumn{Span: s.span, Table: table, Column: name, DropDefault: true})
}

func changeComment(s *story, c *capture) {
	text, _ := c.get("string").(string)
	s.each(c, func(in *intent.ChangeColumn) { in.Comment = text })
}
