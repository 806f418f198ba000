package drafttest

import (
	"fmt"
	"io"
	"slices"
)

// Report is what became of an archive.
type Report struct {
	Archive string
	// Failures are the cases that are not exact, and Exact counts the others.
	Failures []Failure
	Exact    int
}

// Failure is a case that differs from what is expected.
type Failure struct {
	Case       *Case
	Difference string
	// Silent: files were written that are not the expected ones, where an error
	// or a question would have warned.
	Silent bool
}

// Total is the number of cases.
func (r Report) Total() int { return r.Exact + len(r.Failures) }

// Check drafts the cases of an archive: all, or those with the names.
func Check(a *Archive, names ...string) (Report, error) {
	report := Report{Archive: a.Name}
	model, err := a.Model()
	if err != nil {
		return report, err
	}
	for _, c := range a.Cases {
		if len(names) > 0 && !slices.Contains(names, c.Name) {
			continue
		}
		got := Result(c.Draft(model))
		if d := Compare(c, got); d != "" {
			report.Failures = append(report.Failures, Failure{Case: c, Difference: d, Silent: len(got.Files) > 0})
			continue
		}
		report.Exact++
	}
	return report, nil
}

// Sum is the summary of several reports: "draft: 312/340 exact, 3 silently
// wrong".
func Sum(reports []Report) string {
	exact, total, silent := 0, 0, 0
	for _, r := range reports {
		exact, total = exact+r.Exact, total+r.Total()
		for _, f := range r.Failures {
			if f.Silent {
				silent++
			}
		}
	}
	return fmt.Sprintf("draft: %d/%d exact, %d silently wrong", exact, total, silent)
}

// Write writes the report: the count, the texts that are not exact, and in
// detail how they differ.
func (r Report) Write(w io.Writer, detailed bool) {
	fmt.Fprintf(w, "%4d/%-4d %s\n", r.Exact, r.Total(), r.Archive)
	for _, f := range r.Failures {
		mark := "refused"
		if f.Silent {
			mark = "WRONG"
		}
		fmt.Fprintf(w, "  %-8s%s: %q\n", mark, f.Case.Name, f.Case.Text)
		if detailed {
			fmt.Fprintf(w, "%s\n", f.Difference)
		}
	}
}
