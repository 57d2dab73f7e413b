-- Format 4: files that answers name. They never leave in a package, and go with their record.

CREATE TABLE attachment (
    id       INTEGER PRIMARY KEY,
    record   INTEGER NOT NULL REFERENCES record (id),
    revision INTEGER NOT NULL,          -- in which it came
    name     TEXT NOT NULL,             -- as the answer has it
    hash     TEXT NOT NULL,             -- SHA-256, lower-case hex
    size     INTEGER NOT NULL,
    UNIQUE (record, name)
) STRICT;

CREATE TABLE attachment_part (
    id         INTEGER PRIMARY KEY,
    attachment INTEGER NOT NULL REFERENCES attachment (id),
    seq        INTEGER NOT NULL,
    bytes      BLOB NOT NULL,
    UNIQUE (attachment, seq)
) STRICT;
