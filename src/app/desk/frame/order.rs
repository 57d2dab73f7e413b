//! Which version of a form is the newest: the one with the greatest version, whatever the order in which packages brought them.

use std::cmp::Ordering;

use crate::store::InstrumentSummary;

/// The versions of a form, the newest first; of two with the same version the one that was added later.
pub fn newest_first<'a>(summaries: &'a [InstrumentSummary], form: &str) -> Vec<&'a InstrumentSummary> {
    let mut versions: Vec<&InstrumentSummary> = summaries.iter().filter(|summary| summary.form == form).rev().collect();
    versions.sort_by(|one, other| compare(&other.version, &one.version));
    versions
}

/// Numbers in a version count as numbers: `2` comes before `10`, `v2.9` before `v2.10`.
fn compare(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (parts(one).into_iter(), parts(other).into_iter());
    loop {
        let ordering = match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(Part::Number(one)), Some(Part::Number(other))) => one.len().cmp(&other.len()).then_with(|| one.cmp(other)),
            (Some(one), Some(other)) => one.text().cmp(other.text()),
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
}

enum Part<'a> {
    /// Digits without leading zeros.
    Number(&'a str),
    Text(&'a str),
}

impl<'a> Part<'a> {
    fn text(&self) -> &'a str {
        match self {
            Self::Number(text) | Self::Text(text) => text,
        }
    }
}

fn parts(version: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(if is_number {
            Part::Number(part.trim_start_matches('0'))
        } else {
            Part::Text(part)
        });
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn versions_are_compared_as_people_number_them() {
        #[track_caller]
        fn rises(versions: &[&str]) {
            for (one, other) in versions.iter().zip(versions.iter().skip(1)) {
                assert!(compare(one, other).is_lt(), "{one} before {other}");
                assert!(compare(other, one).is_gt(), "{other} after {one}");
            }
        }
        rises(&["", "1", "2", "10", "2024", "2025", "20251130"]);
        rises(&["v2", "v2.9", "v2.10", "v3"]);
        assert!(compare("02", "2").is_eq());
    }
}
