//go:build edebug

package rules_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint"
)

func TestEDebug(t *testing.T) {
	text, _ := os.ReadFile("/tmp/d/s4/e/in.txt")
	for _, block := range strings.Split(string(text), "\n====\n") {
		db, body, _ := strings.Cut(block, "\n")
		var before []string
		parts := strings.Split(body, "\n--\n")
		if len(parts) > 1 {
			before = parts[:len(parts)-1]
		}
		show := &lint.Rule{ID: "show", Severity: lint.Note, Step: func(p *lint.Pass, s *lint.Step) {
			fmt.Printf("  %T %+v | change %T alg=%q lock=%q online=%v [%d:%d] #%d\n", s.Operation, s.Operation, s.Change, s.Algorithm, s.Lock, s.Online, s.Start, s.End, s.Number)
			for _, e := range s.Effects {
				fmt.Printf("      %s %s %s scan=%v rew=%v idx=%v %s\n", e.Table, e.Mode, e.Algorithm, e.Scans, e.Rewrites, e.Indexes, e.Manual)
			}
		}, Migration: func(p *lint.Pass) {
			for _, st := range p.Plan.Known() {
				fmt.Printf("  SQL %v: %s\n", st.Further, st.SQL)
			}
			for _, g := range p.Schema.Gaps() { fmt.Printf("  GAP %s: %s\n", g.What, g.Reason) }
		}}
		_ = linttest.Sample{}
		fmt.Println("#", db, strings.ReplaceAll(parts[len(parts)-1], "\n", " "))
		situation{server: lint.Server{Database: db}, before: before, migration: parts[len(parts)-1]}.findings(t, []*lint.Rule{show})
	}
}
