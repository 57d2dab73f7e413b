//! Decides what is a page: sections and pages of an interview as it stands, made anew after each answer.
//!
//! A group is one page when it says so (`field-list`), when its rows share one scale (`table-list`, `list-nolabel`), or when it asks for
//! consent. Everything else is one question a page. A repeat that the user may lengthen ends with a page that asks for one more.

use crate::form::{DataType, Form, Kind, NodeId};
use crate::interview::{At, Interview, Missing, Violation};

/// How a page is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// What the survey is for, and whether the respondent agrees.
    Consent,
    /// One question, or one note.
    Question,
    /// Several questions under one heading.
    FieldList,
    /// Rows that share one scale.
    Matrix,
    /// Another instance of a repeat?
    More(NodeId),
}

/// What is shown at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How it is drawn.
    pub kind: PageKind,
    /// The question, the group, or for [`PageKind::More`] the node that holds the instances.
    pub at: At,
    /// The questions and notes on it, in order.
    pub items: Vec<At>,
    /// Its section, an index into [`Outline::sections`].
    pub section: usize,
}

/// A part of the form with a name of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The group, or the root for what stands in no group.
    pub at: At,
    /// Its pages in [`Outline::pages`].
    pub pages: std::ops::Range<usize>,
}

/// How far something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing answered yet.
    Open,
    /// Something answered, or nothing that must be.
    Begun,
    /// All that must be answered is.
    Done,
    /// To be asked later.
    Later,
    /// An answer breaks a rule.
    Wrong,
}

/// Sections and pages of an interview.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// In form order; none is empty.
    pub sections: Vec<Section>,
    /// In form order.
    pub pages: Vec<Page>,
}

impl Outline {
    /// The pages that are asked now.
    pub fn of(interview: &Interview) -> Self {
        let mut outline = Self::default();
        outline.walk(interview, interview.root(), interview.root());
        outline.close_section();
        outline
    }

    fn walk(&mut self, interview: &Interview, at: At, section: At) {
        let mut open_repeat: Option<NodeId> = None;
        for child in interview.children(at) {
            let node = interview.form().node(interview.node(child));
            let id = interview.node(child);
            if open_repeat.is_some_and(|repeat| repeat != id) {
                self.ask_for_more(interview, at, section, open_repeat.take());
            }
            if !interview.is_relevant(child) {
                continue;
            }
            match &node.kind {
                Kind::Question(_) if is_shown(interview, child) => self.push(PageKind::Question, child, vec![child], section),
                Kind::Question(_) => {}
                Kind::Repeat { count } => {
                    open_repeat = count.is_none().then_some(id);
                    self.group(interview, child, section);
                }
                Kind::Root | Kind::Group => self.group(interview, child, section),
            }
        }
        self.ask_for_more(interview, at, section, open_repeat);
        let form = interview.form();
        for repeat in form.node(interview.node(at)).children.iter().copied() {
            let is_empty = matches!(form.node(repeat).kind, Kind::Repeat { count: None }) && interview.instances(at, repeat).is_empty();
            self.ask_for_more(interview, at, section, is_empty.then_some(repeat));
        }
    }

    fn group(&mut self, interview: &Interview, at: At, section: At) {
        if let Some(kind) = page_kind(interview, at) {
            let items = shown_below(interview, at);
            if !items.is_empty() {
                self.push(kind, at, items, if kind == PageKind::Consent { at } else { section });
            }
            return;
        }
        let is_section = is_section(interview, at, section);
        self.walk(interview, at, if is_section { at } else { section });
    }

    fn ask_for_more(&mut self, interview: &Interview, at: At, section: At, repeat: Option<NodeId>) {
        if let Some(repeat) = repeat
            && interview.is_relevant(at)
        {
            self.push(PageKind::More(repeat), at, Vec::new(), section);
        }
    }

