--- setup
CREATE TABLE users (id bigint NOT NULL IDENTITY, email nvarchar(255) NOT NULL, CONSTRAINT users_pkey PRIMARY KEY (id));
CREATE TABLE posts (id bigint NOT NULL, user_id bigint, title nvarchar(255), views int, CONSTRAINT posts_pkey PRIMARY KEY (id), CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id));
CREATE INDEX posts_title_index ON posts (title);
CREATE TABLE heap (id bigint NOT NULL, name nvarchar(100));

--- Tables
DROP TABLE posts
TRUNCATE TABLE posts
EXEC sp_rename 'posts', 'articles'

--- Columns
ALTER TABLE posts ADD c int
ALTER TABLE posts ADD c int NOT NULL DEFAULT 5
ALTER TABLE posts ADD c int NULL DEFAULT 5
ALTER TABLE heap ADD c bigint IDENTITY
ALTER TABLE posts ADD c AS (views * 2)
ALTER TABLE posts ADD c AS (views * 2) PERSISTED
ALTER TABLE posts DROP COLUMN views
EXEC sp_rename 'posts.views', 'visits', 'COLUMN'
ALTER TABLE posts ALTER COLUMN title nvarchar(300)
ALTER TABLE posts ALTER COLUMN title nvarchar(100)
ALTER TABLE posts ALTER COLUMN title nvarchar(max)
ALTER TABLE posts ALTER COLUMN views bigint
ALTER TABLE posts ALTER COLUMN views int NOT NULL

--- Constraints
ALTER TABLE posts ADD CONSTRAINT c CHECK (views > 0)
ALTER TABLE posts WITH NOCHECK ADD CONSTRAINT c CHECK (views > 0)
ALTER TABLE heap ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES users (id)
ALTER TABLE heap WITH NOCHECK ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES users (id)
ALTER TABLE posts ADD CONSTRAINT c UNIQUE (title)
ALTER TABLE heap ADD CONSTRAINT c PRIMARY KEY (id)
ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey
ALTER TABLE posts DROP CONSTRAINT posts_pkey

--- Indexes
CREATE INDEX i ON posts (views)
CREATE INDEX i ON posts (views) WITH (ONLINE = ON)
CREATE UNIQUE INDEX i ON posts (views)
DROP INDEX posts_title_index ON posts

--- Rows
INSERT INTO posts (id) VALUES (1)
UPDATE posts SET views = 0
DELETE FROM posts
SELECT count(*) FROM posts
