package locks_test

import (
	"fmt"
	"testing"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/locks"
	"github.com/whimbrel-go/whimbrel/internal/locks/cases"
	"github.com/whimbrel-go/whimbrel/internal/operation"
	"github.com/whimbrel-go/whimbrel/schema"
)

// everyKind has an operation of each kind.
func everyKind() []operation.Operation {
	on := operation.OnTable{Table: command.Object{Name: "t"}}
	object := operation.OnObject{Object: command.Object{Name: "o"}}
	return []operation.Operation{
		operation.CreateTable{OnTable: on}, operation.DropTable{OnTable: on}, operation.RenameTable{OnTable: on},
		operation.Truncate{OnTable: on}, operation.SetStorage{OnTable: on}, operation.SetOption{OnTable: on},
		operation.AttachPartition{OnTable: on}, operation.DetachPartition{OnTable: on},
		operation.AddColumn{OnTable: on}, operation.DropColumn{OnTable: on}, operation.RenameColumn{OnTable: on},
		operation.SetType{OnTable: on}, operation.SetNotNull{OnTable: on}, operation.DropNotNull{OnTable: on},
		operation.SetDefault{OnTable: on}, operation.SetGenerated{OnTable: on},
		operation.AddForeignKey{OnTable: on}, operation.AddCheck{OnTable: on}, operation.AddExclusion{OnTable: on},
		operation.AddUnique{OnTable: on}, operation.AddPrimaryKey{OnTable: on}, operation.DropConstraint{OnTable: on},
		operation.RenameConstraint{OnTable: on}, operation.ValidateConstraint{OnTable: on},
		operation.CreateIndex{OnTable: on}, operation.DropIndex{OnTable: on}, operation.RenameIndex{OnTable: on},
		operation.Reindex{OnTable: on},
		operation.CreateEnum{OnObject: object}, operation.AddEnumValue{OnObject: object}, operation.RenameEnumValue{OnObject: object},
		operation.RenameType{OnObject: object}, operation.DropType{OnObject: object}, operation.Extension{OnObject: object},
		operation.DropSchema{OnObject: object}, operation.RenameSchema{OnObject: object}, operation.DropDatabase{OnObject: object},
		operation.Trigger{OnTable: on}, operation.Refresh{OnTable: on}, operation.Define{OnObject: object},
		operation.Comment{OnTable: on}, operation.Write{OnTable: on, Verb: "UPDATE"}, operation.Read{OnTable: on},
		operation.LockTable{OnTable: on}, operation.Vacuum{OnTable: on}, operation.Analyze{OnTable: on}, operation.Cluster{OnTable: on},
		operation.SetVariable{OnObject: object}, operation.Transaction{OnObject: object}, operation.Rename{OnObject: object},
		operation.Opaque{OnObject: object},
	}
}

// TestMeasuredKinds: what is said to be measured is among what the tests
// measure, and every effect names its place in the manual.
func TestMeasuredKinds(t *testing.T) {
	servers := map[string]locks.Server{
		"postgres": {Database: "postgres", Major: 15}, "mysql": {Database: "mysql", MariaDB: true, Major: 10, Minor: 11},
		"sqlite": sqliteDB, "mssql": {Database: "mssql"},
	}
	for database, server := range servers {
		covered := coveredKinds(t, database)
		for _, op := range everyKind() {
			for _, e := range locks.Of(op, schema.New(schema.ForDatabase(database)), server) {
				if e.Measured && !covered[fmt.Sprintf("%T", op)] {
					t.Errorf("%s: %T is said to be measured, and is in no case", database, op)
				}
				if e.Manual == "" || e.Mode == "" {
					t.Errorf("%s: %T: %+v", database, op, e)
				}
			}
		}
	}
}

// coveredKinds returns the kinds of operations that are measured.
func coveredKinds(t *testing.T, database string) map[string]bool {
	t.Helper()
	covered := map[string]bool{}
	take := func(c command.Command, before *schema.Schema) {
		for _, op := range operation.Of(c, database, before) {
			covered[fmt.Sprintf("%T", op.Operation)] = true
		}
	}
	switch database {
	case "sqlite":
		before := schema.New(schema.ForDatabase(database))
		before.Apply(command.Execute{Up: command.SQL(sqliteSetup)})
		for _, c := range sqliteCommands() {
			take(c, before)
		}
	case "postgres", "mysql":
		list, err := cases.Of(database)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			take(command.Execute{Up: command.SQL(c.SQL)}, c.Before(database))
		}
	}
	return covered
}

// TestNewerServers: of a version that nobody measured nothing is said to be
// measured, and nothing is known to be better than the newest.
func TestNewerServers(t *testing.T) {
	op := operation.SetNotNull{OnTable: operation.OnTable{Table: command.Object{Name: "t"}}, Column: "c"}
	for major, want := range map[int]bool{0: true, 11: false, 13: true, 18: true, 19: false} {
		effects := locks.Of(op, nil, locks.Server{Database: "postgres", Major: major})
		if len(effects) != 1 || effects[0].Measured != want || !effects[0].Scans {
			t.Errorf("PostgreSQL %d: %+v", major, effects)
		}
	}
}
