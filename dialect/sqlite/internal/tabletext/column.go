package tabletext

import (
	"slices"
	"strings"
)

// Column is a column of a table, to be edited.
type Column struct {
	table   *Table
	element *element
}

// Name is the column's name as the table has it.
func (c *Column) Name() string { return c.element.column }

// Type is the type, or "".
func (c *Column) Type() string {
	for _, p := range c.element.parts {
		if p.kind == columnType {
			return p.text
		}
	}
	return ""
}

// SetType gives the column another type.
func (c *Column) SetType(sql string) {
	if strings.EqualFold(c.Type(), sql) {
		return
	}
	c.set([]kind{columnType}, sql, columnName)
}

// SetNotNull forbids or allows NULL.
func (c *Column) SetNotNull(forbidden bool) {
	switch {
	case !forbidden:
		c.drop(notNull)
	case !c.has(notNull):
		c.set([]kind{notNull, null}, "NOT NULL", columnName, columnType, defaultValue)
	}
}

// SetDefault gives a default, "DEFAULT 1", or takes it away.
func (c *Column) SetDefault(clause string) {
	if clause == "" {
		c.drop(defaultValue)
		return
	}
	c.set([]kind{defaultValue}, clause, columnName, columnType)
}

// Default is the expression of a default without a name, or "".
func (c *Column) Default() string {
	for _, p := range c.element.parts {
		if p.kind == defaultValue && p.constraint == "" {
			return strings.TrimSpace(p.text[len("DEFAULT"):])
		}
	}
	return ""
}

// SetCollate gives a collation, "COLLATE NOCASE".
func (c *Column) SetCollate(clause string) {
	c.set([]kind{collate}, clause, columnName, columnType, defaultValue, notNull, null)
}

// SetCheck adds a check, or puts it in the place of the one of the same name.
func (c *Column) SetCheck(clause string) {
	added := parseClauses(clause)
	for i, p := range c.element.parts {
		if p.kind == check && len(added) == 1 && p.constraint != "" && Same(p.constraint, added[0].constraint) {
			added[0].lead = p.lead
			c.element.parts[i] = added[0]
			return
		}
	}
	c.append(added)
}

// SetReference puts a foreign key in the place of the column's own, if it has
// one.
func (c *Column) SetReference(clause string) {
	added := parseClauses(clause)
	i := slices.IndexFunc(c.element.parts, func(p part) bool { return p.kind == references })
	if i < 0 || len(added) != 1 {
		c.DropReference("")
		c.append(added)
		return
	}
	added[0].lead = c.element.parts[i].lead
	c.element.parts[i] = added[0]
	c.drop(deferrable)
}

// DropReference drops the column's foreign key: that of the name, if there is
// one, and that of the column alone otherwise.
func (c *Column) DropReference(name string) {
	if name != "" && c.table.hasReference(name) {
		c.table.dropParts(func(p part) bool { return p.kind == references && Same(p.constraint, name) })
		return
	}
	c.drop(references, deferrable)
	c.table.remove(func(e *element) bool {
		p := e.parts[0]
		return e.column == "" && p.kind == references && len(p.columns) == 1 && Same(p.columns[0], c.Name())
	})
}

// SetPrimaryKey makes the column the primary key.
func (c *Column) SetPrimaryKey(clause string) {
	c.set([]kind{primaryKey}, clause, columnName, columnType, defaultValue, notNull, null, collate, check)
}

func (c *Column) append(parts []part) {
	for _, p := range parts {
		if p.lead == "" {
			p.lead = " "
		}
		c.element.parts = append(c.element.parts, p)
	}
}

func (c *Column) has(k kind) bool {
	return slices.ContainsFunc(c.element.parts, func(p part) bool { return p.kind == k })
}

func (c *Column) drop(kinds ...kind) {
	c.element.parts = slices.DeleteFunc(c.element.parts, func(p part) bool { return slices.Contains(kinds, p.kind) })
}

// set puts a clause in the place of the first one of these kinds, or behind
// those that come before it.
func (c *Column) set(kinds []kind, text string, after ...kind) {
	p := part{kind: kinds[0], lead: " ", text: text}
	at := slices.IndexFunc(c.element.parts, func(p part) bool { return slices.Contains(kinds, p.kind) })
	if at >= 0 {
		p.lead = c.element.parts[at].lead
		c.drop(kinds...)
	} else {
		for i, q := range c.element.parts {
			if slices.Contains(after, q.kind) {
				at = i + 1
			}
		}
	}
	c.element.parts = slices.Insert(c.element.parts, min(max(at, 1), len(c.element.parts)), p)
}

// Owns reports whether the foreign key of that name stands at the column.
func (c *Column) Owns(name string) bool {
	return slices.ContainsFunc(c.element.parts, func(p part) bool {
		return p.kind == references && Same(p.constraint, name)
	})
}
