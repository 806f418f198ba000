package intent

// Result is what a text was understood as.
type Result struct {
	Intents []Intent
	// Unused are the content words that nothing was made of, as spans.
	Unused []Span
	// Context are sentences that only tell what the request is about. They are
	// not used.
	Context []Span
	// Corrections are words that were read as others: typos.
	Corrections []Correction
	// Question is set if the text has two readings and nothing in it decides.
	Question *Question
	// Refusal says why the text is not a description of a migration; "" if it
	// is one.
	Refusal string
}

// Correction is a word that was read as another.
type Correction struct {
	Span
	Read string
}

// Question is asked when there is more than one reading.
type Question struct {
	Span
	// Text is the question.
	Text string
	// Choices are the readings, most likely first.
	Choices []Choice
}

// Choice is one reading.
type Choice struct {
	// Label says what it means, in words a person would choose by.
	Label string
	// Intents are all intents of the text in this reading.
	Intents []Intent
	// Known is a table that has to be there for this reading, and Unknown one
	// that must not be, if they are given: the schema may decide the question.
	Known, Unknown Name
}
