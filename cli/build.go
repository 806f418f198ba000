package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/gobuild"
	"github.com/whimbrel-go/whimbrel/source"
)

// buildFlags are the flags of build.
type buildFlags struct {
	repoFlags
	out          string
	goos, goarch string
	embed        bool
}

func (a *app) buildCommand() *cobra.Command {
	f := &buildFlags{}
	c := &cobra.Command{
		Use:   "build",
		Short: "Build a program that runs Go migrations where there is no Go",
		Long: "Build one program that is Whimbrel with the folder's Go migrations compiled in, for a container or\n" +
			"a server without Go. Scripts and SQL files are read from their folder where it runs, unless --embed\n" +
			"compiles them in too.",
		Example: "  whimbrel build -o migrator\n  whimbrel build -o migrator --embed --goos linux --goarch arm64\n" +
			"  ./migrator migrate --url postgres://localhost/app_dev",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return a.build(c.Context(), f) },
	}
	f.repoFlags.add(c)
	f.addPaths(c)
	flags := c.Flags()
	flags.StringVarP(&f.out, "output", "o", "migrator", "the program to write")
	flags.StringVar(&f.goos, "goos", "", "the system that it is for: linux, darwin, windows (default: this one)")
	flags.StringVar(&f.goarch, "goarch", "", "the processor that it is for: amd64, arm64 (default: this one)")
	flags.BoolVar(&f.embed, "embed", false, "compile the scripts and SQL files of the folder in too")
	return c
}

func (a *app) build(ctx context.Context, f *buildFlags) error {
	repos, err := a.repos(f.repoFlags)
	if err != nil {
		return err
	}
	folders := goFolders(repos, nil)
	program, err := a.goProgram(folders)
	if err != nil {
		return err
	}
	if len(program.Folders) == 0 {
		return diag.Errorf(diag.Invalid, diag.Pos{File: folders[0].Shown}, "there are no Go migrations to build").
			WithDetail("scripts and SQL files need no program of their own: whimbrel itself runs them").
			WithHint("whimbrel gen migration NAME --format go")
	}
	scripts, err := a.findScripts(program.Folders)
	if err != nil {
		return err
	}
	if f.embed {
		for i := range program.Folders {
			program.Folders[i].Scripts = scripts[i]
		}
	}
	out, err := filepath.Abs(gobuild.Target{OS: f.goos}.Output(f.out))
	if err != nil {
		return err
	}
	if info, err := os.Stat(out); err == nil && info.IsDir() {
		return usagef("%s is a folder, and the output is a file", f.out).try("whimbrel build -o " + filepath.Join(f.out, "migrator"))
	}
	a.err.Progress("building " + f.out + " ...")
	target, err := program.Standalone(ctx, out, gobuild.Target{OS: f.goos, Arch: f.goarch})
	a.err.EndProgress()
	if err != nil {
		return err
	}
	return a.built(f, program, scripts, out, target)
}

// findScripts lists the migrations of each folder that are not in Go.
func (a *app) findScripts(folders []gobuild.Folder) ([][]string, error) {
	list := make([][]string, len(folders))
	for i, f := range folders {
		// The endings of the names are the same for all databases.
		files, _, err := source.Find([]source.Folder{{FS: os.DirFS(f.Dir), Name: f.Shown}}, a.formats(dialectFor("")))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			list[i] = append(list[i], file.Paths()...)
		}
		slices.Sort(list[i])
	}
	return list, nil
}

// built says what the program is, and what it needs beside it.
func (a *app) built(f *buildFlags, p gobuild.Program, scripts [][]string, out string, t gobuild.Target) error {
	info, err := os.Stat(out)
	if err != nil {
		return err
	}
	var names, read []string
	for i, folder := range p.Folders {
		names = append(names, folder.Shown)
		if len(scripts[i]) > 0 {
			read = append(read, folder.Shown)
		}
	}
	a.done(fmt.Sprintf("built %s for %s/%s (%.1f MB) with the Go migrations of %s",
		gobuild.Target{OS: f.goos}.Output(f.out), t.OS, t.Arch, float64(info.Size())/1e6, join(names, " and ")))
	var beside []string
	if a.configFile != "" || fileExists("whimbrel.toml") {
		beside = append(beside, "whimbrel.toml")
	}
	if len(read) > 0 && !f.embed {
		beside = append(beside, "the scripts in "+join(read, " and ")+" (or build with --embed)")
	}
	if len(beside) > 0 {
		a.tell("It reads %s where it runs.", strings.Join(beside, " and "))
	}
	if here := (gobuild.Target{}).OrHere(); t != here {
		return nil
	}
	run := f.out
	if !strings.ContainsAny(run, `/\`) {
		run = "./" + run
	}
	a.tell("\nNext: %s migrate --url ...", run)
	return nil
}
