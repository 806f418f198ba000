package server

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPackaged starts the newest of the packaged versions; the others are
// started by those who measure them.
func TestPackaged(t *testing.T) {
	t.Parallel()
	versions := PackagedPostgres()
	newest := versions[len(versions)-1]
	server, err := newest.Start(t.Context())
	if errors.Is(err, ErrMissing) && os.Getenv("WHIMBREL_TEST_REQUIRE_SERVERS") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if major, _, _ := strings.Cut(server.Version, "."); major != "18" {
		t.Errorf("version %s", server.Version)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

func TestPackagedNotFetched(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv(noInstallVariable, "1")
	_, err := PackagedPostgres()[0].Start(t.Context())
	if !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
}

func TestIntegrity(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	const abc = "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=="
	if err := checkIntegrity(path, abc); err != nil {
		t.Error(err)
	}
	if err := checkIntegrity(path, "sha512-other"); err == nil {
		t.Error("another file was taken for the package")
	}
}
