//! The ODK XForms specification: data types, attributes of binds and controls, preloads, events, repeats, translations.

use std::sync::Arc;

use phieu::form::{DataType, Form, Kind, NodeId};
use phieu::interview::{Interview, Step};

use super::{ambient, answer, begin, form, value};

/// An XForm around an instance's content, further things of the model, and a body.
fn xform(instance: &str, model: &str, body: &str) -> String {
    format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"
            xmlns:odk="http://www.opendatakit.org/xforms" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>T</h:title><model>
            <instance><data id="t">{instance}</data></instance>{model}</model></h:head><h:body>{body}</h:body></h:html>"#
    )
}

fn find(form: &Form, path: &str) -> NodeId {
    form.ids().find(|id| form.path(*id) == path).unwrap_or_else(|| panic!("no {path}"))
}

#[test]
fn every_data_type_is_stored_as_what_it_is() {
    for (bound, expected) in [
        ("string", DataType::Text),
        ("int", DataType::Integer),
        ("boolean", DataType::Text),
        ("decimal", DataType::Decimal),
        ("date", DataType::Date),
        ("time", DataType::Time),
        ("dateTime", DataType::DateTime),
        ("geopoint", DataType::Geopoint),
        ("geotrace", DataType::Geotrace),
        ("geoshape", DataType::Geoshape),
        ("binary", DataType::File),
        ("barcode", DataType::Barcode),
        ("intent", DataType::Text),
        ("xsd:int", DataType::Integer),
        ("unheard-of", DataType::Text),
    ] {
        let bind = format!(r#"<bind nodeset="/data/q" type="{bound}"/>"#);
        let form = form("t.xml", &xform("<q/>", &bind, r#"<input ref="/data/q"><label>Q</label></input>"#));
        assert_eq!(form.question(find(&form, "/data/q")).unwrap().data, expected, "{bound}");
    }
}

#[test]
fn every_control_asks_for_what_it_takes() {
    for (control, expected) in [
        (r#"<input ref="/data/q"/>"#, DataType::Text),
        (r#"<secret ref="/data/q"/>"#, DataType::Text),
        (
            r#"<select1 ref="/data/q"><item><label>A</label><value>a</value></item></select1>"#,
            DataType::SelectOne,
        ),
        (
            r#"<select ref="/data/q"><item><label>A</label><value>a</value></item></select>"#,
            DataType::SelectMultiple,
        ),
        (
            r#"<odk:rank ref="/data/q"><item><label>A</label><value>a</value></item></odk:rank>"#,
            DataType::Rank,
        ),
        (r#"<upload ref="/data/q" mediatype="image/*"/>"#, DataType::Image),
        (r#"<upload ref="/data/q" mediatype="audio/*"/>"#, DataType::Audio),
        (r#"<upload ref="/data/q" mediatype="video/*"/>"#, DataType::Video),
        (r#"<upload ref="/data/q" mediatype="application/*"/>"#, DataType::File),
        (r#"<upload ref="/data/q" mediatype="video/*" accept="image/*"/>"#, DataType::Image),
        (r#"<trigger ref="/data/q"/>"#, DataType::Acknowledge),
        (r#"<range ref="/data/q" start="1" end="5" step="1"/>"#, DataType::Range),
    ] {
        let form = form("t.xml", &xform("<q/>", "", control));
        let question = form.question(find(&form, "/data/q")).unwrap();
        assert!(question.is_asked && question.data == expected, "{control}: {:?}", question.data);
    }
}

#[test]
fn every_attribute_of_a_bind_holds() {
    let binds = r#"<bind nodeset="/data/q" type="int" readonly="/data/lock = 'y'" required="true()" jr:requiredMsg="Needed"
        relevant="/data/hide != 'y'" constraint=". &lt; 10" jr:constraintMsg="Less than 10" saveIncomplete="true()"/>
        <bind nodeset="/data/twice" calculate="/data/q * 2"/><bind nodeset="/data/photo" type="binary" orx:max-pixels="1024"/>"#;
    let body = r#"<input ref="/data/q"/><input ref="/data/lock"/><input ref="/data/hide"/><upload ref="/data/photo" mediatype="image/*"/>"#;
    let form = form("t.xml", &xform("<q/><lock/><hide/><twice/><photo/>", binds, body));
    assert_eq!(form.question(find(&form, "/data/photo")).unwrap().parameters["max-pixels"], "1024");
    assert!(
        form.to_xform().contains(r#"saveIncomplete="true()""#),
        "what others do with it goes along"
    );
    let mut interview = begin(form);
    let at = interview.find("/data/q").unwrap();
    assert_eq!(interview.violation_message(at).as_deref(), Some("Needed"));
    answer(&mut interview, "/data/q", "12");
    assert_eq!(interview.violation_message(at).as_deref(), Some("Less than 10"));
    answer(&mut interview, "/data/q", "4");
    assert_eq!((interview.violation(at), value(&interview, "/data/twice").as_str()), (None, "8"));
    answer(&mut interview, "/data/lock", "y");
    assert!(interview.is_read_only(at));
    answer(&mut interview, "/data/hide", "y");
    assert!(!interview.is_relevant(at) && !interview.xml().contains("<q>"));
}

#[test]
fn every_preload_fills_in_its_value() {
    for (preload, parameters, expected) in [
        ("uid", "", "uuid:"),
        ("timestamp", "start", "2026-11-22T08:05:09.012+07:00"),
        ("timestamp", "end", "2026-11-22T08:05:10.000+07:00"),
        ("date", "today", "2026-11-22"),
        ("property", "deviceid", "laptop-1"),
        ("property", "email", "lan@example.org"),
        ("property", "username", "lan"),
        ("property", "phone number", "0912"),
        ("property", "phonenumber", "0912"),
    ] {
        let bind = format!(r#"<bind nodeset="/data/m" jr:preload="{preload}" jr:preloadParams="{parameters}"/>"#);
        let mut interview = begin(form("t.xml", &xform("<m/><q/>", &bind, r#"<input ref="/data/q"/>"#)));
        let later = phieu::interview::Ambient {
            now: "2026-11-22T08:05:10+07:00[+07:00]".parse().unwrap(),
            ..ambient()
        };
        let step = Step::Answer {
            at: "/data/q".to_owned(),
            answer: phieu::interview::Answer::Text("x".to_owned()),
        };
        interview.apply(&step, &later).unwrap();
        let found = value(&interview, "/data/m");
        assert!(found.starts_with(expected), "{preload} {parameters}: {found:?}");
    }
}

/// A form that counts, in `/data/n`, how often an event sets it.
fn on(event: &str) -> Interview {
    let model = format!(r#"<setvalue event="{event}" ref="/data/n" value="/data/n + 1"/>"#);
    begin(form("t.xml", &xform("<n>0</n><q/>", &model, r#"<input ref="/data/q"/>"#)))
}

#[test]
fn every_event_happens_when_it_should() {
    let again = |interview: &Interview| {
        let xml = interview.xml();
        value(
            &Interview::restore(Arc::clone(interview.plan()), &xml, &ambient()).unwrap(),
            "/data/n",
        )
    };
    for (event, at_first, reopened) in [
        ("odk-instance-first-load", "1", "1"),
        ("xforms-ready", "1", "1"),
        ("odk-instance-load", "1", "2"),
    ] {
        let interview = on(event);
        assert_eq!(
            (value(&interview, "/data/n").as_str(), again(&interview).as_str()),
            (at_first, reopened),
            "{event}"
        );
    }
    let body = r#"<input ref="/data/q"><setvalue event="xforms-value-changed" ref="/data/n">seen</setvalue></input>"#;
    let mut interview = begin(form("t.xml", &xform("<n/><q/>", "", body)));
    assert_eq!(value(&interview, "/data/n"), "");
    answer(&mut interview, "/data/q", "x");
    assert_eq!(value(&interview, "/data/n"), "seen");
    let body = r#"<input ref="/data/mine"/><group ref="/data/r"><repeat nodeset="/data/r">
        <setvalue event="odk-new-repeat" ref="/data/r/age" value="../../mine + 2"/><input ref="/data/r/age"/></repeat></group>"#;
    let mut interview = begin(form("t.xml", &xform("<mine>40</mine><r><age/></r>", "", body)));
    let add = Step::Add {
        repeat: "/data/r".to_owned(),
    };
    interview.apply(&add, &ambient()).unwrap();
    let ages = (value(&interview, "/data/r[1]/age"), value(&interview, "/data/r[2]/age"));
    assert_eq!(ages, (String::new(), "42".to_owned()), "those of the form itself are not new");
}

#[test]
fn what_only_a_device_takes_keeps_its_place() {
    for (action, type_name) in [
        (
            r#"<odk:setgeopoint event="odk-instance-first-load" ref="/data/m"/>"#,
            "start-geopoint",
        ),
        (r#"<odk:recordaudio event="odk-instance-load" ref="/data/m"/>"#, "background-audio"),
    ] {
        let form = form("t.xml", &xform("<m/><q/>", action, r#"<input ref="/data/q"/>"#));
        assert_eq!(form.question(find(&form, "/data/m")).unwrap().type_name, type_name);
    }
}

#[test]
fn a_repeat_is_as_long_as_its_count_however_that_changes() {
    let body = r#"<input ref="/data/n"/><group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/a"/></repeat></group>"#;
    let model = r#"<bind nodeset="/data/n" type="int"/><bind nodeset="/data/all" calculate="join(' ', /data/r/a)"/>"#;
    let mut interview = begin(form("t.xml", &xform("<n/><r><a/></r><all/>", model, body)));
    answer(&mut interview, "/data/n", "3");
    for (number, text) in [(1, "x"), (2, "y"), (3, "z")] {
        answer(&mut interview, &format!("/data/r[{number}]/a"), text);
    }
    assert_eq!(value(&interview, "/data/all"), "x y z");
    answer(&mut interview, "/data/n", "1");
    assert_eq!(value(&interview, "/data/all"), "x");
    assert!(interview.find("/data/r[2]").is_none());
    answer(&mut interview, "/data/n", "2");
    assert_eq!(
        value(&interview, "/data/r[2]/a"),
        "",
        "what was taken away does not come back unasked"
    );
    let fixed = xform(
        "<r><a>1</a></r><r><a>2</a></r>",
        "",
        r#"<group ref="/data/r"><repeat nodeset="/data/r" jr:noAddRemove="true()"><input ref="/data/r/a"/></repeat></group>"#,
    );
    let form = form("t.xml", &fixed);
    assert!(matches!(form.node(find(&form, "/data/r")).kind, Kind::Repeat { count: Some(_) }));
    assert_eq!(value(&begin(form), "/data/r[2]/a"), "2");
}

#[test]
fn an_expression_asks_for_a_text_by_its_id() {
    let model = r#"<itext><translation lang="vi" default="true()"><text id="greeting"><value>Chào <output value="/data/q"/></value></text></translation>
        <translation lang="en"><text id="greeting"><value>Hello <output value="/data/q"/></value></text></translation></itext>
        <bind nodeset="/data/said" calculate="concat(jr:itext('greeting'), '!')"/>"#;
    let text = xform(
        "<q/><said/>",
        model,
        r#"<input ref="/data/q"><label ref="jr:itext('greeting')"/></input>"#,
    );
    let workbook = form("t.xml", &text);
    let again = form("t.xml", &workbook.to_xform());
    for form in [workbook, again] {
        let unpacked: Form = serde_json::from_str(&serde_json::to_string(&form).unwrap()).unwrap();
        let mut interview = begin(unpacked);
        answer(&mut interview, "/data/q", "Lan");
        let english = Step::Language { name: "en".to_owned() };
        interview.apply(&english, &ambient()).unwrap();
        assert_eq!(interview.label(interview.find("/data/q").unwrap()), "Hello Lan");
        assert!(
            value(&interview, "/data/said").starts_with("Chào"),
            "{}",
            value(&interview, "/data/said")
        );
    }
}
