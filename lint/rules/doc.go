// Package rules has what migrations are asked for: one file a topic, one
// function a rule. Every rule has a page in docs/lint, whose samples are its
// tests.
package rules
