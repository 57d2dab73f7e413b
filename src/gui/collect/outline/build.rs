//! Walks an interview from top to bottom and lays out its pages.

use super::scale::{is_head, is_row, is_table, share_a_scale, wants_rows};
use super::{Named, Outline, Page, PageKind, Part, Section, Stretch};
use crate::form::{DataType, Form, Kind, NodeId};
use crate::interview::{At, Interview};

pub(super) fn outline(interview: &Interview) -> Outline {
    let mut builder = Builder {
        interview,
        outline: Outline::default(),
        depth: 0,
    };
    let root = interview.root();
    builder.walk(root, Named::Node(root));
    builder.index();
    builder.outline
}

struct Builder<'a> {
    interview: &'a Interview,
    outline: Outline,
    /// Instances that what is being walked lies in.
    depth: usize,
}

/// What stands under a node, with the instances of a repeat kept together.
enum Child {
    One(At),
    Repeat(NodeId, Vec<At>),
}

impl Builder<'_> {
    fn walk(&mut self, at: At, section: Named) {
        for child in children(self.interview, at) {
            match child {
                Child::Repeat(repeat, instances) => self.repeat(at, repeat, &instances, section),
                Child::One(child) if !self.interview.is_relevant(child) => {}
                Child::One(child) => match self.interview.form().node(self.interview.node(child)).kind {
                    Kind::Question(_) if is_shown(self.interview, child) => {
                        self.push(PageKind::Question, child, vec![Part::Question(child)], section);
                    }
                    Kind::Question(_) => {}
                    Kind::Root | Kind::Group | Kind::Repeat { .. } => self.group(child, section),
                },
            }
        }
    }

    fn group(&mut self, at: At, section: Named) {
        let Some(kind) = page_kind(self.interview.form(), self.interview.node(at)) else {
            let is_section = is_section(self.interview, at, section);
            self.walk(at, if is_section { Named::Node(at) } else { section });
            return;
        };
        let parts = parts(self.interview, at);
        if !parts.iter().all(|part| matches!(part, Part::Heading(_) | Part::Instance(_))) {
            let section = if kind == PageKind::Consent { Named::Node(at) } else { section };
            self.push(kind, at, parts, section);
        }
    }

    fn repeat(&mut self, above: At, repeat: NodeId, instances: &[At], section: Named) {
        let is_at_the_top = section == Named::Node(self.interview.root()) && self.depth == 0;
        let section = if is_at_the_top && !self.interview.form().node(repeat).label.is_empty() {
            Named::Repeat { above, repeat }
        } else {
            section
        };
        let asked = instances.iter().filter(|at| self.interview.is_relevant(**at));
        for &at in asked {
            let (stretch, start) = (self.outline.stretches.len(), self.outline.pages.len());
            self.outline.stretches.push(Stretch {
                at,
                depth: self.depth,
                pages: start..start,
            });
            self.depth += 1;
            self.group(at, section);
            self.depth -= 1;
            let end = self.outline.pages.len();
            if end == start {
                self.outline.stretches.truncate(stretch);
            } else if let Some(stretch) = self.outline.stretches.get_mut(stretch) {
                stretch.pages.end = end;
            }
        }
        if may_grow(self.interview, above, repeat, instances) {
            self.push(PageKind::More(repeat), above, Vec::new(), section);
        }
    }

    fn push(&mut self, kind: PageKind, at: At, parts: Vec<Part>, section: Named) {
        let page = self.outline.pages.len();
        let sections = &mut self.outline.sections;
        match sections.last_mut().filter(|last| last.named == section) {
            Some(last) => last.pages.end = page + 1,
            None => sections.push(Section {
                named: section,
                pages: page..page + 1,
            }),
        }
        self.outline.pages.push(Page {
            kind,
            at,
            items: items(&parts),
            parts,
            section: self.outline.sections.len() - 1,
        });
    }

    /// Notes where everything is shown; what is a page of its own goes before what merely stands on one.
    fn index(&mut self) {
        let Outline {
            sections,
            pages,
            stretches,
            page_of,
            more,
        } = &mut self.outline;
        for (index, page) in pages.iter().enumerate() {
            match page.kind {
                PageKind::More(repeat) => {
                    more.insert((page.at, repeat), index);
                }
                _ => {
                    page_of.insert(page.at, index);
                }
            }
        }
        for (index, page) in pages.iter().enumerate() {
            for part in &page.parts {
                let (one, many): (Option<&At>, &[At]) = match part {
                    Part::Heading(at) | Part::Instance(at) | Part::Question(at) => (Some(at), &[]),
                    Part::Rows { head, rows } => (head.as_ref(), rows),
                    Part::More { above, repeat } => {
                        more.entry((*above, *repeat)).or_insert(index);
                        (None, &[])
                    }
                };
                for at in one.into_iter().chain(many) {
                    page_of.entry(*at).or_insert(index);
                }
            }
        }
        for stretch in &*stretches {
            page_of.entry(stretch.at).or_insert(stretch.pages.start);
        }
        for section in &*sections {
            if let Named::Node(at) = section.named {
                page_of.entry(at).or_insert(section.pages.start);
            }
        }
    }
}

fn children(interview: &Interview, at: At) -> Vec<Child> {
    let form = interview.form();
    let mut there = interview.children(at).into_iter();
    let mut found = Vec::new();
    for &child in &form.node(interview.node(at)).children {
        if matches!(form.node(child).kind, Kind::Repeat { .. }) {
            let count = interview.instances(at, child).len();
            found.push(Child::Repeat(child, there.by_ref().take(count).collect()));
        } else {
            found.extend(there.next().map(Child::One));
        }
    }
    found
}

