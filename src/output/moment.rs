//! Dates and times as people who read English write them.
//!
//! A value that is no date or time is left as it is: better a strange cell than none.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::dataset::ColumnType;

/// `2018-01-05T15:05:09.123+07:00` as `Jan 5, 2018 8:05:09 AM`: without its fraction, in UTC where it tells its distance from it.
pub(super) fn in_english(text: &str, kind: ColumnType) -> Option<String> {
    match kind {
        ColumnType::Date => Some(text.parse::<civil::Date>().ok()?.strftime("%b %-d, %Y").to_string()),
        // The minute bears no zero in front: so Briefcase has it.
        ColumnType::Time => Some(clock(text)?.strftime("%-I:%-M:%S %p").to_string()),
        ColumnType::DateTime => {
            let moment = text.parse::<Timestamp>().map_or_else(
                |_without_offset| text.parse::<civil::DateTime>(),
                |moment| Ok(moment.to_zoned(TimeZone::UTC).datetime()),
            );
            Some(moment.ok()?.strftime("%b %-d, %Y %-I:%M:%S %p").to_string())
        }
        _ => None,
    }
}

/// A moment in UTC with milliseconds, as servers write it: `2018-01-05T08:05:09.123Z`.
pub(super) fn iso(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// A time of day, whatever its distance from UTC.
fn clock(text: &str) -> Option<civil::Time> {
    let bare = text.find(['Z', '+', '-']).map_or(text, |at| text.get(..at).unwrap_or(text));
    bare.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_english_readers_write_them() {
        #[track_caller]
        fn case(text: &str, kind: ColumnType, expected: &str) {
            assert_eq!(in_english(text, kind).as_deref(), Some(expected));
        }
        case("2018-04-26", ColumnType::Date, "Apr 26, 2018");
        case("2018-04-26T08:58:20.525Z", ColumnType::DateTime, "Apr 26, 2018 8:58:20 AM");
        case("2018-01-01T00:30:00.000+07:00", ColumnType::DateTime, "Dec 31, 2017 5:30:00 PM");
        case("2018-01-01T12:00:00", ColumnType::DateTime, "Jan 1, 2018 12:00:00 PM");
        case("00:05:09.000+07:00", ColumnType::Time, "12:5:09 AM");
        assert_eq!(in_english("yesterday", ColumnType::Date), None);
        assert_eq!(in_english("2018-02-30T00:00:00Z", ColumnType::DateTime), None);
    }

    #[test]
    fn a_server_writes_milliseconds() {
        assert_eq!(iso("2018-01-05T15:05:09+07:00".parse().unwrap()), "2018-01-05T08:05:09.000Z");
    }
}
