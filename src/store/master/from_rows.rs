//! Brings a master of formats 1 and 2, which had a row for each version and each sighting, into chunks.

use rusqlite::Connection;

use super::PackageId;
use super::VersionHash;
use super::chunk::{self, ChunkWriter};
use super::row::{Head, Row, Side, Sighting};
use super::version::Content;
use crate::store::Result;

/// Versions that are written at a time.
const ROWS: usize = 4096;

/// One step of the migrations.
pub(in crate::store) fn into_chunks(connection: &Connection) -> Result<()> {
    connection.execute_batch(include_str!("../format3.sql"))?;
    write_chunks(connection)?;
    connection.execute_batch("DROP TABLE staging; DROP TABLE sighting; DROP TABLE version;")?;
    Ok(())
}

fn write_chunks(connection: &Connection) -> Result<()> {
    let mut versions =
        connection.prepare("SELECT key, revision, hash, id, instrument, is_tombstone, body FROM version ORDER BY key, revision, hash")?;
    let mut sightings = connection.prepare("SELECT package, week, surveyor, minutes FROM sighting WHERE version = ?1 ORDER BY package")?;
    let mut rows = versions.query([])?;
    let mut writer = ChunkWriter::default();
    let (mut last, mut count) = (String::new(), 0);
    while let Some(row) = rows.next()? {
        let key: String = row.get(0)?;
        let body: Option<Vec<u8>> = row.get(6)?;
        let content = match (&body, row.get(5)?) {
            (Some(body), _) => Content::Body(body),
            (None, true) => Content::Tombstone,
            (None, false) => Content::Erased(VersionHash(row.get(2)?)),
        };
        let head = Head {
            key: &key,
            revision: row.get(1)?,
            content,
            instrument: row.get(4)?,
        };
        let seen = sightings.query_map([row.get::<_, i64>(3)?], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?, row.get(3)?))
        })?;
        let seen: Vec<(i64, String, Option<String>, Option<u32>)> = seen.collect::<rusqlite::Result<_>>()?;
        let seen = seen.iter().map(|(package, week, surveyor, minutes)| Sighting {
            package: PackageId(*package),
            side: Side {
                week,
                surveyor: surveyor.as_deref(),
                minutes: *minutes,
            },
        });
        let seen: Vec<Sighting<'_>> = seen.collect();
        let is_next = key != last;
        if is_next && count >= ROWS {
            chunk::replace(connection, None, &std::mem::take(&mut writer).finish()?)?;
            count = 0;
        }
        let out = if is_next { writer.record() } else { writer.same_record() };
        Row::write(&head, &seen, out);
        count += 1;
        last = key;
    }
    chunk::replace(connection, None, &writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::super::current::{Standing, standing};
    use super::*;

    #[test]
    fn a_master_of_format_1_keeps_every_version_and_where_it_was_seen() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("../schema.sql")).unwrap();
        connection
            .execute_batch(
                "INSERT INTO instrument VALUES (1, 'i', 'f', '1', '', x'', '', x'', '');
                 INSERT INTO package VALUES (1, 'a', 1, NULL, 'laptop a', '', 1, '', '', '2026', 0, 2, 0),
                                            (2, 'b', 1, NULL, 'laptop b', '', 1, '', '', '2026', 0, 2, 0),
                                            (3, 'c', 1, NULL, 'laptop c', '', 1, '', '', NULL, 0, 0, 0);
                 INSERT INTO version VALUES ('k1', 1, zeroblob(32), 1, 1, 0, '2026-W40', NULL, NULL, x'07'),
                                            ('k1', 2, zeroblob(32), 2, 1, 0, '2026-W41', '12', 9, x'08'),
                                            ('k2', 1, zeroblob(32), 3, 1, 0, '2026-W40', NULL, NULL, NULL),
                                            ('k2', 2, zeroblob(32), 4, 1, 1, '', NULL, NULL, NULL);
                 INSERT INTO sighting VALUES (1, 1, '2026-W40', NULL, NULL), (2, 1, '2026-W40', '12', 9), (2, 2, '2026-W41', NULL, 8),
                                             (3, 1, '2026-W40', NULL, NULL), (4, 2, '', NULL, NULL);",
            )
            .unwrap();
        into_chunks(&connection).unwrap();

        let mut found = Vec::new();
        chunk::scan::<crate::store::Error>(&connection, |bytes| {
            for record in chunk::records(&chunk::rows(bytes)?) {
                let packages: Vec<usize> = record.iter().map(|row| row.sightings().unwrap().len()).collect();
                let current = match standing(record).0 {
                    Standing::Current(row) => Some((row.head.content.body().unwrap().to_vec(), row.side()?.minutes)),
                    Standing::Withdrawn | Standing::Conflict => None,
                };
                found.push((record[0].head.key.to_owned(), packages, current));
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(
            found,
            [
                ("k1".to_owned(), vec![1, 2], Some((vec![8], Some(9)))),
                ("k2".to_owned(), vec![1, 1], None)
            ]
        );
        let left: i64 = connection.query_row("SELECT count(*) FROM package", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 2, "what was read and never merged is gone");
    }
}
