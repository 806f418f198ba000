// Package sqltext writes planned queries as Ecto's adapters do: the same
// aliases, the same blanks, the same parameters in the same order.
package sqltext
