package exs

import (
	"errors"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// live tells how the planning of a callback has ended that looks into the
// answer of a query: it has to run with the database. As nobody then sees what
// it does before it runs, every function that it can call must be there.
func (s *session) live(err error) error {
	var needs *eval.NeedsDatabase
	if !errors.As(err, &needs) {
		return err
	}
	if s.recorder.Database() != nil {
		return diag.Errorf(diag.Refused, needs.Pos, "the migration looks into %s", needs.What).
			WithHint("have the database turn it into text: SELECT column::text ...")
	}
	if missing := s.interp.Unresolved(s.module, s.function, 0); len(missing) > 0 {
		return missing
	}
	refusal := &record.NeedsDatabase{What: needs.What}
	if !errors.As(err, &refusal.Diagnostic) {
		refusal.Diagnostic = diag.Errorf(diag.Refused, needs.Pos, "%v", err)
	}
	return refusal
}
