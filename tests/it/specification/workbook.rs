//! The XLSForm reference: types, columns, settings, parameters and appearances.

use phieu::form::{DataType, Finding, FindingKind, Severity, examine};
use phieu::words::{Lang, Words};

use super::{begin, files, form};

/// A type, further cells of its row as `column=text`, and what is stored; `None` for what holds no answer.
const TYPES: &[(&str, &str, Option<DataType>)] = &[
    ("integer", "", Some(DataType::Integer)),
    ("decimal", "", Some(DataType::Decimal)),
    ("range", "parameters=start=0 end=10 step=1", Some(DataType::Range)),
    ("text", "", Some(DataType::Text)),
    ("select_one c", "", Some(DataType::SelectOne)),
    ("select_multiple c", "", Some(DataType::SelectMultiple)),
    ("select_one_from_file places.csv", "", Some(DataType::SelectOne)),
    ("select_one_from_file wards.xml", "", Some(DataType::SelectOne)),
    ("select_one_from_file spots.geojson", "", Some(DataType::SelectOne)),
    ("select_multiple_from_file places.csv", "", Some(DataType::SelectMultiple)),
    ("rank c", "", Some(DataType::Rank)),
    ("note", "", Some(DataType::Note)),
    ("geopoint", "", Some(DataType::Geopoint)),
    ("geotrace", "", Some(DataType::Geotrace)),
    ("geoshape", "", Some(DataType::Geoshape)),
    ("date", "", Some(DataType::Date)),
    ("time", "", Some(DataType::Time)),
    ("dateTime", "", Some(DataType::DateTime)),
    ("image", "", Some(DataType::Image)),
    ("audio", "", Some(DataType::Audio)),
    ("background-audio", "", Some(DataType::Metadata)),
    ("video", "", Some(DataType::Video)),
    ("file", "", Some(DataType::File)),
    ("barcode", "", Some(DataType::Barcode)),
    ("calculate", "calculation=1 + 1", Some(DataType::Text)),
    ("acknowledge", "", Some(DataType::Acknowledge)),
    ("hidden", "", Some(DataType::Text)),
    ("xml-external", "", None),
    ("csv-external", "", None),
    ("start", "", Some(DataType::Metadata)),
    ("end", "", Some(DataType::Metadata)),
    ("today", "", Some(DataType::Metadata)),
    ("deviceid", "", Some(DataType::Metadata)),
    ("phonenumber", "", Some(DataType::Metadata)),
    ("username", "", Some(DataType::Metadata)),
    ("email", "", Some(DataType::Metadata)),
    ("start-geopoint", "", Some(DataType::Metadata)),
    ("simserial", "", Some(DataType::Metadata)),
    ("subscriberid", "", Some(DataType::Metadata)),
];

/// A row of the survey sheet with a column for each of its further cells.
fn workbook(type_name: &str, cells: &str) -> String {
    let (heads, texts): (Vec<&str>, Vec<&str>) = cells.split(';').filter_map(|cell| cell.split_once('=')).unzip();
    let (heads, texts) = (row_of(&heads), row_of(&texts));
    format!(
        "| survey |\n| | type | name | label |{heads}\n| | {type_name} | q | Q |{texts}\n| | text | other | O |\n\
         | choices |\n| | list_name | name | label |\n| | c | a | A |\n| | c | b | B |\n"
    )
}

fn row_of(cells: &[&str]) -> String {
    if cells.is_empty() {
        return String::new();
    }
    format!(" {} |", cells.join(" | "))
}

#[test]
fn every_type_is_read_and_begun() {
    for (type_name, cells, expected) in TYPES {
        let form = form("f.md", &workbook(type_name, cells));
        let found = form.ids().find(|id| form.node(*id).name == "q").and_then(|id| form.question(id));
        assert_eq!(found.map(|question| question.data), *expected, "{type_name}");
        begin(form);
    }
}

