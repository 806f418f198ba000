package draft

import "github.com/whimbrel-go/whimbrel/internal/english"

// Draft writes the migrations that a text describes. The error is a
// [*Question], or a diag.List whose positions are lines and columns of the
// text.
func Draft(o Options) (*Result, error) {
	return FromIntents(english.Understand(o.Text), o)
}
