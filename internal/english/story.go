package english

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// A story is told the phrases of a text in order. It knows what was spoken of
// last, and makes the intents.
type story struct {
	p       *parser
	intents []intent.Intent
	// table and columns are those spoken of last.
	table   intent.Name
	columns []intent.Name
	// association is the place of the last intent that made a foreign key.
	association int
	question    *intent.Question
	refusal     string
	// concurrently is set by "without locking" for what follows.
	concurrently bool
	// tenant is set by "tenant-scoped" before the table.
	tenant bool
	// planned are the tables that the text makes, wherever it says so.
	planned []intent.Name
	// creating is set by "create the tables for …:", whose names follow.
	creating bool
	// aside are parts of the text that say what it is about, and are not used.
	aside []intent.Span
	// wanted are the tables of "We need projects and tasks."
	wanted []intent.Name
	// unused are parts of the text that came where they mean nothing.
	unused []intent.Span
	// span is the part of the text of the phrase that is told.
	span intent.Span
}

// clause is what a phrase on the level of the text means.
type clause func(s *story, c *capture)

type clausePhrase = phrase[clause]

func (s *story) add(in intent.Intent) {
	if index, ok := in.(intent.CreateIndex); ok && s.repeated(index) {
		return
	}
	s.intents = append(s.intents, in)
}

// repeated reports whether the text has asked for the index already: "no two
// users share a phone, so make it unique".
func (s *story) repeated(in intent.CreateIndex) bool {
	for _, before := range s.intents {
		other, ok := before.(intent.CreateIndex)
		if !ok || other.Unique != in.Unique || other.Table.Text != in.Table.Text || len(other.Columns) != len(in.Columns) || in.Where != nil || other.Where != nil || in.ForeignKeys {
			continue
		}
		same := true
		for i := range in.Columns {
			same = same && in.Columns[i].Text == other.Columns[i].Text && in.Columns[i].Expr == other.Columns[i].Expr
		}
		if same {
			return true
		}
	}
	return false
}

// spoken returns the table that is meant, and remembers it.
func (s *story) spoken(ref tableRef) intent.Name {
	if ref.pronoun || !ref.name.Given() {
		return s.table
	}
	s.table = s.known(ref.name)
	return s.table
}

// known returns the table of this text that a name is short for: after "create
// blog posts" a post is one of them.
func (s *story) known(name intent.Name) intent.Name {
	if name.Exact || s.creation(name) >= 0 {
		return name
	}
	found := name
	for _, in := range s.intents {
		if create, ok := in.(intent.CreateTable); ok && strings.HasSuffix(inflect.Table(create.Table.Text), "_"+inflect.Table(name.Text)) {
			found = create.Table
		}
	}
	return found
}

// tableOf returns the one table of a phrase: what a slot of it says, or the one
// spoken of last.
func (s *story) tableOf(c *capture) intent.Name {
	if ref, ok := c.get("table").(tableRef); ok {
		return s.spoken(ref)
	}
	if name, ok := c.get("tname").(intent.Name); ok {
		return s.spoken(tableRef{name: name})
	}
	if list, ok := c.get("in").(tablesRef); ok && len(list.refs) > 0 {
		return s.spoken(list.refs[0])
	}
	if list, ok := c.get("tables").(tablesRef); ok && len(list.refs) > 0 {
		return s.spoken(list.refs[0])
	}
	return s.table
}

// tablesOf returns all tables of a phrase.
func (s *story) tablesOf(c *capture) intent.Tables {
	list, ok := c.get("in").(tablesRef)
	if !ok {
		list, ok = c.get("tables").(tablesRef)
	}
	if ref, single := c.get("table").(tableRef); !ok && single {
		list, ok = tablesRef{refs: []tableRef{ref}}, true
	}
	tables := intent.Tables{Span: list.span, All: list.all, Except: list.except}
	if !ok {
		if s.table.Given() {
			tables.Names, tables.Span = []intent.Name{s.table}, s.table.Span
		}
		return tables
	}
	for _, ref := range list.refs {
		if name := s.spoken(ref); name.Given() {
			tables.Names = append(tables.Names, name)
		}
	}
	return tables
}

