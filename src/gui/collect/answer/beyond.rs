//! What a phone does with a question and a laptop cannot: said in words, so that nobody waits for it. The question is answered all the same.

use crate::form::{Appearance, DataType, Question};

const CALENDARS: [&str; 7] = ["bikram-sambat", "buddhist", "coptic", "ethiopian", "islamic", "myanmar", "persian"];

/// The key of what to say; `None` where nothing is lost.
pub(super) fn words(question: &Question, appearance: &Appearance) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| appearance.has(word));
    let calls = |app: &str| appearance.words.iter().any(|word| word.starts_with(app));
    Some(match question.data {
        DataType::Geopoint | DataType::Geotrace | DataType::Geoshape if has(&["maps", "placement-map"]) => "answer-beyond-map",
        DataType::SelectOne | DataType::SelectMultiple if has(&["map", "image-map"]) => "answer-beyond-map-of-choices",
        DataType::Decimal if has(&["bearing"]) => "answer-beyond-compass",
        DataType::Date | DataType::DateTime if has(&CALENDARS) => "answer-beyond-calendar",
        DataType::Image | DataType::Audio | DataType::Video if has(&["new", "new-front", "new-rear", "selfie"]) => "answer-beyond-camera",
        DataType::Image if has(&["annotate"]) => "answer-beyond-annotate",
        DataType::File if question.type_name == "osm" => "answer-beyond-osm",
        _ if calls("ex:") || calls("printer:") => "answer-beyond-app",
        _ => return None,
    })
}
