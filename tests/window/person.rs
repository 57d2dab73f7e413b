//! A person at the window: sees what is drawn, presses keys and buttons, types.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use eframe::egui::{DroppedFile, Event, Key, Modifiers, Rect, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use phieu::app::instrument;
use phieu::app::workspace::{self, Purpose};
use phieu::gui::window::Effort;
use phieu::gui::{Request, Window};
use phieu::store::{Passphrase, RecordRow, Surveyor, Workspace};
use phieu::words::Lang;
use tempfile::TempDir;

/// The passphrase of every workspace in these stories.
pub(crate) const PASSPHRASE: &str = "mật khẩu dài";

/// A window, and the folder that its files are in.
pub(crate) struct Person {
    harness: Harness<'static, Option<Window>>,
    folder: TempDir,
}

impl Person {
    /// Opens the window without a workspace.
    pub(crate) fn at_the_start() -> Self {
        Self::sits_down(tempfile::tempdir().unwrap(), None, None, vec2(1366.0, 768.0))
    }

    /// Opens the window on a folder to practise with.
    pub(crate) fn to_practise(folder: TempDir) -> Self {
        let practice = folder.path().join("practice");
        Self::sits_down(folder, None, Some(practice), vec2(1366.0, 768.0))
    }

    /// Opens the window on a training workspace with this form (a built-in name, or Markdown); Lan is signed in.
    pub(crate) fn with_form(form: &str) -> Self {
        Self::with_form_at(form, vec2(1366.0, 768.0))
    }

