//! `${name}`: how a form's author names a question, and the path that it stands for.
//!
//! Within a repeat the path is relative, so that it means the same instance; elsewhere it is absolute. In the filter of a choice list it
//! starts at `current()`, because a bare path would start at the choice.

use std::ops::Range;

use memchr::{memchr, memmem};
use smallvec::{SmallVec, smallvec};

use super::super::{NodeId, Skeleton};

/// A `${name}` in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference<'t> {
    /// Between the braces, without `last-saved#`.
    pub(super) name: &'t str,
    /// The value of the record saved before this one.
    pub(super) is_last_saved: bool,
    /// Bytes of the text.
    pub(super) range: Range<usize>,
}

/// What is between `${` and `}` is no name, or `}` is missing; holds what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) String);

/// All references in a text.
pub(super) fn references(text: &str) -> Result<SmallVec<[Reference<'_>; 2]>, Malformed> {
    let mut found = SmallVec::new();
    let mut from = 0;
    while let Some(offset) = text.as_bytes().get(from..).and_then(|rest| memchr(b'$', rest)) {
        let start = from + offset;
        let rest = text.get(start..).unwrap_or_default();
        if !rest.starts_with("${") {
            from = start + 1;
            continue;
        }
        let Some(end) = memchr(b'}', rest.as_bytes()) else {
            return Err(Malformed(rest.to_owned()));
        };
        let inner = rest.get(2..end).unwrap_or_default();
        let name = inner.strip_prefix("last-saved#");
        let reference = Reference {
            name: name.unwrap_or(inner),
            is_last_saved: name.is_some(),
            range: start..start + end + 1,
        };
        if !super::is_name(reference.name) {
            return Err(Malformed(rest.get(..=end).unwrap_or_default().to_owned()));
        }
        from = reference.range.end;
        found.push(reference);
    }
    Ok(found)
}

/// What of a text is computed: references, and paths into a secondary instance with all that belongs to them.
pub(super) fn outputs(text: &str) -> Result<Vec<Range<usize>>, Malformed> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let has_calls = memchr(b'(', text.as_bytes()).is_some();
    for start in has_calls
        .then(|| memmem::find_iter(text.as_bytes(), "instance("))
        .into_iter()
        .flatten()
    {
        let length = text.get(start..).map_or(0, instance_path);
        let is_inside = ranges.last().is_some_and(|range| range.end > start);
        if length > 0 && !is_inside {
            ranges.push(start..start + length);
        }
    }
    for reference in references(text)? {
        if !ranges.iter().any(|range| range.contains(&reference.range.start)) {
            ranges.push(reference.range);
        }
    }
    ranges.sort_by_key(|range| range.start);
    Ok(ranges)
}

/// The length of `instance('x')/root/item[…]/label` at the start of a text; 0 when it is not followed by a path.
fn instance_path(text: &str) -> usize {
    let Some(call) = text.find(')') else {
        return 0;
    };
    let mut depth = 0_u32;
    let mut quote = None;
    let mut end = call + 1;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at <= call) {
        if let Some(open) = quote {
            if c == open {
                quote = None;
            }
            continue;
        }
        match c {
            '\'' | '"' if depth > 0 => quote = Some(c),
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '/' | '*' | '.' | ':' => {}
            _ if is_joining(c) => {}
            _ => break,
        }
        if depth == 0 {
            end = at + c.len_utf8();
        }
    }
    let path = text.get(call + 1..end).unwrap_or_default();
    // The full stop of a sentence belongs to no path.
    let path = path.trim_end_matches(['.', ':', '/']);
    if path.starts_with('/') { call + 1 + path.len() } else { 0 }
}

/// A text with a name of as many bytes in place of each reference, so that it can be cut into tokens where it stands.
pub(in crate::form) fn without_references(text: &str) -> String {
    let mut plain = text.to_owned();
    for reference in references(text).unwrap_or_default() {
        plain.replace_range(reference.range.clone(), &"_".repeat(reference.range.len()));
    }
    plain
}

/// The only reference of a text that is nothing else.
pub(super) fn sole_reference(text: &str) -> Option<String> {
    match references(text).ok()?.as_slice() {
        [only] if only.range == (0..text.len()) && !only.is_last_saved => Some(only.name.to_owned()),
        _ => None,
    }
}

/// Where a reference stands in an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Surroundings {
    /// Within `[…]` of an expression that reads a secondary instance.
    pub(super) is_in_instance_predicate: bool,
    /// It names a node for `indexed-repeat`, which wants the absolute path.
    pub(super) is_indexed_repeat_name: bool,
}

