package drafttest

import (
	"strings"
	"testing"
)

// TestCorpus drafts every description and compares the result with what is
// expected.
func TestCorpus(t *testing.T) {
	var reports []Report
	for _, a := range archives(t) {
		report, err := Check(a)
		if err != nil {
			t.Error(err)
			continue
		}
		reports = append(reports, report)
		if len(report.Failures) > 0 {
			var b strings.Builder
			report.Write(&b, testing.Verbose())
			t.Errorf("%s", b.String())
		}
	}
	t.Log(Sum(reports))
}
