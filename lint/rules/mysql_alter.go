package rules

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// mysqlAlters are the rules about how MySQL and MariaDB alter a table: all that a
// statement asks for is done in the worst of the ways that its parts need.
func mysqlAlters() []*lint.Rule {
	mysql := []string{"mysql"}
	return []*lint.Rule{
		{
			ID: "algorithm-copy", Title: "an ALTER TABLE copies the table while writes wait", Severity: lint.Error, Databases: mysql,
			Aliases: aliases("strong_migrations copy_algorithm", "strong_migrations add_foreign_key_mysql",
				"strong_migrations add_check_constraint_mysql", "django-migration-linter ALTER_COLUMN"),
			Migration: algorithmCopy,
		},
		{
			ID: "lock-shared", Title: "an ALTER TABLE works in place while writes wait", Severity: lint.Error, Databases: mysql,
			Aliases: aliases("strong_migrations lock_option"), Migration: lockShared,
		},
		{
			ID: "table-rebuild-in-place", Title: "an ALTER TABLE writes the table anew, which replicas do again", Severity: lint.Note,
			Databases: mysql, Aliases: aliases("migrationpilot MP102", "migrationpilot MP103"), Migration: rebuildInPlace,
		},
		{
			ID: "instant-with-lock", Title: "ALGORITHM=INSTANT is refused with a LOCK", Severity: lint.Error, Databases: mysql,
			Step: instantWithLock,
		},
	}
}

// alteration is what a statement does to a table from before.
type alteration struct {
	// step is the part that decides how it is done.
	step   *lint.Step
	effect locks.Effect
}

// alterations are those of a migration, one a statement. Those that other rules
// speak of are left out by the caller.
func alterations(p *lint.Pass, counts func(*lint.Pass, *lint.Step) bool) []alteration {
	var list []alteration
	for _, s := range p.Steps {
		for _, e := range s.Felt {
			if e.Algorithm == "" || e.Table != s.On() || unseen(p, e.Table) || !counts(p, s) {
				continue
			}
			a := alteration{s, e}
			last := len(list) - 1
			switch {
			case last < 0 || !sameStatement(list[last].step, s):
				list = append(list, a)
			case a.worse(list[last]):
				list[last] = a
			}
		}
	}
	return list
}

func (a alteration) worse(b alteration) bool {
	rank := func(x alteration) int {
		switch e := x.effect; {
		case e.Algorithm == "COPY":
			return 4 + int(e.Blocks)
		case e.Blocks >= locks.Writes && e.Long():
			return 3
		case e.Rewrites:
			return 2
		case e.Long():
			return 1
		}
		return 0
	}
	return rank(a) > rank(b)
}

// copies: a statement that asks for another algorithm or for no lock is refused
// by the server where it would have to copy.
func (a alteration) copies() bool {
	if strings.EqualFold(a.step.Algorithm, "COPY") {
		return true
	}
	return a.effect.Algorithm == "COPY" && a.effect.Blocks >= locks.Writes && !a.refused()
}

func (a alteration) refused() bool {
	algorithm := strings.ToUpper(a.step.Algorithm)
	return strings.EqualFold(a.step.Lock, "NONE") || algorithm == "INSTANT" || algorithm == "INPLACE" || algorithm == "NOCOPY"
}

// altersItself leaves out what other rules say: a key that replaces another in
// the same statement, foreign keys that are not made or not checked, and what is
// about the values or the character set.
func altersItself(p *lint.Pass, s *lint.Step) bool {
	switch op := s.Operation.(type) {
	case operation.DropConstraint:
		return op.Kind != "PRIMARY KEY" || !beside(p, s, func(other operation.Operation) bool {
			_, ok := other.(operation.AddPrimaryKey)
			return ok
		})
	case operation.AddForeignKey:
		return !ignoredReference(p, s) && !checksOff(p, s)
	case operation.SetStorage:
		return !strings.Contains(op.What, "CHARACTER SET")
	case operation.SetType:
		_, listed := listChange(op)
		return !listed && !repeats(s, op)
	case operation.SetOption:
		return op.What != "CHARACTER SET" && op.What != "CHARSET" && op.What != "COLLATE" && op.What != "DEFAULT"
	}
	return true
}

