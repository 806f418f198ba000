package cli

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// missingLine is a line that whimbrel.toml would need.
type missingLine struct {
	Table string `json:"table"`
	Line  string `json:"line"`
	// Migrations is how many migrations ask for it.
	Migrations int `json:"migrations"`
}

// reasons are why something has to be done about a migration.
func (a *app) reasons(c checkedFile) diag.List {
	var list diag.List
	switch c.state() {
	case checkRefused:
		list = a.diagnose(c.up)
	case checkUpOnly:
		list = a.diagnose(c.down)
	}
	if c.locked != nil {
		list = append(list, a.diagnose(c.locked)...)
	}
	return list
}

// missingLines are the lines of whimbrel.toml that migrations ask for, by their
// tables. A list has what all of them want.
func (a *app) missingLines(all []checkedFile) []missingLine {
	settings, askedBy := map[string]diag.Setting{}, map[string]int{}
	for _, c := range all {
		asked := map[string]bool{}
		for _, d := range a.reasons(c) {
			if d.Setting == nil {
				continue
			}
			id := d.Setting.Table + "." + d.Setting.Key
			settings[id] = d.Setting.With(settings[id].Values)
			asked[id] = true
		}
		for id := range asked {
			askedBy[id]++
		}
	}
	lines := []missingLine{}
	for _, id := range slices.Sorted(maps.Keys(settings)) {
		lines = append(lines, missingLine{settings[id].Table, settings[id].String(), askedBy[id]})
	}
	slices.SortStableFunc(lines, func(a, b missingLine) int { return cmp.Compare(a.Table, b.Table) })
	return lines
}

// printMissing prints the lines of whimbrel.toml that would settle what a
// person can settle there. No value is invented.
func (a *app) printMissing(all []checkedFile) {
	lines := a.missingLines(all)
	if len(lines) == 0 {
		return
	}
	_, _ = fmt.Fprintln(a.out, "What whimbrel.toml could say, with your values for \"...\":")
	table, width := "", 0
	for _, l := range lines {
		width = max(width, len(l.Line))
	}
	for _, l := range lines {
		if l.Table != table {
			table = l.Table
			_, _ = fmt.Fprintf(a.out, "\n  [%s]\n", table)
		}
		_, _ = fmt.Fprintf(a.out, "  %-*s    # %s\n", width, l.Line, plural(l.Migrations, "migration"))
	}
	_, _ = fmt.Fprintln(a.out)
}

// printShared counts the reasons that several migrations have, the most frequent
// first.
func (a *app) printShared(all []checkedFile) {
	counts := map[string]int{}
	for _, c := range all {
		own := map[string]bool{}
		for _, d := range a.reasons(c) {
			own[gist(d.Summary)] = true
		}
		for reason := range own {
			counts[reason]++
		}
	}
	maps.DeleteFunc(counts, func(_ string, n int) bool { return n < 2 })
	if len(counts) == 0 {
		return
	}
	_, _ = fmt.Fprintln(a.out, "The same in several migrations:")
	shared := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(shared, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	for _, reason := range shared {
		_, _ = fmt.Fprintf(a.out, "  %4d  %s\n", counts[reason], indented(reason, "        "))
	}
	_, _ = fmt.Fprintln(a.out)
}

// gist is a reason without what it names at its end: (index posts_slug_index).
func gist(summary string) string {
	if at := strings.LastIndex(summary, " ("); at > 0 && strings.HasSuffix(summary, ")") {
		return summary[:at]
	}
	return summary
}
