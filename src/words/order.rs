//! The order of names in lists: the Vietnamese alphabet, not the order of code points.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;
use icu_locale_core::locale;

static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| CollatorBorrowed::try_new(locale!("vi").into(), CollatorOptions::default()).ok());

/// Vietnamese alphabetical order; texts that it holds equal are ordered by code point, so that the order is total.
pub fn compare(a: &str, b: &str) -> Ordering {
    let alphabetical = COLLATOR.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b));
    alphabetical.then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn names_follow_the_vietnamese_alphabet() {
        let mut names = [
            "Đông Anh",
            "Ứng Thiên",
            "Ba Vì",
            "Dương Hòa",
            "Ô Diên",
            "An Khánh",
            "Uy Nỗ",
            "Ba Đình",
            "Ơ",
        ];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(
            names,
            [
                "An Khánh",
                "Ba Đình",
                "Ba Vì",
                "Dương Hòa",
                "Đông Anh",
                "Ô Diên",
                "Ơ",
                "Uy Nỗ",
                "Ứng Thiên"
            ]
        );
    }
}
