-- whimbrel: up
CREATE TABLE weather (
  city varchar(40) NOT NULL,
  temp_lo integer,
  temp_hi integer
);
CREATE INDEX weather_city_index ON weather (city);

-- whimbrel: down
DROP TABLE weather;
