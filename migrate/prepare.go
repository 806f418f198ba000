package migrate

import (
	"context"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/source"
)

// job is one migration of a run, ready to be executed.
type job struct {
	file   source.File
	plan   *plan.Plan
	way    way
	lock   dialect.Lock
	script []step
	// recordsFirst: the version is recorded before the migration's statements,
	// in the same transaction; see executor.write.
	recordsFirst bool
	// checksum is that of the migration's source; "" if it is not known.
	checksum string
}

// way is how a migration's statements reach the database.
type way uint8

const (
	// unwrapped: one by one, outside of a transaction.
	unwrapped way = iota
	// stepwise: one by one, in a transaction.
	stepwise
	// batched: in a transaction that is one message.
	batched
)

// prepare loads and plans what a run would run and checks everything that
// can be checked without running them. Its error reports all problems of all
// files together; nothing has run then.
func (m *Migrator) prepare(ctx context.Context, files []source.File, applied versions,
	direction command.Direction, target Target) ([]*job, error) {
	pending, err := choose(files, applied, direction, target)
	if err != nil {
		return nil, err
	}
	problems := diag.All(source.Duplicates(pending))
	if direction == command.Up {
		problems = append(problems, diag.All(m.checkOrder(ctx, pending, applied))...)
		problems = append(problems, diag.All(checkSquashed(pending, applied))...)
	}
	var jobs []*job
	for i, l := range m.loadAll(pending, direction) {
		f, p, err := pending[i], l.plan, l.err
		if err == nil {
			err = m.checkConcurrent(p)
		}
		if err == nil {
			err = m.checkTogether(p)
		}
		if err != nil {
			problems = append(problems, asList(err, f)...)
			continue
		}
		jobs = append(jobs, &job{file: f, plan: p})
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	if len(jobs) > 0 {
		m.warnLimits(ctx)
	}
	for _, j := range jobs {
		m.warn(ctx, j.plan.Warnings)
		if err := m.arrange(j); err != nil {
			return nil, err
		}
	}
	return jobs, nil
}

// forget lets go of the statements of a migration that is over. Of a thousand
// migrations they are most of what a run holds.
func (j *job) forget() {
	j.script = nil
	j.plan.AfterBegin, j.plan.Body, j.plan.BeforeCommit = nil, nil, nil
}

// arrange chooses the way of a migration and writes its script. The script's
// versions row gets its time when the migration starts.
func (m *Migrator) arrange(j *job) error {
	lock, err := m.lockSQL(j.plan.Migration.DisableMigrationLock)
	if err != nil {
		return err
	}
	j.lock = lock
	// A migration that begins and ends transactions itself must not be recorded
	// before its end, nor one that looks at the table of versions, and code
	// cannot be part of a message.
	plain := m.config.VersionsDB == nil && !managesTransaction(j.plan) && !runsCode(j.plan) &&
		!m.namesVersions(j.plan)
	switch name := m.config.Dialect.Name(); {
	case !j.plan.InTransaction:
		j.way = unwrapped
	case name == "postgres" && plain:
		j.way, j.recordsFirst = batched, true
	default:
		j.way = stepwise
		j.recordsFirst = name == "sqlite" && plain && j.plan.Direction == command.Up
	}
	return nil
}

// namesVersions reports whether a statement of the migration names the table of
// versions: squashed histories delete rows from it, for example.
func (m *Migrator) namesVersions(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Statements(), func(s dialect.Statement) bool {
		return strings.Contains(s.SQL, m.table.Name)
	})
}

// runsCode reports whether there is something that cannot be part of a message.
func runsCode(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Statements(), func(s dialect.Statement) bool { return s.Code != nil || len(s.Params) > 0 })
}

// asList makes diagnostics of any error of a file.
func asList(err error, f source.File) diag.List {
	if list := diag.All(err); list != nil {
		return list
	}
	return diag.List{diag.Errorf(diag.Invalid, diag.Pos{File: f.Path}, "%v", err)}
}