/// Looks at what encloses each of the references: brackets and calls, not those in quotes.
pub(super) fn surroundings(text: &str, references: &[Reference<'_>]) -> SmallVec<[Surroundings; 2]> {
    let has_calls = memchr(b'(', text.as_bytes()).is_some();
    let calls = |name: &str| has_calls && memmem::find(text.as_bytes(), name.as_bytes()).is_some();
    let reads_instance = calls("instance(");
    if !reads_instance && !calls("indexed-repeat") {
        return smallvec![Surroundings::default(); references.len()];
    }
    let mut opened: Vec<Opened> = Vec::new();
    let mut quote = None;
    let mut word = String::new();
    let mut found = SmallVec::new();
    let mut wanted = references.iter().peekable();
    for (at, c) in text.char_indices() {
        if wanted.peek().is_some_and(|reference| reference.range.start == at) {
            wanted.next();
            let call = opened.iter().rev().find(|open| open.name == "indexed-repeat");
            found.push(Surroundings {
                is_in_instance_predicate: reads_instance && opened.iter().any(|open| open.name == "["),
                is_indexed_repeat_name: call.is_some_and(|call| matches!(call.argument, 0 | 1 | 3 | 5)),
            });
        }
        if let Some(open) = quote {
            if c == open {
                quote = None;
            }
            continue;
        }
        match c {
            '\'' | '"' => quote = Some(c),
            '(' => opened.push(Opened {
                name: std::mem::take(&mut word),
                argument: 0,
            }),
            '[' => opened.push(Opened {
                name: "[".to_owned(),
                argument: 0,
            }),
            ')' | ']' => {
                opened.pop();
            }
            ',' => {
                if let Some(open) = opened.last_mut() {
                    open.argument += 1;
                }
            }
            _ => {}
        }
        if c.is_alphanumeric() || c == '-' || c == '_' {
            word.push(c);
        } else {
            word.clear();
        }
    }
    found.resize(references.len(), Surroundings::default());
    found
}

struct Opened {
    name: String,
    argument: usize,
}

/// How paths are to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum From {
    /// At the node itself.
    #[default]
    Node,
    /// At `current()`: the expression is evaluated at something else.
    Current,
}

/// The path from a node to another: relative when both are in one repeat instance, else absolute.
pub(super) fn path(skeleton: &Skeleton, context: Option<NodeId>, target: NodeId, from: From) -> String {
    context
        .and_then(|context| relative(skeleton, context, target, from))
        .unwrap_or_else(|| skeleton.path(target))
}

fn relative(skeleton: &Skeleton, context: NodeId, target: NodeId, from: From) -> Option<String> {
    if !skeleton.lineage(context).skip(1).any(|id| skeleton.is_repeat(id)) {
        return None;
    }
    let above_target: Vec<NodeId> = skeleton.lineage(target).skip(1).collect();
    let above_context: Vec<NodeId> = skeleton.lineage(context).skip(1).collect();
    above_context
        .iter()
        .find(|id| skeleton.is_repeat(**id) && above_target.contains(id))?;
    let (steps, meeting) = (1..).zip(&above_context).find(|(_, id)| above_target.contains(id))?;
    let ups = vec![".."; steps].join("/");
    let downs = skeleton.path(target).strip_prefix(&skeleton.path(*meeting))?.to_owned();
    Some(match from {
        From::Node => format!("{ups}{downs}"),
        From::Current => format!("current()/{ups}{downs}"),
    })
}

/// The path to the repeat of a target as seen from a question whose choices are the target's answers, and the target's path under it.
pub(super) fn path_to_instances(skeleton: &Skeleton, context: NodeId, target: NodeId) -> (String, String) {
    let path = path_to_answers(skeleton, context, target);
    match path.rsplit_once('/') {
        Some((nodeset, name)) => (nodeset.to_owned(), name.to_owned()),
        None => (path, String::new()),
    }
}

/// As [`path`], but starting above the repeat that both share, so that a filter can be put behind the repeat's name.
pub(super) fn path_to_answers(skeleton: &Skeleton, context: NodeId, target: NodeId) -> String {
    let nearest_repeat = |id: NodeId| skeleton.lineage(id).skip(1).find(|at| skeleton.is_repeat(*at));
    let above_target: Vec<NodeId> = skeleton.lineage(target).skip(1).collect();
    let shared = (1..)
        .zip(skeleton.lineage(context).skip(1))
        .find(|(_, id)| skeleton.is_repeat(*id) && above_target.contains(id));
    let Some((steps, repeat)) = shared else {
        return skeleton.path(target);
    };
    let is_outermost = nearest_repeat(repeat).is_none();
    if nearest_repeat(target) == Some(repeat) && (is_outermost || nearest_repeat(context) != Some(repeat)) {
        let above = skeleton.parent(repeat).unwrap_or(repeat);
        let downs = skeleton
            .path(target)
            .strip_prefix(&skeleton.path(above))
            .map(str::to_owned)
            .unwrap_or_default();
        return format!("{}{downs}", vec![".."; steps + 1].join("/"));
    }
    path(skeleton, Some(context), target, From::Node)
}

