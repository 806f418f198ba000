package english

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/english/words"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// contents is what intents say, without who says it of what: the words in them,
// and how often each fact occurs. What the text says and the contents do not
// have was overlooked.
type contents struct {
	// words are the stems of all words.
	words map[string]bool
	facts map[fact]int
	// read are the parts of the text that conditions and values were read from,
	// by a grammar of their own that leaves nothing out.
	read []intent.Span
}

// fact is something that intents say and that has words of its own: "unique",
// "on delete".
type fact string

func contentsOf(intents []intent.Intent) *contents {
	c := &contents{words: make(map[string]bool), facts: make(map[fact]int)}
	for _, in := range intents {
		c.intent(in)
	}
	return c
}

func (c *contents) intent(in intent.Intent) {
	switch in := in.(type) {
	case intent.CreateTable, intent.JoinTable, intent.DropTable, intent.RenameTable:
		c.table(in)
	case intent.AddColumns:
		c.say("add")
		c.tables(in.Tables)
		c.columns(in.Columns)
		c.when(in.IfNotExists, "if not exists")
	case intent.RemoveColumns:
		c.say("remove")
		c.tables(in.Tables)
		c.columns(in.Columns)
		c.when(in.IfExists, "if exists")
	case intent.RenameColumn:
		c.say("rename")
		c.names(in.Table, in.From, in.To)
	case intent.ChangeColumn:
		c.change(in)
	case intent.Associate:
		c.associate(in)
	case intent.CreateIndex, intent.DropIndex, intent.RenameIndex:
		c.index(in)
	case intent.AddCheck, intent.AddExclusion, intent.DropConstraint:
		c.constraint(in)
	case intent.Extensions, intent.CreateEnum, intent.AddEnumValue, intent.DropEnum:
		c.databaseThing(in)
	case intent.Backfill, intent.DeleteRows:
		c.rows(in)
	}
}

func (c *contents) table(in intent.Intent) {
	switch in := in.(type) {
	case intent.CreateTable:
		c.say("create", "timestamps")
		c.names(in.Table)
		c.columns(in.Columns)
		c.typed(in.ID)
		c.text(in.Comment)
		c.when(in.Tenant, "tenant")
		c.when(in.SoftDelete, "soft delete")
		c.when(in.NoTimestamps, "no timestamps")
		c.when(in.NoPrimaryKey, "no key")
		c.when(in.ID.Given() || in.NoPrimaryKey, "key")
		c.when(in.IfNotExists, "if not exists")
	case intent.JoinTable:
		c.say("create", "timestamps", "join", "reference")
		c.names(in.Table, in.Left, in.Right)
		c.columns(in.Columns)
		c.when(in.Tenant, "tenant")
		c.when(in.NoTimestamps, "no timestamps")
		c.when(in.NoPrimaryKey, "no key", "key")
		c.when(in.OnDelete != intent.ActionUntold, "on delete")
	case intent.DropTable:
		c.say("remove")
		c.names(in.Tables...)
		c.when(in.IfExists, "if exists")
		c.when(in.Cascade, "on delete")
	case intent.RenameTable:
		c.say("rename")
		c.names(in.From, in.To)
	}
}

func (c *contents) change(in intent.ChangeColumn) {
	c.names(in.Table, in.Column)
	c.typed(in.To)
	c.typed(in.From)
	c.text(in.Comment)
	c.value(in.Default)
	c.value(in.Was)
	c.when(in.Default != nil || in.DropDefault, "default")
	c.when(in.DropDefault, "no default", "remove")
	c.null(in.Null)
}

func (c *contents) associate(in intent.Associate) {
	c.say("reference", "add")
	c.names(in.Child, in.Parent, in.Column, in.References)
	c.typed(in.Type)
	c.null(in.Null)
	c.when(in.Unique, "unique")
	c.when(in.OnDelete != intent.ActionUntold || in.OnUpdate != intent.ActionUntold, "on delete")
	c.when(in.NotValid, "not valid")
	c.when(in.Null == intent.Required || in.Null == intent.Optional, "null")
}

