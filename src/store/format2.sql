-- Format 2: files kept once, whatever uses them, and the pictures, sounds and films that a form shows.

CREATE TABLE file (
    id    INTEGER PRIMARY KEY,
    hash  TEXT NOT NULL UNIQUE,         -- SHA-256, lower-case hex
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE form_file (
    instrument INTEGER NOT NULL REFERENCES instrument (id),
    name       TEXT NOT NULL,           -- as the form writes it
    file       INTEGER NOT NULL REFERENCES file (id),
    PRIMARY KEY (instrument, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX form_file_by_file ON form_file (file);
