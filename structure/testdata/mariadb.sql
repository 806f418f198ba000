CREATE TABLE schema_migrations (version bigint PRIMARY KEY, inserted_at datetime);

INSERT INTO schema_migrations VALUES (20260101000000, now()), (20190417140000, now());

CREATE TABLE whimbrel_journal (version bigint, position integer, PRIMARY KEY (version, position));

CREATE TABLE a (b_id bigint unsigned, t varchar(20) CHARACTER SET latin1 DEFAULT 'x', e enum('a', 'ü'), CHECK (b_id > 3)) COMMENT 'AUTO_INCREMENT=7 ü';

CREATE TABLE b (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, t text DEFAULT '
) ENGINE=InnoDB AUTO_INCREMENT', g int AS (id + 1) VIRTUAL, KEY (t(3)));

ALTER TABLE a ADD CONSTRAINT a_b_fk FOREIGN KEY (b_id) REFERENCES b (id) ON DELETE CASCADE;

INSERT INTO b (t) VALUES ('1'), ('2'), ('3');

CREATE SEQUENCE s START WITH 5;

SELECT nextval(s);

CREATE VIEW w AS SELECT * FROM b;

CREATE VIEW v AS SELECT w.id, a.t FROM w JOIN a ON a.b_id = w.id;

CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW BEGIN
  SET NEW.t = 'ALTER DATABASE x ;';
END;

CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x + 1;

CREATE PROCEDURE p() BEGIN
  SELECT 'DO SET';
  SELECT 2;
END;

CREATE EVENT ev ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO SELECT 1;