    fn push(&mut self, kind: PageKind, at: At, items: Vec<At>, section: At) {
        if self.sections.last().is_none_or(|last| last.at != section) {
            self.close_section();
            self.sections.push(Section {
                at: section,
                pages: self.pages.len()..self.pages.len(),
            });
        }
        self.pages.push(Page {
            kind,
            at,
            items,
            section: self.sections.len() - 1,
        });
        self.close_section();
    }

    fn close_section(&mut self) {
        let end = self.pages.len();
        if let Some(last) = self.sections.last_mut() {
            last.pages.end = end;
        }
    }

    /// The page that shows this question, group or repeat.
    pub fn page_with(&self, at: At) -> Option<usize> {
        self.pages
            .iter()
            .position(|page| page.at == at && !matches!(page.kind, PageKind::More(_)))
            .or_else(|| self.pages.iter().position(|page| page.items.contains(&at)))
    }

    /// The reference that [`page_with`](Self::page_with) finds this page by; for a page that asks for more, that of its last instance.
    pub fn reference(&self, interview: &Interview, page: usize) -> Option<String> {
        let page = self.pages.get(page)?;
        Some(match page.kind {
            PageKind::More(repeat) => format!("{}/{}+", interview.reference(page.at), interview.form().node(repeat).name),
            _ => interview.reference(page.at),
        })
    }

    /// The page behind a reference.
    pub fn page_at(&self, interview: &Interview, reference: &str) -> Option<usize> {
        let exact = (0..self.pages.len()).find(|page| self.reference(interview, *page).as_deref() == Some(reference));
        exact.or_else(|| self.page_with(interview.find(reference)?))
    }

    /// The first page at which something is still to be answered.
    pub fn first_open(&self, interview: &Interview) -> Option<usize> {
        self.pages
            .iter()
            .position(|page| matches!(state(interview, &page.items), State::Open | State::Begun) && has_question(interview, &page.items))
    }
}

/// How far a page or a section has come.
pub fn state(interview: &Interview, items: &[At]) -> State {
    let mut answered = 0;
    let mut open = 0;
    let mut later = 0;
    for &at in items.iter().filter(|at| is_asking(interview, **at)) {
        if interview.violation(at) == Some(Violation::Constraint) {
            return State::Wrong;
        }
        match interview.missing(at) {
            Some(Missing::Later) => later += 1,
            _ if is_answered(interview, at) => answered += 1,
            _ if interview.is_required(at) => open += 1,
            _ => {}
        }
    }
    match (answered, open, later) {
        (_, _, 1..) => State::Later,
        (_, 0, _) if answered > 0 || !has_question(interview, items) => State::Done,
        (0, ..) => State::Open,
        _ => State::Begun,
    }
}

/// Whether something was said to it: an answer, don't know, or refused.
pub fn is_answered(interview: &Interview, at: At) -> bool {
    !interview.value(at).is_empty() || matches!(interview.missing(at), Some(Missing::DontKnow | Missing::Refused))
}

/// Questions answered and questions asked in the whole interview.
pub fn progress(interview: &Interview, outline: &Outline) -> (usize, usize) {
    let asked = outline
        .pages
        .iter()
        .flat_map(|page| &page.items)
        .filter(|at| is_asking(interview, **at));
    asked.fold((0, 0), |(done, all), at| (done + usize::from(is_answered(interview, *at)), all + 1))
}

/// Whether it waits for an answer: not a note, not read-only.
pub fn is_asking(interview: &Interview, at: At) -> bool {
    let question = interview.form().question(interview.node(at));
    question.is_some_and(|question| question.data != DataType::Note) && !interview.is_read_only(at)
}

/// What a page asks, in words: its own label, else that of the note that stands first on it.
pub fn title(interview: &Interview, page: &Page) -> String {
    let own = interview.label(page.at);
    let first_note = page.items.iter().find(|at| is_note(interview, **at));
    if own.trim().is_empty() {
        first_note.map(|at| interview.label(*at)).unwrap_or_default()
    } else {
        own
    }
}

