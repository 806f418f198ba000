package rules_test

import (
	"testing"

	"github.com/whimbrel-go/whimbrel/lint"
)

// onServer has situations run on a server, but those that name one.
func onServer(server lint.Server, list []situation) []situation {
	for i := range list {
		if list[i].server.Database == "" {
			list[i].server = server
		}
	}
	return list
}

func mariadb(major, minor int) lint.Server {
	return lint.Server{Database: "mysql", MariaDB: true, Major: major, Minor: minor}
}

var mysqlServer = lint.Server{Database: "mysql"}

const mysqlPosts = "CREATE TABLE users (id bigint unsigned PRIMARY KEY, name varchar(100) COLLATE utf8mb4_bin);\n" +
	"CREATE TABLE posts (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, title varchar(100) NOT NULL DEFAULT 'x' COMMENT 'shown', body text, " +
	"price int, user_id bigint unsigned, long_text varchar(1000), state enum('a','b') NOT NULL, flags set('a','b'));"

func TestAltersOfMySQL(t *testing.T) {
	before := []string{mysqlPosts}
	review(t, onServer(mysqlServer, []situation{
		{name: "a type", before: before, migration: "ALTER TABLE posts MODIFY price bigint;", want: []string{"algorithm-copy error"}},
		{name: "a type, few rows", before: before, rows: "posts 100", migration: "ALTER TABLE posts MODIFY price bigint;", want: []string{"algorithm-copy note"}},
		{name: "a type, refused instead", before: before, migration: "ALTER TABLE posts MODIFY price bigint, ALGORITHM=INPLACE;"},
		{name: "a type, asked to copy", before: before, migration: "ALTER TABLE posts ADD x int, ALGORITHM=COPY;", want: []string{"algorithm-copy error"}},
		{name: "a new table", migration: "CREATE TABLE a (b int);\nALTER TABLE a MODIFY b bigint;"},
		{name: "a longer text", before: before, migration: "ALTER TABLE posts MODIFY title varchar(200) NOT NULL DEFAULT 'x' COMMENT 'shown';"},
		{name: "MariaDB 11.4", server: mariadb(11, 4), before: before, migration: "ALTER TABLE posts MODIFY price bigint;", want: []string{"table-rebuild-in-place note"}},
		{name: "MariaDB 10.11", server: mariadb(10, 11), before: before, migration: "ALTER TABLE posts MODIFY price bigint;", want: []string{"algorithm-copy error"}},
		{name: "one finding for one statement", before: before, migration: "ALTER TABLE posts MODIFY price bigint, MODIFY body longtext, ADD FULLTEXT INDEX (body);",
			want: []string{"algorithm-copy error"}},
		{name: "a primary key is dropped", before: before, migration: "ALTER TABLE posts DROP PRIMARY KEY;", want: []string{"algorithm-copy error"}},
		{name: "a primary key is replaced", before: before, migration: "ALTER TABLE posts DROP PRIMARY KEY, ADD PRIMARY KEY (title);",
			want: []string{"table-rebuild-in-place note"}},
		{name: "a foreign key", before: before, migration: "ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users (id);", want: []string{"algorithm-copy error"}},
		{name: "a foreign key, unchecked", before: before,
			migration: "SET foreign_key_checks = 0;\nALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users (id);\nSET foreign_key_checks = 1;"},
		{name: "a key that is passed over", before: before, migration: "ALTER TABLE posts ADD author_id bigint unsigned REFERENCES users (id);"},
		{name: "fulltext", before: before, migration: "ALTER TABLE posts ADD FULLTEXT INDEX (body);", want: []string{"lock-shared error"}},
		{name: "fulltext, few rows", before: before, rows: "posts 9", migration: "CREATE FULLTEXT INDEX i ON posts (body);", want: []string{"lock-shared note"}},
		{name: "fulltext in a new table", migration: "CREATE TABLE a (b text, FULLTEXT KEY (b));"},
		{name: "a lock that is asked for", before: before, migration: "CREATE INDEX i ON posts (price) LOCK=SHARED;", want: []string{"lock-shared error"}},
		{name: "an index", before: before, migration: "CREATE INDEX i ON posts (price);"},
		{name: "NOT NULL, large", before: before, rows: "posts 4000000", migration: "ALTER TABLE posts MODIFY price int NOT NULL;", want: []string{"table-rebuild-in-place warning"}},
		{name: "NOT NULL, small", before: before, rows: "posts 100", migration: "ALTER TABLE posts MODIFY price int NOT NULL;"},
		{name: "instant", before: before, migration: "ALTER TABLE posts ADD x int, ALGORITHM=INSTANT;"},
		{name: "instant with a lock", before: before, migration: "ALTER TABLE posts ADD x int, ALGORITHM=INSTANT, LOCK=NONE;", want: []string{"instant-with-lock error"}},
		{name: "instant with the usual lock", before: before, migration: "ALTER TABLE posts ADD x int, ALGORITHM=INSTANT, LOCK=DEFAULT;"},
		{name: "instant with a lock, MariaDB", server: mariadb(10, 11), before: before, migration: "ALTER TABLE posts ADD x int, ALGORITHM=INSTANT, LOCK=NONE;"},
	}), "algorithm-copy", "lock-shared", "table-rebuild-in-place", "instant-with-lock")
}

