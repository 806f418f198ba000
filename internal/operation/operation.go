package operation

import "github.com/whimbrel-go/whimbrel/command"

// An Operation is one thing that is asked of a database. The set is closed.
type Operation interface {
	// On is the table that the operation is about, or the zero object.
	On() command.Object
	operation()
}

// OnTable is embedded in operations on a table.
type OnTable struct{ Table command.Object }

// On returns the table.
func (t OnTable) On() command.Object { return t.Table }

func (OnTable) operation() {}

// OnObject is embedded in operations on something that is no table. Its name is
// "" where there is none.
type OnObject struct{ Object command.Object }

// On returns the zero object.
func (OnObject) On() command.Object { return command.Object{} }

func (OnObject) operation() {}

// On returns the table of a policy or a rule.
func (d Define) On() command.Object { return d.Table }

// Tables.
type (
	// CreateTable creates a table. Its foreign keys, checks and indexes are
	// operations of their own, which follow.
	CreateTable struct {
		OnTable
		Columns []command.Column
		// PrimaryKey are the columns of the primary key.
		PrimaryKey []string
		Options    string
		Engine     string
		Lenient    bool
		// AsQuery: the table is filled from a query (CREATE TABLE AS).
		AsQuery bool
		// Temporary: the table is the session's own.
		Temporary bool
	}
	// DropTable drops a table.
	DropTable struct {
		OnTable
		Cascade bool
	}
	// RenameTable gives a table another name, or moves it to another prefix.
	RenameTable struct {
		OnTable
		To command.Object
	}
	// Truncate deletes all rows of a table.
	Truncate struct {
		OnTable
		Cascade bool
	}
	// SetStorage changes how a table is stored: "LOGGED", "UNLOGGED",
	// "TABLESPACE", "ACCESS METHOD", "ENGINE", "ROW_FORMAT", "CONVERT TO CHARACTER SET".
	SetStorage struct {
		OnTable
		What string
		// Value is what follows: "InnoDB", "utf8mb4". Collation comes with a
		// character set.
		Value, Collation string
	}
	// SetOption changes something of a table that neither its rows nor how they
	// are stored depend on: What is "OWNER TO", "REPLICA IDENTITY", "CHARACTER
	// SET" for new columns, ..., and Value is the word that follows.
	SetOption struct {
		OnTable
		What, Value string
	}
	// AttachPartition makes a table a partition of another.
	AttachPartition struct {
		OnTable
		Partition command.Object
		// New: the partition is created (PARTITION OF). Bound says which rows it
		// has: "FOR VALUES FROM (1) TO (2)", "DEFAULT".
		New   bool
		Bound string
	}
	// DetachPartition makes a partition a table of its own.
	DetachPartition struct {
		OnTable
		Partition    command.Object
		Concurrently bool
	}
)

// Columns.
type (
	// AddColumn adds a column to a table. Its foreign key and its check are
	// operations of their own, which follow.
	AddColumn struct {
		OnTable
		Column  command.Column
		Lenient bool
	}
	// DropColumn drops a column.
	DropColumn struct {
		OnTable
		Column  string
		Cascade bool
	}
	// RenameColumn gives a column another name.
	RenameColumn struct {
		OnTable
		Column, To string
	}
	// SetType changes the type of a column, with what belongs to it: size,
	// precision, scale, collation.
	SetType struct {
		OnTable
		Column command.Column
		// From is the column before, or nil if it is not known.
		From *command.Column
		// Using is the expression that makes the new values.
		Using string
		// Charset is MySQL's CHARACTER SET where the statement names one.
		Charset string
	}
	// SetNotNull forbids NULL.
	SetNotNull struct {
		OnTable
		Column string
	}
	// DropNotNull allows NULL.
	DropNotNull struct {
		OnTable
		Column string
	}
	// SetDefault changes the default of a column; nil takes it away.
	SetDefault struct {
		OnTable
		Column  string
		Default command.Value
	}
	// SetGenerated turns a column into a generated one, an identity, or back.
	SetGenerated struct {
		OnTable
		Column string
		What   string
	}
)

// Constraints.
type (
	// AddForeignKey adds a foreign key.
	AddForeignKey struct {
		OnTable
		Name               string
		Columns            []string
		To                 command.Object
		References         []string
		OnDelete, OnUpdate command.ReferenceAction
		// OnDeleteGiven: the migration says what happens on delete, if only
		// that nothing does.
		OnDeleteGiven bool
		NotValidated  bool
		// WithColumn: the column is new in the same statement.
		WithColumn bool
		// Inline: PostgreSQL knows that there is nothing to look at, since the
		// table is new, or the column is, has no default (not even NULL), and says
		// REFERENCES itself. Ecto's alter does not: it adds the column and then the key.
		Inline bool
	}
	// AddCheck adds a check constraint.
	AddCheck struct {
		OnTable
		Name, Expr   string
		NotValidated bool
		// WithColumn is the column that is new in the same statement, or "".
		WithColumn string
	}
	// AddExclusion adds an exclusion constraint.
	AddExclusion struct {
		OnTable
		Name, Expr string
	}
	// AddUnique adds a unique constraint. UsingIndex is the index that it takes
	// over, or "".
	AddUnique struct {
		OnTable
		Name       string
		Columns    []string
		UsingIndex string
		// WithColumn: the column is new in the same statement.
		WithColumn bool
	}
	// AddPrimaryKey adds a primary key. UsingIndex is the index that it takes
	// over, or "".
	AddPrimaryKey struct {
		OnTable
		Name       string
		Columns    []string
		UsingIndex string
	}
	// DropConstraint drops a constraint.
	DropConstraint struct {
		OnTable
		Name    string
		Cascade bool
		// Kind is "PRIMARY KEY", "FOREIGN KEY", "CHECK", "UNIQUE", or "DEFAULT" on
		// SQL Server, where it is known, otherwise "".
		Kind string
	}
	// RenameConstraint gives a constraint another name.
	RenameConstraint struct {
		OnTable
		Name, To string
	}
	// ValidateConstraint looks at the rows from before a constraint.
	ValidateConstraint struct {
		OnTable
		Name string
	}
)

