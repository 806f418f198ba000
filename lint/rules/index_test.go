package rules_test

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/rules"
)

var update = flag.Bool("update", false, "write docs/lint/README.md")

var fixLine = regexp.MustCompile(`(?m)^\| Fix \| (\w+)`)

// TestIndex holds docs/lint/README.md to the rules.
func TestIndex(t *testing.T) {
	const path = "../../docs/lint/README.md"
	want := index(linttest.Pages(t, "../.."))
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("docs/lint/README.md is not what the rules are (%v); write it with: go test ./lint/rules -run Index -update", err)
	}
}

// index lists the rules by name, and the names that other tools have for them.
func index(pages map[string]linttest.Page) string {
	list := slices.SortedFunc(slices.Values(rules.All()), func(a, b *lint.Rule) int { return cmp.Compare(a.ID, b.ID) })
	var b strings.Builder
	fmt.Fprintf(&b, "# The rules of whimbrel lint\n\n%d rules. How to use them: [lint.md](../lint.md). What each of them says in full: its page, or\n"+
		"`whimbrel lint --explain RULE`. This file is written by a test: `go test ./lint/rules -run Index -update`.\n\n"+
		"| rule | severity | databases | fix | what it finds |\n|---|---|---|---|---|\n", len(list))
	for _, r := range list {
		databases := strings.Join(r.Databases, ", ")
		fix := ""
		if line := fixLine.FindStringSubmatch(pages[r.ID].Text); line != nil && line[1] != "no" {
			fix = line[1]
		}
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s | %s |\n", r.ID, r.ID, r.Severity, cmp.Or(databases, "all"), fix, r.Title)
	}
	b.WriteString("\n## By the names of other tools\n\nConfiguration and comments accept them as well.\n")
	names := map[string]map[string][]string{}
	for _, r := range list {
		for _, a := range r.Aliases {
			if names[a.Tool] == nil {
				names[a.Tool] = map[string][]string{}
			}
			names[a.Tool][a.Name] = append(names[a.Tool][a.Name], fmt.Sprintf("[%s](%s.md)", r.ID, r.ID))
		}
	}
	for _, tool := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(&b, "\n| %s | here |\n|---|---|\n", tool)
		for _, name := range slices.Sorted(maps.Keys(names[tool])) {
			fmt.Fprintf(&b, "| `%s` | %s |\n", name, strings.Join(names[tool][name], ", "))
		}
	}
	return b.String()
}
