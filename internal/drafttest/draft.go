package drafttest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/whimbrel-go/whimbrel/diag"
	"github.com/whimbrel-go/whimbrel/draft"
	"github.com/whimbrel-go/whimbrel/generate"
	"github.com/whimbrel-go/whimbrel/internal/record"
	"github.com/whimbrel-go/whimbrel/schema"
	"github.com/whimbrel-go/whimbrel/source"
	"github.com/whimbrel-go/whimbrel/source/exs"
)

// module is where the modules of migrations live.
const module = "MyApp.Repo.Migrations."

// Model replays what the drafts of the archive know.
func (a *Archive) Model() (*schema.Schema, error) {
	var migrations []*source.Migration
	for _, f := range a.Migrations {
		m, err := Load(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
		migrations = append(migrations, m)
	}
	model, problems := schema.Replay(migrations, record.Config{})
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s: the migrations cannot be replayed: %w", a.Name, problems[0])
	}
	return model, nil
}

// Load loads a file of the corpus, whose name may have a version.
func Load(f File) (*source.Migration, error) {
	m, err := exs.Load(f.Name, []byte(f.Text))
	if err != nil {
		return nil, err
	}
	m.Name = f.Name
	if version, name, ok := generate.SplitName(f.Name); ok {
		m.Version, m.Name = version, name
	}
	return m, nil
}

// Draft drafts what the case describes.
func (c *Case) Draft(model *schema.Schema) (*draft.Result, error) {
	options := draft.Options{Text: c.Text, Schema: model}
	if err := parseFlags(c.Flags, &options); err != nil {
		return nil, err
	}
	return draft.Draft(options)
}

// parseFlags reads flags of the command draft.
func parseFlags(args []string, o *draft.Options) error {
	flags := pflag.NewFlagSet("draft", pflag.ContinueOnError)
	flags.BoolVar(&o.Online, "online", false, "")
	flags.BoolVar(&o.Live, "live", false, "as with --url")
	flags.StringVar(&o.Dialect, "dialect", "", "")
	flags.StringVar(&o.Style.ID, "ids", "", "")
	flags.StringVar(&o.Style.Timestamps, "timestamps", "", "")
	flags.StringVar(&o.Style.TenantColumn, "tenant-column", "", "")
	return flags.Parse(args)
}

// Result writes down what [Case.Draft] returned, for [Compare].
func Result(r *draft.Result, err error) Outcome {
	var question *draft.Question
	switch {
	case errors.As(err, &question):
		return Outcome{Question: question.Error()}
	case err != nil:
		return Outcome{Error: explain(err)}
	}
	var o Outcome
	for _, f := range r.Files {
		text, err := f.Exs(module + generate.Camelize(f.Name))
		if err != nil {
			return Outcome{Error: "it cannot be printed:\n" + explain(err)}
		}
		o.Files = append(o.Files, File{f.Name, text})
	}
	for _, n := range r.Notes {
		o.Notes = append(o.Notes, n.Text)
	}
	return o
}

// explain writes an error as the command line does.
func explain(err error) string {
	list := diag.All(err)
	if list == nil {
		return err.Error()
	}
	var b strings.Builder
	diag.Write(&b, list, nil)
	return b.String()
}
