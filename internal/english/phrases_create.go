package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// createPhrases is the table of the ways to ask for a new table and to say more
// about it.
func createPhrases() []clausePhrase {
	return []clausePhrase{
		{pattern: "CREATE newtable [IFNOTEXISTS]", mean: createTable},
		{pattern: "CREATE newtable [COMMA] HAVE columns", mean: createTable},
		{pattern: "( CREATE | WANT | ADD ) tname:newtable [COMMA] LINKING left:table ( AND | WITH | TO ) right:table [ [COMMA] HAVE columns ]", mean: joinTable},
		{pattern: "CREATE SELFREF newtable [COMMA] HAVE columns", mean: createSelf},
		{pattern: "CREATE newtable [COMMA] SELFREF [COMMA] HAVE columns", mean: createSelf},
		{pattern: "CREATE newtable [IFNOTEXISTS] ( COLON | OPEN | DASH | BREAK ) columns [CLOSE]", mean: createTable},
		{pattern: "CREATE newtable shortlist", mean: createShort},
		{pattern: "WANT nountable [IFNOTEXISTS]", mean: createTable},
		{pattern: "WANT nountable [COMMA] HAVE columns", mean: createTable},
		{pattern: "WANT nountable ( COLON | OPEN | DASH | BREAK ) columns [CLOSE]", mean: createTable},
		{pattern: "WANT nountable shortlist", mean: createShort},
		{pattern: "WANT FORTENANTS nountable [COMMA] [ HAVE columns ]", mean: createTenantTable},
		{pattern: "CREATE IFNOTEXISTS newtable [ COLON | OPEN ] columns [CLOSE]", mean: createTable},
		{pattern: "CREATE TABLE IFNOTEXISTS name:tname ( COLON | OPEN | HAVE ) columns [CLOSE]", mean: createTable},
		{pattern: "CREATE TABLE IFNOTEXISTS name:tname", mean: createTable},
		{pattern: "CREATE FORTENANTS newtable [COMMA] HAVE columns", mean: createTenantTable},
		{pattern: "NEWWORD nountable [COMMA] ( COLON | OPEN | HAVE | DASH | BREAK ) columns [CLOSE]", mean: createTable},
		{pattern: "NEWWORD nountable shortlist", mean: createShort},
		{pattern: "NEWWORD nountable", mean: createTable},
		{pattern: "tname TABLE ( COLON | OPEN | HAVE | BREAK ) columns [CLOSE]", mean: createNamed},
		{pattern: "TABLE [COLON] tname ( COLON | OPEN | HAVE | DASH | BREAK ) columns [CLOSE]", mean: createNamed},
		{pattern: "TABLE COLON tname", mean: createNamed},
		{pattern: "CREATE FORTENANTS newtable [COMMA] HAVE columns", mean: createTenantTable},
		{pattern: "CREATE FORTENANTS newtable [COLON|OPEN] columns [CLOSE]", mean: createTenantTable},
		{pattern: "CREATE FORTENANTS newtable", mean: createTenantTable},
		{pattern: "( CREATE newtable | WANT newtable:nountable ) FORTENANTS [COMMA] ( COLON | OPEN | HAVE | DASH | BREAK ) columns [CLOSE]", mean: createTenantTable},
		{pattern: "[CREATE] JOINTABLE tname:oneword left:oneword right:oneword COMMA columns", mean: joinTable},
		{pattern: "WANT tnames ( DOT | BREAK )", mean: mentionTables, doubt: 18},
		{pattern: "CREATE TABLES [ FOR thing ] [COLON|BREAK]", mean: creating, doubt: -6},
		{pattern: "( AND | PLUS | COMMA | COLON | BREAK ) [NEWWORD] tname TABLE HAVE columns", mean: createAnother, doubt: -4},
		{pattern: "( AND | PLUS | COMMA | COLON | BREAK ) tname tightopen columns CLOSE", mean: createAnother, doubt: -2},
		{pattern: "PHXGEN thing [ dot thing ] name:tname shortlist", mean: createShort},
		{pattern: "( AND | PLUS | COMMA | COLON | BREAK ) tname HAVE columns", mean: createAnother, doubt: -2},
		{pattern: "( AND | PLUS | COMMA | COLON | BREAK ) tname:pluralname BELONGING parents [COMMA] HAVE columns", mean: createAnother, doubt: -2},
		{pattern: "( AND | PLUS | COMMA | COLON | BREAK ) [NEWWORD] TABLE tname ( HAVE | OPEN | COLON ) columns [CLOSE]", mean: createAnother},
		{pattern: "STORE tname [COMMA] HAVE columns", mean: createNamed},
		{pattern: "STORE tname ( COLON | OPEN | DASH ) columns [CLOSE]", mean: createNamed},
		{pattern: "STORE tname", mean: createNamed},

		{pattern: "[ALSOWORD] KEEPTRACK columns", mean: moreColumns, doubt: 8},
		{pattern: "[WE] WANT tname HAVE columns", mean: createNamed, doubt: 6},
		{pattern: "[AND|ALSOWORD] table [ALSOWORD] POSSESS [THEFOLLOWING] [COLON] columns", mean: hasColumns},
		{pattern: "OF table [WE] STORE columns", mean: hasColumns},
		{pattern: "[FOR] EACHWORD tname [COMMA] [WE] STORE columns", mean: hasColumns},
		{pattern: "[WITH] [THEIR] ( COLUMNS | THEFOLLOWING ) [LEAD] [COLON] columns", mean: moreColumns},
		{pattern: "HAVE columns", mean: moreColumns, doubt: 8},
		{pattern: "WE NEED columns", mean: moreColumns, doubt: 8},
		{pattern: "[WITH] COMMENT [COLON] string ON ( TABLE | THISTABLE )", mean: tableComment, doubt: -2},
		{pattern: "BREAK columns", mean: bulletColumns},
		{pattern: "[WITH|LEAD] FORTENANTS", mean: forTenants},
		{pattern: "[WITH|AND] TENANTCOLUMN", mean: forTenants},
		{pattern: "[WITH|AND|HAVE|POSSESS] [SUPPORT] SOFTDELETE", mean: softDelete},
		{pattern: "table SUPPORT SOFTDELETE", mean: softDelete},
		{pattern: "[ENABLE|ADD|WANT|USE] SOFTDELETE [FOR|ON|OF|IN|TO] tables", mean: softDelete},
		{pattern: "[WITH|AND|HAVE] TIMESTAMPS", mean: timestamps},
		{pattern: "NOTIMESTAMPS", mean: noTimestamps},
		{pattern: "TIMESTAMPS COLON FALSE", mean: noTimestamps},
		{pattern: "NOPRIMARYKEY", mean: changeCreation(func(t *intent.CreateTable) { t.NoPrimaryKey = true })},
		{pattern: "ID COLON FALSE", mean: changeCreation(func(t *intent.CreateTable) { t.NoPrimaryKey = true })},
		{pattern: "[WITH|USING|HAVE] idtype:type ( ID | PRIMARYKEY )", mean: idType},
		{pattern: "[WITH] ( ID | PRIMARYKEY ) [LEAD|COLON|AS|OFTYPE] idtype:type", mean: idType},
		{pattern: "[WITH] [TABLE] COMMENT [COLON] string", mean: tableComment},
		{pattern: "IFNOTEXISTS", mean: changeCreation(func(t *intent.CreateTable) { t.IfNotExists = true })},

		{pattern: "CREATE JOINTABLE [CALLED tname] ( BETWEEN | FOR | OF | COLON ) left:table AND right:table [CALLED tname] [ HAVE columns ]", mean: joinTable},
		{pattern: "CREATE tname TABLE ( JOINS | BETWEEN ) left:table ( AND | WITH | TO ) right:table [COMMA] [ HAVE columns ]", mean: joinTable},
		{pattern: "CREATE TABLE tname ( JOINS | BETWEEN ) left:table ( AND | WITH | TO ) right:table [COMMA] [ HAVE columns ]", mean: joinTable},
		{pattern: "[CREATE] JOINTABLE left:oneword right:oneword", mean: joinTable},
		{pattern: "[CREATE] JOINTABLE tname:oneword left:oneword right:oneword", mean: joinTable},
		{pattern: "left:table BOTHWAYS right:table [MANYTOMANY]", mean: joinTable},
		{pattern: "CREATEJOIN left:oneword [COMMA] right:oneword COMMA TABLENAME COLON tname", mean: joinTable},
		{pattern: "CREATE tname JOINTABLE [ ( BETWEEN | FOR | OF ) left:table AND right:table ] [ HAVE columns ]", mean: joinTable},
		{pattern: "CREATE JOINTABLE tname ( BETWEEN | FOR | OF ) left:table AND right:table [ HAVE columns ]", mean: joinTable},
		{pattern: "CREATE left:tname right:tname JOINTABLE [ HAVE columns ]", mean: joinTable},
		{pattern: "CREATE left:tname AND right:tname JOINTABLE [ HAVE columns ]", mean: joinTable},
		{pattern: "CREATE left:tname SLASH right:tname JOINTABLE [ HAVE columns ]", mean: joinTable},
		{pattern: "CREATEJOIN left:oneword [COMMA] right:oneword", mean: joinTable},
		{pattern: "JOINTABLE [CALLED tname] [BETWEEN|FOR|OF|COLON] left:table AND right:table [CALLED tname] [ HAVE columns ]", mean: joinTable},
		{pattern: "left:table AND right:table [LEAD] MANYTOMANY", mean: joinTable},
		{pattern: "( CREATE | ADD | WANT ) MANYTOMANY [REFERENCE] ( BETWEEN | FOR | OF ) left:table AND right:table [CALLED tname] [ HAVE columns ]", mean: joinTable},
		{pattern: "MANYTOMANY [REFERENCE] ( BETWEEN | FOR | OF ) left:table AND right:table [CALLED tname] [ HAVE columns ]", mean: joinTable},
		{pattern: "left:table [LEAD] MANYTOMANY [WITH|TO] right:table", mean: joinTable},
		{pattern: "left:table POSSESS MANY right:tname AND back:table POSSESS MANY again:tname", mean: joinTable},
		{pattern: "left:table BELONGTOMANY right:tname", mean: joinTable},
		{pattern: "left:table BELONGTOMANY right:tname AND back:table POSSESS MANY again:tname", mean: joinTable},
		{pattern: "left:table BELONGTOMANY right:tname AND back:table BELONGTOMANY again:tname", mean: joinTable},
		{pattern: "LINK left:table ( AND | WITH | TO ) right:table MANYTOMANY", mean: joinTable},
	}
}

