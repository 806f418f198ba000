package operation

import (
	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/sqlddl"
)

// object reads what is about types, schemas and other objects.
func (l *lowering) object(s sqlddl.Statement) {
	switch st := s.(type) {
	case sqlddl.CreateEnum:
		l.add(CreateEnum{OnObject{st.Type}, st.Values})
	case sqlddl.AddValue:
		l.add(AddEnumValue{OnObject{st.Type}, st.Value, st.Next, st.Before, st.Lenient})
	case sqlddl.RenameValue:
		l.add(RenameEnumValue{OnObject{st.Type}, st.From, st.To})
	case sqlddl.RenameType:
		l.add(RenameType{OnObject{st.From}, st.To})
	case sqlddl.DropType:
		l.add(DropType{OnObject{st.Type}, st.Cascade})
	case sqlddl.Extension:
		l.add(Extension{named(st.Name), st.Drop, st.Cascade, st.Lenient})
	case sqlddl.DropSchema:
		l.add(DropSchema{named(st.Name), st.Cascade})
	case sqlddl.RenameSchema:
		l.add(RenameSchema{named(st.From), st.To})
	case sqlddl.DropDatabase:
		l.add(DropDatabase{named(st.Name)})
	case sqlddl.Trigger:
		l.add(Trigger{OnTable{st.Table}, st.Name, st.What})
	case sqlddl.Define:
		l.add(Define{OnObject{st.Object}, st.Verb, st.What, st.Cascade, st.Table})
	case sqlddl.Renames:
		l.add(Rename{OnObject{st.Object}, st.What})
	}
}

func named(name string) OnObject { return OnObject{command.Object{Name: name}} }
