package whimbrel

import "github.com/whimbrel-go/whimbrel/command"

// PrefixOption is what [Prefix] returns: an option of tables and references.
type PrefixOption string

// Prefix puts a table into a schema (PostgreSQL, SQL Server) or a database
// (MySQL). A reference inherits the prefix of its table unless it has its own;
// there, Prefix("") asks for the default schema.
func Prefix(name string) PrefixOption { return PrefixOption(name) }

func (p PrefixOption) tableOption(t *table)                 { t.Prefix = string(p) }
func (p PrefixOption) alterTableOption(t *command.Table)    { t.Prefix = string(p) }
func (p PrefixOption) dropTableOption(d *command.DropTable) { d.Table.Prefix = string(p) }
func (p PrefixOption) renameTableOption(r *renamed)         { r.from = string(p) }

func (p PrefixOption) referenceOption(r *command.Reference) {
	prefix := string(p)
	r.Prefix = &prefix
}

// CommentOption is what [Comment] returns: an option of tables and columns.
type CommentOption string

// Comment is stored with a table or column where the database can.
func Comment(text string) CommentOption { return CommentOption(text) }

func (c CommentOption) tableOption(t *table)                        { t.Comment = string(c) }
func (c CommentOption) alterTableOption(t *command.Table)           { t.Comment = string(c) }
func (c CommentOption) columnOption(options *command.ColumnOptions) { options.Comment = string(c) }
func (c CommentOption) modifyOption(m *modification)                { m.options.Comment = string(c) }
func (c CommentOption) timestampOption(t *timestamps)               { t.Options.Comment = string(c) }

// NameOption is what [Name] returns: an option of references.
type NameOption string

// Name is the name of a foreign key's constraint; the default is
// TABLE_COLUMN_fkey.
func Name(name string) NameOption { return NameOption(name) }

func (n NameOption) referenceOption(r *command.Reference) { r.Name = string(n) }

// ValidateOption is what [Validate] returns: an option of references.
type ValidateOption bool

// Validate says whether the existing rows are checked when a foreign key is
// made; the default is true. PostgreSQL only; validate it in a later migration.
func Validate(now bool) ValidateOption { return ValidateOption(now) }

func (v ValidateOption) referenceOption(r *command.Reference) { r.SkipValidation = !bool(v) }
