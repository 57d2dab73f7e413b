//! One cell of a loose file: a value as it should be, one that can be mended without doubt, or a fault.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::moment::{self, DateOrder};
use super::report::{Fault, Repair};
use super::text::has_lost_byte;
use crate::dataset::{Column, ColumnType, Missing, Value, packed};
use crate::exchange::fit;
use crate::output::{Layout, read_cell};

/// Reads the cells of a column.
#[derive(Debug)]
pub(super) struct CellReader {
    column: Column,
    /// It must be answered, whatever else is.
    is_required: bool,
    /// Where the choices stand in their list …
    choices: FxHashMap<Vec<u8>, u32>,
    /// How cells of one letter are packed that are the name of a choice, as on a scale; 0 for those that are not.
    letters: Box<[u8; 256]>,
    /// Labels of choices, where they tell the choices apart.
    labels: BTreeMap<String, usize>,
}

/// What reading a cell came to. The packed value is appended unless there is a fault.
pub(super) type Outcome = Result<Option<Repair>, Fault>;

impl CellReader {
    pub(super) fn new(column: Column, is_required: bool, labels: BTreeMap<String, usize>) -> Self {
        let names = column.choices.as_deref().unwrap_or_default();
        let mut letters = Box::new([0; 256]);
        for (name, index) in names.iter().zip(0..) {
            if let [letter] = name.as_bytes()
                && column.kind == ColumnType::One
                && let Some(place) = letters.get_mut(usize::from(*letter))
            {
                *place = packed::choice_byte(index).unwrap_or_default();
            }
        }
        Self {
            is_required,
            letters,
            choices: names.iter().map(|name| name.as_bytes().to_vec()).zip(0..).collect(),
            column,
            labels,
        }
    }

    /// Whether what a cell means depends on the other cells of its column.
    pub(super) fn is_date(&self) -> bool {
        self.column.kind == ColumnType::Date
    }

    /// Appends a cell that is a choice of one letter, as nearly all of a questionnaire are; tells whether it is.
    #[inline]
    pub(super) fn takes_letter(&self, cell: &[u8], out: &mut Vec<u8>) -> bool {
        let [letter] = cell else { return false };
        let packed = self.letters.get(usize::from(*letter)).copied().unwrap_or_default();
        let is_choice = packed != 0;
        if is_choice {
            out.push(packed);
        }
        is_choice
    }

    /// Reads a cell; `order` is that of the dates in its column.
    pub(super) fn read(&self, text: &str, order: DateOrder, out: &mut Vec<u8>) -> Outcome {
        if self.column.kind == ColumnType::One
            && let Some(index) = self.choices.get(text.as_bytes())
        {
            packed::write_choice(out, *index);
            return Ok(None);
        }
        if text.is_empty() && !self.is_required {
            packed::write_not_asked(out);
            return Ok(None);
        }
        if has_lost_byte(text) {
            return Err(Fault::LostByte);
        }
        if self.takes_as_it_is(text, out) {
            return Ok(None);
        }
        let (value, repair) = self.value(text, order)?;
        if self.is_required && matches!(value, Value::Missing(Missing::NotAsked | Missing::Empty | Missing::Later)) {
            return Err(Fault::Required);
        }
        packed::write_value(out, &value, &self.column);
        Ok(repair)
    }

    /// Appends a number or a text that needs neither unescaping nor mending: none of these is a missing value.
    fn takes_as_it_is(&self, text: &str, out: &mut Vec<u8>) -> bool {
        match self.column.kind {
            ColumnType::Decimal => packed::write_plain_decimal(out, text),
            ColumnType::Text if !text.starts_with(['.', '\'']) && memchr::memchr(b'\r', text.as_bytes()).is_none() && !text.is_empty() => {
                packed::write_plain_text(out, text);
                true
            }
            _ => false,
        }
    }

