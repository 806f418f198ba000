package dialecttest

import "github.com/whimbrel-go/whimbrel/command"

func references() []Step {
	onDelete := func(kind command.ActionKind, columns ...string) func(*command.Reference) {
		return func(r *command.Reference) { r.OnDelete = command.ReferenceAction{Kind: kind, Columns: columns} }
	}
	onUpdate := func(kind command.ActionKind) func(*command.Reference) {
		return func(r *command.Reference) { r.OnUpdate = command.ReferenceAction{Kind: kind} }
	}
	unchecked := func(r *command.Reference) { r.SkipValidation = true }
	match := func(r *command.Reference) { r.Match = "full" }
	area := References("areas", func(r *command.Reference) {
		r.Column, r.Type = "country", command.NewType("string")
		r.With = []command.ColumnPair{{Column: "area_code", References: "code"}}
	})
	user, author := References("users"), References("users", onDelete(command.CascadeAll))
	owner := Column("owner_id", user)
	return []Step{
		{Name: "references when creating", Command: Create("posts", ID(),
			Column("a_id", References("users"), NotNull),
			Column("b_id", References("users", onDelete(command.CascadeAll), onUpdate(command.CascadeAll))),
			Column("c_id", References("users", onDelete(command.NilifyAll), onUpdate(command.NilifyAll))),
			Column("d_id", References("users", onDelete(command.RestrictAction), onUpdate(command.RestrictAction))))},
		{Name: "reference a composite key", Command: Create("cities", ID(), Column("area_code", "integer"), Column("country", area, Size("2")))},
		{Name: "set a default on delete", Command: Create("drafts", Column("a_id", References("users", onDelete(command.DefaultAll))))},
		{Name: "nilify some columns on delete", Command: Create("copies", Column("a_id", References("users", onDelete(command.NilifyColumns, "a_id"))))},
		{Name: "match", Command: Create("matches", Column("a_id", References("users", match)))},
		{Name: "add a reference", Command: Alter("posts", command.Add{Column: Column("author_id", author)})},
		{Name: "add a reference that may be there", Command: Alter("posts", command.Add{Column: Column("editor_id", user), Existence: command.Lenient})},
		{Name: "add a reference without validating", Command: Alter("posts", command.Add{Column: Column("late_id", References("users", unchecked))})},
		{Name: "modify a reference", Command: Alter("posts", command.Modify{
			Column: Column("author_id", References("users", onDelete(command.NilifyAll))),
			From:   &command.From{Reference: author, Type: author.Type}}),
			Broken: map[string]string{"mysql": "MariaDB cannot drop and add a foreign key of one name in one statement (errno 121)"}},
		{Name: "modify a reference to a number", Command: Alter("posts", command.Modify{
			Column: Column("author_id", "bigint"), From: &command.From{Reference: author, Type: author.Type}})},
		{Name: "add another reference", Command: Alter("posts", command.Add{Column: owner})},
		{Name: "remove a reference", Command: Alter("posts", command.Remove{Name: "owner_id", Was: &owner})},
		{Name: "remove a reference that may be there", Command: Alter("posts", command.Remove{Name: "editor_id", Existence: command.Lenient,
			Was: &command.Column{Reference: user, Type: user.Type, Name: "editor_id"}})},
	}
}
