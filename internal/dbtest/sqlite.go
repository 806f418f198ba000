package dbtest

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// SQLite returns the URL, sqlite:///path, of a file in the test's temporary
// directory. The file does not exist yet; SQLite creates it when it is first
// written to.
func SQLite(t testing.TB) string {
	t.Helper()
	path := filepath.ToSlash(filepath.Join(t.TempDir(), "test.db"))
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows path begins with its drive
	}
	return (&url.URL{Scheme: "sqlite", Path: path}).String()
}

// sqlitePath returns the file of a sqlite:// URL.
func sqlitePath(u *url.URL) string {
	path := u.Path
	if len(path) > 2 && path[2] == ':' {
		path = path[1:] // "/C:/..."
	}
	return filepath.FromSlash(path)
}
