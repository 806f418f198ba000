package fix_test

import (
	whim "github.com/whimbrel-go/whimbrel"
)

// The migrations of this file are fixed by TestGo: they are compiled, so that
// their commands have places, and the file is read as a text.
var samples whim.Set

func init() {
	samples.Change("20260101000000_create_users", createUsers)
	samples.Change("20260101000001_index_users", func(mig *whim.Migration) {
		// looked up at every login
		mig.Create(whim.Index("users", "email").
			Name("users_email")) // for now not unique
	})
	samples.UpDown("20260101000003_up_down", thereAndBack, backAgain)
}

func createUsers(m *whim.Migration) {
	m.CreateTable("users", func(t *whim.Columns) {
		t.Add("email", whim.String)
		// in euros
		t.Add("credit", whim.Float)
		t.Timestamps()
	})
	m.CreateTable("posts", func(c *whim.Columns) {
		c.Add("title", whim.String)
		c.Add("user_id", whim.References("users"))
	})
}

func init() {
	samples.Change("20260101000002_add_things", func(m *whim.Migration) {
		m.AlterTable("posts", func(change *whim.Changes) {
			change.Add("slug", whim.String)
			change.Add("editor_id",
				whim.References("users"))
			change.Modify("title", whim.String, whim.Null(false), whim.From(whim.String))
		})
		for _, column := range []string{"title", "slug"} {
			m.Create(whim.Index("posts", column))
		}
		m.Create(whim.Index("posts", "editor_id"))
	})
}

func thereAndBack(m *whim.Migration) {
	m.Create(whim.UniqueIndex("users", "credit"))
	m.AlterTable("users", func(t *whim.Changes) { t.Add("age", whim.Integer) })
}

func backAgain(m *whim.Migration) {
	m.AlterTable("users", func(t *whim.Changes) { t.Remove("age") })
	m.Drop(whim.Index("users", "credit"))
}

func init() {
	samples.Change("20260101000004_clauses", func(m *whim.Migration) {
		m.Execute(`ALTER TABLE posts
			ALTER COLUMN title SET NOT NULL,
			ADD COLUMN words integer`,
			"ALTER TABLE posts DROP COLUMN words, ALTER COLUMN title DROP NOT NULL")
	})
}
