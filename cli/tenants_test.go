package cli

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/term"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// parsedTenantRun is a run whose flags were parsed but that runs nothing.
func parsedTenantRun(t *testing.T, name string, args ...string) *tenantRun {
	t.Helper()
	a := &app{out: &term.Stream{Writer: &bytes.Buffer{}}, err: &term.Stream{Writer: &bytes.Buffer{}}}
	f := &runFlags{}
	c := &cobra.Command{Use: name, RunE: func(*cobra.Command, []string) error { return nil }}
	f.add(c)
	c.SetArgs(args)
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	return &tenantRun{app: a, command: c, flags: f, level: levelInfo, direction: command.Up}
}

// leftOver is an error with tenants of which each has done so many migrations
// and then failed.
func leftOver(names []string, done ...int) *migrate.TenantsError {
	e := &migrate.TenantsError{}
	for i, name := range names {
		result := migrate.TenantResult{Prefix: name, Outcome: migrate.TenantFailed, Err: errors.New("no")}
		if i < len(done) {
			result.Applied = make([]migrate.Applied, done[i])
		}
		e.Results = append(e.Results, result)
	}
	return e
}

func TestResume(t *testing.T) {
	tests := []struct {
		name    string
		command string
		args    []string
		several bool
		left    *migrate.TenantsError
		want    []string
	}{
		{"a few", "migrate", []string{"--prefixes", "a,b,c"}, false, leftOver([]string{"b", "c"}),
			[]string{"whimbrel migrate --prefixes b,c"}},
		{"of a query", "migrate", []string{"--prefixes-query", "SELECT 'it'", "--parallel", "2", "--fail-fast"}, false, leftOver([]string{"b"}),
			[]string{"whimbrel migrate --prefixes b --fail-fast --parallel 2"}},
		{"odd names", "migrate", []string{"--prefixes", "x"}, false, leftOver([]string{"a b", "c,d", "e'f", `"g"`}),
			[]string{`whimbrel migrate --prefixes 'a b,"c,d",e'\''f,"""g"""'`}},
		{"one of several repositories", "migrate", []string{"--prefixes", "a,b", "--repo", "one", "--repo", "two", "--strict-checksums=false"}, true,
			leftOver([]string{"b"}), []string{"whimbrel migrate --prefixes b --repo main --strict-checksums=false"}},
		{"to a version", "rollback", []string{"--prefixes", "a,b", "--to", "7", "--migrations-path", "x y"}, false, leftOver([]string{"b"}, 1),
			[]string{"whimbrel rollback --prefixes b --migrations-path 'x y' --to 7"}},
		{"steps that are left", "migrate", []string{"--prefixes", "a,b,c", "-n", "3"}, false, leftOver([]string{"a", "b", "c"}, 2, 0, 2),
			[]string{"whimbrel migrate --prefixes a,c --step 1", "whimbrel migrate --prefixes b --step 3"}},
		{"one step back", "rollback", []string{"--prefixes", "a,b"}, false, leftOver([]string{"b"}),
			[]string{"whimbrel rollback --prefixes b"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := parsedTenantRun(t, test.command, test.args...)
			r.several = test.several
			_, got := r.resume(&config.Repo{Name: "main"}, test.left)
			if strings.Join(got, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// Too many names for a line: the same command again where that is safe, and
// several lines where it is not.
func TestResumeOfTooMany(t *testing.T) {
	var names []string
	for i := range 1000 {
		names = append(names, fmt.Sprintf("tenant_%d", i))
	}
	query := []string{"--prefixes-query", "SELECT name FROM tenants"}
	note, commands := parsedTenantRun(t, "migrate", query...).resume(&config.Repo{}, leftOver(names))
	if len(commands) != 1 || commands[0] != "whimbrel migrate --prefixes-query 'SELECT name FROM tenants'" || !strings.Contains(note, "too many") {
		t.Errorf("got %q, %q", note, commands)
	}
	_, commands = parsedTenantRun(t, "rollback", query...).resume(&config.Repo{}, leftOver(names))
	all := ""
	for _, line := range commands {
		list, ok := strings.CutPrefix(line, "whimbrel rollback --prefixes ")
		if !ok || len(line) > maxCommand {
			t.Errorf("got %q", line)
		}
		all += "," + list
	}
	if all != ","+strings.Join(names, ",") || len(commands) < 2 {
		t.Errorf("%d commands name not all tenants", len(commands))
	}
}

// What differs in the name of the tenant only is one reason.
func TestReasonsAreGrouped(t *testing.T) {
	e := &migrate.TenantsError{Results: []migrate.TenantResult{
		{Prefix: "one", Outcome: migrate.TenantFailed, Err: errors.New("schema one is missing")},
		{Prefix: "two", Outcome: migrate.TenantFailed, Err: errors.New("schema two is missing")},
		{Prefix: "is", Outcome: migrate.TenantFailed, Err: errors.New("something else")},
		{Prefix: "last"},
	}}
	groups, idle := groupFailures(&app{}, e.Left())
	if len(groups) != 2 || strings.Join(groups[0].names, " ") != "one two" || strings.Join(idle, " ") != "last" {
		t.Errorf("got %v, %v", groups, idle)
	}
}

// On a terminal there is a line of progress, and none is left behind.
func TestTenantProgress(t *testing.T) {
	r := newTenantReport(parsedTenantRun(t, "migrate", "--prefixes", "a,b"))
	var b bytes.Buffer
	r.app.err = &term.Stream{Writer: &b, Terminal: true}
	r.total = 2
	r.observe(t.Context(), "a", migrate.TenantEnded{Result: migrate.TenantResult{
		Prefix: "a", Outcome: migrate.TenantFailed, Err: errors.New("no\nway"),
	}})
	if got := b.String(); got != "failed  a  no way\n[##########----------] 1/2 tenants, 1 failed" {
		t.Errorf("got %q", got)
	}
	r.observe(t.Context(), "b", migrate.TenantEnded{Result: migrate.TenantResult{Prefix: "b", Outcome: migrate.TenantDone}})
	r.app.err.EndProgress()
	if got := b.String(); !strings.HasSuffix(got, "[####################] 2/2 tenants, 1 failed\r\x1b[K") {
		t.Errorf("got %q", got)
	}
}
