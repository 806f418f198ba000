package sqlddl

import "github.com/whimbrel-go/whimbrel/command"

// ConvertCharset gives all columns of a table of MySQL another character set.
const ConvertCharset = "CONVERT TO CHARACTER SET"

// Statements that mean nothing to a model of the schema, and that Read returns.
type (
	// Truncate deletes all rows.
	Truncate struct {
		Table   command.Object
		Cascade bool
	}
	// SetStorage changes how a table is stored: What is "LOGGED", "ENGINE", ...,
	// and Value what follows it: "InnoDB". Collation is that of CONVERT TO
	// CHARACTER SET.
	SetStorage struct {
		Table       command.Object
		What, Value string
		Collation   string
	}
	// SetOption changes something else of a table that is not about its rows:
	// What is "OWNER TO", "REPLICA IDENTITY", ..., and Value what follows it.
	SetOption struct {
		Table       command.Object
		What, Value string
	}
	// Partition attaches or detaches a partition.
	Partition struct {
		Table, Partition     command.Object
		Detach, Concurrently bool
		// New: the partition is created (PARTITION OF). Bound says which rows it
		// has: "FOR VALUES IN (1)", "DEFAULT".
		New   bool
		Bound string
	}
	// SetGenerated changes where the values of a column come from.
	SetGenerated struct {
		Table  command.Object
		Column string
		What   string
	}
	// Trigger is about a trigger: What is "CREATE", "DROP", "ENABLE", ...
	Trigger struct {
		Table      command.Object
		Name, What string
	}
	// Refresh fills a materialized view.
	Refresh struct {
		View         command.Object
		Concurrently bool
	}
	// Define is about another object: Verb is "CREATE", "ALTER" or "DROP", and
	// What is "VIEW", "FUNCTION", ... Table is the one that a policy or a rule is
	// on.
	Define struct {
		Object     command.Object
		Verb, What string
		Cascade    bool
		Table      command.Object
	}
	// DropSchema drops a schema.
	DropSchema struct {
		Name    string
		Cascade bool
	}
	// RenameSchema gives a schema another name.
	RenameSchema struct{ From, To string }
	// DropDatabase drops a database.
	DropDatabase struct{ Name string }
	// Renames is SQL Server's sp_rename, before the rename that it is.
	Renames struct {
		Object command.Object
		What   string
	}
	// Write changes rows.
	Write struct {
		Table command.Object
		// Verb is "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE" or "COPY".
		Verb string
		// Where: there is a condition. Bounded: the text limits the number of rows.
		Where, Bounded bool
		// Columns are those that are set.
		Columns []string
	}
	// Query reads rows.
	Query struct{ Table command.Object }
	// LockTable is LOCK TABLE.
	LockTable struct {
		Table command.Object
		Mode  string
	}
	// Vacuum is VACUUM and OPTIMIZE TABLE. Full: the table is written anew.
	Vacuum struct {
		Table command.Object
		Full  bool
	}
	// Analyze gathers statistics.
	Analyze struct{ Table command.Object }
	// Cluster is CLUSTER.
	Cluster struct{ Table command.Object }
	// Reindex builds indexes again. What is "INDEX", "TABLE", "SCHEMA", ...
	Reindex struct {
		Table, Index command.Object
		What         string
		Concurrently bool
	}
	// SetVariable sets a variable of the session, or of the server ("GLOBAL").
	SetVariable struct {
		Scope, Name, Value string
		Local              bool
	}
	// Transaction begins or ends a transaction.
	Transaction struct{ Verb string }
)

func (Truncate) statement()     {}
func (SetStorage) statement()   {}
func (SetOption) statement()    {}
func (Partition) statement()    {}
func (SetGenerated) statement() {}
func (Trigger) statement()      {}
func (Refresh) statement()      {}
func (Define) statement()       {}
func (DropSchema) statement()   {}
func (RenameSchema) statement() {}
func (DropDatabase) statement() {}
func (Renames) statement()      {}
func (Write) statement()        {}
func (Query) statement()        {}
func (LockTable) statement()    {}
func (Vacuum) statement()       {}
func (Analyze) statement()      {}
func (Cluster) statement()      {}
func (Reindex) statement()      {}
func (SetVariable) statement()  {}
func (Transaction) statement()  {}