#[test]
fn every_column_has_its_effect() {
    #[track_caller]
    fn case(cells: &str, has: impl Fn(&str) -> bool) {
        let xml = form("f.md", &workbook("text", cells)).to_xform();
        assert!(has(&xml), "{cells}\n{xml}");
    }
    let holding = |text: &'static str| move |xml: &str| xml.contains(text);
    case("hint=Help", holding("<hint>Help</hint>"));
    case("guidance_hint=More", holding(r#"<value form="guidance">More</value>"#));
    case("constraint=. != 'x';constraint_message=No x", holding(r#"jr:constraintMsg="No x""#));
    case("required=yes;required_message=Needed", holding(r#"jr:requiredMsg="Needed""#));
    case("required=${other} = 1", holding(r#"required="/data/other = 1""#));
    case("default=An", holding("<q>An</q>"));
    case("default=today()", holding(r#"value="today()""#));
    case("relevant=${other} = 'y'", holding("relevant="));
    case("read_only=yes", holding(r#"readonly="true()""#));
    case("appearance=multiline", holding(r#"appearance="multiline""#));
    case("calculation=1 + 1", holding(r#"calculate="1 + 1""#));
    case("trigger=${other};calculation=now()", holding("xforms-value-changed"));
    case("image=a.png;audio=a.mp3;video=a.mp4;big-image=b.png", |xml| {
        ["jr://images/a.png", "jr://audio/a.mp3", "jr://video/a.mp4", "jr://images/b.png"]
            .iter()
            .all(|file| xml.contains(file))
    });
    case("audio=a.mp3;autoplay=audio", holding(r#"autoplay="audio""#));
    case("bind::odk:length=5", holding(r#"odk:length="5""#));
    case("body::accuracyThreshold=3", holding(r#"accuracyThreshold="3""#));
    case("label::Tiếng Việt (vi)=Câu", holding(r#"lang="Tiếng Việt (vi)""#));
    case("disabled=yes", |xml| !xml.contains("/data/q"));
}

#[test]
fn every_setting_is_understood() {
    let text = "| settings |\n\
        | | form_title | form_id | version | instance_name | default_language | style | public_key | submission_url | auto_send | auto_delete | allow_choice_duplicates | clean_text_values | name | namespaces | instance_xmlns | client_editable |\n\
        | | Title | id | 7 | ${q} | vi | pages | key | https://example.org | true | false | yes | yes | root | esri=\"http://esri.com\" | urn:x | yes |\n\
        | survey |\n| | type | name | label::vi | label::en |\n| | text | q | Câu | Q |\n";
    let form = form("f.md", text);
    assert_eq!(
        (
            form.title.as_str(),
            form.id.as_str(),
            form.version.as_str(),
            form.style.as_str(),
            form.root.as_str()
        ),
        ("Title", "id", "7", "pages", "root")
    );
    assert_eq!(form.languages[usize::from(form.default_language.0)].name, "vi");
    assert!(form.instance_name.is_some());
    let xml = form.to_xform();
    for part in [
        "https://example.org",
        "orx:auto-send",
        "orx:auto-delete",
        "base64RsaPublicKey",
        "urn:x",
        "odk:client-editable",
    ] {
        assert!(xml.contains(part), "{part}\n{xml}");
    }
}

#[test]
fn every_parameter_goes_along() {
    for (type_name, parameters) in [
        ("select_one c", "randomize=true seed=42"),
        ("select_one_from_file places.csv", "value=name label=district"),
        ("range", "start=0 end=10 step=2 tick_interval=4 placeholder=6"),
        ("text", "rows=4"),
        ("image", "max-pixels=1024"),
        ("image", "app=com.example.camera"),
        ("audio", "quality=voice-only"),
        ("geopoint", "capture-accuracy=5 warning-accuracy=20 allow-mock-accuracy=true"),
        ("geotrace", "incremental=true"),
        (
            "audit",
            "track-changes=true track-changes-reasons=on-form-edit identify-user=true location-priority=balanced location-min-interval=60 location-max-age=120",
        ),
    ] {
        let name = if type_name == "audit" { "audit" } else { "q" };
        let text = workbook(type_name, &format!("parameters={parameters}")).replace("| q | Q |", &format!("| {name} | Q |"));
        let workbook = form("f.md", &text);
        let again = form("f.xml", &workbook.to_xform());
        let of = |form: &phieu::form::Form| {
            let id = form.ids().find(|id| form.node(*id).name == name).unwrap();
            let question = form.question(id).unwrap();
            let mut pairs: Vec<String> = question.parameters.iter().map(|(key, value)| format!("{key}={value}")).collect();
            // What is said of the choices is said there.
            if let Some(itemset) = &question.choices {
                pairs.retain(|pair| !["randomize", "seed", "value", "label"].contains(&pair.split('=').next().unwrap()));
                let seed = itemset.seed.as_ref().map(|seed| seed.expression.source.to_string());
                pairs.push(format!("{} {seed:?} {} {}", itemset.is_randomized, itemset.value, itemset.label));
            }
            pairs.sort();
            pairs
        };
        assert_eq!(of(&again), of(&workbook), "{type_name} {parameters}");
        assert!(!of(&workbook).is_empty());
    }
}

/// Appearances that ask for what a laptop does not have.
const OF_A_PHONE: [&str; 17] = [
    "ex:com.example.app",
    "printer:x",
    "bearing",
    "image-map",
    "map",
    "bikram-sambat",
    "ethiopian",
    "coptic",
    "islamic",
    "myanmar",
    "persian",
    "maps",
    "placement-map",
    "hide-input",
    "annotate",
    "new",
    "new-front",
];

#[test]
fn what_only_a_phone_knows_is_told_and_keeps_its_column() {
    for type_name in ["simserial", "subscriberid", "start-geopoint", "background-audio"] {
        let (form, findings) = examine("f.md", workbook(type_name, "").as_bytes(), &files());
        let is_told = |finding: &Finding| matches!(&finding.kind, FindingKind::NoSource { feature, .. } if feature == type_name);
        assert!(form.is_some() && findings.iter().any(is_told), "{type_name}: {findings:?}");
    }
    let (_, findings) = examine("f.md", workbook("note", "audio=a.mp3;autoplay=audio").as_bytes(), &files());
    let said: Vec<String> = findings.iter().map(|finding| finding.say(Words::new(Lang::Vi))).collect();
    assert!(said.iter().any(|text| text.contains("`autoplay`")), "{said:?}");
}

#[test]
fn every_appearance_is_honoured_or_told_of() {
    for (type_name, words) in [
        (
            "text",
            "multiline numbers url masked thousands-sep ex:com.example.app printer:x hidden-answer",
        ),
        ("integer", "thousands-sep counter"),
        ("decimal", "thousands-sep bearing"),
        (
            "select_one c",
            "minimal quick autocomplete search likert columns columns-3 columns-pack no-buttons image-map map label list-nolabel list picker",
        ),
        ("select_multiple c", "minimal columns-pack compact horizontal quickcompact-2"),
        (
            "date",
            "no-calendar month-year year bikram-sambat ethiopian coptic islamic myanmar persian",
        ),
        ("geopoint", "maps placement-map hide-input"),
        ("image", "signature draw annotate new new-front hidden-answer"),
        ("range", "vertical no-ticks picker rating distress"),
        ("note", "w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12"),
    ] {
        for word in words.split_whitespace() {
            let cells = if type_name == "range" {
                format!("parameters=start=1 end=5 step=1;appearance={word}")
            } else {
                format!("appearance={word}")
            };
            let (form, findings) = examine("f.md", workbook(type_name, &cells).as_bytes(), &files());
            let loud: Vec<_> = findings
                .iter()
                .filter(|finding| finding.kind.severity() == Severity::Error)
                .collect();
            assert!(form.is_some() && loud.is_empty(), "{type_name} {word}: {loud:?}");
            let is_told = findings
                .iter()
                .any(|finding| matches!(&finding.kind, FindingKind::Unsupported { feature, .. } if feature == word));
            assert_eq!(is_told, OF_A_PHONE.contains(&word), "{type_name} {word}: {findings:?}");
        }
    }
}
