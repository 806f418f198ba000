package fix

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/plan"
)

// prepare finds out what the migration does in both directions.
func (r *repair) prepare() error {
	up, err := plan.Build(r.migration.Migration, command.Up, r.options.Commands, r.options.Dialect)
	if err != nil {
		return err
	}
	for _, s := range up.Statements() {
		r.live = r.live || s.Live != nil
	}
	for _, s := range up.Known() {
		if s.Command != nil && !s.Further {
			r.all = append(r.all, s.Command)
		}
	}
	r.up, r.down = r.doc.units(true), r.doc.units(false)
	return nil
}

// write makes the files of all changes.
func (r *repair) write() ([]File, error) {
	slices.SortStableFunc(r.changes, func(a, b *change) int {
		return cmp.Or(cmp.Compare(a.unit.file, b.unit.file), cmp.Compare(a.start(), b.start()))
	})
	r.dropLast()
	r.settle()
	if err := r.counterparts(); err != nil {
		return nil, err
	}
	above := map[*change][]string{}
	for _, u := range r.up {
		r.edit(u, above)
	}
	if err := r.transaction(); err != nil {
		return nil, err
	}
	var files []File
	for i, f := range r.migration.Files {
		text := r.doc.edits().apply(i, f.Text)
		if _, is := r.doc.(*goText); is {
			text = formatted(f.Text, text)
		}
		if text != f.Text {
			files = append(files, File{Path: f.Path, Text: text})
		}
	}
	return r.follow(files, above)
}

// transaction takes the migration out of its transaction, or back into it.
func (r *repair) transaction() error {
	if r.rewritten != nil {
		return nil
	}
	for _, c := range r.changes {
		if c.outside {
			return r.doc.outside(c.noLock)
		}
	}
	if slices.ContainsFunc(r.changes, func(c *change) bool { return c.finding.Fix.Inside }) && !r.emptied() {
		r.doc.inside()
	}
	return nil
}

// edit writes what becomes of a unit. Above is the comment that goes along with
// what moves away.
func (r *repair) edit(u *unit, above map[*change][]string) {
	var own []*change
	var behind []string
	replaced := false
	texts := map[*part]string{}
	for _, c := range r.changes {
		if c.unit != u {
			continue
		}
		own = append(own, c)
		maps.Copy(texts, c.text.parts)
		if c.text.replaced {
			replaced = true
			if c.text.whole != "" {
				behind = append([]string{c.text.whole}, behind...)
			}
		}
		if c.text.added != "" {
			r.addLines(u, c.text.added)
		}
		if c.text.behind != "" {
			behind = append(behind, c.text.behind)
		}
	}
	switch all := strings.Join(behind, r.gap(u)); {
	case len(own) == 0:
	case replaced || r.allGone(u, texts):
		above[own[0]] = r.replace(u, all)
	default:
		r.editParts(u, texts)
		if all != "" {
			r.addBehind(u, all)
		}
	}
}

func (r *repair) allGone(u *unit, texts map[*part]string) bool {
	for _, p := range u.parts {
		if s, changed := texts[p]; !changed || s != "" {
			return false
		}
	}
	return len(u.parts) > 0
}

func (r *repair) text(u *unit) string { return r.migration.Files[u.file].Text }

// replace puts a text in the place of a unit; "" takes the unit away, and
// returns the comment above it, which goes with it.
func (r *repair) replace(u *unit, becomes string) []string {
	text := r.text(u)
	if becomes != "" {
		r.doc.edits().add(u.file, u.start, u.end, strings.TrimLeft(becomes, " \t"))
		return nil
	}
	end := u.end
	if r.doc.comment() == "--" {
		end = terminated(text, end)
	}
	from, to, above := whole(text, u.start, end, r.doc.comment())
	r.doc.edits().add(u.file, from, to, "")
	return above
}

// terminated is the end of a statement of SQL with its semicolon.
func terminated(text string, end int) int {
	rest := strings.TrimLeft(text[end:], " \t")
	if strings.HasPrefix(rest, ";") {
		return len(text) - len(rest) + 1
	}
	return end
}

// gap stands between two commands behind each other.
func (r *repair) gap(u *unit) string {
	if r.doc.comment() == "--" {
		return ";\n\n"
	}
	if r.doc.comment() == "#" {
		return "\n\n"
	}
	return "\n"
}

func (r *repair) addBehind(u *unit, added string) {
	if r.doc.comment() == "--" {
		added = strings.TrimLeft(added, " \t")
	}
	r.doc.edits().add(u.file, u.end, u.end, r.gap(u)+added)
}

// addLines adds lines to the end of a block.
func (r *repair) addLines(u *unit, added string) {
	last := u.parts[len(u.parts)-1]
	r.doc.edits().add(u.file, last.end, last.end, "\n"+added)
}

// editParts replaces the parts that differ.
func (r *repair) editParts(u *unit, texts map[*part]string) {
	text := r.text(u)
	if len(u.parts) > 0 && u.parts[0].clause.end > 0 {
		r.editClauses(u.file, u.parts, texts)
		r.editClauses(u.file, u.back, u.undone(texts))
		return
	}
	for _, p := range u.parts {
		becomes, changed := texts[p]
		switch {
		case !changed:
		case becomes != "":
			r.doc.edits().add(u.file, p.start, p.end, strings.TrimLeft(becomes, " \t"))
		default:
			from, to, _ := whole(text, p.start, p.end, r.doc.comment())
			r.doc.edits().add(u.file, from, to, "")
		}
	}
}

// editClauses replaces clauses of ALTER TABLE, with the commas between them.
func (r *repair) editClauses(file int, parts []*part, texts map[*part]string) {
	stays := func(p *part) bool { s, changed := texts[p]; return !changed || s != "" }
	first := slices.IndexFunc(parts, stays)
	for i, p := range parts {
		becomes, changed := texts[p]
		switch {
		case !changed:
		case becomes != "":
			r.doc.edits().add(file, p.start, p.end, strings.TrimSpace(becomes))
		case i < first:
			r.doc.edits().add(file, p.start, parts[i+1].start, "")
		default:
			r.doc.edits().add(file, parts[i-1].end, p.end, "")
		}
	}
}
