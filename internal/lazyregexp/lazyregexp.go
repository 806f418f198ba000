// Package lazyregexp has regular expressions that are compiled when they are
// first used: a command pays for those of no other.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that compiles the expression once. One that is not
// valid panics then; every one is tried by a test of its package.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