func (c *contents) index(in intent.Intent) {
	switch in := in.(type) {
	case intent.CreateIndex:
		c.say("index", "add")
		c.names(in.Table, in.Name)
		c.names(in.Include...)
		for _, column := range in.Columns {
			c.names(column.Name)
			c.text(column.Expr)
			c.when(column.Expr != "", "expression")
			c.when(column.Direction != "", "direction")
		}
		c.where(in.Where)
		c.text(in.Using)
		c.when(in.Using != "", "using")
		c.when(len(in.Include) > 0, "include")
		c.when(in.Unique, "unique")
		c.when(in.Concurrently, "concurrently")
		c.when(in.PerTenant, "tenant")
		c.when(in.Globally, "globally")
		c.when(in.NullsNotDistinct, "nulls not distinct")
		c.when(in.IfNotExists, "if not exists")
		c.when(in.ForeignKeys, "reference")
	case intent.DropIndex:
		c.say("index", "remove")
		c.names(in.Table, in.Name)
		c.names(in.Columns...)
		c.when(in.Unique, "unique")
		c.when(in.Concurrently, "concurrently")
		c.when(in.IfExists, "if exists")
	case intent.RenameIndex:
		c.say("index", "rename")
		c.names(in.Table, in.From, in.To)
	}
}

func (c *contents) constraint(in intent.Intent) {
	switch in := in.(type) {
	case intent.AddCheck:
		c.say("check", "add")
		c.names(in.Table, in.Name)
		c.where(&in.Condition)
		c.text(in.Comment)
		c.when(in.NotValid, "not valid")
	case intent.AddExclusion:
		c.say("exclusion", "check", "add")
		c.names(in.Same...)
		c.names(in.Table, in.Start, in.End, in.Range, in.Of, in.Name)
	case intent.DropConstraint:
		c.say("check", "remove", "exclusion", "reference")
		c.names(in.Columns...)
		c.names(in.Table, in.Name)
		c.when(in.IfExists, "if exists")
	}
}

func (c *contents) databaseThing(in intent.Intent) {
	switch in := in.(type) {
	case intent.Extensions:
		c.say("if not exists", "if exists")
		c.names(in.Names...)
		c.when(in.Drop, "remove")
	case intent.CreateEnum:
		c.say("values")
		c.names(in.Type, in.Table, in.Column)
		c.texts(in.Values)
		c.null(in.Null)
		c.value(in.Default)
		c.when(in.Default != nil, "default")
	case intent.AddEnumValue:
		c.say("values")
		c.names(in.Type)
		c.texts(in.Values)
		c.text(in.Before)
		c.text(in.After)
	case intent.DropEnum:
		c.say("values", "remove")
		c.names(in.Type)
	}
}

func (c *contents) rows(in intent.Intent) {
	switch in := in.(type) {
	case intent.Backfill:
		c.say("rows", "default")
		c.names(in.Table)
		c.where(in.Where)
		c.number(in.Batch)
		c.when(in.Batch != 0, "batches")
		for i := range in.Sets {
			c.names(in.Sets[i].Column)
			c.value(&in.Sets[i].Value)
		}
	case intent.DeleteRows:
		c.say("rows", "remove")
		c.names(in.Table)
		c.where(in.Where)
	}
}

func (c *contents) columns(columns []intent.Column) {
	for _, column := range columns {
		c.names(column.Name, column.After)
		c.text(column.Described)
		c.typed(column.Type)
		c.null(column.Null)
		c.value(column.Default)
		c.text(column.Comment)
		c.text(column.Generated)
		c.texts(column.Values)
		c.when(column.Default != nil || column.NoDefault, "default")
		c.when(column.NoDefault, "no default")
		c.when(column.Unique, "unique", "index")
		c.when(column.Indexed, "index")
		c.when(column.PrimaryKey, "key")
		c.when(len(column.Values) > 0, "values")
		c.when(column.Kind == intent.TimestampColumns, "timestamps")
		c.when(column.Kind == intent.SoftDeleteColumn, "soft delete")
		c.when(column.Kind == intent.PolymorphicColumns, "polymorphic", "reference")
		if r := column.Reference; r != nil {
			c.say("reference")
			c.names(r.Table, r.Column)
			c.when(r.OnDelete != intent.ActionUntold || r.OnUpdate != intent.ActionUntold, "on delete")
		}
	}
}

