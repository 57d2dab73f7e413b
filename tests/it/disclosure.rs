//! Disclosure risk against published figures and those of established programs.
//!
//! The tables lie in the folder that `PHIEU_ORACLES` names; without it every test here says so and passes.

use std::path::PathBuf;

use phieu::privacy::microaggregation::Microaggregation;
use phieu::privacy::microdata::{CodedColumn, Microdata, Weight};
use phieu::privacy::recoding::{Hierarchy, QuasiIdentifier, ReleaseRequest, SearchBounds, search};
use phieu::privacy::risk::{Classes, Frequencies, IndividualRisks, Reading, Requirement, Suda, SudaOptions};
use phieu::privacy::suppress::{Suppression, suppress, suppress_wildcard};
use phieu::words::Silent;

/// A file of the folder, read as a table of texts.
struct Oracle {
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Oracle {
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    fn read(name: &str) -> Option<Self> {
        let Some(folder) = std::env::var_os("PHIEU_ORACLES") else {
            println!("{name}: skipped, PHIEU_ORACLES is not set");
            return None;
        };
        let mut reader = csv::Reader::from_path(PathBuf::from(folder).join(name)).unwrap();
        let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().collect::<Result<_, _>>().unwrap();
        Some(Self { header, rows })
    }

    fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        let at = self.header.iter().position(|header| header == name).unwrap();
        self.rows.iter().map(move |row| &row[at])
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        self.texts(name).map(|text| text.parse().unwrap()).collect()
    }

    /// The named columns, weighted.
    fn microdata(&self, columns: &[&str], weight: &str) -> Microdata {
        let columns = columns
            .iter()
            .map(|name| CodedColumn::from_texts(*name, self.texts(name)))
            .collect();
        let weights = self.numbers(weight).into_iter().map(|weight| Weight::of(weight).unwrap()).collect();
        Microdata::new(columns).unwrap().with_weights(weights).unwrap()
    }
}

fn all(microdata: &Microdata) -> Vec<usize> {
    (0..microdata.columns().len()).collect()
}

/// The households of `testdata.csv` under their seven quasi-identifiers.
fn households() -> Option<Microdata> {
    let keys = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"];
    Some(Oracle::read("testdata.csv")?.microdata(&keys, "sampling_weight"))
}

#[test]
fn eight_records_have_the_frequencies_and_risks_of_sdcmicro() {
    let Some(oracle) = Oracle::read("francdat.csv") else { return };
    let microdata = oracle.microdata(&["Key1", "Key2", "Key3", "Key4"], "w");
    let classes = Classes::of(&microdata, &all(&microdata)).unwrap();
    let frequencies = Frequencies::of(&classes, Reading::Wildcard);
    let risks = IndividualRisks::of(&frequencies);
    let class = |record| classes.class_of(record).unwrap();
    let by_record = |of: &dyn Fn(usize) -> String| (0..8).map(|record| of(class(record))).collect::<Vec<_>>().join(" ");
    assert_eq!(by_record(&|class| frequencies.sample(class).to_string()), "2 2 2 1 1 1 1 2");
    assert_eq!(
        by_record(&|class| frequencies.population(class).persons().to_string()),
        "110 84.5 84.5 17 541 8 5 110"
    );
    assert_eq!(
        by_record(&|class| format!("{:.8}", risks.risk(class))),
        "0.01714426 0.02204233 0.02204233 0.17707583 0.01165448 0.29706308 0.40235948 0.01714426"
    );
}

#[test]
fn households_are_as_unsafe_as_sdcmicro_finds_them() {
    let Some(microdata) = households() else { return };
    let classes = Classes::of(&microdata, &all(&microdata)).unwrap();
    for reading in Reading::ALL {
        let frequencies = Frequencies::of(&classes, reading);
        assert_eq!([2, 3, 5, 10].map(|k| frequencies.below(k)), [157, 281, 458, 741]);
        let global = IndividualRisks::of(&frequencies).global();
        assert_eq!(format!("{:.4}", global.expected), "10.7783");
        assert_eq!(format!("{:.6}", global.share * 100.0), "0.235334");
    }
}

#[test]
fn special_households_are_those_of_sdcmicro() {
    let Some(microdata) = households() else { return };
    let classes = Classes::of(&microdata, &all(&microdata)).unwrap();
    let suda = Suda::of(&classes, SudaOptions::default()).unwrap();
    assert_eq!((suda.special(), suda.highest()), (157, 720));
}

