//! Draws a text with its markup: headings larger, lists behind their bullets, colours that can be read, the address beside each link.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Color32, FontFamily, FontId, Label, Layout, OpenUrl, RichText, Stroke, Ui, Vec2};

use super::markup::{self, Line, LineKind, Mark, Place, Run};
use crate::gui::contrast::readable;
use crate::gui::fonts;
use crate::gui::theme::{Tokens, size, space};

/// Sizes of headings, from the first level to the sixth.
const HEADINGS: [f32; 6] = [
    size::QUESTION,
    size::HEADING + 2.0,
    size::HEADING,
    size::HEADING - 2.0,
    size::BODY,
    size::SMALL,
];

/// What a text is written with.
#[derive(Debug, Clone)]
pub struct Pen<'a> {
    /// Where the author says nothing else.
    pub font: FontId,
    /// Where the author says nothing else.
    pub colour: Color32,
    /// The theme that the author's own colours and links are fitted to; `None` where one colour is all there is.
    pub tokens: Option<&'a Tokens>,
}

impl Pen<'_> {
    fn format(&self, run: &Run, heading: Option<u8>) -> TextFormat {
        let style = &run.style;
        let mut font = self.font.clone();
        if let Some(level) = heading {
            font.size = HEADINGS.get(usize::from(level).saturating_sub(1)).copied().unwrap_or(font.size);
            font.family = fonts::semibold();
        }
        if style.has(Mark::Bold) {
            font.family = fonts::semibold();
        }
        if style.has(Mark::Mono) {
            font.family = FontFamily::Monospace;
        }
        let mut format = TextFormat::simple(font, self.colour);
        if let (Some(colour), Some(tokens)) = (style.colour, self.tokens) {
            format.color = readable(colour, tokens.paper, tokens.ink);
        }
        if let (Some(_), Some(tokens)) = (&run.link, self.tokens) {
            format.color = tokens.accent;
        }
        format.italics = style.has(Mark::Slanted);
        let line = Stroke::new(1.0, format.color);
        if style.has(Mark::Underlined) || run.link.is_some() {
            format.underline = line;
        }
        if style.has(Mark::Struck) {
            format.strikethrough = line;
        }
        if style.has(Mark::Raised) || style.has(Mark::Lowered) {
            format.font_id.size *= 0.75;
            format.valign = if style.has(Mark::Raised) { Align::TOP } else { Align::BOTTOM };
        }
        format
    }

    fn write(&self, job: &mut LayoutJob, line: &Line) {
        let heading = match line.kind {
            LineKind::Heading(level) => Some(level),
            _ => None,
        };
        for run in &line.runs {
            job.append(&run.text, 0.0, self.format(run, heading));
        }
    }

    fn plain(&self) -> TextFormat {
        TextFormat::simple(self.font.clone(), self.colour)
    }
}

/// The text laid out as one piece, for rows and cells: its lines one below the other, items behind their bullets.
pub fn markdown_job(source: &str, pen: &Pen<'_>) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (index, line) in markup::lines(source).iter().enumerate() {
        if index > 0 {
            job.append("\n", 0.0, pen.plain());
        }
        if let LineKind::Item(marker) = &line.kind {
            job.append(&format!("{marker} "), 0.0, pen.plain());
        }
        pen.write(&mut job, line);
    }
    job
}

/// The text line by line, as wide as there is room; the addresses of its links stand below as links of their own.
pub fn markdown_ui(ui: &mut Ui, tokens: &Tokens, source: &str, font: FontId, colour: Color32) {
    let pen = Pen {
        font,
        colour,
        tokens: Some(tokens),
    };
    let lines = markup::lines(source);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS / 2.0;
        for line in &lines {
            line_ui(ui, &pen, line);
        }
    });
    for (words, address) in links(&lines) {
        let text = RichText::new(format!("{words}: {address}")).size(size::SMALL);
        if ui.link(text).clicked() {
            ui.ctx().open_url(OpenUrl::new_tab(address));
        }
    }
}

fn line_ui(ui: &mut Ui, pen: &Pen<'_>, line: &Line) {
    let mut job = LayoutJob::default();
    pen.write(&mut job, line);
    match (&line.kind, line.place) {
        (LineKind::Blank, _) => {
            ui.add_space(space::S);
        }
        (LineKind::Item(marker), _) => {
            ui.horizontal_top(|ui| {
                let font = FontId::new(pen.font.size, FontFamily::Proportional);
                let gutter = (font.size * 0.6 * (marker.chars().count() as f32 + 0.5)).max(space::L);
                ui.spacing_mut().item_spacing.x = space::S;
                let marker = Label::new(RichText::new(marker).font(font).color(pen.colour));
                ui.allocate_ui_with_layout(Vec2::new(gutter, 0.0), Layout::right_to_left(Align::Min), |ui| ui.add(marker));
                ui.add(Label::new(job).wrap());
            });
        }
        (_, Place::Left) => {
            ui.add(Label::new(job).wrap());
        }
        (_, Place::Centre) => {
            ui.vertical_centered(|ui| ui.add(Label::new(job).wrap()));
        }
        (_, Place::Right) => {
            ui.with_layout(Layout::top_down(Align::Max), |ui| ui.add(Label::new(job).wrap()));
        }
    }
}

/// The words and the address of each link, in order; a link of several looks is one.
fn links(lines: &[Line]) -> Vec<(String, &str)> {
    let mut links: Vec<(String, &str)> = Vec::new();
    let mut is_going_on = false;
    for run in lines.iter().flat_map(|line| &line.runs) {
        match (&run.link, links.last_mut()) {
            (Some(address), Some((words, last))) if is_going_on && *last == address => words.push_str(&run.text),
            (Some(address), _) => links.push((run.text.clone(), address)),
            (None, _) => {}
        }
        is_going_on = run.link.is_some();
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::theme::Theme;

    #[test]
    fn a_link_of_several_looks_is_shown_once_with_its_address() {
        let lines = markup::lines("xem [trang **Sở**](https://vi.dụ) và [bản đồ](https://bản.đồ)");
        let found: Vec<_> = links(&lines);
        assert_eq!(
            found,
            [("trang Sở".to_owned(), "https://vi.dụ"), ("bản đồ".to_owned(), "https://bản.đồ")]
        );
    }

    #[test]
    fn on_a_chosen_row_the_authors_colours_give_way() {
        let tokens = Theme::Dark.tokens();
        let colours = |tokens: Option<&Tokens>| -> Vec<Color32> {
            let pen = Pen {
                font: FontId::proportional(16.0),
                colour: Color32::BLACK,
                tokens,
            };
            let job = markdown_job("a <span style=\"color:yellow\">b</span>", &pen);
            job.sections.iter().map(|section| section.format.color).collect()
        };
        assert_eq!(colours(None), [Color32::BLACK]);
        assert_eq!(colours(Some(tokens)), [Color32::BLACK, Color32::YELLOW]);
    }
}
