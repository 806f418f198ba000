package printtest

import (
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/dialect/mssql"
	"github.com/whimbrel-go/whimbrel/dialect/mysql"
	"github.com/whimbrel-go/whimbrel/dialect/postgres"
	"github.com/whimbrel-go/whimbrel/dialect/sqlite"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/source"
)

// Plans returns the SQL of a migration in both directions for all databases.
// Of a plan that cannot be it only says so.
func Plans(m *source.Migration, config record.Config) string {
	var b strings.Builder
	for _, d := range []dialect.Dialect{postgres.New(), mysql.New(), sqlite.New(), mssql.New()} {
		for _, direction := range []command.Direction{command.Up, command.Down} {
			fmt.Fprintf(&b, "%s %s\n", d.Name(), direction)
			p, err := plan.Build(m, direction, config, d)
			if err != nil {
				b.WriteString("  error\n")
				continue
			}
			for _, s := range p.Statements() {
				b.WriteString("  " + s.SQL + "\n")
			}
		}
	}
	return b.String()
}