    fn value(&self, text: &str, order: DateOrder) -> Result<(Value, Option<Repair>), Fault> {
        if self.column.kind == ColumnType::Text && text.contains('\r') {
            let mended = text.replace("\r\n", "\n").replace('\r', "\n");
            return self.mended(Some(mended), Repair::LineEnds);
        }
        if let Some(value) = self.fits(text) {
            return Ok((value, None));
        }
        let trimmed = text.trim();
        if trimmed != text
            && let Some(value) = self.fits(trimmed)
        {
            return Ok((value, Some(Repair::Spaces)));
        }
        match self.column.kind {
            ColumnType::One => self.mended_choice(trimmed).map(|(name, repair)| (Value::One(name), Some(repair))),
            ColumnType::Many => self.mended_choices(trimmed),
            ColumnType::Rank => Err(Fault::Choice),
            ColumnType::Integer => self.mended(whole_number(trimmed), Repair::WholeNumber),
            ColumnType::Decimal => {
                let mended = decimal(trimmed)?;
                self.mended(mended, Repair::DecimalComma)
            }
            ColumnType::Date => match moment::date(trimmed, order) {
                Some((date, repair)) => self.mended(Some(date), repair),
                None if moment::is_ambiguous(trimmed) => Err(Fault::Ambiguous),
                None => Err(Fault::Value),
            },
            ColumnType::Time | ColumnType::DateTime | ColumnType::Text => Err(Fault::Value),
        }
    }

    /// The value, if the cell is as our own writer writes it.
    fn fits(&self, text: &str) -> Option<Value> {
        let value = read_cell(text, self.column.kind, &Layout::PHIEU).ok()?;
        let is_choice = matches!(value, Value::One(_) | Value::Many(_));
        (!is_choice || fit::problem(&value, &self.column).is_none()).then_some(value)
    }

    fn mended(&self, text: Option<String>, repair: Repair) -> Result<(Value, Option<Repair>), Fault> {
        let value = text.and_then(|text| self.fits(&text)).ok_or(Fault::Value)?;
        Ok((value, Some(repair)))
    }

    /// The one choice that a damaged name can have been.
    fn mended_choice(&self, text: &str) -> Result<(String, Repair), Fault> {
        let names = self.column.choices.as_deref().unwrap_or_default();
        let only = |holds: &dyn Fn(&str) -> bool| {
            let mut found = names.iter().filter(|name| holds(name));
            let first = found.next()?;
            Some(found.next().map_or_else(|| Ok(first.clone()), |_second| Err(Fault::Ambiguous)))
        };
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number
            && let Some(name) = only(&|name| name.len() > text.len() && name.trim_start_matches('0') == text.trim_start_matches('0'))
        {
            return Ok((name?, Repair::LeadingZeros));
        }
        let folded = text.to_lowercase();
        if let Some(name) = only(&|name| name.to_lowercase() == folded) {
            return Ok((name?, Repair::Case));
        }
        let labelled = self.labels.get(&folded).and_then(|index| names.get(*index));
        labelled.map(|name| (name.clone(), Repair::Label)).ok_or(Fault::Choice)
    }

    /// Several choices, each in the list, in another order than the list's.
    fn mended_choices(&self, text: &str) -> Result<(Value, Option<Repair>), Fault> {
        let places: Option<Vec<u32>> = text
            .split_whitespace()
            .map(|name| self.choices.get(name.as_bytes()).copied())
            .collect();
        let mut places = places.ok_or(Fault::Choice)?;
        places.sort_unstable();
        let count = places.len();
        places.dedup();
        if places.len() < count || places.is_empty() {
            return Err(Fault::Choice);
        }
        let names = self.column.choices.as_deref().unwrap_or_default();
        let names = places.iter().filter_map(|place| names.get(*place as usize).cloned());
        Ok((Value::Many(names.collect()), Some(Repair::Order)))
    }
}

/// `5.0`, `5,00`, `05`: a whole number that was made a decimal or filled up.
fn whole_number(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once([',', '.']).unwrap_or((text, ""));
    // Three digits behind a separator may be thousands.
    let is_plain = fraction.len() != 3 && fraction.bytes().all(|byte| byte == b'0') && !whole.contains([',', '.']);
    is_plain.then(|| whole.parse::<i64>().ok().map(|number| number.to_string()))?
}

