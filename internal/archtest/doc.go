// Package archtest holds the direction of the imports; see ARCHITECTURE.md.
package archtest
