package draft

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/english/inflect"
	"github.com/whimbrel-go/whimbrel/internal/intent"
)

// parts is what a column of the text comes to.
type parts struct {
	columns []command.Column
	indexes []wish
	checks  []command.Constraint
	enums   []enum
}

func (p *parts) add(more parts) {
	p.columns = append(p.columns, more.columns...)
	p.indexes = append(p.indexes, more.indexes...)
	p.checks = append(p.checks, more.checks...)
	p.enums = append(p.enums, more.enums...)
}

// parts makes a column of a table that is created or exists.
func (d *drafter) parts(p place, c intent.Column, why *reasons) parts {
	switch c.Kind {
	case intent.TimestampColumns:
		return parts{columns: d.timestampColumns(p.created)}
	case intent.SoftDeleteColumn:
		return parts{columns: []command.Column{d.deletedAt()}}
	case intent.PolymorphicColumns:
		return d.polymorphic(p, c, why)
	}
	d.sensibleColumn(c)
	if c.Described != "" {
		why.add(c.Name.Text, "the column described as "+strings.TrimSpace(c.Described))
	}
	if l, ok := d.linkOf(p, c, why); ok {
		return d.linked(p, l, c, why)
	}
	if strings.HasSuffix(c.Name.Text, "_id") && !c.Type.Given() && !c.PrimaryKey {
		return d.identifier(p, c, why)
	}
	made := d.plain(p, c, why)
	if strings.HasSuffix(c.Name.Text, "_id") && c.Type.Name == "binary_id" && !c.PrimaryKey {
		made.indexes = append(made.indexes, wish{rank: d.keyRank(c.Name.Text), columns: columnList(c.Name.Text)})
	}
	return made
}

// linked makes a column with a foreign key.
func (d *drafter) linked(p place, l link, c intent.Column, why *reasons) parts {
	column := d.foreignKey(p, l, why)
	column.Options.Comment, column.Options.After = c.Comment, c.After.Text
	column.Options.PrimaryKey = c.PrimaryKey
	made := parts{columns: []command.Column{column}}
	if c.Unique {
		made.indexes = append(made.indexes, wish{rank: unique, columns: columnList(column.Name)})
	}
	made.indexes = append(made.indexes, wish{rank: d.keyRank(column.Name), columns: columnList(column.Name)})
	return made
}

// keyRank is the rank of the index of a foreign key or tenant column.
func (d *drafter) keyRank(column string) rank {
	if column == d.tenantColumn() {
		return tenant
	}
	return foreignKey
}

// identifier makes a column whose name ends in _id, but of no table that is
// known: the tenant's, that of another system, or one whose table is unknown.
func (d *drafter) identifier(p place, c intent.Column, why *reasons) parts {
	name := c.Name.Text
	if name != d.tenantColumn() && ExternalID(name) {
		why.add(name, "string: an identifier of another system")
		c.Type = intent.TypeName{Name: "string"}
		return d.plain(p, c, why)
	}
	if name == d.tenantColumn() {
		why.add(name, d.keyType().Name+": no table of tenants is known")
	} else {
		d.note("%s has no foreign key: no table is known that it could reference", name)
		why.add(name, d.keyType().Name+" without a foreign key: no table "+
			inflect.Table(strings.TrimSuffix(name, "_id"))+" is known")
	}
	c.Type = intent.TypeName{Name: d.keyType().Name}
	made := d.plain(p, c, why)
	made.indexes = append(made.indexes, wish{rank: d.keyRank(name), columns: columnList(name)})
	return made
}

// polymorphic makes the id and the type of what a row belongs to.
func (d *drafter) polymorphic(p place, c intent.Column, why *reasons) parts {
	base := strings.TrimSuffix(c.Name.Text, "_id")
	id, kind := c, c
	id.Kind, id.Name.Text, id.Type = intent.PlainColumn, base+"_id", intent.TypeName{Name: d.keyType().Name}
	kind.Kind, kind.Name.Text, kind.Type = intent.PlainColumn, base+"_type", intent.TypeName{Name: "string"}
	kind.Unique, kind.Indexed, id.Unique, id.Indexed = false, false, false, false
	made := d.plain(p, id, why)
	made.add(d.plain(p, kind, why))
	made.indexes = append(made.indexes, wish{rank: foreignKey, columns: columnList(base+"_type", base+"_id")})
	d.note("%s has no foreign key: it can belong to rows of several tables", base+"_id")
	return made
}

