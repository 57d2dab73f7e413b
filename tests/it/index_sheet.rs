//! What `assets/docs/index-sheet.md` promises: its sheets compile, and reproduce what was published.

use phieu::app::index::{IndexReport, IndexRequest, IndexRun, index_of_leaves};
use phieu::dataset::{Record, Value};
use phieu::form::NoAttachments;
use phieu::instrument::Instrument;

const PAGE: &str = include_str!("../../assets/docs/index-sheet.md");
const SIPAS: &str = include_str!("../../assets/instruments/sipas-citizen.md");

/// The text of a fenced block of the page.
fn block(name: &str) -> &'static str {
    let start = PAGE.find(&format!("\n```{name}\n")).unwrap() + name.len() + 5;
    let length = PAGE[start..].find("\n```").unwrap();
    &PAGE[start..=start + length]
}

#[track_caller]
fn compile(name: &str, markdown: &str) -> Instrument {
    let (instrument, findings) = Instrument::read(&format!("{name}.md"), markdown.as_bytes(), &NoAttachments);
    instrument.unwrap_or_else(|| panic!("{findings:#?}"))
}

fn page(name: &str) -> Instrument {
    compile(name, block(name))
}

/// The SIPAS form with the page's index sheet in place of its own.
fn sipas() -> Instrument {
    let (form, _) = SIPAS.split_once("| index |").unwrap();
    compile("sipas-citizen", &format!("{form}{}", block("sipas")))
}

#[track_caller]
fn leaves(instrument: &Instrument, values: &[(&str, f64)]) -> IndexReport {
    let lines: Vec<String> = values.iter().map(|(node, value)| format!("{node},{value}")).collect();
    let csv = format!("node,value\n{}\n", lines.join("\n"));
    index_of_leaves(&instrument.form, instrument.index.as_ref(), &csv).unwrap()
}

#[track_caller]
fn value(report: &IndexReport, unit: Option<&str>, node: &str) -> Option<f64> {
    let found = report
        .nodes
        .iter()
        .find(|score| score.node == node && score.unit.as_deref() == unit && score.by.is_none());
    found.unwrap_or_else(|| panic!("no {node} for {unit:?}")).value
}

#[track_caller]
fn assert_near(found: Option<f64>, expected: f64, within: f64) {
    let found = found.unwrap_or_else(|| panic!("blank instead of {expected}"));
    assert!((found - expected).abs() <= within, "{found} instead of {expected}");
}

/// A packed record as it leaves: cells by question, one list for each row of the repeat.
fn packed(instrument: &Instrument, answers: &[(&str, &str)], rows: &[&[(&str, &str)]]) -> Vec<u8> {
    let schema = &instrument.schema;
    let mut record = Record::blank(schema);
    for (name, text) in answers {
        let at = schema.named(name).unwrap();
        record.set(at, 0, Value::parse(text, schema.get(at).unwrap()));
    }
    for cells in rows {
        let row = record.add_row(schema, 1, 0);
        for (name, text) in *cells {
            let at = schema.named(name).unwrap();
            record.set(at, row, Value::parse(text, schema.get(at).unwrap()));
        }
    }
    record.pack(schema)
}

fn index(instrument: &Instrument, records: &[Vec<u8>]) -> IndexReport {
    let mut run = IndexRun::new(
        &instrument.form,
        instrument.index.as_ref(),
        &instrument.schema,
        &IndexRequest::default(),
    )
    .unwrap();
    for record in records {
        run.add(record).unwrap();
    }
    run.finish()
}

#[test]
fn the_pages_sipas_sheet_is_the_built_in_one() {
    assert_eq!(sipas().identity, Instrument::built_in("sipas-citizen").unwrap().identity);
}

#[test]
fn sipas_gives_the_published_totals() {
    #[track_caller]
    fn case(sipas: &Instrument, policy: f64, service: f64, total: f64) {
        let report = leaves(sipas, &[("policy", policy), ("service", service)]);
        assert_near(value(&report, None, "sipas"), total, 0.005);
    }
    let sipas = sipas();
    case(&sipas, 83.84, 84.09, 83.94);
    case(&sipas, 86.51, 86.49, 86.50);
    case(&sipas, 83.46, 83.72, 83.57);
}

