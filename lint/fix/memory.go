package fix

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/sqlfile"
)

// Memory is what the fixes of one folder have read: each file is read, planned
// and taken apart once, however many fixes there are. The files must not change
// meanwhile. It is for one goroutine; see [NewMemory].
type Memory struct {
	// commands are those of the migrations that were planned already.
	commands map[migrationKey][]command.Command
	styles   map[string]styled
	texts    map[string]string
	history  history
	folder   folder
}

// migrationKey tells the migrations of a folder from each other.
type migrationKey struct {
	version int64
	path    string
}

type styled struct {
	text  string
	style sqlfile.Style
	err   error
}

// NewMemory returns an empty memory.
func NewMemory() *Memory {
	return &Memory{commands: map[migrationKey][]command.Command{}, styles: map[string]styled{}, texts: map[string]string{}}
}

// Anew is the memory for other fixes of the same folder, which give versions and
// names of their own.
func (m *Memory) Anew() *Memory {
	return &Memory{commands: m.commands, styles: m.styles, texts: m.texts}
}

// Planned remembers what a migration of the folder does, which need not be
// planned again.
func (m *Memory) Planned(f source.File, p *plan.Plan) {
	m.commands[migrationKey{f.Version, f.Path}] = commandsOf(p)
}

// commandsOf are the commands of a plan.
func commandsOf(p *plan.Plan) []command.Command {
	list := []command.Command{}
	for _, s := range p.Known() {
		if s.Command != nil && !s.Further {
			list = append(list, s.Command)
		}
	}
	return list
}

// remembering are the options with a memory.
func (o Options) remembering() Options {
	if o.Memory == nil {
		o.Memory = NewMemory()
	}
	return o
}

// commandsIn are the commands of a migration of the folder. One that cannot be
// read says so elsewhere.
func (o Options) commandsIn(f source.File) []command.Command {
	key := migrationKey{f.Version, f.Path}
	if list, known := o.Memory.commands[key]; known {
		return list
	}
	var list []command.Command
	if m, err := f.Load(); err == nil {
		if p, err := plan.Build(m, command.Up, o.Commands, o.Dialect); err == nil {
			list = commandsOf(p)
		}
	}
	o.Memory.commands[key] = list
	return list
}

// text is that of a file.
func (o Options) text(file string) string {
	text, known := o.Memory.texts[file]
	if !known && o.Read != nil {
		text = string(o.Read(file))
		o.Memory.texts[file] = text
	}
	return text
}

// style is that of a file of SQL.
func (o Options) style(f File) (sqlfile.Style, error) {
	s, known := o.Memory.styles[f.Path]
	if !known || s.text != f.Text {
		s.text = f.Text
		s.style, s.err = sqlfile.StyleOf(f.Path, []byte(f.Text), o.Dialect)
		o.Memory.styles[f.Path] = s
	}
	return s.style, s.err
}

// history are those operations of the folder's migrations that a fix must not
// disregard, in the order of the folder.
type history struct {
	// read is how many files of the folder were asked, those behind since.
	read  int
	since int64
	// indexes are made by these names, types given to these columns, and takes
	// are what renames or drops something.
	indexes map[string][]later
	types   map[column][]later
	takes   []later
}

// column is one of a table.
type column struct {
	table command.Object
	name  string
}

// folderAfter are the operations of the migrations behind a version, and perhaps
// of earlier ones.
func (o Options) folderAfter(version int64) *history {
	h := &o.Memory.history
	if h.indexes == nil || version < h.since {
		*h = history{since: version, indexes: map[string][]later{}, types: map[column][]later{}}
	}
	for _, f := range o.Folder[h.read:] {
		if f.Version > h.since {
			for _, c := range o.commandsIn(f) {
				h.add(laterOf(c, f.Version, o))
			}
		}
	}
	h.read = len(o.Folder)
	return h
}

func laterOf(c command.Command, version int64, o Options) []later {
	var list []later
	for _, l := range operation.Of(c, o.Dialect.Name(), nil) {
		list = append(list, later{Operation: l.Operation, command: c, version: version})
	}
	return list
}

func (h *history) add(list []later) {
	for _, l := range list {
		switch op := l.Operation.(type) {
		case operation.CreateIndex:
			h.indexes[op.Index.Name] = append(h.indexes[op.Index.Name], l)
		case operation.SetType:
			at := column{op.Table, op.Column.Name}
			h.types[at] = append(h.types[at], l)
		case operation.RenameTable, operation.DropTable, operation.RenameColumn, operation.DropColumn, operation.RenameIndex,
			operation.DropIndex, operation.RenameConstraint, operation.DropConstraint:
			h.takes = append(h.takes, l)
		}
	}
}

// folder are the versions and names that are taken.
type folder struct {
	// read is how many files of the folder were asked.
	read int
	// versions are in order.
	versions []int64
	names    map[string]bool
}

// taken are the versions and names of the folder.
func (o Options) taken() *folder {
	f := &o.Memory.folder
	if f.names == nil {
		f.names = map[string]bool{}
	}
	for _, file := range o.Folder[f.read:] {
		at, _ := slices.BinarySearch(f.versions, file.Version)
		f.versions = slices.Insert(f.versions, at, file.Version)
		f.names[file.Name] = true
	}
	f.read = len(o.Folder)
	return f
}