func TestValueListsOfMySQL(t *testing.T) {
	before := []string{mysqlPosts}
	state := func(values string) string { return "ALTER TABLE posts MODIFY state enum(" + values + ") NOT NULL;" }
	flags := func(values string) string { return "ALTER TABLE posts MODIFY flags set(" + values + ");" }
	review(t, onServer(mysqlServer, []situation{
		{name: "at the end", before: before, migration: state("'a','b','c'")},
		{name: "in front", before: before, migration: state("'c','a','b'"), want: []string{"enum-change error"}},
		{name: "in front, few rows", before: before, rows: "posts 5", migration: state("'c','a','b'"), want: []string{"enum-change note"}},
		{name: "in front, MariaDB 11.4", server: mariadb(11, 4), before: before, migration: state("'c','a','b'")},
		{name: "taken out", before: before, rows: "posts 5", migration: state("'a'"), want: []string{"enum-change error"}},
		{name: "taken out, no rows", before: before, rows: "posts 0", migration: state("'a'")},
		{name: "another order", before: before, migration: state("'b','a'"), want: []string{"enum-change error"}},
		{name: "unknown before", migration: state("'b','a'"), want: []string{"algorithm-copy error"}},
		{name: "as Ecto says it", before: []string{"create table(:posts) do\n  add :state, :\"enum('a','b')\"\nend"},
			migration: "alter table(:posts) do\n  modify :state, :\"enum('b','a')\"\nend", want: []string{"enum-change error"}},
		{name: "a member at the end", before: before, migration: flags("'a','b','c'")},
		{name: "a ninth member", before: before, migration: flags("'a','b','3','4','5','6','7','8','9'"), want: []string{"set-change error"}},
		{name: "a member in front", before: before, migration: flags("'c','a','b'"), want: []string{"set-change error"}},
		{name: "a member of a new table", migration: "CREATE TABLE a (f set('a'));\nALTER TABLE a MODIFY f set('b');"},
	}), "enum-change", "set-change", "algorithm-copy")
}

