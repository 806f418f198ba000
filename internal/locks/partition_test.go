package locks

import (
	"slices"
	"testing"

	"github.com/whimbrel-go/whimbrel/schema"
)

func TestBoundConditions(t *testing.T) {
	for bound, want := range map[string][]string{
		"FOR VALUES FROM (1) TO (2)":               {"a >= 1", "a < 2"},
		"for values from ('x') to (maxvalue)":      {"a >= 'x'"},
		"FOR VALUES FROM (MINVALUE) TO ('(y)')":    {"a < '(y)'"},
		"FOR VALUES FROM (MINVALUE) TO (MAXVALUE)": nil,
		"FOR VALUES IN ('a')":                      {"a = 'a'"},
		"FOR VALUES IN ('a', 'b')":                 {"a IN ('a', 'b')"},
		"FOR VALUES WITH (MODULUS 4, REMAINDER 0)": nil,
		"DEFAULT": nil, "": nil, "FOR VALUES FROM (": nil,
	} {
		if got := boundConditions("a", bound); !slices.Equal(got, want) {
			t.Errorf("%s: %q", bound, got)
		}
	}
}

func TestPartitionColumn(t *testing.T) {
	for options, want := range map[string]string{
		"PARTITION BY RANGE (at)": "at", `partition by list ("kind")`: "kind", "PARTITION BY RANGE (a, b)": "",
		"PARTITION BY RANGE (lower(a))": "", "WITH (fillfactor = 70)": "", "": "", "PARTITION BY RANGE": "",
	} {
		if got, ok := partitionColumn(&schema.Table{Options: options}); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q %v", options, got, ok)
		}
	}
}
