package gobuild

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Cached builds the program for this machine and returns the path of the
// binary, which stays in the user's cache folder. The go command does nothing
// when nothing has changed.
func (p Program) Cached(ctx context.Context) (binary string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", diag.Errorf(diag.IO, diag.Pos{}, "there is no folder for the program that is built around the Go migrations: %v", err).
			WithHint("set HOME, or XDG_CACHE_HOME=/tmp/cache")
	}
	work, m, err := p.prepare(filepath.Join(cache, "whimbrel"), true)
	if err != nil {
		return "", err
	}
	binary = filepath.Join(work, executable("migrator", runtime.GOOS))
	if p.Progress != nil {
		first := ""
		if _, err := os.Stat(binary); err != nil {
			first = " (the first time takes a minute)"
		}
		p.Progress("building the Go migrations" + first + " ...")
	}
	// The folder is on one file system with the binary: the go command then
	// moves a new binary into place at once, and never writes into one that
	// another process is just starting.
	environment := append(os.Environ(), "GOTMPDIR="+work, "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	return binary, p.build(ctx, m, work, environment, "-ldflags=-s -w", "-o", binary)
}

// Target is where a program is to run; the zero Target is this machine.
type Target struct{ OS, Arch string }

// Standalone builds the program for a machine without Go and returns the
// target with its defaults filled in. Out is the path of the binary.
func (p Program) Standalone(ctx context.Context, out string, t Target) (Target, error) {
	t = t.OrHere()
	temp, err := os.MkdirTemp("", "whimbrel-build-*")
	if err != nil {
		return t, err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	work, m, err := p.prepare(temp, false)
	if err != nil {
		return t, err
	}
	environment := append(os.Environ(), "GOOS="+t.OS, "GOARCH="+t.Arch)
	if os.Getenv("CGO_ENABLED") == "" {
		// Without cgo the binary needs no C library of the container's.
		environment = append(environment, "CGO_ENABLED=0")
	}
	return t, p.build(ctx, m, work, environment, "-trimpath", "-ldflags=-s -w", "-o", out)
}

// OrHere fills in what is not given.
func (t Target) OrHere() Target {
	if t.OS == "" {
		t.OS = runtime.GOOS
	}
	if t.Arch == "" {
		t.Arch = runtime.GOARCH
	}
	return t
}

// Output returns the path of the binary, with what the system wants at its end.
func (t Target) Output(out string) string { return executable(out, t.OrHere().OS) }

func executable(path, goos string) string {
	if goos == "windows" && filepath.Ext(path) != ".exe" {
		return path + ".exe"
	}
	return path
}

// prepare writes the main package and the overlay that puts it into the
// module, below a folder of its own for this program.
func (p Program) prepare(cache string, local bool) (work string, m Module, err error) {
	if m, err = p.module(); err != nil {
		return "", m, err
	}
	text, err := p.source(m, local)
	if err != nil {
		return "", m, err
	}
	key := sha256.New()
	for _, f := range p.Folders {
		fmt.Fprintln(key, f.Repo, f.Dir)
	}
	work = filepath.Join(cache, hex.EncodeToString(key.Sum(nil))[:16])
	if err := os.MkdirAll(work, 0o700); err != nil {
		return "", m, diag.Errorf(diag.IO, diag.Pos{}, "cannot make the folder for the program that is built around the Go migrations: %v", err).
			WithHint("set HOME, or XDG_CACHE_HOME=/tmp/cache")
	}
	main := filepath.Join(work, "main.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": p.overlay(main)})
	if err != nil {
		return "", m, err
	}
	if err := errors.Join(replace(main, text), replace(filepath.Join(work, overlayFile), overlay)); err != nil {
		return "", m, err
	}
	sweep(cache, work)
	return work, m, nil
}

// overlayFile tells the go command about the main package. Its time is that of
// the last use of the program.
const overlayFile = "overlay.json"

// replace writes a file whole, also while another process reads it.
func replace(path string, text []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, text) {
		now := time.Now()
		return os.Chtimes(path, now, now) // sweep sees that the program is in use
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "*.tmp")
	if err != nil {
		return err
	}
	_, err = temp.Write(text)
	if err := errors.Join(err, temp.Close()); err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return os.Rename(temp.Name(), path)
}

// unused is how long a program stays in the cache without being run.
const unused = 60 * 24 * time.Hour

// sweep removes the programs of projects that nobody works on any more. What
// cannot be removed is left.
func sweep(cache, work string) {
	entries, _ := os.ReadDir(cache)
	for _, e := range entries {
		dir := filepath.Join(cache, e.Name())
		overlay, err := os.Stat(filepath.Join(dir, overlayFile))
		if dir != work && err == nil && time.Since(overlay.ModTime()) > unused {
			_ = os.RemoveAll(dir)
		}
	}
}

// build runs the go command. It never writes into the module: a go.mod that
// would have to be changed is an error.
func (p Program) build(ctx context.Context, m Module, work string, environment []string, flags ...string) error {
	goCommand, err := exec.LookPath("go")
	if err != nil {
		return diag.Errorf(diag.IO, diag.Pos{}, "the folder %s has Go migrations, but there is no Go here to build them", p.Folders[0].Shown).
			WithDetail("install it from https://go.dev/dl, or build a program that needs no Go on a machine that has it:").
			WithHint("whimbrel build -o migrator --goos %s --goarch %s", runtime.GOOS, runtime.GOARCH)
	}
	mode := "-mod=readonly"
	if _, err := os.Stat(filepath.Join(m.Dir, "vendor", "modules.txt")); err == nil {
		mode = "-mod=vendor"
	}
	arguments := append([]string{"build", mode, "-buildvcs=false", "-overlay", filepath.Join(work, overlayFile)}, flags...)
	inside, err := filepath.Rel(m.Dir, p.mainDir())
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, goCommand, append(arguments, "./"+filepath.ToSlash(inside))...)
	cmd.Dir, cmd.Env = m.Dir, append(environment, "PWD="+m.Dir)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	err = cmd.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case output.Len() == 0:
		return diag.Errorf(diag.IO, diag.Pos{}, "cannot run the go command: %v", err)
	}
	return p.explain(m, output.String())
}