func TestColumnsOfMySQL(t *testing.T) {
	before := []string{mysqlPosts}
	review(t, onServer(mysqlServer, []situation{
		{name: "a number", before: before, migration: "ALTER TABLE posts ADD x int NOT NULL;", want: []string{"implicit-default warning"}},
		{name: "a number with a default", before: before, migration: "ALTER TABLE posts ADD x int NOT NULL DEFAULT 0;"},
		{name: "a number, no rows", before: before, rows: "posts 0", migration: "ALTER TABLE posts ADD x int NOT NULL;"},
		{name: "a number that counts", before: before, migration: "ALTER TABLE posts ADD x int NOT NULL AUTO_INCREMENT UNIQUE;"},
		{name: "a new table", migration: "CREATE TABLE a (b int);\nALTER TABLE a ADD x int NOT NULL;"},
		{name: "timestamps", before: before, migration: "alter table(:posts) do\n  timestamps()\nend", want: []string{"implicit-default error"}},
		{name: "timestamps, MariaDB", server: mariadb(10, 11), before: before, migration: "alter table(:posts) do\n  timestamps()\nend", want: []string{"implicit-default warning"}},
		{name: "JSON, MariaDB", server: mariadb(10, 11), before: before, migration: "alter table(:posts) do\n  add :x, :map, null: false\nend", want: []string{"implicit-default error"}},
		{name: "a reference", before: before, migration: "alter table(:posts) do\n  add :x, references(:users), null: false\nend", want: []string{"implicit-default error"}},
		{name: "a date of zeros", before: before, migration: "ALTER TABLE posts ADD x date DEFAULT '0000-00-00';", want: []string{"zero-date warning"}},
		{name: "a month of zero", migration: "CREATE TABLE a (b datetime DEFAULT '2020-00-01 00:00:00');", want: []string{"zero-date warning"}},
		{name: "a date", migration: "CREATE TABLE a (b date DEFAULT '2020-01-01');"},
		{name: "a default of zeros for a date that is there", before: before, migration: "ALTER TABLE posts ALTER COLUMN price SET DEFAULT '0000-00-00';", want: []string{"zero-date warning"}},
		{name: "a TIMESTAMP", migration: "CREATE TABLE a (b timestamp NULL, c datetime);", want: []string{"timestamp-2038 note"}},
		{name: "a TIMESTAMP of Ecto's", before: before, migration: "alter table(:posts) do\n  add :x, :timestamp\nend", want: []string{"timestamp-2038 note"}},
		{name: "a TIMESTAMP, MariaDB 11.8", server: mariadb(11, 8), migration: "CREATE TABLE a (b timestamp NULL);"},
		{name: "a TIMESTAMP, MariaDB 10.11", server: mariadb(10, 11), migration: "CREATE TABLE a (b timestamp NULL);", want: []string{"timestamp-2038 note"}},
		{name: "a width", migration: "CREATE TABLE a (b int(11), c bigint (20));", want: []string{"display-width note"}},
		{name: "a boolean", migration: "CREATE TABLE a (b tinyint(1));"},
		{name: "zeros in front", migration: "CREATE TABLE a (b int(5) ZEROFILL);"},
		{name: "a width, MariaDB", server: mariadb(10, 11), migration: "CREATE TABLE a (b int(11));"},
		{name: "a decimal", migration: "create table(:a) do\n  add :b, :decimal\nend", want: []string{"unspecified-length warning"}},
		{name: "a decimal with a precision", migration: "create table(:a) do\n  add :b, :decimal, precision: 9\nend"},
		{name: "a decimal in SQL", migration: "CREATE TABLE a (b decimal, c decimal(9,2));", want: []string{"unspecified-length warning"}},
		{name: "a decimal on PostgreSQL", server: lint.Server{Database: "postgres"}, migration: "CREATE TABLE a (b decimal);"},
	}), "implicit-default", "zero-date", "timestamp-2038", "display-width", "unspecified-length")
}

func TestModifyOfMySQL(t *testing.T) {
	before := []string{mysqlPosts}
	ecto := []string{"create table(:a) do\n  add :b, :string, null: false, default: \"x\", comment: \"shown\"\nend"}
	modify := func(rest string) string {
		return "alter table(:a) do\n  modify :b, :string, size: 400" + rest + "\nend"
	}
	lost := []string{"modify-loses-attributes warning"}
	review(t, onServer(mysqlServer, []situation{
		{name: "all is lost", before: ecto, migration: modify(""), want: lost},
		{name: "all is said", before: ecto, migration: modify(`, null: false, default: "x", comment: "shown"`)},
		{name: "all is taken away", before: ecto, migration: modify(`, null: true, default: nil, comment: "hidden"`)},
		{name: "the comment is lost", before: ecto, migration: modify(`, null: false, default: "x"`), want: lost},
		{name: "an unknown table", migration: modify("")},
		{name: "a new column", migration: ecto[0] + "\n" + modify("")},
		{name: "SQL", before: before, migration: "ALTER TABLE posts MODIFY title varchar(200);", want: lost},
		{name: "SQL, CHANGE", before: before, migration: "ALTER TABLE posts CHANGE COLUMN title name varchar(100) NOT NULL;", want: lost},
		{name: "SQL, all is said", before: before, migration: "ALTER TABLE posts MODIFY title varchar(200) NOT NULL DEFAULT 'y' COMMENT 'z';"},
		{name: "SQL, one of two", before: before, migration: "ALTER TABLE posts MODIFY price bigint, MODIFY title varchar(200);", want: lost},
		{name: "only the default is set", before: before, migration: "ALTER TABLE posts ALTER COLUMN title SET DEFAULT 'y';"},
		{name: "a key that counts", before: ecto, migration: "alter table(:a) do\n  modify :id, :bigint\nend", want: []string{"modify-loses-attributes error"}},
		{name: "on PostgreSQL", server: lint.Server{Database: "postgres"}, before: ecto, migration: modify("")},
	}), "modify-loses-attributes")
}

