//! Dates that a spreadsheet program turned round: which of day and month comes first is decided by the column, never by one cell.

use jiff::civil::Date;

use super::report::Repair;

/// How a column writes its dates, as far as its cells tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum DateOrder {
    /// No cell tells.
    #[default]
    Unknown,
    DayFirst,
    MonthFirst,
    /// Cells contradict one another.
    Mixed,
}

impl DateOrder {
    /// Learns from one more cell.
    pub(super) fn learn(&mut self, cell: &str) {
        let told = match parts(cell) {
            Some((13..=31, 1..=12, _)) => Self::DayFirst,
            Some((1..=12, 13..=31, _)) => Self::MonthFirst,
            _ => return,
        };
        *self = match *self {
            Self::Unknown => told,
            known if known == told => known,
            _ => Self::Mixed,
        };
    }
}

/// A date as it should be written, and what had happened to it; `None` where the cell is no date or can be read in two ways.
pub(super) fn date(cell: &str, order: DateOrder) -> Option<(String, Repair)> {
    if let Some((first, second, year)) = parts(cell) {
        let is_same = first == second;
        let (day, month, repair) = match order {
            DateOrder::DayFirst => (first, second, Repair::DayFirst),
            DateOrder::MonthFirst => (second, first, Repair::MonthFirst),
            DateOrder::Unknown | DateOrder::Mixed if is_same => (first, second, Repair::DayFirst),
            DateOrder::Unknown | DateOrder::Mixed => return None,
        };
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        return Some((date.to_string(), repair));
    }
    // Days since 30 December 1899, from 1954 to 2119: nothing else in a column of dates looks like that.
    let number: i64 = cell.parse().ok().filter(|number| (20_000..80_000).contains(number))?;
    let first = Date::constant(1899, 12, 30);
    let date = first.checked_add(jiff::Span::new().days(number)).ok()?;
    Some((date.to_string(), Repair::DayNumber))
}

/// Whether a cell can be read as a date in two ways.
pub(super) fn is_ambiguous(cell: &str) -> bool {
    parts(cell).is_some()
}

/// `22/11/2026`, `22-11-2026`, `22.11.2026`: two small numbers and a year.
fn parts(cell: &str) -> Option<(u32, u32, i16)> {
    let mut parts = cell.split(['/', '-', '.']);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |text: &str| {
        text.parse::<u32>()
            .ok()
            .filter(|number| text.len() <= 2 && (1..=31).contains(number))
    };
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Some((small(first)?, small(second)?, year.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_date_is_read_when_its_column_tells_the_order() {
        #[track_caller]
        fn case(column: &[&str], cell: &str, expected: Option<&str>) {
            let mut order = DateOrder::default();
            for cell in column {
                order.learn(cell);
            }
            assert_eq!(date(cell, order).map(|(date, _)| date).as_deref(), expected, "{cell} in {column:?}");
        }
        case(&["22/11/2026"], "03/04/2026", Some("2026-04-03"));
        case(&["11/22/2026"], "03/04/2026", Some("2026-03-04"));
        case(&["01/02/2026"], "03/04/2026", None);
        case(&["22/11/2026", "11/22/2026"], "03/04/2026", None);
        case(&[], "05/05/2026", Some("2026-05-05"));
        case(&[], "46348", Some("2026-11-22"));
        case(&["22/11/2026"], "31/02/2026", None);
        case(&[], "2026", None);
    }
}
