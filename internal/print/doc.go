// Package print turns what a migration recorded back into source text. It
// holds what the printers of each language share: what a migration is once its
// code has run, and which of Ecto's defaults need not be written out.
//
// The contract of its subpackages is the round trip: their text, when run,
// records the same commands, positions aside.
package print