    /// The same on a screen of another size.
    pub(crate) fn with_form_at(form: &str, size: eframe::egui::Vec2) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lan.phieu");
        make_workspace(&path, form, folder.path());
        Self::sits_down(folder, Some(path), None, size).until_home()
    }

    fn sits_down(folder: TempDir, workspace: Option<PathBuf>, practice: Option<PathBuf>, size: eframe::egui::Vec2) -> Self {
        let request = Request {
            workspace,
            practice,
            passphrase: Some(PASSPHRASE.to_owned()),
            lang: Some(Lang::Vi),
            locale: None,
            preferences: Some(folder.path().join("preferences.toml")),
        };
        let harness = Harness::builder().with_size(size).with_max_steps(64).build_ui_state(
            move |ui, window: &mut Option<Window>| {
                let Some(window) = window else {
                    *window = Some(Window::new(ui.ctx(), request.clone()));
                    ui.ctx().request_repaint();
                    return;
                };
                window.logic(ui.ctx());
                window.ui(ui);
            },
            None,
        );
        Self { harness, folder }
    }

    /// Opens the window on a workspace of this folder; whoever is offered first signs in where nobody is.
    pub(crate) fn with_files(folder: TempDir, workspace: &str) -> Self {
        let path = folder.path().join(workspace);
        let mut person = Self::sits_down(folder, Some(path), None, vec2(1366.0, 768.0));
        let first = ["Ai đang phỏng vấn?", "Bàn điều phối", "Gộp dữ liệu"];
        while !first.into_iter().any(|label| person.sees(label)) {
            thread::sleep(Duration::from_millis(5));
            person.harness.step();
        }
        if person.sees("Ai đang phỏng vấn?") {
            person.types("Lan").clicks("Bắt đầu").waits_for("Bàn điều phối");
        }
        person
    }

    /// Opens the window on a master of this folder.
    pub(crate) fn at_the_desk(folder: TempDir, master: &str) -> Self {
        let path = folder.path().join(master);
        let mut person = Self::sits_down(folder, Some(path), None, vec2(1366.0, 768.0));
        person.waits_for("Thả gói dữ liệu hoặc thư mục vào đây");
        person
    }

    fn until_home(mut self) -> Self {
        self.waits_for("Phỏng vấn mới");
        self
    }

    /// Waits until something of this name is on the screen.
    pub(crate) fn waits_for(&mut self, label: &str) -> &mut Self {
        let start = Instant::now();
        while !self.sees(label) {
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "waited in vain for {label:?}: {:?}",
                self.everything_seen()
            );
            thread::sleep(Duration::from_millis(5));
            self.harness.step();
        }
        self
    }

    /// Waits until something whose name holds these words is on the screen.
    pub(crate) fn waits_for_part(&mut self, label: &str) -> &mut Self {
        let start = Instant::now();
        while !self.sees_part(label) {
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "waited in vain for {label:?}: {:?}",
                self.everything_seen()
            );
            thread::sleep(Duration::from_millis(5));
            self.harness.step();
        }
        self
    }

    /// Presses what is announced by this name.
    #[track_caller]
    pub(crate) fn clicks(&mut self, label: &str) -> &mut Self {
        let found = self
            .harness
            .query_all_by_label(label)
            .find(|node| is_pressable(node.accesskit_node().role()));
        found
            .unwrap_or_else(|| panic!("nothing to press is called {label:?}: {:?}", self.everything_seen()))
            .click();
        self.looks()
    }

    /// Presses one of several things whose name holds these words: the first in reading order.
    #[track_caller]
    pub(crate) fn clicks_first(&mut self, label: &str) -> &mut Self {
        let found = self
            .harness
            .query_all_by_label_contains(label)
            .find(|node| is_pressable(node.accesskit_node().role()));
        found
            .unwrap_or_else(|| panic!("nothing to press is called like {label:?}: {:?}", self.everything_seen()))
            .click();
        self.looks()
    }

    /// Presses a key.
    pub(crate) fn presses(&mut self, key: Key) -> &mut Self {
        self.harness.key_press(key);
        self.looks()
    }

    /// Presses a key together with others.
    pub(crate) fn presses_with(&mut self, modifiers: Modifiers, key: Key) -> &mut Self {
        self.harness.key_press_modifiers(modifiers, key);
        self.looks()
    }

    /// Types into whatever has the keyboard.
    pub(crate) fn types(&mut self, text: &str) -> &mut Self {
        self.harness.event(Event::Text(text.to_owned()));
        self.looks()
    }

    /// Pastes from the clipboard into whatever has the keyboard.
    pub(crate) fn pastes(&mut self, text: &str) -> &mut Self {
        self.harness.event(Event::Paste(text.to_owned()));
        self.looks()
    }

    /// Puts the keyboard into the field of this name and types.
    pub(crate) fn types_into(&mut self, label: &str, text: &str) -> &mut Self {
        self.focuses(label).types(text)
    }

    /// Types over what the field of this name holds.
    pub(crate) fn replaces(&mut self, label: &str, text: &str) -> &mut Self {
        self.focuses(label).presses_with(Modifiers::COMMAND, Key::A).types(text)
    }

    /// Opens the list that drops down from a box of this name.
    #[track_caller]
    pub(crate) fn opens(&mut self, label: &str) -> &mut Self {
        self.drop_down(label).scroll_to_me();
        self.looks();
        self.drop_down(label).click();
        self.looks()
    }

    #[track_caller]
    fn drop_down<'a>(&'a self, label: &'a str) -> Node<'a> {
        let boxes = self.harness.query_all_by_label(label);
        let found = boxes.into_iter().find(|node| node.accesskit_node().role() == Role::ComboBox);
        found.unwrap_or_else(|| panic!("no box is called {label:?}: {:?}", self.everything_seen()))
    }

    /// Draws a line on the sheet of this name, from one share of it to another.
    #[track_caller]
    pub(crate) fn draws(&mut self, label: &str, from: (f32, f32), to: (f32, f32)) -> &mut Self {
        let sheets = self.harness.query_all_by_label(label);
        let found = sheets.into_iter().find(|node| node.accesskit_node().role() == Role::Canvas);
        let rect = found
            .unwrap_or_else(|| panic!("no sheet is called {label:?}: {:?}", self.everything_seen()))
            .rect();
        let place = |(x, y): (f32, f32)| rect.min + vec2(rect.width() * x, rect.height() * y);
        self.harness.drag_at(place(from));
        self.harness.step();
        for share in [0.05, 0.5, 1.0] {
            self.harness.hover_at(place(from) + (place(to) - place(from)) * share);
            self.harness.step();
        }
        self.harness.drop_at(place(to));
        self.looks()
    }

    /// Gives the keyboard to a row of this name.
    #[track_caller]
    pub(crate) fn focuses_row(&mut self, label: &str) -> &mut Self {
        let found = self.harness.query_all_by_label(label).next();
        found
            .unwrap_or_else(|| panic!("nothing is called {label:?}: {:?}", self.everything_seen()))
            .focus();
        self.looks()
    }

    /// Presses the mouse on one thing, moves it over another and lets go below its middle.
    #[track_caller]
    pub(crate) fn drags(&mut self, from: &str, to: &str) -> &mut Self {
        let place = |label: &str| {
            let found = self.harness.query_all_by_label(label).next();
            found
                .unwrap_or_else(|| panic!("nothing is called {label:?}: {:?}", self.everything_seen()))
                .rect()
        };
        let (from, to) = (place(from).center(), place(to));
        let to = to.center() + vec2(0.0, to.height() / 4.0);
        self.harness.drag_at(from);
        self.harness.step();
        for share in [0.3, 0.7, 1.0] {
            self.harness.hover_at(from + (to - from) * share);
            self.harness.step();
        }
        self.harness.drop_at(to);
        self.looks()
    }

    /// Presses the mouse at a share of the width of what is called so, halfway down its head.
    #[track_caller]
    pub(crate) fn clicks_along(&mut self, label: &str, share: f32) -> &mut Self {
        let sliders = self.harness.query_all_by_label(label);
        let found = sliders.into_iter().find(|node| node.accesskit_node().role() == Role::Slider);
        let rect = found
            .unwrap_or_else(|| panic!("no scale is called {label:?}: {:?}", self.everything_seen()))
            .rect();
        let at = pos2(rect.left() + 15.0 + (rect.width() - 30.0) * share, rect.top() + 22.0);
        self.harness.drag_at(at);
        self.harness.step();
        self.harness.drop_at(at);
        self.looks()
    }

    /// What the field of this name holds.
    #[track_caller]
    pub(crate) fn reads(&self, label: &str) -> String {
        self.field(label).accesskit_node().value().unwrap_or_default()
    }

    /// Where the field of this name is on the screen.
    #[track_caller]
    pub(crate) fn place_of_field(&self, label: &str) -> Rect {
        self.field(label).rect()
    }

    #[track_caller]
    fn field<'a>(&'a self, label: &'a str) -> Node<'a> {
        let found = self
            .harness
            .query_all_by_label(label)
            .find(|node| is_field(node.accesskit_node().role()));
        found.unwrap_or_else(|| panic!("no field is called {label:?}: {:?}", self.everything_seen()))
    }

    #[track_caller]
    fn focuses(&mut self, label: &str) -> &mut Self {
        self.field(label).focus();
        self.looks()
    }

    /// Drops a file or a folder on the window.
    pub(crate) fn drops(&mut self, path: &Path) -> &mut Self {
        let dropped = Arc::new(Dropped(path.to_path_buf()));
        self.harness.input_mut().dropped_files.push(dropped);
        self.looks()
    }

    /// Looks on while so many frames are drawn, the mouse now here, now there.
    pub(crate) fn watches(&mut self, frames: u16) -> &mut Self {
        for frame in 0..frames {
            let place = pos2(f32::from(frame % 40) * 30.0, f32::from(frame % 25) * 30.0);
            self.harness.event(Event::PointerMoved(place));
            self.harness.step();
        }
        self
    }

    /// What the interview of the moment has cost.
    pub(crate) fn effort(&self) -> Effort {
        self.harness.state().as_ref().unwrap().effort()
    }

    /// Lets the window settle.
    pub(crate) fn looks(&mut self) -> &mut Self {
        self.harness.run_ok();
        self
    }

    /// Whether something of this name is on the screen.
    pub(crate) fn sees(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Whether something whose name holds these words is on the screen.
    pub(crate) fn sees_part(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }

    /// Whether there is something of this name to press, and it is not greyed out.
    pub(crate) fn can_press(&self, label: &str) -> bool {
        let mut found = self.harness.query_all_by_label(label);
        found.any(|node| is_pressable(node.accesskit_node().role()) && !node.accesskit_node().is_disabled())
    }

    /// The names of everything that can be pressed and ends with these words, in reading order.
    pub(crate) fn names_ending_with(&self, end: &str) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        let pressable = nodes.filter(|node| is_pressable(node.accesskit_node().role()));
        pressable
            .filter_map(|node| node.accesskit_node().label())
            .filter(|label| label.ends_with(end))
            .collect()
    }

    /// What is written on the screen and begins with these words.
    #[track_caller]
    pub(crate) fn finds_written(&self, beginning: &str) -> String {
        let nodes = self.harness.root().children_recursive();
        let mut texts = nodes.filter_map(|node| node.accesskit_node().value().or_else(|| node.accesskit_node().label()));
        let found = texts.find(|text| text.starts_with(beginning));
        found.unwrap_or_else(|| panic!("nothing begins with {beginning:?}: {:?}", self.everything_seen()))
    }

    /// Everything on the screen that has a name, for messages.
    pub(crate) fn everything_seen(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes.filter_map(|node| node.accesskit_node().label()).collect()
    }

    /// Closes the window the way a power cut does not: what was typed is kept.
    pub(crate) fn leaves(self) -> TempDir {
        drop(self.harness);
        self.folder
    }

    /// Closes the window and reads the file back.
    pub(crate) fn leaves_and_reads(self) -> (TempDir, Workspace) {
        let folder = self.leaves();
        let workspace = open(&folder.path().join("lan.phieu"));
        (folder, workspace)
    }

    /// Closes the window and opens it again on the same file.
    pub(crate) fn comes_back(self) -> Self {
        let folder = self.leaves();
        let path = folder.path().join("lan.phieu");
        Self::sits_down(folder, Some(path), None, vec2(1366.0, 768.0))
    }

    /// The folder of this story.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// What a person lets go over the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn is_field(role: Role) -> bool {
    matches!(role, Role::TextInput | Role::MultilineTextInput | Role::PasswordInput)
}

