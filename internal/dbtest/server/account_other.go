//go:build !unix

package server

import (
	"fmt"
	"runtime"
	"syscall"
)

// account is the system account that a server runs as.
type account struct{}

// serverAccount refuses: the tests must be given servers by URL here. It is
// the first thing that a start does after finding the programs.
func serverAccount(string) (*account, error) {
	return nil, fmt.Errorf("%w: private servers are not supported on %s; set %s and %s",
		ErrMissing, runtime.GOOS, Postgres.URLVariable(), MariaDB.URLVariable())
}

func (*account) own(string) error { return nil }

func (*account) attributes(syscall.Signal) *syscall.SysProcAttr { return nil }

func detached() *syscall.SysProcAttr { return nil }

func killGroup(int) error { return nil }
