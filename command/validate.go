package command

import (
	"strings"
	"unicode/utf8"

	"github.com/whimbrel-go/whimbrel/diag"
)

// Validate returns what is wrong with a command as it was recorded, whatever
// the database and the direction. It holds the checks of Ecto.Migration's
// functions; [Runnable] holds those of its runner.
func Validate(c Command) diag.List {
	var list diag.List
	switch c := c.(type) {
	case CreateTable:
		for _, add := range c.Columns {
			list = append(list, validateColumn(add.Column, add.Pos())...)
		}
	case AlterTable:
		for _, change := range c.Changes {
			list = append(list, validateChange(change)...)
		}
	case CreateIndex:
		list = validateIndex(c.Index, c.Pos())
	case DropIndex:
		list = validateIndex(c.Index, c.Pos())
	case RenameIndex:
		list = validateIndex(c.Index, c.Pos())
	case RenameTable, RenameColumn, DropTable, CreateConstraint, DropConstraint, Execute:
	}
	return list
}

// Runnable returns what is wrong with a command that is about to run. A check
// constraint without a check can be dropped but not created.
func Runnable(c Command) diag.List {
	create, ok := c.(CreateConstraint)
	if !ok {
		return nil
	}
	constraint := create.Constraint
	switch {
	case constraint.Check == "" && constraint.Exclude == "":
		return diag.List{diag.Errorf(diag.Invalid, c.Pos(),
			"a constraint must have either a check or exclude option").
			WithHint(`create constraint(%q, %s, check: "price > 0")`,
				constraint.Table, Atom(constraint.Name).Inspect())}
	case constraint.Check != "" && constraint.Exclude != "":
		return diag.List{diag.Errorf(diag.Invalid, c.Pos(),
			"a constraint must not have both check and exclude options").
			WithHint("write two constraints with two names")}
	}
	return nil
}

func validateChange(change Change) diag.List {
	switch change := change.(type) {
	case Add:
		return validateColumn(change.Column, change.Pos())
	case Modify:
		return validateColumn(change.Column, change.Pos())
	case Remove:
		if change.Was != nil {
			return validateType(change.Was.Type, change.Pos())
		}
	}
	return nil
}

func validateColumn(c Column, pos diag.Pos) diag.List {
	var list diag.List
	if c.Options.Scale != nil && c.Options.Precision == nil {
		list = append(list, diag.Errorf(diag.Invalid, pos, "column %s is missing precision option", c.Name).
			WithDetail("a scale needs a precision: the number of digits in all").
			WithHint("precision: %d, scale: %d", *c.Options.Scale+8, *c.Options.Scale))
	}
	if c.Reference == nil {
		list = append(list, validateType(c.Type, pos)...)
	}
	return list
}

func validateType(t Type, pos diag.Pos) diag.List {
	switch {
	case t.Name == "datetime" && t.Of == nil:
		return diag.List{diag.Errorf(diag.Invalid, pos, "the :datetime type in migrations is not supported").
			WithHint("use :utc_datetime or :naive_datetime instead")}
	case t.Of != nil:
		return validateType(*t.Of, pos)
	case strings.HasPrefix(t.Name, "Elixir."):
		return diag.List{InvalidType(strings.TrimPrefix(t.Name, "Elixir."), pos)}
	}
	return nil
}

// InvalidType reports a type that is none, by the way it was written.
func InvalidType(written string, pos diag.Pos) *diag.Diagnostic {
	return diag.Errorf(diag.Invalid, pos, "invalid migration type: %s", written).
		WithDetail("Types of the application (Ecto.Type, Ecto.Enum, Ecto.UUID, ...) mean nothing to a database.").
		WithHint("use an atom such as :string or :uuid, a quoted atom such as :\"integer unsigned\",\n" +
			"a tuple such as {:array, :integer}, or references(:users)")
}

// maxAtom is the length of the longest atom, which names are in Ecto.
const maxAtom = 255

func validateIndex(i Index, pos diag.Pos) diag.List {
	var list diag.List
	if i.NullsDistinct != nil && !i.Unique {
		list = append(list, diag.Errorf(diag.Invalid, pos,
			"the `nulls_distinct` option can only be used with unique indexes").
			WithHint("add unique: true, or use unique_index"))
	}
	if !utf8.ValidString(i.Name) {
		list = append(list, diag.Errorf(diag.Invalid, pos,
			"the name of the index cannot be derived from columns with characters outside ASCII").
			WithHint("give it a name: name: :%s_something_index", i.Table))
	}
	if utf8.RuneCountInString(i.Name) > maxAtom {
		list = append(list, diag.Errorf(diag.Invalid, pos, "the name of the index has more than %d characters", maxAtom).
			WithHint("give it a shorter name: name: :%s_something_index", i.Table))
	}
	for _, c := range i.Columns {
		if !c.Direction.Valid() {
			list = append(list, diag.Errorf(diag.Invalid, pos, "unknown index direction %s", Atom(c.Direction).Inspect()).
				WithHint("use :asc, :asc_nulls_first, :asc_nulls_last, :desc, :desc_nulls_first or :desc_nulls_last"))
		}
	}
	return list
}
