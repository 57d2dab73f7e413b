//! Opens the window, or says why this machine cannot and what to do about it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use eframe::egui::{ViewportBuilder, vec2};

use super::window::{Request, Window};
use crate::words::Words;

/// Why there is no window: no display, no OpenGL, or a library that is not installed.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct NoWindow {
    reason: String,
}

impl NoWindow {
    /// What to tell the user, and the ways out, one a line.
    pub fn say(&self, words: Words) -> String {
        let advice = if cfg!(windows) {
            "start-no-display-windows"
        } else {
            "start-no-display-linux"
        };
        let first = words.say_with("start-no-display", &[("reason", plain(&self.reason).into())]);
        [first, words.say(advice), words.say("start-no-display-commands")].join("\n")
    }
}

/// Shows the message in a dialog of the system where nobody would see it otherwise: the program was started from an icon.
///
/// `is_read` tells whether somebody reads what the program prints. On Windows that cannot be told from a start in a shell, whose console may
/// be hidden: the dialog is shown in any case.
pub fn tell_without_a_window(message: &str, is_read: bool) {
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if cfg!(windows) || (has_display && !is_read) {
        let dialog = rfd::MessageDialog::new().set_level(rfd::MessageLevel::Error);
        dialog.set_title("Phiếu").set_description(message).show();
    }
}

/// Shows the window until it is closed.
///
/// The parts below open X11, Wayland and OpenGL at run time and some of them panic where a library is missing: that is caught and told
/// like any other failure.
pub fn run(request: Request) -> Result<(), NoWindow> {
    let options = eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Phiếu")
            .with_app_id("phieu")
            .with_inner_size(vec2(1280.0, 720.0))
            .with_min_inner_size(vec2(480.0, 320.0)),
        ..eframe::NativeOptions::default()
    };
    let shown = catch_unwind(AssertUnwindSafe(|| {
        eframe::run_native(
            "phieu",
            options,
            Box::new(|creation| Ok(Box::new(Window::new(&creation.egui_ctx, request)))),
        )
    }));
    match shown {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(NoWindow { reason: error.to_string() }),
        Err(panic) => Err(NoWindow {
            reason: what_it_said(panic.as_ref()),
        }),
    }
}

/// The reason without the places in source files and the printed structures that libraries put into theirs.
fn plain(reason: &str) -> String {
    let is_place = |part: &&str| part.contains(".rs:");
    let (before, rest) = reason.split_once(" {").unwrap_or((reason, ""));
    let after = rest.rsplit_once('}').map_or("", |(_, after)| after);
    let parts: Vec<&str> = before.split(": ").filter(|part| !is_place(part)).collect();
    format!("{}{after}", parts.join(": "))
}

fn what_it_said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("OpenGL").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_machine_without_a_display_is_told_what_to_install() {
        let reason = "winit EventLoopError: os error at /x/linux/mod.rs:765: neither WAYLAND_DISPLAY nor DISPLAY is set.".to_owned();
        let said = NoWindow { reason }.say(Words::new(Lang::En));
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 3, "{said}");
        assert!(
            said.contains("neither WAYLAND_DISPLAY nor DISPLAY is set") && !said.contains(".rs"),
            "{said}"
        );
        assert!(said.contains("phieu --help"), "{said}");
    }

    #[test]
    fn a_reason_is_told_without_the_structures_that_a_library_prints() {
        let reason = "Found no glutin configs matching the template: ConfigTemplate { a: Rgb { r: 8 }, b: None }. Error: not found";
        assert_eq!(
            plain(reason),
            "Found no glutin configs matching the template: ConfigTemplate. Error: not found"
        );
    }
}
