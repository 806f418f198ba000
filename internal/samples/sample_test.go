package samples

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// dialects are the databases that samples run on, by dbtest's names.
var dialects = []string{"postgres", "mariadb", "sqlite"}

// sample is one archive of testdata.
type sample struct {
	name string
	// section is where in the documents the sample stands.
	section string
	// verdicts say what becomes of the sample on each database.
	verdicts map[string]verdict
	// rollback says what becomes of the way back, by database.
	rollback map[string]verdict
	// prefixes are schemas (on MariaDB databases) that must exist.
	prefixes []string
	// extensions are those of PostgreSQL that the sample installs. They come
	// with it, but some systems have them in a package of their own.
	extensions []string
	// arguments are passed to every command.
	arguments []string
	// warning is what the run warns of; "" means that it warns of nothing.
	warning string
	// rowsOnly is why the schema stays as it is.
	rowsOnly string
	files    map[string]string
}

// verdict is what becomes of a sample.
type verdict struct {
	kind verdictKind
	// text is the reason, or the part of the message that must appear.
	text string
}

type verdictKind string

const (
	// runs: up, down and up again.
	runs verdictKind = "runs"
	// refused: nothing runs, and the message has the text and a hint.
	refused verdictKind = "refused"
	// leftOut: the sample is not meant for the database, which refuses it itself.
	leftOut verdictKind = "left out"
	// pending: it ought to run, but does not yet. It is an error if it does.
	pending verdictKind = "pending"
	// fails: of a rollback that the server does not accept.
	fails verdictKind = "fails"
	// differs: of a rollback that does not bring the schema back.
	differs verdictKind = "differs"
)

// allSamples reads testdata.
func allSamples(t *testing.T) []*sample {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	samples := make([]*sample, len(paths))
	for i, name := range paths {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if samples[i], err = parse(strings.TrimSuffix(filepath.Base(name), ".txtar"), text); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return samples
}

// parse reads an archive: the section, the headers, the files.
func parse(name string, text []byte) (*sample, error) {
	archive := txtar.Parse(text)
	s := &sample{
		name: name, files: map[string]string{},
		verdicts: map[string]verdict{}, rollback: map[string]verdict{},
	}
	for _, f := range archive.Files {
		s.files[f.Name] = string(f.Data)
	}
	section, headers, _ := strings.Cut(string(archive.Comment), "\n")
	s.section = section
	for line := range strings.Lines(headers) {
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(line, ": ")
		if line == "" {
			continue
		}
		if !ok {
			return nil, fmt.Errorf("not a header: %s", line)
		}
		if err := s.header(key, value); err != nil {
			return nil, err
		}
	}
	for _, dialect := range dialects {
		if s.verdicts[dialect].kind == "" {
			return nil, fmt.Errorf("nothing is said about %s", dialect)
		}
	}
	return s, nil
}

// header reads one line, such as
//
//	databases: postgres sqlite
//	mariadb: refused: MySQL has no partial indexes
//	rollback: refused: cannot reverse migration command
//	rollback mariadb: differs: MariaDB keeps the index of the foreign key
func (s *sample) header(key, value string) error {
	subject, dialect, _ := strings.Cut(key, " ")
	switch {
	case key == "databases":
		for d := range strings.FieldsSeq(value) {
			s.verdicts[d] = verdict{kind: runs}
		}
	case key == "prefixes":
		s.prefixes = strings.Fields(value)
	case key == "extensions":
		s.extensions = strings.Fields(value)
	case key == "arguments":
		s.arguments = strings.Fields(value)
	case key == "warning":
		s.warning = value
	case key == "rows only":
		s.rowsOnly = value
	case subject == "rollback":
		v, err := parseVerdict(value, refused, fails, differs)
		for _, d := range dialects {
			if dialect == d || dialect == "" {
				s.rollback[d] = v
			}
		}
		return err
	case slices.Contains(dialects, key):
		v, err := parseVerdict(value, refused, leftOut, pending)
		s.verdicts[key] = v
		return err
	default:
		return fmt.Errorf("unknown header %q", key)
	}
	return nil
}

func parseVerdict(value string, kinds ...verdictKind) (verdict, error) {
	kind, text, _ := strings.Cut(value, ": ")
	if !slices.Contains(kinds, verdictKind(kind)) || text == "" {
		return verdict{}, fmt.Errorf("%q is not one of %q with a reason", value, kinds)
	}
	return verdict{verdictKind(kind), text}, nil
}

// emptySetup creates nothing but the table of versions.
const emptySetup = "defmodule Setup do\n  use Ecto.Migration\n\n  def change, do: :ok\nend\n"

// setupName is the migration that creates what the sample works on.
const setupName = "00000000000001_setup.exs"

// write puts the files for a database into a folder. Migrations that stand in
// a folder named like the database are for that database only.
func (s *sample) write(dir, dialect string) error {
	files := map[string]string{"whimbrel.toml": "[repo]\n"}
	for _, d := range []string{"", dialect + "/"} {
		for name, text := range s.files {
			base, own := strings.CutPrefix(name, d)
			switch {
			case !own:
			case !strings.Contains(base, "/") && strings.HasSuffix(base, ".exs"):
				files["priv/repo/migrations/"+base] = text
			case base == "whimbrel.toml", strings.HasPrefix(base, "priv/"):
				files[base] = text
			}
		}
	}
	setup := ""
	for name := range files {
		if strings.HasSuffix(name, ".exs") {
			setup = path.Dir(name) + "/" + setupName
		}
	}
	if _, ok := files[setup]; !ok {
		files[setup] = emptySetup
	}
	if s.verdicts[dialect].kind == refused {
		delete(files, setup) // nothing is there that could be changed
	}
	for name, text := range files {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
