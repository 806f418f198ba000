package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestEctoAccepts is the contract: what the real Ecto executes, Whimbrel plans
// to the letter.
func TestEctoAccepts(t *testing.T) {
	files, err := filepath.Glob("../../testdata/conformance/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	var table strings.Builder
	failed, err := run(files, filter{}, true, &table)
	if err != nil {
		t.Fatal(err)
	}
	if failed {
		t.Errorf("cases differ from Ecto:\n%s", table.String())
	}
	t.Log("\n" + table.String())
}