// beside looks for another part of a step's statement.
func beside(p *lint.Pass, s *lint.Step, is func(operation.Operation) bool) bool {
	for _, other := range p.Steps {
		if other != s && sameStatement(other, s) && is(other.Operation) {
			return true
		}
	}
	return false
}

func algorithmCopy(p *lint.Pass) {
	for _, a := range alterations(p, altersItself) {
		if !a.copies() {
			continue
		}
		e := a.effect
		e.Mode, e.Blocks, e.Rewrites = "LOCK=SHARED", max(e.Blocks, locks.Writes), true
		problem := weighed(p, e, lint.Error)
		problem.Message = fmt.Sprintf("%s by copying the table: %s", doing(p, a.step), problem.Message)
		problem.Detail = copyDetail(p, a)
		problem.Advice = "write ALGORITHM=INPLACE, LOCK=NONE behind the change, so that the server refuses rather than copies, " +
			"and change a large table with gh-ost or pt-online-schema-change"
		if strings.EqualFold(a.step.Algorithm, "COPY") && e.Algorithm != "COPY" || a.effect.Algorithm != "COPY" {
			problem.Advice = "leave out ALGORITHM=COPY: the server can do this in a better way"
		}
		p.Report(a.step, problem)
	}
}

func copyDetail(p *lint.Pass, a alteration) string {
	switch op := a.step.Operation.(type) {
	case operation.SetType:
		if op.From == nil {
			return "The type before is not known, so the worst is said; from: in the migration, or a database to look at (--url), tells."
		}
	case operation.AddForeignKey:
		return "Only with foreign_key_checks = 0, which leaves the rows unchecked, a foreign key is added in place."
	case operation.DropConstraint:
		if op.Kind == "PRIMARY KEY" {
			return "Dropped and added in one statement, a primary key is replaced in place."
		}
	}
	if p.Server.MariaDB && p.Server.Major == 0 {
		return "MariaDB lets rows be written meanwhile from 11.2 on."
	}
	return ""
}

// doing says what a step asks for.
func doing(p *lint.Pass, s *lint.Step) string {
	switch op := s.Operation.(type) {
	case operation.AddColumn:
		return fmt.Sprintf("adds %s.%s", op.Table, op.Column.Name)
	case operation.DropColumn:
		return fmt.Sprintf("drops %s.%s", op.Table, op.Column)
	case operation.SetType:
		if op.From != nil && sizedName(*op.From) == sizedName(op.Column) {
			return fmt.Sprintf("changes the character set or collation of %s.%s", op.Table, op.Column.Name)
		}
		return fmt.Sprintf("changes %s.%s%s to %s", op.Table, op.Column.Name, fromType(p, op), columnType(p, op.Column))
	case operation.SetNotNull:
		return fmt.Sprintf("forbids NULL in %s.%s", op.Table, op.Column)
	case operation.DropNotNull:
		return fmt.Sprintf("allows NULL in %s.%s", op.Table, op.Column)
	case operation.SetGenerated:
		return fmt.Sprintf("changes how %s.%s is computed", op.Table, op.Column)
	case operation.AddForeignKey:
		return fmt.Sprintf("adds a foreign key of %s to %s", op.Table, op.To)
	case operation.AddCheck:
		return fmt.Sprintf("adds a check to %s", op.Table)
	case operation.AddPrimaryKey:
		return fmt.Sprintf("adds a primary key to %s", op.Table)
	case operation.AddUnique:
		return fmt.Sprintf("makes %s of %s unique", list(op.Columns), op.Table)
	case operation.DropConstraint:
		if op.Kind == "PRIMARY KEY" {
			return fmt.Sprintf("drops the primary key of %s", op.Table)
		}
		return fmt.Sprintf("drops the constraint %s of %s", op.Name, op.Table)
	case operation.CreateIndex:
		return fmt.Sprintf("builds the index %s of %s", op.Index.Name, op.Table)
	case operation.Reindex:
		return fmt.Sprintf("builds the indexes of %s again", op.Table)
	case operation.Vacuum:
		return fmt.Sprintf("optimizes %s", op.Table)
	}
	return fmt.Sprintf("changes %s", s.On())
}

