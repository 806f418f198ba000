package sqlddl

import "testing"

// BenchmarkRead reads statements of the usual length.
func BenchmarkRead(b *testing.B) {
	statements := []string{
		"CREATE TABLE posts (id bigserial PRIMARY KEY, title varchar(255) NOT NULL, views integer DEFAULT 0, user_id bigint REFERENCES users (id) ON DELETE CASCADE, inserted_at timestamp(0) NOT NULL)",
		"ALTER TABLE posts ADD COLUMN body text, ALTER COLUMN title SET NOT NULL",
		"CREATE UNIQUE INDEX CONCURRENTLY posts_slug_index ON posts (lower(slug)) WHERE deleted_at IS NULL",
		"ALTER TABLE posts ADD CONSTRAINT posts_views_check CHECK (views >= 0) NOT VALID",
		"UPDATE posts SET views = 0 WHERE views IS NULL",
		"DROP INDEX IF EXISTS posts_slug_index",
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Read(statements[i%len(statements)], "postgres")
	}
}
