package migrate

import (
	"context"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/database"
)

// Review is what a run is about to do, for [Config.Review].
type Review struct {
	// DB is a session with the migrated database. It is for reading, and not to
	// be closed.
	DB        database.Conn
	Direction command.Direction
	// Prefix is that of the run.
	Prefix string
	// Planned are the migrations, in the order in which they will run.
	Planned []Planned
}

// review asks whoever wants to have a say before anything runs.
func (m *executor) review(ctx context.Context, direction command.Direction, jobs []*job) error {
	if m.config.Review == nil {
		return nil
	}
	r := Review{DB: m.store.conn, Direction: direction, Prefix: m.config.Commands.Prefix}
	if m.config.VersionsDB != nil {
		conn, err := m.db.Connect(ctx)
		if err != nil {
			return err
		}
		defer closeConn(ctx, conn)
		r.DB = conn
	}
	for _, j := range jobs {
		r.Planned = append(r.Planned, j.planned())
	}
	return m.config.Review(ctx, r)
}
