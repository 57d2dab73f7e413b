//! What a phone does with a question and a laptop cannot. The question is answered all the same, or its column stays empty.

use super::{Appearance, DataType, Question};

const CALENDARS: [&str; 7] = ["bikram-sambat", "buddhist", "coptic", "ethiopian", "islamic", "myanmar", "persian"];
/// Metadata that only a phone knows.
const OF_A_PHONE: [&str; 7] = [
    "simserial",
    "uri:simserial",
    "subscriberid",
    "uri:subscriberid",
    "start-geopoint",
    "background-geopoint",
    "background-audio",
];

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// A map on which a place is picked.
    Map,
    /// A map, or a picture, on which a choice is picked.
    MapOfChoices,
    /// A compass.
    Compass,
    /// Another calendar than the common one.
    Calendar,
    /// A camera or a microphone.
    Camera,
    /// Drawing on a picture that was taken.
    Annotate,
    /// An editor of `OpenStreetMap` data.
    Osm,
    /// Another program on the same device.
    App,
    /// What fills the column by itself.
    Source,
}

impl Beyond {
    /// What a question asks for in vain, and the word of its type or appearance that asks for it; `None` where nothing is lost.
    pub fn of<'f>(question: &'f Question, appearance: &'f Appearance) -> Option<(Self, &'f str)> {
        let word = |wanted: &dyn Fn(&str) -> bool| appearance.words.iter().map(String::as_str).find(|word| wanted(word));
        let one_of = |words: &[&str]| word(&|word| words.contains(&word));
        let lost = match question.data {
            DataType::Metadata if OF_A_PHONE.contains(&question.type_name.as_str()) => {
                return Some((Self::Source, &question.type_name));
            }
            DataType::File if question.type_name == "osm" => return Some((Self::Osm, &question.type_name)),
            DataType::Geopoint | DataType::Geotrace | DataType::Geoshape => {
                one_of(&["maps", "placement-map", "hide-input"]).map(|word| (Self::Map, word))
            }
            DataType::SelectOne | DataType::SelectMultiple => one_of(&["map", "image-map"]).map(|word| (Self::MapOfChoices, word)),
            DataType::Decimal => one_of(&["bearing"]).map(|word| (Self::Compass, word)),
            DataType::Date | DataType::DateTime => one_of(&CALENDARS).map(|word| (Self::Calendar, word)),
            DataType::Image | DataType::Audio | DataType::Video => one_of(&["new", "new-front", "new-rear", "selfie"])
                .map(|word| (Self::Camera, word))
                .or_else(|| Some((Self::Annotate, one_of(&["annotate"])?))),
            _ => None,
        };
        lost.or_else(|| Some((Self::App, word(&|word| word.starts_with("ex:") || word.starts_with("printer:"))?)))
    }
}
