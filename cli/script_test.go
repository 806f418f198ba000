package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/whimbrel-go/whimbrel/internal/dbtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"whimbrel": func() { os.Exit(Main(os.Args[1:], Stdio())) },
	})
}

// TestScript runs every command on SQLite.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true})
}

// TestServers runs the scripts that need a server on each of them, with the
// database's URL in DATABASE_URL.
func TestServers(t *testing.T) {
	scripts, err := filepath.Glob("testdata/server/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		t.Run(filepath.Base(script), func(t *testing.T) {
			for name, fresh := range map[string]func(testing.TB) string{
				"postgres": dbtest.Postgres, "mariadb": dbtest.MariaDB,
			} {
				t.Run(name, func(t *testing.T) {
					url := fresh(t)
					testscript.Run(t, testscript.Params{
						Files: []string{script}, RequireExplicitExec: true,
						Condition: func(condition string) (bool, error) { return condition == name, nil },
						Setup: func(env *testscript.Env) error {
							env.Setenv("DATABASE_URL", url)
							return nil
						},
					})
				})
			}
		})
	}
}
