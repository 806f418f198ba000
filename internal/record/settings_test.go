package record

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
)

func TestRepoConfig(t *testing.T) {
	uuid := command.NewType("binary_id")
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{}, "[]"},
		{Config{Settings: []command.Pair{{Key: command.Atom("database"), Value: command.String("app")}}}, `[{:database, "app"}]`},
		{Config{PrimaryKey: PrimaryKey{Disabled: true}}, "[{:migration_primary_key, false}]"},
		{Config{PrimaryKey: PrimaryKey{Name: "uuid", Type: uuid, Options: command.ColumnOptions{Default: command.String("x")}}},
			`[{:migration_primary_key, [{:name, :uuid}, {:type, :binary_id}, {:default, "x"}]}]`},
		{Config{ForeignKey: ForeignKey{Column: "uuid", Type: uuid}, DefaultPrefix: "app"},
			`[{:migration_foreign_key, [{:column, :uuid}, {:type, :binary_id}]}, {:migration_default_prefix, "app"}]`},
		{Config{Timestamps: Timestamps{Type: command.NewType("utc_datetime"), InsertedAt: TimestampColumn{Name: "created_at"},
			UpdatedAt: TimestampColumn{Disabled: true}, Options: command.ColumnOptions{Null: command.Nullable}}},
			"[{:migration_timestamps, [{:type, :utc_datetime}, {:inserted_at, :created_at}, {:updated_at, false}, {:null, true}]}]"},
	} {
		var list command.List
		for _, p := range c.config.RepoConfig() {
			list = append(list, command.Tuple{p.Key, p.Value})
		}
		if got := list.Inspect(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
