package cli

import (
	"context"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/database"
)

// early is a session that is being opened while the folders are looked at: with
// thousands of migrations that takes as long as a server takes to answer.
type early struct {
	database config.Database
	opened   chan struct{}
	// conn and err are there once it is opened.
	conn database.Conn
	err  error
}

// connectEarly begins to connect to the server of the only repository, unless
// it can be seen that nothing will come of it. That it fails is told when the
// session is asked for, and not before. It returns how to give the session up
// that nobody has asked for.
func (a *app) connectEarly(ctx context.Context, repos []*config.Repo) (end func()) {
	if len(repos) != 1 || a.checkFolders(repos[0]) != nil {
		return func() {}
	}
	d, err := repos[0].Database()
	if err != nil || d.Dialect != config.Postgres && d.Dialect != config.MySQL {
		return func() {} // opening a file of SQLite would create it
	}
	e := &early{database: d, opened: make(chan struct{})}
	go func() {
		defer close(e.opened)
		e.conn, e.err = open(ctx, d)
	}()
	a.early = e
	return func() {
		if a.early == nil {
			return
		}
		if conn, err := a.openOrTake(ctx, d); err == nil {
			closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
			defer cancel()
			_ = conn.Close(closing)
		}
	}
}

// openOrTake opens a session, or takes the one that was opened early.
func (a *app) openOrTake(ctx context.Context, d config.Database) (database.Conn, error) {
	e := a.early
	if e == nil || e.database.Dialect != d.Dialect || e.database.URL() != d.URL() {
		return open(ctx, d)
	}
	a.early = nil
	<-e.opened
	return e.conn, e.err
}
