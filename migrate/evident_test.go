package migrate_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whimbrel-go/whimbrel/database"
	"github.com/whimbrel-go/whimbrel/internal/dbtest"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// evidentWorld has a migration whose indexes the catalogue answers for.
func evidentWorld(t *testing.T, more ...string) *world {
	t.Helper()
	w := &world{t: t, url: dbtest.MariaDB(t)}
	w.setUp(dbtest.Database{Dialect: "mariadb", URL: w.url})
	w.add("1_a", "up: CREATE TABLE a (b int, c int)", "down: DROP TABLE a")
	w.add("2_d", append([]string{"up: CREATE TABLE d (e int, f int)", "up: CREATE INDEX d_e ON d (e)"}, more...)...)
	return w
}

// On MariaDB the journal hears of indexes together with the table that they are
// of. A run that ends anywhere is gone on with after what the catalogue shows,
// also if a statement that was never sent was corrected meanwhile; one that was
// sent must be what it was.
func TestEvident(t *testing.T) {
	last := "up: CREATE INDEX d_f ON d (f)"
	for _, test := range []struct{ name, before, after, want string }{
		{"nothing sent", "CREATE TABLE d", "up: CREATE INDEX other ON d (e, f)", "d_e other"},
		{"the table", "CREATE INDEX d_e", "up: CREATE INDEX other ON d (e, f)", "d_e other"},
		{"one index", "CREATE INDEX d_f", last, "d_e d_f"},
		{"taken out", "CREATE INDEX d_e", "", "d_e"},
		{"all", "", last, "d_e d_f"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := evidentWorld(t, last)
			w.killBefore(test.before)
			w.files["2_d.test"] = &fstest.MapFile{Data: []byte("up: CREATE TABLE d (e int, f int)\nup: CREATE INDEX d_e ON d (e)\n" + test.after)}
			w.up(migrate.All())
			same(t, "versions", w.versions(), []int64{1, 2})
			same(t, "journal", w.journal(), []string{"1.0 up applied", "2.0 up applied"})
			rows, err := w.conn().Query(t.Context(), "SELECT GROUP_CONCAT(DISTINCT index_name ORDER BY index_name SEPARATOR ' ') "+
				"FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'd'")
			if err != nil || rows[0][0] != test.want {
				t.Errorf("indexes: %v, %v", rows, err)
			}
		})
	}
}

// A statement that was sent is named if it was edited since then, also where the
// journal heard of it beforehand; so it is after it was refused.
func TestEvidentEdited(t *testing.T) {
	w := evidentWorld(t, "up: CREATE INDEX d_f ON d (f)")
	w.killBefore("CREATE INDEX d_f")
	w.files["2_d.test"] = &fstest.MapFile{Data: []byte("up: CREATE TABLE d (e int, f int)\nup: CREATE INDEX d_e ON d (e, f)\nup: CREATE INDEX d_f ON d (f)")}
	_, err := w.migrator().Up(t.Context(), migrate.All())
	if !migrate.IsUnfinished(err) {
		t.Fatalf("got %v", err)
	}
	contains(t, err.Error(), "statement 2 was edited")
	unfinished, err := w.migrator().Unfinished(t.Context())
	if err != nil || len(unfinished) != 1 || unfinished[0].Number != 2 || unfinished[0].State != migrate.EditedSince {
		t.Errorf("got %+v, %v", unfinished, err)
	}
}

// A refused index can be corrected, and those after it.
func TestEvidentRefused(t *testing.T) {
	w := evidentWorld(t, "up: CREATE INDEX d_g ON d (g)", "up: CREATE INDEX d_f ON d (f)")
	_, err := w.migrator().Up(t.Context(), migrate.All())
	if err == nil {
		t.Fatal("no error")
	}
	same(t, "journal", w.journal(), []string{"1.0 up applied", "2.0 up planned", "2.1 up done", "2.2 up done", "2.3 up failed", "2.4 up failed"})
	unfinished, err := w.migrator().Unfinished(t.Context())
	if err != nil || len(unfinished) != 1 || unfinished[0].Number != 3 || unfinished[0].State != migrate.Refused {
		t.Errorf("got %+v, %v", unfinished, err)
	}
	w.files["2_d.test"] = &fstest.MapFile{Data: []byte("up: CREATE TABLE d (e int, f int)\nup: CREATE INDEX d_e ON d (e)\nup: CREATE INDEX d_f ON d (e, f)")}
	w.up(migrate.All())
	same(t, "journal", w.journal(), []string{"1.0 up applied", "2.0 up applied"})
}

// killBefore runs until the session breaks before a statement; "" means before
// the version of the second migration is recorded.
func (w *world) killBefore(text string) {
	w.t.Helper()
	if text == "" {
		text = "INSERT INTO `schema_migrations` (`version`,`inserted_at`) VALUES (2,"
	}
	dead := false
	db := w.db
	w.db = brokenBefore{db, text, &dead}
	_, err := w.migrator().Up(w.t.Context(), migrate.All())
	w.db = db
	if err == nil || !dead {
		w.t.Fatalf("it was not broken: %v", err)
	}
}

// brokenBefore is a connector whose sessions break before a statement.
type brokenBefore struct {
	database.Connector
	text string
	dead *bool
}

func (b brokenBefore) Connect(ctx context.Context) (database.Conn, error) {
	if *b.dead {
		return nil, errCut
	}
	conn, err := b.Connector.Connect(ctx)
	return &brokenConn{conn, b}, err
}

type brokenConn struct {
	database.Conn
	b brokenBefore
}

func (c *brokenConn) Exec(ctx context.Context, statements ...string) error {
	for i, text := range statements {
		if *c.b.dead = *c.b.dead || strings.HasPrefix(text, c.b.text); *c.b.dead {
			return &database.Error{Message: "unexpected EOF", Index: i, SQL: text}
		}
		if err := c.Conn.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}
