package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/whimbrel-go/whimbrel/internal/gobuild"
)

// Version is set when a release is built.
var Version = ""

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(a.out, "whimbrel %s (%s, %s/%s)\n", buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

func buildVersion() string {
	if Version != "" {
		return Version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "development"
	}
	// In a program with Go migrations compiled in, Whimbrel is a dependency.
	module := &info.Main
	for _, dep := range info.Deps {
		if dep.Path == gobuild.Whimbrel {
			module = dep
		}
	}
	if module.Version == "" || module.Version == "(devel)" || module.Replace != nil {
		return "development"
	}
	return module.Version
}
