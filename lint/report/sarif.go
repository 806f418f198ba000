package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/lint"
)

// The parts of SARIF 2.1.0 that are written.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string             `json:"id"`
		ShortDescription sarifMessage       `json:"shortDescription"`
		Help             *sarifMessage      `json:"help,omitempty"`
		Configuration    sarifConfiguration `json:"defaultConfiguration"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifMessage       `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI    string `json:"uri"`
		BaseID string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	sarifSuppression struct {
		Kind          string         `json:"kind"`
		Justification string         `json:"justification,omitempty"`
		Location      *sarifLocation `json:"location,omitempty"`
	}
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

var sarifLevels = map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Note: "note"}

// sarifOf makes a log of a report. Columns count characters, as everywhere here.
func sarifOf(r *lint.Report, o Options) sarifLog {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "Whimbrel", Version: o.Version, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
		Invocations: []sarifInvocation{invocation(r)},
	}
	found := map[string]bool{}
	for _, f := range r.Findings {
		found[f.Rule.ID] = true
	}
	index := map[string]int{}
	for _, rule := range rulesOf(r, o) {
		index[rule.ID] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, o.sarifRule(rule, found[rule.ID]))
	}
	seen := map[string]int{}
	for _, f := range r.Findings {
		run.Results = append(run.Results, o.sarifResult(f, index[f.Rule.ID], seen))
	}
	return sarifLog{sarifSchema, "2.1.0", []sarifRun{run}}
}

// rulesOf are all rules, those that only findings know at the end.
func rulesOf(r *lint.Report, o Options) []*lint.Rule {
	list, known := append([]*lint.Rule{}, o.Rules...), map[string]bool{}
	for _, rule := range list {
		known[rule.ID] = true
	}
	for _, f := range r.Findings {
		if !known[f.Rule.ID] {
			known[f.Rule.ID] = true
			list = append(list, f.Rule)
		}
	}
	return list
}

// sarifRule describes a rule; with its page, if something was found.
func (o Options) sarifRule(r *lint.Rule, found bool) sarifRule {
	s := sarifRule{ID: r.ID, ShortDescription: sarifMessage{Text: r.Title}, Configuration: sarifConfiguration{sarifLevels[r.Severity]}}
	if s.Configuration.Level == "" {
		s.Configuration.Level = "none"
	}
	if page := o.Page(r.ID); found && page != "" {
		s.Help = &sarifMessage{Text: r.Title, Markdown: page}
	}
	return s
}

func (o Options) sarifResult(f lint.Finding, index int, seen map[string]int) sarifResult {
	text := f.Message
	if f.Advice != "" {
		text += "\n" + f.Advice
	}
	pos := f.Pos
	pos.File = fileOf(f)
	s := sarifResult{
		RuleID: f.Rule.ID, RuleIndex: index, Level: sarifLevels[f.Severity], Message: sarifMessage{Text: text},
		Locations: []sarifLocation{location(pos, f.End)}, Fingerprints: o.fingerprint(f, seen), Suppressions: []sarifSuppression{},
	}
	for _, via := range f.Via {
		s.Related = append(s.Related, location(via, diag.Pos{}))
	}
	if f.Suppressed != nil {
		at := location(f.Suppressed.Pos, diag.Pos{})
		s.Suppressions = append(s.Suppressions, sarifSuppression{"inSource", f.Suppressed.Reason, &at})
	}
	return s
}

// fingerprint names a finding such that it is the same one after lines above
// it have changed, or the number of rows: by its rule, its file and the text of
// its line. Those that have all this in common are counted.
func (o Options) fingerprint(f lint.Finding, seen map[string]int) map[string]string {
	key := strings.Join([]string{f.Rule.ID, path.Base(filepath.ToSlash(fileOf(f))), strings.TrimSpace(o.lineOf(f.Pos))}, "\x00")
	n := seen[key]
	seen[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, n))
	return map[string]string{"whimbrel/v1": hex.EncodeToString(sum[:16])}
}

func invocation(r *lint.Report) sarifInvocation {
	i := sarifInvocation{Successful: r.Problems.Err() == nil}
	levels := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Note: "note"}
	for _, p := range r.Problems {
		n := sarifNotification{Level: levels[p.Severity], Message: sarifMessage{Text: p.Summary}}
		if p.Pos.File != "" {
			n.Locations = []sarifLocation{location(p.Pos, diag.Pos{})}
		}
		i.Notifications = append(i.Notifications, n)
	}
	return i
}

func location(from, to diag.Pos) sarifLocation {
	l := sarifLocation{sarifPhysical{Artifact: artifact(from.File)}}
	if from.Line > 0 {
		l.Physical.Region = &sarifRegion{StartLine: from.Line, StartColumn: from.Column}
		if from.Column > 0 && to.Line > 0 {
			l.Physical.Region.EndLine, l.Physical.Region.EndColumn = to.Line, to.Column
		}
	}
	return l
}

// artifact names a file: relative to the sources, or by its whole path.
func artifact(file string) sarifArtifact {
	slashed := filepath.ToSlash(file)
	if filepath.IsAbs(file) {
		return sarifArtifact{URI: (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(slashed, "/")}).String()}
	}
	return sarifArtifact{URI: (&url.URL{Path: slashed}).EscapedPath(), BaseID: "%SRCROOT%"}
}
