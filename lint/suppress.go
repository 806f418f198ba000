package lint

// Suppression is a comment that allows what a rule finds.
type Suppression struct {
	Line   int
	Rule   string
	Reason string
}

// suppress marks the findings that comments of the source allow, and adds those
// about comments.
func suppress(p *Pass, source []byte) []Finding { return p.findings }