fn is_pressable(role: Role) -> bool {
    matches!(
        role,
        Role::Button | Role::ComboBox | Role::RadioButton | Role::CheckBox | Role::ListBoxOption | Role::ListItem | Role::Link
    )
}

/// Makes a training workspace with a form and one surveyor.
pub(crate) fn make_workspace(path: &Path, form: &str, folder: &Path) {
    let name = if form.contains('|') {
        let file = folder.join("phiếu thử.md");
        std::fs::write(&file, form).unwrap();
        file.display().to_string()
    } else {
        form.to_owned()
    };
    let workspace = workspace::create(path, &Passphrase::new(PASSPHRASE), Purpose::Training, "").unwrap();
    instrument::add(&workspace, &instrument::named(&name).unwrap()).unwrap();
    workspace
        .add_surveyor(&Surveyor {
            name: "Lan".into(),
            code: None,
        })
        .unwrap();
}

/// Opens a workspace file.
pub(crate) fn open(path: &Path) -> Workspace {
    workspace::open(path, &Passphrase::new(PASSPHRASE)).unwrap()
}

/// Gives an answer by its question's name.
pub(crate) type Answers = Box<dyn Fn(&str) -> String>;

/// The only record of a workspace, and its answers by question name.
pub(crate) fn only_record(workspace: &Workspace) -> (RecordRow, Answers) {
    let records = workspace.records().unwrap();
    let [record] = records.as_slice() else {
        panic!("{} records", records.len())
    };
    let form = instrument::of_workspace(workspace, &record.instrument).unwrap().form;
    let opening = workspace.opening(record.id).unwrap();
    let mut interview = phieu::interview::Interview::new(form, &opening);
    for event in workspace.journal(record.id).unwrap() {
        interview.apply(&event.step, &event.ambient).unwrap();
    }
    let answer = move |name: &str| {
        let form = interview.form();
        let at = interview.all().into_iter().find(|at| form.node(interview.node(*at)).name == name);
        interview.value(at.expect(name)).to_owned()
    };
    (record.clone(), Box::new(answer))
}
