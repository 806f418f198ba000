--- setup
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, body TEXT, views INTEGER);
CREATE INDEX posts_title_index ON posts (title);

--- Tables
DROP TABLE posts
ALTER TABLE posts RENAME TO articles
VACUUM

--- Columns
ALTER TABLE posts ADD COLUMN c INTEGER
ALTER TABLE posts ADD COLUMN c INTEGER NOT NULL DEFAULT 5
ALTER TABLE posts ADD COLUMN c TEXT DEFAULT CURRENT_TIMESTAMP
ALTER TABLE posts ADD COLUMN user_id INTEGER REFERENCES users (id)
ALTER TABLE posts ADD COLUMN c INTEGER CHECK (c > 0)
ALTER TABLE posts DROP COLUMN body
ALTER TABLE posts RENAME COLUMN body TO text

--- Indexes
CREATE INDEX i ON posts (views)
CREATE UNIQUE INDEX i ON posts (views)
DROP INDEX posts_title_index
REINDEX posts_title_index

--- Rows
INSERT INTO posts (title) VALUES ('a')
UPDATE posts SET views = 0
DELETE FROM posts
SELECT count(*) FROM posts
