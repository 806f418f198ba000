package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/lint"
	"github.com/whimbrel-go/whimbrel/schema"
)

// mssqlIndexRules are the rules about indexes and keys of SQL Server.
func mssqlIndexRules() []*lint.Rule {
	mssql := []string{"mssql"}
	return []*lint.Rule{
		{
			ID: "offline-index", Title: "an index is built offline, while writes wait", Severity: lint.Error, Databases: mssql,
			Step: offlineIndex,
		},
		{
			ID: "offline-primary-key", Title: "a key is built offline, while reads and writes wait", Severity: lint.Error, Databases: mssql,
			Step: offlinePrimaryKey,
		},
		{
			ID: "nvarchar-max-index", Title: "an index is on a column that is too long for one", Severity: lint.Error, Databases: mssql,
			Migration: nvarcharMaxIndex,
		},
	}
}

const editions = "Enterprise, Developer and Azure SQL can build it online; the other editions have no better way."

func offlineIndex(p *lint.Pass, s *lint.Step) {
	create, isCreate := s.Operation.(operation.CreateIndex)
	_, again := s.Operation.(operation.Reindex)
	if !isCreate && !again || s.Online {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Detail = editions
	problem.Advice = "write WITH (ONLINE = ON)"
	if isCreate && !create.Online {
		problem.Message = fmt.Sprintf("builds %s offline: %s", create.Index.Name, problem.Message)
		problem.Advice += `, in a migration options: "ONLINE = ON"`
		problem.Fix = online(s, create)
	}
	if again {
		problem.Message = fmt.Sprintf("builds indexes of %s again, offline: %s", s.On(), problem.Message)
		problem.Advice = "write REBUILD WITH (ONLINE = ON), or REORGANIZE"
	}
	p.Report(s, problem)
}

// online builds the index with ONLINE = ON, unless SQL asks for something that
// Ecto has no words for.
func online(s *lint.Step, create operation.CreateIndex) *lint.Fix {
	for _, words := range []string{"CLUSTERED", "COLUMNSTORE", "XML", "SPATIAL", " INCLUDE", "ONLINE", " ON ["} {
		if isSQL(s) && asked(s, words) {
			return nil
		}
	}
	index := create.Index
	index.Options = strings.Trim(index.Options+", ONLINE = ON", ", ")
	return &lint.Fix{Instead: []command.Command{command.CreateIndex{Index: index}}, Better: true}
}

func offlinePrimaryKey(p *lint.Pass, s *lint.Step) {
	what := ""
	switch op := s.Operation.(type) {
	case operation.AddPrimaryKey:
		what = "adds a primary key to " + op.Table.String()
	case operation.AddUnique:
		what = fmt.Sprintf("makes %s of %s unique", list(op.Columns), op.Table)
	case operation.DropConstraint:
		if op.Kind != "PRIMARY KEY" {
			return
		}
		what = "drops the primary key of " + op.Table.String()
	default:
		return
	}
	if s.Online {
		return
	}
	problem, ok := locked(p, s, lint.Error)
	if !ok {
		return
	}
	problem.Message = what + " offline: " + problem.Message
	problem.Detail = "The primary key is clustered unless it says otherwise: all rows are put into its order, and all other indexes are built again. " + editions
	problem.Advice = "write WITH (ONLINE = ON) behind the constraint"
	p.Report(s, problem)
}

// The bytes that a key can have.
const (
	clusteredBytes    = 900
	nonclusteredBytes = 1700
)

// nvarcharMaxIndex looks at what the migration leaves, since a column may be
// made by the same statement.
func nvarcharMaxIndex(p *lint.Pass) {
	for _, s := range p.Steps {
		var columns []string
		limit := nonclusteredBytes
		switch op := s.Operation.(type) {
		case operation.CreateIndex:
			if asked(s, "COLUMNSTORE") || asked(s, "XML INDEX") || asked(s, "SPATIAL") {
				continue
			}
			columns = plainColumns(op.Index)
			if asked(s, " CLUSTERED") {
				limit = clusteredBytes
			}
		case operation.AddUnique:
			columns = op.Columns
		case operation.AddPrimaryKey:
			columns, limit = op.Columns, clusteredBytes
		case operation.CreateTable:
			columns, limit = op.PrimaryKey, clusteredBytes
		}
		reportLongKey(p, s, columns, limit)
	}
}

func reportLongKey(p *lint.Pass, s *lint.Step, columns []string, limit int) {
	total := 0
	for _, name := range columns {
		c := knownColumn(p.Schema, s.On(), name)
		if c == nil {
			continue
		}
		n, unlimited := mssqlBytes(c)
		if unlimited {
			p.Report(s, lint.Problem{
				Message: fmt.Sprintf("fails: %s.%s is %s, which cannot be a key of an index", s.On(), name, columnType(p, command.Column{Type: c.Type, Options: c.Options})),
				Manual:  manual(p, "CREATE INDEX (Transact-SQL), Remarks"),
				Advice:  "give the column a length, index a computed column with its hash, or have the index INCLUDE it",
			})
			return
		}
		total += n
	}
	if total > limit {
		p.Report(s, lint.Problem{
			Severity: lint.Warning,
			Message:  fmt.Sprintf("the key of %s can have %d bytes, and an index takes %d: a row with a longer one is refused when it is written", s.On(), total, limit),
			Manual:   manual(p, "Maximum Capacity Specifications for SQL Server"),
			Advice:   "make the columns shorter, or have the index INCLUDE those that are not looked for",
		})
	}
}

// mssqlBytes is how many bytes a text can have in a key.
func mssqlBytes(c *schema.Column) (bytes int, unlimited bool) {
	name := strings.ToLower(c.Type.Name)
	if strings.EqualFold(c.Options.Size, "max") {
		return 0, true
	}
	size, err := strconv.Atoi(c.Options.Size)
	switch name {
	case "text", "ntext", "image", "xml", "map", "json", "geometry", "geography":
		return 0, true
	case "binary":
		return size, err != nil // Ecto's is varbinary(max)
	case "string":
		if err != nil {
			size = 255
		}
		return 2 * size, false
	case "nvarchar", "nchar":
		return 2 * size, false
	case "varchar", "char", "varbinary":
		return size, false
	}
	return 0, c.Type.IsMap()
}
