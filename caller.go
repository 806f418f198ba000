package whimbrel

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
)

// here returns the place in the user's code that called a function of this
// package; skip counts the functions of this package in between, the caller of
// here included.
func here(skip int) diag.Pos {
	_, file, line, ok := runtime.Caller(skip + 1)
	if !ok {
		return diag.Pos{}
	}
	return diag.Pos{File: shown(file), Line: line}
}

// shown returns a path relative to the working directory unless that leads
// further up than it helps.
func shown(file string) string {
	dir, err := os.Getwd()
	if err != nil {
		return file
	}
	relative, err := filepath.Rel(dir, file)
	if err != nil || strings.HasPrefix(relative, filepath.Join("..", "..", "..")) {
		return file
	}
	return relative
}