// creating is "create the tables for our clinic:". What they are for is not
// used.
func creating(s *story, c *capture) {
	s.creating = true
	if name, ok := c.get("thing").(intent.Name); ok {
		s.aside = append(s.aside, name.Span)
	}
}

func items(c *capture, label string) []item {
	list, _ := c.get(label).(*cell)
	return list.items()
}

func newName(c *capture) intent.Name {
	for _, label := range []string{"newtable", "nountable", "name", "tname"} {
		if name, ok := c.get(label).(intent.Name); ok {
			return name
		}
	}
	return intent.Name{}
}

func createTable(s *story, c *capture) { s.create(newName(c), items(c, "columns"), false) }

// createShort is "create tags name slug": the columns follow without a word
// between.
func createShort(s *story, c *capture) { s.create(newName(c), items(c, "shortlist"), false) }

func createNamed(s *story, c *capture) { s.create(newName(c), items(c, "columns"), false) }

func createTenantTable(s *story, c *capture) { s.create(newName(c), items(c, "columns"), true) }

// create makes the table, or says more of it if it is made already: "We keep
// track of customers. … The customers table has …".
func (s *story) create(table intent.Name, list []item, tenant bool) {
	s.table = table
	s.dropForerunner(table)
	if i := s.creation(table); i >= 0 {
		s.addColumns(intent.Tables{Span: table.Span, Names: []intent.Name{table}}, list, false)
		return
	}
	t := tell(list)
	tenant = tenant || s.tenant
	s.tenant = false
	s.add(intent.CreateTable{Span: s.span, Table: table, Columns: t.columns, Tenant: tenant, IfNotExists: s.said("IFNOTEXISTS")})
	s.noteReference()
	s.after(table, t)
}

