package mysql

import (
	"strings"
	"testing"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
)

// The name is Ecto's without a prefix; each prefix has its own, and no name is
// longer than MySQL allows.
func TestLockName(t *testing.T) {
	long := "MyApp." + strings.Repeat("Long", 20)
	for _, c := range []struct{ repo, prefix, want string }{
		{"MyApp.Repo", "", "ecto_MyApp.Repo"},
		{"MyApp.Repo", "tenant_1", "ecto_MyApp.Repo.tenant_1"},
		{long, "", "ecto_80d44e2866e49ccdfb02a67d627906e3"},
	} {
		got := lockName(dialect.LockRequest{Repo: c.repo, Versions: command.Object{Prefix: c.prefix}})
		if got != c.want {
			t.Errorf("%s, prefix %q: got %s, want %s", c.repo, c.prefix, got, c.want)
		}
	}
	one := lockName(dialect.LockRequest{Repo: long, Versions: command.Object{Prefix: "one"}})
	if two := lockName(dialect.LockRequest{Repo: long, Versions: command.Object{Prefix: "two"}}); one == two {
		t.Errorf("two prefixes have the same lock: %s", one)
	}
}

func TestSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Second: "1", 10 * time.Second: "10", 1500 * time.Millisecond: "1.5", time.Microsecond: "0.001", 100 * time.Second: "100",
	} {
		if got := seconds(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
}
