package whimbreltest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// updateVariable has the golden files written.
const updateVariable = "WHIMBREL_UPDATE"

// AssertPlan compares the SQL of all migrations, up and down, with a file that
// somebody has looked at: "testdata/migrations.sql". It needs no database. With
// WHIMBREL_UPDATE=1 in the environment it writes the file instead.
func AssertPlan(t testing.TB, d dialect.Dialect, config migrate.Config, golden string) {
	t.Helper()
	got, err := Plan(t.Context(), d, config)
	if err != nil {
		t.Fatalf("the migrations cannot be planned:\n%s", explain(err))
	}
	if value := os.Getenv(updateVariable); value != "" && value != "0" {
		if err := errors.Join(os.MkdirAll(filepath.Dir(golden), 0o755), os.WriteFile(golden, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(golden)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("there is no %s yet; to write it, run the test with %s=1", golden, updateVariable)
	}
	if err != nil {
		t.Fatal(err)
	}
	// Git may have checked it out with the line ends of Windows.
	want := strings.ReplaceAll(string(text), "\r\n", "\n")
	if got != want {
		t.Errorf("the SQL of the migrations is not that of %s (-file, +now; to accept it, run the test with %s=1):\n%s",
			golden, updateVariable, diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
	}
}

// Plan returns the SQL of all migrations on an empty database, and that of
// their way back. A migration that cannot be undone says so there.
func Plan(ctx context.Context, d dialect.Dialect, config migrate.Config) (string, error) {
	config.VersionsDB, config.Dialect = nil, nil
	nowhere := &noDatabase{dialect: d}
	m, err := migrate.New(nowhere, config)
	if err != nil {
		return "", err
	}
	up, err := m.Plan(ctx, command.Up, migrate.All())
	if err != nil {
		return "", err
	}
	for _, p := range up {
		nowhere.versions = append(nowhere.versions, []any{p.Version})
	}
	var b strings.Builder
	for _, p := range up {
		write(&b, p)
		down, err := m.Plan(ctx, command.Down, migrate.Only(p.Version))
		switch {
		case migrate.IsInvalid(err):
			fmt.Fprintf(&b, "-- down %d_%s: it cannot be undone\n\n", p.Version, p.Name)
		case err != nil:
			return "", err
		default:
			write(&b, down[0])
		}
	}
	return b.String(), nil
}

func write(b *strings.Builder, p migrate.Planned) {
	fmt.Fprintf(b, "-- %s %d_%s\n", p.Direction, p.Version, p.Name)
	for _, s := range p.Statements {
		text := strings.TrimRight(s.SQL, "; \t\r\n")
		if !strings.HasPrefix(text, "--") {
			text += ";"
		}
		b.WriteString(text + "\n")
	}
	b.WriteString("\n")
}

// noDatabase is a database that only knows which migrations have run.
type noDatabase struct {
	dialect  dialect.Dialect
	versions [][]any
}

func (n *noDatabase) Dialect() dialect.Dialect                       { return n.dialect }
func (n *noDatabase) Connect(context.Context) (database.Conn, error) { return n, nil }
func (n *noDatabase) Exec(context.Context, ...string) error          { return errors.ErrUnsupported }
func (n *noDatabase) OnNotice(func(database.Notice))                 {}
func (n *noDatabase) Close(context.Context) error                    { return nil }
func (n *noDatabase) Query(context.Context, string, ...any) ([][]any, error) {
	return n.versions, nil
}
