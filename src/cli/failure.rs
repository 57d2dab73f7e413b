//! A use case's refusal becomes the command's: said in the console's language.

use std::io;
use std::path::Path;

use super::console::Console;
use crate::app::tell::{Tell, unreadable, unwritable};

/// For `map_err`: the error in the console's language.
pub(super) fn said<E: Tell>(console: &Console) -> impl Fn(E) -> anyhow::Error + use<E> {
    let words = console.words;
    move |error| anyhow::Error::msg(error.tell(words))
}

/// For `map_err`: this file could not be read.
pub(super) fn not_read(console: &Console, path: &Path) -> impl Fn(io::Error) -> anyhow::Error {
    let words = console.words;
    move |source| anyhow::Error::msg(unreadable(words, path, &source))
}

/// For `map_err`: this file could not be written.
pub(super) fn not_written(console: &Console, path: &Path) -> impl Fn(io::Error) -> anyhow::Error {
    let words = console.words;
    move |source| anyhow::Error::msg(unwritable(words, path, &source))
}
