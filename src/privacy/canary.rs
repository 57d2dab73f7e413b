//! Whether a cell that is about to leave points at a person: the last look before a file is written.
//!
//! Looked for are identity numbers (12 digits), phone numbers, e-mail addresses, and the values of the workspace's own identifier columns,
//! however they are spelt: without accents, in other case, with other spaces. What the form itself says (a hotline in a label) is pardoned.
//! The rules of the privacy sheet already keep identifiers in; this finds what was typed where nobody expected it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::words::fold;

/// What a cell was found to hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Telltale {
    /// Twelve digits, as on an identity card.
    IdentityNumber,
    /// A Vietnamese phone number.
    PhoneNumber,
    /// An e-mail address.
    EmailAddress,
    /// A value of this identifier column.
    Identifier(String),
}

impl Telltale {
    /// Key in the catalogue.
    pub fn key(&self) -> &'static str {
        match self {
            Self::IdentityNumber => "canary-identity",
            Self::PhoneNumber => "canary-phone",
            Self::EmailAddress => "canary-email",
            Self::Identifier(_) => "canary-identifier",
        }
    }

    /// The identifier column, where it is one.
    pub fn column(&self) -> &str {
        match self {
            Self::Identifier(column) => column,
            _ => "",
        }
    }
}

/// What the look is for.
#[derive(Debug, Clone, Default)]
pub struct Canary {
    columns: Vec<String>,
    /// Several words, or one long one: found anywhere in a cell.
    phrases: FxHashMap<String, u32>,
    /// Short words: found only when they are all of a cell.
    short: FxHashMap<String, u32>,
    /// Digits without separators and without the zero or country code in front.
    numbers: FxHashMap<String, u32>,
    /// How many words the phrases have.
    lengths: BTreeSet<usize>,
    pardoned: FxHashSet<String>,
}

/// A number of fewer digits is everybody's.
const TELLING_DIGITS: usize = 6;
/// A single word of fewer letters is looked for only as a whole cell.
const TELLING_LETTERS: usize = 6;

impl Canary {
    /// Pardons what the form says itself: its labels, choices and notes, and the numbers and addresses in them.
    pub fn pardon(&mut self, text: &str) {
        self.pardoned.insert(words_of(text).join(" "));
        for run in runs(text) {
            self.pardoned.insert(run.digits());
        }
        self.pardoned.extend(addresses(text));
    }