func TestTablesOfMySQL(t *testing.T) {
	before := []string{mysqlPosts}
	review(t, onServer(mysqlServer, []situation{
		{name: "converted", before: before, migration: "ALTER TABLE posts CONVERT TO CHARACTER SET utf8mb4;", want: []string{"charset-change error"}},
		{name: "converted, few rows", before: before, rows: "posts 4", migration: "ALTER TABLE posts CONVERT TO CHARACTER SET utf8mb4;", want: []string{"charset-change note"}},
		{name: "converted, new", migration: "CREATE TABLE a (b int);\nALTER TABLE a CONVERT TO CHARACTER SET utf8mb4;"},
		{name: "only the usual one", before: before, migration: "ALTER TABLE posts DEFAULT CHARACTER SET utf8mb4;", want: []string{"charset-change warning"}},
		{name: "utf8", migration: "CREATE TABLE a (b varchar(9) CHARACTER SET utf8, c text COLLATE utf8_bin);", want: []string{"utf8mb3 warning"}},
		{name: "utf8mb4", migration: "CREATE TABLE a (b varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin) CHARSET=utf8mb4;"},
		{name: "a collation of Ecto's", before: before, migration: "alter table(:posts) do\n  add :x, :string, collation: \"utf8_unicode_ci\"\nend", want: []string{"utf8mb3 warning"}},
		{name: "converted to utf8mb3", before: before, rows: "posts 0", migration: "ALTER TABLE posts CONVERT TO CHARACTER SET utf8mb3;", want: []string{"utf8mb3 warning"}},
		{name: "an engine", migration: "CREATE TABLE a (b int) ENGINE = MEMORY;", want: []string{"myisam warning"}},
		{name: "a temporary table", migration: "CREATE TEMPORARY TABLE a (b int) ENGINE = MEMORY;"},
		{name: "InnoDB", migration: "CREATE TABLE a (b int) ENGINE=InnoDB;"},
		{name: "another engine", before: before, migration: "ALTER TABLE posts ENGINE=Aria;", want: []string{"myisam warning"}},
		{name: "locked", before: before, migration: "LOCK TABLES posts READ, users WRITE;\nUNLOCK TABLES;", want: []string{"lock-tables warning"}},
		{name: "locked and never unlocked", before: before, migration: "LOCK TABLES posts READ;", want: []string{"lock-tables error"}},
		{name: "an index", before: before, migration: "CREATE INDEX i ON posts (price);"},
		{name: "locked rows", before: before, migration: "SELECT 1 FROM posts FOR UPDATE;"},
	}), "charset-change", "utf8mb3", "myisam", "lock-tables")
}

func TestSessionsOfMySQL(t *testing.T) {
	before := []string{mysqlPosts}
	const index = "CREATE INDEX i ON posts (price);\n"
	review(t, onServer(mysqlServer, []situation{
		{name: "off and on", migration: "SET foreign_key_checks = 0;\nSET foreign_key_checks = 1;", want: []string{"foreign-key-checks-off warning"}},
		{name: "off for good", migration: "SET SESSION foreign_key_checks = OFF;", want: []string{"foreign-key-checks-off error"}},
		{name: "off and as it was", migration: "SET foreign_key_checks = 0;\nSET foreign_key_checks = @old;", want: []string{"foreign-key-checks-off warning"}},
		{name: "on", migration: "SET foreign_key_checks = 1;"},
		{name: "unique behind another", before: before, migration: index + "CREATE UNIQUE INDEX u ON posts (title);", want: []string{"ddl-not-transactional note"}},
		{name: "unique first", before: before, migration: "CREATE UNIQUE INDEX u ON posts (title);\n" + index},
		{name: "unique alone", before: before, migration: "CREATE UNIQUE INDEX u ON posts (title);"},
		{name: "no rows", before: before, rows: "posts 0", migration: index + "CREATE UNIQUE INDEX u ON posts (title);"},
		{name: "a new table", migration: "CREATE TABLE a (b int);\nCREATE UNIQUE INDEX u ON a (b);"},
		{name: "NOT NULL behind another", before: before, migration: index + "ALTER TABLE posts MODIFY price int NOT NULL;", want: []string{"ddl-not-transactional note"}},
		{name: "a key behind another", before: before, migration: index + "ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users (id);",
			want: []string{"ddl-not-transactional note"}},
	}), "foreign-key-checks-off", "ddl-not-transactional")
}

