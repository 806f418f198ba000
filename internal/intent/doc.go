// Package intent says what a person asked for: the meaning of a description,
// before anything that the person left open is decided. package
// internal/english makes intents of English; package draft makes commands of
// them.
//
// Names are as the person wrote them, in under_scores ("date of birth" is
// date_of_birth) but neither singular nor plural was chosen: that needs the
// schema.
package intent
