CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, inserted_at TEXT);

INSERT INTO schema_migrations VALUES (20260101000000, 'x'), (20190417140000, 'y');

CREATE TABLE whimbrel_journal (version bigint, position integer, PRIMARY KEY (version, position));

CREATE INDEX whimbrel_index ON whimbrel_journal (position);

CREATE TABLE zebra (id INTEGER PRIMARY KEY AUTOINCREMENT, parent_id INTEGER REFERENCES animals (id)) STRICT;

CREATE TABLE animals (id INTEGER PRIMARY KEY, "odd "";" TEXT DEFAULT ';' -- a comment; at the end
);

CREATE TABLE without (a TEXT PRIMARY KEY, b TEXT AS (upper(a)) -- another
) WITHOUT ROWID;

CREATE UNIQUE INDEX animals_odd ON animals ("odd "";") WHERE id > 3 -- partial
;

CREATE VIRTUAL TABLE shadow USING fts5(body);

CREATE VIEW a_view AS SELECT * FROM z_view;

CREATE VIEW z_view AS SELECT id FROM animals;

CREATE TRIGGER tr AFTER INSERT ON animals BEGIN UPDATE zebra SET parent_id = new.id; DELETE FROM without WHERE a = ';'; END;

INSERT INTO zebra (parent_id) VALUES (NULL);
