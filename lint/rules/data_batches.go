package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// batch is an UPDATE or DELETE that is done in ranges of the primary key.
type batch struct {
	// head is the statement without its condition, and where the condition.
	head, where string
	// key is the primary key as the condition names it, and name without the
	// table; kind is its type.
	key, name, table, kind string
	size                   int
}

// The number of rows of a batch: some milliseconds of work. SQL Server locks
// the whole table instead of its rows from 5,000 locks on.
const (
	batchSize      = 10_000
	batchSizeMSSQL = 4_000
)

// batches does in batches what a statement does at once, in a migration of its
// own; nil if its text cannot be taken apart, or if it may not be run again
// after it was interrupted.
func batches(p *lint.Pass, s *lint.Step, write operation.Write) *lint.Fix {
	b := takeApart(p, s, write)
	if b == nil {
		return nil
	}
	var up []string
	switch p.Database() {
	case "postgres":
		up = []string{b.postgres()}
	case "mysql":
		up = b.mysql(fileName("in_batches", write.Table.Name))
	case "mssql":
		up = []string{b.mssql()}
	default:
		return nil
	}
	down := wayBack(p, s)
	if down == nil {
		down = command.SQL("")
	}
	m := lint.Migration{
		Name: batchesName(write), Outside: true,
		Comment: "Each batch is committed by itself. Interrupted, it can be run again.",
	}
	for i, text := range up {
		c := command.Execute{Up: command.SQL(text), Down: command.SQL("")}
		if i == 0 {
			c.Down = down
		}
		m.Change = append(m.Change, c)
	}
	return &lint.Fix{Then: []lint.Migration{m}}
}

func batchesName(write operation.Write) string {
	if write.Verb == "DELETE" {
		return fileName("delete", write.Table.Name+"_in_batches")
	}
	return fileName("backfill", write.Table.Name+"_"+strings.Join(write.Columns, "_"))
}

// takeApart reads the statement of a step.
func takeApart(p *lint.Pass, s *lint.Step, write operation.Write) *batch {
	t := known(p.Schema, write.Table)
	if t == nil || t.PrimaryKey == nil || len(t.PrimaryKey.Columns) != 1 || withParameters(s) || !isWhole(s) {
		return nil
	}
	b := &batch{name: t.PrimaryKey.Columns[0], table: object(p, write.Table), size: batchSize}
	if p.Database() == "mssql" {
		b.size = batchSizeMSSQL
	}
	if b.kind = keyType(p, t.Column(b.name)); b.kind == "" || slices.Contains(write.Columns, b.name) {
		return nil
	}
	text := readSQL(p, clause(s))
	alias, body := text.target(p.Database())
	if body < 0 || text.find(0, "RETURNING", "OUTPUT", "LIMIT", "ORDER", "JOIN", "CURRENT", ";") >= 0 {
		return nil
	}
	if text.find(0, "FROM", "USING") > 1 && p.Database() != "postgres" {
		return nil
	}
	where := text.find(body, "WHERE")
	if write.Verb == "UPDATE" && text.mentionsAgain(body, where, write.Columns, write.Table.Name, bareName(alias)) {
		return nil
	}
	b.head = text.between(0, where)
	if where >= 0 {
		b.where = "(" + text.between(where+1, -1) + ") AND "
	}
	b.key, b.name = identifier(p, b.name), identifier(p, b.name)
	if alias != "" {
		b.key = alias + "." + b.name
	}
	return b
}

func withParameters(s *lint.Step) bool {
	execute, ok := s.Command.(command.Execute)
	if !ok {
		return true
	}
	query, ok := execute.Up.(command.Query)
	return ok && len(query.Params) > 0
}

// target reads up to SET, USING or WHERE, and returns what the table is called
// there; -1 for what is not read here.
func (t sqlText) target(database string) (alias string, body int) {
	i := 1
	switch {
	case t.at(0, "UPDATE"):
	case t.at(0, "DELETE", "FROM"):
		i = 2
	default:
		return "", -1
	}
	if t.at(i, "ONLY") {
		i++
	}
	first := i
	_, i = t.qualified(i)
	alias = t.between(first, i)
	if t.at(i, "AS") {
		i++
	}
	if i < len(t.tokens) && !slices.Contains([]string{"SET", "USING", "WHERE"}, t.tokens[i].word) {
		alias = t.text[t.tokens[i].start:t.tokens[i].end]
		if i++; database != "postgres" {
			return "", -1
		}
	} else if t.find(i, "FROM", "USING") < 0 {
		alias = "" // there is only one table
	}
	if i < len(t.tokens) && !slices.Contains([]string{"SET", "USING", "WHERE"}, t.tokens[i].word) {
		return "", -1
	}
	return alias, i
}

