//! How long a workspace takes to open, an answer to reach the disk, and records to be exported, merged and counted.
//!
//! Everything goes through files as in the field: encrypted workspaces, each answer synced, packages signed and checked. Workspaces are
//! for training, so that what is measured is the store and not argon2, but for the one that is named real.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should say so at once")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use phieu::app::collect::Collector;
use phieu::app::export::{Seal, export};
use phieu::app::index::{IndexRequest, index_of_master};
use phieu::app::merge::{self, MergeOptions};
use phieu::app::moment::week;
use phieu::app::simulate::{Simulated, Simulation};
use phieu::app::workspace::{self, Purpose};
use phieu::app::{instrument, training};
use phieu::dataset::Record;
use phieu::instrument::Instrument;
use phieu::interview::{Answer, Plan, Step};
use phieu::store::{self, Finished, NewRecord, Passphrase, RecordId, State, Workspace};
use phieu::words::Silent;
use tempfile::TempDir;
use uuid::Uuid;

const LAPTOPS: usize = 20;
const INTERVIEWS: usize = 500;

fn passphrase() -> Passphrase {
    Passphrase::new("mưa phùn tháng hai")
}

fn sipas() -> Instrument {
    Instrument::built_in("sipas-citizen").unwrap()
}

fn simulated(instrument: &Instrument) -> Vec<Simulated> {
    let first = "2026-11-02T08:00:00+07:00[+07:00]".parse().unwrap();
    let plan = Plan::of(Arc::clone(&instrument.form));
    Simulation::new(plan, 1, first, [].into()).take(INTERVIEWS).collect()
}

fn equip(path: &Path, purpose: Purpose, instrument: &Instrument) -> Workspace {
    let workspace = workspace::create(path, &passphrase(), purpose, "").unwrap();
    instrument::add(&workspace, instrument).unwrap();
    workspace
}

/// Finished records without the journals that led to them: packages know nothing of those.
fn fill(workspace: &mut Workspace, instrument: &Instrument, interviews: &[Simulated]) {
    let keep = |workspace: &mut Workspace, simulated: &Simulated| {
        let id = RecordId(Uuid::new_v4());
        workspace.begin_record(&NewRecord {
            id,
            instrument: &instrument.identity.0,
            surveyor: None,
            opening: &simulated.opening,
        })?;
        let finished = Finished {
            body: &Record::of(&instrument.schema, &simulated.interview).pack(&instrument.schema),
            at: simulated.finished.timestamp(),
            week: &week(&simulated.finished),
            minutes: Some(20),
            title: "",
        };
        workspace.finish(id, &finished)
    };
    workspace
        .batch::<_, store::Error>(|workspace| interviews.iter().try_for_each(|simulated| keep(workspace, simulated)))
        .unwrap();
}

/// A draft with every step of an interview but the finishing.
fn draft(workspace: &mut Workspace, instrument: &Instrument, simulated: &Simulated) -> RecordId {
    let id = RecordId(Uuid::new_v4());
    let begun = NewRecord {
        id,
        instrument: &instrument.identity.0,
        surveyor: None,
        opening: &simulated.opening,
    };
    workspace
        .batch::<_, store::Error>(|workspace| {
            workspace.begin_record(&begun)?;
            simulated.events.iter().try_for_each(|event| workspace.append(id, event))
        })
        .unwrap();
    id
}

