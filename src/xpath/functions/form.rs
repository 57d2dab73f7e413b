//! Functions that only a form can answer: labels, translations, the form's own version.

use super::{Function, function};

pub(super) const ALL: &[Function] = &[
    function("jr:choice-name", 2, 2, |arguments| arguments.ask_host()),
    function("jr:itext", 1, 1, |arguments| arguments.ask_host()),
    function("property", 1, 1, |arguments| arguments.ask_host()),
    function("version", 0, 0, |arguments| arguments.ask_host()),
];
