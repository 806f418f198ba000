package rules

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/lint"
)

// All returns every rule, in the order of the topics.
func All() []*lint.Rule {
	return slices.Concat(
		columnLosses(),
	)
}
