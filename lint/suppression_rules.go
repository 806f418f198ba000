package lint

// The rules about suppressions themselves.
const (
	withoutReason = "suppression-without-reason"
	unknownRule   = "unknown-rule"
	stale         = "stale-suppression"
)

// SuppressionRules are the rules about the comments that allow what other rules
// find. Their findings are made where the comments are read.
func SuppressionRules() []*Rule {
	return []*Rule{
		{ID: withoutReason, Title: "a comment allows something and does not say why", Severity: Warning},
		{ID: unknownRule, Title: "a comment allows a rule that there is not", Severity: Warning},
		{ID: stale, Title: "a comment allows what no longer happens", Severity: Warning},
	}
}
