package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A socket's path must fit into about a hundred bytes, less on macOS.
const maxSocketDir = 80

// home is the directory of one server, with all its files, and with the
// watchdog that removes it.
type home struct {
	dir     string
	account *account // to run the server as; nil for the caller's own
	guard   *watchdog
}

// newHome creates the directory. If the caller is root, whom both servers
// refuse to serve, the directory belongs to the named system account.
func newHome(kind Kind, accountName string) (_ *home, err error) {
	acct, err := serverAccount(accountName)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(parentDir(acct), "whimbrel-"+strings.ToLower(kind.String())+"-")
	if err != nil {
		return nil, err
	}
	// From here on the directory is the watchdog's.
	guard, err := newWatchdog(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	h := &home{dir: dir, account: acct, guard: guard}
	if err := acct.own(dir); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// parentDir returns the directory to create homes in.
func parentDir(acct *account) string {
	// A new database is hundreds of small files. Creating them in memory is
	// up to twenty times as fast as on a busy disk, but a TMPDIR that
	// somebody chose takes precedence.
	if os.Getenv("TMPDIR") == "" && roomInMemory() {
		return memoryDir
	}
	if dir := os.TempDir(); acct == nil || reachable(dir) {
		return dir
	}
	return "/tmp" // root's own TMPDIR, closed to the account
}

// reachable reports whether every account can enter the directory.
func reachable(dir string) bool {
	for {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return true
		}
		dir = parent
	}
}

// path returns the path of a file in the directory.
func (h *home) path(name string) string { return filepath.Join(h.dir, name) }

// socketDir returns a directory for the server's socket. It must exist and
// be short; both are true for the directory itself except under a TMPDIR of
// unusual depth.
func (h *home) socketDir() string {
	if len(h.dir) > maxSocketDir {
		// Relative to the working directory, which is h.dir.
		return "."
	}
	return h.dir
}

// writeFile writes a file that only the server's account may read.
func (h *home) writeFile(name, content string) (string, error) {
	path := h.path(name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		return "", err
	}
	return path, h.account.own(path)
}

// run runs a command to its end.
func (h *home) run(ctx context.Context, c command) error {
	process, err := h.start(c)
	if err != nil {
		return err
	}
	select {
	case <-process.ended:
	case <-ctx.Done():
		return errors.Join(context.Cause(ctx), process.stop())
	}
	h.guard.forget()
	if process.err != nil {
		return process.failure()
	}
	return nil
}

// close removes the directory. Its processes must have ended.
func (h *home) close() error {
	err := removeAll(h.dir)
	return errors.Join(err, h.guard.dismiss())
}

// removeAll is os.RemoveAll with patience for processes that are ending but
// still create files.
func removeAll(dir string) error {
	var err error
	for range 20 {
		if err = os.RemoveAll(dir); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// tail returns the last lines of a log, for an error message.
func tail(path string) string {
	const lines = 15
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Sprintf("(no log: %v)", err)
	}
	all := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
	return string(bytes.Join(all[max(0, len(all)-lines):], []byte("\n")))
}
