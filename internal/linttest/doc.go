// Package linttest has what the tests of rules and of their fixes share: the
// samples of the rules' pages, as migrations.
package linttest