// plain makes a column without a foreign key.
func (d *drafter) plain(p place, c intent.Column, why *reasons) parts {
	var made parts
	name := c.Name.Text
	t := typed{}
	if c.Native {
		e := enum{name: inflect.Singular(p.name()) + "_" + name, values: c.Values}
		if c.Type.Name != "" {
			e.name = c.Type.Name
		}
		t.Type = command.NewType(e.name)
		made.enums = append(made.enums, e)
	} else {
		t = d.typeOf(c, why)
	}
	column := command.Column{Name: name, Type: t.Type, Options: t.Options}
	column.Options.PrimaryKey, column.Options.Comment, column.Options.After = c.PrimaryKey, c.Comment, c.After.Text
	if c.Generated != "" {
		d.generate(&column, c)
	} else {
		column.Options.Default = d.defaultOf(p, c, t.Type, why)
		column.Options.Null = d.nullOf(p, c, column, why)
	}
	made.columns = append(made.columns, column)
	if c.Only && !c.Native && len(c.Values) > 0 {
		made.checks = append(made.checks, d.oneOf(p, name, c.Values))
	}
	if c.Unique {
		made.indexes = append(made.indexes, wish{rank: unique, columns: columnList(name), tenanted: true})
	}
	if c.Indexed && !c.Unique {
		made.indexes = append(made.indexes, wish{rank: told, columns: columnList(name), tenanted: true})
	}
	return made
}

// generate makes the column a stored one that the database computes.
func (d *drafter) generate(column *command.Column, c intent.Column) {
	column.Options.Generated = command.String("ALWAYS AS (" + c.Generated + ") STORED")
	if c.Null == intent.Required {
		column.Options.Null = command.NotNull
	}
}

// oneOf is the check that a column has one of the listed values.
func (d *drafter) oneOf(p place, column string, values []string) command.Constraint {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = d.literal(v)
	}
	return command.Constraint{
		Prefix: p.object.Prefix, Table: p.name(), Name: column + "_must_be_valid",
		Check: d.identifierSQL(column) + " IN (" + strings.Join(quoted, ", ") + ")",
	}
}

// defaultOf is the default that is told, or that the name of a column of a new
// table brings with it.
func (d *drafter) defaultOf(p place, c intent.Column, t command.Type, why *reasons) command.Value {
	name := c.Name.Text
	if c.Default != nil {
		v, ok := value(*c.Default, t)
		if !ok {
			d.fail(c.Default.Span, "%s cannot be the default of %s, which is %s", c.Default.Text, name, t.Inspect()).
				Hint = "say another default, or the type of the column"
		}
		if _, null := v.(command.Null); null {
			return nil
		}
		return v
	}
	switch {
	case c.NoDefault || c.PrimaryKey || c.Null == intent.Optional:
		return nil
	case isDocument(t):
		why.add(name, "default: %{}, so that there is always a map")
		return command.Map{}
	case !p.created || c.Unique:
		return nil
	case len(c.Values) > 0:
		if !isState(name) {
			return nil
		}
		why.add(name, "default: the first of its values")
		return command.String(c.Values[0])
	case t.Name != "string":
		return nil
	}
	if usual, ok := DefaultByName(name); ok {
		why.add(name, "default: "+command.String(usual).Inspect()+", as usual for the name")
		return command.String(usual)
	}
	return nil
}

// isState reports whether a column says in which state a row is, or of which
// kind: then a new row is in the first of the listed ones.
func isState(name string) bool {
	switch name[strings.LastIndexByte(name, '_')+1:] {
	case "status", "role", "kind", "state", "type":
		return true
	}
	return false
}

// nullOf decides whether a column may be NULL.
func (d *drafter) nullOf(p place, c intent.Column, column command.Column, why *reasons) command.Nullability {
	told := c.Default != nil && column.Options.Default != nil
	nulled := c.Default != nil && column.Options.Default == nil
	switch {
	case c.PrimaryKey:
		return command.NullUnset
	case c.Null == intent.Required:
		if !p.created && column.Options.Default == nil {
			d.warn("%s.%s is required and has no default: adding it fails while the table has rows; "+
				"give a default, or add it as optional and backfill it first", p.name(), column.Name)
		}
		return command.NotNull
	case c.Null == intent.Optional, nulled:
		return command.NullUnset
	case told && p.created && c.Default.Kind == intent.EmptyMap && isDocument(column.Type):
		return command.NullUnset
	case told:
		why.add(column.Name, "null: false: every row has the default")
		return command.NotNull
	case !p.created:
		if column.Options.Default == nil {
			why.add(column.Name, "may be null: rows that exist have no value")
		}
		return command.NullUnset
	case isTime(column.Type) && strings.HasSuffix(column.Name, "_at"):
		why.add(column.Name, "may be null: an event that may not have happened yet")
		return command.NullUnset
	case isDocument(column.Type) && column.Options.Default != nil:
		return command.NullUnset
	}
	why.add(column.Name, "null: false: columns of a new table are required unless told optional")
	return command.NotNull
}
