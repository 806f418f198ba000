package rules

import (
	"path"
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/lint"
)

// worded is what to write in the language of the migration: in Ecto's words, or
// in those of SQL.
func worded(p *lint.Pass, ecto, sql string) string {
	if inSQL(p) {
		return sql
	}
	return ecto
}

// inSQL reports whether the migration is written in SQL altogether.
func inSQL(p *lint.Pass) bool { return path.Ext(p.Migration.File) == ".sql" }

// columnType is a type with its size as the language of the migration has it.
// Reading SQL makes Ecto's names of the database's.
func columnType(p *lint.Pass, c command.Column) string {
	if !inSQL(p) || c.Type.Of != nil {
		return sizedName(c)
	}
	c.Type = command.NewType(sqlType(p.Database(), c.Type.Name))
	return sizedName(c)
}

// sqlType is the name of the database's type that one of Ecto's stands for.
func sqlType(database, name string) string {
	pairs := map[string]string{"postgres": postgresTypes, "mysql": mysqlTypes, "mssql": mssqlTypes, "sqlite": sqliteTypes}[database]
	_, after, found := strings.Cut(pairs, " "+name+"=")
	if !found {
		return name
	}
	word, _, _ := strings.Cut(after, " ")
	return strings.ReplaceAll(word, "_", " ")
}

// Ecto's types with those of each database, between blanks.
const (
	postgresTypes = " id=integer string=varchar binary=bytea binary_id=uuid map=jsonb float=double_precision decimal=numeric " +
		"utc_datetime=timestamp utc_datetime_usec=timestamp naive_datetime=timestamp naive_datetime_usec=timestamp "
	mysqlTypes = " id=integer string=varchar binary=blob binary_id=binary(16) map=json float=double utc_datetime=datetime " +
		"utc_datetime_usec=datetime naive_datetime=datetime naive_datetime_usec=datetime "
	mssqlTypes = " id=int string=nvarchar binary=varbinary binary_id=uniqueidentifier map=nvarchar boolean=bit utc_datetime=datetime2 " +
		"utc_datetime_usec=datetime2 naive_datetime=datetime2 naive_datetime_usec=datetime2 "
	sqliteTypes = " id=integer string=text binary=blob binary_id=text map=text float=real utc_datetime=text utc_datetime_usec=text "
)
