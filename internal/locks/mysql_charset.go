package locks

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
	"github.com/whimbrel-go/whimbrel/schema"
)

// charsets are the character sets of a column's text before and after a
// change, and whether it is sorted otherwise; "" is not known.
type charsets struct {
	from, to string
	// sorts: the collation is another one.
	sorts bool
}

// charsets reads them. What a definition does not say is that of the table.
func (m mysql) charsets(op operation.SetType) charsets {
	t := m.before.Table(op.Table)
	from, to := operation.Collation(t, *op.From, ""), operation.Collation(t, op.Column, op.Charset)
	c := charsets{from: operation.Charset(t, *op.From), to: op.Charset}
	if c.to == "" {
		c.to = operation.Charset(t, op.Column)
	}
	c.sorts = m.order(from, c.from) != m.order(to, c.to)
	return c
}

// order is how a collation sorts: its name without its character set. MariaDB
// before 11.5 sorts utf8mb4 as it does utf8mb3 unless told.
func (m mysql) order(collation, charset string) string {
	old := m.server.Major < 11 || m.server.Major == 11 && m.server.Minor < 5
	if collation == "" && charset == "utf8mb4" && m.server.MariaDB && old {
		return "_general_ci"
	}
	return strings.TrimPrefix(collation, charset)
}

// changed reports another character set. Of one that is not known nothing is
// said where the definitions name none.
func (c charsets) changed() bool { return c.from != c.to }

// bytesPerCharacter is how long a character can be. Of a set that is not known
// the longest is meant, that of utf8mb4, the default of both products.
func bytesPerCharacter(charset string) int {
	switch charset {
	case "latin1", "latin2", "ascii", "greek", "hebrew", "cp1251":
		return 1
	case "ucs2":
		return 2
	case "utf8mb3":
		return 3
	}
	return 4
}

// recoded is a change of the character set or the collation, or nil if there
// is none. MariaDB leaves the values as they are if they are the same in both
// sets: utf8mb3 is part of utf8mb4. What is sorted otherwise is indexed anew.
func (m mysql) recoded(op operation.SetType, from, to myType) *Effect {
	const subject = "Changing the Column Data Type"
	c := m.charsets(op)
	if !isText(from.base) || !isText(to.base) || !c.changed() && !c.sorts {
		return nil
	}
	contained := !c.changed() || c.from == "utf8mb3" && c.to == "utf8mb4" && from.base != "enum" && from.base != "set"
	fits := from.same(to) && from.base != "varchar" || m.grows(from, to, c)
	if !m.server.MariaDB || !contained || !fits {
		e := m.copied(op.Table, subject)
		return &e
	}
	e := m.alter(op.Table, instant, lockNone, subject)
	if t := m.before.Table(op.Table); c.sorts && (t == nil || len(t.IndexesOn(op.Column.Name)) > 0) {
		e = m.alter(op.Table, nocopy, lockNone, subject)
		e.Indexes = true
	}
	return &e
}

// isText: values of the type have a character set.
func isText(base string) bool {
	return base == "char" || base == "varchar" || base == "enum" || base == "set" || strings.HasSuffix(base, "text")
}

// storage: of another engine, nothing but a copy is known. The same engine again
// is how one has a table built anew.
func (m mysql) storage(op operation.SetStorage) Effect {
	what := strings.ToUpper(op.What)
	again := what == "ENGINE" && m.isInnoDB(op) && strings.EqualFold(op.Value, "InnoDB")
	switch {
	case strings.Contains(what, "ROW_FORMAT"), strings.Contains(what, "KEY_BLOCK_SIZE"), what == "FORCE", again:
		return m.alter(op.Table, inplace, lockNone, "Table Operations")
	case m.server.MariaDB && m.hasCharset(op):
		return m.alter(op.Table, instant, lockNone, "Table Operations")
	}
	e := m.alter(op.Table, byCopy, lockShared, "Table Operations")
	e.Measured = e.Measured && (strings.Contains(what, "CHARACTER SET") || what == "ENGINE")
	return e
}

// isInnoDB: that is the engine of a table unless it says another one.
func (m mysql) isInnoDB(op operation.SetStorage) bool {
	t := known(m.before, op.Table)
	return t != nil && (t.Engine == "" || strings.EqualFold(t.Engine, "InnoDB"))
}

// hasCharset: every column has the character set already that the table is to
// be converted to, and no index is sorted by another collation.
func (m mysql) hasCharset(op operation.SetStorage) bool {
	t := known(m.before, op.Table)
	sorts := op.Collation != "" || t != nil && strings.Contains(strings.ToUpper(t.Options), "COLLATE")
	return op.What == "CONVERT TO CHARACTER SET" && t != nil && operation.TableCharset(t) == sqlddl.Charset(op.Value) &&
		!slices.ContainsFunc(t.Columns, func(c schema.Column) bool {
			return c.Options.Collation != "" || sorts && len(t.IndexesOn(c.Name)) > 0
		})
}