func (c *contents) tables(t intent.Tables) {
	c.names(t.Names...)
	c.names(t.Except...)
}

func (c *contents) say(facts ...fact) {
	for _, f := range facts {
		c.facts[f]++
	}
}

func (c *contents) when(said bool, facts ...fact) {
	if said {
		c.say(facts...)
	}
}

func (c *contents) null(n intent.Nullability) { c.when(n != intent.NullUntold, "null") }

func (c *contents) typed(t intent.TypeName) {
	c.when(t.Given(), "type")
	c.when(t.Name != "", fact(typePrefix+t.Name))
	c.when(t.Array, "array")
	c.text(t.Name)
	c.number(t.Size)
	for _, n := range []*int{t.Precision, t.Scale} {
		if n != nil {
			c.number(*n)
			c.when(*n == 0, "zero")
		}
	}
}

func (c *contents) value(v *intent.Value) {
	if v == nil {
		return
	}
	c.text(v.Text)
	c.read = append(c.read, v.Span)
	c.when(v.Kind == intent.NullValue, "null")
	c.when(v.Kind == intent.TrueValue || v.Kind == intent.FalseValue, "truth")
}

func (c *contents) where(w *intent.Condition) {
	if w == nil {
		return
	}
	c.say("where")
	c.read = append(c.read, w.Span)
	c.text(w.SQL)
	c.text(w.Slug)
	c.text(w.Table)
	c.texts(w.Columns)
	c.when(strings.Contains(w.SQL, "NULL") || strings.Contains(w.SQL, "''"), "null")
	c.when(strings.Contains(w.SQL, " IN ("), "values")
}

func (c *contents) names(names ...intent.Name) {
	for _, n := range names {
		c.text(n.Text)
	}
}

func (c *contents) texts(list []string) {
	for _, text := range list {
		c.text(text)
	}
}

func (c *contents) number(n int) {
	if n != 0 {
		c.text(strconv.Itoa(n))
	}
}

// text notes the words of a text.
func (c *contents) text(text string) {
	for _, word := range wordsOf(text) {
		c.words[stem(word)] = true
	}
}

// has reports whether all words of a text are there as they stand, or with the
// ending of a regular plural.
func (c *contents) has(text string) bool {
	for _, word := range wordsOf(text) {
		if !c.words[stem(word)] {
			return false
		}
	}
	return true
}

// hasForm reports whether all words of a text are there in the singular or in
// the plural, which takes longer to find out.
func (c *contents) hasForm(text string) bool {
	for _, word := range wordsOf(text) {
		if !c.words[stem(word)] && !c.words[stem(inflect.Singular(word))] && !c.words[stem(inflect.Plural(word))] {
			return false
		}
	}
	return true
}

// wordsOf cuts a text where names are cut.
func wordsOf(text string) []string {
	return strings.FieldsFunc(words.Snake(text), func(r rune) bool {
		return r < 128 && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
}

// stem is a word without the ending of a regular plural.
func stem(word string) string {
	switch {
	case len(word) < 4 || strings.HasSuffix(word, "ss"):
		return word
	case strings.HasSuffix(word, "ies"):
		return word[:len(word)-3] + "y"
	case strings.HasSuffix(word, "es"):
		return word[:len(word)-2]
	case strings.HasSuffix(word, "s") || strings.HasSuffix(word, "e"):
		return word[:len(word)-1]
	}
	return word
}
