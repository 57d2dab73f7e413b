//! What every screen may look at while it draws: words, colours, the time that the frame began.

use jiff::Zoned;

use super::theme::Tokens;
use crate::words::{Argument, Words};

/// Shared by all screens of one frame. Nothing in it can be changed.
#[derive(Debug)]
pub struct View<'a> {
    /// The catalogue in the window's language.
    pub words: Words,
    /// The colours.
    pub tokens: &'a Tokens,
    /// When the frame began: screens read no clock.
    pub now: &'a Zoned,
}

impl View<'_> {
    /// The message `key`.
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// The message `key` with its variables filled in.
    pub fn say_with(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        self.words.say_with(key, arguments)
    }
}
