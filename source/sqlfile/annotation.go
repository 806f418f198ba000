package sqlfile

import (
	"slices"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
)

// family is whose annotations a file has.
type family string

const (
	none       family = ""
	whimbrel   family = "Whimbrel"
	goose      family = "goose"
	sqlMigrate family = "sql-migrate"
	dbmate     family = "dbmate"
	tern       family = "tern"
)

// example returns how a section of the family begins.
func (f family) example(d command.Direction) string {
	capital := strings.ToUpper(string(d[:1])) + string(d[1:])
	switch f {
	case goose:
		return "-- +goose " + capital
	case sqlMigrate:
		return "-- +migrate " + capital
	case dbmate:
		return "-- migrate:" + string(d)
	case tern:
		return ternLine
	}
	return "-- whimbrel: " + string(d)
}

// noTransaction returns how the family switches the transaction off.
func (f family) noTransaction() string {
	switch f {
	case goose:
		return "-- +goose NO TRANSACTION"
	case sqlMigrate:
		return "-- +migrate Up notransaction"
	case dbmate:
		return "-- migrate:up transaction:false"
	case tern:
		return ternNoTransaction
	}
	return "-- whimbrel: no transaction"
}

// verb is what an annotation asks for.
type verb uint8

const (
	unknown verb = iota
	up
	down
	noTransaction
	begin // goose's and sql-migrate's StatementBegin
	end
	verbatim // Whimbrel's: the splitter has obeyed it already
	verbatimEnd
	environment // goose's ENVSUB
	unfinished  // Whimbrel's: somebody has still to write it
)

// annotation is a comment that says something to the loader.
type annotation struct {
	family family
	verb   verb
	// noTransaction is an option of up and down.
	noTransaction bool
	// hint is what an unknown one should perhaps have been.
	hint string
}

const (
	ternLine          = "---- create above / drop below ----"
	ternNoTransaction = "---- tern: disable-tx ----"
)

// role tells the splitter about a comment.
func role(comment string) sqlsplit.Role {
	a, ok := readAnnotation(comment)
	switch {
	case !ok:
		return sqlsplit.Ordinary
	case a.verb == verbatim:
		return sqlsplit.Verbatim
	case a.verb == verbatimEnd:
		return sqlsplit.VerbatimEnd
	}
	return sqlsplit.Boundary
}

// readAnnotation recognises the annotations of all families, and comments that
// are near to one.
func readAnnotation(comment string) (annotation, bool) {
	text, ok := strings.CutPrefix(comment, "--")
	if !ok {
		return annotation{}, false
	}
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "+"); ok {
		return plusAnnotation(rest)
	}
	if rest, ok := strings.CutPrefix(text, "-- "); ok {
		return ternAnnotation(strings.TrimSpace(rest))
	}
	word, rest, ok := strings.Cut(text, ":")
	if !ok || word == "" || strings.ContainsAny(word, " \t") {
		return annotation{}, false
	}
	switch word {
	case "whimbrel":
		if first, _, _ := strings.Cut(strings.TrimSpace(rest), " "); first == allow || first == allowFile {
			return annotation{}, false // for whimbrel lint, and nothing to the loader
		}
		return whimbrelAnnotation(rest), true
	case "migrate":
		if rest == "" || rest[0] == ' ' || rest[0] == '\t' {
			return annotation{}, false // "migrate: some words" is a comment
		}
		return dbmateAnnotation(rest), true
	}
	// A slip in the family's own name: "-- whimbel: up".
	verb := strings.ToLower(strings.TrimSpace(rest))
	if near := diag.Nearest(word, []string{"whimbrel", "migrate"}); near != "" && slices.Contains(whimbrelVerbs, verb) {
		if near == "migrate" {
			return annotation{family: dbmate, hint: "-- migrate:" + verb}, true
		}
		return annotation{family: whimbrel, hint: "-- whimbrel: " + verb}, true
	}
	return annotation{}, false
}

var whimbrelVerbs = []string{"up", "down", "no transaction", "begin statement", "end statement", "unfinished"}

// The verbs of comments that allow what whimbrel lint finds.
const (
	allow     = "allow"
	allowFile = "allow-file"
)