// dropForerunner forgets an empty table that the text created just before, under
// a longer name: "a place to store magazine issues: create an issues table …".
func (s *story) dropForerunner(table intent.Name) {
	n := len(s.intents)
	if n == 0 {
		return
	}
	before, ok := s.intents[n-1].(intent.CreateTable)
	if ok && len(before.Columns) == 0 && strings.HasSuffix(before.Table.Text, "_"+table.Text) {
		s.intents = s.intents[:n-1]
		s.aside = append(s.aside, before.Span)
	}
}

// createAnother is "…, and tasks with a title": one more table, if the text
// creates tables and this is none of them.
func createAnother(s *story, c *capture) {
	name := newName(c)
	if s.creation(name) < 0 && !s.creates() {
		s.question = whetherNew(s, name, items(c, "columns"))
		return
	}
	s.create(name, items(c, "columns"), false)
	if _, ok := c.get("parents").([]parent); ok {
		belongs(s, &capture{label: "tname", reading: reading{value: name}, before: c})
	}
}

// createSelf is a table of which columns refer to the table itself: those that
// are keys by their names.
func createSelf(s *story, c *capture) {
	name := newName(c)
	s.create(name, items(c, "columns"), false)
	found := false
	if create, ok := s.intents[len(s.intents)-1].(intent.CreateTable); ok {
		for i := range create.Columns {
			if column := &create.Columns[i]; strings.HasSuffix(column.Name.Text, "_id") && column.Reference == nil {
				column.Reference = &intent.Reference{Span: column.Span, Table: name}
				found = true
			}
		}
	}
	if !found {
		s.refusal = "which column of " + name.Text + " refers to " + name.Text + " itself? Name it: with parent_id, or with manager_id"
	}
}

