package operation

// sql reads the statements of a text.
func (l *lowering) sql(text string) {
	l.start, l.end = 0, len(text)
	l.add(Opaque{What: text, May: true})
	l.start, l.end = 0, 0
}
