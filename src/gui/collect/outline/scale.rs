//! Which questions stand together as the rows of one scale.

use crate::form::{Appearance, DataType, Form, Itemset, NodeId, Question};
use crate::interview::{At, Interview};

/// A wider scale has no room beside its questions.
const WIDEST: usize = 10;

/// Whether a question lends its words to the rows below and takes no answer.
pub(super) fn is_head(form: &Form, id: NodeId) -> bool {
    form.node(id).appearance.has("label") && select(form, id).is_some()
}

/// Whether a group wants its questions as rows.
pub(super) fn wants_rows(appearance: &Appearance) -> bool {
    ["table-list", "list-nolabel", "label"].iter().any(|word| appearance.has(word))
}

/// Whether a question wants to be a row.
pub(super) fn is_row(form: &Form, id: NodeId, is_in_table: bool) -> bool {
    let appearance = &form.node(id).appearance;
    let says_so = is_in_table || appearance.has("list-nolabel") || appearance.has("list");
    says_so && select(form, id).is_some()
}

fn select(form: &Form, id: NodeId) -> Option<&Itemset> {
    let is_select = |question: &&Question| matches!(question.data, DataType::SelectOne | DataType::SelectMultiple);
    form.question(id).filter(is_select)?.choices.as_deref()
}

/// Whether a group is nothing but a table: notes, and at least two rows of one list that no filter narrows.
///
/// The form alone decides, so a page does not turn into another kind while rows come and go.
pub(super) fn is_table(form: &Form, id: NodeId) -> bool {
    let node = form.node(id);
    let asked = |child: &&NodeId| form.question(**child).is_none_or(|question| question.is_asked);
    let is_note = |child: &NodeId| form.question(*child).is_some_and(|question| question.data == DataType::Note);
    let rows: Vec<NodeId> = node
        .children
        .iter()
        .filter(asked)
        .filter(|child| !is_note(child))
        .copied()
        .collect();
    let says_so = wants_rows(&node.appearance) || rows.iter().any(|row| is_head(form, *row) || is_row(form, *row, false));
    let mut lists = rows
        .iter()
        .map(|row| select(form, *row).filter(|itemset| is_plain(itemset)).map(|itemset| &itemset.list));
    let first = lists.next().flatten();
    let share_a_scale = first.is_some() && lists.all(|list| list == first);
    let fits = first
        .and_then(|list| form.lists.get(list))
        .is_none_or(|list| (1..=WIDEST).contains(&list.choices.len()));
    says_so && share_a_scale && fits && rows.iter().filter(|row| !is_head(form, **row)).count() > 1
}

fn is_plain(itemset: &Itemset) -> bool {
    itemset.filter.is_none() && itemset.nodeset.is_none() && !itemset.is_randomized
}

/// Whether two questions offer the same choices now, few enough to stand side by side.
pub(super) fn share_a_scale(interview: &Interview, a: At, b: At) -> bool {
    let (Some(a), Some(b)) = (interview.choices(a), interview.choices(b)) else {
        return false;
    };
    (1..=WIDEST).contains(&a.len()) && a.iter().map(|choice| &choice.name).eq(b.iter().map(|choice| &choice.name))
}
