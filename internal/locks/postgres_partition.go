package locks

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
	"github.com/whimbrel-go/whimbrel/schema"
)

// Sections of PostgreSQL's manual.
const (
	pgAttach      = "ALTER TABLE, Description: ATTACH PARTITION"
	pgPartitionOf = "CREATE TABLE, Parameters: PARTITION OF"
)

// onPartitions: what is done to a partitioned table is done to its partitions,
// which have the rows. A table whose partitions nobody knows stands for them.
func (p postgres) onPartitions(op operation.Operation, effects []Effect) []Effect {
	own := slices.IndexFunc(effects, func(e Effect) bool { return e.Table == op.On() })
	if own < 0 || !p.reachesPartitions(op) || len(p.before.Partitions(op.On())) == 0 {
		return effects
	}
	return Merge(p.spread(op, effects, own))
}

func (p postgres) spread(op operation.Operation, effects []Effect, i int) []Effect {
	whole := effects[i]
	for _, t := range p.before.Partitions(whole.Table) {
		effects[i].Scans, effects[i].Rewrites, effects[i].Indexes = false, false, false
		part := whole
		part.Table, part.Mode = t.Object, p.partitionMode(op, whole.Mode)
		part.Blocks = postgresBlocks(part.Mode)
		effects = p.spread(op, append(effects, part), len(effects))
	}
	return effects
}

// partitionMode: the index of a key is built on each partition as CREATE INDEX
// does, until PostgreSQL 18.
func (p postgres) partitionMode(op operation.Operation, mode string) string {
	switch op.(type) {
	case operation.AddUnique, operation.AddExclusion, operation.AddPrimaryKey:
		if !p.since(18) {
			return share
		}
	}
	return mode
}

func (p postgres) reachesPartitions(op operation.Operation) bool {
	switch op := op.(type) {
	case operation.SetNotNull:
		return !p.knownNotNull(op.Table, op.Column)
	case operation.CreateIndex:
		return !op.Index.Only
	case operation.Write:
		return op.Verb == "UPDATE" || op.Verb == "DELETE"
	case operation.SetGenerated:
		return p.since(17)
	case operation.DropTable, operation.Truncate, operation.LockTable, operation.Read, operation.Vacuum, operation.Analyze,
		operation.AddColumn, operation.DropColumn, operation.RenameColumn, operation.SetType, operation.DropNotNull,
		operation.SetDefault, operation.AddForeignKey, operation.AddCheck, operation.AddExclusion,
		operation.AddUnique, operation.AddPrimaryKey, operation.DropConstraint, operation.ValidateConstraint:
		return true
	}
	return false
}

// attach: the rows of the new partition are looked at, unless its constraints
// say what they are. Those of the default partition may belong to the new one.
func (p postgres) attach(op operation.AttachPartition) []Effect {
	table := p.on(op.Table, shareUpdateExclusive, pgAttach)
	if op.New {
		table = p.on(op.Table, accessExclusive, pgPartitionOf)
	}
	effects := []Effect{table}
	if !op.New {
		effects = append(effects, p.attached(op))
	}
	for _, t := range p.before.Partitions(op.Table) {
		if strings.EqualFold(t.Bound, "DEFAULT") {
			other := p.on(t.Object, accessExclusive, table.Manual)
			other.Scans = true
			effects = append(effects, other)
		}
	}
	return Merge(append(effects, p.attachedKeys(op)...))
}

// attached is the table that becomes a partition. It gets the indexes of the
// others, if it has none that are like them.
func (p postgres) attached(op operation.AttachPartition) Effect {
	e := p.on(op.Partition, accessExclusive, pgAttach)
	parent, t := p.before.Table(op.Table), known(p.before, op.Partition)
	e.Scans = parent == nil || t == nil || !p.within(parent, t, op.Bound)
	if parent == nil {
		return e
	}
	e.Scans = e.Scans || slices.ContainsFunc(parent.ForeignKeys, func(k schema.ForeignKey) bool { return !hasKey(t, k) })
	if pk := parent.PrimaryKey; pk != nil {
		e.Indexes = t == nil || t.PrimaryKey == nil || !slices.Equal(t.PrimaryKey.Columns, pk.Columns)
	}
	for i := range parent.Indexes {
		e.Indexes = e.Indexes || t == nil || !slices.ContainsFunc(t.Indexes, func(other schema.Index) bool {
			return sameIndex(other, parent.Indexes[i])
		})
	}
	return e
}

