//! How choices stand: one below the other, side by side, or as the steps of a scale.

use crate::form::{Appearance, DataType};

/// A narrower column holds no words.
const NARROWEST: f32 = 96.0;
/// Columns whose number the author leaves to the screen are about as wide as this.
const COMFORTABLE: f32 = 190.0;
/// A narrower step of a scale holds no words.
const NARROWEST_STEP: f32 = 72.0;

/// Where choices stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// One below the other, as wide as the page.
    List,
    /// In columns of one width.
    Columns(usize),
    /// As many on a line as there is room for.
    Pack,
    /// Steps on one line.
    Scale,
}

/// How choices look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) layout: Layout,
    /// No dots and ticks.
    pub(super) is_bare: bool,
    /// Choosing goes on.
    pub(super) is_quick: bool,
}

impl Look {
    /// What the author asked for. `width` is that of the page, `count` the number of choices.
    pub(super) fn of(appearance: &Appearance, data: DataType, width: f32, count: usize) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| appearance.has(word));
        let fitting = |columns: usize| columns.clamp(1, (width / NARROWEST).max(1.0) as usize);
        let numbered = |prefix: &str| {
            let mut words = appearance.words.iter();
            words.find_map(|word| word.strip_prefix(prefix)?.parse::<usize>().ok())
        };
        let columns = numbered("columns-")
            .or_else(|| numbered("compact-"))
            .or_else(|| numbered("quickcompact-"));
        let is_one = data == DataType::SelectOne;
        let layout = match columns {
            _ if is_one && appearance.has("likert") && width / count.max(1) as f32 >= NARROWEST_STEP => Layout::Scale,
            Some(columns) => Layout::Columns(fitting(columns)),
            None if appearance.has("columns") => Layout::Columns(fitting((width / COMFORTABLE).round().clamp(2.0, 5.0) as usize)),
            None if has(&[
                "columns-pack",
                "horizontal",
                "horizontal-compact",
                "compact",
                "quickcompact",
                "list",
            ]) =>
            {
                Layout::Pack
            }
            None => Layout::List,
        };
        let is_compact = |word: &String| ["compact", "quickcompact"].iter().any(|name| word.split('-').next() == Some(*name));
        Self {
            layout,
            is_bare: appearance.has("no-buttons") || appearance.words.iter().any(is_compact),
            is_quick: is_one
                && appearance
                    .words
                    .iter()
                    .any(|word| word == "quick" || word.starts_with("quickcompact")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(words: &str, width: f32) -> Look {
        let appearance = Appearance {
            words: words.split_whitespace().map(str::to_owned).collect(),
        };
        Look::of(&appearance, DataType::SelectOne, width, 5)
    }

    #[test]
    fn columns_are_as_many_as_the_author_says_and_the_page_holds() {
        assert_eq!(look("", 656.0).layout, Layout::List);
        assert_eq!(look("columns", 656.0).layout, Layout::Columns(3));
        assert_eq!(look("columns", 300.0).layout, Layout::Columns(2));
        assert_eq!(look("w2 columns-4", 656.0).layout, Layout::Columns(4));
        assert_eq!(look("columns-10", 400.0).layout, Layout::Columns(4));
        assert_eq!(look("columns-pack", 656.0).layout, Layout::Pack);
        assert_eq!(look("horizontal", 656.0).layout, Layout::Pack);
        assert_eq!(look("likert", 656.0).layout, Layout::Scale);
        assert_eq!(look("likert", 300.0).layout, Layout::List, "a scale that does not fit is a list");
    }

    #[test]
    fn old_names_of_the_standard_mean_what_they_meant() {
        let compact = look("quickcompact-2", 656.0);
        assert_eq!(
            (compact.layout, compact.is_bare, compact.is_quick),
            (Layout::Columns(2), true, true)
        );
        assert!(look("columns no-buttons", 656.0).is_bare && !look("columns", 656.0).is_bare);
    }
}
