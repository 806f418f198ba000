package structure

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// tool is a client program.
type tool struct {
	// names are what it may be called.
	names []string
	// purpose is what it is needed for, and install what to type to have it.
	purpose, install string
}

const installPostgres = "apt-get install postgresql-client    (macOS: brew install libpq; Alpine: apk add postgresql-client)"
const installMySQL = "apt-get install mariadb-client    (macOS: brew install mariadb; Alpine: apk add mariadb-client)"

// run runs the program and returns what it prints. Passwords reach it through
// its environment or a file: everybody on the machine can see arguments.
func (t tool) run(ctx context.Context, input string, env []string, args ...string) (output, complaint string, err error) {
	path, err := t.find()
	if err != nil {
		return "", "", err
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &stdout, &stderr
	// Messages in English, so that the place of an error can be read from them.
	cmd.Env = append(os.Environ(), "LC_MESSAGES=C", "LC_ALL=C")
	cmd.Env = append(cmd.Env, env...)
	err = cmd.Run()
	if ctx.Err() != nil {
		return "", "", ctx.Err()
	}
	return stdout.String(), strings.TrimSpace(stderr.String()), err
}

func (t tool) find() (string, error) {
	for _, name := range t.names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		} else if errors.Is(err, exec.ErrDot) {
			continue // a program in the working directory is none of ours
		}
	}
	return "", &MissingTool{Names: t.names, Purpose: t.purpose, Install: t.install}
}

// A MissingTool is a client program that is not installed.
type MissingTool struct {
	// Names are what the program may be called.
	Names []string
	// Purpose is what it is needed for, Install what to type to have it.
	Purpose, Install string
}

// Error names the program.
func (m *MissingTool) Error() string {
	return strings.Join(m.Names, " or ") + " is not installed, or not in PATH"
}

// Diagnostic explains the failure to a person.
func (m *MissingTool) Diagnostic() *diag.Diagnostic {
	return diag.Errorf("database", diag.Pos{}, "%s", m.Error()).WithDetail("%s", m.Purpose).WithHint("%s", m.Install)
}
