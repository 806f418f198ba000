package rules

import (
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/lint"
)

// locked returns what a step's worst lock is like, for a rule about locks that
// last the longer the larger the table is. There is none if the table is fresh,
// or if nobody who reads or writes would wait.
func locked(p *lint.Pass, s *lint.Step, base lint.Severity) (lint.Problem, bool) {
	var worst *locks.Effect
	for i, e := range s.Effects {
		if e.Long() && e.Blocks >= locks.Writes && !p.Fresh(e.Table) && !unseen(p, e.Table) && (worst == nil || e.Blocks > worst.Blocks) {
			worst = &s.Effects[i]
		}
	}
	if worst == nil {
		return lint.Problem{}, false
	}
	return weighed(p, *worst, base), true
}

// weighed is the problem that an effect is.
func weighed(p *lint.Pass, e locks.Effect, base lint.Severity) lint.Problem {
	rows, known := p.RowsOf(e.Table)
	if !known {
		rows = -1
	}
	return lint.Problem{Severity: p.Weigh(e.Table, base), Message: e.Words(rows), Manual: manual(p, e.Manual)}
}