    /// Remembers a value of an identifier column. Values that the form's choices have too tell nothing and are passed over.
    pub fn learn(&mut self, column: &str, value: &str) {
        let words = words_of(value);
        let phrase = words.join(" ");
        if phrase.is_empty() || self.pardoned.contains(&phrase) {
            return;
        }
        let at = self.columns.iter().position(|known| known == column).unwrap_or_else(|| {
            self.columns.push(column.to_owned());
            self.columns.len() - 1
        }) as u32;
        let digits: String = phrase.chars().filter(|c| *c != ' ').collect();
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            if digits.len() >= TELLING_DIGITS {
                self.numbers.entry(bare(&digits).to_owned()).or_insert(at);
            }
        } else if words.len() > 1 || phrase.chars().count() >= TELLING_LETTERS {
            self.lengths.insert(words.len());
            self.phrases.entry(phrase).or_insert(at);
        } else {
            self.short.entry(phrase).or_insert(at);
        }
    }

    /// Looks at a text.
    ///
    /// ```
    /// use phieu::privacy::canary::{Canary, Telltale};
    ///
    /// let mut canary = Canary::default();
    /// canary.learn("full_name", "Nguyễn Văn An");
    /// assert_eq!(canary.look("đã gặp NGUYEN VAN AN hôm qua"), Some(Telltale::Identifier("full_name".to_owned())));
    /// assert_eq!(canary.look("gọi 0912 345 678"), Some(Telltale::PhoneNumber));
    /// assert_eq!(canary.look("CCCD 001099012345"), Some(Telltale::IdentityNumber));
    /// assert_eq!(canary.look("lan.tran@example.vn"), Some(Telltale::EmailAddress));
    /// assert_eq!(canary.look("chờ từ 2026-11-16, mất 1.500.000 đồng"), None);
    /// ```
    pub fn look(&self, text: &str) -> Option<Telltale> {
        if text.contains('@') && addresses(text).any(|address| !self.pardoned.contains(&address)) {
            return Some(Telltale::EmailAddress);
        }
        if text.bytes().filter(u8::is_ascii_digit).count() >= TELLING_DIGITS {
            let is_decimal = text.contains('.') && text.parse::<f64>().is_ok();
            for run in runs(text) {
                if let Some(found) = self.number(&run, is_decimal) {
                    return Some(found);
                }
            }
        }
        self.name(text)
    }

    /// Looks at a name of a file. A short word is passed over there: a file that is called after a given name tells of nobody in it.
    pub fn look_at_name(&self, name: &str) -> Option<Telltale> {
        let found = self.look(name)?;
        let words = words_of(name);
        let is_short = matches!(words.as_slice(), [only] if self.short.contains_key(only)) && !words.is_empty();
        (!is_short).then_some(found)
    }

    /// Looks at the cell of a numeric column: an honest number may look like a phone number, but has not twelve digits.
    pub fn look_at_number(&self, text: &str) -> Option<Telltale> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if let Some(column) = self.known_number(digits) {
            return Some(column);
        }
        (digits.len() == 12).then_some(Telltale::IdentityNumber)
    }

    fn known_number(&self, digits: &str) -> Option<Telltale> {
        let known = self.numbers.get(bare(digits))?;
        Some(Telltale::Identifier(self.columns.get(*known as usize)?.clone()))
    }

    fn number(&self, run: &Run<'_>, is_decimal: bool) -> Option<Telltale> {
        let whole = run.digits();
        if let Some(found) = self.known_number(&whole) {
            return Some(found);
        }
        for group in &run.groups {
            if let Some(found) = self.known_number(group).filter(|_| run.groups.len() > 1) {
                return Some(found);
            }
        }
        if self.pardoned.contains(&whole) || is_decimal {
            return None;
        }
        let is_grouped = run.groups.iter().all(|group| group.len() >= 2) && run.groups.iter().any(|group| group.len() >= 3);
        let is_thirds = run.groups.iter().all(|group| group.len() >= 3);
        let is_abroad = run.is_international && is_phone(&whole, true);
        if (whole.len() == 12 && is_thirds && !is_abroad) || run.groups.iter().any(|group| group.len() == 12) {
            return Some(Telltale::IdentityNumber);
        }
        let is_whole_phone = is_grouped && is_phone(&whole, run.is_international);
        let is_part_phone = run.groups.iter().any(|group| is_phone(group, false));
        (is_whole_phone || is_part_phone).then_some(Telltale::PhoneNumber)
    }

    fn name(&self, text: &str) -> Option<Telltale> {
        if self.phrases.is_empty() && self.short.is_empty() {
            return None;
        }
        let words = words_of(text);
        let column = |at: &u32| self.columns.get(*at as usize).cloned().map(Telltale::Identifier);
        if let [only] = words.as_slice()
            && let Some(at) = self.short.get(only)
        {
            return column(at);
        }
        let mut phrase = String::new();
        for length in self.lengths.iter().take_while(|length| **length <= words.len()) {
            for window in words.windows(*length) {
                phrase.clear();
                for (at, word) in window.iter().enumerate() {
                    if at > 0 {
                        phrase.push(' ');
                    }
                    phrase.push_str(word);
                }
                if let Some(at) = self.phrases.get(&phrase) {
                    return column(at);
                }
            }
        }
        None
    }
}

/// Words without accents and case, whatever stands between them.
fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// A number without its trunk zero or country code, where it is long enough to be dialled.
fn bare(digits: &str) -> &str {
    let bare = digits.strip_prefix("84").filter(|rest| rest.len() >= 9);
    let bare = bare.or_else(|| digits.strip_prefix('0')).unwrap_or(digits);
    if bare.len() >= TELLING_DIGITS { bare } else { digits }
}