#[test]
fn the_service_field_is_the_item_weighted_mean_of_its_factors() {
    let factors = [
        ("access", 83.0),
        ("procedures", 83.02),
        ("officials", 83.12),
        ("result", 83.03),
        ("feedback", 82.27),
    ];
    let report = leaves(&sipas(), &factors);
    assert_near(value(&report, None, "service"), 82.896, 0.0005);
    assert_eq!(value(&report, None, "policy"), None);
}

#[test]
fn papi_gives_the_published_sub_dimensions() {
    let papi = page("papi");
    let report = leaves(&papi, &[("d4_1_1", 0.675_724), ("d4_1_2", 0.613_164), ("d4_1_3", 0.510_403)]);
    assert_near(value(&report, None, "d4_1"), 1.599_468, 1e-6);
    let report = leaves(&papi, &[("d4_3_1", 0.403_518), ("d4_3_2", 1.984_565)]);
    assert_near(value(&report, None, "d4_3"), 1.150_485, 1e-6);
    let report = leaves(&papi, &[("d7_2_1", 0.188_355), ("d7_2_2", 0.807_177), ("d7_2_3", 0.293_638)]);
    assert_near(value(&report, None, "d7_2"), 1.622_503, 1e-6);
    let report = leaves(&papi, &[("d8_2_1", 0.795_263), ("d8_2_2", 0.947_365)]);
    assert_near(value(&report, None, "d8_2"), 2.917_802, 1e-6);
}

#[test]
fn papi_of_ha_noi_is_the_sum_of_its_eight_dimensions() {
    let values = [5.4275, 5.6707, 4.2760, 6.7348, 7.1611, 7.8486, 2.8688, 3.9728];
    let names = ["d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8"];
    let given: Vec<(&str, f64)> = names.into_iter().zip(values).collect();
    let papi = page("papi");
    // The published total was summed before rounding.
    assert_near(value(&leaves(&papi, &given), None, "papi"), 43.9603, 0.0001);
    assert_eq!(value(&leaves(&papi, &given[1..]), None, "papi"), None);
}

#[test]
fn papi_leaves_a_value_from_fewer_than_fifteen_answers_blank() {
    let papi = page("papi");
    let of = |count: usize| {
        let records: Vec<_> = (0..count)
            .map(|_| packed(&papi, &[("province", "01"), ("land_honest", "yes")], &[]))
            .collect();
        value(&index(&papi, &records), Some("01"), "d4_1_1")
    };
    assert_eq!(of(14), None);
    assert_eq!(of(15), Some(1.0));
}

#[test]
fn a_reversed_indicator_counts_the_other_way_round() {
    let report = leaves(&page("papi"), &[("d7_1_1", 0.2)]);
    assert_eq!(value(&report, None, "d7_1_1"), Some(0.2));
    assert_near(value(&report, None, "d7_1"), 1.0 / 3.0 + 3.0 * 0.8, 1e-12);
}

#[test]
fn pci_gives_the_published_totals_of_two_provinces() {
    #[track_caller]
    fn case(pci: &Instrument, names: &[&str; 10], values: [f64; 10], total: f64) {
        let given: Vec<(&str, f64)> = names.iter().copied().zip(values).collect();
        assert_near(value(&leaves(pci, &given), None, "pci"), total, 0.02);
    }
    let pci = page("pci");
    let names = [
        "entry",
        "land",
        "transparency",
        "time",
        "informal",
        "competition",
        "proactive",
        "support",
        "labour",
        "law",
    ];
    case(&pci, &names, [7.98, 6.63, 6.60, 7.18, 5.94, 5.39, 5.96, 7.06, 7.91, 6.30], 68.80);
    case(&pci, &names, [7.16, 7.00, 7.20, 7.89, 7.10, 7.69, 7.96, 6.68, 7.95, 7.58], 73.40);
}

#[test]
fn provinces_side_by_side_are_ranked() {
    let pci = page("pci");
    let csv = "unit;node;value\n01;entry;7,98\n22;entry;7,16\n79;entry;7,98\n";
    let report = index_of_leaves(&pci.form, pci.index.as_ref(), csv).unwrap();
    let ranks: Vec<_> = report
        .nodes
        .iter()
        .filter(|score| score.node == "entry")
        .map(|score| (score.unit.clone().unwrap(), score.rank, score.of))
        .collect();
    assert_eq!(
        ranks,
        [
            ("01".to_owned(), Some(1), Some(3)),
            ("22".to_owned(), Some(3), Some(3)),
            ("79".to_owned(), Some(1), Some(3))
        ]
    );
}