fn collecting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("workspace");
    let folder = tempfile::tempdir().unwrap();
    let instrument = sipas();
    let plan = Plan::of(Arc::clone(&instrument.form));
    for (name, purpose) in [("for training", Purpose::Training), ("real", Purpose::Real)] {
        let path = folder.path().join(format!("{name}.phieu"));
        drop(equip(&path, purpose, &instrument));
        group.bench_function(format!("open one {name}"), |bencher| {
            bencher.iter(|| workspace::open(&path, &passphrase()).unwrap());
        });
    }
    let mut workspace = workspace::open(&folder.path().join("for training.phieu"), &passphrase()).unwrap();
    training::simulate(&mut workspace, INTERVIEWS as u64, 1, &Silent).unwrap();
    let longest = simulated(&instrument)
        .into_iter()
        .max_by_key(|simulated| simulated.events.len())
        .unwrap();
    let steps = longest.events.len();
    let record = draft(&mut workspace, &instrument, &longest);
    group.bench_function("begin an interview", |bencher| {
        bencher.iter(|| Collector::begin(&mut workspace, &instrument.identity.0, &plan, None).unwrap());
    });
    for row in workspace.records().unwrap() {
        if row.state == State::Draft && row.id != record {
            phieu::app::collect::discard(&mut workspace, row.id).unwrap();
        }
    }
    group.bench_function(format!("open a draft of {steps} steps"), |bencher| {
        bencher.iter(|| Collector::open(&workspace, &plan, record).unwrap());
    });
    let mut collector = Collector::open(&workspace, &plan, record).unwrap();
    let last = longest.events.iter().rev().find_map(|event| match &event.step {
        Step::Answer {
            at,
            answer: Answer::Text(text),
        } => Some((at.clone(), text.clone())),
        _ => None,
    });
    let (at, text) = last.unwrap();
    group.bench_function("an answer, until it is on the disk", |bencher| {
        bencher.iter(|| {
            let step = Step::Answer {
                at: at.clone(),
                answer: Answer::Text(text.clone()),
            };
            collector.apply(&mut workspace, step).unwrap();
        });
    });
    group.finish();
}

/// Packages of many laptops with the same answers under different keys.
struct City {
    folder: TempDir,
    packages: Vec<PathBuf>,
    /// A master that knows the form and nothing else.
    empty: PathBuf,
    /// A master with all packages.
    full: PathBuf,
}

impl City {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let instrument = sipas();
        let interviews = simulated(&instrument);
        let packages: Vec<PathBuf> = (0..LAPTOPS).map(|laptop| folder.path().join(format!("{laptop}.zip"))).collect();
        for (laptop, package) in packages.iter().enumerate() {
            let mut workspace = equip(&folder.path().join(format!("{laptop}.phieu")), Purpose::Training, &instrument);
            fill(&mut workspace, &instrument, &interviews);
            export(&mut workspace, package, &Seal::Open, &Silent).unwrap();
        }
        let (empty, full) = (folder.path().join("empty.phieu"), folder.path().join("full.phieu"));
        drop(merge::open_or_create(&empty, &passphrase(), &packages).unwrap());
        let mut master = merge::open_or_create(&full, &passphrase(), &packages).unwrap();
        merge::plan(&mut master, &packages, MergeOptions::default(), &Silent).unwrap();
        merge::apply(&mut master, &Silent).unwrap();
        Self {
            folder,
            packages,
            empty,
            full,
        }
    }

    /// A copy of a closed workspace, opened.
    fn copy(&self, of: &Path) -> Workspace {
        let path = self.folder.path().join(format!("{}.phieu", Uuid::new_v4()));
        fs::copy(of, &path).unwrap();
        workspace::open(&path, &passphrase()).unwrap()
    }
}

fn gathering(criterion: &mut Criterion) {
    let city = City::new();
    let rows = (LAPTOPS * INTERVIEWS) as u64;
    let mut group = criterion.benchmark_group("rows");
    group.sample_size(10);

    group.throughput(Throughput::Elements(INTERVIEWS as u64));
    let package = city.folder.path().join("again.zip");
    let laptop = city.folder.path().join("0.phieu");
    group.bench_function("export 500", |bencher| {
        bencher.iter_batched_ref(
            || city.copy(&laptop),
            |workspace| export(workspace, &package, &Seal::Open, &Silent).unwrap(),
            BatchSize::PerIteration,
        );
    });

    group.throughput(Throughput::Elements(rows));
    group.bench_function("plan the merge of 20 packages of 500", |bencher| {
        bencher.iter_batched_ref(
            || city.copy(&city.empty),
            |master| merge::plan(master, &city.packages, MergeOptions::default(), &Silent).unwrap(),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("apply it", |bencher| {
        bencher.iter_batched_ref(
            || {
                let mut master = city.copy(&city.empty);
                merge::plan(&mut master, &city.packages, MergeOptions::default(), &Silent).unwrap();
                master
            },
            |master| merge::apply(master, &Silent).unwrap(),
            BatchSize::PerIteration,
        );
    });
    let full = workspace::open(&city.full, &passphrase()).unwrap();
    group.bench_function("index of 10000 by ward", |bencher| {
        bencher.iter(|| index_of_master(&full, None, &IndexRequest::default(), &Silent).unwrap());
    });
    group.finish();
}

criterion_group!(benches, collecting, gathering);
criterion_main!(benches);
