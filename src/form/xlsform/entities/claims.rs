//! What ties declarations to the tree: questions that are saved to their properties, and questions that their cells read.

use indexmap::IndexMap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::super::super::finding::{EntityProblem, Excerpt, FindingKind, Findings, nearest};
use super::super::super::{NodeId, Place};
use super::super::outline::{DraftKind, Outline};
use super::super::reference;
use super::{Declarations, RESERVED_PREFIX, report};

/// A question that a declaration depends on.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    /// What holds the question.
    pub(super) container: NodeId,
    pub(super) tie: Tie,
    pub(super) place: Place,
}

/// How a question is tied to a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tie {
    /// Its answer is saved to this property.
    Property(String),
    /// The declaration reads this question.
    Question(String),
}

/// The claims by list, in the order of the survey sheet.
pub(super) type Claims = IndexMap<String, Vec<Claim>>;

/// Collects all claims; in the rows themselves `list#property` becomes the property alone.
pub(super) fn collect(declarations: &Declarations, outline: &mut Outline, findings: &mut Findings) -> Claims {
    let read = questions_read(declarations, outline, findings);
    let mut claims = Claims::new();
    for id in outline.skeleton.ids() {
        let Some(container) = outline.skeleton.parent(id) else { continue };
        if let Some((list, property, place)) = saved(id, declarations, &claims, outline, findings) {
            let tie = Tie::Property(property);
            claims.entry(list).or_default().push(Claim { container, tie, place });
        }
        for (question, list, place) in read.iter().filter(|(question, ..)| *question == id) {
            let tie = Tie::Question(outline.skeleton.name(*question).to_owned());
            let place = place.clone();
            claims.entry(list.clone()).or_default().push(Claim { container, tie, place });
        }
    }
    claims
}

/// The questions that cells of the sheet name, each with the list and the place of the cell.
fn questions_read(declarations: &Declarations, outline: &Outline, findings: &mut Findings) -> Vec<(NodeId, String, Place)> {
    let mut read = Vec::new();
    for (list, declaration) in declarations {
        for column in super::Declaration::EXPRESSIONS {
            let Some((text, place)) = declaration.cell(column) else { continue };
            let column = column.to_owned();
            let references = match reference::references(&text) {
                Ok(references) => references,
                Err(reference::Malformed(found)) => {
                    findings.report(FindingKind::MalformedReference { found, column }, place.clone());
                    continue;
                }
            };
            for reference in references {
                let (name, column) = (reference.name.to_owned(), column.clone());
                let kind = match outline.names.get(name.as_str()).map(SmallVec::as_slice) {
                    Some([only]) => {
                        read.push((*only, list.clone(), declaration.row.place.clone()));
                        continue;
                    }
                    None if outline.misunderstood.contains(&name) => continue,
                    Some([_, _, ..]) => FindingKind::AmbiguousReference { name, column },
                    Some([]) | None => FindingKind::UnknownReference {
                        suggestion: nearest(&name, outline.names.keys().map(SmolStr::as_str)),
                        name,
                        column,
                    },
                };
                findings.point_at(kind, place.clone(), Excerpt::of(&text, reference.range));
            }
        }
    }
    read
}

/// The list and property that a row is saved to.
fn saved(
    id: NodeId,
    declarations: &Declarations,
    claims: &Claims,
    outline: &mut Outline,
    findings: &mut Findings,
) -> Option<(String, String, Place)> {
    let draft = outline.drafts.get_mut(id.0 as usize)?;
    let (cell, place) = draft.row.get("save_to").map(|(cell, place)| (cell, place.clone()))?;
    let Some((first, _)) = declarations.first() else {
        report(EntityProblem::NoDeclaration, &place, findings);
        return None;
    };
    let (list, property) = match cell.split_once('#') {
        Some((_, rest)) if rest.contains('#') => {
            report(EntityProblem::TwoHashes { found: cell }, &place, findings);
            return None;
        }
        Some((list, property)) => (list.trim().to_owned(), property.trim().to_owned()),
        None if declarations.len() > 1 => {
            report(EntityProblem::WhichList { property: cell }, &place, findings);
            return None;
        }
        None => (first.clone(), cell),
    };
    if !declarations.contains_key(&list) {
        let suggestion = nearest(&list, declarations.keys().map(String::as_str));
        report(EntityProblem::UnknownList { list, suggestion }, &place, findings);
        return None;
    }
    let earlier = claims.get(&list).into_iter().flatten();
    let twin = earlier.into_iter().find(|claim| claim.tie == Tie::Property(property.clone()));
    let is_container = !matches!(draft.kind, DraftKind::Plain(_) | DraftKind::Select(_));
    let named = property.clone();
    let fault = match twin {
        _ if is_container => EntityProblem::OnContainer,
        _ if matches!(property.to_lowercase().as_str(), "name" | "label") => EntityProblem::ReservedProperty { property: named },
        _ if property.starts_with(RESERVED_PREFIX) => EntityProblem::UnderscoredProperty { property: named },
        _ if !super::super::is_name(&property) => EntityProblem::InvalidProperty { property: named },
        Some(twin) => EntityProblem::DuplicateProperty {
            property: named,
            row: twin.place.row,
        },
        None => {
            draft.row.set("save_to", &property);
            return Some((list, property, place));
        }
    };
    report(fault, &place, findings);
    None
}
