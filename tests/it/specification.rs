//! The form language, entry by entry: every function, type, event and parameter of the ODK XForms specification and of the XLSForm
//! reference, each used in a form that is read and filled in.

mod functions;
mod workbook;
mod xform;

use std::collections::BTreeMap;
use std::sync::Arc;

use phieu::form::{Finding, Form, Severity, read};
use phieu::interview::{Ambient, Answer, Interview, Step};

fn ambient() -> Ambient {
    Ambient {
        now: "2026-11-22T08:05:09.012+07:00[+07:00]".parse().unwrap(),
        seed: 1,
        device: BTreeMap::from([
            ("deviceid".to_owned(), "laptop-1".to_owned()),
            ("username".to_owned(), "lan".to_owned()),
            ("email".to_owned(), "lan@example.org".to_owned()),
            ("phonenumber".to_owned(), "0912".to_owned()),
        ]),
    }
}

/// Files that lie beside the forms.
fn files() -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([
        ("places.csv".to_owned(), b"name,label,district\n1,Dong Hoi,da\n2,Phuc Loi,lb\n".to_vec()),
        (
            "wards.xml".to_owned(),
            b"<root><item><name>w</name><label>Ward</label></item></root>".to_vec(),
        ),
        (
            "spots.geojson".to_owned(),
            br#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"s","geometry":{"type":"Point","coordinates":[105.85,21.03]},"properties":{"title":"Spot"}}]}"#
                .to_vec(),
        ),
    ])
}

/// A form that has nothing wrong with it.
#[track_caller]
fn form(name: &str, text: &str) -> Form {
    let (form, findings) = read(name, text.as_bytes(), &files());
    let errors: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.kind.severity() == Severity::Error)
        .collect();
    form.unwrap_or_else(|| panic!("{errors:#?}\n{text}"))
}

fn begin(form: Form) -> Interview {
    Interview::new(Arc::new(form), &ambient())
}

#[track_caller]
fn answer(interview: &mut Interview, at: &str, text: &str) {
    let step = Step::Answer {
        at: at.to_owned(),
        answer: Answer::Text(text.to_owned()),
    };
    interview.apply(&step, &ambient()).unwrap();
}

#[track_caller]
fn value(interview: &Interview, at: &str) -> String {
    let found = interview.find(at).unwrap_or_else(|| panic!("no {at}"));
    interview.value(found).to_owned()
}
