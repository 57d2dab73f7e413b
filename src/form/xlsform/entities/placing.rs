//! Where each entity belongs: in a group or repeat that holds what it is made from, one entity in each.
//!
//! An entity cannot leave the repeat that its questions lie in. Within it the deepest group that still holds all that is saved to the
//! entity is tried first, then those around it; what lies between a question and its entity is closed to other entities, because a
//! server takes a property to be that of the nearest one.

use std::collections::BTreeMap;

use super::super::super::finding::{EntityProblem, Findings};
use super::super::super::{NodeId, Skeleton};
use super::claims::{Claim, Claims, Tie};
use super::{Declarations, report};

/// By group, repeat or form: the list whose entity it holds.
pub(super) type Allocated = BTreeMap<NodeId, String>;

/// What an entity asks for.
struct Request<'a> {
    list: &'a str,
    /// The repeat that it must stay in, or the root.
    scope: NodeId,
    /// What it would rather be in.
    wanted: NodeId,
    /// What holds the questions that are saved to it.
    savers: Vec<NodeId>,
}

const ROOT: NodeId = NodeId(0);

/// Gives each entity its place, or reports why there is none.
pub(super) fn allocate(skeleton: &Skeleton, declarations: &Declarations, claims: &Claims, findings: &mut Findings) -> Allocated {
    let with_claims = claims
        .iter()
        .filter_map(|(list, claims)| request(skeleton, list, claims, declarations, findings));
    let mut requests: Vec<Request<'_>> = with_claims.collect();
    let unclaimed = declarations.keys().filter(|list| !claims.contains_key(*list));
    requests.extend(unclaimed.map(|list| Request {
        list,
        scope: ROOT,
        wanted: ROOT,
        savers: Vec::new(),
    }));
    if let [only] = requests.as_slice()
        && only.scope == ROOT
    {
        return Allocated::from([(ROOT, only.list.to_owned())]);
    }
    // Scope by scope, in each as the sheet has them.
    let mut scopes: Vec<NodeId> = Vec::new();
    for request in &requests {
        if !scopes.contains(&request.scope) {
            scopes.push(request.scope);
        }
    }
    requests.sort_by_key(|request| {
        let scope = scopes.iter().position(|scope| *scope == request.scope);
        (scope, declarations.get_index_of(request.list))
    });
    let mut ground = Ground::default();
    for request in &requests {
        if let Err(taken_by) = ground.settle(skeleton, request) {
            let row = declarations.get(&taken_by).map_or(0, |other| other.row.place.row);
            let (list, scope) = (request.list.to_owned(), skeleton.path(request.scope));
            if let Some(declaration) = declarations.get(request.list) {
                report(EntityProblem::NoRoom { list, scope, row }, &declaration.row.place, findings);
            }
        }
    }
    ground.allocated
}

