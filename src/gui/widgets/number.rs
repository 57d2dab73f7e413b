//! How numbers are typed, stored and shown: decimal comma or point, thousands set apart or not.

use crate::words::Lang;

/// A number as typed (`12,5`, `1.234,5`, ` -3 `) in the form that is stored (`12.5`); `None` when it is no number.
///
/// A lone comma or point is the decimal mark; where both stand, the last one is, and the other groups digits; a mark that stands several
/// times groups digits.
pub fn number_as_stored(typed: &str) -> Option<String> {
    let compact = compact(typed);
    let plain = match (compact.rfind(','), compact.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => compact.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => compact.replace(',', ""),
        (Some(_), None) => ungrouped(&compact, ',').replace(',', "."),
        (None, Some(_)) => ungrouped(&compact, '.'),
        (None, None) => compact,
    };
    is_number(&plain).then(|| plain.trim_start_matches('+').to_owned())
}

/// A whole number likewise: what stands in threes after a mark is a group (`1.250.000`), because nothing can be a decimal here.
pub fn whole_as_stored(typed: &str) -> Option<String> {
    let compact = compact(typed);
    let groups: Vec<&str> = compact.split([',', '.']).collect();
    let (first, rest) = groups.split_first()?;
    let is_whole = rest.is_empty() || !first.is_empty() && rest.iter().all(|group| group.len() == 3);
    let plain = is_whole.then(|| groups.concat())?;
    plain.parse::<i64>().ok().map(|number| number.to_string())
}

/// A number likewise, in a field that sets thousands apart as the language does: there `1.250` is twelve hundred and fifty in Vietnamese.
pub fn grouped_as_stored(typed: &str, lang: Lang) -> Option<String> {
    let (mark, other) = marks(lang);
    let compact = compact(typed);
    let is_group = compact.matches(mark).count() == 1
        && !compact.contains(other)
        && compact
            .split_once(mark)
            .is_some_and(|(whole, rest)| rest.len() == 3 && !matches!(whole, "" | "-" | "+" | "0" | "-0"));
    number_as_stored(&if is_group { compact.replace(mark, "") } else { compact })
}

/// A stored number with the decimal mark of the window's language.
pub fn number_as_typed(stored: &str, lang: Lang) -> String {
    match lang {
        Lang::Vi => stored.replace('.', ","),
        Lang::En => stored.to_owned(),
    }
}

/// A stored number with its thousands set apart and the decimal mark of the language; what is no plain number stays as it is.
pub fn number_grouped(stored: &str, lang: Lang) -> String {
    let (whole, fraction) = stored
        .split_once('.')
        .map_or((stored, None), |(whole, fraction)| (whole, Some(fraction)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return number_as_typed(stored, lang);
    }
    let (group, decimal) = marks(lang);
    let mut written = sign.to_owned();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            written.push(group);
        }
        written.push(digit);
    }
    if let Some(fraction) = fraction {
        written.push(decimal);
        written.push_str(fraction);
    }
    written
}

/// What groups digits, and the decimal mark.
fn marks(lang: Lang) -> (char, char) {
    match lang {
        Lang::Vi => ('.', ','),
        Lang::En => (',', '.'),
    }
}

fn compact(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect()
}

fn ungrouped(compact: &str, mark: char) -> String {
    let groups: Vec<&str> = compact.split(mark).collect();
    let is_grouped = groups.len() > 2 && groups.iter().skip(1).all(|group| group.len() == 3);
    if is_grouped { groups.concat() } else { compact.to_owned() }
}

fn is_number(plain: &str) -> bool {
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    digits.chars().any(|c| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.') && digits.matches('.').count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comma_and_point_are_both_understood() {
        #[track_caller]
        fn case(typed: &str, expected: Option<&str>) {
            assert_eq!(number_as_stored(typed).as_deref(), expected, "{typed}");
        }
        case("12,5", Some("12.5"));
        case("12.5", Some("12.5"));
        case("1.234,5", Some("1234.5"));
        case("1,234.5", Some("1234.5"));
        case("1.250.000", Some("1250000"));
        case("1.250", Some("1.250"));
        case(" -3 ", Some("-3"));
        case("+3", Some("3"));
        case("1 250", Some("1250"));
        case("1,2,3", None);
        case("năm", None);
        case("-", None);
        case("", None);
    }

    #[test]
    fn a_whole_number_may_have_its_thousands_set_apart() {
        #[track_caller]
        fn case(typed: &str, expected: Option<&str>) {
            assert_eq!(whole_as_stored(typed).as_deref(), expected, "{typed}");
        }
        case("1.250.000", Some("1250000"));
        case("1,250", Some("1250"));
        case("007", Some("7"));
        case("-12", Some("-12"));
        case("12,5", None);
        case("12.50", None);
        case("99999999999999999999", None);
    }

    #[test]
    fn a_field_that_groups_digits_reads_its_own_marks() {
        #[track_caller]
        fn case(lang: Lang, typed: &str, stored: &str, shown: &str) {
            assert_eq!(grouped_as_stored(typed, lang).as_deref(), Some(stored), "{typed}");
            assert_eq!(number_grouped(stored, lang), shown, "{typed}");
            assert_eq!(grouped_as_stored(shown, lang).as_deref(), Some(stored), "{shown}");
        }
        case(Lang::Vi, "1.250", "1250", "1.250");
        case(Lang::Vi, "12.5", "12.5", "12,5");
        case(Lang::Vi, "0.125", "0.125", "0,125");
        case(Lang::Vi, "1250000,75", "1250000.75", "1.250.000,75");
        case(Lang::En, "1,250", "1250", "1,250");
        case(Lang::En, "-1250.5", "-1250.5", "-1,250.5");
    }
}
