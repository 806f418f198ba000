package lint

// Allowances reads the comments of a text.
func Allowances(file, source string) int {
	return len((&text{file: file, source: source}).allowances())
}
