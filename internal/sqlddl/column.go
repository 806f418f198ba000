package sqlddl

import (
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// columnDefinition reads a column of CREATE TABLE or ADD COLUMN. What a column
// cannot say itself comes as statements: a primary key without a name is for
// the caller to put where it belongs.
func (p *parser) columnDefinition(t command.Object) (command.Column, []Part) {
	c := p.columnText(t)
	return c.column, c.then
}

func (p *parser) columnText(t command.Object) *columnText {
	c := &columnText{parser: p, table: t}
	c.column.Name = p.name()
	c.sqlType = p.columnType()
	c.column.Type, c.column.Options = c.sqlType.ecto(p.database)
	for !p.failed && c.clause() {
	}
	c.finish()
	return c
}

type columnText struct {
	*parser
	table   command.Object
	column  command.Column
	sqlType sqlType
	// identity, increment: the values come from a sequence.
	identity, increment bool
	sequence            string
	given               string
	defaultSQL          string
	// charset is MySQL's CHARACTER SET.
	charset string
	// from is where the clause begins.
	from int
	then []Part
}

// clause reads one clause behind the type.
func (c *columnText) clause() bool {
	o := &c.column.Options
	c.from = c.at().start
	switch {
	case c.accept("CONSTRAINT"):
		c.given = c.name()
		return true
	case c.accept("NOT NULL"):
		o.Null = command.NotNull
	case c.accept("NULL"):
		o.Null = command.Nullable
	case c.accept("DEFAULT"):
		c.defaultSQL = c.until(columnClauses...)
	case c.accept("PRIMARY KEY"):
		c.acceptAny("ASC", "DESC", "CLUSTERED", "NONCLUSTERED")
		c.also(PrimaryKey{Table: c.table, Name: c.given, Columns: []string{c.column.Name}})
	case c.acceptAny("AUTO_INCREMENT", "AUTOINCREMENT") != "":
		c.increment = true
	case c.acceptAny("UNIQUE KEY", "UNIQUE") != "":
		c.unique()
	case c.accept("CHECK"):
		c.check()
	case c.acceptAny("REFERENCES", "FOREIGN KEY REFERENCES") != "":
		key := ForeignKey{Table: c.table, Name: c.given, Columns: []string{c.column.Name}, Inline: true}
		c.target(&key)
		c.also(key)
	case c.accept("COLLATE"):
		c.collate()
	case c.accept("COMMENT"):
		o.Comment = c.literal()
	case c.accept("ON UPDATE"):
		c.defaultSQL += " ON UPDATE " + c.until(columnClauses...)
	case c.sees("GENERATED"), c.sees("AS ("), c.sees("IDENTITY"):
		c.generated()
	default:
		return c.ignored()
	}
	c.given = ""
	return true
}

var columnClauses = []string{
	"CONSTRAINT", "NOT NULL", "NULL", "DEFAULT", "PRIMARY", "AUTO_INCREMENT", "UNIQUE", "CHECK", "REFERENCES", "COLLATE",
	"COMMENT", "ON UPDATE", "GENERATED", "AS", "AFTER", "FIRST", "USING", "WITH VALUES", "FOREIGN KEY REFERENCES",
}

// ignored passes over clauses that mean nothing to the model.
func (c *columnText) ignored() bool {
	switch {
	case c.acceptAny("CHARACTER SET", "CHARSET") != "":
		c.accept("=")
		c.charset = c.step().text
	case c.acceptAny("NOT DEFERRABLE", "DEFERRABLE", "INITIALLY DEFERRED", "INITIALLY IMMEDIATE", "ON CONFLICT IGNORE",
		"ON CONFLICT REPLACE", "ON CONFLICT ABORT", "ON CONFLICT FAIL", "ON CONFLICT ROLLBACK", "STORAGE PLAIN", "STORAGE MAIN",
		"STORAGE EXTERNAL", "STORAGE EXTENDED", "INVISIBLE", "VISIBLE", "FIRST", "KEY", "STORED", "VIRTUAL", "PERSISTENT",
		"SPARSE", "ROWGUIDCOL", "WITH VALUES", "NOT FOR REPLICATION", "PERSISTED", "CLUSTERED", "NONCLUSTERED") != "":
	case c.acceptAny("COMPRESSION", "COLUMN_FORMAT", "SRID") != "":
		c.step()
	case c.sees("WITH ("):
		c.indexOptions(&command.Index{})
	case c.accept("AFTER"):
		c.column.Options.After = c.name()
	default:
		return false
	}
	return true
}

// also keeps what the column says beside itself.
func (c *columnText) also(s Statement) { c.then = append(c.then, c.part(s, c.from)) }

func (c *columnText) unique() {
	column := c.column.Name
	index := command.Index{Prefix: c.table.Prefix, Table: c.table.Name, Name: c.given, Unique: true}
	index.Columns = []command.IndexColumn{{Column: column}}
	if c.acceptAny("NULLS NOT DISTINCT", "NULLS DISTINCT") == "NULLS NOT DISTINCT" {
		index.NullsDistinct = new(bool)
	}
	if c.given == "" {
		index.Name = c.constraintName(c.table, "key", column)
	}
	c.also(Unique{Index: index})
}

// check reads a check of the column. MariaDB writes json as text with a check.
func (c *columnText) check() {
	s := c.parser.check(c.table, c.given, c.column.Name)
	if made, ok := s.(Command); ok {
		check := made.Command.(command.CreateConstraint).Constraint.Check
		if c.database == "mysql" && strings.HasPrefix(check, "json_valid(") {
			c.column.Type = command.NewType("map")
			c.column.Options.Collation = ""
			return
		}
		if c.database == "sqlite" && c.column.Options.Check == nil {
			made := made.Command.(command.CreateConstraint).Constraint
			c.column.Options.Check = &command.ColumnCheck{Name: made.Name, Expr: made.Check}
			return
		}
	}
	c.also(s)
}

func (c *columnText) collate() {
	collation := c.step().text
	if c.accept(".") {
		collation = c.step().text
	}
	if c.database == "sqlite" {
		c.column.Options.Collate = strings.ToLower(collation)
	} else {
		c.column.Options.Collation = collation
	}
}

// generated reads GENERATED ... AS IDENTITY, IDENTITY(1,1) and computed columns.
func (c *columnText) generated() {
	from := c.at().start
	always := c.acceptAny("GENERATED ALWAYS AS", "GENERATED BY DEFAULT AS", "GENERATED", "AS")
	if c.accept("IDENTITY") {
		c.identity = true
		if c.sees("(") {
			c.sequence = c.parens()
		}
		if always == "GENERATED ALWAYS AS" {
			c.column.Options.Generated = command.String("ALWAYS AS IDENTITY")
		}
		return
	}
	if !c.sees("(") {
		c.fail()
		return
	}
	c.parens()
	stored := c.acceptAny("STORED", "VIRTUAL", "PERSISTENT", "PERSISTED")
	sql := c.since(from)
	if c.database == "postgres" {
		sql = strings.TrimSpace(strings.TrimPrefix(sql, "GENERATED"))
	} else {
		_, inner, _ := strings.Cut(sql, "(")
		sql = strings.TrimSpace(strings.TrimSuffix("("+inner, stored))
		if stored != "" {
			sql += " " + stored
		}
	}
	c.column.Options.Generated = command.String(sql)
}

// finish decides what needs all clauses: sequences, and the meaning of the
// default, which depends on the type.
func (c *columnText) finish() {
	o := &c.column.Options
	if o.Collation == "" {
		o.Collation = DefaultCollation(c.charset)
	}
	switch {
	case c.increment && c.database == "mysql" && strings.HasPrefix(c.sqlType.base, "bigint"):
		c.column.Type, o.Null = command.NewType("bigserial"), command.NullUnset
	case c.increment && c.database == "sqlite":
		c.column.Type = command.NewType("bigserial")
	case c.identity && c.database == "mssql":
		c.column.Type = command.NewType(map[bool]string{true: "serial", false: "bigserial"}[c.sqlType.base == "int"])
	case c.identity && o.Generated == nil:
		if c.sqlType.base != "bigint" {
			o.Generated = command.String("BY DEFAULT AS IDENTITY")
		} else {
			c.column.Type, o.Null = command.NewType("identity"), command.NullUnset
			c.sequenceOptions()
		}
	}
	if c.defaultSQL != "" || o.Generated != nil && !c.identity {
		c.notInline()
	}
	if c.defaultSQL != "" {
		o.Default = parseDefault(c.defaultSQL, c.column.Type, c.database)
		if serial, ok := sequenceDefault(c.defaultSQL, c.column.Type); ok {
			c.column.Type, o.Default, o.Null = serial, nil, command.NullUnset
		}
	}
}

// notInline: the foreign keys of a column with values are looked at.
func (c *columnText) notInline() {
	for i, part := range c.then {
		if key, ok := part.Statement.(ForeignKey); ok {
			key.Inline = false
			c.then[i].Statement = key
		}
	}
}

// sequenceOptions reads START WITH and INCREMENT BY.
func (c *columnText) sequenceOptions() {
	words := strings.Fields(strings.ToUpper(c.sequence))
	for i := 0; i+2 < len(words); i++ {
		n, err := strconv.Atoi(words[i+2])
		switch {
		case err != nil:
		case words[i] == "START" && words[i+1] == "WITH" && n != 1:
			c.column.Options.StartValue = &n
		case words[i] == "INCREMENT" && words[i+1] == "BY" && n != 1:
			c.column.Options.Increment = &n
		}
	}
}

// sequenceDefault recognises serial columns, which PostgreSQL shows as a
// default: nextval('posts_id_seq'::regclass).
func sequenceDefault(sql string, t command.Type) (command.Type, bool) {
	if !strings.HasPrefix(strings.ToLower(sql), "nextval(") {
		return t, false
	}
	switch t.Name {
	case "integer":
		return command.NewType("serial"), true
	case "bigint":
		return command.NewType("bigserial"), true
	case "smallint":
		return command.NewType("smallserial"), true
	}
	return t, false
}