func TestKeysOfMySQL(t *testing.T) {
	before := []string{mysqlPosts}
	review(t, onServer(mysqlServer, []situation{
		{name: "behind a column", before: before, migration: "ALTER TABLE posts ADD x bigint unsigned REFERENCES users (id);", want: []string{"inline-references error"}},
		{name: "behind a column, new table", before: before, migration: "CREATE TABLE a (b bigint unsigned REFERENCES users (id));", want: []string{"inline-references error"}},
		{name: "behind a column, MySQL 9", server: lint.Server{Database: "mysql", Major: 9}, before: before, migration: "CREATE TABLE a (b bigint unsigned REFERENCES users (id));"},
		{name: "behind a column, MariaDB", server: mariadb(10, 11), before: before, migration: "CREATE TABLE a (b bigint unsigned REFERENCES users (id));"},
		{name: "a clause", before: before, migration: "CREATE TABLE a (b bigint unsigned, FOREIGN KEY (b) REFERENCES users (id));"},
		{name: "signed", before: before, migration: "CREATE TABLE a (b bigint, FOREIGN KEY (b) REFERENCES users (id));", want: []string{"incompatible-foreign-key error"}},
		{name: "shorter", before: before, migration: "CREATE TABLE a (b int unsigned, CONSTRAINT c FOREIGN KEY (b) REFERENCES users (id));", want: []string{"incompatible-foreign-key error"}},
		{name: "Ecto's", before: before, migration: "create table(:a) do\n  add :b, references(:users)\nend"},
		{name: "Ecto's with a type", before: before, migration: "create table(:a) do\n  add :b, references(:users, type: :integer)\nend", want: []string{"incompatible-foreign-key error"}},
		{name: "another collation", before: before, migration: "ALTER TABLE posts ADD x varchar(50) COLLATE utf8mb4_general_ci, ADD FOREIGN KEY (x) REFERENCES users (name);",
			want: []string{"incompatible-foreign-key error"}},
		{name: "another length", before: before, migration: "ALTER TABLE posts ADD x varchar(50) COLLATE utf8mb4_bin, ADD FOREIGN KEY (x) REFERENCES users (name);"},
		{name: "an unknown table", before: before, migration: "CREATE TABLE a (b bigint, FOREIGN KEY (b) REFERENCES elsewhere (id));"},
		{name: "text", before: before, migration: "CREATE INDEX i ON posts (body);", want: []string{"text-key-length error"}},
		{name: "the beginning of a text", before: before, migration: "CREATE INDEX i ON posts (body(20));"},
		{name: "text, MariaDB", server: mariadb(10, 11), before: before, migration: "CREATE INDEX i ON posts (body);"},
		{name: "text in a new table", migration: "CREATE TABLE a (b text, UNIQUE KEY (b));", want: []string{"text-key-length error"}},
		{name: "fulltext", before: before, migration: "CREATE FULLTEXT INDEX i ON posts (body);"},
		{name: "too long", before: before, migration: "CREATE INDEX i ON posts (long_text);", want: []string{"text-key-length error"}},
		{name: "long enough", before: before, migration: "CREATE INDEX i ON posts (title, price);"},
		{name: "one byte a character", migration: "CREATE TABLE a (b varchar(1000), KEY (b)) CHARSET=latin1;"},
	}), "inline-references", "incompatible-foreign-key", "text-key-length")
}