/// Whether the user may add an instance: the form gives no count, nothing forbids it, and what is there is asked.
fn may_grow(interview: &Interview, above: At, repeat: NodeId, instances: &[At]) -> bool {
    let is_asked = instances.is_empty() || instances.iter().any(|at| interview.is_relevant(*at));
    !interview.is_counted(repeat) && is_asked && interview.is_relevant(above) && !interview.is_read_only(above)
}

/// The parts of a group that is one page.
fn parts(interview: &Interview, at: At) -> Vec<Part> {
    let is_in_table = is_table(interview.form(), interview.node(at));
    let mut parts = Vec::new();
    add_parts(interview, at, is_in_table, &mut parts);
    parts
}

fn add_parts(interview: &Interview, at: At, is_whole_table: bool, parts: &mut Vec<Part>) {
    let form = interview.form();
    let is_in_table = is_whole_table || wants_rows(&form.node(interview.node(at)).appearance);
    let mut table = Table::default();
    for child in children(interview, at) {
        match child {
            Child::Repeat(repeat, instances) => {
                table.close(parts);
                for &instance in instances.iter().filter(|at| interview.is_relevant(**at)) {
                    parts.push(Part::Instance(instance));
                    add_parts(interview, instance, false, parts);
                }
                if may_grow(interview, at, repeat, &instances) {
                    parts.push(Part::More { above: at, repeat });
                }
            }
            Child::One(child) if !interview.is_relevant(child) => {}
            Child::One(child) => {
                let id = interview.node(child);
                let is_group = form.question(id).is_none();
                if is_head(form, id) {
                    table.close(parts);
                    table.head = Some(child);
                } else if is_shown(interview, child) && is_row(form, id, is_in_table) {
                    table.add(interview, child, parts);
                } else if is_group {
                    table.close(parts);
                    if !form.node(id).label.is_empty() {
                        parts.push(Part::Heading(child));
                    }
                    add_parts(interview, child, false, parts);
                } else if is_shown(interview, child) {
                    table.close(parts);
                    parts.push(Part::Question(child));
                }
            }
        }
    }
    table.close(parts);
}

/// Rows that are being put together.
#[derive(Default)]
struct Table {
    head: Option<At>,
    rows: Vec<At>,
}

impl Table {
    fn add(&mut self, interview: &Interview, row: At, parts: &mut Vec<Part>) {
        let first = self.rows.first().copied().or(self.head).unwrap_or(row);
        if !share_a_scale(interview, first, row) {
            self.close(parts);
        }
        if share_a_scale(interview, row, row) {
            self.rows.push(row);
        } else {
            parts.push(Part::Question(row));
        }
    }

    fn close(&mut self, parts: &mut Vec<Part>) {
        let Self { head, rows } = std::mem::take(self);
        match (head, rows.as_slice()) {
            (_, []) => {}
            (None, [alone]) => parts.push(Part::Question(*alone)),
            _ => parts.push(Part::Rows { head, rows }),
        }
    }
}

fn items(parts: &[Part]) -> Vec<At> {
    let mut items = Vec::new();
    for part in parts {
        match part {
            Part::Question(at) => items.push(*at),
            Part::Rows { rows, .. } => items.extend(rows),
            Part::Heading(_) | Part::Instance(_) | Part::More { .. } => {}
        }
    }
    items
}

fn is_shown(interview: &Interview, at: At) -> bool {
    let form = interview.form();
    let id = interview.node(at);
    let is_shown = form
        .question(id)
        .is_some_and(|question| question.is_asked && question.data != DataType::Metadata);
    is_shown && !is_head(form, id) && interview.is_relevant(at)
}

/// A group becomes a section when it stands at the top, or when its parent holds groups alone.
fn is_section(interview: &Interview, at: At, section: Named) -> bool {
    let form = interview.form();
    let is_open = |id: NodeId| matches!(form.node(id).kind, Kind::Group) && page_kind(form, id).is_none();
    let id = interview.node(at);
    let is_wrapper = form
        .node(id)
        .children
        .iter()
        .all(|child| is_open(*child) || !is_asked_in(form, *child));
    let holds_groups = form.node(id).children.iter().any(|child| is_open(*child));
    let is_below = section == Named::Node(interview.root()) || interview.parent(at).map(Named::Node) == Some(section);
    !form.node(id).label.is_empty() && matches!(form.node(id).kind, Kind::Group) && !(is_wrapper && holds_groups) && is_below
}

fn is_asked_in(form: &Form, id: NodeId) -> bool {
    form.question(id).is_none_or(|question| question.is_asked)
}

/// How a group is drawn that is one page; `None` for one that is several.
fn page_kind(form: &Form, id: NodeId) -> Option<PageKind> {
    let node = form.node(id);
    let is_flat = node.children.iter().all(|child| form.question(*child).is_some());
    if is_flat && node.children.iter().any(|child| is_consent(form, *child)) {
        return Some(PageKind::Consent);
    }
    if is_flat && is_table(form, id) {
        return Some(PageKind::Matrix);
    }
    let is_one_page = node.appearance.has("field-list") || node.appearance.has("table-list");
    is_one_page.then_some(PageKind::FieldList)
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
