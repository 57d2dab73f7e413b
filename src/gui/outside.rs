//! What opens outside the window: web addresses, and sounds and films in the system's own player.

use std::ffi::OsString;

use eframe::egui::{Context, OutputCommand};

use super::refusal::Refusal;
use super::task::{Look, Task};
use crate::app::tell::Tell;
use crate::words::Words;

/// The system has nothing that opens it.
#[derive(Debug)]
struct NothingOpens {
    what: String,
    why: String,
}

impl Tell for NothingOpens {
    fn tell(&self, words: Words) -> String {
        let arguments = [("what", self.what.as_str().into()), ("why", self.why.as_str().into())];
        words.say_with("window-nothing-opens", &arguments)
    }
}

/// What is being handed to the system. It may take a while to answer, so it is asked beside the window.
#[derive(Debug, Default)]
pub struct Outside {
    asked: Vec<Task<Result<(), NothingOpens>>>,
}

impl Outside {
    /// Asks the system to open a file or an address.
    pub fn open(&mut self, ctx: &Context, what: OsString) {
        self.asked.push(Task::begin(ctx, move |_| {
            opener::open(&what).map_err(|error| NothingOpens {
                what: what.to_string_lossy().into_owned(),
                why: error.to_string(),
            })
        }));
    }

    /// Takes the addresses that were pressed in this frame.
    pub fn follow_links(&mut self, ctx: &Context) {
        let pressed = ctx.output_mut(|output| {
            let is_address = |command: &mut OutputCommand| matches!(command, OutputCommand::OpenUrl(_));
            output.commands.extract_if(.., is_address).collect::<Vec<_>>()
        });
        for command in pressed {
            if let OutputCommand::OpenUrl(address) = command {
                self.open(ctx, address.url.into());
            }
        }
    }

    /// What the system could not open.
    pub fn refused(&mut self) -> Option<Refusal> {
        let mut refused = None;
        self.asked.retain(|task| match task.look() {
            Look::Working => true,
            Look::Over(Err(nothing)) => {
                refused = Some(nothing.into());
                false
            }
            Look::Over(Ok(())) | Look::Died => false,
        });
        refused
    }
}
