package rules

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// mysqlKeys are the rules about foreign keys and indexes of MySQL and MariaDB.
func mysqlKeys() []*lint.Rule {
	mysql := []string{"mysql"}
	return []*lint.Rule{
		{
			ID: "inline-references", Title: "REFERENCES behind a column makes no foreign key", Severity: lint.Error, Databases: mysql,
			Aliases: aliases("atlas MY102"), Step: inlineReferences,
		},
		{
			ID: "incompatible-foreign-key", Title: "a foreign key is of another type than the key, which MySQL refuses", Severity: lint.Error,
			Databases: mysql, Migration: incompatibleForeignKey,
		},
		{
			ID: "text-key-length", Title: "an index is refused, since its key can be too long", Severity: lint.Error, Databases: mysql,
			Migration: textKeyLength,
		},
	}
}

// ignoredReference reports a foreign key that MySQL reads and passes over: one
// behind its column. MariaDB makes it, and so does MySQL from 9 on.
func ignoredReference(p *lint.Pass, s *lint.Step) bool {
	return referenceIsIgnored(p, textOf(s), s.Located)
}

func referenceIsIgnored(p *lint.Pass, text string, l operation.Located) bool {
	if p.Database() != "mysql" || p.Server.MariaDB || p.Server.Major >= 9 || l.End > len(text) || l.Start >= l.End {
		return false
	}
	_, ok := l.Operation.(operation.AddForeignKey)
	return ok && startsReference.MatchString(text[l.Start:l.End])
}

var startsReference = regexp.MustCompile(`(?i)^\s*REFERENCES\b`)

func inlineReferences(p *lint.Pass, s *lint.Step) {
	key, ok := s.Operation.(operation.AddForeignKey)
	if !ok || !ignoredReference(p, s) {
		return
	}
	columns := list(key.Columns)
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("%s.%s gets no foreign key: MySQL reads REFERENCES behind a column and passes over it, before version 9", key.Table, columns),
		Manual:  manual(p, "FOREIGN KEY Constraints"),
		Advice: fmt.Sprintf("write it as a clause of its own: FOREIGN KEY (%s) REFERENCES %s (%s)",
			columns, key.To, cmp.Or(list(key.References), "id")),
	})
}

// incompatibleForeignKey looks at what the migration leaves: the table that is
// referenced may have been made behind the other.
func incompatibleForeignKey(p *lint.Pass) {
	for _, s := range p.Steps {
		key, ok := s.Operation.(operation.AddForeignKey)
		if !ok || ignoredReference(p, s) {
			continue
		}
		for i, name := range key.Columns {
			column, referenced := knownColumn(p.Schema, key.Table, name), referencedColumn(p.Schema, key, i)
			if column == nil || referenced == nil {
				continue
			}
			mine, theirs := storedKey(p, key.Table, column), storedKey(p, key.To, referenced)
			if mine == "" || theirs == "" || mine == theirs || strings.Contains(mine, "int") != strings.Contains(theirs, "int") && uncertain(p, key.To) {
				continue
			}
			p.Report(s, lint.Problem{
				Message: fmt.Sprintf("%s.%s is %s, and %s.%s, which it references, is %s: %s", key.Table, name, mine, key.To, referenced.Name, theirs,
					map[bool]string{true: "MariaDB refuses the foreign key (error 1005)", false: "MySQL refuses the foreign key (error 3780)"}[p.Server.MariaDB]),
				Detail: "Whole numbers have to be of the same size, and both signed or both unsigned, and texts of the same character set and collation. Ecto's keys are bigint unsigned.",
				Manual: manual(p, "FOREIGN KEY Constraints, Conditions and Restrictions"),
				Advice: fmt.Sprintf("give %s the type of the key: %s", name, theirs),
			})
			break
		}
	}
}

// storedKey is what a column is to a foreign key; "" if that is not known for
// sure.
func storedKey(p *lint.Pass, table command.Object, c *schema.Column) string {
	name := strings.ToLower(c.Type.Name)
	unsigned := ""
	if cut, ok := strings.CutSuffix(name, " unsigned"); ok {
		name, unsigned = cut, " unsigned"
	}
	switch name {
	case "serial", "bigserial":
		return "bigint unsigned"
	case "id", "integer", "int":
		return "int" + unsigned
	case "bigint", "smallint", "mediumint", "tinyint":
		return name + unsigned
	case "binary_id", "uuid":
		return "binary(16)"
	case "string", "varchar":
		if collation := operation.Collation(p.Schema.Table(table), command.Column{Type: c.Type, Options: c.Options}, ""); collation != "" {
			return "a text of the collation " + collation
		}
	}
	return ""
}

