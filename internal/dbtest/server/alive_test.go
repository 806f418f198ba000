//go:build unix

package server

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"
)

// alive reports whether a process is running.
func alive(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	// In a container without a real init, orphans stay as zombies.
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || !bytes.Contains(stat, []byte(") Z "))
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("in vain waited for: %s", what)
		}
	}
}

// requireInstalled skips a test whose product is not there.
func requireInstalled(t *testing.T, kind Kind) {
	t.Helper()
	if err := Find(kind); err != nil {
		if os.Getenv("WHIMBREL_TEST_REQUIRE_SERVERS") == "1" {
			t.Fatal(err)
		}
		t.Skip("SKIPPED:", err)
	}
}
