package lint

import "fmt"

// Severity is how bad a finding is.
type Severity uint8

// The severities. Off is for configuration: the rule is not asked.
const (
	// Default leaves the severity to the rule.
	Default Severity = iota
	Off
	// Note is worth knowing; nobody has to act.
	Note
	// Warning is for somebody to decide about before the migration is merged.
	Warning
	// Error will block, break or lose something where it runs.
	Error
)

var severityNames = []string{"default", "off", "note", "warning", "error"}

// String returns the name, as configuration writes it.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads "off", "note", "warning" or "error".
func ParseSeverity(text string) (Severity, error) {
	for s := Off; s <= Error; s++ {
		if s.String() == text {
			return s, nil
		}
	}
	return Default, fmt.Errorf("a severity is off, note, warning or error, but not %q", text)
}