// mentionsAgain reports whether new values are made of old ones of the same
// columns: done twice, they would be other values.
func (t sqlText) mentionsAgain(from, to int, columns []string, own ...string) bool {
	if to < 0 {
		to = len(t.tokens)
	}
	n := 0
	for i := from; i < to; i++ {
		if t.at(i-1, ".") && !slices.Contains(own, t.tokens[i-2].name) {
			continue // a column of another table
		}
		if slices.ContainsFunc(columns, func(c string) bool { return strings.EqualFold(c, t.tokens[i].name) }) {
			n++
		}
	}
	return n != len(columns) || n == 0
}

// isWhole reports whether the text of a step is a whole statement: behind WITH
// it is not.
func isWhole(s *lint.Step) bool {
	before := strings.TrimSpace(textOf(s)[:s.Start])
	return before == "" || strings.HasSuffix(before, ";")
}

// keyType is the type that a variable needs to hold a key; "" if no order of
// its values is known to hold.
func keyType(p *lint.Pass, c *schema.Column) string {
	if c == nil || p.Database() == "postgres" {
		return "%TYPE"
	}
	switch c.Type.Name {
	case "id", "serial", "bigserial", "integer", "bigint", "identity", "smallint", "int":
		return "bigint"
	}
	return ""
}

func (b *batch) replace(text string) string {
	return strings.NewReplacer("{table}", b.table, "{name}", b.name, "{key}", b.key, "{head}", b.head, "{where}", b.where,
		"{kind}", b.kind, "{size}", fmt.Sprint(b.size)).Replace(text)
}

func (b *batch) postgres() string {
	text := b.replace(`DO $$
DECLARE
  batch_from {table}.{name}%TYPE;
  batch_to {table}.{name}%TYPE;
BEGIN
  SELECT {name} INTO batch_from FROM {table} ORDER BY {name} LIMIT 1;
  WHILE batch_from IS NOT NULL LOOP
    SELECT {name} INTO batch_to
      FROM (SELECT {name} FROM {table} WHERE {name} >= batch_from ORDER BY {name} LIMIT {size}) AS batch
      ORDER BY {name} DESC LIMIT 1;
    {head}
      WHERE {where}{key} BETWEEN batch_from AND batch_to;
    COMMIT;
    SELECT {name} INTO batch_from FROM {table} WHERE {name} > batch_to ORDER BY {name} LIMIT 1;
  END LOOP;
END
$$`)
	if strings.Contains(b.head+b.where, "$$") {
		return strings.Replace(strings.TrimSuffix(text, "$$")+"$batches$", "$$", "$batches$", 1)
	}
	return text
}

// mysql: loops are in procedures only.
func (b *batch) mysql(procedure string) []string {
	return []string{
		"DROP PROCEDURE IF EXISTS " + procedure,
		"CREATE PROCEDURE " + procedure + b.replace(`()
BEGIN
  DECLARE batch_from, batch_to {kind};
  SET batch_from = (SELECT min({name}) FROM {table});
  WHILE batch_from IS NOT NULL DO
    SET batch_to = (SELECT max({name})
      FROM (SELECT {name} FROM {table} WHERE {name} >= batch_from ORDER BY {name} LIMIT {size}) AS batch);
    {head}
      WHERE {where}{key} BETWEEN batch_from AND batch_to;
    COMMIT;
    SET batch_from = (SELECT min({name}) FROM {table} WHERE {name} > batch_to);
  END WHILE;
END`),
		"CALL " + procedure + "()",
		"DROP PROCEDURE " + procedure,
	}
}

func (b *batch) mssql() string {
	return b.replace(`DECLARE @batch_from {kind} = (SELECT min({name}) FROM {table}), @batch_to {kind};
WHILE @batch_from IS NOT NULL
BEGIN
  SET @batch_to = (SELECT max({name})
    FROM (SELECT TOP ({size}) {name} FROM {table} WHERE {name} >= @batch_from ORDER BY {name}) AS batch);
  {head}
    WHERE {where}{key} BETWEEN @batch_from AND @batch_to;
  SET @batch_from = (SELECT min({name}) FROM {table} WHERE {name} > @batch_to);
END`)
}
