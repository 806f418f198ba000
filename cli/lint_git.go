package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/source"
)

// changedSince asks Git which of the migrations have changed since a revision,
// or are new: committed or not, tracked or not. What others have done meanwhile
// on the revision's own branch does not count.
func changedSince(ctx context.Context, revision string, entries []lint.Entry) (func(source.File) bool, error) {
	changed := map[string]bool{}
	var folders []string
	for _, e := range entries {
		for _, path := range pathsOf(e.File) {
			if dir := filepath.Dir(path); e.Review && !slices.Contains(folders, dir) {
				folders = append(folders, dir)
			}
		}
	}
	for _, folder := range folders {
		base, err := forkPoint(ctx, folder, revision)
		if err != nil {
			return nil, err
		}
		tracked, err := git(ctx, folder, "diff", "--name-only", "--relative", "--diff-filter=d", "-z", base, "--", ".")
		if err != nil {
			return nil, err
		}
		untracked, err := git(ctx, folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
		if err != nil {
			return nil, err
		}
		for name := range strings.SplitSeq(tracked+untracked, "\x00") {
			changed[filepath.Join(folder, filepath.FromSlash(name))] = name != ""
		}
	}
	return func(f source.File) bool {
		return slices.ContainsFunc(pathsOf(f), func(path string) bool { return changed[path] })
	}, nil
}

// forkPoint returns the commit in which the work since a revision has begun: the
// newest one that both have. In a shallow clone there may be none, and the
// revision itself is meant.
func forkPoint(ctx context.Context, folder, revision string) (string, error) {
	commit, err := git(ctx, folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	var failed *gitError
	if errors.As(err, &failed) && failed.message == "" {
		return "", diag.Errorf(diag.Invalid, diag.Pos{}, "--since: Git knows no revision %s", revision).
			WithDetail("A clone in CI often has one commit only.").
			WithHint("git fetch origin %s, or have CI fetch the whole history (GitHub: fetch-depth: 0)", strings.TrimPrefix(revision, "origin/"))
	}
	if err != nil {
		return "", err
	}
	commit = strings.TrimSpace(commit)
	if base, err := git(ctx, folder, "merge-base", commit, "HEAD"); err == nil {
		return strings.TrimSpace(base), nil
	}
	return commit, nil
}

// gitError is what Git has said.
type gitError struct{ command, message string }

func (e *gitError) Error() string { return "git " + e.command + ": " + e.message }

// Diagnostic explains it.
func (e *gitError) Diagnostic() *diag.Diagnostic {
	d := diag.Errorf(diag.IO, diag.Pos{}, "--since: git %s failed", e.command)
	d.Detail = e.message
	if strings.Contains(e.message, "not a git repository") {
		d.Summary, d.Detail = "--since: the migrations are in no Git repository", ""
		d.Hint = "name the files instead: whimbrel lint FILE..."
	}
	return d
}

// git runs Git in a folder and returns what it prints.
func git(ctx context.Context, folder string, args ...string) (string, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return "", diag.Errorf(diag.IO, diag.Pos{}, "--since asks Git what has changed, and there is no program git in the PATH").
			WithHint("install Git, or name the files: whimbrel lint FILE...")
	}
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = folder
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		message := strings.TrimSpace(said.String())
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			message = fmt.Sprint(err)
		}
		return "", &gitError{args[0], message}
	}
	return out.String(), nil
}