/// A text whose references were replaced by paths, and how to find the way back to the author's text.
#[derive(Debug, Clone, Default)]
pub(super) struct Replaced {
    /// The text that is parsed.
    pub(super) text: String,
    /// Bytes of `text`, and the bytes of the author's text that they come from; references only.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

impl Replaced {
    /// Replaces each reference by its path, set off from a neighbour that would otherwise join it.
    pub(super) fn new(source: &str, replacements: &[(Reference<'_>, String)]) -> Self {
        let mut replaced = Self::default();
        let longer: usize = replacements.iter().map(|(_, path)| path.len() + 2).sum();
        replaced.text.reserve_exact(source.len() + longer);
        let mut from = 0;
        for (reference, path) in replacements {
            replaced.text.push_str(source.get(from..reference.range.start).unwrap_or_default());
            if replaced.text.ends_with(is_joining) {
                replaced.text.push(' ');
            }
            let start = replaced.text.len();
            replaced.text.push_str(path);
            replaced.pieces.push((start..replaced.text.len(), reference.range.clone()));
            from = reference.range.end;
            if source.get(from..).is_some_and(|rest| rest.starts_with(is_joining)) {
                replaced.text.push(' ');
            }
        }
        replaced.text.push_str(source.get(from..).unwrap_or_default());
        replaced
    }

    /// Where a byte of the replaced text comes from in the author's text.
    pub(super) fn original(&self, offset: usize) -> usize {
        let mut shift = 0_isize;
        for (new, old) in &self.pieces {
            if offset < new.start {
                break;
            }
            if offset < new.end {
                return old.start;
            }
            shift = old.end as isize - new.end as isize;
        }
        offset.saturating_add_signed(shift)
    }
}

fn is_joining(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::super::super::{NodeId, Skeleton};
    use super::{From, Malformed, Replaced, outputs, path, path_to_instances, references, sole_reference, surroundings};

    fn household() -> Skeleton {
        let mut skeleton = Skeleton::default();
        let root = skeleton.push("data", None, false);
        skeleton.push("village", Some(root), false);
        let person = skeleton.push("person", Some(root), true);
        skeleton.push("name", Some(person), false);
        let work = skeleton.push("work", Some(person), false);
        skeleton.push("hours", Some(work), false);
        skeleton
    }

    #[test]
    fn a_reference_means_the_same_person() {
        #[track_caller]
        fn case(skeleton: &Skeleton, context: NodeId, target: NodeId, expected: &str) {
            assert_eq!(path(skeleton, Some(context), target, From::Node), expected);
        }
        let skeleton = household();
        let id = |path: &str| skeleton.find(path).unwrap();
        let (village, name, hours) = (id("/data/village"), id("/data/person/name"), id("/data/person/work/hours"));
        case(&skeleton, name, hours, "../work/hours");
        case(&skeleton, hours, name, "../../name");
        case(&skeleton, hours, village, "/data/village");
        case(&skeleton, village, hours, "/data/person/work/hours");
        assert_eq!(path(&skeleton, Some(name), hours, From::Current), "current()/../work/hours");
        assert_eq!(
            path_to_instances(&skeleton, village, name),
            ("/data/person".to_owned(), "name".to_owned())
        );
        assert_eq!(
            path_to_instances(&skeleton, hours, name),
            ("../../../person".to_owned(), "name".to_owned())
        );
    }

    #[test]
    fn references_are_found_or_refused() {
        let found = references("${a} + ${last-saved#b.c}").unwrap();
        assert_eq!(
            found.iter().map(|r| (r.name, r.is_last_saved)).collect::<Vec<_>>(),
            [("a", false), ("b.c", true)]
        );
        assert_eq!(references("1 + ${a"), Err(Malformed("${a".to_owned())));
        assert_eq!(references("${ a }"), Err(Malformed("${ a }".to_owned())));
        assert_eq!(sole_reference("${a}"), Some("a".to_owned()));
        assert_eq!(sole_reference("${a} "), None);
    }

    #[test]
    fn a_look_into_a_list_is_computed_too() {
        let text = "Ask ${a}: instance('c')/root/item[name = ${b}]/label. An instance(of) it.";
        let found: Vec<&str> = outputs(text).unwrap().into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["${a}", "instance('c')/root/item[name = ${b}]/label"]);
    }

    #[test]
    fn what_encloses_a_reference_matters() {
        let text = "indexed-repeat(${a}, ${r}, position(${b})) + instance('x')/root/item[name = ${c}]/v + '[' + ${d}";
        let found = references(text).unwrap();
        let around = surroundings(text, &found);
        assert_eq!(
            around.iter().map(|s| s.is_indexed_repeat_name).collect::<Vec<_>>(),
            [true, true, false, false, false]
        );
        assert_eq!(
            around.iter().map(|s| s.is_in_instance_predicate).collect::<Vec<_>>(),
            [false, false, false, true, false]
        );
    }

    #[test]
    fn an_error_is_shown_in_the_authors_words() {
        let source = "${a}div 2 +";
        let found = references(source).unwrap().remove(0);
        let replaced = Replaced::new(source, &[(found, "/data/a".to_owned())]);
        assert_eq!(replaced.text, "/data/a div 2 +");
        assert_eq!(replaced.original(3), 0);
    }
}