#[test]
fn ddci_maps_a_scale_of_four_points_to_ten() {
    let ddci = page("ddci");
    let records = [packed(&ddci, &[("office", "finance"), ("e1", "4"), ("e2", "3"), ("t1", "1")], &[])];
    let report = index(&ddci, &records);
    assert_eq!(value(&report, Some("finance"), "entry"), Some(1.0 + 9.0 * 2.5 / 3.0));
    assert_eq!(value(&report, Some("finance"), "transparency"), Some(1.0));
    assert_near(value(&report, None, "ddci"), (60.0 * 8.5 + 40.0) / 10.0, 1e-9);
}

#[test]
fn officials_are_averaged_within_their_group_first() {
    let par = page("par");
    let records = [
        packed(
            &par,
            &[("post", "council")],
            &[
                &[("office", "finance"), ("steering_1", "3")],
                &[("office", "justice"), ("steering_1", "1")],
            ],
        ),
        packed(&par, &[("post", "commune")], &[&[("office", "finance"), ("steering_1", "1")]]),
        packed(&par, &[("post", "commune")], &[&[("office", "finance"), ("steering_1", "2")]]),
    ];
    let report = index(&par, &records);
    // The council says 6 of 6, two commune leaders 1.5 of 6 on average; the council counts double.
    assert_near(value(&report, Some("finance"), "steering_plan"), (2.0 * 6.0 + 1.5) / 3.0, 1e-12);
    assert_eq!(value(&report, Some("justice"), "steering_plan"), Some(0.0));
    // Nothing but this criterion was rated, so it alone is the index: 4.5 of 6.
    assert_near(value(&report, Some("finance"), "par"), 75.0, 1e-12);
}

#[test]
fn n_counts_answers_at_a_leaf_and_respondents_above() {
    let par = page("par");
    let rating = |office, first, second| [("office", office), ("steering_1", first), ("steering_2", second)];
    let records = [
        packed(
            &par,
            &[("post", "council")],
            &[&rating("finance", "3", "99"), &rating("justice", "3", "2")],
        ),
        packed(&par, &[("post", "commune")], &[&rating("finance", "", "2")]),
    ];
    let report = index(&par, &records);
    let n = |unit: Option<&str>, node: &str| {
        report
            .nodes
            .iter()
            .find(|score| score.unit.as_deref() == unit && score.node == node)
            .unwrap()
            .n
            .unwrap()
    };
    assert_eq!(n(Some("finance"), "steering_plan"), 1);
    assert_eq!(n(Some("finance"), "steering_order"), 1);
    assert_eq!(n(Some("finance"), "steering"), 2);
    assert_eq!(n(None, "steering_plan"), 2);
    assert_eq!(n(None, "steering"), 2);
}

#[test]
fn a_condition_chooses_the_rows_that_count() {
    let par = page("par");
    let rating = |office, dossiers| [("office", office), ("steering_1", "3"), ("digital_1", "3"), ("dossiers", dossiers)];
    let records = [packed(
        &par,
        &[("post", "council")],
        &[&rating("finance", "4"), &rating("justice", "0")],
    )];
    let report = index(&par, &records);
    assert_eq!(value(&report, Some("finance"), "digital_use"), Some(10.0));
    assert_eq!(value(&report, Some("justice"), "digital_use"), None);
}

#[test]
fn a_commune_without_a_survey_is_scaled_to_a_hundred() {
    let commune = page("commune");
    let records = [packed(&commune, &[("commune", "00004"), ("p1", "15"), ("p2", "57.5")], &[])];
    assert_near(
        value(&index(&commune, &records), Some("00004"), "frame"),
        100.0 * 72.5 / 80.0,
        1e-12,
    );
    let report = leaves(&commune, &[("c1", 15.0), ("c2", 57.5), ("survey_points", 18.0)]);
    assert_near(value(&report, None, "frame"), 90.5, 1e-12);
}
