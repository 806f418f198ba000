package server

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestFindOnlyInTheGivenDirectory(t *testing.T) {
	for _, kind := range Kinds() {
		t.Setenv(kind.BinVariable(), t.TempDir())
		err := Find(kind)
		if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), kind.BinVariable()) {
			t.Errorf("%v: error %v", kind, err)
		}
	}
}

func TestCompareVersions(t *testing.T) {
	want := []string{
		"/opt/postgresql/bin",
		"/usr/lib/postgresql/17/bin",
		"/usr/lib/postgresql/15.2/bin",
		"/usr/lib/postgresql/15/bin",
		"/usr/lib/postgresql/9.6/bin",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return compareVersions(b, a) })
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
