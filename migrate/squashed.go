package migrate

import (
	"fmt"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/source"
)

// checkSquashed refuses a squashed migration on a database that has run some of
// those that it replaces, but not all: it would create what is there already.
func checkSquashed(pending []source.File, applied versions) error {
	var problems diag.List
	for _, f := range pending {
		if !f.Squashed() {
			continue
		}
		older := 0
		for version := range applied {
			if version < f.Version {
				older++
			}
		}
		if older > 0 {
			problems = append(problems, incomplete(f, older))
		}
	}
	return problems.Err()
}

func incomplete(f source.File, older int) *diag.Diagnostic {
	versions := "1 of the versions"
	if older > 1 {
		versions = fmt.Sprintf("%d of the versions", older)
	}
	return diag.Errorf(diag.Refused, diag.Pos{File: f.Path}, "the database has run %s that %d replaces, but not all of them", versions, f.Version).
		WithDetail("It would create again what they have created.").
		WithHint("run the old files up to %d first: they are in version control, or in the folder that squash moved them to:\n"+
			"whimbrel migrate --migrations-path FOLDER\n"+
			"or, if the database was rolled back and is empty: whimbrel drop, whimbrel create, whimbrel migrate", f.Version)
}

// markSquashed says of versions without a migration which squashed migration
// has taken their place.
func markSquashed(list []Status) {
	var into int64
	for i := len(list) - 1; i >= 0; i-- {
		s := &list[i]
		switch {
		case s.Up && s.File != "" && s.Name == source.SquashedName:
			into = s.Version
		case s.File == "" && into != 0:
			s.SquashedInto = into
		}
	}
}
