// Command whimbrel runs Ecto migrations.
package main

import (
	"os"

	"github.com/whimbrel-go/whimbrel/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], cli.Stdio())) }