// refsOf returns the columns of a phrase with their table, and remembers both.
func (s *story) refsOf(c *capture) (table intent.Name, columns []columnRef) {
	refs, ok := c.get("refs").([]columnRef)
	if !ok {
		if ref, single := c.get("ref").(columnRef); single {
			refs = []columnRef{ref}
		}
	}
	for _, ref := range refs {
		if ref.table.Given() {
			s.spoken(tableRef{name: ref.table})
		}
	}
	table = s.tableOf(c)
	var names []intent.Name
	for _, ref := range refs {
		if ref.pronoun {
			for _, name := range s.columns {
				columns = append(columns, columnRef{table: table, name: name})
			}
			names = append(names, s.columns...)
			continue
		}
		if !ref.table.Given() {
			ref.table = table
		}
		columns = append(columns, ref)
		names = append(names, ref.name)
	}
	s.columns = names
	return table, columns
}

// sameTable reports whether two names are the same table.
func sameTable(a, b intent.Name) bool {
	if a.Text == b.Text {
		return true
	}
	// The singular and the plural begin with the same letter: that spares most of
	// the inflecting.
	return a.Text != "" && b.Text != "" && a.Text[0] == b.Text[0] && inflect.Table(a.Text) == inflect.Table(b.Text)
}

// creation returns the place of the intent that creates the table, or -1.
func (s *story) creation(table intent.Name) int {
	for i := len(s.intents) - 1; i >= 0; i-- {
		switch in := s.intents[i].(type) {
		case intent.CreateTable:
			if table.Given() && sameTable(in.Table, table) {
				return i
			}
		}
	}
	return -1
}

// addColumns adds columns to tables: to the new one if it is created here.
func (s *story) addColumns(tables intent.Tables, items []item, ifNotExists bool) {
	told := tell(items)
	if len(tables.Names) == 1 && !tables.All {
		if i := s.creation(tables.Names[0]); i >= 0 {
			create, _ := s.intents[i].(intent.CreateTable)
			create.Columns = append(create.Columns[:len(create.Columns):len(create.Columns)], told.columns...)
			s.intents[i] = create
			s.after(create.Table, told)
			return
		}
	}
	if len(told.columns) > 0 {
		s.add(intent.AddColumns{Span: s.span, Tables: tables, Columns: told.columns, IfNotExists: ifNotExists})
		s.noteReference()
	}
	names := tables.Names
	if len(names) == 0 {
		names = []intent.Name{{}}
	}
	for _, table := range names {
		s.after(table, told)
	}
}

// noteReference remembers that the last intent has a column with a foreign key,
// of which more may be said: "when the team is deleted …".
func (s *story) noteReference() { s.association = len(s.intents) - 1 }

// after adds what was said with the columns and is more than columns.
func (s *story) after(table intent.Name, t told) {
	for _, name := range t.torn {
		s.refusal = name.Text + " is said to be both required and optional: say one of them"
	}
	s.columns = t.names
	for _, index := range t.indexes {
		index.Table = table
		s.add(index)
	}
	for _, check := range t.checks {
		check.Table = table
		s.add(check)
	}
	for _, child := range t.children {
		s.add(intent.Associate{Span: child.Span, Child: child, Parent: table})
		s.noteReference()
	}
}

// columnAdded returns the column if this text makes it, with a way to put it
// back.
func (s *story) columnAdded(table, name intent.Name) (column intent.Column, put func(intent.Column)) {
	for i := len(s.intents) - 1; i >= 0; i-- {
		var columns []intent.Column
		switch in := s.intents[i].(type) {
		case intent.CreateTable:
			if table.Given() && sameTable(in.Table, table) {
				columns = in.Columns
			}
		case intent.AddColumns:
			if in.Tables.All || len(in.Tables.Names) == 1 && sameTable(in.Tables.Names[0], table) || len(in.Tables.Names) == 0 && !table.Given() {
				columns = in.Columns
			}
		case intent.Backfill, intent.DeleteRows:
			// What comes after the rows were changed is a change of its own.
			return intent.Column{}, nil
		}
		for j := range columns {
			if sameColumn(columns[j].Name, name) {
				return columns[j], func(c intent.Column) { columns[j] = c }
			}
		}
	}
	return intent.Column{}, nil
}

