-- Format 5: what a coordinator decides at the desk. None of it changes what was merged.

-- Who decided what, when and why; JSON says the rest.
CREATE TABLE decision (
    id      INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    who     TEXT NOT NULL,
    act     TEXT NOT NULL,              -- settle, undo, map, unit, plan
    subject TEXT NOT NULL,              -- a record's key, a package's hash, a question, a unit
    why     TEXT NOT NULL,
    detail  TEXT NOT NULL
) STRICT;

CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
BEGIN
    SELECT RAISE(ABORT, 'decisions are kept as they were made');
END;

-- What a choice of one version of a form is called in the newest one.
CREATE TABLE renamed_choice (
    instrument INTEGER NOT NULL REFERENCES instrument (id),
    question   TEXT NOT NULL,
    former     TEXT NOT NULL,
    current    TEXT NOT NULL,
    PRIMARY KEY (instrument, question, former)
) STRICT, WITHOUT ROWID;

-- Where an old unit that was split is counted.
CREATE TABLE unit_decision (
    former  TEXT PRIMARY KEY,
    current TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How many interviews are wanted.
CREATE TABLE planned_work (
    form   TEXT NOT NULL,               -- the form's id
    unit   TEXT NOT NULL,
    cohort TEXT NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (form, unit, cohort)
) STRICT, WITHOUT ROWID;
