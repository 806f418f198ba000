// Package draft writes migrations from descriptions in English, as a guide
// would have them.
//
// [Draft] has the text understood (internal/english makes intents of it) and
// decides what the text leaves open: types by the names of columns, NULL,
// defaults, what happens on delete, indexes, how a change is undone, which
// changes stand in a file of their own. Everything that it decides is a
// [Reason]; everything that the person should know is a [Note]. What it cannot
// decide is a [Question], and what it cannot do is a diagnostic that points at
// the words. It never guesses in silence.
//
// It reads no files, no clock and no database: the same text, schema and
// options give the same files, whose versions the caller chooses.
package draft
