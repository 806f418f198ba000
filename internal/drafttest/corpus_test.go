package drafttest

import (
	"os"
	"strings"
	"testing"
)

// TestCorpus drafts every description and compares the result with what is
// expected. Those that are pending are refused or asked about, for now.
func TestCorpus(t *testing.T) {
	waiting := pending(t)
	var reports []Report
	for _, a := range archives(t) {
		report, err := Check(a)
		if err != nil {
			t.Error(err)
			continue
		}
		reports = append(reports, report)
		report.Failures = unexpected(report.Failures, waiting)
		if len(report.Failures) > 0 {
			var b strings.Builder
			report.Write(&b, testing.Verbose())
			t.Errorf("%s", b.String())
		}
	}
	for id := range waiting {
		t.Errorf("%s is exact, or is no case: take it off pending.txt", id)
	}
	t.Log(Sum(reports))
}

// unexpected returns the failures that do not wait, and takes the others off
// the list: a case that waits writes no files.
func unexpected(failures []Failure, waiting map[string]bool) (left []Failure) {
	for _, f := range failures {
		id := f.Case.ID()
		if !waiting[id] || f.Silent {
			left = append(left, f)
		}
		delete(waiting, id)
	}
	return left
}

// pending reads the list of the cases that are not understood yet.
func pending(t *testing.T) map[string]bool {
	text, err := os.ReadFile("../../testdata/draft/pending.txt")
	if err != nil {
		t.Fatal(err)
	}
	list := make(map[string]bool)
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if list[line] {
			t.Errorf("pending.txt has %s twice", line)
		}
		list[line] = true
	}
	return list
}
