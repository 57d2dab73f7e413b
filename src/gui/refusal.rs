//! Why something was not done, as the window keeps it until it is shown: in whatever language is spoken then.

use std::fmt;

use crate::app::tell::Tell;
use crate::words::Words;

/// Anything that a layer below refused.
#[derive(Debug)]
pub struct Refusal(Box<dyn Tell + Send>);

impl Refusal {
    /// What to tell the user, as a sentence.
    pub fn say(&self, words: Words) -> String {
        let said = self.0.tell(words);
        let mut letters = said.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

/// For the log.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl<E: Tell + Send + 'static> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}