/// Whether it is only shown.
pub fn is_note(interview: &Interview, at: At) -> bool {
    interview
        .form()
        .question(interview.node(at))
        .is_some_and(|question| question.data == DataType::Note)
}

fn has_question(interview: &Interview, items: &[At]) -> bool {
    items.iter().any(|at| is_asking(interview, *at))
}

fn is_shown(interview: &Interview, at: At) -> bool {
    let node = interview.form().node(interview.node(at));
    let is_shown = matches!(&node.kind, Kind::Question(question) if question.is_asked && question.data != DataType::Metadata);
    // `label` draws a scale's heads and takes no answer; here the matrix draws them.
    is_shown && !node.appearance.has("label") && interview.is_relevant(at)
}

fn shown_below(interview: &Interview, at: At) -> Vec<At> {
    let mut shown = Vec::new();
    for child in interview.children(at) {
        match interview.form().node(interview.node(child)).kind {
            Kind::Question(_) if is_shown(interview, child) => shown.push(child),
            Kind::Question(_) => {}
            Kind::Root | Kind::Group | Kind::Repeat { .. } => shown.extend(shown_below(interview, child)),
        }
    }
    shown
}

/// A group becomes a section when it stands at the top, or when its parent holds groups alone.
fn is_section(interview: &Interview, at: At, section: At) -> bool {
    let form = interview.form();
    let is_open = |id: NodeId| matches!(form.node(id).kind, Kind::Group) && form_page_kind(form, id).is_none();
    let id = interview.node(at);
    let is_wrapper = form
        .node(id)
        .children
        .iter()
        .all(|child| is_open(*child) || !is_asked_in(form, *child));
    let holds_groups = form.node(id).children.iter().any(|child| is_open(*child));
    let is_labelled = !form.node(id).label.is_empty();
    is_labelled
        && matches!(form.node(id).kind, Kind::Group)
        && !(is_wrapper && holds_groups)
        && (section == interview.root() || interview.parent(at) == Some(section))
}

fn is_asked_in(form: &Form, id: NodeId) -> bool {
    form.question(id).is_none_or(|question| question.is_asked)
}

fn page_kind(interview: &Interview, at: At) -> Option<PageKind> {
    form_page_kind(interview.form(), interview.node(at))
}

fn form_page_kind(form: &Form, id: NodeId) -> Option<PageKind> {
    let node = form.node(id);
    let questions: Vec<NodeId> = node.children.iter().copied().filter(|child| is_asked_in(form, *child)).collect();
    if questions.iter().any(|child| form.question(*child).is_none()) {
        return node.appearance.has("field-list").then_some(PageKind::FieldList);
    }
    if questions.iter().any(|child| is_consent(form, *child)) {
        return Some(PageKind::Consent);
    }
    if is_matrix(form, id, &questions) {
        return Some(PageKind::Matrix);
    }
    node.appearance.has("field-list").then_some(PageKind::FieldList)
}

/// The question that is called `consent` asks for it.
fn is_consent(form: &Form, id: NodeId) -> bool {
    let node = form.node(id);
    node.name == "consent"
        && matches!(
            form.question(id).map(|question| question.data),
            Some(DataType::SelectOne | DataType::Acknowledge)
        )
}

fn is_matrix(form: &Form, id: NodeId, questions: &[NodeId]) -> bool {
    let says_so = |id: NodeId| {
        ["table-list", "list-nolabel", "label"]
            .iter()
            .any(|word| form.node(id).appearance.has(word))
    };
    let rows: Vec<_> = questions
        .iter()
        .filter_map(|child| form.question(*child))
        .filter(|question| question.data != DataType::Note)
        .collect();
    let list = rows.first().and_then(|row| row.choices.as_ref()).map(|itemset| &itemset.list);
    let share_a_scale = rows
        .iter()
        .all(|row| row.data == DataType::SelectOne && row.choices.as_ref().map(|itemset| &itemset.list) == list);
    rows.len() > 1 && list.is_some() && share_a_scale && (says_so(id) || questions.iter().any(|child| says_so(*child)))
}