/// Mobile numbers have nine digits after the zero, those of lines with their area ten.
fn is_phone(digits: &str, is_international: bool) -> bool {
    let local = match digits.strip_prefix("84") {
        Some(rest) if is_international || (digits.len() == 11 && rest.starts_with(['3', '5', '7', '8', '9'])) => Some(rest),
        _ => digits.strip_prefix('0'),
    };
    local.is_some_and(|local| match local.len() {
        9 => local.starts_with(['3', '5', '7', '8', '9']),
        10 => local.starts_with('2'),
        _ => false,
    })
}

/// Digits with at most one separator between two groups.
struct Run<'a> {
    groups: Vec<&'a str>,
    is_international: bool,
}

impl Run<'_> {
    fn digits(&self) -> String {
        self.groups.concat()
    }
}

/// The numbers of a text. Digits that are part of a word (a key, a sum) are none.
fn runs(text: &str) -> Vec<Run<'_>> {
    let mut found: Vec<Run<'_>> = Vec::new();
    let mut end = None;
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let Some(start) = rest.find(|c: char| c.is_ascii_digit()).map(|offset| at + offset) else {
            break;
        };
        let tail = text.get(start..).unwrap_or_default();
        let length = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let group = tail.get(..length).unwrap_or_default();
        at = start + length;
        let before = text.get(..start).and_then(|text| text.chars().next_back());
        let after = text.get(at..).and_then(|text| text.chars().next());
        if before.is_some_and(char::is_alphabetic) || after.is_some_and(char::is_alphabetic) {
            end = None;
            continue;
        }
        let gap = end.and_then(|end| text.get(end..start));
        let is_joined = gap.is_some_and(|gap| matches!(gap, " " | "." | "-" | "\u{a0}" | ") " | ")" | " ("));
        match found.last_mut().filter(|_| is_joined) {
            Some(run) => run.groups.push(group),
            None => found.push(Run {
                groups: vec![group],
                is_international: before == Some('+'),
            }),
        }
        end = Some(at);
    }
    found
}

/// The e-mail addresses of a text.
fn addresses(text: &str) -> impl Iterator<Item = String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    text.match_indices('@').filter_map(move |(at, _)| {
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        let name = before.char_indices().rev().take_while(|(_, c)| is_part(*c)).last();
        let name = name.map_or("", |(start, _)| before.get(start..).unwrap_or_default());
        let host = after.get(..after.find(|c: char| !is_part(c)).unwrap_or(after.len()))?;
        let host = host.trim_end_matches(['.', '-']);
        let top = host.rsplit_once('.')?.1;
        let is_address = !name.is_empty() && top.len() >= 2 && top.chars().all(char::is_alphabetic);
        is_address.then(|| fold(&format!("{name}@{host}")))
    })
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// The file.
    pub file: String,
    /// Its row, the head being row 1; 0 for what is not in a table.
    pub row: u64,
    /// The column's head, or what else it is (`file name`, `campaign`).
    pub column: String,
    /// What was found. The value itself is not repeated: messages travel further than files.
    pub what: Telltale,
}

/// What was found in a set of files, up to a number that a person reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sightings {
    /// The first ones.
    pub first: Vec<Sighting>,
    /// How many there are of each kind and column.
    pub counts: BTreeMap<(String, Telltale), u64>,
}

/// As many are listed; the others are counted.
const LISTED: usize = 20;

impl Sightings {
    /// Notes what was found.
    pub fn note(&mut self, sighting: Sighting) {
        *self.counts.entry((sighting.column.clone(), sighting.what.clone())).or_insert(0) += 1;
        if self.first.len() < LISTED {
            self.first.push(sighting);
        }
    }

