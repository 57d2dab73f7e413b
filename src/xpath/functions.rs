//! The table of functions, by subject.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A function of the table.
#[derive(Debug)]
pub struct Function {
    /// As called, with its prefix.
    pub name: &'static str,
    /// The fewest arguments that it takes.
    pub least: u8,
    /// The most arguments that it takes; `u8::MAX` is any number.
    pub most: u8,
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Function {
    /// Whether it takes this many arguments.
    pub fn takes(&self, count: usize) -> bool {
        let count = u8::try_from(count).unwrap_or(u8::MAX);
        (self.least..=self.most).contains(&count)
    }
}

/// The function of a name, prefix included.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<HashMap<&'static str, &'static Function>> =
        LazyLock::new(|| ALL.iter().map(|function| (function.name, function)).collect());
    BY_NAME.get(name).copied()
}

const ALL: &[Function] = &[];
