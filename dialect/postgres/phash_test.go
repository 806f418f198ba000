package postgres

import "testing"

// The numbers are what :erlang.phash2({:ecto, prefix, repo}) returns.
func TestAdvisoryKey(t *testing.T) {
	for _, c := range []struct {
		prefix, repo string
		want         uint32
	}{
		{"", "MyApp.Repo", 41811489},
		{"public", "MyApp.Repo", 106407190},
		{"tenant_9", "MyApp.Repo", 69773336},
		{"tenbytesxx", "Whimbrel.Repo", 77081111},
		{"elevenbytes", "Whimbrel.Repo", 33801258},
		{"twelve_bytes", "MyApp.Repo", 96439793},
		{"a_long_prefix_of_many_bytes", "Foo.Bar.Repo", 88438269},
		{"", ":repo", 45050173},
		{"prefix89", "Zähler.Repo", 57769606},
		{"", "Przemysł.Repo", 74931858},
	} {
		if got := advisoryKey(c.prefix, c.repo); got != c.want {
			t.Errorf("advisoryKey(%q, %q) = %d, want %d", c.prefix, c.repo, got, c.want)
		}
	}
}