func sameColumn(a, b intent.Name) bool {
	return a.Text == b.Text || a.Text == b.Text+"_id" || a.Text+"_id" == b.Text
}

// change changes a column: as it is made, if it is made here.
func (s *story) change(in intent.ChangeColumn) {
	column, put := s.columnAdded(in.Table, in.Column)
	if put == nil && s.addsLate(in) {
		return
	}
	if put == nil || in.From.Given() {
		s.mergeChange(in)
		return
	}
	if in.To.Given() {
		column.Type = in.To
	}
	if in.Null != intent.NullUntold {
		column.Null = in.Null
	}
	if in.Default != nil {
		column.Default = in.Default
	}
	if in.DropDefault {
		column.NoDefault = true
	}
	if in.Comment != "" {
		column.Comment = in.Comment
	}
	put(column)
}

// addsLate adds a column to the table that the text makes if it is only now
// spoken of: "Notes are optional." A name that is a slip away from another is
// left, as it may be that one.
func (s *story) addsLate(in intent.ChangeColumn) bool {
	i := s.creation(in.Table)
	if i < 0 || in.Null == intent.NullUntold || !in.Column.Given() || len(in.Column.Text) < 3 {
		return false
	}
	create, _ := s.intents[i].(intent.CreateTable)
	for _, c := range create.Columns {
		if c.Name.Given() && typo(in.Column.Text, c.Name.Text, 2) <= 2 || strings.HasSuffix(c.Name.Text, "_"+in.Column.Text) {
			return false
		}
	}
	create.Columns = append(create.Columns[:len(create.Columns):len(create.Columns)], intent.Column{
		Span: in.Column.Span, Name: in.Column, Null: in.Null, Type: in.To, Default: in.Default, Comment: in.Comment,
	})
	s.intents[i] = create
	return true
}

// mergeChange adds a change, or says more in the one before of the same column:
// "change sku to text and make it required".
func (s *story) mergeChange(in intent.ChangeColumn) {
	if n := len(s.intents); n > 0 {
		before, ok := s.intents[n-1].(intent.ChangeColumn)
		if ok && before.Column.Text == in.Column.Text && before.Table.Text == in.Table.Text && !conflict(before, in) {
			s.intents[n-1] = merged(before, in)
			return
		}
	}
	s.add(in)
}

func conflict(a, b intent.ChangeColumn) bool {
	return a.To.Given() && b.To.Given() || a.Null != 0 && b.Null != 0 || a.Default != nil && b.Default != nil
}

func merged(a, b intent.ChangeColumn) intent.ChangeColumn {
	if b.To.Given() {
		a.To = b.To
	}
	if b.From.Given() {
		a.From = b.From
	}
	if b.Null != intent.NullUntold {
		a.Null = b.Null
	}
	if b.Default != nil {
		a.Default = b.Default
	}
	a.DropDefault = a.DropDefault || b.DropDefault
	if b.Comment != "" {
		a.Comment = b.Comment
	}
	a.Span.To = max(a.Span.To, b.Span.To)
	return a
}

// unique makes columns unique: one index for all of them.
func (s *story) unique(table intent.Name, columns []columnRef, change func(*intent.CreateIndex)) {
	in := intent.CreateIndex{Span: s.span, Table: table, Unique: true}
	for _, ref := range columns {
		in.Columns = append(in.Columns, intent.IndexColumn{Name: ref.name})
	}
	if change != nil {
		change(&in)
	}
	s.add(in)
}
