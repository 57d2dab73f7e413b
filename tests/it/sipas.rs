//! The built-in SIPAS form as a respondent meets it.

use phieu::app::instrument;
use phieu::instrument::Instrument;

use crate::run::{Test, project};

#[test]
fn the_workbook_of_the_built_in_form_is_the_same_form() {
    let test = Test::new();
    test.run(["instrument", "sipas-citizen", "-o", "sipas.xlsx"]).success();
    let built_in = Instrument::built_in("sipas-citizen").unwrap();
    let from_workbook = instrument::named(test.path("sipas.xlsx").to_str().unwrap()).unwrap();
    assert_eq!(built_in.identity, from_workbook.identity);
}

#[test]
fn a_refusal_of_consent_ends_the_interview() {
    let test = Test::new();
    let form = project("assets/instruments/sipas-citizen.md");
    let form = form.to_str().unwrap();
    let try_script = |script: &str| {
        test.file("script.json", script);
        test.run(["try", form, "--script", "script.json"])
    };
    let fresh = try_script(r#"{"steps": []}"#).success().json();
    let node = |state: &serde_json::Value, name: &str| {
        let nodes = state["nodes"].as_array().unwrap();
        nodes
            .iter()
            .find(|node| node["ref"].as_str().unwrap().ends_with(name))
            .unwrap()
            .clone()
    };
    assert_eq!(node(&fresh, "/consent")["value"], "", "consent is never given in advance");
    assert_eq!(node(&fresh, "/ward")["relevant"], false, "nothing is asked before it");
    let agreed = try_script(r#"{"steps": [{"answer": "/data/intro/consent", "value": "agree"}]}"#)
        .success()
        .json();
    assert_eq!(node(&agreed, "/ward")["relevant"], true);
    let declined = try_script(r#"{"steps": [{"answer": "/data/intro/consent", "value": "decline"}]}"#)
        .success()
        .json();
    assert_eq!(node(&declined, "/ward")["relevant"], false);
    try_script(r#"{"steps": [{"answer": "/data/main/a/sex", "value": "male"}]}"#)
        .stderr("error: step 1: not relevant: `/data/main/a/sex`\n")
        .failure();
}

#[test]
fn whoever_had_no_contact_is_not_asked_about_service() {
    let test = Test::new();
    let form = project("assets/instruments/sipas-citizen.md");
    let relevant = |answer: &str| {
        let script = format!(
            r#"{{"steps": [{{"answer": "/data/intro/consent", "value": "agree"}}, {{"answer": "/data/main/b/q8/q8_2", "value": "{answer}"}}]}}"#
        );
        test.file("script.json", script);
        let state = test
            .run(["try", form.to_str().unwrap(), "--script", "script.json"])
            .success()
            .json();
        let nodes = state["nodes"].as_array().unwrap();
        let q9 = |node: &&serde_json::Value| node["ref"].as_str().unwrap().contains("/q9/q9_") && node["relevant"] == true;
        nodes.iter().filter(q9).count()
    };
    assert_eq!(relevant("no"), 23);
    assert_eq!(relevant("yes"), 39);
}
