package cli

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
	"github.com/whimbrel-go/whimbrel/internal/lazyregexp"
)

// goFlags are the flags of init for Go migrations.
type goFlags struct {
	on              bool
	module, replace string
}

// initGo prepares a Go module for migrations: go.mod with Whimbrel in it, and
// the package with the Set. What is there already is left as it is, so that it
// can be run again.
func (a *app) initGo(ctx context.Context, f goFlags, folder config.Folder) error {
	if _, err := exec.LookPath("go"); err != nil {
		return diag.Errorf(diag.IO, diag.Pos{}, "there is no Go here, and Go migrations have to be compiled").
			WithHint("install Go from https://go.dev/dl")
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	p, err := gobuild.OpenFolder(folder.Path, folder.Shown)
	if err != nil {
		return err
	}
	m, err := a.initModule(ctx, f, dir, folder)
	if err != nil {
		return err
	}
	if err := a.require(ctx, f, dir, m); err != nil {
		return err
	}
	if p.Set == "" {
		return a.writeSet(p)
	}
	return nil
}

// initModule makes a module of the working directory, if it is in none.
func (a *app) initModule(ctx context.Context, f goFlags, dir string, folder config.Folder) (gobuild.Module, error) {
	m, err := gobuild.FindModule(folder.Path, folder.Shown)
	if err == nil {
		if f.module != "" && f.module != m.Path {
			return m, usagef("this is the module %s already, and not %s", m.Path, f.module).try("whimbrel init --go")
		}
		return m, nil
	}
	if fileExists(filepath.Join(dir, "go.mod")) {
		return m, err // it is there and not good
	}
	path := f.module
	if path == "" {
		path = filepath.Base(dir)
		if !modulePath().MatchString(path) {
			return m, usagef("the folder's name %s cannot be the name of a Go module", path).
				try("whimbrel init --go --module example.com/app")
		}
	}
	if err := a.goCommand(ctx, dir, "mod", "init", path); err != nil {
		return m, err
	}
	a.done("created go.mod (module " + path + ")")
	return gobuild.FindModule(folder.Path, folder.Shown)
}

// modulePath is what a folder's name must look like to be a module's.
var modulePath = lazyregexp.New(`^[a-zA-Z0-9][a-zA-Z0-9._~-]*$`)

// require puts Whimbrel's command into go.mod as a tool: a mere requirement
// would lose what only the command needs at the next "go mod tidy".
func (a *app) require(ctx context.Context, f goFlags, dir string, m gobuild.Module) error {
	if m.Path == gobuild.Whimbrel {
		return nil // Whimbrel's own source
	}
	if f.replace != "" {
		if err := a.requireCheckout(ctx, f.replace, dir, m); err != nil {
			return err
		}
	} else if there, err := a.requirePublished(ctx, m); there || err != nil {
		return err
	}
	a.done("required " + gobuild.Whimbrel + " in " + filepath.Join(relativeTo(dir, m.Dir), "go.mod"))
	return nil
}

// requirePublished has the go command download Whimbrel, unless it is there.
func (a *app) requirePublished(ctx context.Context, m gobuild.Module) (there bool, err error) {
	has, err := goOutput(ctx, m.Dir, "list", "-e", "-f", "{{if not .Error}}{{.ImportPath}}{{end}}", "-mod=readonly", "tool")
	if err == nil && strings.Contains(has, gobuild.Tool) {
		return true, nil
	}
	tool := gobuild.Tool
	if version := buildVersion(); strings.HasPrefix(version, "v") {
		tool += "@" + version
	}
	err = a.goCommand(ctx, m.Dir, "get", "-tool", tool)
	if d := diag.All(err); d != nil {
		return false, d[0].WithHint("whimbrel init --go --replace ../whimbrel    if you have the source of Whimbrel there")
	}
	return false, err
}

// requireCheckout points go.mod at a local source. "go get" also asks the proxy
// for modules that the replaced one might contain; some proxies answer that
// with "forbidden" in place of "not found", which ends it. Then go.mod is
// edited, and the go command adds what the tool needs.
func (a *app) requireCheckout(ctx context.Context, replace, dir string, m gobuild.Module) error {
	checkout, err := checkoutAt(dir, replace, m)
	if err != nil {
		return err
	}
	if err := a.goCommand(ctx, m.Dir, "mod", "edit", "-replace="+gobuild.Whimbrel+"="+checkout); err != nil {
		return err
	}
	problem := a.goCommand(ctx, m.Dir, "get", "-tool", gobuild.Tool)
	if problem == nil {
		return nil
	}
	err = a.goCommand(ctx, m.Dir, "mod", "edit", "-require="+gobuild.Whimbrel+"@v0.0.0", "-tool="+gobuild.Tool)
	if err == nil {
		err = a.goCommand(ctx, m.Dir, "list", "-mod=mod", "-deps", gobuild.Tool)
	}
	if err != nil {
		return problem
	}
	return nil
}

// checkoutAt returns the folder of --replace as go.mod writes it: relative to
// the module, if it was typed so.
func checkoutAt(dir, typed string, m gobuild.Module) (string, error) {
	path := typed
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	if found, err := gobuild.FindModule(path, typed); err != nil || found.Dir != path || found.Path != gobuild.Whimbrel {
		return "", usagef("%s is not the source of Whimbrel: its go.mod would say module %s", typed, gobuild.Whimbrel).
			try("whimbrel init --go --replace ../whimbrel")
	}
	if filepath.IsAbs(typed) {
		return filepath.Clean(typed), nil
	}
	relative := filepath.ToSlash(relativeTo(m.Dir, path))
	if !strings.HasPrefix(relative, ".") {
		relative = "./" + relative
	}
	return relative, nil
}

func relativeTo(dir, path string) string {
	relative, err := filepath.Rel(dir, path)
	if err != nil {
		return path
	}
	return relative
}

// goCommand runs the go command, which prints only when it fails.
func (a *app) goCommand(ctx context.Context, dir string, args ...string) error {
	_, err := goOutput(ctx, dir, args...)
	return err
}

func goOutput(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PWD="+dir)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	err := cmd.Run()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return "", diag.Errorf(diag.IO, diag.Pos{}, "go %s: %v", strings.Join(args, " "), err).
			WithDetail("%s", strings.TrimSpace(problems.String()))
	}
	return out.String(), nil
}
