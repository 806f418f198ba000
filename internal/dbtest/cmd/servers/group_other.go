//go:build !unix

package main

import (
	"os"
	"os/exec"
)

// Elsewhere there are no private servers to look after, and consoles signal
// all processes.

func haveTerminal() bool { return true }

func ownGroup(*exec.Cmd) {}

func pass(*os.Process, os.Signal, bool) {}
