-- Format 6: what was published from here, so that each new release can be held against all earlier ones.

CREATE TABLE published (
    id         INTEGER PRIMARY KEY,
    instrument INTEGER NOT NULL REFERENCES instrument (id),
    made       TEXT NOT NULL,
    name       TEXT NOT NULL,           -- the file's name, without its folder
    remark     TEXT NOT NULL,           -- why a rule was overridden; empty where none was
    content    BLOB NOT NULL,           -- what it tells: JSON, packed
    members    BLOB NOT NULL            -- of whom: 8 bytes each, little-endian, rising
) STRICT;
