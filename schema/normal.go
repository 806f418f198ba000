package schema

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
)

// Normal returns the model as a database keeps it, as far as that is known
// without one. The normal forms of a model that [Replay] made and of one that
// [Read] returned are equal if the migrations lead to the database. What
// databases do not keep is:
//
//   - which of Ecto's types a column had, where several are the same to the
//     database: both are called by the one that Read chooses;
//   - null: true, null: false of a primary key, a default of nil;
//   - how many dimensions an array has, and the digits of a float;
//   - the part of a name that is too long;
//   - parentheses, casts and quotes in expressions, which the database writes
//     again in its own way;
//   - on MySQL, the difference between :restrict and :nothing, and whether the
//     index of a foreign key was asked for;
//   - whether uniqueness was asked for as an index or as a constraint, and
//     whether a constraint of a column or of the table;
//   - the storage options of a table, and positions.
//
// Tables and what belongs to them are ordered by name; columns keep their order.
func (s *Schema) Normal(d dialect.Dialect) *Schema {
	r := &reader{schema: New(ForDatabase(d.Name()))}
	for _, t := range s.tables {
		if s.complete || t.Partial {
			// What comes from a database has its names already.
			copied := *t
			copied.Prefix, copied.edition = s.prefix(t.Prefix), nil
			r.schema.tables = append(r.schema.tables, &copied)
			continue
		}
		plain := *t
		plain.Options, plain.Prefix = "", s.prefix(t.Prefix)
		for _, c := range plain.Create() {
			r.rewrite(c, d)
		}
	}
	r.finish()
	n := &normal{r.schema, d}
	for i := range n.tables {
		n.table(n.edit(i))
	}
	slices.SortFunc(n.tables, func(a, b *Table) int { return strings.Compare(a.String(), b.String()) })
	for _, e := range s.enums {
		n.enums = append(n.enums, Enum{Object: command.Object{Prefix: s.prefix(e.Prefix), Name: e.Name}, Values: e.Values})
	}
	for _, e := range s.extensions {
		n.extensions = append(n.extensions, Extension{Name: e.Name})
	}
	slices.SortFunc(n.enums, func(a, b Enum) int { return strings.Compare(a.String(), b.String()) })
	slices.SortFunc(n.extensions, func(a, b Extension) int { return strings.Compare(a.Name, b.Name) })
	return n.Schema
}

// rewrite reads what the dialect writes for the command, which has the
// database's names for everything. What the dialect refuses stays as it is.
func (r *reader) rewrite(c command.Command, d dialect.Dialect) {
	texts, err := d.Statements(c)
	if err != nil {
		r.apply(sqlddl.Command{Command: c})
		return
	}
	for _, text := range texts {
		r.define(text)
	}
}

type normal struct {
	*Schema
	dialect dialect.Dialect
}

func (n *normal) table(t *Table) {
	t.Rows, t.Options, t.Engine, t.Origin = -1, "", strings.ToUpper(t.Engine), Origin{}
	t.Name = n.cut(t.Name)
	if t.Engine == "INNODB" {
		t.Engine = ""
	}
	if t.PrimaryKey != nil {
		t.PrimaryKey = &PrimaryKey{Columns: t.PrimaryKey.Columns}
	}
	for i := range t.Columns {
		n.column(t, &t.Columns[i])
	}
	for i := range t.ForeignKeys {
		n.foreignKey(&t.ForeignKeys[i])
	}
	for i := range t.Indexes {
		n.index(&t.Indexes[i])
	}
	for i := range t.Constraints {
		c := &t.Constraints[i]
		c.Name, c.Table, c.Origin = n.cut(c.Name), n.cut(c.Table), Origin{}
		c.Check, c.Exclude = n.loose(c.Check), n.loose(c.Exclude)
	}
	if n.database == "mysql" {
		t.Indexes = slices.DeleteFunc(t.Indexes, t.implied)
	}
	slices.SortFunc(t.ForeignKeys, func(a, b ForeignKey) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(t.Indexes, func(a, b Index) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(t.Constraints, func(a, b Constraint) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Check, b.Check))
	})
}

func (n *normal) column(t *Table, c *Column) {
	c.Origin, c.Name = Origin{}, n.cut(c.Name)
	key := t.PrimaryKey != nil && slices.Contains(t.PrimaryKey.Columns, c.Name)
	for c.Type.IsArray() && c.Type.Of.IsArray() {
		c.Type = *c.Type.Of
	}
	o := &c.Options
	if o.Null == command.Nullable || key || hasSequence(c.Type) {
		o.Null = command.NullUnset
	}
	o.Default = n.value(o.Default, c.Type)
	if g, ok := o.Generated.(command.String); ok {
		o.Generated = command.String(n.loose(string(g)))
	}
	if o.Check != nil {
		o.Check = &command.ColumnCheck{Name: o.Check.Name, Expr: n.loose(o.Check.Expr)}
	}
}

// value: a whole number is one, however it was written; MySQL makes text of a
// number for a column of text.
func (n *normal) value(v command.Value, t command.Type) command.Value {
	if f, ok := v.(command.Float); ok && n.database == "mysql" && family(t) == "text" {
		v = command.String(f.String())
	} else if ok && float64(f) == math.Trunc(float64(f)) {
		whole, _ := big.NewFloat(float64(f)).Int(nil)
		v = command.BigInt(whole)
	}
	switch v := v.(type) {
	case command.Fragment:
		return command.Fragment(n.loose(string(v)))
	case command.Integer:
		if n.database == "mysql" && family(t) == "text" {
			return command.String(v.String())
		}
	}
	return v
}

func (n *normal) foreignKey(k *ForeignKey) {
	k.Name, k.To.Name, k.Origin, k.Type = n.cut(k.Name), n.cut(k.To.Name), Origin{}, command.Type{}
	if n.database == "mysql" {
		for _, action := range []*command.ReferenceAction{&k.OnDelete, &k.OnUpdate} {
			if action.Kind == command.RestrictAction {
				action.Kind = command.Nothing
			}
		}
	}
}

func (n *normal) index(i *Index) {
	i.Name, i.Origin, i.Constraint, i.Where, i.Only = n.cut(i.Name), Origin{}, false, n.loose(i.Where), false
	i.Options, i.Table = strings.ReplaceAll(n.loose(i.Options), "'", ""), n.cut(i.Table)
	for at := range i.Columns {
		i.Columns[at].Expr = n.loose(i.Columns[at].Expr)
	}
}

// cut shortens a name as the database does.
func (n *normal) cut(name string) string {
	limit := n.dialect.Capabilities()
	if limit.TruncatesIdentifiers && len(name) > limit.MaxIdentifier {
		return strings.ToValidUTF8(name[:limit.MaxIdentifier], "")
	}
	return name
}

func (n *normal) loose(sql string) string { return sqlddl.Loose(sql, n.database) }
