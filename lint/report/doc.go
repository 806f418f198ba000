// Package report writes what the rules of package lint found: as text for a
// person, as JSON, as SARIF, and as the annotations of GitHub.
package report
