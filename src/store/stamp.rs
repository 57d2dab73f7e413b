//! Moments and other texts in columns: written in one width, so that their order is the order of time.

use rusqlite::{Row, types::Type};

/// A moment as it is stored: RFC 3339 in UTC, to the microsecond.
pub(super) fn stamp(moment: jiff::Timestamp) -> String {
    format!("{moment:.6}")
}

/// A moment as it was stored.
pub(super) fn timestamp(row: &Row<'_>, column: usize) -> rusqlite::Result<jiff::Timestamp> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error| unreadable(column, error))
}

/// A column that holds what it never should.
pub(super) fn unreadable(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::stamp;

    #[test]
    fn the_order_of_stamps_is_the_order_of_time() {
        let moments = [
            "2026-11-22T01:00:00Z",
            "2026-11-22T01:00:00.5Z",
            "2026-11-22T01:00:00.51Z",
            "2026-11-22T01:00:01Z",
        ];
        let stamps = moments.map(|moment| stamp(moment.parse().unwrap()));
        assert!(stamps.is_sorted(), "{stamps:?}");
        for (stamp, moment) in stamps.iter().zip(moments) {
            let [stored, meant] = [stamp.as_str(), moment].map(|text| text.parse::<jiff::Timestamp>().unwrap());
            assert_eq!(stored, meant);
        }
    }
}