// keyBytes is how long a key of InnoDB can be.
const keyBytes = 3072

// textKeyLength looks at what the migration leaves, since a column may be made
// by the same statement. MariaDB shortens such a key by itself.
func textKeyLength(p *lint.Pass) {
	if p.Server.MariaDB {
		return
	}
	for _, s := range p.Steps {
		var columns []command.IndexColumn
		switch op := s.Operation.(type) {
		case operation.CreateIndex:
			if using := strings.ToUpper(op.Index.Using); using == "FULLTEXT" || using == "SPATIAL" {
				continue
			}
			columns = op.Index.Columns
		case operation.AddUnique:
			columns = uniqueOn(op.Columns).Columns
		case operation.AddPrimaryKey:
			columns = uniqueOn(op.Columns).Columns
		case operation.CreateTable:
			columns = uniqueOn(op.PrimaryKey).Columns
		}
		if problem, ok := keyTooLong(p, s, columns); ok {
			p.Report(s, problem)
		}
	}
}

func keyTooLong(p *lint.Pass, s *lint.Step, columns []command.IndexColumn) (lint.Problem, bool) {
	problem := lint.Problem{
		Manual: manual(p, "Column Indexes, Index Prefixes"),
		Advice: "index the beginning of the text only, or a generated column with its hash, or make the column shorter",
	}
	total := 0
	for _, c := range columns {
		column := knownColumn(p.Schema, s.On(), c.Column)
		if c.Column == "" || column == nil {
			continue
		}
		if withoutLength(column.Type) {
			problem.Message = fmt.Sprintf("fails: %s.%s is %s, of which an index needs to know how much (error 1170)", s.On(), c.Column, column.Type.Name)
			problem.Fix = prefixed(p, s)
			return problem, true
		}
		total += columnBytes(p, s.On(), column)
	}
	if total <= keyBytes {
		return problem, false
	}
	problem.Message = fmt.Sprintf("fails: the key can have %d bytes, and %d are allowed (error 1071)", total, keyBytes)
	problem.Detail = "A character of utf8mb4 counts as four bytes."
	return problem, true
}

func withoutLength(t command.Type) bool {
	switch strings.ToLower(t.Name) {
	case "text", "tinytext", "mediumtext", "longtext", "blob", "tinyblob", "mediumblob", "longblob":
		return true
	}
	return false
}

// columnBytes is how many bytes a text can have in a key; 0 if it is none, or
// its characters are not known.
func columnBytes(p *lint.Pass, table command.Object, c *schema.Column) int {
	stored := command.Column{Type: c.Type, Options: c.Options}
	r := room(stored, p.Database())
	if r.kind != textKind {
		return 0
	}
	switch charset := operation.Charset(p.Schema.Table(table), stored); charset {
	case "", "utf8mb4", "utf16", "utf32", "gb18030":
		return 4 * r.length
	case "utf8", "utf8mb3":
		return 3 * r.length
	case "ucs2", "gbk", "big5", "sjis", "cp932":
		return 2 * r.length
	}
	return r.length
}

// prefixed indexes the beginning of each text, which finds rows as well. A
// unique index of the beginning would refuse other rows.
func prefixed(p *lint.Pass, s *lint.Step) *lint.Fix {
	const length = 255
	create, ok := s.Operation.(operation.CreateIndex)
	if !ok || create.Index.Unique || isSQL(s) && !asked(s, "CREATE INDEX") {
		return nil
	}
	index := create.Index
	index.Columns = make([]command.IndexColumn, len(create.Index.Columns))
	for i, c := range create.Index.Columns {
		if column := knownColumn(p.Schema, s.On(), c.Column); column != nil && withoutLength(column.Type) {
			c = command.IndexColumn{Expr: fmt.Sprintf("%s(%d)", identifier(p, c.Column), length)}
		}
		index.Columns[i] = c
	}
	return &lint.Fix{Instead: []command.Command{command.CreateIndex{Index: index}}, Better: true}
}
