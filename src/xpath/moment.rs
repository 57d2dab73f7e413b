//! Dates and moments: ISO 8601 as text, days since 1970-01-01T00:00Z as a number.
//!
//! What names no zone is meant in the host's: so the day number of a date has a fraction away from Greenwich.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

/// A date or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Since 1970-01-01T00:00Z; for a date its first millisecond in the host's zone.
    pub milliseconds: i64,
    /// Whether it was given without a time of day.
    pub is_whole_day: bool,
}

impl Moment {
    /// Reads `2026-11-22`, or that with `T08:30`, seconds, a fraction and a zone; white space around it is fine.
    pub fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        let text = text.trim();
        // Most texts that come here are no dates: refuse them before anything is built.
        if text.as_bytes().get(4) != Some(&b'-') {
            return None;
        }
        let (day, time) = match text.split_once('T') {
            Some((day, time)) => (day, Some(time)),
            None => (text, None),
        };
        let date = parse_date(day)?;
        let Some(time) = time else { return Self::of_day(date, zone) };
        let (time, offset) = parse_time(time)?;
        let zoned = match offset {
            Some(offset) => DateTime::from_parts(date, time).to_zoned(TimeZone::fixed(offset)),
            None => DateTime::from_parts(date, time).to_zoned(zone.clone()),
        };
        Some(Self::of(zoned.ok()?.timestamp()))
    }

    /// The first moment of a day.
    pub fn of_day(date: Date, zone: &TimeZone) -> Option<Self> {
        let zoned = date.to_zoned(zone.clone()).ok()?;
        Some(Self {
            milliseconds: zoned.timestamp().as_millisecond(),
            is_whole_day: true,
        })
    }

    /// A moment, cut to milliseconds.
    pub fn of(timestamp: Timestamp) -> Self {
        Self {
            milliseconds: timestamp.as_millisecond(),
            is_whole_day: false,
        }
    }

    /// The moment of a day number; `None` when it is no number or outside of the calendar.
    pub fn from_days(days: f64) -> Option<Self> {
        let milliseconds = (days * DAY).round();
        if milliseconds.is_nan() {
            return None;
        }
        let timestamp = Timestamp::from_millisecond(milliseconds as i64).ok()?;
        Some(Self::of(timestamp))
    }

    /// The day number.
    pub fn days(self) -> f64 {
        self.milliseconds as f64 / DAY
    }

    /// On the wall clock of a zone.
    pub fn zoned(self, zone: &TimeZone) -> Zoned {
        Timestamp::from_millisecond(self.milliseconds)
            .unwrap_or_default()
            .to_zoned(zone.clone())
    }

    /// As ISO 8601: the date alone, or with milliseconds and offset.
    pub fn to_text(self, zone: &TimeZone) -> String {
        let format = if self.is_whole_day {
            "%Y-%m-%d"
        } else {
            "%Y-%m-%dT%H:%M:%S%.3f%:z"
        };
        self.zoned(zone).strftime(format).to_string()
    }
}

/// `2026-11-22`, two digits for month and day.
fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    if parts.next().is_some() {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `08:30`, `08:30:15.5`, with or without `Z` or `+07:00`.
pub(super) fn parse_time(text: &str) -> Option<(Time, Option<Offset>)> {
    let (clock, offset) = match text.find(['Z', '+', '-']) {
        Some(at) => (text.get(..at)?, Some(parse_offset(text.get(at..)?)?)),
        None => (text, None),
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let second = parts.next().map_or(Some(0), |second| digits(second, 2))?;
    if parts.next().is_some() || fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanosecond = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    let time = Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        nanosecond,
    )
    .ok()?;
    Some((time, offset))
}

/// `Z`, `+07:00`, `-0700` or `+07`.
fn parse_offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None => rest.split_at_checked(2)?,
    };
    let hours = digits(hours, 2).filter(|&hours| hours < 24)?;
    let minutes = if minutes.is_empty() {
        0
    } else {
        digits(minutes, 2).filter(|&minutes| minutes < 60)?
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Offset::from_seconds(sign * seconds).ok()
}

/// Exactly so many digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    let is_exact = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_exact { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::tz::{Offset, TimeZone};

    use super::Moment;

    fn hanoi() -> TimeZone {
        TimeZone::fixed(Offset::constant(7))
    }

    #[test]
    fn reads_dates_and_moments_and_nothing_else() {
        #[track_caller]
        fn case(text: &str, written: Option<&str>) {
            let read = Moment::parse(text, &hanoi()).map(|moment| moment.to_text(&hanoi()));
            assert_eq!(read.as_deref(), written, "{text}");
        }
        case("2026-11-22", Some("2026-11-22"));
        case(" 2026-11-22 ", Some("2026-11-22"));
        case("2026-11-22T08:30", Some("2026-11-22T08:30:00.000+07:00"));
        case("2026-11-22T08:30:15.5Z", Some("2026-11-22T15:30:15.500+07:00"));
        case("2026-11-22T08:30:15-0330", Some("2026-11-22T19:00:15.000+07:00"));
        case("2026-02-30", None);
        case("2026-1-2", None);
        case("2026-11-22T25:00", None);
        case("2026-11-22T08:30+24:00", None);
        case("20261122", None);
        case("", None);
    }

    #[test]
    fn counts_days_from_greenwich() {
        let days = |text| Moment::parse(text, &hanoi()).map(Moment::days);
        assert_eq!(days("1970-01-02T00:00:00Z"), Some(1.0));
        assert_eq!(days("1970-01-01"), Some(-7.0 / 24.0));
        assert_eq!(
            Moment::from_days(1.0).map(|moment| moment.to_text(&TimeZone::UTC)).as_deref(),
            Some("1970-01-02T00:00:00.000+00:00")
        );
        assert_eq!(Moment::from_days(f64::NAN), None);
        assert_eq!(Moment::from_days(1e300), None);
    }
}
