//! The clock and chance: the one place where the program looks at the world before it tells the layers below.

use jiff::{Zoned, tz::TimeZone};

use crate::interview::Ambient;

/// The system gives no random bytes: nothing secret can be made here.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes: {0}")]
pub struct NoChance(#[from] getrandom::Error);

/// Random bytes from the system.
pub fn random<const N: usize>() -> Result<[u8; N], NoChance> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// This moment by the clock on the wall. It bears its distance from UTC alone: a journal is read again on machines that know no zones.
pub fn now() -> Zoned {
    let now = Zoned::now();
    now.with_time_zone(TimeZone::fixed(now.offset()))
}

/// What a step taken now may know; `device` holds the values of metadata questions.
pub fn ambient(device: std::collections::BTreeMap<String, String>) -> Result<Ambient, NoChance> {
    Ok(Ambient {
        now: now(),
        seed: u64::from_le_bytes(random()?),
        device,
    })
}

/// The ISO week of a moment, `2026-W47`.
pub fn week(moment: &Zoned) -> String {
    let week = moment.date().iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

#[cfg(test)]
mod tests {
    use super::{now, random, week};

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        #[track_caller]
        fn case(moment: &str, expected: &str) {
            assert_eq!(week(&moment.parse().unwrap()), expected);
        }
        case("2026-11-22T08:00:00+07:00[+07:00]", "2026-W47");
        case("2027-01-01T08:00:00+07:00[+07:00]", "2026-W53");
        case("2025-12-29T08:00:00+07:00[+07:00]", "2026-W01");
    }

    #[test]
    fn a_moment_is_read_again_where_no_zone_is_known() {
        let written = now().to_string();
        let zone = written.rsplit_once('[').unwrap().1;
        assert!(zone.starts_with(['+', '-', 'U']), "{written}");
        assert_eq!(written.parse::<jiff::Zoned>().unwrap().to_string(), written);
    }

    #[test]
    fn chance_does_not_repeat_itself() {
        assert_ne!(random::<16>().unwrap(), random::<16>().unwrap());
    }
}
