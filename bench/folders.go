package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// firstVersion is the version of the first migration.
const firstVersion = 20260101000000

// writeFiles writes a folder of migrations.
func writeFiles(folder string, count int, file func(i int) (name, text string)) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for i := range count {
		name, text := file(i)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func script(i int) (name, text string) {
	return fmt.Sprintf("%d_create_table_%04d.exs", firstVersion+i, i), fmt.Sprintf(`defmodule Bench.Repo.Migrations.CreateTable%04[1]d do
  use Ecto.Migration

  def change do
    create table(:table_%04[1]d) do
      add :name, :string, null: false
      add :email, :string, size: 100
      add :amount, :decimal, precision: 10, scale: 2
      add :active, :boolean, default: true
    end

    create index(:table_%04[1]d, [:email])
  end
end
`, i)
}

// tables returns what a script does, in SQL.
func tables(dialect string) func(i int) (up, down string) {
	id := map[string]string{
		"postgres": "bigserial", "mysql": "bigint unsigned NOT NULL AUTO_INCREMENT", "sqlite": "INTEGER",
	}[dialect]
	return func(i int) (up, down string) {
		return fmt.Sprintf("CREATE TABLE table_%04[1]d (id %[2]s, name varchar(255) NOT NULL, email varchar(100), "+
			"amount decimal(10,2), active boolean DEFAULT true, PRIMARY KEY (id));\n"+
			"CREATE INDEX table_%04[1]d_email_index ON table_%04[1]d (email);\n", i, id), fmt.Sprintf("DROP TABLE table_%04d;\n", i)
	}
}

// nothing is a migration that costs as little as it can, for many of them.
func nothing(int) (up, down string) { return "SELECT 1;\n", "SELECT 1;\n" }
