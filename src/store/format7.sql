-- Format 7: free text that somebody has read before it is published.

CREATE TABLE reviewed_text (
    instrument INTEGER NOT NULL REFERENCES instrument (id),
    version    INTEGER NOT NULL,        -- the record's content, as the ledger of what was published knows it
    question   TEXT NOT NULL,           -- by path
    leaves     INTEGER NOT NULL,        -- 1 lets it out, 0 keeps it
    hidden     TEXT NOT NULL,           -- places of the words that are hidden when it leaves, parted by spaces
    who        TEXT NOT NULL,
    at         TEXT NOT NULL,
    PRIMARY KEY (instrument, version, question)
) STRICT, WITHOUT ROWID;
