package rules

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// defaults is the migration that gives every row without a value the default of
// the column, in batches. It is for PostgreSQL.
func defaults(p *lint.Pass, table command.Object, column string) lint.Migration {
	name := identifier(p, column)
	sql := strings.NewReplacer("{table}", object(p, table), "{column}", name).Replace(batchesWithoutKey)
	if key := singleKey(p.Schema, table); key != "" {
		b := batch{
			head: "UPDATE " + object(p, table) + " SET " + name + " = DEFAULT", where: name + " IS NULL AND ",
			key: identifier(p, key), name: identifier(p, key), table: object(p, table), size: batchSize,
		}
		sql = b.postgres()
	}
	return lint.Migration{
		Name:    fileName("backfill", table.Name+"_"+column),
		Comment: "Each batch is committed by itself. Interrupted, it can be run again.",
		Outside: true,
		Change:  []command.Command{execute(sql, "")},
	}
}

// singleKey is the one column of a table's primary key, or "".
func singleKey(s *schema.Schema, table command.Object) string {
	if t := s.Table(table); t != nil && t.PrimaryKey != nil && len(t.PrimaryKey.Columns) == 1 {
		return t.PrimaryKey.Columns[0]
	}
	return ""
}

// batchesWithoutKey looks for the rows of each batch from the beginning.
const batchesWithoutKey = `DO $$
BEGIN
  LOOP
    UPDATE {table} SET {column} = DEFAULT
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE {column} IS NULL LIMIT 10000));
    EXIT WHEN NOT FOUND;
    COMMIT;
  END LOOP;
END
$$`
