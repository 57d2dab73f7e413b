//! The index of a master's records: of all versions of a form, read as the newest that has an index asks.

use super::origin::{Origin, ReadAs, UnsettledChoice, VersionShare};
use super::{Error, IndexReport, IndexRequest, IndexRun};
use crate::app::desk::frame::{Frame, FrameVersion, OpenChoice, newest_first};
use crate::form::NodeId;
use crate::instrument::Instrument;
use crate::store::{InstrumentSummary, Workspace};
use crate::words::{Lang, Progress};

/// Records between two reports of progress.
const PROGRESS_EVERY: u64 = 1024;

/// Takes the number of a version and a packed record of it.
type TakeBody<'t> = dyn FnMut(usize, &[u8]) -> Result<(), Error> + 't;

/// The index of a master's current records. `form` is a form's id, or the identity of a version whose records are wanted alone; without
/// it, it is the form that was added last.
pub fn index_of_master(
    master: &Workspace,
    form: Option<&str>,
    request: &IndexRequest,
    progress: &dyn Progress,
) -> Result<IndexReport, Error> {
    let summaries = master.instruments()?;
    let versions = versions(&summaries, form)?;
    let mut newer: Vec<&InstrumentSummary> = Vec::new();
    for (place, summary) in versions.iter().enumerate() {
        let has_index = Instrument::from_canonical(&master.instrument_canonical(&summary.identity)?)?
            .index
            .is_some();
        if has_index {
            let frame = Frame::of_versions(master, versions.get(place..).unwrap_or_default())?.ok_or(Error::NoInstrument)?;
            return compute(master, &frame, &newer, request, progress);
        }
        newer.push(summary);
    }
    Err(Error::NoIndex)
}

/// The versions that are meant, the newest first.
fn versions<'a>(summaries: &'a [InstrumentSummary], form: Option<&str>) -> Result<Vec<&'a InstrumentSummary>, Error> {
    let Some(form) = form else {
        let last = summaries.last().ok_or(Error::NoInstrument)?;
        return Ok(newest_first(summaries, &last.form));
    };
    if let Some(alone) = summaries.iter().find(|summary| summary.identity == form) {
        return Ok(vec![alone]);
    }
    let versions = newest_first(summaries, form);
    if versions.is_empty() {
        return Err(Error::NoSuchForm(form.to_owned()));
    }
    Ok(versions)
}

/// Two passes over the records of all versions of the frame; those of `newer` ones, which have no index, are only told.
fn compute(
    master: &Workspace,
    frame: &Frame,
    newer: &[&InstrumentSummary],
    request: &IndexRequest,
    progress: &dyn Progress,
) -> Result<IndexReport, Error> {
    let newest = frame.versions.first().ok_or(Error::NoInstrument)?;
    let form = &newest.instrument.form;
    let schema = &newest.instrument.plan.released;
    let mut run = IndexRun::new(form, newest.instrument.index.as_ref(), schema, request)?;
    let mut shares: Vec<VersionShare> = Vec::new();
    for summary in newer {
        shares.push(VersionShare {
            version: summary.version.clone(),
            instrument: summary.identity.clone(),
            records: u64::from(master.master_counts(&summary.identity)?.records),
            is_counted: false,
            lacks: Vec::new(),
        });
    }
    let mut total = 0;
    for (place, version) in frame.versions.iter().enumerate() {
        let lacking = if place == 0 {
            Vec::new()
        } else {
            run.also(&version.instrument.plan.released, &version.elsewhere)
        };
        let name = |at| schema.get(at).map_or("", |column| column.name.as_str()).to_owned();
        let records = u64::from(master.master_counts(&version.instrument.identity.0)?.records);
        total += records;
        shares.push(VersionShare {
            version: version.instrument.form.version.clone(),
            instrument: version.instrument.identity.0.clone(),
            records,
            is_counted: true,
            lacks: lacking.into_iter().map(name).collect(),
        });
    }
    let identities: Vec<&str> = frame.identities.iter().map(String::as_str).collect();
    let mut done = 0_u64;
    let mut pass = |take: &mut TakeBody<'_>| {
        master.for_each_current_of(&identities, |version, row| -> Result<(), Error> {
            if done.is_multiple_of(PROGRESS_EVERY) {
                progress.step(done, 2 * total);
            }
            done += 1;
            if progress.is_cancelled() {
                Err(Error::Cancelled)
            } else {
                take(version, row.body)
            }
        })
    };
    pass(&mut |version, body| run.add_of(version, body))?;
    run.begin_second_pass();
    pass(&mut |version, body| run.add_again_of(version, body))?;
    progress.step(2 * total, 2 * total);
    let versions = frame.versions.iter().enumerate();
    let unsettled = versions
        .flat_map(|(place, version)| unsettled(frame, version, place, &run))
        .collect();
    let report = run.finish();
    Ok(IndexReport {
        origin: Origin {
            versions: shares,
            unsettled,
            ..report.origin
        },
        ..report
    })
}

/// The answers of a version that are nothing in the newest one, question by question.
fn unsettled(frame: &Frame, version: &FrameVersion, place: usize, run: &IndexRun<'_>) -> Vec<UnsettledChoice> {
    let schema = &version.instrument.plan.released;
    let tree = frame.versions.first().and_then(|newest| newest.instrument.index.as_ref());
    let (unit, group) = tree.map_or((None, None), |tree| (tree.unit, tree.group.as_ref().map(|group| group.node)));
    // Where the newest version keeps what is asked for; here it may be elsewhere.
    let here = |node: Option<NodeId>| {
        let newest = frame.versions.first()?;
        let at = newest.instrument.plan.released.find(node?)?;
        version.elsewhere.get(&at).map(|place| place.at)
    };
    let (unit, group) = (here(unit), here(group));
    let told = run.unsettled(place).into_iter().filter_map(|((at, index), answers)| {
        let column = schema.get(at)?;
        let choice = column.choices.as_ref()?.get(index as usize)?;
        let is_it = |open: &&OpenChoice| {
            let question = &open.question;
            let is_of_question = *question == column.name || question.ends_with(&column.path);
            open.instrument == version.instrument.identity.0 && open.former == *choice && is_of_question
        };
        let label = frame.open.iter().find(is_it).map(|open| &open.label);
        let said = |lang: Lang| {
            (
                lang.code(),
                label.map_or_else(|| choice.clone(), |label| label.get(lang).to_owned()),
            )
        };
        Some(UnsettledChoice {
            version: version.instrument.form.version.clone(),
            question: column.name.clone(),
            read_as: match Some(at) {
                at if at == unit => ReadAs::Unit,
                at if at == group => ReadAs::Group,
                _ => ReadAs::Item,
            },
            choice: choice.clone(),
            labels: [Lang::Vi, Lang::En].into_iter().map(said).collect(),
            answers,
        })
    });
    told.collect()
}