func whimbrelAnnotation(rest string) annotation {
	words := strings.ToLower(strings.Join(strings.Fields(rest), " "))
	first, rules, several := strings.Cut(words, " ")
	if meant := diag.Nearest(first, []string{allow, allowFile}); several && meant != "" {
		return annotation{family: whimbrel, hint: "-- whimbrel: " + meant + " " + rules}
	}
	return whimbrel.read("-- whimbrel: ", words, append(slices.Clone(whimbrelVerbs), "allow RULE because REASON"), map[string]verb{
		"up": up, "down": down, "no transaction": noTransaction,
		"begin statement": verbatim, "end statement": verbatimEnd, "unfinished": unfinished,
	})
}

// read looks up what the words of a family's annotation ask for; of the ones
// that it does not know it suggests what was perhaps meant.
func (f family) read(prefix, words string, suggestions []string, verbs map[string]verb) annotation {
	a := annotation{family: f, verb: verbs[words]}
	if a.verb == unknown {
		a.hint = near(prefix, words, suggestions)
	}
	return a
}

func ternAnnotation(rest string) (annotation, bool) {
	switch {
	case "---- "+rest == ternLine:
		return annotation{family: tern, verb: down}, true
	case "---- "+rest == ternNoTransaction:
		return annotation{family: tern, verb: noTransaction}, true
	case strings.HasPrefix(rest, "create above"):
		return annotation{family: tern, hint: ternLine}, true
	case strings.HasPrefix(rest, "tern:"):
		return annotation{family: tern, hint: ternNoTransaction}, true
	}
	return annotation{}, false
}

func dbmateAnnotation(rest string) annotation {
	a := annotation{family: dbmate}
	words := strings.Fields(rest)
	switch words[0] {
	case "up":
		a.verb = up
	case "down":
		a.verb = down
	default:
		a.hint = near("-- migrate:", words[0], []string{"up", "down"})
		return a
	}
	for _, option := range words[1:] {
		switch option {
		case "transaction:false":
			a.noTransaction = true
		case "transaction:true":
		default:
			return annotation{family: dbmate, hint: "-- migrate:" + words[0] + " transaction:false"}
		}
	}
	return a
}

// plusAnnotation is one of goose or sql-migrate.
func plusAnnotation(text string) (annotation, bool) {
	words := strings.Fields(text)
	if len(words) == 0 || text[0] == ' ' || text[0] == '\t' {
		return annotation{}, false
	}
	tool, rest := words[0], strings.ToLower(strings.Join(words[1:], " "))
	switch tool {
	case "goose":
		return gooseAnnotation(rest), true
	case "migrate":
		return sqlMigrateAnnotation(rest), true
	}
	if near := diag.Nearest(tool, []string{"goose", "migrate"}); near != "" {
		f := goose
		if near == "migrate" {
			f = sqlMigrate
		}
		return annotation{family: f, hint: strings.TrimSpace("-- +" + near + " " + strings.Join(words[1:], " "))}, true
	}
	return annotation{}, false
}

func gooseAnnotation(rest string) annotation {
	return goose.read("-- +goose ", rest, []string{"Up", "Down", "StatementBegin", "StatementEnd", "NO TRANSACTION"}, map[string]verb{
		"up": up, "down": down, "statementbegin": begin, "statementend": end,
		"no transaction": noTransaction, "envsub on": environment, "envsub off": environment,
	})
}

func sqlMigrateAnnotation(rest string) annotation {
	words, without := strings.CutSuffix(rest, " notransaction")
	a := sqlMigrate.read("-- +migrate ", words,
		[]string{"Up", "Down", "StatementBegin", "StatementEnd", "Up notransaction", "Down notransaction"},
		map[string]verb{"up": up, "down": down, "statementbegin": begin, "statementend": end})
	a.noTransaction = without && (a.verb == up || a.verb == down)
	return a
}

// near suggests the verb that was perhaps meant, or lists them all.
func near(prefix, typed string, verbs []string) string {
	if nearest := diag.Nearest(typed, verbs); nearest != "" {
		return prefix + nearest
	}
	return prefix + strings.Join(verbs, "\n"+prefix)
}
