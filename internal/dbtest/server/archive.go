package server

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// checkIntegrity compares a file with its checksum as npm writes it.
func checkIntegrity(path, integrity string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha512.New()
	if _, err := io.Copy(sum, file); err != nil {
		return err
	}
	if got := "sha512-" + base64.StdEncoding.EncodeToString(sum.Sum(nil)); got != integrity {
		return fmt.Errorf("the package is not the expected one: %s, not %s", got, integrity)
	}
	return nil
}

// unpack unpacks what a package has below package/native. The libraries for
// compilers are left out.
func unpack(archive, dir string) error {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	reader := tar.NewReader(unzipped)
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name, ours := strings.CutPrefix(header.Name, "package/native/")
		if !ours || header.Typeflag != tar.TypeReg || strings.HasSuffix(name, ".a") {
			continue
		}
		if err := unpackFile(reader, filepath.Join(dir, "native"), name, header.FileInfo().Mode()&0o755); err != nil {
			return err
		}
	}
}

func unpackFile(from io.Reader, dir, name string, mode os.FileMode) error {
	if !filepath.IsLocal(name) {
		return fmt.Errorf("the package has a file outside of itself: %s", name)
	}
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Close())
}

// restoreLinks makes the links that npm's packages cannot have; a file beside
// the programs lists them.
func restoreLinks(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "native", "pg-symlinks.json"))
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(text, &links); err != nil {
		return fmt.Errorf("pg-symlinks.json: %w", err)
	}
	for _, link := range links {
		if !filepath.IsLocal(link.Source) || !filepath.IsLocal(link.Target) {
			return fmt.Errorf("pg-symlinks.json: a link outside of the package: %s", link.Target)
		}
		if strings.HasSuffix(link.Source, ".a") {
			continue
		}
		path := filepath.Join(dir, link.Target)
		source, err := filepath.Rel(filepath.Dir(path), filepath.Join(dir, link.Source))
		if err != nil {
			return err
		}
		if err := os.Symlink(source, path); err != nil {
			return err
		}
	}
	return nil
}
