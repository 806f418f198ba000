package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseDotenv(t *testing.T) {
	text := strings.Join([]string{
		"# comment",
		"",
		"PLAIN=value",
		"  SPACED =  a value  ",
		"export EXPORTED=1",
		"EMPTY=",
		"COMMENTED=value # not this",
		"HASH=a#b",
		`DOUBLE="a \"quoted\" # value\n"`,
		`SINGLE='no $escapes\n here'`,
		`URL=postgres://u:p=w@h/d?x=y`,
		"LINES=\"one",
		"two\"",
		"AFTER=1\r",
	}, "\n")
	want := map[string]string{
		"PLAIN": "value", "SPACED": "a value", "EXPORTED": "1", "EMPTY": "", "COMMENTED": "value", "HASH": "a#b",
		"DOUBLE": "a \"quoted\" # value\n", "SINGLE": `no $escapes\n here`, "URL": "postgres://u:p=w@h/d?x=y",
		"LINES": "one\ntwo", "AFTER": "1",
	}
	got, err := parseDotenv(text, ".env")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseDotenvErrors(t *testing.T) {
	tests := map[string]string{
		"A=1\nsecret":    ".env:2: expected KEY=VALUE",
		"1A=secret":      ".env:1: expected KEY=VALUE",
		"A=\"secret\n\n": ".env:1: the value of A has no closing quote",
	}
	for text, want := range tests {
		_, err := parseDotenv(text, ".env")
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
