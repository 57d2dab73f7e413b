-- Format 3: what a master has merged lies in chunks of some hundred versions, see src/store/master/row.rs. What is read and not merged
-- yet is not in the file.

-- From its first key up to the next one's. `rows`: their length as a varint, then their bytes, packed by zstd.
CREATE TABLE chunk (
    id        INTEGER PRIMARY KEY,
    first_key TEXT NOT NULL UNIQUE,
    rows      BLOB NOT NULL
) STRICT;

DELETE FROM package_disposition WHERE package IN (SELECT id FROM package WHERE merged IS NULL);
DELETE FROM staging;
DELETE FROM package WHERE merged IS NULL;
DELETE FROM signer WHERE id NOT IN (SELECT signer FROM package WHERE signer IS NOT NULL);