// sameIndex reports indexes that PostgreSQL takes for one of a partitioned table
// and its part; of what it is not sure, it says no.
func sameIndex(a, b schema.Index) bool {
	return a.Unique == b.Unique && a.Using == b.Using && slices.Equal(a.Columns, b.Columns) && a.Where == "" && b.Where == "" &&
		len(a.Include) == 0 && len(b.Include) == 0
}

// hasKey reports whether a table has a foreign key like that of another.
func hasKey(t *schema.Table, key schema.ForeignKey) bool {
	return t != nil && slices.ContainsFunc(t.ForeignKeys, func(other schema.ForeignKey) bool {
		return other.To == key.To && slices.Equal(other.Columns, key.Columns)
	})
}

// attachedKeys are the tables that the foreign keys of a partitioned table
// reference, which the partition gets too. One that it has already gives its
// triggers up.
func (p postgres) attachedKeys(op operation.AttachPartition) []Effect {
	parent, t := p.before.Table(op.Table), p.before.Table(op.Partition)
	if parent == nil {
		return nil
	}
	var effects []Effect
	for _, key := range parent.ForeignKeys {
		e := p.on(key.To, shareRowExclusive, pgAttach)
		if hasKey(t, key) {
			e = p.on(key.To, accessExclusive, pgAttach)
		} else {
			e.Scans = !op.New
		}
		effects = append(effects, e)
	}
	return effects
}

// within reports whether the constraints of a table say what the bound of a
// partition does, in the same words. Only bounds of one column are read.
func (p postgres) within(parent, t *schema.Table, bound string) bool {
	column, ok := partitionColumn(parent)
	if !ok || !p.knownNotNull(t.Object, column) {
		return false
	}
	wanted := boundConditions(column, bound)
	var said []string
	for _, c := range t.Constraints {
		if !c.SkipValidation {
			for _, condition := range conditions(c.Check) {
				said = append(said, sqlddl.Loose(condition, "postgres"))
			}
		}
	}
	missing := func(condition string) bool { return !slices.Contains(said, sqlddl.Loose(condition, "postgres")) }
	return len(wanted) > 0 && !slices.ContainsFunc(wanted, missing)
}

// partitionColumn is the one column that a table is partitioned by.
func partitionColumn(t *schema.Table) (string, bool) {
	_, by, found := cutFold(t.Options, "PARTITION BY ")
	_, list, _ := strings.Cut(by, "(")
	column, _, closed := strings.Cut(list, ")")
	column = strings.Trim(strings.TrimSpace(column), `"`)
	return column, found && closed && column != "" && !strings.ContainsAny(column, ",( \"")
}

// boundConditions is what a bound says of a column, as conditions.
func boundConditions(column, bound string) []string {
	if from, ok := valueOf(bound, "FROM"); ok {
		to, _ := valueOf(bound, "TO")
		var list []string
		if !strings.EqualFold(from, "MINVALUE") {
			list = append(list, column+" >= "+from)
		}
		if !strings.EqualFold(to, "MAXVALUE") {
			list = append(list, column+" < "+to)
		}
		return list
	}
	values, ok := valueOf(bound, "IN")
	switch {
	case !ok:
		return nil
	case strings.Contains(values, ","):
		return []string{column + " IN (" + values + ")"}
	}
	return []string{column + " = " + values}
}

// valueOf is what stands in the parentheses behind a word of a bound.
func valueOf(bound, word string) (string, bool) {
	_, rest, found := cutFold(bound, word)
	rest = strings.TrimSpace(rest)
	end := closes(rest)
	if !found || !strings.HasPrefix(rest, "(") || end < 0 {
		return "", false
	}
	return strings.TrimSpace(rest[1:end]), true
}

// cutFold is strings.Cut for a word in capitals.
func cutFold(text, word string) (before, after string, found bool) {
	i := strings.Index(strings.ToUpper(text), word)
	if i < 0 || i+len(word) > len(text) {
		return text, "", false
	}
	return text[:i], text[i+len(word):], true
}

// partitionOf locks the table that a partition is of.
func (p postgres) partitionOf(t *schema.Table) []Effect {
	if t == nil || t.PartitionOf == (command.Object{}) {
		return nil
	}
	return []Effect{p.on(t.PartitionOf, accessExclusive, pgDropDepend)}
}
