package locks

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

func (p postgres) indexes(op operation.Operation) []Effect {
	switch op := op.(type) {
	case operation.CreateIndex:
		if op.Index.Concurrently {
			return p.index(op.Table, shareUpdateExclusive, pgIndex)
		}
		effects := p.index(op.Table, share, pgIndex)
		if t := p.before.Table(op.Table); op.Index.Only && t != nil {
			_, partitioned := partitionColumn(t)
			effects[0].Indexes = !partitioned
		}
		return effects
	case operation.DropIndex:
		mode := accessExclusive
		if op.Concurrently {
			mode = shareUpdateExclusive
		}
		return []Effect{p.on(p.indexed(op.Table, op.Index), mode, pgDropIndex)}
	case operation.Reindex:
		return p.reindex(op)
	}
	return nil
}

// index is a lock under which an index is built.
func (p postgres) index(table command.Object, mode, manual string) []Effect {
	e := p.on(table, mode, manual)
	e.Indexes = true
	return []Effect{e}
}

// indexed returns the table of an index, as far as it is known.
func (p postgres) indexed(table, index command.Object) command.Object {
	if table.Name != "" {
		return table
	}
	if t, _ := p.before.Index(index); t != nil {
		return t.Object
	}
	return command.Object{}
}

// reindex: the table's lock would let others read, but a query is planned with
// all indexes of the table, and so waits for the one that is built.
func (p postgres) reindex(op operation.Reindex) []Effect {
	table := p.indexed(op.Table, op.Index)
	if op.Concurrently {
		return p.index(table, shareUpdateExclusive, pgReindexConc)
	}
	effects := p.index(table, share, pgReindex)
	effects[0].Blocks = Reads
	if strings.EqualFold(op.What, "TABLE") {
		effects[0].Indexes = p.hasIndexes(table)
	}
	return effects
}

// keyColumns returns the columns of a unique constraint or the primary key.
func keyColumns(t *schema.Table, name string) []string {
	if pk := t.PrimaryKey; pk != nil && (pk.Name == name || pk.Name == "" && name == t.Name+"_pkey") {
		return pk.Columns
	}
	index := t.Index(name)
	if index == nil {
		return nil
	}
	var columns []string
	for _, c := range index.Columns {
		columns = append(columns, c.Column)
	}
	return columns
}
