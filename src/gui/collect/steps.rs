//! The values of a range question: from its start to its end by its step, exact to the last decimal.

use crate::form::Question;

/// More values than this are typed, not chosen on a scale.
const MOST: i64 = 100_000;

/// Evenly spaced values, in the order of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// In units of the last decimal.
    start: i64,
    /// In the same units; negative where the scale runs down.
    step: i64,
    /// How many steps there are: one less than there are values.
    count: usize,
    /// Decimals of a value.
    digits: u32,
    /// Steps from one tick to the next.
    between_ticks: Option<usize>,
    /// Where the keys begin while nothing is chosen.
    rest: usize,
}

impl Steps {
    /// The scale of a question; `None` where its parameters make none, so that the number has to be typed.
    pub fn of(question: &Question) -> Option<Self> {
        let parameter = |name: &str| question.parameters.get(name).map(String::as_str);
        let texts = [
            parameter("start").unwrap_or("0"),
            parameter("end").unwrap_or("10"),
            parameter("step").unwrap_or("1"),
        ];
        let digits = texts.iter().map(|text| decimals(text)).max()?;
        let [start, end, step] = texts.map(|text| scaled(text, digits));
        let (start, end, step) = (start?, end?, step?.checked_abs()?);
        let span = end.checked_sub(start)?;
        if step == 0 || span == 0 || span.unsigned_abs() / step.unsigned_abs() > MOST.unsigned_abs() {
            return None;
        }
        let step = step * span.signum();
        let mut steps = Self {
            start,
            step,
            count: usize::try_from(span / step).ok()?,
            digits,
            between_ticks: None,
            rest: 0,
        };
        steps.rest = parameter("placeholder").and_then(|text| steps.position(text)).unwrap_or(0);
        let interval = parameter("tick_interval").and_then(|text| scaled(text, digits));
        steps.between_ticks = interval.and_then(|interval| usize::try_from(interval.abs() / step.abs()).ok());
        steps.between_ticks = steps.between_ticks.filter(|between| *between > 0);
        Some(steps)
    }

    /// The position of the last value; the first is 0.
    pub fn last(&self) -> usize {
        self.count
    }

    /// Where the keys begin while nothing is chosen: the form's placeholder, else the first value.
    pub fn rest(&self) -> usize {
        self.rest
    }

    /// Steps from one tick to the next, where the form says.
    pub fn between_ticks(&self) -> Option<usize> {
        self.between_ticks
    }

    /// The value at a position, as it is stored.
    pub fn value(&self, position: usize) -> String {
        let units = self.start + self.step * i64::try_from(position).unwrap_or(0);
        if self.digits == 0 {
            return units.to_string();
        }
        let one = 10_u64.pow(self.digits);
        let sign = if units < 0 { "-" } else { "" };
        let (whole, rest) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
        let fraction = format!("{rest:0width$}", width = self.digits as usize);
        match fraction.trim_end_matches('0') {
            "" => format!("{sign}{whole}"),
            fraction => format!("{sign}{whole}.{fraction}"),
        }
    }

    /// Where a value stands; `None` where it is not on the scale.
    pub fn position(&self, stored: &str) -> Option<usize> {
        let stored = stored.trim_end_matches(|c| c == '0' && stored.contains('.')).trim_end_matches('.');
        if decimals(stored) > self.digits {
            return None;
        }
        let away = scaled(stored, self.digits)?.checked_sub(self.start)?;
        let position = usize::try_from(away / self.step).ok()?;
        (away % self.step == 0 && position <= self.count).then_some(position)
    }
}

fn decimals(text: &str) -> u32 {
    text.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32)
}

/// A decimal number in units of its last decimal; `None` where it is no plain number, or too long.
fn scaled(text: &str, digits: u32) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let width = digits as usize;
    let units = format!("{whole}{fraction:0<width$}");
    if whole.trim_start_matches(['-', '+']).is_empty() && fraction.is_empty() {
        return None;
    }
    units.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form;

    fn steps(parameters: &str) -> Option<Steps> {
        let sheet = format!("| survey | | | | |\n| | type | name | label | parameters |\n| | range | r | R | {parameters} |\n");
        let (form, findings) = form::read("r.md", sheet.as_bytes(), &form::NoAttachments);
        let form = form.unwrap_or_else(|| panic!("{findings:?}"));
        let question = form
            .ids()
            .find_map(|id| form.question(id).filter(|question| question.type_name == "range"));
        Steps::of(question.unwrap())
    }

    #[test]
    fn values_are_exact_whatever_the_step() {
        #[track_caller]
        fn case(parameters: &str, expected: &[&str]) {
            let steps = steps(parameters).unwrap();
            let values: Vec<String> = (0..=steps.last()).map(|position| steps.value(position)).collect();
            assert_eq!(values, expected, "{parameters}");
            for (position, value) in values.iter().enumerate() {
                assert_eq!(steps.position(value), Some(position), "{value}");
            }
        }
        case("start=1 end=5 step=1", &["1", "2", "3", "4", "5"]);
        case("start=0 end=1 step=0.25", &["0", "0.25", "0.5", "0.75", "1"]);
        case("start=-0.2 end=0.1 step=0.1", &["-0.2", "-0.1", "0", "0.1"]);
        case("start=10 end=0 step=5", &["10", "5", "0"]);
    }

    #[test]
    fn what_is_not_on_the_scale_has_no_place_on_it() {
        let steps = steps("start=0 end=10 step=2.5 tick_interval=5 placeholder=7.5").unwrap();
        assert_eq!(steps.position("7.50"), Some(3));
        assert_eq!(steps.position("7"), None);
        assert_eq!(steps.position("12.5"), None);
        assert_eq!(steps.position("-2.5"), None);
        assert_eq!(steps.position(""), None);
        assert_eq!((steps.rest(), steps.between_ticks()), (3, Some(2)));
    }
}
