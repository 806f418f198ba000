package main

import (
	"bytes"
	"os"
	"testing"
)

// TestDocument: docs/locks.md is what the program prints.
func TestDocument(t *testing.T) {
	var text bytes.Buffer
	if err := write(&text); err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("../../../../docs/locks.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text.Bytes(), document) {
		t.Error("docs/locks.md is not what the program prints: go run ./internal/locks/cmd/measure > docs/locks.md")
	}
}
