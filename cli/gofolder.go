package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
)

// exit ends a command with the exit code of the process that did its work.
type exit struct{ code int }

func (e exit) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// goFolder is a folder that may have Go migrations.
type goFolder struct {
	config.Folder
	// repo is the repository whose folder it is, or nil if it was named itself.
	repo *config.Repo
}

// goFolders returns the folders that a command works on: those of the
// repositories, or those that the arguments name.
func goFolders(repos []*config.Repo, args []string) []goFolder {
	var list []goFolder
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && !info.IsDir() {
			if filepath.Ext(arg) != ".go" {
				continue
			}
			arg = filepath.Dir(arg)
		}
		if path, err := filepath.Abs(arg); err == nil {
			list = append(list, goFolder{Folder: config.Folder{Path: path, Shown: filepath.Clean(arg)}})
		}
	}
	if len(args) > 0 {
		return list
	}
	for _, r := range repos {
		for _, f := range r.Folders {
			list = append(list, goFolder{f, r})
		}
	}
	return list
}

// runGo hands the command over to a program with the Go migrations of the
// folders compiled in, if they have any. It returns nil if there are none, or
// if this is such a program. Otherwise the command is over when it returns.
func (a *app) runGo(ctx context.Context, folders []goFolder) error {
	if len(a.compiled) > 0 {
		return a.checkCompiled(folders)
	}
	program, err := a.goProgram(folders)
	if err != nil || len(program.Folders) == 0 {
		return err
	}
	program.Progress = a.err.Progress
	binary, err := program.Cached(ctx)
	a.err.EndProgress()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // the new process would not know of the signal
	}
	if gobuild.CanBecome && a.in == os.Stdin && a.out.Writer == os.Stdout && a.err.Writer == os.Stderr {
		return gobuild.Become(binary, a.args, os.Environ())
	}
	code, err := gobuild.Run(ctx, binary, a.args, gobuild.Streams{In: a.in, Out: a.out.Writer, Err: a.err.Writer})
	if err != nil {
		return err
	}
	return exit{code}
}

// goProgram reads the Go packages of the folders.
func (a *app) goProgram(folders []goFolder) (gobuild.Program, error) {
	dir, err := os.Getwd()
	if err != nil {
		return gobuild.Program{}, err
	}
	program := gobuild.Program{WorkDir: dir}
	for _, f := range folders {
		if !gobuild.HasIn(a.listed(f.Path)) {
			continue
		}
		p, err := gobuild.Inspect(f.Path, f.Shown)
		if err != nil {
			return program, err
		}
		if p.Name == "" {
			continue // tests and the like only
		}
		if err := p.NeedSet(); err != nil {
			return program, err
		}
		repo := ""
		if f.repo != nil {
			repo = f.repo.Name
		}
		same := func(g gobuild.Folder) bool { return g.Dir == p.Dir && g.Repo == repo }
		if !slices.ContainsFunc(program.Folders, same) {
			program.Folders = append(program.Folders, gobuild.Folder{Package: p, Repo: repo})
		}
	}
	return program, nil
}

// checkCompiled refuses files that look like Go migrations and are not among
// those that are compiled in: they would silently not run.
func (a *app) checkCompiled(folders []goFolder) error {
	var problems diag.List
	for _, f := range folders {
		sets := a.compiledIn(f.Path)
		if f.repo != nil {
			sets = a.sets(f.repo)
		}
		known := map[int64]bool{}
		for _, set := range sets {
			migrations, err := set.Migrations()
			if err != nil {
				return err
			}
			for _, m := range migrations {
				known[m.Version] = true
			}
		}
		entries, _ := os.ReadDir(f.Path)
		for _, e := range entries {
			version, ok := gobuild.Version(e.Name())
			if ok && !e.IsDir() && !known[version] {
				problems = append(problems, a.unknown(f, e.Name(), version))
			}
		}
	}
	return problems.Err()
}

func (a *app) unknown(f goFolder, base string, version int64) *diag.Diagnostic {
	pos := diag.Pos{File: filepath.Join(f.Shown, base)}
	if len(a.compiledIn(f.Path)) == 0 {
		return diag.Errorf(diag.Refused, pos, "the migration is not compiled into this program").
			WithDetail("it is newer than the program, or belongs to another repository").
			WithHint("whimbrel build -o migrator")
	}
	name := base[:len(base)-len(".go")]
	return diag.Errorf(diag.Refused, pos, "the file is named like a migration, but nothing in the folder adds one with the version %d", version).
		WithHint("func init() { Migrations.Change(%q, change) }", name)
}
