//! Places as people type and paste them, and as they are stored: `latitude longitude altitude accuracy`.
//!
//! Decimal degrees with point or comma, degrees with minutes and seconds in any of their usual signs, and the addresses that map programs
//! put on the clipboard. What could be meant in two ways is refused rather than guessed.

use super::entry::Wrong;

/// A place on the earth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Degrees, north of the equator positive.
    pub latitude: f64,
    /// Degrees, east of Greenwich positive.
    pub longitude: f64,
    /// Metres above the sea; zero where it is not known.
    pub altitude: f64,
    /// Metres around the place; zero where it is not known.
    pub accuracy: f64,
}

/// One place as it is stored.
pub fn point(typed: &str) -> Result<String, &'static str> {
    Place::parse(typed).map(Place::stored)
}

/// A line of at least two places, one a line of text.
pub fn line(typed: &str) -> Result<String, Wrong> {
    let places = places(typed)?;
    if places.len() < 2 {
        return Err("answer-wrong-line".into());
    }
    Ok(joined(&places))
}

/// An outline of at least three corners, one a line of text; it is closed when its last corner is not its first.
pub fn outline(typed: &str) -> Result<String, Wrong> {
    let mut places = places(typed)?;
    let is_closed = places.len() > 1 && places.first() == places.last();
    if places.len() - usize::from(is_closed) < 3 {
        return Err("answer-wrong-outline".into());
    }
    if !is_closed {
        places.extend(places.first().copied());
    }
    Ok(joined(&places))
}

/// What is stored, as it stands in its field: one place a line, and nothing where nothing is known.
pub fn shown(stored: &str) -> String {
    let lines = stored.split(';').map(str::trim).filter(|place| !place.is_empty());
    let shorter = lines.map(|place| {
        let numbers: Vec<&str> = place.split_whitespace().collect();
        match numbers.as_slice() {
            [latitude, longitude, rest @ ..] if rest.iter().all(|number| number.parse() == Ok(0.0)) => {
                format!("{latitude} {longitude}")
            }
            _ => place.to_owned(),
        }
    });
    shorter.collect::<Vec<_>>().join("\n")
}

/// The places of what is typed so far: for a sketch of them. Those that cannot be read are left out.
pub fn sketched(typed: &str) -> Vec<Place> {
    typed.lines().flat_map(split).filter_map(|part| Place::parse(part).ok()).collect()
}

fn places(typed: &str) -> Result<Vec<Place>, Wrong> {
    let mut found = Vec::new();
    for (index, line) in typed.lines().enumerate() {
        for part in split(line) {
            let place = Place::parse(part).map_err(|key| Wrong {
                key,
                number: Some(index + 1),
            })?;
            found.push(place);
        }
    }
    Ok(found)
}

/// A line holds one place, or several set apart by semicolons as they are stored.
fn split(line: &str) -> Vec<&str> {
    if Place::parse(line).is_ok() {
        return vec![line];
    }
    line.split(';').map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn joined(places: &[Place]) -> String {
    places.iter().map(|place| place.stored()).collect::<Vec<_>>().join(";")
}

impl Place {
    /// What was typed as a place; `Err` is the key of what is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, &'static str> {
        let text = tidy(typed);
        let text = address(&text).unwrap_or(text);
        let place = if text.contains('°') || text.chars().any(|c| hemisphere(c).is_some()) {
            angles(&text)?
        } else {
            decimals(&text)?
        };
        match place {
            Self { latitude, longitude, .. } if latitude.abs() > 90.0 && longitude.abs() <= 90.0 => Err("answer-wrong-place-order"),
            Self { latitude, .. } if latitude.abs() > 90.0 => Err("answer-wrong-latitude"),
            Self { longitude, .. } if longitude.abs() > 180.0 => Err("answer-wrong-longitude"),
            Self { accuracy, .. } if accuracy < 0.0 => Err("answer-wrong-accuracy"),
            _ => Ok(place),
        }
    }

    /// As forms read it.
    pub fn stored(self) -> String {
        let Self {
            latitude,
            longitude,
            altitude,
            accuracy,
        } = self;
        format!("{latitude} {longitude} {altitude} {accuracy}")
    }
}

/// One spelling of each sign.
fn tidy(typed: &str) -> String {
    let mut text = String::with_capacity(typed.len());
    for c in typed.trim().chars() {
        match c {
            'º' | '˚' => text.push('°'),
            '′' | '’' | '‘' | '`' => text.push('\''),
            '″' | '”' | '“' => text.push('"'),
            '\u{2212}' | '–' => text.push('-'),
            '(' | ')' => {}
            _ => text.push(c),
        }
    }
    text.replace("''", "\"")
}

/// The coordinates in an address of a map program: `geo:21.0,105.8`, `…/@21.0,105.8,17z`, `…?q=21.0,105.8`.
fn address(text: &str) -> Option<String> {
    let after = |mark: &str| text.split_once(mark).map(|(_, rest)| rest);
    let coordinates = match text {
        _ if text.starts_with("geo:") => after("geo:")?,
        _ if !text.contains("://") => return None,
        _ if text.contains("/@") => after("/@")?,
        _ => after("q=").or_else(|| after("query=")).or_else(|| after("ll="))?,
    };
    let coordinates = coordinates.replace("%2C", ",").replace("%2c", ",");
    let end = coordinates.find(['?', '&', ';', '/', '#']).unwrap_or(coordinates.len());
    let pair: Vec<&str> = coordinates.get(..end)?.split(',').take(2).collect();
    Some(pair.join(" "))
}

