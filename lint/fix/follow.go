package fix

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/print"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/source"
)

// following is a new migration.
type following struct {
	version int64
	// digits is how wide the versions of the folder are.
	digits int
	*print.Migration
}

// base is VERSION_NAME.
func (f following) base() string { return fmt.Sprintf("%0*d_%s", f.digits, f.version, f.Name) }

// follow adds the files of the migrations that follow.
func (r *repair) follow(files []File, above map[*change][]string) ([]File, error) {
	numbers := newNumbers(r.migration, r.options, r.many)
	if r.rewritten != nil {
		var err error
		if files, err = r.rewrite(numbers.digits, above); err != nil {
			return nil, err
		}
	}
	for _, c := range r.changes {
		for i, m := range c.then {
			if i == 0 && len(above[c]) > 0 {
				m.Comment = strings.TrimSpace(strings.Join(above[c], "\n") + "\n" + m.Comment)
			}
			next := numbers.next(m, r.options.Commands)
			r.follows = append(r.follows, next)
			written, err := r.doc.following(next)
			if err != nil {
				return nil, err
			}
			files = append(files, written...)
		}
	}
	return files, nil
}

// rewrite writes the original anew: everything in it has moved away, and what
// takes its place has another shape.
func (r *repair) rewrite(digits int, above map[*change][]string) ([]File, error) {
	m := r.migration
	if len(above[r.changes[0]]) > 0 {
		r.rewritten.Comment = strings.TrimSpace(strings.Join(above[r.changes[0]], "\n") + "\n" + r.rewritten.Comment)
		delete(above, r.changes[0])
	}
	p := &print.Migration{
		Version: m.Version, Name: m.Name, Comment: r.rewritten.Comment, Config: r.options.Commands,
		DisableDDLTransaction: r.rewritten.Outside, DisableMigrationLock: r.rewritten.NoLock,
	}
	files, err := r.doc.following(following{m.Version, digits, bodies(p, *r.rewritten)})
	if err != nil {
		return nil, err
	}
	for i := range files {
		if i < len(m.Files) {
			files[i].Path, files[i].New = m.Files[i].Path, false
		}
	}
	return files, nil
}

// numbers gives versions and names that the folder does not have.
type numbers struct {
	version int64
	digits  int
	folder  *folder
	// given are the names that were given.
	given map[string]bool
}

// newNumbers numbers so many migrations right behind the original, where all is
// still as the fix expects it, or else behind the first of the later ones that
// leaves them room.
func newNumbers(m Migration, o Options, many int) *numbers {
	number, _, _ := strings.Cut(base(m.Files[0].Path), "_")
	return &numbers{
		version: lastBefore(m.Version, o, many), digits: len(number), folder: o.taken(), given: map[string]bool{},
	}
}

func (n *numbers) isTaken(name string) bool { return n.folder.names[name] || n.given[name] }

// lastBefore is the version behind which so many are free.
func lastBefore(version int64, o Options, many int) int64 {
	versions := o.taken().versions
	at, _ := slices.BinarySearch(versions, version+1)
	for _, next := range versions[at:] {
		// Every version is at least 1 more than the one before.
		if version+int64(many) < next && afterAll(version, many) < next {
			break
		}
		version = next
	}
	return version
}

// afterAll is the last of so many versions behind one.
func afterAll(version int64, many int) int64 {
	if at, err := time.Parse(layout, strconv.FormatInt(version, 10)); err == nil {
		if last, err := strconv.ParseInt(at.Add(time.Duration(many)*time.Second).Format(layout), 10, 64); err == nil {
			return last
		}
	}
	return version + int64(many)
}

// next numbers a migration: the next second, or the next number where the folder
// counts.
func (n *numbers) next(m lint.Migration, config record.Config) following {
	n.version = after(n.version)
	name := generate.Underscore(m.Name)
	for i := 2; n.isTaken(name); i++ {
		name = generate.Underscore(m.Name) + "_" + strconv.Itoa(i)
	}
	n.given[name] = true
	p := &print.Migration{
		Version: n.version, Name: name, Comment: m.Comment, Config: config,
		DisableDDLTransaction: m.Outside, DisableMigrationLock: m.NoLock,
	}
	return following{n.version, n.digits, bodies(p, m)}
}

// bodies gives a migration its callbacks. Without a way down it has none.
func bodies(p *print.Migration, m lint.Migration) *print.Migration {
	if m.Change != nil {
		p.Change = print.NewBody(m.Change...)
		return p
	}
	p.Up = print.NewBody(forward(m.Up)...)
	if m.Down != nil {
		p.Down = print.NewBody(forward(m.Down)...)
	}
	return p
}

// layout is how a version shows its time.
const layout = "20060102150405"

// after is the version behind one.
func after(version int64) int64 { return afterAll(version, 1) }

// nameOf names a migration that some commands move to.
func nameOf(list []command.Command, original string) string {
	for _, c := range list {
		switch c := c.(type) {
		case command.CreateIndex:
			return "create_" + word(c.Index.Name)
		case command.DropIndex:
			return "drop_" + word(c.Index.Name)
		}
	}
	return original + "_outside"
}

// word keeps of a name what the name of a migration can have.
func word(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(name))
}

// planned is the SQL of a new migration in a direction.
func planned(f following, d command.Direction, o Options) ([]string, error) {
	p, err := plan.Build(f.migration(), d, o.Commands, o.Dialect)
	if err != nil {
		return nil, err
	}
	list := []string{}
	for _, s := range p.Statements() {
		if strings.TrimSpace(s.SQL) != "" {
			list = append(list, s.SQL)
		}
	}
	return list, nil
}

// migration is a new migration as it will be loaded.
func (f following) migration() *source.Migration {
	return &source.Migration{
		Version: f.version, Name: f.Name, DisableDDLTransaction: f.DisableDDLTransaction,
		Change: f.Change.Callback(), Up: f.Up.Callback(), Down: f.Down.Callback(),
	}
}