func (s *story) creates() bool {
	for _, in := range s.intents {
		if _, ok := in.(intent.CreateTable); ok {
			return true
		}
	}
	return s.creating
}

// hasColumns is "each user has a name": of a table that is made here, or else
// the columns are added, or the table is: that is asked.
func hasColumns(s *story, c *capture) {
	table := s.tableOf(c)
	list := items(c, "columns")
	if s.creation(table) >= 0 || onlyMany(list) {
		s.addColumns(intent.Tables{Span: table.Span, Names: []intent.Name{table}}, list, false)
		return
	}
	if s.plans(table) {
		s.create(table, list, false)
		return
	}
	if s.needs() {
		s.addColumns(intent.Tables{Span: table.Span, Names: []intent.Name{table}}, list, false)
		return
	}
	if s.creates() || s.wants(table) {
		s.create(table, list, false)
		return
	}
	s.question = whetherNew(s, table, list)
}

// mentionTables is "We need tags.": what they have is told in the sentences that
// follow. If it is not, the names are words that nothing was made of.
func mentionTables(s *story, c *capture) {
	s.wanted, _ = c.get("tnames").([]intent.Name)
}

func (s *story) wants(table intent.Name) bool {
	for _, name := range s.wanted {
		if looksPlural(name.Text) && sameTable(name, table) {
			return true
		}
	}
	return false
}

// plans reports whether the text makes the table further on.
func (s *story) plans(table intent.Name) bool {
	for _, name := range s.planned {
		if sameTable(name, table) {
			return true
		}
	}
	return false
}

// needs reports whether the phrase says that something is needed, which a table
// that is there is: "users should have a nickname".
func (s *story) needs() bool { return s.said("NEED") }

func onlyMany(list []item) bool {
	for _, it := range list {
		if it.kind != manyItem {
			return false
		}
	}
	return true
}

// whetherNew asks whether a table with these columns is to be made, or has
// them added.
func whetherNew(s *story, table intent.Name, list []item) *intent.Question {
	as := func(create bool) []intent.Intent {
		other := &story{p: s.p, intents: append([]intent.Intent(nil), s.intents...), span: s.span, table: table}
		if create {
			other.create(table, list, false)
		} else {
			other.addColumns(intent.Tables{Span: table.Span, Names: []intent.Name{table}}, list, false)
		}
		return other.intents
	}
	name := inflect.Table(table.Text)
	return &intent.Question{
		Span: s.span, Text: "Is " + name + " a new table, or is it there already?",
		Choices: []intent.Choice{
			{Label: "create the table " + name, Intents: as(true), Unknown: table},
			{Label: "add the columns to the table " + name + ", which exists", Intents: as(false), Known: table},
		},
	}
}

