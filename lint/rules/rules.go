package rules

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/lint"
)

// All returns every rule, in the order of the topics.
func All() []*lint.Rule {
	return slices.Concat(
		tableLosses(), tableStorage(), tableShapes(), names(),
		guide(),
		columnLosses(), columnTypes(), columnNulls(), addedColumns(), columnKinds(), columnKeys(),
		foreignKeys(), checks(), indexedConstraints(), constraintLosses(), lockHygiene(),
		indexBuilds(), indexSets(), uniqueness(),
		dataWrites(), dataValues(), upkeepTables(), sessionTransactions(), sessionVariables(), sessionCode(), objectEnums(), objectTypes(),
		mysqlAlters(), mysqlColumns(), mysqlTables(), mysqlKeys(), sqliteTables(), mssqlIndexRules(), mssqlColumns(), mssqlTables(),
		lint.SuppressionRules(),
	)
}
