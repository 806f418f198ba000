package inflect

// A pair is a noun that the pluralizer's rules get wrong, or form as Latin and
// Greek do where tables have English plurals.
type pair struct{ singular, plural string }

func irregular() []pair {
	return []pair{
		{"schema", "schemas"}, {"stigma", "stigmas"}, {"dogma", "dogmas"}, {"lemma", "lemmas"},
		{"agenda", "agendas"},
		{"lens", "lenses"}, {"virus", "viruses"}, {"focus", "focuses"}, {"terminus", "terminuses"},
		{"syllabus", "syllabuses"}, {"status", "statuses"}, {"bonus", "bonuses"}, {"campus", "campuses"},
		{"census", "censuses"}, {"corpus", "corpora"}, {"radius", "radiuses"}, {"octopus", "octopuses"},
		{"index", "indexes"}, {"axis", "axes"}, {"basis", "bases"},
		{"cache", "caches"}, {"niche", "niches"}, {"headache", "headaches"}, {"avalanche", "avalanches"},
		{"alias", "aliases"}, {"canvas", "canvases"}, {"atlas", "atlases"}, {"bias", "biases"},
		{"gas", "gases"}, {"bus", "buses"}, {"plus", "pluses"}, {"iris", "irises"},
		{"curriculum", "curriculums"}, {"symposium", "symposiums"}, {"forum", "forums"},
		{"stadium", "stadiums"}, {"premium", "premiums"}, {"automaton", "automatons"},
		{"human", "humans"}, {"german", "germans"}, {"roman", "romans"}, {"talisman", "talismans"},
		{"hero", "heroes"}, {"veto", "vetoes"}, {"mosquito", "mosquitoes"}, {"embargo", "embargoes"}, {"quiz", "quizzes"}, {"money", "monies"}, {"fez", "fezzes"},
		{"database", "databases"}, {"movie", "movies"}, {"cookie", "cookies"}, {"move", "moves"},
		{"leave", "leaves"}, {"glove", "gloves"}, {"groove", "grooves"}, {"stave", "staves"},
		{"toe", "toes"}, {"shoe", "shoes"}, {"canoe", "canoes"}, {"abuse", "abuses"},
		{"excuse", "excuses"}, {"muse", "muses"}, {"fuse", "fuses"}, {"use", "uses"},
		{"recluse", "recluses"}, {"merch", "merch"},
		{"is", "is"}, {"this", "this"}, {"that", "that"},
	}
}

// uncountable are nouns whose tables are called as they are.
func uncountable() []string {
	return []string{
		"metadata", "data", "feedback", "media", "multimedia", "news", "equipment", "staff", "information", "sms",
		"mms", "series", "species", "progress", "software", "hardware", "firmware", "middleware", "money", "inventory_stock",
		"advice", "homework", "knowledge", "research", "traffic", "furniture", "luggage", "sheep", "fish", "deer",
		"aircraft", "spacecraft", "police", "rice", "analytics", "statistics", "logistics", "mathematics", "physics",
		"economics", "politics", "ethics", "headquarters", "merchandise", "personnel", "telemetry", "evidence", "content",
		"jewelry", "clothing", "mail", "music", "bedding", "housing", "billing", "pricing", "shipping", "gps",
		"https", "dns", "tls", "cms", "pos", "os", "aws", "sus", "merch", "whereabouts", "goods", "seo", "api_access",
	}
}
