package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestGoFolderDocs is a new user who pastes every command of
// docs/go-folder.md, in an empty folder beside Whimbrel's source.
func TestGoFolderDocs(t *testing.T) {
	environment := goEnvironment(t)
	text, err := os.ReadFile(filepath.Join("..", "docs", "go-folder.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "weather")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Dir(mustGetwd(t)), filepath.Join(dir, "..", "whimbrel")); err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$").FindAllStringSubmatch(string(text), -1)
	commands := 0
	for _, block := range blocks {
		switch block[1] {
		case "go":
			fillIn(t, dir, block[2])
		case "sh":
			for _, command := range strings.Split(strings.TrimSpace(block[2]), "\n") {
				cmd := exec.Command("sh", "-ec", command)
				cmd.Dir, cmd.Env = dir, append(append(os.Environ(), environment...), "XDG_CACHE_HOME="+filepath.Join(dir, "..", "cache"))
				out, err := cmd.CombinedOutput()
				commands++
				// Nothing can be downloaded here, which the first command says.
				if offline := command == "whimbrel init --go"; offline != (err != nil) {
					t.Fatalf("%s: %v\n%s", command, err, out)
				} else if offline && !strings.Contains(string(out), "whimbrel init --go --replace ../whimbrel") {
					t.Errorf("no advice:\n%s", out)
				}
			}
		}
	}
	if commands < 10 {
		t.Errorf("only %d commands", commands)
	}
}

// fillIn puts a function of the documents into the file that was generated
// for it.
func fillIn(t *testing.T, dir, code string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "migrations", "2*.go"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(text), "func add")
	if !ok {
		t.Fatalf("no function in\n%s", text)
	}
	write(t, files[0], head+code)
}
