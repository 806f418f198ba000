package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/dialect"
	"github.com/whimbrel-go/whimbrel/internal/lazyregexp"
	"github.com/whimbrel-go/whimbrel/internal/plan"
	"github.com/whimbrel-go/whimbrel/internal/print"
	printexs "github.com/whimbrel-go/whimbrel/internal/print/exs"
	"github.com/whimbrel-go/whimbrel/internal/sqlsplit"
	"github.com/whimbrel-go/whimbrel/internal/squash"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/structure"
)

// script writes the model of the history as a script. The doubts say why the
// model may not be everything; there is no script then.
func (s *squashing) script() (o output, doubts diag.List, err error) {
	migrations := make([]*source.Migration, len(s.old))
	for i, old := range s.old {
		if migrations[i], err = old.Load(); err != nil {
			return output{}, nil, err
		}
	}
	model, problems := schema.Replay(migrations, s.repo.Commands, schema.ForDatabase(s.dialect.Name()))
	up, down, doubts := squash.Commands(model, problems)
	if len(doubts) > 0 {
		return output{}, doubts, nil
	}
	var b bytes.Buffer
	err = printexs.Print(&b, s.repo.Module+".Migrations.Squashed", &print.Migration{
		Version: s.flags.to, Name: source.SquashedName, Up: print.NewBody(up...), Down: print.NewBody(down...), Config: s.repo.Commands,
		Comment: s.title(),
	})
	if err != nil { // something that a script has no words for
		return output{}, diag.All(err), nil
	}
	return output{fmt.Sprintf("%d_%s.exs", s.flags.to, source.SquashedName), b.String()}, nil, nil
}

// title says where the new migration comes from.
func (s *squashing) title() string {
	return fmt.Sprintf("What %d migrations did, from %d_%s to %d_%s.",
		len(s.old), s.old[0].Version, s.old[0].Name, s.last().Version, s.last().Name)
}

// sql writes the dump of the history as a migration in SQL, which has no way
// back.
func (s *squashing) sql(dump string) output {
	text := "-- " + s.title() + "\n-- whimbrel: up\n" + structure.Migration(s.dialect.Name(), dump)
	return output{fmt.Sprintf("%d_%s.sql", s.flags.to, source.SquashedName), text}
}

// unverifiable refuses a history of which not everything is known.
func (s *squashing) unverifiable(doubts diag.List) error {
	var rows []string
	for _, old := range s.old {
		m, err := old.Load()
		if err != nil {
			return err
		}
		p, err := plan.Build(m, command.Up, s.repo.Commands, s.dialect)
		if err != nil {
			return err
		}
		for _, statement := range p.Statements() {
			if _, raw := statement.Command.(command.Execute); !raw {
				continue
			}
			inserted, foreign := s.judge(statement)
			rows, doubts = append(rows, inserted...), append(doubts, foreign...)
		}
	}
	if len(doubts) > 0 {
		s.app.printDiagnostics(doubts)
		return diag.Errorf(diag.Refused, diag.Pos{}, "not all that the migrations do is known: a script cannot replace them unverified").
			WithHint("whimbrel squash --to %d", s.flags.to)
	}
	return s.refuseRows(rows)
}

// modelled are the beginnings of statements that the model follows, or that
// leave nothing behind in an empty database.
var modelled = lazyregexp.New(`^((CREATE|ALTER|DROP) (TABLE|INDEX|TYPE|EXTENSION)|CREATE UNIQUE INDEX|COMMENT ON|UPDATE|DELETE|SELECT|ANALYZE|SET)\b`)

// inserting are the beginnings of statements that leave rows behind.
var inserting = lazyregexp.New(`^(INSERT|REPLACE|COPY|MERGE)\b`)

// judge says of SQL of the author where it inserts rows, and what of it the
// model may not know.
func (s *squashing) judge(statement dialect.Statement) (rows []string, doubts diag.List) {
	pieces, err := sqlsplit.Split(statement.SQL+"\n", sqlsplit.Options{Dialect: sqlsplit.Dialect(s.dialect.Name())})
	if err != nil {
		return nil, diag.List{diag.Warningf(statement.Pos(), "the SQL is not understood")}
	}
	for _, p := range pieces {
		if p.Kind != sqlsplit.Statement {
			continue
		}
		switch head := strings.Join(p.Head, " "); {
		case inserting().MatchString(head):
			rows = append(rows, statement.Pos().String())
		case !modelled().MatchString(head):
			first, _, _ := strings.Cut(p.Text, "\n")
			doubts = append(doubts, diag.Warningf(statement.Pos(), "%s: what it does is not followed", first))
		}
	}
	return rows, doubts
}

// refuseRows refuses a history that leaves rows behind, which a new database
// would not have.
func (s *squashing) refuseRows(where []string) error {
	if len(where) == 0 || s.flags.withoutRows {
		return nil
	}
	return diag.Errorf(diag.Refused, diag.Pos{}, "the migrations insert rows, which the squashed migration would not have").
		WithDetail("rows: %s\nPut them into a migration after %d first, which does not mind rows that are there.", join(where, " and "), s.flags.to).
		WithHint("whimbrel squash --to %d --without-rows, if new databases can do without", s.flags.to)
}