// Indexes.
type (
	// CreateIndex builds an index.
	CreateIndex struct {
		OnTable
		Index   command.Index
		Lenient bool
		// Algorithm and Lock are MySQL's ALGORITHM and LOCK, and Online is SQL
		// Server's ONLINE = ON.
		Algorithm, Lock string
		Online          bool
	}
	// DropIndex drops an index. Its table may not be known.
	DropIndex struct {
		OnTable
		Index        command.Object
		Concurrently bool
		Cascade      bool
		Lenient      bool
	}
	// RenameIndex gives an index another name.
	RenameIndex struct {
		OnTable
		Index command.Object
		To    string
	}
	// Reindex builds indexes again: of an index, a table, a schema, a database.
	Reindex struct {
		OnTable
		Index        command.Object
		What         string
		Concurrently bool
	}
)

// Enum types of PostgreSQL, and other objects.
type (
	// CreateEnum creates an enum type.
	CreateEnum struct {
		OnObject
		Values []string
	}
	// AddEnumValue adds a value: behind all others, or before or after Next.
	AddEnumValue struct {
		OnObject
		Value, Next string
		Before      bool
		Lenient     bool
	}
	// RenameEnumValue gives a value another name.
	RenameEnumValue struct {
		OnObject
		Value, To string
	}
	// RenameType gives a type another name.
	RenameType struct {
		OnObject
		To command.Object
	}
	// DropType drops a type.
	DropType struct {
		OnObject
		Cascade bool
	}
	// Extension creates or drops an extension.
	Extension struct {
		OnObject
		Drop, Cascade, Lenient bool
	}
	// DropSchema drops a schema, or RenameSchema gives it another name.
	DropSchema struct {
		OnObject
		Cascade bool
	}
	// RenameSchema gives a schema another name.
	RenameSchema struct {
		OnObject
		To string
	}
	// DropDatabase drops a database.
	DropDatabase struct{ OnObject }
	// Trigger creates, drops, enables or disables a trigger ("CREATE", ...).
	Trigger struct {
		OnTable
		Name, What string
	}
	// Refresh fills a materialized view.
	Refresh struct {
		OnTable
		Concurrently bool
	}
	// Define creates, replaces, alters or drops another object: What is "VIEW",
	// "FUNCTION", "SEQUENCE", ... It locks no table but that of a policy or a rule.
	Define struct {
		OnObject
		Verb, What string
		Cascade    bool
		// Table is the one that a "POLICY" or a "RULE" is on.
		Table command.Object
	}
	// Comment changes the comment of an object.
	Comment struct {
		OnTable
		Column string
	}
)

// Rows, sessions and upkeep.
type (
	// Write changes rows.
	Write struct {
		OnTable
		// Verb is "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE" or "COPY".
		Verb string
		// Where: there is a condition. Bounded: the statement touches a limited
		// number of rows by its text: LIMIT or TOP, a range of keys, or VALUES.
		Where, Bounded bool
		// Columns are the columns that UPDATE sets.
		Columns []string
	}
	// Read is a query.
	Read struct{ OnTable }
	// LockTable is LOCK TABLE; Mode is "ACCESS EXCLUSIVE", "READ", ...
	LockTable struct {
		OnTable
		Mode string
	}
	// Vacuum is VACUUM, and OPTIMIZE TABLE of MySQL; the table may be all.
	Vacuum struct {
		OnTable
		Full bool
	}
	// Analyze gathers statistics; the table may be all.
	Analyze struct{ OnTable }
	// Cluster is CLUSTER; the table may be all.
	Cluster struct{ OnTable }
	// SetVariable is SET: of "lock_timeout", "statement_timeout", ... The prefix
	// of the object is "GLOBAL" where all sessions get the value.
	SetVariable struct {
		OnObject
		Value string
		// Local: for the transaction only.
		Local bool
	}
	// Transaction is BEGIN, COMMIT, ROLLBACK or SAVEPOINT in a migration's text.
	Transaction struct {
		OnObject
		Verb string
	}
	// Rename is SQL Server's sp_rename: What is "COLUMN", "INDEX", "OBJECT".
	// It stands before the operation that it is.
	Rename struct {
		OnObject
		What string
	}
	// Opaque is what is not understood: a function, a block of code, a statement
	// that nobody reads here. Code: it is a function of the migration. May is
	// true if it may change tables.
	Opaque struct {
		OnObject
		What string
		Code bool
		May  bool
	}
)
