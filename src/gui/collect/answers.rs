//! Every answer of an interview in words, section by section, with the instances of its repeats.

use super::names::{answer_in_words, instance_title, repeat_name, section_name};
use super::outline::{Outline, PageKind, Part, is_asking, is_note, repeat_place};
use super::repeats::asked;
use crate::gui::view::View;
use crate::gui::widgets::markup;
use crate::interview::{At, Interview};

/// A line: a question with its answer, or the name of what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Where it leads.
    pub reference: String,
    /// The question, or the name of a section or an instance.
    pub question: String,
    /// `None` for a name.
    pub answer: Option<String>,
    /// Something was said.
    pub is_said: bool,
    /// How far it stands to the right.
    pub depth: usize,
}

/// All of them, in form order.
pub fn told(view: &View<'_>, interview: &Interview, outline: &Outline) -> Vec<Told> {
    let mut teller = Teller {
        view,
        interview,
        lines: Vec::new(),
    };
    let mut section = None;
    let mut around: Vec<At> = Vec::new();
    for (index, page) in outline.pages.iter().enumerate() {
        if section != Some(page.section) {
            section = Some(page.section);
            around.clear();
            let name = section_name(view, interview, outline, page.section);
            let reference = outline.reference(interview, index).unwrap_or_default();
            teller.name(reference, name, 0);
        }
        let inside: Vec<At> = outline.stretches_around(index).map(|stretch| stretch.at).collect();
        for (depth, at) in inside.iter().enumerate() {
            if around.get(depth) != Some(at) {
                teller.instance(*at, depth + 1);
            }
        }
        let depth = inside.len();
        around = inside;
        if let PageKind::More(repeat) = page.kind {
            teller.none_of(page.at, repeat, depth);
        }
        for part in &page.parts {
            match part {
                Part::Heading(_) => {}
                Part::Instance(at) => teller.instance(*at, depth + 1),
                Part::Question(at) => teller.answer(*at),
                Part::Rows { rows, .. } => rows.iter().for_each(|at| teller.answer(*at)),
                Part::More { above, repeat } => teller.none_of(*above, *repeat, depth),
            }
        }
    }
    teller.lines
}

struct Teller<'a> {
    view: &'a View<'a>,
    interview: &'a Interview,
    lines: Vec<Told>,
}

impl Teller<'_> {
    fn name(&mut self, reference: String, name: String, depth: usize) {
        self.lines.push(Told {
            reference,
            question: name,
            answer: None,
            is_said: false,
            depth,
        });
    }

    fn instance(&mut self, at: At, depth: usize) {
        let name = instance_title(self.view, self.interview, at);
        self.name(self.interview.reference(at), name, depth);
    }

    /// A repeat without instances says so; one with instances has told them.
    fn none_of(&mut self, above: At, repeat: crate::form::NodeId, depth: usize) {
        if asked(self.interview, above, repeat).is_empty() {
            let name = repeat_name(self.interview, repeat);
            let words = self.view.say_with("field-more-none", &[("name", name.into())]);
            self.name(repeat_place(self.interview, above, repeat), words, depth + 1);
        }
    }

    /// An answer stands as far to the right as the instances that it lies in are deep.
    fn answer(&mut self, at: At) {
        let (view, interview) = (self.view, self.interview);
        let answer = answer_in_words(view, interview, at);
        if is_note(interview, at) || answer.is_none() && !is_asking(interview, at) {
            return;
        }
        let label = markup::plain(&interview.label(at));
        let node = interview.form().node(interview.node(at));
        self.lines.push(Told {
            reference: interview.reference(at),
            question: if label.is_empty() { node.name.clone() } else { label },
            is_said: answer.is_some(),
            answer: Some(answer.unwrap_or_else(|| view.say("field-no-answer"))),
            depth: std::iter::successors(Some(at), |at| interview.parent(*at))
                .filter(|at| interview.position(*at).is_some())
                .count(),
        });
    }
}

#[cfg(test)]
mod tests {
    use jiff::Zoned;

    use super::*;
    use crate::gui::theme::Theme;
    use crate::interview::Missing;
    use crate::interview::tests::Scene;
    use crate::words::{Lang, Words};

    const FORM: &str = "
| survey | | | | |
| | type | name | label | appearance |
| | note | n | Chào | |
| | select_multiple ways | how | **Cách** nào? | |
| | date | day | Ngày sinh | |
| | integer | paid | Đã trả | |
| | text | pin | Mã | masked |
| | text | why | Vì sao? | |
| | acknowledge | read | Đã đọc? | |
| | begin_repeat | child | Con | |
| | text | called | Tên | |
| | integer | age | Tuổi | |
| | end_repeat | | | |
| choices | | | |
| | list_name | name | label |
| | ways | web | Qua *mạng* |
| | ways | desk | Tại quầy |
";

    #[test]
    fn answers_are_told_in_the_words_of_the_form_and_dates_as_people_write_them() {
        let mut scene = Scene::of(FORM);
        for (at, answer) in [
            ("how", "web desk"),
            ("day", "1990-02-01"),
            ("paid", "12000"),
            ("pin", "1234"),
            ("read", "OK"),
            ("child[1]/called", "Hà"),
        ] {
            scene.answer(&format!("/data/{at}"), answer);
        }
        scene.miss("/data/why", Missing::Refused);
        let now: Zoned = "2026-11-22T08:00:00+07:00[+07:00]".parse().unwrap();
        let view = View {
            words: Words::new(Lang::Vi),
            tokens: Theme::Light.tokens(),
            now: &now,
        };
        let outline = Outline::of(&scene.interview);
        let lines = told(&view, &scene.interview, &outline);
        let said: Vec<(usize, &str, &str)> = lines
            .iter()
            .map(|line| (line.depth, line.question.as_str(), line.answer.as_deref().unwrap_or("#")))
            .collect();
        assert_eq!(
            said,
            [
                (0, "Câu hỏi", "#"),
                (0, "Cách nào?", "Qua mạng; Tại quầy"),
                (0, "Ngày sinh", "01/02/1990"),
                (0, "Đã trả", "12000"),
                (0, "Mã", "••••••"),
                (0, "Vì sao?", "từ chối"),
                (0, "Đã đọc?", "đã xác nhận"),
                (0, "Con", "#"),
                (1, "Con 1: Hà", "#"),
                (1, "Tên", "Hà"),
                (1, "Tuổi", "chưa có câu trả lời"),
            ]
        );
    }
}
