package migrate

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/database"
)

// lockPatience is how long a lock may be waited for before the migrator says
// that it waits, and waitingAgain how long until it says so again.
const (
	lockPatience = time.Second
	waitingAgain = 30 * time.Second
	// askPatience is how long the server may take to say who is in the way.
	askPatience = 5 * time.Second
)

// Holder is a session that another one waits for.
type Holder struct {
	// Session is the server's number for it; 0 is a prepared transaction.
	Session int64
	// Application and User say whose it is, as far as the server tells.
	Application, User string
	// For is how long its transaction has been open or, on MySQL and MariaDB,
	// how long it has been in its state.
	For time.Duration
	// State is the server's word for what it does: "idle in transaction".
	State string
	// Query is its statement, or its last one.
	Query string
	// object is what is waited for: a table, or the kind of the lock.
	object string
}

// maxHolderQuery is how much of a statement is shown.
const maxHolderQuery = 200

// String describes the session in one line: "session 4711 (psql, user app, in
// a transaction for 12s, idle in transaction): SELECT 1".
func (h Holder) String() string {
	if h.Session == 0 {
		return "a prepared transaction; SELECT * FROM pg_prepared_xacts shows it"
	}
	var parts []string
	add := func(format string, value any, given bool) {
		if given {
			parts = append(parts, fmt.Sprintf(format, value))
		}
	}
	add("%s", h.Application, h.Application != "")
	add("user %s", h.User, h.User != "")
	add("%s", h.State, h.State != "")
	add("for %v", h.For.Round(time.Second), h.For > 0)
	text := fmt.Sprintf("session %d", h.Session)
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	query := oneLine(h.Query)
	if runes := []rune(query); len(runes) > maxHolderQuery {
		query = string(runes[:maxHolderQuery]) + "…"
	}
	if query != "" {
		text += ": " + query
	}
	return text
}

// String says what is waited for, who is in the way and what to do about it.
func (w Waiting) String() string {
	text := w.Reason
	if w.For >= waitingAgain {
		text += fmt.Sprintf(" (waited for %v so far)", w.For.Round(time.Second))
	}
	return text + listHolders(w.Holders, w.Advice)
}

func listHolders(holders []Holder, advice string) string {
	var b strings.Builder
	for _, h := range holders {
		fmt.Fprintf(&b, "\n  %s", h)
	}
	if advice != "" {
		fmt.Fprintf(&b, "\n  %s", advice)
	}
	return b.String()
}

// wait is something that a run may have to wait for.
type wait struct {
	// reason is told even if nobody is known to be in the way. If it is "",
	// there may be nothing to wait for but a slow statement.
	reason string
	// query asks for the holders; "" if nobody knows them.
	query string
	// note is told with the reason.
	note string
}

// patiently runs f, and tells from another goroutine who is in its way as long
// as it has to wait. Most statements end before there is one.
func (m *executor) patiently(ctx context.Context, w wait, f func() error) error {
	watching, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	timer := time.AfterFunc(lockPatience, func() {
		defer close(ended)
		m.watch(watching, w, time.Now().Add(-lockPatience))
	})
	err := f()
	stop()
	if !timer.Stop() {
		<-ended
	}
	return err
}

// watch looks when a second has passed, and then less and less often until it
// finds somebody. From then on it tells every half minute.
func (m *executor) watch(ctx context.Context, w wait, started time.Time) {
	for pause := lockPatience; ctx.Err() == nil; {
		holders := m.ask(ctx, w.query)
		if ctx.Err() != nil {
			return
		}
		pause = min(2*pause, waitingAgain)
		if len(holders) > 0 || w.reason != "" {
			m.tellWaiting(ctx, w, time.Since(started), holders)
			pause = waitingAgain
		}
		_ = sleep(ctx, pause) // ended by ctx
	}
}

func (m *executor) tellWaiting(ctx context.Context, w wait, elapsed time.Duration, holders []Holder) {
	event := Waiting{Reason: w.reason, For: elapsed, Holders: holders, Advice: w.note}
	if event.Reason == "" {
		event.Reason = m.waitsFor(holders[0].object)
	}
	if len(holders) > 0 {
		event.Advice = m.advice(holders)
	}
	m.observe(ctx, event)
}

// waitsFor says what the session of a migration waits for.
func (m *Migrator) waitsFor(object string) string {
	plain := strings.ReplaceAll(object, `"`, "")
	switch {
	case plain == m.table.Name || strings.HasSuffix(plain, "."+m.table.Name):
		return lockedReason
	case object == "" || object == "advisory":
		return "a statement of the migration waits for a lock"
	case object == "transactionid" || object == "virtualxid" || object == "tuple":
		return "a statement of the migration waits for the end of another transaction"
	}
	return "a statement of the migration waits for the lock of " + object
}

// advice is how to end the sessions that are in the way.
func (m *Migrator) advice(holders []Holder) string {
	end := m.config.Dialect.Sessions().End
	if end == nil {
		return ""
	}
	var texts []string
	for _, h := range holders {
		if h.Session > 0 && len(texts) < maxListed {
			texts = append(texts, end(h.Session)+";")
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return "wait for it or, if it should not be there, end it: " + strings.Join(texts, " ")
}

// ask asks who is in the way, on another connection if one can be had.
func (m *executor) ask(ctx context.Context, query string) []Holder {
	if query == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	conn, err := m.db.Connect(ctx)
	if err != nil {
		return nil
	}
	defer closeConn(ctx, conn)
	return askOn(ctx, conn, query)
}

// askOn asks on a connection that has nothing else to do. That the user may
// not see what others do is no reason to fail.
func askOn(ctx context.Context, conn database.Conn, query string) []Holder {
	rows, err := conn.Query(ctx, query)
	if err != nil {
		return nil
	}
	var holders []Holder
	for _, row := range rows {
		if len(row) != 7 {
			continue
		}
		session, err := toVersion(row[0])
		if err != nil {
			continue
		}
		seconds, _ := toVersion(row[3]) // 0 if there is none
		holders = append(holders, Holder{
			Session: session, Application: toText(row[1]), User: toText(row[2]), For: time.Duration(seconds) * time.Second,
			State: toText(row[4]), Query: toText(row[5]), object: toText(row[6]),
		})
	}
	return holders
}

// sending runs f, which sends statements of a migration on a session, and says
// who is in the way if they have to wait for a lock.
func (m *executor) sending(ctx context.Context, conn database.Conn, f func() error) error {
	blockers, id := m.config.Dialect.Sessions().Blockers, database.SessionID(conn)
	if blockers == nil || id == 0 {
		return f()
	}
	return m.patiently(ctx, wait{query: blockers(id)}, f)
}