/// What the claims of one list ask for; `None` where they contradict each other.
fn request<'a>(
    skeleton: &Skeleton,
    list: &'a str,
    claims: &[Claim],
    declarations: &Declarations,
    findings: &mut Findings,
) -> Option<Request<'a>> {
    // Of several at the same depth the first counts.
    let deepest = claims
        .iter()
        .rev()
        .max_by_key(|claim| repeats_around(skeleton, boundary(skeleton, claim.container)))?;
    let scope = boundary(skeleton, deepest.container);
    let is_saved = |claim: &&Claim| matches!(claim.tie, Tie::Property(_));
    let savers: Vec<NodeId> = claims.iter().filter(is_saved).map(|claim| claim.container).collect();
    let wanted = if let Some((first, rest)) = savers.split_first() {
        let common = rest.iter().fold(*first, |common, other| shared(skeleton, common, *other));
        let saver_scopes = savers.iter().rev().map(|saver| boundary(skeleton, *saver));
        let deepest_saver = saver_scopes.max_by_key(|boundary| repeats_around(skeleton, *boundary));
        let depth = |at: NodeId| {
            let repeats = repeats_around(skeleton, boundary(skeleton, at));
            (repeats, steps_below_boundary(skeleton, at))
        };
        deepest_saver.filter(|scope| depth(*scope) >= depth(common)).unwrap_or(common)
    } else {
        let in_scope = claims.iter().filter(|claim| boundary(skeleton, claim.container) == scope);
        let deepest = in_scope.rev().max_by_key(|claim| steps_below_boundary(skeleton, claim.container));
        deepest.map_or(scope, |claim| claim.container)
    };
    let wanted_scope = boundary(skeleton, wanted);
    let mut is_sound = true;
    for claim in claims {
        let own = boundary(skeleton, claim.container);
        let is_around = skeleton.lineage(scope).any(|at| at == own);
        let other = match &claim.tie {
            _ if !is_around => deepest.container,
            Tie::Property(_) if own != wanted_scope => wanted,
            _ => continue,
        };
        let (list, scope, other) = (list.to_owned(), skeleton.path(claim.container), skeleton.path(other));
        let problem = match &claim.tie {
            Tie::Property(_) => EntityProblem::PropertyOutOfScope { list, scope, other },
            Tie::Question(question) => EntityProblem::QuestionOutOfScope {
                list,
                question: question.clone(),
                scope,
                other,
            },
        };
        report(problem, &claim.place, findings);
        is_sound = false;
    }
    (is_sound && declarations.contains_key(list)).then_some(Request {
        list,
        scope,
        wanted,
        savers,
    })
}

/// What has been given away.
#[derive(Default)]
struct Ground {
    allocated: Allocated,
    /// Closed to other entities than this list's.
    closed: BTreeMap<NodeId, String>,
}

impl Ground {
    /// Gives an entity the nearest free place; `Err` holds the list that has it.
    fn settle(&mut self, skeleton: &Skeleton, request: &Request<'_>) -> Result<(), String> {
        let candidates = skeleton.lineage(request.wanted);
        let last = skeleton.parent(request.scope);
        let mut holder = None;
        for at in candidates.take_while(|at| Some(*at) != last) {
            let Some(taken_by) = self.closed.get(&at) else {
                self.close(skeleton, request, at);
                return Ok(());
            };
            holder = Some(taken_by.clone());
            // Wherever else it went, its questions would be nearer to the other entity.
            if let Some(nearer) = request.savers.iter().find_map(|saver| self.closed.get(saver)) {
                return Err(nearer.clone());
            }
        }
        holder.map_or(Ok(()), Err)
    }

    fn close(&mut self, skeleton: &Skeleton, request: &Request<'_>, at: NodeId) {
        let list = request.list.to_owned();
        self.allocated.insert(at, list.clone());
        self.closed.insert(at, list.clone());
        for saver in &request.savers {
            let between = skeleton.lineage(*saver).take_while(|above| *above != at);
            for above in between {
                self.closed.insert(above, list.clone());
            }
        }
    }
}

/// The innermost repeat that a container is or lies in, or the root.
fn boundary(skeleton: &Skeleton, container: NodeId) -> NodeId {
    skeleton.lineage(container).find(|at| skeleton.is_repeat(*at)).unwrap_or(ROOT)
}

fn repeats_around(skeleton: &Skeleton, at: NodeId) -> usize {
    skeleton.lineage(at).filter(|at| skeleton.is_repeat(*at)).count()
}

fn steps_below_boundary(skeleton: &Skeleton, container: NodeId) -> usize {
    skeleton
        .lineage(container)
        .take_while(|at| !skeleton.is_repeat(*at) && *at != ROOT)
        .count()
}

/// The innermost node around both.
fn shared(skeleton: &Skeleton, left: NodeId, right: NodeId) -> NodeId {
    let found = skeleton.lineage(left).find(|at| skeleton.lineage(right).any(|other| other == *at));
    found.unwrap_or(ROOT)
}
