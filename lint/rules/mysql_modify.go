package rules

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
)

// redefinition is a column whose whole definition is said anew.
type redefinition struct {
	column string
	// known is the column before.
	known command.Column
	// counts: its values come from AUTO_INCREMENT.
	counts bool
}

// lostOptions are what a new definition leaves out.
type lostOptions struct {
	null, value, comment, counts bool
}

func (l lostOptions) none() bool { return l == lostOptions{} }

// modified is the column of a step that MODIFY, CHANGE or modify/3 says anew, as
// it was; false if that is not known.
func modified(p *lint.Pass, s *lint.Step) (redefinition, bool) {
	column := ""
	switch op := s.Operation.(type) {
	case operation.SetType:
		column = op.Column.Name
	case operation.SetNotNull:
		column = op.Column
	case operation.DropNotNull:
		column = op.Column
	case operation.SetDefault:
		column = op.Column
	case operation.RenameColumn:
		column = op.Column
	}
	if modify, ok := s.Change.(command.Modify); ok {
		column = modify.Column.Name
	} else if found := redefines.FindStringSubmatch(clause(s)); found == nil || (found[2] != "") != (p.Database() == "mssql") {
		return redefinition{}, false
	}
	t := p.Schema.Table(s.On())
	if column == "" || t == nil || unused(p, s.On(), column) {
		return redefinition{}, false
	}
	known, ok := t.Definition(column)
	if !ok || known.Type.IsZero() {
		return redefinition{}, false
	}
	return redefinition{column, known, known.Options.PrimaryKey && counts(known) && known.Reference == nil}, true
}

// redefines is how a clause begins that says the whole definition; SQL Server's
// ALTER COLUMN keeps the default, and MySQL's changes nothing else.
var redefines = regexp.MustCompile(`(?is)^(?:ALTER\s+TABLE\s+\S+\s+)?(?:(MODIFY|CHANGE)|(ALTER\s+COLUMN))\b`)

// saidAgain is what of the definition is said.
func saidAgain(s *lint.Step) lostOptions {
	if modify, ok := s.Change.(command.Modify); ok {
		o := modify.Column.Options
		return lostOptions{o.Null != command.NullUnset, o.Default != nil, o.Comment != "", counts(modify.Column)}
	}
	text := strings.ToUpper(clause(s))
	return lostOptions{nullWord.MatchString(text), strings.Contains(text, "DEFAULT"), strings.Contains(text, "COMMENT"), strings.Contains(text, "AUTO_INCREMENT")}
}

var nullWord = regexp.MustCompile(`\bNULL\b`)

func (r redefinition) lost(said lostOptions) lostOptions {
	o := r.known.Options
	return lostOptions{
		null:    !said.null && o.Null == command.NotNull && !o.PrimaryKey,
		value:   !said.value && withoutNull(o.Default) != nil && !r.counts,
		comment: !said.comment && o.Comment != "",
		counts:  !said.counts && r.counts,
	}
}

// withoutNull: a default of NULL is none.
func withoutNull(v command.Value) command.Value {
	if _, null := v.(command.Null); null {
		return nil
	}
	return v
}

func (r redefinition) words(l lostOptions) []string {
	var words []string
	if l.counts {
		words = append(words, "AUTO_INCREMENT")
	}
	if l.null {
		words = append(words, "NOT NULL")
	}
	if l.value {
		words = append(words, "DEFAULT "+valueSQL(r.known.Options.Default))
	}
	if l.comment {
		words = append(words, "COMMENT "+valueSQL(command.String(r.known.Options.Comment)))
	}
	return words
}

func modifyLosesAttributes(p *lint.Pass, s *lint.Step) {
	r, ok := modified(p, s)
	if !ok || !firstOf(p, s, sameClause) {
		return
	}
	lost := r.lost(saidAgain(s))
	if lost.none() || onlyAllowsNull(s) {
		return
	}
	problem := lint.Problem{
		Message: fmt.Sprintf("says %s.%s anew without %s, which it had: MySQL takes that away without a word", s.On(), r.column, list(r.words(lost))),
		Detail:  "MODIFY and CHANGE are given the whole definition. On PostgreSQL the same modify would have kept what it does not name.",
		Manual:  manual(p, "ALTER TABLE Statement, Renaming, Redefining, and Reordering Columns"),
		Advice:  "say all of the definition again; to take something away, say so: " + worded(p, "null: true, or default: nil", "NULL, or DEFAULT NULL"),
		Fix:     sayAll(p, s, r, lost),
	}
	if lost.counts {
		problem.Severity = lint.Error
		problem.Detail = "Every insert without a key of its own fails from then on."
		problem.Fix = nil
		problem.Advice = "say :bigserial, whose definition has AUTO_INCREMENT"
	}
	p.Report(s, problem)
}

// onlyAllowsNull: SQL that says the column again as it was, without NOT NULL, is
// how NULL gets allowed.
func onlyAllowsNull(s *lint.Step) bool {
	_, drops := s.Operation.(operation.DropNotNull)
	return drops && isSQL(s)
}

// sayAll completes the definition.
func sayAll(p *lint.Pass, s *lint.Step, r redefinition, lost lostOptions) *lint.Fix {
	if modify, ok := s.Change.(command.Modify); ok {
		o := &modify.Column.Options
		if lost.null {
			o.Null = command.NotNull
		}
		if lost.value {
			o.Default = r.known.Options.Default
		}
		if lost.comment {
			o.Comment = r.known.Options.Comment
		}
		if instead := only(s, modify); instead != nil {
			return &lint.Fix{Instead: instead, Better: true}
		}
		return nil
	}
	if placed.MatchString(clause(s)) {
		return nil
	}
	instead := rewritten(p, s, func(text string) string { return text + " " + strings.Join(r.words(lost), " ") })
	if instead == nil {
		return nil
	}
	return &lint.Fix{Instead: instead, Better: true}
}

// placed is what has to stand behind all else.
var placed = regexp.MustCompile(`(?i)\b(FIRST|AFTER|ALGORITHM|LOCK|REFERENCES)\b`)