/// `21.0285 105.8542`, `21,0285; 105,8542`, `21.0285,105.8542`, perhaps with altitude and accuracy.
fn decimals(text: &str) -> Result<Place, &'static str> {
    let parts: Vec<String> = if text.contains(';') {
        text.split(';').map(with_point).collect()
    } else if text.contains(char::is_whitespace) {
        text.split_whitespace().map(|part| with_point(part.trim_end_matches(','))).collect()
    } else {
        let pieces: Vec<&str> = text.split(',').collect();
        match pieces.as_slice() {
            [a, b, c, d] if !text.contains('.') => vec![format!("{a}.{b}"), format!("{c}.{d}")],
            _ => pieces.iter().map(|piece| (*piece).to_owned()).collect(),
        }
    };
    let numbers: Option<Vec<f64>> = parts.iter().map(|part| number(part)).collect();
    match numbers.as_deref() {
        Some([latitude, longitude, rest @ ..]) if rest.len() <= 2 => Ok(Place {
            latitude: *latitude,
            longitude: *longitude,
            altitude: rest.first().copied().unwrap_or(0.0),
            accuracy: rest.get(1).copied().unwrap_or(0.0),
        }),
        _ => Err("answer-wrong-place"),
    }
}

fn with_point(part: &str) -> String {
    part.trim().replace(',', ".")
}

/// A number in plain digits.
fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| is_plain)
}

/// Where a letter points: whether it is about latitude, and its sign. Vietnamese letters count beside the international ones, and `N` is
/// north in both.
fn hemisphere(letter: char) -> Option<(bool, f64)> {
    Some(match letter.to_ascii_uppercase() {
        'N' | 'B' => (true, 1.0),
        'S' => (true, -1.0),
        'E' | 'Đ' | 'đ' => (false, 1.0),
        'W' | 'T' => (false, -1.0),
        _ => return None,
    })
}

/// An angle being read.
#[derive(Debug, Default, Clone)]
struct Angle {
    /// Degrees, minutes, seconds.
    parts: Vec<f64>,
    hemisphere: Option<(bool, f64)>,
    is_negative: bool,
}

impl Angle {
    fn degrees(&self) -> Option<f64> {
        let part = |index: usize| self.parts.get(index).copied().unwrap_or(0.0);
        let is_whole = self.parts.iter().rev().skip(1).all(|part| part.fract() == 0.0);
        let is_angle = (1..=3).contains(&self.parts.len()) && is_whole && part(1) < 60.0 && part(2) < 60.0;
        let sign = self.hemisphere.map_or(1.0, |(_, sign)| sign) * if self.is_negative { -1.0 } else { 1.0 };
        is_angle.then(|| rounded(sign * (part(0) + part(1) / 60.0 + part(2) / 3600.0)))
    }
}

/// To a centimetre: seven decimals of a degree.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// `21°01'42.6"N 105°51'15.1"E`, `N 21 1 42 E 105 51 15`, `21°1,71'B 105°51,25'Đ`.
fn angles(text: &str) -> Result<Place, &'static str> {
    let angles = read_angles(text).ok_or("answer-wrong-place")?;
    let [first, second] = angles.as_slice() else {
        return Err("answer-wrong-place");
    };
    let is_swapped = match (first.hemisphere, second.hemisphere) {
        (Some((one, _)), Some((other, _))) if one == other => return Err("answer-wrong-place"),
        (Some((is_latitude, _)), _) => !is_latitude,
        (None, Some((is_latitude, _))) => is_latitude,
        (None, None) => false,
    };
    let (latitude, longitude) = if is_swapped { (second, first) } else { (first, second) };
    Ok(Place {
        latitude: latitude.degrees().ok_or("answer-wrong-place")?,
        longitude: longitude.degrees().ok_or("answer-wrong-place")?,
        altitude: 0.0,
        accuracy: 0.0,
    })
}

fn read_angles(text: &str) -> Option<Vec<Angle>> {
    let mut found = Vec::new();
    let mut angle = Angle::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at(number_length(rest).unwrap_or(first.len_utf8()));
        rest = after;
        if first.is_ascii_digit() {
            let is_degrees = rest.trim_start().starts_with('°');
            if is_degrees && !angle.parts.is_empty() {
                found.push(std::mem::take(&mut angle));
            }
            angle.parts.push(with_point(token).parse().ok()?);
            continue;
        }
        match first {
            '-' => {
                if !angle.parts.is_empty() {
                    found.push(std::mem::take(&mut angle));
                }
                angle.is_negative = true;
            }
            '°' | '\'' | '"' | '+' => {}
            _ if first.is_whitespace() || matches!(first, ',' | ';') => {}
            letter => {
                let towards = hemisphere(letter)?;
                let is_prefix = angle.parts.is_empty() || angle.hemisphere.is_some();
                if is_prefix && !angle.parts.is_empty() {
                    found.push(std::mem::take(&mut angle));
                }
                angle.hemisphere = Some(towards);
                if !is_prefix {
                    found.push(std::mem::take(&mut angle));
                }
            }
        }
    }
    if !angle.parts.is_empty() {
        found.push(angle);
    }
    Some(found)
}

