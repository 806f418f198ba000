// Package record collects the commands of one migration as its code runs. It
// knows what Ecto.Migration and its runner know: the repository's
// configuration, how a prefix is inherited, what the primary key is, that
// blocks do not nest. Scripts and Go code record through the same recorder,
// so that both get the same commands.
package record
