//! Pictures on their way to the screen: looked up in the workspace between frames, decoded beside the window, drawn when they are ready.
//!
//! The size is known before the picture is decoded, so nothing moves when it arrives.

mod decode;
mod draw;
mod ink;

use std::collections::BTreeMap;
use std::fmt;

use eframe::egui::{Context, TextureFilter, TextureHandle, TextureOptions, Vec2};

use super::task::{Look, Task};
pub use decode::shrunk;
use decode::{Decoded, Undecodable};
pub use draw::{fitted, paint, picture_ui, reason};
pub use ink::{Drawing, INK, PEN};

/// More pictures than this are not kept ready; those of the page shown always are.
const KEPT: usize = 40;

/// A picture as it stands now.
pub enum Picture {
    /// Nobody put a file of this name beside the form.
    Absent,
    /// There is a file, but it cannot be shown here: another format, damaged, or too large.
    Unreadable,
    /// It will have this size, in pixels.
    Coming(Vec2),
    /// Ready to be drawn.
    Ready(TextureHandle),
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Absent => "Absent",
            Self::Unreadable => "Unreadable",
            Self::Coming(_) => "Coming",
            Self::Ready(_) => "Ready",
        };
        f.debug_tuple(name).field(&self.size()).finish()
    }
}

impl Picture {
    /// In pixels, where there is something to see.
    pub fn size(&self) -> Option<Vec2> {
        match self {
            Self::Absent | Self::Unreadable => None,
            Self::Coming(size) => Some(*size),
            Self::Ready(texture) => Some(texture.size_vec2()),
        }
    }
}

/// The pictures of one form, by name.
#[derive(Debug, Default)]
pub struct Pictures {
    known: BTreeMap<String, Picture>,
    decoding: BTreeMap<String, Task<Result<Decoded, Undecodable>>>,
}

impl Pictures {
    /// The picture of this name; `None` before it was looked up.
    pub fn find(&self, name: &str) -> Option<&Picture> {
        self.known.get(name)
    }

    /// Looks up what is wanted and not known yet, and takes in what has been decoded. `bytes` reads a file.
    ///
    /// # Errors
    /// Those of `bytes`.
    pub fn look_up<E>(
        &mut self,
        ctx: &Context,
        wanted: &[String],
        mut bytes: impl FnMut(&str) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), E> {
        self.take_in(ctx);
        if self.known.len() > KEPT {
            self.known.retain(|name, _| wanted.contains(name));
            self.decoding.retain(|name, _| wanted.contains(name));
        }
        for name in wanted {
            if !self.known.contains_key(name) {
                let file = bytes(name)?;
                self.begin(ctx, name, file);
            }
        }
        Ok(())
    }

    /// Forgets a picture: another file bears its name.
    pub fn forget(&mut self, name: &str) {
        self.known.remove(name);
        self.decoding.remove(name);
    }

    /// Forgets everything: another form is shown.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn begin(&mut self, ctx: &Context, name: &str, file: Option<Vec<u8>>) {
        let picture = match file {
            None => Picture::Absent,
            Some(file) => match decode::size(&file) {
                Err(Undecodable) => Picture::Unreadable,
                Ok(size) => {
                    let side = ctx.input(|input| input.max_texture_side);
                    let task = Task::begin(ctx, move |_| decode::picture(&file, side));
                    self.decoding.insert(name.to_owned(), task);
                    Picture::Coming(size)
                }
            },
        };
        self.known.insert(name.to_owned(), picture);
    }

    fn take_in(&mut self, ctx: &Context) {
        let known = &mut self.known;
        self.decoding.retain(|name, task| {
            let picture = match task.look() {
                Look::Working => return true,
                Look::Over(Ok(decoded)) => {
                    let options = TextureOptions::LINEAR.with_mipmap_mode(Some(TextureFilter::Linear));
                    Picture::Ready(ctx.load_texture(name, decoded, options))
                }
                Look::Over(Err(Undecodable)) | Look::Died => Picture::Unreadable,
            };
            known.insert(name.clone(), picture);
            false
        });
    }
}