/// What sdcMicro's local suppression blanks in the households for these k.
const SDCMICRO: [(u32, u64); 4] = [(2, 157), (3, 293), (5, 500), (10, 911)];

/// The least f in each reading after a suppression.
fn least(microdata: &Microdata, suppression: &Suppression) -> [u64; 2] {
    let mut released = microdata.clone();
    suppression.apply(&mut released);
    let classes = Classes::of(&released, &all(&released)).unwrap();
    Reading::ALL.map(|reading| Frequencies::of(&classes, reading).least())
}

#[test]
fn households_lose_fewer_cells_than_by_sdcmicro_when_blanks_match_anything() {
    let Some(microdata) = households() else { return };
    for (k, theirs) in SDCMICRO {
        let suppression = suppress_wildcard(&microdata, &all(&microdata), k, &[1; 7]).unwrap();
        let [wildcard, _] = least(&microdata, &suppression);
        assert!(wildcard >= u64::from(k));
        assert!(
            suppression.cells() <= theirs,
            "k = {k}: {} cells, sdcMicro {theirs}",
            suppression.cells()
        );
    }
}

#[test]
fn households_stay_useful_when_both_readings_must_hold() {
    let Some(microdata) = households() else { return };
    for (k, theirs) in SDCMICRO {
        let suppression = suppress(&microdata, &all(&microdata), &Requirement::k(k), &[1; 7]).unwrap();
        assert!(least(&microdata, &suppression).iter().all(|least| *least >= u64::from(k)));
        assert!(
            suppression.cells() <= 2 * theirs,
            "k = {k}: {} cells, sdcMicro {theirs}",
            suppression.cells()
        );
    }
}

#[test]
fn microaggregated_numbers_lose_what_the_literature_says() {
    let Some(oracle) = Oracle::read("CASCrefmicrodata.csv") else {
        return;
    };
    let columns: Vec<Vec<f64>> = oracle.header.iter().map(|name| oracle.numbers(name)).collect();
    for (k, percent) in [(3, "5.69"), (4, "7.49"), (5, "9.09"), (10, "14.16")] {
        let groups = Microaggregation::of(&columns, k).unwrap();
        assert_eq!(format!("{:.2}", groups.loss() * 100.0), percent, "k = {k}");
    }
}

/// A release of the households in which every quasi-identifier may be withheld, and what `relat` tells be cut to head, spouse, child or
/// other.
fn release(microdata: &Microdata, k: u32, with_levels: bool) -> ReleaseRequest {
    let quasi = |column: usize| {
        let answered = Hierarchy::new(microdata.column(column).unwrap());
        let name = |labels: &[String]| labels.join("/");
        let hierarchy = match microdata.column(column).unwrap().name() {
            _ if !with_levels => answered,
            "relat" => answered.merged("head, spouse, child, other", &[1, 2, 3], name).withheld(),
            _ => answered.withheld(),
        };
        QuasiIdentifier {
            column,
            hierarchy,
            importance: 1,
        }
    };
    ReleaseRequest {
        quasi: all(microdata).into_iter().map(quasi).collect(),
        requirement: Requirement::k(k),
        most_blanked: 1.0,
        bounds: SearchBounds::default(),
    }
}

#[test]
fn the_search_for_a_release_is_honest_about_what_it_blanks() {
    let Some(microdata) = households() else { return };
    for (k, theirs) in SDCMICRO {
        let plain = search(&microdata, &release(&microdata, k, false), &Silent).unwrap();
        assert!(plain.is_complete && plain.after.is_met());
        assert_eq!(
            plain.before.readings.each_ref().map(|risk| risk.below),
            [microdata_below(&microdata, k); 2]
        );
        assert!(
            plain.loss.cells <= 2 * theirs,
            "k = {k}: {} cells, sdcMicro {theirs}",
            plain.loss.cells
        );
        let released = plain.apply(&microdata);
        assert_eq!(
            plain.loss.cells,
            released.columns().iter().map(|column| column.blanks() as u64).sum::<u64>()
        );
        let recoded = search(&microdata, &release(&microdata, k, true), &Silent).unwrap();
        assert!(recoded.after.is_met());
        assert!(
            recoded.loss.total <= plain.loss.total,
            "k = {k}: coarser levels are taken where they lose less"
        );
    }
}

fn microdata_below(microdata: &Microdata, k: u32) -> u64 {
    let classes = Classes::of(microdata, &all(microdata)).unwrap();
    Frequencies::of(&classes, Reading::Strict).below(u64::from(k))
}
