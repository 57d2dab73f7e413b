//! The whole way of the data: asked on twenty laptops, handed over, merged in any order, twice, and the index is what it should be.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Zoned;
use phieu::app::export::{Seal, export};
use phieu::app::index::{IndexReport, IndexRequest, IndexRun, index_of_master};
use phieu::app::merge::{self, MergeOptions, Verdict};
use phieu::app::moment::week;
use phieu::app::simulate::Simulation;
use phieu::app::workspace::{self, Purpose};
use phieu::dataset::Record;
use phieu::instrument::Instrument;
use phieu::interview::Plan;
use phieu::store::{self, Finished, NewRecord, RecordId, Workspace};
use phieu::words::Silent;
use tempfile::TempDir;
use uuid::Uuid;

const LAPTOPS: u64 = 20;
const INTERVIEWS: usize = 100;
const PASSPHRASE: &str = "mưa phùn tháng hai";

/// A city: its laptops' packages, and the index as the laptops themselves would compute it.
struct City {
    folder: TempDir,
    packages: Vec<PathBuf>,
    expected: IndexReport,
}

fn first_moment() -> Zoned {
    "2026-11-02T08:00:00+07:00[+07:00]".parse().unwrap()
}

fn survey() -> City {
    let folder = tempfile::tempdir().unwrap();
    let instrument = Instrument::built_in("sipas-citizen").unwrap();
    let plan = Plan::of(Arc::clone(&instrument.form));
    let request = IndexRequest::default();
    let mut straight = IndexRun::new(&instrument.form, instrument.index.as_ref(), &instrument.schema, &request).unwrap();
    let mut packages = Vec::new();
    let mut all = Vec::new();
    for laptop in 0..LAPTOPS {
        let path = folder.path().join(format!("laptop {laptop}.phieu"));
        let mut workspace = workspace::create(&path, &PASSPHRASE.into(), Purpose::Training, "").unwrap();
        phieu::app::instrument::add(&workspace, &instrument).unwrap();
        let simulation = Simulation::new(Arc::clone(&plan), laptop, first_moment(), [].into());
        all.extend(fill(&mut workspace, &instrument, simulation));
        let package = folder.path().join(format!("stick/{}/package {laptop}.zip", laptop % 3));
        std::fs::create_dir_all(package.parent().unwrap()).unwrap();
        let report = export(&mut workspace, &package, &Seal::Campaign, &Silent).unwrap();
        assert_eq!(report.packages[0].finished as usize, INTERVIEWS);
        assert_eq!(report.packages[0].withheld, 0);
        packages.push(package);
    }
    for body in &all {
        straight.add(body).unwrap();
    }
    straight.begin_second_pass();
    for body in &all {
        straight.add_again(body).unwrap();
    }
    City {
        folder,
        packages,
        expected: straight.finish(),
    }
}

/// Keeps simulated interviews as finished records and gives their packed bodies.
fn fill(workspace: &mut Workspace, instrument: &Instrument, simulation: Simulation) -> Vec<Vec<u8>> {
    workspace
        .batch(|workspace| {
            let mut bodies = Vec::new();
            for simulated in simulation.take(INTERVIEWS) {
                let id = RecordId(Uuid::new_v4());
                workspace.begin_record(&NewRecord {
                    id,
                    instrument: &instrument.identity.0,
                    surveyor: None,
                    opening: &simulated.opening,
                })?;
                let body = Record::of(&instrument.schema, &simulated.interview).pack(&instrument.schema);
                workspace.finish(
                    id,
                    &Finished {
                        body: &body,
                        at: simulated.finished.timestamp(),
                        week: &week(&simulated.finished),
                        minutes: Some(20),
                        title: "",
                    },
                )?;
                bodies.push(body);
            }
            Ok::<_, store::Error>(bodies)
        })
        .unwrap()
}

#[test]
fn twenty_laptops_make_one_city() {
    let city = survey();
    let mut backwards = city.packages.clone();
    backwards.reverse();
    let stick = vec![city.folder.path().join("stick")];
    let orders: [(&str, Vec<Vec<PathBuf>>); 2] = [
        ("all at once from the stick, twice", vec![stick.clone(), stick]),
        (
            "backwards in sevens, then all again",
            backwards
                .chunks(7)
                .map(<[PathBuf]>::to_vec)
                .chain([city.packages.clone()])
                .collect(),
        ),
    ];
    let mut contents = Vec::new();
    for (name, piles) in orders {
        let path = city.folder.path().join(format!("{name}.phieu"));
        let mut master = merge::open_or_create(&path, &PASSPHRASE.into(), &piles[0]).unwrap();
        for pile in &piles {
            let plan = merge::plan(&mut master, pile, MergeOptions::default(), &Silent).unwrap();
            assert_eq!(plan.refused().count(), 0, "{name}");
            merge::apply(&mut master, &Silent).unwrap();
        }
        let again = merge::plan(&mut master, &city.packages, MergeOptions::default(), &Silent).unwrap();
        assert!(
            again
                .packages
                .iter()
                .all(|package| matches!(package.verdict, Verdict::AlreadyMerged { .. }))
        );
        let totals = merge::totals(&master).unwrap();
        assert_eq!(
            (totals[0].records as usize, totals[0].conflicts),
            (LAPTOPS as usize * INTERVIEWS, 0),
            "{name}"
        );
        let report = index_of_master(&master, None, &IndexRequest::default(), &Silent).unwrap();
        assert_eq!(report.nodes.len(), city.expected.nodes.len(), "{name}");
        for (found, expected) in report.nodes.iter().zip(&city.expected.nodes) {
            assert_eq!(found, expected, "{name}");
        }
        contents.push(master.content_hash().unwrap());
    }
    assert_eq!(contents[0], contents[1]);
    let units = city
        .expected
        .nodes
        .iter()
        .filter_map(|node| node.unit.as_ref())
        .collect::<std::collections::BTreeSet<_>>();
    assert!(units.len() > 100, "the survey reaches {} wards", units.len());
}
