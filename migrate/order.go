package migrate

import (
	"context"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/source"
)

// checkOrder looks for pending migrations that are older than one that has
// run. Ecto.Migrator.up/4 warns after it ran such a migration, or fails then
// under :strict_version_order; here both come before anything runs.
func (m *Migrator) checkOrder(ctx context.Context, pending []source.File, applied versions) error {
	latest, ok := applied.latest()
	if !ok {
		return nil
	}
	var late diag.List
	for _, f := range pending {
		if f.Version < latest {
			late = append(late, m.late(f, latest))
		}
	}
	if m.config.StrictVersionOrder {
		return late.Err()
	}
	m.warn(ctx, late)
	return nil
}

func (m *Migrator) late(f source.File, latest int64) *diag.Diagnostic {
	pos := diag.Pos{File: f.Path}
	if m.config.StrictVersionOrder {
		return diag.Errorf(diag.Invalid, pos, "migration %d is older than %d, which has already run", f.Version, latest).
			WithDetail("strict version order is on: a rollback would undo %d and not %d. Nothing was run.", latest, f.Version).
			WithHint("give the file a version later than %d", latest)
	}
	return diag.Warningf(pos, "migration %d runs although the newer %d has already run", f.Version, latest).
		WithDetail("A rollback undoes the highest version first: it would undo %d and leave %d.", latest, f.Version).
		WithHint("if that matters, roll %d back and give the file a version later than %d", f.Version, latest)
}
