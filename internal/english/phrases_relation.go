package english

import (
	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// relationPhrases is the table of the ways to say that tables belong together.
func relationPhrases() []clausePhrase {
	return []clausePhrase{
		{pattern: "[AND|COMMA] [OPTIONALLY] [LEAD|WITH] [OPTIONALLY] BELONGS [TO] parents [ assocs ]", mean: belongs},
		{pattern: "[AND|COMMA] ( pluralname | THISTABLE | IT | EACHWORD tname ) [OPTIONALLY] [LEAD] [OPTIONALLY] BELONGS [TO] parents [ assocs ]", mean: belongs},
		{pattern: "[AND|COMMA] table [OPTIONALLY] [LEAD] [OPTIONALLY] BELONGS [TO] parents [ assocs ]", mean: belongs, doubt: 4},
		{pattern: "ADD BELONGS [TO] parents ( TO | ON | IN ) table [ assocs ]", mean: belongs},
		{pattern: "[COMMA] ( table | EACHWORD ) POSSESS ONE [OPTIONAL] parent:tname [ AS columnname ] [ assocs ]", mean: oneParent},
		{pattern: "( table | EACHWORD ) MAYHAVE [EXACTLY] parent:tname [ assocs ]", mean: mayHave},
		{pattern: "[AND|COMMA] table [OPTIONALLY] POSSESS MANY children:tnames [ assocs ]", mean: hasMany},
		{pattern: "table POSSESS HASONE child:tname [ assocs ]", mean: hasOne},
		{pattern: "[table] HASMANY children:tnames [ assocs ]", mean: hasMany},
		{pattern: "[table] HASONEWORD child:tname [ assocs ]", mean: hasOne},
		{pattern: "[ADD] FOREIGNKEY [CONSTRAINT] [ ON | FROM | FOR | TO ] ref [ in ] ( TO | REFERENCES | ARROW ) [TABLE] parent:table [ OPEN key:columnname CLOSE | DOT key:columnname ] [ in ] [ assocs ]", mean: foreignKey},
		{pattern: "[ADD] FOREIGNKEY [CONSTRAINT] ( FROM | ON | IN ) child:table TO parent:table [ assocs ]", mean: foreignKeyTable},
		{pattern: "[ADD] FOREIGNKEY [CONSTRAINT] TO parent:table ( ON | IN | FROM | FOR ) child:table [ assocs ]", mean: foreignKeyTable},
		{pattern: "[ADD] FOREIGNKEY [CONSTRAINT] ( ON | IN ) child:table ( FOR | ON | OPEN ) key:columnname [CLOSE] ( TO | REFERENCES ) parent:table [ assocs ]", mean: foreignKeyColumn},
		{pattern: "[ADD] [CONSTRAINT] [anyname] FOREIGNKEY OPEN key:columnname CLOSE REFERENCES parent:table [ OPEN ref:columnname CLOSE ] [ assocs ]", mean: foreignKeyColumn},
		{pattern: "ADDFOREIGNKEY child:table COMMA parent:table [ COMMA COLUMN COLON key:columnname ] [ assocs ]", mean: railsForeignKey},
		{pattern: "ref [ in ] [LEAD] ( REFERENCES [TO] | FOREIGNKEY TO ) [TABLE] parent:table [ OPEN key:columnname CLOSE | DOT key:columnname ] [ assocs ]", mean: foreignKey, doubt: 3},
		{pattern: "ref:keyref [ in ] ARROW [TABLE] parent:table [ OPEN key:columnname CLOSE | DOT key:columnname ] [ assocs ]", mean: foreignKey},
		{pattern: "MAKE ref [ in ] [AS] ( REFERENCES [TO] | FOREIGNKEY TO | REFERENCE TO ) parent:table [ in ] [ assocs ]", mean: foreignKey},
		{pattern: "ADD FOREIGNKEY [COLUMN] columnname ( ON | IN | TO ) child:table REFERENCES [TO] parent:table [ assocs ]", mean: addReferenceTo, doubt: -6},
		{pattern: "ADD [columnname] REFERENCE TO parent:table ( ON | IN | FROM | FOR ) child:table [ assocs ]", mean: addReferenceTo},
		{pattern: "LINK child:tables TO parent:tname [ assocs ]", mean: linkTo},
		{pattern: "child:tables LEAD LINK TO parent:tname [ assocs ]", mean: linkTo},
		{pattern: "WHEN parent:thing GO [COMMA] [THEN] DELETE child:thing [ALSOWORD]", mean: effectBetween(intent.DeleteAll)},
		{pattern: "WHEN parent:thing GO [COMMA] [THEN] child:thing GOTOO", mean: effectBetween(intent.DeleteAll)},
		{pattern: "child:thing [LEAD] GO [ALSOWORD] ( WHEN parent:thing GO | TOGETHER parent:thing )", mean: effectBetween(intent.DeleteAll)},
		{pattern: "DELETE child:thing ( WHEN parent:thing GO | TOGETHER parent:thing )", mean: effectBetween(intent.DeleteAll)},
		{pattern: "WHEN parent:thing GO [COMMA] [THEN] child:thing [LEAD] ( STAY | SETNULL )", mean: effectBetween(intent.NilifyAll)},
		{pattern: "STAY child:thing WHEN parent:thing GO", mean: effectBetween(intent.NilifyAll)},
		{pattern: "child:thing STAY WHEN parent:thing GO", mean: effectBetween(intent.NilifyAll)},
		{pattern: "parent:thing CANNOTGO WHILE child:thing USE thing", mean: effectBetween(intent.Restrict)},
		{pattern: "parent:thing CANNOTGO WHILE [thing] HAVE [ANY] child:thing", mean: effectBetween(intent.Restrict)},
		{pattern: "CANNOTDELETE parent:thing WHILE child:thing USE thing", mean: effectBetween(intent.Restrict)},
		{pattern: "CANNOTDELETE parent:thing ( WHILE | HAVE ) [thing] [HAVE] [ANY] child:thing", mean: effectBetween(intent.Restrict)},
		{pattern: "PREVENT parent:thing FROM GO WHILE child:thing USE thing", mean: effectBetween(intent.Restrict)},
		{pattern: "PREVENT parent:thing [FROM] GO WHILE [thing] HAVE [ANY] child:thing", mean: effectBetween(intent.Restrict)},
		{pattern: "PREVENT parent:thing GO WHILE child:thing USE thing", mean: effectBetween(intent.Restrict)},
		{pattern: "effect", mean: effectOn},
		{pattern: "[AND] action", mean: actionOn},
		{pattern: "OPTIONALCLAUSE", mean: optionalAssociation},
		{pattern: "REMOVE FOREIGNKEY [CONSTRAINT] [ ON | FROM | OF | FOR ] refs [ in ]", mean: dropForeignKey},
		{pattern: "REMOVE FOREIGNKEY [CONSTRAINT] ( FROM | ON | BETWEEN ) child:table ( TO | AND ) parent:table", mean: dropForeignKeyTables},
		{pattern: "REMOVE FOREIGNKEY [CONSTRAINT] TO parent:table ( FROM | ON ) child:table", mean: dropForeignKeyTables},
		{pattern: "REMOVEFOREIGNKEY child:table COMMA [COLUMN COLON] key:columnname", mean: dropRailsKey},
		{pattern: "REMOVEFOREIGNKEY child:table COMMA COLUMN COLON key:columnname", mean: dropRailsKey},
		{pattern: "REMOVE [columnname] REFERENCE TO parent:table FROM child:table", mean: dropReference},
		{pattern: "REMOVEREF table COMMA refs", mean: removeReference},
	}
}

// association is what is said of a foreign key, beside its tables.
type association func(*intent.Associate)

// associationOptions is the table of what can be said of a foreign key.
func associationOptions() []phrase[meaning] {
	set := func(change func(*intent.Associate)) meaning { return constant(association(change)) }
	return []phrase[meaning]{
		{pattern: "[COMMA] [AND] ( AS | THROUGH | VIA ) [ITS] columnname", mean: func(c *capture) any {
			name, _ := c.get("columnname").(intent.Name)
			return association(func(a *intent.Associate) { a.Column = name })
		}},
		{pattern: "OPEN OPTIONAL CLOSE", mean: set(func(a *intent.Associate) { a.Null = intent.Optional })},
		{pattern: "OPEN REQUIRED CLOSE", mean: set(func(a *intent.Associate) { a.Null = intent.Required })},
		{pattern: "[COMMA] [AND] [LEAD] OPTIONAL [COLON TRUE]", mean: set(func(a *intent.Associate) { a.Null = intent.Optional })},
		{pattern: "[COMMA] OPTIONALCLAUSE", mean: set(func(a *intent.Associate) { a.Null = intent.Optional })},
		{pattern: "[COMMA] [AND] [LEAD] REQUIRED", mean: set(func(a *intent.Associate) { a.Null = intent.Required })},
		{pattern: "[COMMA] [AND] [WITH] [AND] [COMMA] [OPEN] action [CLOSE]", mean: func(c *capture) any {
			action, _ := c.get("action").(intent.Action)
			return association(func(a *intent.Associate) { a.OnDelete = action })
		}},
		{pattern: "[COMMA] [AND] updateaction", mean: func(c *capture) any {
			action, _ := c.get("updateaction").(intent.Action)
			return association(func(a *intent.Associate) { a.OnUpdate = action })
		}},
		{pattern: "[COMMA] [AND] [WITH] CASCADE", mean: set(func(a *intent.Associate) { a.OnDelete = intent.DeleteAll })},
		{pattern: "[COMMA] [AND] effect", mean: func(c *capture) any {
			action, _ := c.get("effect").(intent.Action)
			return association(func(a *intent.Associate) { a.OnDelete = action })
		}},
		{pattern: "[COMMA] NOTVALID", mean: set(func(a *intent.Associate) { a.NotValid = true })},
		{pattern: "[COMMA] VALIDATE COLON FALSE", mean: set(func(a *intent.Associate) { a.NotValid = true })},
		{pattern: "[COMMA] [LEAD|AND] UNIQUE", mean: set(func(a *intent.Associate) { a.Unique = true })},
		{pattern: "[COMMA] WHICHISA reftable:table", mean: func(c *capture) any {
			ref, _ := c.get("reftable").(tableRef)
			return association(func(a *intent.Associate) { a.Column, a.Parent = a.Parent, ref.name })
		}},
		{pattern: "[COMMA] FOREIGNKEY COLON TRUE", mean: set(func(*intent.Associate) {})},
	}
}

// A parent is a table that something belongs to, with what is said of it.
type parent struct {
	name    intent.Name
	options []association
}

// readParents reads "a user and an optional team".
func readParents(p *parser, at int) []reading {
	return p.listOf("parent", at, func(list any, r reading) (any, bool) {
		one, ok := r.value.(parent)
		before, _ := list.([]parent)
		return append(before[:len(before):len(before)], one), ok
	})
}

func parentForms() []phrase[meaning] {
	named := func(c *capture) any {
		ref, _ := c.get("table").(tableRef)
		one := parent{name: ref.name}
		if c.get("optional") != nil {
			one.options = append(one.options, func(a *intent.Associate) { a.Null = intent.Optional })
		}
		for _, value := range c.all("assoc") {
			if change, ok := value.(association); ok {
				one.options = append(one.options, change)
			}
		}
		return one
	}
	optional := func(c *capture) any {
		one, _ := named(c).(parent)
		one.options = append(one.options, func(a *intent.Associate) { a.Null = intent.Optional })
		return one
	}
	return []phrase[meaning]{
		{pattern: "[TO] [EXACTLY] table", mean: named},
		{pattern: "[TO] OPTIONAL table", mean: optional},
		{pattern: "[TO] [EXACTLY] table { assoc }", mean: named},
		{pattern: "[TO] OPTIONAL table { assoc }", mean: optional},
		{pattern: "OPTIONALLY [TO] table", mean: optional},
	}
}

// readAssocs reads what is said of a foreign key, all of it.
func readAssocs(p *parser, at int) []reading {
	var readings []reading
	var options []association
	var fixes []fix
	worth, place := 0, at
	for range mostSuffixes {
		var found reading
		for _, r := range p.slot("assoc", place) {
			if r.worth > found.worth {
				found = r
			}
		}
		change, ok := found.value.(association)
		if !ok {
			break
		}
		options = append(options[:len(options):len(options)], change)
		worth, place, fixes = worth+found.worth, found.end, joined(fixes, found.fixes)
		readings = append(readings, reading{place, worth, options, fixes})
	}
	return readings
}

func (s *story) associate(a intent.Associate, c *capture) {
	if options, ok := c.get("assocs").([]association); ok {
		for _, change := range options {
			change(&a)
		}
	}
	s.add(a)
	s.noteReference()
}

func belongs(s *story, c *capture) {
	child := s.tableOf(c)
	if c.get("table") == nil && c.get("tname") == nil {
		s.dropSubject()
	}
	if name, ok := c.get("pluralname").(intent.Name); ok {
		child = s.spoken(tableRef{name: name})
	}
	parents, _ := c.get("parents").([]parent)
	optional := s.saidBefore("OPTIONALLY", "BELONGS")
	for _, one := range parents {
		a := intent.Associate{Span: s.span, Child: child, Parent: one.name}
		if optional {
			a.Null = intent.Optional
		}
		for _, change := range one.options {
			change(&a)
		}
		s.associate(a, c)
	}
}

// saidBefore reports whether a class occurs in the phrase before another.
func (s *story) saidBefore(class, other string) bool {
	for at, token := range s.p.tokens {
		if token.From < s.span.From || token.To > s.span.To {
			continue
		}
		if s.p.is(other, at) > 0 {
			return false
		}
		if s.p.is(class, at) > 0 {
			return true
		}
	}
	return false
}

// dropSubject takes the last column out of the table just made if it is called
// as the table is: "…, status, order belongs to customer" says what belongs.
func (s *story) dropSubject() {
	if len(s.intents) == 0 {
		return
	}
	create, ok := s.intents[len(s.intents)-1].(intent.CreateTable)
	if n := len(create.Columns); ok && n > 1 && sameTable(create.Columns[n-1].Name, create.Table) && !create.Columns[n-1].Type.Given() {
		create.Columns = create.Columns[:n-1]
		s.intents[len(s.intents)-1] = create
	}
}

// said reports whether a class occurs in the part of the text that the phrase
// covers.
func (s *story) said(class string) bool {
	for at, token := range s.p.tokens {
		if token.From >= s.span.From && token.To <= s.span.To && s.p.is(class, at) > 0 {
			return true
		}
	}
	return false
}

// oneParent is "every post has one user": the parent is the one.
func oneParent(s *story, c *capture) {
	name, _ := c.get("parent").(intent.Name)
	child := s.tableOf(c)
	a := intent.Associate{Span: s.span, Child: child, Parent: name}
	if s.creation(child) < 0 && (s.creation(name) >= 0 || !ownsByName(name.Text)) {
		// Each user has one profile: a profile cannot be without its user.
		a = intent.Associate{Span: s.span, Child: name, Parent: child, Unique: true}
	}
	if column, ok := c.get("columnname").(intent.Name); ok {
		a.Column = column
	}
	if s.said("OPTIONAL") {
		a.Null = intent.Optional
	}
	s.associate(a, c)
}

// ownsByName reports whether a thing owns what has it: "every post has one
// author" puts the key into the posts.
func ownsByName(name string) bool {
	switch inflect.Singular(name) {
	case "user", "author", "owner", "customer", "creator", "manager", "parent", "company", "country", "category", "city", "type", "editor", "supplier", "seller", "buyer", "team":
		return true
	}
	return false
}

// mayHave is "a category can have a parent category".
func mayHave(s *story, c *capture) {
	name, _ := c.get("parent").(intent.Name)
	child := s.tableOf(c)
	a := intent.Associate{Span: s.span, Child: child, Parent: name, Null: intent.Optional}
	rest, self := cutParent(name, child)
	if self {
		a.Parent, a.Column = child, rest
	}
	if self || s.said("BELONGS") || s.plans(name) || sameTable(name, child) || c.get("assocs") != nil {
		s.associate(a, c)
		return
	}
	s.askAssociate(a, name)
}

// askAssociate asks whether what a row may have is a row of another table, or a
// column; the schema knows.
func (s *story) askAssociate(a intent.Associate, name intent.Name) {
	with := func(in intent.Intent) []intent.Intent { return append(s.intents[:len(s.intents):len(s.intents)], in) }
	tables := intent.Tables{Span: a.Child.Span, Names: []intent.Name{a.Child}}
	column := intent.Column{Span: name.Span, Name: name, Null: intent.Optional}
	s.question = &intent.Question{
		Span: s.span, Text: "Is " + name.Text + " a table of its own, or a column?",
		Choices: []intent.Choice{
			{Label: "a reference to the table " + inflect.Table(name.Text), Intents: with(a), Known: name},
			{Label: "a column " + name.Text, Intents: with(intent.AddColumns{Span: s.span, Tables: tables, Columns: []intent.Column{column}}), Unknown: name},
		},
	}
}

func hasMany(s *story, c *capture) {
	names, _ := c.get("children").([]intent.Name)
	table := s.tableOf(c)
	for _, child := range names {
		s.associate(intent.Associate{Span: s.span, Child: child, Parent: table}, c)
	}
}

func hasOne(s *story, c *capture) {
	child, _ := c.get("child").(intent.Name)
	s.associate(intent.Associate{Span: s.span, Child: child, Parent: s.tableOf(c), Unique: true}, c)
}

func foreignKey(s *story, c *capture) {
	table, refs := s.refsOf(c)
	ref, _ := c.get("parent").(tableRef)
	key, _ := c.get("key").(intent.Name)
	for _, one := range refs {
		if one.table.Given() {
			table = one.table
		}
		s.refer(table, one.name, ref.name, key, c)
	}
}

// refer makes an existing column refer to a table, or one that this text makes.
func (s *story) refer(table, name, parent, key intent.Name, c *capture) {
	a := intent.Associate{Span: s.span, Child: table, Parent: parent, Column: name, References: key, Existing: true}
	column, put := s.columnAdded(table, name)
	if put == nil {
		s.associate(a, c)
		return
	}
	if options, ok := c.get("assocs").([]association); ok {
		for _, change := range options {
			change(&a)
		}
	}
	column.Reference = &intent.Reference{Span: s.span, Table: parent, Column: key, OnDelete: a.OnDelete, OnUpdate: a.OnUpdate}
	if a.Null != intent.NullUntold {
		column.Null = a.Null
	}
	put(column)
	s.noteReference()
}

func foreignKeyTable(s *story, c *capture) {
	child, _ := c.get("child").(tableRef)
	ref, _ := c.get("parent").(tableRef)
	s.associate(intent.Associate{Span: s.span, Child: s.spoken(child), Parent: ref.name}, c)
}

func foreignKeyColumn(s *story, c *capture) {
	child, _ := c.get("child").(tableRef)
	ref, _ := c.get("parent").(tableRef)
	key, _ := c.get("key").(intent.Name)
	column, _ := c.get("ref").(intent.Name)
	s.refer(s.spoken(child), key, ref.name, column, c)
}

func railsForeignKey(s *story, c *capture) {
	child, _ := c.get("child").(tableRef)
	ref, _ := c.get("parent").(tableRef)
	key, _ := c.get("key").(intent.Name)
	if !key.Given() {
		key = keyOf(intent.Name{Span: ref.name.Span, Text: ref.name.Text})
	}
	s.associate(intent.Associate{Span: s.span, Child: s.spoken(child), Parent: ref.name, Column: key, Existing: true}, c)
}

// addReferenceTo is "add author reference to users on posts".
func addReferenceTo(s *story, c *capture) {
	child, _ := c.get("child").(tableRef)
	ref, _ := c.get("parent").(tableRef)
	column, _ := c.get("columnname").(intent.Name)
	s.associate(intent.Associate{Span: s.span, Child: s.spoken(child), Parent: ref.name, Column: column}, c)
}

func linkTo(s *story, c *capture) {
	list, _ := c.get("child").(tablesRef)
	name, _ := c.get("parent").(intent.Name)
	for _, ref := range list.refs {
		s.associate(intent.Associate{Span: s.span, Child: s.spoken(ref), Parent: name}, c)
	}
}

// effectBetween says what happens on delete with both tables named: to the
// foreign key spoken of last, or to the one that is there between them.
func effectBetween(action intent.Action) clause {
	return func(s *story, c *capture) {
		parent, _ := c.get("parent").(intent.Name)
		child, _ := c.get("child").(intent.Name)
		if s.association >= 0 || len(s.intents) > 0 || !parent.Given() || !child.Given() {
			s.onDelete(action)
			return
		}
		s.add(intent.Associate{Span: s.span, Child: child, Parent: parent, OnDelete: action, Existing: true, Again: true})
		s.noteReference()
	}
}

// effectOn says what happens on delete to the foreign key spoken of last.
func effectOn(s *story, c *capture) {
	action, _ := c.get("effect").(intent.Action)
	s.onDelete(action)
}

func actionOn(s *story, c *capture) {
	action, _ := c.get("action").(intent.Action)
	s.onDelete(action)
}

func (s *story) onDelete(action intent.Action) {
	if s.association < 0 || s.association >= len(s.intents) {
		return
	}
	switch in := s.intents[s.association].(type) {
	case intent.Associate:
		in.OnDelete = action
		s.intents[s.association] = in
	case intent.JoinTable:
		in.OnDelete = action
		s.intents[s.association] = in
	case intent.CreateTable:
		lastReference(in.Columns, action)
	case intent.AddColumns:
		lastReference(in.Columns, action)
	}
}

// lastReference tells the last column that is a foreign key, or may be one.
func lastReference(columns []intent.Column, action intent.Action) {
	for i := len(columns) - 1; i >= 0; i-- {
		if r := columns[i].Reference; r != nil {
			changed := *r
			changed.OnDelete = action
			columns[i].Reference = &changed
			return
		}
	}
	if n := len(columns); n > 0 {
		columns[n-1].Reference = &intent.Reference{Span: columns[n-1].Span, OnDelete: action}
	}
}

func optionalAssociation(s *story, _ *capture) {
	if s.association < 0 || s.association >= len(s.intents) {
		return
	}
	if in, ok := s.intents[s.association].(intent.Associate); ok {
		in.Null = intent.Optional
		s.intents[s.association] = in
	}
}

func dropForeignKey(s *story, c *capture) {
	table, refs := s.refsOf(c)
	in := intent.DropConstraint{Span: s.span, Table: table, Kind: intent.ForeignKey}
	for _, ref := range refs {
		in.Columns = append(in.Columns, ref.name)
	}
	s.add(in)
}

func dropForeignKeyTables(s *story, c *capture) {
	child, _ := c.get("child").(tableRef)
	ref, _ := c.get("parent").(tableRef)
	in := intent.DropConstraint{Span: s.span, Table: s.spoken(child), Kind: intent.ForeignKey}
	in.Columns = []intent.Name{keyOf(intent.Name{Span: ref.name.Span, Text: ref.name.Text})}
	s.add(in)
}

func dropRailsKey(s *story, c *capture) {
	child, _ := c.get("child").(tableRef)
	key, _ := c.get("key").(intent.Name)
	s.add(intent.DropConstraint{Span: s.span, Table: s.spoken(child), Kind: intent.ForeignKey, Columns: []intent.Name{keyOf(key)}})
}

func dropReference(s *story, c *capture) {
	child, _ := c.get("child").(tableRef)
	ref, _ := c.get("parent").(tableRef)
	name, ok := c.get("columnname").(intent.Name)
	if !ok {
		name = ref.name
	}
	table := s.spoken(child)
	s.remove(intent.Tables{Span: table.Span, Names: []intent.Name{table}}, []columnRef{{name: keyOf(intent.Name{Span: name.Span, Text: name.Text}), table: table}})
}

// removeReference is Rails' remove_reference :posts, :user.
func removeReference(s *story, c *capture) {
	table, refs := s.refsOf(c)
	for i := range refs {
		refs[i].name = keyOf(intent.Name{Span: refs[i].name.Span, Text: refs[i].name.Text})
	}
	s.remove(intent.Tables{Span: table.Span, Names: []intent.Name{table}}, refs)
}