func lockShared(p *lint.Pass) {
	for _, a := range alterations(p, altersItself) {
		e := a.effect
		asked := strings.ToUpper(a.step.Lock)
		switch {
		case a.copies() || a.refused() && asked != "SHARED" && asked != "EXCLUSIVE":
			continue
		case (asked == "SHARED" || asked == "EXCLUSIVE") && e.Algorithm != "INSTANT":
			e.Mode, e.Blocks = "LOCK="+asked, map[bool]locks.Blocks{true: locks.Reads, false: locks.Writes}[asked == "EXCLUSIVE"]
		case e.Blocks < locks.Writes || e.Algorithm == "INSTANT" || e.Algorithm == "COPY":
			continue
		}
		e.Indexes = e.Indexes || !e.Rewrites && isIndex(a.step)
		problem := weighed(p, e, lint.Error)
		problem.Message = fmt.Sprintf("%s: %s", doing(p, a.step), problem.Message)
		problem.Advice = "do it when few write, or with gh-ost or pt-online-schema-change: there is no better lock for it"
		if asked == "SHARED" || asked == "EXCLUSIVE" {
			problem.Advice = "leave out LOCK=" + asked + ", or write LOCK=NONE, so that the server refuses if it has to keep others waiting"
		}
		p.Report(a.step, problem)
	}
}

func isIndex(s *lint.Step) bool {
	_, ok := s.Operation.(operation.CreateIndex)
	return ok
}

// rebuildInPlace keeps nobody waiting on the server itself.
func rebuildInPlace(p *lint.Pass) {
	for _, a := range alterations(p, altersItself) {
		e, asked := a.effect, strings.ToUpper(a.step.Algorithm)
		if !e.Rewrites || e.Blocks >= locks.Writes || asked == "INSTANT" || asked == "NOCOPY" || asked == "COPY" || a.step.Lock != "" && !a.refused() {
			continue
		}
		severity := lint.Note
		switch p.Weigh(e.Table, lint.Note) {
		case lint.Error:
			severity = lint.Warning
		case lint.Note:
			if _, known := p.RowsOf(e.Table); known {
				continue
			}
		}
		rows, known := p.RowsOf(e.Table)
		if !known {
			rows = -1
		}
		p.Report(a.step, lint.Problem{
			Severity: severity,
			Message: fmt.Sprintf("%s: %s are written anew; reads and writes go on here, but replicas do the same afterwards and lag as long as it takes",
				doing(p, a.step), locks.Rows(rows)),
			Detail: "It needs as much space again as the table has, and fails if the changes that are made meanwhile outgrow their log.",
			Manual: manual(p, e.Manual),
			Advice: "make all such changes of a table in one statement, and those of a large one when replicas may lag",
		})
	}
}

func instantWithLock(p *lint.Pass, s *lint.Step) {
	lock := strings.ToUpper(s.Lock)
	if p.Server.MariaDB || !strings.EqualFold(s.Algorithm, "INSTANT") || lock == "" || lock == "DEFAULT" || !firstOf(p, s, sameStatement) {
		return
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("fails: MySQL refuses LOCK=%s beside ALGORITHM=INSTANT (error 1221)", lock),
		Manual:  manual(p, "ALTER TABLE Statement, Performance and Space Requirements"),
		Advice:  "leave out LOCK: an instant change keeps nobody waiting",
	}
	if execute, ok := s.Command.(command.Execute); ok {
		execute.Up = command.SQL(lockClause.ReplaceAllString(textOf(s), ""))
		problem.Fix = &lint.Fix{Instead: []command.Command{execute}}
	}
	p.Report(s, problem)
}