    /// How many in all.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canary() -> Canary {
        let mut canary = Canary::default();
        canary.pardon("Gọi tổng đài 0243 825 3536 hoặc hoidap@hanoi.example.vn");
        canary.pardon("Kinh");
        canary.learn("full_name", "Đặng Thùy Trâm");
        canary.learn("phone", "912345678");
        canary.learn("nick", "Tí");
        canary.learn("house", "17");
        canary.learn("group", "kinh");
        canary
    }

    #[test]
    fn what_points_at_a_person_is_found() {
        #[track_caller]
        fn case(text: &str, expected: &Telltale) {
            assert_eq!(canary().look(text).as_ref(), Some(expected), "{text}");
        }
        let column = |name: &str| Telltale::Identifier(name.to_owned());
        for text in [
            "001099012345",
            "số 001099012345.",
            "001 099 012345",
            "0010-9901-2345",
            "a;001099012345;b",
        ] {
            case(text, &Telltale::IdentityNumber);
        }
        for text in [
            "0987654321",
            "0987 654 321",
            "(098) 765 4321",
            "+84 987 654 321",
            "84987654321",
            "024 3825 3537",
            "ĐT:0987.654.321,",
        ] {
            case(text, &Telltale::PhoneNumber);
        }
        for text in ["a@b.vn", "gửi <lan.tran+1@mail.example.com>.", "Đức@ví-dụ.vn"] {
            case(text, &Telltale::EmailAddress);
        }
        for text in ["dang thuy tram", "bà ĐẶNG  Thùy-Trâm, số 17", "Đặng Thuỳ Trâm"] {
            case(text, &column("full_name"));
        }
        for text in ["0912345678", "+84912345678", "máy 912 345 678"] {
            case(text, &column("phone"));
        }
        case("TÍ", &column("nick"));
        assert_eq!(canary().look_at_number("912345678"), Some(column("phone")));
        assert_eq!(canary().look_at_number("123456789012"), Some(Telltale::IdentityNumber));
    }

    #[test]
    fn honest_answers_pass() {
        for text in [
            "",
            "17",
            "kinh",
            "Kinh",
            "2026-11-16T08:00:00.000+07:00",
            "2026-W47",
            "00004",
            "01 02 03 04 05 06",
            "03 04 05 06 07",
            "1 2 3 4 5 6 7 8 9 10 11 12",
            "0.123456789012",
            "1.500.000.000",
            "15000000",
            "tổng đài 0243 825 3536",
            "hoidap@hanoi.example.vn",
            "1900 1234",
            "tí nữa",
            "5@",
            "@a",
            "a@b",
            "d41d8cd98f00b204e9800998ecf8427e",
            "k7123456789012x",
            "18_24",
            "thuy tram",
        ] {
            assert_eq!(canary().look(text), None, "{text}");
        }
        for number in [
            "17",
            "-5",
            "1500000000",
            "0.123456789012",
            "84912000000",
            "987654321",
            "1234567890123",
        ] {
            assert_eq!(canary().look_at_number(number), None, "{number}");
        }
    }

    proptest! {
        #[test]
        fn a_planted_number_is_found_in_any_sentence(before in "[a-zăâđêôơư ,.;:]{0,12}[ ,;:]", after in "[ ,;:][a-zăâđêôơư ,;:]{0,12}", number in "0[0-9]{2}[0-9]{9}", phone in "0[35789][0-9]{8}") {
            prop_assert_eq!(Canary::default().look(&format!("{before}{number}{after}")), Some(Telltale::IdentityNumber));
            prop_assert_eq!(Canary::default().look(&format!("{before}{phone}{after}")), Some(Telltale::PhoneNumber));
        }

        #[test]
        fn a_planted_name_is_found_in_any_sentence(before in "[a-z ]{0,12} ", after in " [a-z ]{0,12}", name in "[A-ZĐ][a-zăâđêôơư]{1,5} [A-ZĐ][a-zăâđêôơư]{1,5}( [A-ZĐ][a-zăâđêôơư]{1,5})?") {
            let mut canary = Canary::default();
            canary.learn("name", &name);
            let text = format!("{before}{}{after}", name.to_uppercase());
            prop_assert_eq!(canary.look(&text), Some(Telltale::Identifier("name".to_owned())));
        }

        #[test]
        fn an_honest_number_passes(number in 0..999_999_999_u64, decimals in 0..100_u32, code in "[0-9]{5}", day in 1..28_u32) {
            let canary = Canary::default();
            for text in [number.to_string(), format!("{number}.{decimals:02}"), code, format!("2026-11-{day:02}"), format!("hết {number} đồng")] {
                prop_assert_eq!(canary.look(&text), None);
            }
            prop_assert_eq!(canary.look_at_number(&number.to_string()), None);
        }
    }
}
