package migrate

import (
	"context"
	"fmt"

	"github.com/whimbrel-go/whimbrel/diag"
)

// judge warns of drift, or refuses the run.
func (m *Migrator) judge(ctx context.Context, list []Status, down bool) error {
	oldest, drifted := int64(0), map[Drift][]Status{}
	for _, s := range list {
		if s.File != "" && oldest == 0 {
			oldest = s.Version
		}
		// That the oldest files are gone is how people make room; and what has a
		// name is in another folder.
		if s.Drift == DriftUnknown && (oldest == 0 || s.Name != "") {
			continue
		}
		drifted[s.Drift] = append(drifted[s.Drift], s)
	}
	var problems diag.List
	if edited := drifted[DriftEdited]; len(edited) > 0 {
		problems = append(problems, m.edited(edited, down))
	}
	if missing := drifted[DriftMissing]; len(missing) > 0 {
		problems = append(problems, m.missing(missing))
	}
	if m.config.StrictChecksums && len(problems) > 0 {
		for _, d := range problems {
			d.Severity, d.Kind = diag.Error, DriftKind
		}
		return problems
	}
	if unknown := drifted[DriftUnknown]; len(unknown) > 0 {
		note := diag.Warningf(diag.Pos{}, "the database has %s that no file has: %s",
			count(len(unknown), "version", "versions"), titles(unknown)).
			WithHint("if that is another branch, or a later release, all is well; whimbrel migrations lists them")
		note.Severity = diag.Note
		problems = append(problems, note)
	}
	m.warn(ctx, problems)
	return nil
}

func (m *Migrator) edited(edited []Status, down bool) *diag.Diagnostic {
	d := diag.Warningf(diag.Pos{File: edited[0].File}, "%s edited after %s applied: %s",
		count(len(edited), "migration was", "migrations were"), pronoun(len(edited), "it was", "they were"), titles(edited))
	if down {
		return d.WithDetail("What the file says about the way down may not fit what was applied.").
			WithHint("roll back with the file as it was (version control has it);\n%s", m.acceptance(edited))
	}
	return d.WithDetail("This database has what was there before; a new one will get what is there now.").
		WithHint("put the file back, and write the change as a new migration;\n%s", m.acceptance(edited))
}

func (m *Migrator) missing(missing []Status) *diag.Diagnostic {
	return diag.Warningf(diag.Pos{}, "the source of %s is missing: %s",
		count(len(missing), "applied migration", "applied migrations"), titles(missing)).
		WithDetail("A new database will not have what %s done, and it cannot be rolled back.", pronoun(len(missing), "it has", "they have")).
		WithHint("bring the file back from version control;\n%s", m.acceptance(missing))
}

// acceptance says what to type if all is as it should be.
func (m *Migrator) acceptance(list []Status) string {
	text := "or, if all is well as it is: whimbrel migrations --accept all"
	if len(list) == 1 {
		text = fmt.Sprintf("or, if all is well as it is: whimbrel migrations --accept %d", list[0].Version)
	}
	if prefix := m.config.Commands.Prefix; prefix != "" {
		text += " --prefix " + prefix
	}
	return text
}

func pronoun(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// titles names migrations.
func titles(statuses []Status) string {
	names := make([]string, len(statuses))
	for i, s := range statuses {
		names[i] = s.title()
	}
	return list(names)
}

// title is the version with the name, as far as it is known.
func (s Status) title() string {
	if s.Name == "" {
		return fmt.Sprint(s.Version)
	}
	return fmt.Sprintf("%d_%s", s.Version, s.Name)
}
