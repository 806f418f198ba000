// Command corpus drafts the descriptions of the corpus and shows which of them
// do not become what is expected.
//
//	go run ./internal/drafttest/cmd/corpus [-v] [-case NAME] [FILE.txtar...]
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/whimbrel-go/whimbrel/internal/drafttest"
)

func main() {
	detailed := flag.Bool("v", false, "show how the drafts differ")
	name := flag.String("case", "", "only the cases with this `name`")
	flag.Parse()
	exact, err := run(os.Stdout, flag.Args(), *name, *detailed)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil || !exact {
		os.Exit(1)
	}
}

// run reports on the archives and returns whether all cases are exact.
func run(w io.Writer, paths []string, name string, detailed bool) (bool, error) {
	archives, err := read(paths)
	if err != nil {
		return false, err
	}
	exact := true
	var reports []drafttest.Report
	for _, a := range archives {
		var names []string
		if name != "" {
			names = []string{name}
		}
		report, err := drafttest.Check(a, names...)
		if err != nil {
			return false, err
		}
		if report.Total() > 0 {
			report.Write(w, detailed)
		}
		exact = exact && len(report.Failures) == 0
		reports = append(reports, report)
	}
	fmt.Fprintln(w, drafttest.Sum(reports))
	return exact, nil
}

// read reads the archives, or the whole corpus of the checkout.
func read(paths []string) ([]*drafttest.Archive, error) {
	if len(paths) == 0 {
		return drafttest.ReadAll("testdata/draft")
	}
	var archives []*drafttest.Archive
	for _, path := range paths {
		a, err := drafttest.Read(path)
		if err != nil {
			return nil, err
		}
		archives = append(archives, a)
	}
	return archives, nil
}