/// How many bytes a number at the beginning has: a point or comma between digits is its decimal mark, once.
fn number_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(0);
    if whole == 0 {
        return None;
    }
    let has_mark = matches!(bytes.get(whole), Some(b'.' | b','));
    let fraction = if has_mark { digits(whole + 1) } else { 0 };
    Some(if fraction > 0 { whole + 1 + fraction } else { whole })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_place_is_read_in_all_its_usual_spellings() {
        #[track_caller]
        fn case(typed: &str, expected: &str) {
            assert_eq!(point(typed).as_deref(), Ok(expected), "{typed}");
        }
        for typed in [
            "21.0285 105.8542",
            "21.0285, 105.8542",
            "21.0285,105.8542",
            "21,0285 105,8542",
            "21,0285; 105,8542",
            "21,0285,105,8542",
            "(21.0285, 105.8542)",
            "+21.0285 +105.8542",
            "geo:21.0285,105.8542",
            "https://www.google.com/maps/@21.0285,105.8542,17z",
            "https://maps.google.com/?q=21.0285,105.8542&z=12",
            "https://www.openstreetmap.org/directions?q=21.0285%2C105.8542",
            "21.0285°N 105.8542°E",
            "105.8542E 21.0285N",
            "N21.0285 E105.8542",
            "21,0285°B 105,8542°Đ",
            "21° 1' 42.6\" 105° 51' 15.12\"",
            "21°01′42.6″N, 105°51′15.12″E",
            "21º1’42,6”B 105º51’15,12”Đ",
            "N 21 1 42.6 E 105 51 15.12",
            "21°01'42.6''N 105°51'15.12''E",
        ] {
            case(typed, "21.0285 105.8542 0 0");
        }
        case("21.0285 105.8542 12 4.5", "21.0285 105.8542 12 4.5");
        case("-33.9 18.4", "-33.9 18.4 0 0");
        case("33°54'S 18°24'E", "-33.9 18.4 0 0");
        case("-33°54' 18°24'", "-33.9 18.4 0 0");
        case("10 20", "10 20 0 0");
    }

    #[test]
    fn what_is_no_place_is_refused_with_the_reason() {
        #[track_caller]
        fn case(typed: &str, key: &str) {
            assert_eq!(point(typed), Err(key), "{typed}");
        }
        case("21.0285", "answer-wrong-place");
        case("hồ Gươm", "answer-wrong-place");
        case("21 105 1 2 3", "answer-wrong-place");
        case("105.8542 21.0285", "answer-wrong-place-order");
        case("95 105", "answer-wrong-latitude");
        case("21 195", "answer-wrong-longitude");
        case("21 105 12 -1", "answer-wrong-accuracy");
        case("21°61'N 105°E", "answer-wrong-place");
        case("21°N 22°N", "answer-wrong-place");
        case("21.5°30'N 105°E", "answer-wrong-place");
        case("1e1 1e2", "answer-wrong-place");
        case("inf nan", "answer-wrong-place");
    }

    #[test]
    fn lines_and_outlines_are_typed_a_place_a_line() {
        assert_eq!(line("21 105\n21,5 105,5").as_deref(), Ok("21 105 0 0;21.5 105.5 0 0"));
        assert_eq!(line("21 105; 21 106").as_deref(), Ok("21 105 0 0;21 106 0 0"));
        assert_eq!(line("21 105").map_err(|wrong| wrong.key), Err("answer-wrong-line"));
        let wrong = line("21 105\n\nkhông rõ").unwrap_err();
        assert_eq!((wrong.key, wrong.number), ("answer-wrong-place", Some(3)));
        let closed = "21 105 0 0;21 106 0 0;22 106 0 0;21 105 0 0";
        assert_eq!(outline("21 105\n21 106\n22 106").as_deref(), Ok(closed));
        assert_eq!(outline("21 105\n21 106\n22 106\n21 105").as_deref(), Ok(closed));
        assert_eq!(
            outline("21 105\n21 106\n21 105").map_err(|wrong| wrong.key),
            Err("answer-wrong-outline")
        );
        assert_eq!(shown(closed), "21 105\n21 106\n22 106\n21 105");
        assert_eq!(sketched("21 105\nkhông rõ\n21 106").len(), 2);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(typed in "\\PC{0,40}") {
            let _ = outline(&typed);
        }

        #[test]
        fn a_place_that_is_shown_is_read_again_as_it_was(latitude in -90.0..=90.0_f64, longitude in -180.0..=180.0_f64, altitude in -100.0..4000.0_f64) {
            let place = Place { latitude, longitude, altitude, accuracy: 0.0 };
            prop_assert_eq!(Place::parse(&shown(&place.stored())), Ok(place));
        }
    }
}
