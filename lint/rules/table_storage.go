package rules

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// tableStorage are the rules about how tables are stored, and about partitions.
func tableStorage() []*lint.Rule {
	return []*lint.Rule{
		{
			ID: "set-storage", Title: "a table is written anew to be stored in another way", Severity: lint.Error,
			Databases: []string{"postgres"},
			Aliases:   aliases("pgfence set-logged-unlogged", "migrationpilot MP047", "migrationpilot MP066", "migrationpilot MP095"),
			Step:      setStorage,
		},
		{
			ID: "attach-partition", Title: "a partition is attached and its rows are checked under its lock", Severity: lint.Warning,
			Databases: []string{"postgres"},
			Aliases:   aliases("pgfence attach-partition", "migrationpilot MP072", "migrationpilot MP094"),
			Step:      attachPartition,
		},
		{
			ID: "detach-partition", Title: "a partition is detached under a lock of the whole table", Severity: lint.Warning,
			Databases: []string{"postgres"},
			Aliases: aliases("squawk require-concurrent-partition-detach", "pgfence detach-partition", "pgfence detach-partition-concurrent",
				"migrationpilot MP046"),
			Step: detachPartition,
		},
	}
}

func setStorage(p *lint.Pass, s *lint.Step) {
	set, ok := s.Operation.(operation.SetStorage)
	if !ok {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	if set.What == "UNLOGGED" {
		problem.Detail = "An unlogged table is empty after a crash, and is not there on replicas."
	}
	problem.Advice = "run it in a quiet hour with a lock timeout, or make a new table, copy the rows in batches, and change the names"
	p.Report(s, problem)
}

func attachPartition(p *lint.Pass, s *lint.Step) {
	attach, ok := s.Operation.(operation.AttachPartition)
	if !ok || empty(p, attach.Partition) {
		return
	}
	problem, ok := locked(p, s, lint.Warning)
	if !ok {
		return
	}
	problem.Message = fmt.Sprintf("attaches %s to %s: %s", attach.Partition, attach.Table, problem.Message)
	problem.Detail = "No row is looked at if a validated check constraint of the partition says what its bounds say. A default partition is looked at as well, unless a check excludes the bounds from it."
	problem.Advice = "add such a check that is not valid yet (NOT VALID), validate it in the next migration, attach the partition behind that, and drop the check"
	p.Report(s, problem)
}

// detachPartition: the lock is brief, but everybody who reads or writes any of
// the partitions waits behind it.
func detachPartition(p *lint.Pass, s *lint.Step) {
	detach, ok := s.Operation.(operation.DetachPartition)
	if !ok || detach.Concurrently || s.Fresh {
		return
	}
	advice := "detach it with CONCURRENTLY, in a migration of its own outside of a transaction"
	if p.Server.Major > 0 && p.Server.Major < 14 {
		advice = "set a lock timeout, and run it in a migration of its own; PostgreSQL 14 has CONCURRENTLY for it"
	}
	p.Report(s, lint.Problem{
		Message: fmt.Sprintf("takes ACCESS EXCLUSIVE on %s, of which %s is detached: reads and writes of all partitions wait until the migration ends", detach.Table, detach.Partition),
		Manual:  manual(p, "ALTER TABLE, DETACH PARTITION"),
		Advice:  advice,
	})
}