func moreColumns(s *story, c *capture) {
	if !s.creates() && !s.joins() {
		s.unused = append(s.unused, s.span)
		return
	}
	tables := intent.Tables{}
	if s.table.Given() {
		tables = intent.Tables{Span: s.table.Span, Names: []intent.Name{s.table}}
	}
	s.addColumns(tables, items(c, "columns"), false)
}

func (s *story) joins() bool {
	for _, in := range s.intents {
		if _, ok := in.(intent.JoinTable); ok {
			return true
		}
	}
	return false
}

// bulletColumns is a list of columns below a line that asks for a table.
func bulletColumns(s *story, c *capture) { moreColumns(s, c) }

// changeCreation changes the table that was created last.
func changeCreation(change func(*intent.CreateTable)) clause {
	return func(s *story, _ *capture) {
		for i := len(s.intents) - 1; i >= 0; i-- {
			if create, ok := s.intents[i].(intent.CreateTable); ok {
				change(&create)
				s.intents[i] = create
				return
			}
		}
	}
}

func forTenants(s *story, c *capture) {
	if len(s.intents) == 0 {
		s.tenant = true
		return
	}
	changeCreation(func(t *intent.CreateTable) { t.Tenant = true })(s, c)
	for i, in := range s.intents {
		if join, ok := in.(intent.JoinTable); ok {
			join.Tenant = true
			s.intents[i] = join
		}
	}
}

func softDelete(s *story, c *capture) {
	if ref, ok := c.get("table").(tableRef); ok {
		s.spoken(ref)
	}
	if i := s.creation(s.table); i >= 0 {
		changeCreation(func(t *intent.CreateTable) { t.SoftDelete = true })(s, c)
		return
	}
	s.addKind(intent.SoftDeleteColumn, c)
}

func timestamps(s *story, c *capture) {
	if s.creation(s.table) >= 0 {
		return
	}
	s.addKind(intent.TimestampColumns, c)
}

// addKind adds timestamps or soft delete to the tables spoken of.
func (s *story) addKind(kind intent.ColumnKind, c *capture) {
	column := intent.Column{Span: s.span, Kind: kind}
	s.add(intent.AddColumns{Span: s.span, Tables: s.tablesOf(c), Columns: []intent.Column{column}})
}

func noTimestamps(s *story, c *capture) {
	changeCreation(func(t *intent.CreateTable) { t.NoTimestamps = true })(s, c)
	for i, in := range s.intents {
		if join, ok := in.(intent.JoinTable); ok {
			join.NoTimestamps = true
			s.intents[i] = join
		}
	}
}

func idType(s *story, c *capture) {
	value, _ := c.get("idtype").(typeValue)
	changeCreation(func(t *intent.CreateTable) { t.ID = value.TypeName })(s, c)
}

func tableComment(s *story, c *capture) {
	text, _ := c.get("string").(string)
	changeCreation(func(t *intent.CreateTable) { t.Comment = text })(s, c)
}

func joinTable(s *story, c *capture) {
	join := intent.JoinTable{Span: s.span, Left: side(c, "left"), Right: side(c, "right")}
	if name, ok := c.get("tname").(intent.Name); ok {
		name.Exact = true
		join.Table = name
	}
	t := tell(items(c, "columns"))
	join.Columns = t.columns
	s.add(join)
	s.noteReference()
	s.table = join.Table
	if !s.table.Given() {
		s.table = intent.Name{Span: s.span, Text: inflect.Table(join.Left.Text) + "_" + inflect.Table(join.Right.Text)}
	}
	s.after(s.table, t)
}

func side(c *capture, label string) intent.Name {
	switch value := c.get(label).(type) {
	case intent.Name:
		return value
	case tableRef:
		return value.name
	}
	return intent.Name{}
}
