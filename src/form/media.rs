//! The pictures, sounds and films that a form shows: which file stands beside a text in which language.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{DataType, Form, LanguageIx};

/// File names of media by language; a missing entry falls back to the first language that has one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Media {
    /// `media::image`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub image: Vec<Option<String>>,
    /// `media::big-image`: shown instead when the picture is opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub big_image: Vec<Option<String>>,
    /// `media::audio`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audio: Vec<Option<String>>,
    /// `media::video`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub video: Vec<Option<String>>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// Shown beside the text.
    Image,
    /// Shown when the picture is opened.
    BigImage,
    /// Played on demand.
    Audio,
    /// Played on demand.
    Video,
}

impl Media {
    /// Whether there is none in any language.
    pub fn is_empty(&self) -> bool {
        self.image.is_empty() && self.big_image.is_empty() && self.audio.is_empty() && self.video.is_empty()
    }

    /// The file in a language, else that of the first language that has one.
    pub fn file(&self, kind: MediaKind, language: LanguageIx) -> Option<&str> {
        let names = self.names(kind);
        let own = names.get(usize::from(language.0)).and_then(Option::as_deref);
        own.or_else(|| names.iter().flatten().map(String::as_str).next()).map(file_name)
    }

    fn names(&self, kind: MediaKind) -> &[Option<String>] {
        match kind {
            MediaKind::Image => &self.image,
            MediaKind::BigImage => &self.big_image,
            MediaKind::Audio => &self.audio,
            MediaKind::Video => &self.video,
        }
    }

    /// All files, of every kind and language.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let kinds = [MediaKind::Image, MediaKind::BigImage, MediaKind::Audio, MediaKind::Video];
        let names = kinds.into_iter().flat_map(|kind| self.names(kind)).flatten();
        names.map(|name| file_name(name))
    }
}

impl Form {
    /// The files that texts, choices and picture questions name, without those whose name depends on an answer.
    pub fn media_files(&self) -> BTreeSet<&str> {
        let texts = self.nodes.iter().map(|node| &node.media);
        let choices = self.lists.values().flat_map(|list| &list.choices).map(|choice| &choice.media);
        let begun = self.ids().filter_map(|id| {
            let question = self.question(id).filter(|question| question.data == DataType::Image)?;
            question.default.as_deref().map(file_name)
        });
        let named = texts.chain(choices).flat_map(Media::all).chain(begun);
        named.filter(|name| !name.is_empty() && !name.contains("${")).collect()
    }
}

/// The file behind `jr://images/map.png`, which is `map.png`.
pub fn file_name(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or(address).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_without_a_picture_shows_that_of_another() {
        let media = Media {
            image: vec![None, Some("jr://images/ward.png".to_owned()), Some("phuong.png".to_owned())],
            ..Media::default()
        };
        let file = |language| media.file(MediaKind::Image, LanguageIx(language));
        assert_eq!(file(0), Some("ward.png"));
        assert_eq!(file(2), Some("phuong.png"));
        assert_eq!(file(7), Some("ward.png"));
        assert_eq!(media.file(MediaKind::Video, LanguageIx(0)), None);
    }
}
