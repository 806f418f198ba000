package locks

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
)

func (p postgres) constraints(op operation.Operation) []Effect {
	switch op := op.(type) {
	case operation.AddForeignKey:
		return p.addForeignKey(op)
	case operation.AddCheck:
		e := p.on(op.Table, accessExclusive, pgAlterNotes)
		e.Scans = !op.NotValidated
		return []Effect{e}
	case operation.AddExclusion:
		return p.index(op.Table, accessExclusive, pgAlter)
	case operation.AddUnique:
		if op.UsingIndex != "" {
			return p.just(op, accessExclusive, pgAlterUsing)
		}
		return p.index(op.Table, accessExclusive, pgAlter)
	case operation.AddPrimaryKey:
		return p.addPrimaryKey(op)
	case operation.DropConstraint:
		return p.dropConstraint(op)
	case operation.ValidateConstraint:
		return p.validate(op)
	}
	return p.just(op, accessExclusive, pgAlter)
}

// addForeignKey locks both tables, and joins them unless it is not validated.
func (p postgres) addForeignKey(op operation.AddForeignKey) []Effect {
	manual := "ALTER TABLE, Description: ADD table_constraint"
	own, other := p.on(op.Table, shareRowExclusive, manual), p.on(op.To, shareRowExclusive, manual)
	own.Scans = !op.NotValidated && !op.Inline
	other.Scans = own.Scans
	return Merge([]Effect{own, other})
}

// addPrimaryKey forbids NULL in its columns, too.
func (p postgres) addPrimaryKey(op operation.AddPrimaryKey) []Effect {
	e := p.on(op.Table, accessExclusive, pgAlter)
	if op.UsingIndex != "" {
		e.Manual = pgAlterUsing
	}
	e.Indexes = op.UsingIndex == ""
	columns := op.Columns
	if _, index := p.before.Index(command.Object{Prefix: op.Table.Prefix, Name: op.UsingIndex}); index != nil && len(columns) == 0 {
		for _, c := range index.Columns {
			columns = append(columns, c.Column)
		}
	}
	t := known(p.before, op.Table)
	e.Scans = len(columns) == 0 || slices.ContainsFunc(columns, func(c string) bool {
		isNew := t != nil && t.Column(c) == nil // it comes with the key
		return !isNew && !p.knownNotNull(op.Table, c)
	})
	return []Effect{e}
}

// dropConstraint: a foreign key has triggers on both tables; one that needs the
// constraint goes with it.
func (p postgres) dropConstraint(op operation.DropConstraint) []Effect {
	effects := p.just(op, accessExclusive, pgAlter)
	t := p.before.Table(op.Table)
	if t == nil {
		return effects
	}
	if key := t.ForeignKey(op.Name); key != nil {
		effects = append(effects, p.on(key.To, accessExclusive, pgDropDepend))
	}
	if columns := keyColumns(t, op.Name); op.Cascade && len(columns) > 0 {
		effects = append(effects, p.referrers(op.Table, columns...)...)
	}
	return Merge(effects)
}

// validate lets rows be written meanwhile.
func (p postgres) validate(op operation.ValidateConstraint) []Effect {
	manual := "ALTER TABLE, Description: VALIDATE CONSTRAINT"
	own := p.on(op.Table, shareUpdateExclusive, manual)
	own.Scans = true
	t := p.before.Table(op.Table)
	if t == nil {
		return []Effect{own}
	}
	if c := t.Constraint(op.Name); c != nil && !c.SkipValidation {
		own.Scans = false
	}
	key := t.ForeignKey(op.Name)
	if key == nil {
		return []Effect{own}
	}
	if own.Scans = key.NotValidated; !own.Scans {
		return []Effect{own}
	}
	other := p.on(key.To, rowShare, manual)
	other.Scans = true
	return Merge([]Effect{own, other})
}
