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

// tellsRowsApart: the index will do for REFRESH CONCURRENTLY.
func tellsRowsApart(i schema.Index) bool {
	return i.Unique && i.Where == "" && !slices.ContainsFunc(i.Columns, func(c command.IndexColumn) bool { return c.Column == "" })
}

// defined reports whether the migration itself has made a view before a step.
func defined(p *lint.Pass, s *lint.Step, view command.Object) bool {
	for _, earlier := range p.Steps {
		if earlier == s {
			break
		}
		switch op := earlier.Operation.(type) {
		case operation.Define:
			if op.Object == view && op.Verb == "CREATE" {
				return true
			}
		case operation.CreateTable:
			if op.Table == view {
				return true
			}
		}
	}
	return false
}

// disableTrigger asks whether they are switched on again.
func disableTrigger(p *lint.Pass) {
	for i, s := range p.Steps {
		name, on := switchesOff(s)
		if name == "" || s.Fresh {
			continue
		}
		problem := lint.Problem{
			Message: fmt.Sprintf("switches off %s%s: the rows that this migration writes are not checked", name, on),
			Manual:  manual(p, map[string]string{"postgres": "ALTER TABLE, DISABLE TRIGGER", "mssql": "DISABLE TRIGGER (Transact-SQL)"}[p.Database()]),
			Advice:  "write the rows such that the triggers may stay on; if they have to be off, switch off by name those that are meant, and on again in the same migration",
		}
		if strings.Contains(name, "foreign keys") {
			problem.Detail = "Foreign keys are triggers, too: rows whose counterpart is missing stay, and no VALIDATE finds them."
		}
		if !switchedOn(p.Steps[i+1:], s) {
			problem.Severity = lint.Error
			problem.Message = fmt.Sprintf("switches off %s%s and leaves it so: nothing is checked any longer", name, on)
		}
		p.Report(s, problem)
	}
}

// switchesOff says what a step switches off, and where; "" if nothing.
func switchesOff(s *lint.Step) (what, on string) {
	switch op := s.Operation.(type) {
	case operation.Trigger:
		if op.What != "DISABLE" {
			return "", ""
		}
		if op.Table.Name != "" {
			on = " of " + op.Table.String()
		}
		switch strings.ToUpper(op.Name) {
		case "ALL":
			return "all triggers and foreign keys", on
		case "USER", "":
			return "all triggers", on
		}
		return "the trigger " + op.Name, on
	case operation.SetVariable:
		if isReplicationRole(op) && strings.Contains(strings.ToLower(op.Value), "replica") {
			return "all triggers and foreign keys", " of the session"
		}
	}
	return "", ""
}

func isReplicationRole(v operation.SetVariable) bool {
	return strings.EqualFold(v.Object.Name, "session_replication_role")
}

// switchedOn reports whether a later step undoes what one has switched off. What
// is local ends with the transaction.
func switchedOn(later []*lint.Step, off *lint.Step) bool {
	if v, ok := off.Operation.(operation.SetVariable); ok {
		return v.Local || slices.ContainsFunc(later, func(s *lint.Step) bool {
			back, ok := s.Operation.(operation.SetVariable)
			return ok && isReplicationRole(back) && !strings.Contains(strings.ToLower(back.Value), "replica")
		})
	}
	return slices.ContainsFunc(later, func(s *lint.Step) bool {
		on, ok := s.Operation.(operation.Trigger)
		return ok && on.What == "ENABLE" && on.Table == off.On()
	})
}