/// `0,5`: one comma where a point should be. `1,234` may be a thousand, so nothing is chosen.
fn decimal(text: &str) -> Result<Option<String>, Fault> {
    let Some((whole, fraction)) = text.split_once(',') else {
        return Ok(None);
    };
    if text.contains('.') || fraction.contains(',') {
        return Err(Fault::Value);
    }
    let digits = whole.trim_start_matches('-');
    let is_small = digits.is_empty() || digits.starts_with('0') || digits.len() > 3;
    if fraction.len() == 3 && !is_small {
        return Err(Fault::Ambiguous);
    }
    Ok(Some(format!("{whole}.{fraction}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::NodeId;

    fn column(kind: ColumnType, choices: &[&str]) -> Column {
        Column {
            path: "q".to_owned(),
            name: "q".to_owned(),
            node: NodeId(1),
            kind,
            choices: (!choices.is_empty()).then(|| choices.iter().map(|name| (*name).to_owned()).collect()),
        }
    }

    fn read(kind: ColumnType, choices: &[&str], cell: &str) -> Result<(Value, Option<Repair>), Fault> {
        let labels = [("có".to_owned(), 0)].into();
        CellReader::new(column(kind, choices), false, labels).value(cell, DateOrder::default())
    }

    #[test]
    fn what_a_spreadsheet_did_to_a_choice_is_undone_when_one_choice_alone_fits() {
        #[track_caller]
        fn case(choices: &[&str], cell: &str, expected: Result<(&str, Repair), Fault>) {
            let expected = expected.map(|(name, repair)| (Value::One(name.to_owned()), Some(repair)));
            assert_eq!(read(ColumnType::One, choices, cell), expected, "{cell}");
        }
        case(&["00004", "00008"], "4", Ok(("00004", Repair::LeadingZeros)));
        case(&["004", "0004"], "4", Err(Fault::Ambiguous));
        case(&["yes", "no"], "YES", Ok(("yes", Repair::Case)));
        case(&["yes", "no"], " no ", Ok(("no", Repair::Spaces)));
        case(&["yes", "no"], "Có", Ok(("yes", Repair::Label)));
        case(&["yes", "no"], "maybe", Err(Fault::Choice));
        case(&["1", "2"], "9", Err(Fault::Choice));
    }

    #[test]
    fn a_cell_that_is_taken_as_it_is_is_packed_as_its_value_is() {
        for kind in [
            ColumnType::Text,
            ColumnType::Decimal,
            ColumnType::Integer,
            ColumnType::One,
            ColumnType::Date,
        ] {
            for cell in [
                "",
                ".",
                ".d",
                "..",
                "'",
                "'=1",
                "=1",
                " a ",
                "a\rb",
                "Hà Nội",
                "0",
                "-0",
                "0.0",
                "-0.50",
                "00.5",
                "5.",
                ".5",
                "1e3",
                "1.2.3",
                "007",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "0.0000000000000000001",
                "a",
                "2026-11-22",
                "NaN",
            ] {
                let column = column(kind, &["a", "0"]);
                let slow = CellReader::new(column.clone(), false, BTreeMap::new()).value(cell, DateOrder::default());
                let mut expected = Vec::new();
                let expected = slow.map(|(value, repair)| {
                    packed::write_value(&mut expected, &value, &column);
                    (repair, expected)
                });
                let mut found = Vec::new();
                let read = CellReader::new(column, false, BTreeMap::new()).read(cell, DateOrder::default(), &mut found);
                assert_eq!(read.map(|repair| (repair, found)), expected, "{cell:?} as {kind:?}");
            }
        }
    }

    #[test]
    fn numbers_are_mended_unless_they_can_be_read_in_two_ways() {
        #[track_caller]
        fn case(kind: ColumnType, cell: &str, expected: Result<Value, Fault>) {
            assert_eq!(read(kind, &[], cell).map(|(value, _)| value), expected, "{cell}");
        }
        let decimal = |text: &str| Ok(Value::Decimal(text.to_owned()));
        case(ColumnType::Decimal, "3.0512", decimal("3.0512"));
        case(ColumnType::Decimal, "3,0512", decimal("3.0512"));
        case(ColumnType::Decimal, "0,512", decimal("0.512"));
        case(ColumnType::Decimal, "1,234", Err(Fault::Ambiguous));
        case(ColumnType::Decimal, "1.234,5", Err(Fault::Value));
        case(ColumnType::Integer, "5.0", Ok(Value::Integer(5)));
        case(ColumnType::Integer, "05", Ok(Value::Integer(5)));
        case(ColumnType::Integer, "5.000", Err(Fault::Value));
        case(ColumnType::Integer, "5.5", Err(Fault::Value));
    }

    #[test]
    fn several_choices_are_put_in_the_order_of_the_list() {
        let many = |names: &[&str]| Value::Many(names.iter().map(|name| (*name).to_owned()).collect());
        let list = ["a", "b", "c"];
        assert_eq!(read(ColumnType::Many, &list, "a c"), Ok((many(&["a", "c"]), None)));
        assert_eq!(read(ColumnType::Many, &list, "c a"), Ok((many(&["a", "c"]), Some(Repair::Order))));
        assert_eq!(read(ColumnType::Many, &list, "a d"), Err(Fault::Choice));
        assert_eq!(read(ColumnType::Rank, &list, "c a"), Ok((many(&["c", "a"]), None)));
    }
}
