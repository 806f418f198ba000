// Package fixed is the inside of a program that fixes migrations in Go, which are
// compiled into it, for the tests of lint/fix.
package fixed

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/linttest"
	"github.com/whimbrel-go/whimbrel/internal/print/printtest"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/lint/fix"
	"github.com/whimbrel-go/whimbrel/lint/rules"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// request is what the program is told.
type request struct {
	// What is "fix" or "record".
	What  string
	Cases []sample
}

// sample is the sample of a rule.
type sample struct {
	ID, Database  string
	Files, Before map[string]string
}

// result is what comes of it.
type result struct {
	Error string
	Files map[string]string
	Dumps map[int64]string
}

// Main fixes the samples, or says what they record.
func Main(in io.Reader, out io.Writer, sets map[string]*whimbrel.Set) {
	var r request
	results := map[string]result{}
	if err := json.NewDecoder(in).Decode(&r); err != nil {
		results["request"] = result{Error: err.Error()}
	}
	for _, c := range r.Cases {
		migrations, err := sets[c.ID].Migrations()
		var done result
		if err == nil && r.What == "fix" {
			done, err = c.fix(migrations)
		} else if err == nil {
			done.Dumps = dumps(migrations)
		}
		if err != nil {
			done.Error = err.Error()
		}
		results[c.ID] = done
	}
	_ = json.NewEncoder(out).Encode(results)
}

func dumps(migrations []*source.Migration) map[int64]string {
	all := map[int64]string{}
	for _, m := range migrations {
		all[m.Version] = printtest.Dump(m, record.Config{})
	}
	return all
}

// fix fixes what the rule finds.
func (c sample) fix(migrations []*source.Migration) (result, error) {
	d := linttest.Dialect(c.Database)
	files, err := c.before(d)
	if err != nil {
		return result{}, err
	}
	old := len(files)
	for _, m := range migrations {
		files = append(files, source.Loaded(m))
	}
	var entries []lint.Entry
	for i, f := range files {
		entries = append(entries, lint.Entry{File: f, Review: i >= old})
	}
	report, err := lint.Run(context.Background(), entries, lint.Config{Rules: rules.All(), Dialect: d, Server: lint.Server{Database: c.Database}})
	if err != nil {
		return result{}, err
	}
	if err := report.Problems.Err(); err != nil {
		return result{}, err
	}
	done := result{Files: c.Files}
	for _, m := range migrations {
		var written []fix.File
		if written, err = c.apply(m, report.Findings, fix.Options{Dialect: d, Folder: files}); err != nil {
			return done, err
		}
		for _, f := range written {
			done.Files[path.Base(f.Path)] = f.Text
			if version, name, ok := number(f.Path); ok && f.New {
				files = append(files, source.Loaded(&source.Migration{Version: version, Name: name}))
			}
		}
	}
	return done, nil
}

func number(file string) (version int64, name string, ok bool) {
	n, _ := fmt.Sscanf(path.Base(file), "%d_%s", &version, &name)
	return version, name, n == 2
}

// before are the samples before.
func (c sample) before(d dialect.Dialect) ([]source.File, error) {
	folder := fstest.MapFS{}
	for name, text := range c.Before {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	formats := append([]source.Format{exs.Format()}, sqlfile.Formats(d)...)
	files, _, err := source.Find([]source.Folder{{FS: folder, Name: "migrations"}}, formats)
	return files, err
}

func (c sample) apply(m *source.Migration, findings []lint.Finding, o fix.Options) ([]fix.File, error) {
	f := fix.Migration{Migration: m, Files: []fix.File{{Path: m.File, Text: c.Files[path.Base(m.File)]}}}
	for _, finding := range findings {
		if finding.Rule.ID == c.ID && finding.Version == m.Version {
			f.Findings = append(f.Findings, finding)
		}
	}
	files, unfixed, err := fix.Apply(f, o)
	for _, u := range unfixed {
		err = fmt.Errorf("%s is not fixed: %s", u.Finding.Pos, u.Reason)
	}
	return files, err
}
