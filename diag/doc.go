// Package diag holds positions and diagnostics: what is wrong, where, why,
// and what to do. Every other package reports through it, and it imports none
// of them.
package diag
