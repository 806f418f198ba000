package command

// Table is what table/2 returns, with the prefix resolved.
type Table struct {
	Object
	// Comment is stored with the table where the database can; "" is none.
	Comment string
	// Engine is MySQL's storage engine; "" means InnoDB.
	Engine string
	// Options is SQL appended to CREATE TABLE.
	Options string
}

// CreateTable is create/2 and create_if_not_exists/2 with a table. The primary
// key that Ecto generates is already among the columns.
type CreateTable struct {
	Position
	Table     Table
	Columns   []Add
	Existence Existence
}

// DropTable is drop/2 and drop_if_exists/2 with a table.
type DropTable struct {
	Position
	Table     Table
	Existence Existence
	Mode      DropMode
}

// AlterTable is alter/2. The changes keep their order.
type AlterTable struct {
	Position
	Table   Table
	Changes []Change
}

// RenameTable is rename/2 with a table.
type RenameTable struct {
	Position
	From, To Object
}

// RenameColumn is rename/3.
type RenameColumn struct {
	Position
	Table    Object
	From, To string
}

func (CreateTable) command()  {}
func (DropTable) command()    {}
func (AlterTable) command()   {}
func (RenameTable) command()  {}
func (RenameColumn) command() {}
