package dialecttest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden compares what a dialect says to the exercise with
// testdata/exercise.golden in the folder of the test.
func Golden(t *testing.T, d dialect.Dialect) {
	t.Helper()
	var got strings.Builder
	for _, step := range Exercise() {
		fmt.Fprintf(&got, "# %s\n", step.Name)
		statements, err := d.Statements(step.Command)
		for _, s := range statements {
			fmt.Fprintf(&got, "%s\n", s)
		}
		for _, problem := range diag.All(err) {
			fmt.Fprintf(&got, "%s: %s\n", problem.Kind, problem.Summary)
			writeIndented(&got, problem.Detail)
			writeIndented(&got, problem.Hint)
		}
		got.WriteByte('\n')
	}
	path := filepath.Join("testdata", "exercise.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("the statements of the exercise changed (-want +got); run with -update if that is right:\n%s", diff)
	}
}

func writeIndented(b *strings.Builder, text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(b, "    %s\n", strings.TrimSuffix(line, "\n"))
	}
}

// Case is a command and the statements that Ecto's adapter sends for it.
type Case struct {
	Name    string
	Command command.Command
	Want    []string
}

// Check compares statements word for word.
func Check(t *testing.T, d dialect.Dialect, cases []Case) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			got, err := d.Statements(c.Command)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, c.Want) {
				t.Errorf("got  %q\nwant %q", got, c.Want)
			}
		})
	}
}

// Refusal is a command that a dialect refuses. Says is a part of the summary.
type Refusal struct {
	Name    string
	Command command.Command
	Kind    diag.Kind
	Says    string
}

// Refuse returns a refusal.
func Refuse(name string, c command.Command, kind diag.Kind, says string) Refusal {
	return Refusal{Name: name, Command: c, Kind: kind, Says: says}
}

// Refused checks that each command is refused with one diagnostic that names
// the trouble and says what to do instead.
func Refused(t *testing.T, d dialect.Dialect, refusals []Refusal) {
	t.Helper()
	for _, r := range refusals {
		t.Run(r.Name, func(t *testing.T) {
			statements, err := d.Statements(r.Command)
			problems := diag.All(err)
			if len(problems) != 1 || statements != nil {
				t.Fatalf("got %q and %d problems, want one problem", statements, len(problems))
			}
			problem := problems[0]
			if problem.Kind != r.Kind || !strings.Contains(problem.Summary, r.Says) {
				t.Errorf("got %s: %s\nwant %s: ... %s ...", problem.Kind, problem.Summary, r.Kind, r.Says)
			}
			if problem.Hint == "" {
				t.Error("the refusal does not say what to do instead")
			}
			if text := problem.Summary + problem.Detail + problem.Hint; strings.Contains(text, "%!") {
				t.Errorf("a broken format: %s", text)
			}
		})
	}
}

// ColumnCase is a column and its definition after the name.
type ColumnCase struct {
	Column command.Column
	Want   string
}

// Is returns a column case.
func Is(column command.Column, want string) ColumnCase {
	return ColumnCase{Column: column, Want: want}
}

// Columns compares definitions word for word, as they stand in CREATE TABLE.
func Columns(t *testing.T, d dialect.Dialect, cases []ColumnCase) {
	t.Helper()
	for _, c := range cases {
		name, err := d.QuoteName(c.Column.Name)
		if err != nil {
			t.Fatal(err)
		}
		statements, err := d.Statements(Create("t", c.Column))
		if err != nil {
			t.Errorf("%s: %v", c.Column.Type.Inspect(), err)
			continue
		}
		if want := "(" + name + " " + c.Want + ")"; !strings.Contains(statements[0], want) {
			t.Errorf("%s: %s\nwant %s", c.Column.Type.Inspect(), statements[0], want)
		}
	}
}
