package locks

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

func (p postgres) tables(op operation.Operation) []Effect {
	switch op := op.(type) {
	case operation.DropTable:
		return p.dropTable(op.Table)
	case operation.RenameTable:
		return p.just(op, accessExclusive, pgAlter)
	case operation.Truncate:
		return p.truncate(op)
	case operation.SetStorage:
		e := p.on(op.Table, accessExclusive, pgAlterNotes)
		e.Rewrites = true
		// SET TABLESPACE moves the table and leaves its indexes where they are.
		e.Indexes = op.What != "TABLESPACE" && p.hasIndexes(op.Table)
		return []Effect{e}
	case operation.SetOption:
		return p.just(op, optionMode(op.What), pgAlter)
	case operation.AttachPartition:
		return p.attach(op)
	case operation.DetachPartition:
		return p.detach(op)
	case operation.DropSchema:
		return p.dropSchema(op)
	case operation.DropType:
		return p.dropType(op)
	case operation.Comment:
		return p.just(op, shareUpdateExclusive, pgLocks)
	case operation.Trigger:
		return p.trigger(op)
	case operation.Refresh:
		return p.refresh(op)
	}
	return nil
}

// dropTable: a foreign key has triggers on both of its tables, so both are
// locked when it goes with one of them.
func (p postgres) dropTable(o command.Object) []Effect {
	effects := []Effect{p.on(o, accessExclusive, pgLocks)}
	if t := p.before.Table(o); t != nil {
		for _, key := range t.ForeignKeys {
			effects = append(effects, p.on(key.To, accessExclusive, pgDropDepend))
		}
		effects = append(effects, p.partitionOf(t)...)
	}
	return Merge(append(effects, p.referrers(o)...))
}

// referrers locks the tables whose foreign keys reference the table.
func (p postgres) referrers(o command.Object, columns ...string) []Effect {
	var effects []Effect
	for _, r := range p.before.ReferencesTo(o) {
		if len(columns) == 0 || references(r, o, p.before, columns) {
			effects = append(effects, p.on(r.Table.Object, accessExclusive, pgDropDepend))
		}
	}
	return effects
}

// references reports whether a foreign key references one of the columns.
func references(r schema.Referrer, o command.Object, before *schema.Schema, columns []string) bool {
	referenced := r.Key.References
	if t := before.Table(o); len(referenced) == 0 && t != nil && t.PrimaryKey != nil {
		referenced = t.PrimaryKey.Columns
	}
	return slices.ContainsFunc(columns, func(c string) bool { return slices.Contains(referenced, c) })
}

// truncate: CASCADE goes on to the tables that reference those it reaches.
func (p postgres) truncate(op operation.Truncate) []Effect {
	effects := p.just(op, accessExclusive, pgTruncate)
	if !op.Cascade {
		return effects
	}
	for i := 0; i < len(effects); i++ {
		for _, r := range p.before.ReferencesTo(effects[i].Table) {
			reached := func(e Effect) bool { return e.Table == r.Table.Object }
			if !slices.ContainsFunc(effects, reached) {
				effects = append(effects, p.on(r.Table.Object, accessExclusive, pgTruncate))
			}
		}
	}
	return effects
}

// optionMode: what only the planner and autovacuum look at lets rows be
// written.
func optionMode(what string) string {
	switch what {
	case "SET", "RESET", "SET STATISTICS", "CLUSTER ON", "SET WITHOUT CLUSTER":
		return shareUpdateExclusive
	}
	return accessExclusive
}

func (p postgres) detach(op operation.DetachPartition) []Effect {
	manual := "ALTER TABLE, Description: DETACH PARTITION"
	table, partition := accessExclusive, accessExclusive
	if op.Concurrently {
		table = shareUpdateExclusive
	} else if t := p.before.Table(op.Partition); !p.since(14) && (t == nil || !strings.EqualFold(t.Bound, "DEFAULT")) {
		partition = shareUpdateExclusive
	}
	return []Effect{p.on(op.Table, table, manual), p.on(op.Partition, partition, manual)}
}

// dropSchema: without CASCADE there is nothing in it.
func (p postgres) dropSchema(op operation.DropSchema) []Effect {
	if !op.Cascade {
		return nil
	}
	var effects []Effect
	for _, t := range p.before.Tables() {
		if t.Prefix == op.Object.Name {
			effects = append(effects, p.dropTable(t.Object)...)
		}
	}
	return Merge(effects)
}

// dropType: with CASCADE the columns of the type go too.
func (p postgres) dropType(op operation.DropType) []Effect {
	if !op.Cascade {
		return nil
	}
	var effects []Effect
	for _, t := range p.before.Tables() {
		uses := func(c schema.Column) bool {
			return c.Type.Name == op.Object.Name || c.Type.Of != nil && c.Type.Of.Name == op.Object.Name
		}
		if slices.ContainsFunc(t.Columns, uses) {
			effects = append(effects, p.on(t.Object, accessExclusive, pgDropDepend))
		}
	}
	return effects
}

func (p postgres) trigger(op operation.Trigger) []Effect {
	switch strings.ToUpper(op.What) {
	case "CREATE", "ENABLE", "DISABLE":
		return p.just(op, shareRowExclusive, pgLocks)
	}
	return p.just(op, accessExclusive, pgLocks)
}

// refresh: CONCURRENTLY the new rows are compared with the old ones.
func (p postgres) refresh(op operation.Refresh) []Effect {
	if op.Concurrently {
		e := p.on(op.Table, exclusive, pgRefresh)
		e.Scans = true
		return []Effect{e}
	}
	e := p.on(op.Table, accessExclusive, pgRefresh)
	e.Rewrites, e.Indexes = true, p.hasIndexes(op.Table)
	return []Effect{e}
}
