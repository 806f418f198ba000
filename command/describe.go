package command

import "strings"

// Describe returns Ecto's words for the command.
func (c CreateTable) Describe() string {
	return "create table " + exists(c.Existence, "if not exists ") + c.Table.String()
}

// Describe returns Ecto's words for the command.
func (c DropTable) Describe() string {
	return "drop table " + exists(c.Existence, "if exists ") + c.Table.String() + c.Mode.suffix()
}

// Describe returns Ecto's words for the command.
func (c AlterTable) Describe() string { return "alter table " + c.Table.String() }

// Describe returns Ecto's words for the command.
func (c RenameTable) Describe() string {
	return "rename table " + c.From.String() + " to " + c.To.String()
}

// Describe returns Ecto's words for the command.
func (c RenameColumn) Describe() string {
	return "rename column " + c.From + " to " + c.To + " on table " + c.Table.String()
}

// Describe returns Ecto's words for the command.
func (c CreateIndex) Describe() string {
	return "create index " + exists(c.Existence, "if not exists ") + c.Index.Object().String()
}

// Describe returns Ecto's words for the command.
func (c DropIndex) Describe() string {
	return "drop index " + exists(c.Existence, "if exists ") + c.Index.Object().String() + c.Mode.suffix()
}

// Describe returns Ecto's words for the command.
func (c RenameIndex) Describe() string {
	return "rename index " + c.Index.Object().String() + " to " + c.To
}

// Describe returns Ecto's words for the command.
func (c CreateConstraint) Describe() string {
	kind := "check"
	if c.Constraint.Exclude != "" {
		kind = "exclude"
	}
	return "create " + kind + " constraint " + c.Constraint.Name + " on table " + c.Constraint.TableObject().String()
}

// Describe returns Ecto's words for the command.
func (c DropConstraint) Describe() string {
	return "drop constraint " + exists(c.Existence, "if exists ") + c.Constraint.Name +
		" from table " + c.Constraint.TableObject().String()
}

// Describe returns "execute" and what is executed when migrating up, or the
// query.
func (c Execute) Describe() string {
	if q, ok := c.Up.(Query); ok {
		return "query " + q.Inspect()
	}
	return "execute " + DescribeAction(c.Up)
}

// DescribeAction returns the action as Elixir prints it.
func DescribeAction(a Action) string {
	switch a := a.(type) {
	case SQL:
		return inspectString(string(a))
	case Keywords:
		return a.Inspect()
	case Query:
		return "query " + a.Inspect()
	case *Func:
		return a.Name
	case *Code:
		return a.Name
	}
	return "nothing"
}

// Describe returns Ecto's words for the change: add :title, remove :views.
func (a Add) Describe() string {
	return verb("add", a.Existence, "_if_not_exists") + " " + Atom(a.Column.Name).Inspect()
}

// Describe returns Ecto's words for the change.
func (m Modify) Describe() string { return "modify " + Atom(m.Column.Name).Inspect() }

// Describe returns Ecto's words for the change.
func (r Remove) Describe() string {
	return verb("remove", r.Existence, "_if_exists") + " " + Atom(r.Name).Inspect()
}

func exists(e Existence, words string) string {
	if e == Lenient {
		return words
	}
	return ""
}

func verb(name string, e Existence, suffix string) string {
	return strings.TrimSpace(name + exists(e, suffix))
}

func (m DropMode) suffix() string {
	if m == Cascade {
		return " cascade"
	}
	return ""
}
