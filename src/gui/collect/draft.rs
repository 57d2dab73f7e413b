//! Half-typed text by question: a draft lives here until it is confirmed as an answer.

use std::collections::BTreeMap;

use jiff::Zoned;

use super::entry::{Entry, Wrong};
use crate::words::Lang;

/// Drafts of the page that is shown, by reference.
#[derive(Debug, Default)]
pub struct Drafts {
    texts: BTreeMap<String, Draft>,
}

/// One field's text.
#[derive(Debug, Clone)]
pub struct Draft {
    /// As typed: for date with time, the date.
    pub text: String,
    /// The time of a date with time.
    pub time: String,
    /// Typed since the answer was last confirmed.
    pub is_typed: bool,
    /// What the field takes.
    pub entry: Entry,
    /// The language in which it is typed.
    pub lang: Lang,
}

impl Draft {
    /// An empty one.
    pub fn of(entry: Entry, lang: Lang) -> Self {
        Self {
            text: String::new(),
            time: String::new(),
            is_typed: false,
            entry,
            lang,
        }
    }

    /// What was typed, as it is stored.
    pub fn stored(&self, now: &Zoned) -> Result<String, Wrong> {
        self.entry.stored(self, now)
    }
}

impl Drafts {
    /// The draft of a question; as long as nobody has typed into it, it shows what is stored.
    pub fn of(&mut self, reference: &str, entry: Entry, stored: &str, lang: Lang) -> &mut Draft {
        let draft = self.texts.entry(reference.to_owned()).or_insert_with(|| Draft::of(entry, lang));
        if !draft.is_typed {
            (draft.entry, draft.lang) = (entry, lang);
            (draft.text, draft.time) = entry.shown(stored, lang);
        }
        draft
    }

    /// The draft of a question, if something was typed and not confirmed.
    pub fn typed_into(&self, reference: &str) -> Option<&Draft> {
        self.texts.get(reference).filter(|draft| draft.is_typed)
    }

    /// What was typed and not confirmed.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &Draft)> {
        self.texts
            .iter()
            .filter(|(_, draft)| draft.is_typed)
            .map(|(reference, draft)| (reference.as_str(), draft))
    }

    /// The draft became an answer.
    pub fn confirm(&mut self, reference: &str) {
        if let Some(draft) = self.texts.get_mut(reference) {
            draft.is_typed = false;
        }
    }

    /// Forgets everything: another page is shown.
    pub fn clear(&mut self) {
        self.texts.clear();
    }
}
