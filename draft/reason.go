package draft

import (
	"slices"
	"strings"
)

// Reason is a choice that the text did not dictate.
type Reason struct {
	// About are the columns, tables or indexes that were chosen for.
	About []string
	// Choice is what was chosen, and why.
	Choice string
}

// String returns the reason as a line: "email, name: string, by name".
func (r Reason) String() string {
	if len(r.About) == 0 {
		return r.Choice
	}
	return strings.Join(r.About, ", ") + ": " + r.Choice
}

// reasons collects reasons. What was chosen for the same reason is one line.
type reasons []Reason

func (r *reasons) add(about, choice string) {
	i := slices.IndexFunc(*r, func(known Reason) bool { return known.Choice == choice })
	if i < 0 {
		*r = append(*r, Reason{Choice: choice})
		i = len(*r) - 1
	}
	if known := &(*r)[i]; about != "" && !slices.Contains(known.About, about) {
		known.About = append(known.About, about)
	}
}

func (r *reasons) join(others reasons) {
	for _, other := range others {
		r.add("", other.Choice)
		for _, about := range other.About {
			r.add(about, other.Choice)
		}
	}
}
