package pcre

// A node is a part of a pattern.
type node interface{ fixedLength() (int, bool) }

type (
	// literal is one character.
	literal struct {
		char     rune
		caseless bool
	}
	// anyChar is . or, with newline, what s makes of it.
	anyChar struct{ newline bool }
	// set is a class of characters.
	set struct{ class *class }
	// sequence and alternatives join nodes.
	sequence     []node
	alternatives []node
	// repeat is x{low,high}; high is -1 without a limit.
	repeat struct {
		inner     node
		low, high int
		mode      repeatMode
	}
	// group captures, or with number 0 only holds together.
	group struct {
		inner  node
		number int
	}
	// look is a lookaround; atomic matches only once.
	look struct {
		inner          node
		behind, negate bool
	}
	atomic struct{ inner node }
	// assertion is a place: ^ $ \A \b and so on.
	assertion struct{ kind operation }
	// backreference matches what a group matched.
	backreference struct {
		group    int
		name     string
		caseless bool
	}
	// newlineSequence is \R, graphemeCluster \X.
	newlineSequence struct{}
	graphemeCluster struct{}
	// keepOut is \K.
	keepOut struct{}
	empty   struct{}
)

// repeatMode is how a repetition takes what it can.
type repeatMode int

const (
	greedy repeatMode = iota
	lazy
	possessive
)

func (literal) fixedLength() (int, bool)         { return 1, true }
func (anyChar) fixedLength() (int, bool)         { return 1, true }
func (set) fixedLength() (int, bool)             { return 1, true }
func (look) fixedLength() (int, bool)            { return 0, true }
func (assertion) fixedLength() (int, bool)       { return 0, true }
func (keepOut) fixedLength() (int, bool)         { return 0, true }
func (empty) fixedLength() (int, bool)           { return 0, true }
func (backreference) fixedLength() (int, bool)   { return 0, false }
func (newlineSequence) fixedLength() (int, bool) { return 0, false }
func (graphemeCluster) fixedLength() (int, bool) { return 0, false }
func (g group) fixedLength() (int, bool)         { return g.inner.fixedLength() }
func (a atomic) fixedLength() (int, bool)        { return a.inner.fixedLength() }

func (s sequence) fixedLength() (int, bool) {
	total := 0
	for _, n := range s {
		length, ok := n.fixedLength()
		if !ok {
			return 0, false
		}
		total += length
	}
	return total, true
}

func (a alternatives) fixedLength() (int, bool) {
	first, ok := a[0].fixedLength()
	for _, n := range a[1:] {
		length, fixed := n.fixedLength()
		ok = ok && fixed && length == first
	}
	return first, ok
}

func (r repeat) fixedLength() (int, bool) {
	length, ok := r.inner.fixedLength()
	return length * r.low, ok && r.low == r.high
}
