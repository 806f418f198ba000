//go:build unix

package server

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// account is the system account that a server runs as. The nil account is
// the caller's own.
type account struct {
	uid, gid int
}

// serverAccount returns the account to run a server as: the caller's, unless
// that is root, in whose name both servers refuse to run.
func serverAccount(name string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup(name)
	if err != nil {
		// Binaries without a package. Any account without rights will do.
		if u, err = user.Lookup("nobody"); err != nil {
			return nil, fmt.Errorf("a server cannot run as root, and there is neither an account %q nor %q", name, "nobody")
		}
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	return &account{uid: uid, gid: gid}, nil
}

// own gives the file to the account.
func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Chown(path, a.uid, a.gid)
}

// attributes starts a process as the account, in a session of its own, and
// has it signalled when its owner dies, where the system can do that.
func (a *account) attributes(death syscall.Signal) *syscall.SysProcAttr {
	attributes := detached()
	setDeathSignal(attributes, death)
	if a != nil {
		attributes.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return attributes
}

// detached starts a process in a session of its own, where it does not see
// the signals that a terminal sends to the caller's process group.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true}
}

// killGroup kills what is left of the group that a process leads or has led.
func killGroup(leader int) error {
	err := syscall.Kill(-leader, syscall.SIGKILL)
	// macOS says EPERM about a group of zombies.
	if errors.Is(err, syscall.ESRCH) || errors.Is(err, syscall.EPERM) {
		return nil
	}
	return err
}
