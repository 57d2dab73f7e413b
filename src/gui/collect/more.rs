//! The page after the instances of a repeat: one more, or none more.

use eframe::egui::{Label, RichText, Ui};

use crate::form::NodeId;
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::{self, space};
use crate::gui::view::View;
use crate::gui::widgets::{caption, quiet_button};
use crate::interview::{At, Interview};

/// One more, or none more, of a repeat.
pub fn more_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, parent: At, repeat: NodeId, inbox: &mut Inbox) {
    let instances = interview.instances(parent, repeat);
    let name = instances.first().map(|at| interview.label(*at)).filter(|label| !label.is_empty());
    let name = name.unwrap_or_else(|| interview.form().node(repeat).name.clone());
    ui.add(
        Label::new(
            RichText::new(view.say_with("field-more-title", &[("name", name.as_str().into()), ("n", instances.len().into())]))
                .text_style(theme::question_style()),
        )
        .wrap(),
    );
    caption(ui, view.tokens, &view.say("field-more-hint"));
    ui.add_space(space::L);
    for at in &instances {
        let position = interview.position(*at).unwrap_or(0);
        ui.horizontal(|ui| {
            ui.label(view.say_with("field-more-instance", &[("name", name.as_str().into()), ("n", position.into())]));
            if quiet_button(ui, true, &view.say_with("field-more-remove", &[("n", position.into())])).clicked() {
                inbox.send(Command::Remove {
                    at: interview.reference(*at),
                });
            }
        });
    }
    ui.add_space(space::M);
    if quiet_button(ui, true, &view.say_with("field-more-add", &[("name", name.as_str().into())])).clicked() {
        let repeat = format!("{}/{}", interview.reference(parent), interview.form().node(repeat).name);
        inbox.send(Command::Add { repeat });
    }
}
