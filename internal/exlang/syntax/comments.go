package syntax

// Comment is where a comment stands: src[Start:End], from its # to the end of
// its line.
type Comment struct{ Start, End int }

// Comments returns the comments of a source file, in order. The tree does not
// have them; who changes a file has to know them all the same, as the # of a
// string does not begin one.
func Comments(file, src string) (comments []Comment, err error) {
	defer recoverFailure(&err)
	l := newLexer(file, src)
	l.comments = &comments
	l.all()
	return comments, nil
}
