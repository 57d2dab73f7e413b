-- Format 1 of the workspace, for a laptop and for the city's master alike.
-- Times are RFC 3339 in UTC, flags 0 or 1, identities and public keys lower-case hex.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE instrument (
    id          INTEGER PRIMARY KEY,
    identity    TEXT NOT NULL UNIQUE,
    form        TEXT NOT NULL,
    version     TEXT NOT NULL,
    title       TEXT NOT NULL,
    canonical   BLOB NOT NULL,          -- zstd of the canonical JSON
    source_name TEXT NOT NULL,
    source      BLOB NOT NULL,          -- zstd of the workbook as it came
    added       TEXT NOT NULL
) STRICT;

CREATE TABLE surveyor (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    code       TEXT,                    -- given by the campaign; leaves in sealed packages
    is_offered INTEGER NOT NULL DEFAULT 1
) STRICT;

-- What a laptop collects -----------------------------------------------------------------------------------------

CREATE TABLE record (
    id         INTEGER PRIMARY KEY,
    uuid       TEXT NOT NULL UNIQUE,
    instrument INTEGER NOT NULL REFERENCES instrument (id),
    revision   INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('draft', 'finished', 'withdrawn')),
    surveyor   INTEGER REFERENCES surveyor (id),
    title      TEXT NOT NULL DEFAULT '',
    started    TEXT NOT NULL,
    changed    TEXT NOT NULL,
    opening    TEXT,                    -- what the first moment knew; gone when erased
    visited    TEXT                     -- the question looked at last
) STRICT;
CREATE INDEX record_by_state ON record (state, changed);

-- Every answer, in the order given. An event is JSON; NULL takes back the events of a correction that was given up.
CREATE TABLE journal (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    record   INTEGER NOT NULL REFERENCES record (id),
    revision INTEGER NOT NULL,
    event    TEXT
) STRICT;
CREATE INDEX journal_by_record ON journal (record, seq);

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_is_erased_with_its_record_alone BEFORE DELETE ON journal
WHEN (SELECT state FROM record WHERE id = OLD.record) <> 'withdrawn'
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- Finished versions of the laptop's own records; a tombstone has no body.
CREATE TABLE body (
    record   INTEGER NOT NULL REFERENCES record (id),
    revision INTEGER NOT NULL,
    body     BLOB,
    hash     BLOB,                      -- of the body alone
    finished TEXT NOT NULL,
    week     TEXT NOT NULL,
    minutes  INTEGER,
    PRIMARY KEY (record, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE disposition (
    id         INTEGER PRIMARY KEY,
    instrument INTEGER NOT NULL REFERENCES instrument (id),
    unit       TEXT NOT NULL,
    cohort     TEXT NOT NULL,
    week       TEXT NOT NULL,
    reason     TEXT NOT NULL
) STRICT;

CREATE TABLE export (
    number       INTEGER PRIMARY KEY,
    instrument   INTEGER NOT NULL REFERENCES instrument (id),
    made         TEXT NOT NULL,
    hash         TEXT NOT NULL,
    file_name    TEXT NOT NULL,
    finished     INTEGER NOT NULL,
    withdrawn    INTEGER NOT NULL,
    dispositions INTEGER NOT NULL,
    is_sealed    INTEGER NOT NULL
) STRICT;

-- The first package that a version went out in, and the key that it bears there.
CREATE TABLE exported (
    record   INTEGER NOT NULL REFERENCES record (id),
    revision INTEGER NOT NULL,
    number   INTEGER NOT NULL REFERENCES export (number),
    key      TEXT NOT NULL,
    PRIMARY KEY (record, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX exported_by_key ON exported (key, revision);

-- What a master has confirmed.
CREATE TABLE receipt (
    key      TEXT NOT NULL,
    revision INTEGER NOT NULL,
    master   TEXT NOT NULL,
    received TEXT NOT NULL,
    PRIMARY KEY (key, revision)
) STRICT, WITHOUT ROWID;

-- What a master merges -------------------------------------------------------------------------------------------

CREATE TABLE signer (
    id         INTEGER PRIMARY KEY,
    workspace  TEXT NOT NULL,           -- fingerprint of the workspace that signs
    public_key TEXT NOT NULL,
    name       TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    UNIQUE (workspace, public_key)
) STRICT;

CREATE TABLE package (
    id           INTEGER PRIMARY KEY,
    hash         TEXT NOT NULL UNIQUE,
    instrument   INTEGER NOT NULL REFERENCES instrument (id),
    signer       INTEGER REFERENCES signer (id),
    workspace    TEXT NOT NULL,
    campaign     TEXT NOT NULL,
    number       INTEGER NOT NULL,
    file_name    TEXT NOT NULL,
    created      TEXT NOT NULL,
    merged       TEXT,                  -- NULL while staged
    is_training  INTEGER NOT NULL,
    finished     INTEGER NOT NULL DEFAULT 0,
    withdrawn    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX package_by_workspace ON package (workspace, number);

-- The union of everything seen. A tombstone has no body, and beside a tombstone nothing keeps one. The side attributes are the greatest
-- over the sightings.
CREATE TABLE version (
    key          TEXT NOT NULL,
    revision     INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    id           INTEGER NOT NULL UNIQUE,
    instrument   INTEGER NOT NULL REFERENCES instrument (id),
    is_tombstone INTEGER NOT NULL,
    week         TEXT NOT NULL,
    surveyor     TEXT,
    minutes      INTEGER,
    body         BLOB,
    PRIMARY KEY (key, revision, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE sighting (
    version  INTEGER NOT NULL,
    package  INTEGER NOT NULL REFERENCES package (id),
    week     TEXT NOT NULL,
    surveyor TEXT,
    minutes  INTEGER,
    PRIMARY KEY (version, package)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_by_package ON sighting (package);

CREATE TABLE package_disposition (
    package INTEGER NOT NULL REFERENCES package (id),
    seq     INTEGER NOT NULL,
    unit    TEXT NOT NULL,
    cohort  TEXT NOT NULL,
    week    TEXT NOT NULL,
    reason  TEXT NOT NULL,
    PRIMARY KEY (package, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE staging (
    key          TEXT NOT NULL,
    revision     INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    package      INTEGER NOT NULL REFERENCES package (id),
    is_tombstone INTEGER NOT NULL,
    week         TEXT NOT NULL,
    surveyor     TEXT,
    minutes      INTEGER,
    body         BLOB,
    PRIMARY KEY (key, revision, hash, package)
) STRICT, WITHOUT ROWID;
