//! What a phone does with a question and a laptop cannot: said in words, so that nobody waits for it.

use crate::form::{Appearance, Beyond, Question};

/// The key of what to say; `None` where nothing is lost.
pub(super) fn words(question: &Question, appearance: &Appearance) -> Option<&'static str> {
    let (beyond, _) = Beyond::of(question, appearance)?;
    Some(match beyond {
        Beyond::Map => "answer-beyond-map",
        Beyond::MapOfChoices => "answer-beyond-map-of-choices",
        Beyond::Compass => "answer-beyond-compass",
        Beyond::Calendar => "answer-beyond-calendar",
        Beyond::Camera => "answer-beyond-camera",
        Beyond::Annotate => "answer-beyond-annotate",
        Beyond::Osm => "answer-beyond-osm",
        Beyond::App => "answer-beyond-app",
        Beyond::Source => return None,
    })
}
