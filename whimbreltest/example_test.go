package whimbreltest_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel"
	"github.com/whimbrel-go/whimbrel/migrate"
	"github.com/whimbrel-go/whimbrel/whimbreltest"
)

// What the test of a package of migrations is: every one of them is run up,
// down and up again on a scratch database, and the schemas are compared.
func ExampleAssertReversible() {
	var migrations whimbrel.Set

	_ = func(t *testing.T) { // func TestMigrations(t *testing.T)
		whimbreltest.AssertReversible(t, whimbreltest.SQLite(t), migrate.Config{Set: &migrations})
	}
}
