package english

// counted makes the phrases that announce a list of columns and say nothing
// else: "two columns", "the following fields".
func counted() []entry {
	var entries []entry
	for _, count := range []string{"", "these", "following", "some", "some new", "a few", "a few new", "several", "new", "more", "a couple of", "both", "the other",
		"two", "three", "four", "five", "six", "two new", "three new", "four new", "two more", "three more", "2", "3", "4", "5", "6", "2 new", "3 new"} {
		for _, noun := range []string{"columns", "fields", "attributes", "properties"} {
			entries = append(entries, entry{"SOMECOLUMNS", stop, count + " " + noun})
		}
	}
	return entries
}
