package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

func main() {
	verbose := flag.Bool("v", false, "print every case that differs")
	only := flag.String("only", "", "run only the cases whose id begins with this")
	skip := flag.String("skip", "", "leave out the cases whose id begins with this")
	flag.Parse()
	failed, err := run(flag.Args(), filter{*only, *skip}, *verbose, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if failed {
		os.Exit(1)
	}
}

// filter chooses cases by the beginning of their id.
type filter struct{ only, skip string }

func (f filter) accepts(id string) bool {
	return strings.HasPrefix(id, f.only) && (f.skip == "" || !strings.HasPrefix(id, f.skip))
}

// score counts the cases of one dialect and direction.
type score struct{ same, total, deviating int }

// run checks all files and prints the table. It reports whether a case that
// Ecto accepts differs without being listed.
func run(files []string, f filter, verbose bool, w io.Writer) (failed bool, err error) {
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	repos := &repositories{dir: dir, known: map[string]record.Config{}}
	scores := map[string]map[command.Direction]*score{}
	for _, file := range files {
		cases, err := readCases(file)
		if err != nil {
			return false, err
		}
		deviations, err := readDeviations(filepath.Join(filepath.Dir(file), "deviations.txt"))
		if err != nil {
			return false, err
		}
		for _, c := range cases {
			if !f.accepts(c.ID) {
				continue
			}
			bad, err := check(c, repos, deviations, scores, verbose, w)
			if err != nil {
				return false, err
			}
			failed = failed || bad
		}
	}
	for _, d := range dialects() {
		if s := scores[d.Name()]; s != nil {
			fmt.Fprintf(w, "%-8s up %s   down %s\n", d.Name(), s[command.Up], s[command.Down])
		}
	}
	return failed, nil
}

// String returns "530/534", and the number of deviations if there are any.
func (s *score) String() string {
	text := fmt.Sprintf("%d/%d", s.same, s.total)
	if s.deviating > 0 {
		text += fmt.Sprintf(" (+%d listed deviations)", s.deviating)
	}
	return text
}

func dialects() []dialect.Dialect {
	return []dialect.Dialect{postgres.New(), mysql.New(), sqlite.New(), mssql.New()}
}

// check plans a case on every dialect in both directions and counts.
func check(c testCase, repos *repositories, deviations map[string]bool,
	scores map[string]map[command.Direction]*score, verbose bool, w io.Writer) (failed bool, err error) {
	config, err := repos.read(c)
	if err != nil {
		return false, fmt.Errorf("%s: %w", c.ID, err)
	}
	for _, d := range dialects() {
		for _, direction := range []command.Direction{command.Up, command.Down} {
			want := c.Expect[d.Name()][direction]
			if want == nil {
				continue
			}
			if scores[d.Name()] == nil {
				scores[d.Name()] = map[command.Direction]*score{command.Up: {}, command.Down: {}}
			}
			s := scores[d.Name()][direction]
			s.total++
			got, planErr := statements(c, config, d, direction)
			if same(want, got, planErr) {
				s.same++
				continue
			}
			if deviations[fmt.Sprintf("%s %s %s", c.ID, d.Name(), direction)] {
				s.deviating++
				continue
			}
			failed = true
			if verbose {
				report(w, c, d.Name(), direction, want, got, planErr)
			}
		}
	}
	return failed, nil
}

// statements plans a case as the migrator would.
func statements(c testCase, config record.Config, d dialect.Dialect, direction command.Direction) ([]string, error) {
	m, err := exs.Load(c.ID+".exs", []byte(c.Source))
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(m, direction, config, d)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(p.Body))
	for i, s := range p.Body {
		texts[i] = s.SQL
	}
	return texts, nil
}

// same compares with Ecto. What Ecto has no form for may be refused or done
// better; what it calls irreversible or invalid must be refused.
func same(want *expectation, got []string, err error) bool {
	switch want.Error {
	case "":
		if err != nil || len(got) != len(want.Statements) {
			return false
		}
		for i := range got {
			if trim(got[i]) != trim(want.Statements[i]) {
				return false
			}
		}
		return true
	case "unsupported":
		return true
	default:
		return err != nil
	}
}

// trim drops what does not count: a blank or semicolon at the end.
func trim(sql string) string { return strings.TrimRight(sql, "; ") }

func report(w io.Writer, c testCase, name string, direction command.Direction, want *expectation, got []string, err error) {
	fmt.Fprintf(w, "--- %s %s %s\n", c.ID, name, direction)
	if want.Error != "" {
		fmt.Fprintf(w, "    ecto:     %s: %s\n", want.Error, want.Message)
	}
	for _, s := range want.Statements {
		fmt.Fprintf(w, "    ecto:     %s\n", s)
	}
	if err != nil {
		fmt.Fprintf(w, "    whimbrel: %s\n", strings.ReplaceAll(err.Error(), "\n", "\n              "))
	}
	for _, s := range got {
		fmt.Fprintf(w, "    whimbrel: %s\n", s)
	}
}
