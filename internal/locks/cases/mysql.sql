--- setup
CREATE TABLE users (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, email varchar(255) NOT NULL, name varchar(40), bio text, age int, born date, seen datetime, score float, price decimal(10,2), kind enum('a','b'), flags set('x','y'), code char(3), small smallint, wide varchar(300), raw varbinary(10), short varchar(10), town varchar(40) NOT NULL DEFAULT '', UNIQUE KEY users_email_index (email), KEY users_age_index (age));
CREATE TABLE posts (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id bigint, title varchar(255), views int, CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id), CONSTRAINT posts_views CHECK (views > 0));
CREATE TABLE plain (id bigint NOT NULL, user_id bigint, code int, body text);
CREATE TABLE isam (id bigint NOT NULL PRIMARY KEY) ENGINE=MyISAM;
CREATE TABLE letters (id bigint NOT NULL, latin varchar(10), wide varchar(100), body text, small char(3), three varchar(10) CHARACTER SET utf8mb3, sorted varchar(10), plain_ascii varchar(10) CHARACTER SET ascii, four varchar(10) CHARACTER SET utf8mb4, bin varchar(10) COLLATE latin1_bin, KEY letters_sorted_index (sorted)) DEFAULT CHARSET=latin1;
CREATE TABLE four (id bigint NOT NULL, name varchar(20)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE three (id bigint NOT NULL, name varchar(20), forty varchar(40), eighty varchar(80), ninety varchar(90), body text, small char(3), kind enum('a','b'), sorted varchar(10), KEY three_sorted_index (sorted)) DEFAULT CHARSET=utf8mb3;
INSERT INTO four VALUES (1, 'a');
INSERT INTO three (id, name) VALUES (1, 'a');
INSERT INTO isam VALUES (1), (2);
INSERT INTO letters (id, latin) VALUES (1, 'a'), (2, 'b');
INSERT INTO users (email, name, age) VALUES ('a', 'a', 1), ('b', 'b', 2);
INSERT INTO posts (user_id, title, views) VALUES (1, 'a', 1), (2, 'b', 2);
INSERT INTO plain VALUES (1, 1, 1, 'a'), (2, 2, 2, 'b');

--- Tables
ALTER TABLE plain RENAME TO remarks
ALTER TABLE plain FORCE
ALTER TABLE plain ENGINE=InnoDB
ALTER TABLE plain ENGINE=MyISAM
ALTER TABLE isam ENGINE=InnoDB
ALTER TABLE isam ENGINE=Aria
ALTER TABLE plain ROW_FORMAT=DYNAMIC
ALTER TABLE plain ROW_FORMAT=REDUNDANT
ALTER TABLE plain CONVERT TO CHARACTER SET latin1
ALTER TABLE four CONVERT TO CHARACTER SET utf8mb4
ALTER TABLE four CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
ALTER TABLE three CONVERT TO CHARACTER SET utf8mb4
ALTER TABLE three CONVERT TO CHARACTER SET utf8mb3 COLLATE utf8mb3_bin
ALTER TABLE three CONVERT TO CHARACTER SET utf8
ALTER TABLE letters CONVERT TO CHARACTER SET utf8mb4
ALTER TABLE letters CONVERT TO CHARACTER SET latin1
ALTER TABLE letters CONVERT TO CHARACTER SET latin1 COLLATE latin1_bin
ALTER TABLE plain DEFAULT CHARACTER SET latin1
ALTER TABLE plain DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
ALTER TABLE users AUTO_INCREMENT=100
ALTER TABLE plain COMMENT = 'remarks'

--- Columns
ALTER TABLE users ADD COLUMN c int
ALTER TABLE users ADD c int NOT NULL DEFAULT 5
ALTER TABLE users ADD COLUMN c varchar(255) NOT NULL
ALTER TABLE users ADD COLUMN c int AFTER email
ALTER TABLE users ADD COLUMN c int FIRST
ALTER TABLE users ADD COLUMN c datetime DEFAULT CURRENT_TIMESTAMP
ALTER TABLE users ADD COLUMN c datetime NOT NULL DEFAULT CURRENT_TIMESTAMP
ALTER TABLE users ADD COLUMN c varchar(36) DEFAULT (uuid())
ALTER TABLE users ADD COLUMN c float DEFAULT (rand())
ALTER TABLE users ADD COLUMN c int DEFAULT (1 + 2)
ALTER TABLE plain ADD COLUMN c bigint NOT NULL AUTO_INCREMENT PRIMARY KEY
ALTER TABLE plain ADD COLUMN c bigint NOT NULL AUTO_INCREMENT UNIQUE
ALTER TABLE users ADD COLUMN c int GENERATED ALWAYS AS (age * 2) STORED
ALTER TABLE users ADD COLUMN c int GENERATED ALWAYS AS (age * 2) VIRTUAL
ALTER TABLE users ADD COLUMN c int AS (age * 2)
ALTER TABLE users ADD COLUMN c int CHECK (c > 0)
ALTER TABLE users ADD COLUMN c int UNIQUE
ALTER TABLE posts ADD COLUMN author_id bigint, ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users (id)
ALTER TABLE users ADD COLUMN c json
ALTER TABLE users ADD COLUMN c text, ADD COLUMN d text
ALTER TABLE users DROP COLUMN bio
ALTER TABLE users DROP COLUMN age
ALTER TABLE users DROP COLUMN email
ALTER TABLE users RENAME COLUMN name TO full_name
ALTER TABLE users CHANGE name full_name varchar(40)
ALTER TABLE users CHANGE name full_name varchar(60)
ALTER TABLE users ALTER COLUMN age SET DEFAULT 5
ALTER TABLE users ALTER COLUMN age DROP DEFAULT
ALTER TABLE users MODIFY age int DEFAULT 5
ALTER TABLE users MODIFY age int NOT NULL
ALTER TABLE users MODIFY email varchar(255)
ALTER TABLE users MODIFY name varchar(40) NOT NULL
ALTER TABLE users MODIFY town varchar(40) DEFAULT ''

--- Types
ALTER TABLE users MODIFY name varchar(40)
ALTER TABLE users MODIFY name varchar(60)
ALTER TABLE users MODIFY name varchar(100)
ALTER TABLE users MODIFY short varchar(20)
ALTER TABLE users MODIFY short varchar(100)
ALTER TABLE users MODIFY name varchar(20)
ALTER TABLE users MODIFY email varchar(300) NOT NULL
ALTER TABLE users MODIFY wide varchar(500)
ALTER TABLE users MODIFY wide varchar(200)
ALTER TABLE users MODIFY wide text
ALTER TABLE users MODIFY bio mediumtext
ALTER TABLE users MODIFY bio longtext
ALTER TABLE users MODIFY bio varchar(255)
ALTER TABLE users MODIFY raw varbinary(20)
ALTER TABLE users MODIFY code char(5)
ALTER TABLE users MODIFY code varchar(3)
ALTER TABLE users MODIFY age bigint
ALTER TABLE users MODIFY age int unsigned
ALTER TABLE users MODIFY small int
ALTER TABLE users MODIFY price decimal(12,2)
ALTER TABLE users MODIFY price decimal(10,3)
ALTER TABLE users MODIFY score double
ALTER TABLE users MODIFY born datetime
ALTER TABLE users MODIFY seen datetime(6)
ALTER TABLE users MODIFY seen timestamp NULL
ALTER TABLE users MODIFY kind enum('a','b','c')
ALTER TABLE users MODIFY kind enum('a','c','b')
ALTER TABLE users MODIFY kind enum('a','b')
ALTER TABLE users MODIFY kind varchar(10)
ALTER TABLE users MODIFY flags set('x','y','z')
ALTER TABLE users MODIFY flags set('y','x')

--- Character sets
ALTER TABLE letters MODIFY latin varchar(10) CHARACTER SET latin1
ALTER TABLE letters MODIFY latin varchar(10) CHARACTER SET utf8mb4
ALTER TABLE letters MODIFY latin varchar(10) CHARACTER SET utf8
ALTER TABLE letters MODIFY latin varchar(10) COLLATE latin1_bin
ALTER TABLE letters MODIFY latin varchar(10) COLLATE utf8mb4_bin
ALTER TABLE letters MODIFY wide varchar(100) CHARACTER SET utf8mb4
ALTER TABLE letters MODIFY body text CHARACTER SET utf8mb4
ALTER TABLE letters MODIFY small char(3) CHARACTER SET utf8mb4
ALTER TABLE letters MODIFY three varchar(10)
ALTER TABLE letters MODIFY three varchar(10) CHARACTER SET utf8mb3
ALTER TABLE letters MODIFY three varchar(10) CHARACTER SET utf8mb4
ALTER TABLE letters MODIFY three varchar(20) CHARACTER SET utf8mb4
ALTER TABLE letters MODIFY three varchar(10) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin
ALTER TABLE letters MODIFY plain_ascii varchar(10) CHARACTER SET utf8mb4
ALTER TABLE letters MODIFY plain_ascii varchar(10) CHARACTER SET latin1
ALTER TABLE letters MODIFY four varchar(10) CHARACTER SET utf8mb3
ALTER TABLE letters MODIFY bin varchar(10)
ALTER TABLE letters MODIFY sorted varchar(10) COLLATE latin1_bin
ALTER TABLE letters MODIFY sorted varchar(10) CHARACTER SET utf8mb4
ALTER TABLE letters MODIFY latin varchar(20) COLLATE latin1_bin
ALTER TABLE letters MODIFY latin varchar(5) COLLATE latin1_bin
ALTER TABLE letters MODIFY latin varchar(200)
ALTER TABLE letters MODIFY wide varchar(300)
ALTER TABLE letters MODIFY body text COLLATE latin1_bin
ALTER TABLE letters MODIFY small char(3) COLLATE latin1_bin
ALTER TABLE three MODIFY name varchar(20) CHARACTER SET utf8mb4
ALTER TABLE three MODIFY forty varchar(40) CHARACTER SET utf8mb4
ALTER TABLE three MODIFY eighty varchar(80) CHARACTER SET utf8mb4
ALTER TABLE three MODIFY ninety varchar(90) CHARACTER SET utf8mb4
ALTER TABLE three MODIFY body text CHARACTER SET utf8mb4
ALTER TABLE three MODIFY small char(3) CHARACTER SET utf8mb4
ALTER TABLE three MODIFY kind enum('a','b') CHARACTER SET utf8mb4
ALTER TABLE three MODIFY sorted varchar(10) CHARACTER SET utf8mb4
ALTER TABLE three MODIFY sorted varchar(10) COLLATE utf8mb3_bin
ALTER TABLE four MODIFY name varchar(20) COLLATE utf8mb4_bin
ALTER TABLE four MODIFY name varchar(20) CHARACTER SET utf8mb4
ALTER TABLE letters MODIFY sorted varchar(10) CHARACTER SET latin1
ALTER TABLE letters MODIFY sorted varchar(20) COLLATE latin1_swedish_ci
ALTER TABLE letters CHANGE latin latino varchar(10) CHARACTER SET utf8mb4

--- Constraints
ALTER TABLE plain ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id)
ALTER TABLE posts DROP FOREIGN KEY posts_user_id_fkey
ALTER TABLE plain ADD CONSTRAINT c CHECK (code > 0)
ALTER TABLE posts DROP CONSTRAINT posts_views
ALTER TABLE plain ADD PRIMARY KEY (id)
ALTER TABLE plain ADD PRIMARY KEY (code)
ALTER TABLE posts MODIFY id bigint NOT NULL, DROP PRIMARY KEY
ALTER TABLE plain ADD UNIQUE (id)
ALTER TABLE plain ADD CONSTRAINT c UNIQUE (id)

--- Indexes
CREATE INDEX i ON users (name)
CREATE UNIQUE INDEX i ON plain (id)
CREATE UNIQUE INDEX i ON plain (code)
ALTER TABLE users ADD CONSTRAINT c UNIQUE (name)
CREATE UNIQUE INDEX i ON users (name, age)
ALTER TABLE users ADD INDEX i (name)
ALTER TABLE users ADD INDEX i (name), ADD INDEX j (born)
CREATE FULLTEXT INDEX i ON users (bio)
ALTER TABLE users DROP INDEX users_age_index
ALTER TABLE users RENAME INDEX users_age_index TO users_years_index
