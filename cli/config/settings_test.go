package config

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
)

// What repo().config() answers, but for the connection.
func TestSettings(t *testing.T) {
	for _, c := range []struct {
		text string
		want map[string]string
	}{
		{"module = \"MyApp.Repo\"", map[string]string{"otp_app": ":my_app", "pool_size": "10", "migration_lock": ""}},
		{"module = \"Repo\"", map[string]string{"otp_app": ""}},
		{"module = \"MyApp.Repo\"\notp_app = \":shop\"\npool_size = 3\nmigration_source = \"versions\"",
			map[string]string{"otp_app": ":shop", "pool_size": "3", "migration_source": `"versions"`}},
		{"migration_lock = false", map[string]string{"migration_lock": "false"}},
		{"migration_lock = \"pg_advisory_lock\"\nmigration_advisory_lock_max_tries = 4\nmodule = \"A.Repo\"",
			map[string]string{"migration_lock": ":pg_advisory_lock", "migration_advisory_lock_max_tries": "4"}},
	} {
		r, err := repo(t, "[repo]\n"+c.text)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, p := range r.Settings() {
			got[string(p.Key.(command.Atom))] = p.Value.Inspect()
		}
		for key, want := range c.want {
			if got[key] != want {
				t.Errorf("%s: got %s, want %s", key, got[key], want)
			}
		}
	}
}
