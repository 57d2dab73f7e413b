//! XForms as other tools write them.

use super::super::{DataType, FindingKind, Form, Kind, NoAttachments, NodeId, Severity, Template, read};
use crate::words::{Lang, Words};

const VISITS: &str = r#"<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Visits</h:title><model>
    <itext>
      <translation lang="English (en)"><text id="/data/v/why:label"><value>Why <output value="../s"/>?</value></text>
        <text id="yes"><value>Yes</value></text></translation>
      <translation lang="Tiếng Việt (vi)" default="true()"><text id="/data/v/why:label"><value>Vì sao <output value="../s"/>?</value></text>
        <text id="yes"><value>Có</value></text></translation>
    </itext>
    <instance><data id="visits" version="3">
      <v jr:template=""><s/><why/></v><v><s/><why/></v>
      <ok/><when/><copy/><meta><instanceID/></meta>
    </data></instance>
    <instance id="yn"><root><item><name>y</name><itextId>yes</itextId><tone>good</tone></item></root></instance>
    <bind nodeset="/data/v/s" type="int" required="true()" constraint=". &lt; 6" jr:constraintMsg="At most 5"/>
    <bind nodeset="/data/v/why" type="string" relevant="../s &lt; 3"/>
    <bind nodeset="/data/when" type="date"/>
    <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
    <setvalue ref="/data/when" event="odk-instance-first-load" value="today()"/>
  </model></h:head>
  <h:body class="pages">
    <group ref="/data/v"><label>Visit</label><repeat nodeset="/data/v">
      <input ref="/data/v/s"><label>Score</label><hint>0 to 5</hint></input>
      <input ref="why"><label ref="jr:itext('/data/v/why:label')"/></input>
    </repeat></group>
    <select1 ref="/data/ok" appearance="minimal"><label>OK?</label>
      <itemset nodeset="instance('yn')/root/item[tone = 'good']"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset>
      <setvalue ref="/data/copy" event="xforms-value-changed" value="/data/ok"/>
    </select1>
  </h:body>
</h:html>"#;

fn visits() -> Form {
    let (form, findings) = read("visits.xml", VISITS.as_bytes(), &NoAttachments);
    form.unwrap_or_else(|| panic!("{findings:#?}"))
}

fn find(form: &Form, path: &str) -> NodeId {
    form.ids().find(|id| form.path(*id) == path).unwrap_or_else(|| panic!("no {path}"))
}

#[test]
fn the_tree_is_that_of_the_instance() {
    let form = visits();
    assert_eq!(
        (form.id.as_str(), form.version.as_str(), form.title.as_str(), form.style.as_str()),
        ("visits", "3", "Visits", "pages")
    );
    let paths: Vec<String> = form.ids().map(|id| form.path(id)).collect();
    assert_eq!(
        paths,
        [
            "/data",
            "/data/v",
            "/data/v/s",
            "/data/v/why",
            "/data/ok",
            "/data/when",
            "/data/copy",
            "/data/meta",
            "/data/meta/instanceID"
        ]
    );
    assert!(matches!(form.node(find(&form, "/data/v")).kind, Kind::Repeat { count: None }));
}

#[test]
fn binds_and_controls_make_a_question() {
    let form = visits();
    let score = form.question(find(&form, "/data/v/s")).unwrap();
    assert_eq!((score.data, score.is_asked), (DataType::Integer, true));
    assert_eq!(&*score.constraint.as_ref().unwrap().expression.source, ". < 6");
    assert_eq!(score.constraint_message.by_language[0].as_ref().unwrap().literal(), "At most 5");
    assert_eq!(score.hint.by_language[0].as_ref().unwrap().literal(), "0 to 5");
    let why = form.node(find(&form, "/data/v/why"));
    assert!(why.relevant.as_ref().unwrap().reads().eq([find(&form, "/data/v/s")]));
    assert_eq!(why.label.by_language[1].as_ref().unwrap().literal(), "Vì sao ?");
    assert_eq!(form.default_language.0, 1);
}

#[test]
fn choices_come_from_an_instance_with_their_filter() {
    let form = visits();
    let itemset = form.question(find(&form, "/data/ok")).unwrap().choices.as_ref().unwrap();
    assert_eq!(
        (itemset.list.as_str(), itemset.value.as_str(), itemset.is_external),
        ("yn", "name", false)
    );
    assert_eq!(&*itemset.filter.as_ref().unwrap().expression.source, "tone = 'good'");
    let choice = &form.lists["yn"].choices[0];
    assert_eq!((choice.name.as_str(), choice.extra["tone"].as_str()), ("y", "good"));
    assert_eq!(choice.label.by_language[1].as_ref().unwrap().literal(), "Có");
}

#[test]
fn values_are_set_at_the_start_or_by_an_answer() {
    let form = visits();
    let when = form.question(find(&form, "/data/when")).unwrap();
    assert_eq!(&*when.dynamic_default.as_ref().unwrap().expression.source, "today()");
    let copy = form.question(find(&form, "/data/copy")).unwrap();
    assert_eq!(copy.trigger, [find(&form, "/data/ok")]);
    assert_eq!(&*copy.calculate.as_ref().unwrap().expression.source, "/data/ok");
}

#[test]
fn a_problem_names_its_line() {
    let broken = VISITS.replace("relevant=\"../s &lt; 3\"", "relevant=\"../s &lt;\"");
    let (form, findings) = read("visits.xml", broken.as_bytes(), &NoAttachments);
    assert!(form.is_none());
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.kind.severity() == Severity::Error)
        .collect();
    assert_eq!(errors.iter().map(|finding| finding.place.row).collect::<Vec<_>>(), [16]);
}

#[test]
fn an_event_that_does_not_exist_is_refused_by_name() {
    let broken = VISITS.replace("odk-instance-first-load", "odk-someday");
    let (form, findings) = read("visits.xml", broken.as_bytes(), &NoAttachments);
    assert!(form.is_none());
    let event = "odk-someday".to_owned();
    assert!(
        findings
            .iter()
            .any(|finding| finding.kind == FindingKind::UnknownEvent { event: event.clone() })
    );
}

#[test]
fn a_default_of_a_repeat_is_set_at_the_start_and_in_each_new_instance() {
    let actions = r#"<setvalue ref="/data/v/s" event="odk-instance-first-load" value="1 + 1"/>"#;
    let in_repeat = r#"<setvalue ref="/data/v/s" event="odk-new-repeat" value="1 + 1"/>"#;
    let both = VISITS
        .replace("</model>", &format!("{actions}</model>"))
        .replace("</repeat>", &format!("{in_repeat}</repeat>"));
    let (form, _) = read("visits.xml", both.as_bytes(), &NoAttachments);
    let form = form.unwrap();
    let score = form.question(find(&form, "/data/v/s")).unwrap();
    assert_eq!(&*score.dynamic_default.as_ref().unwrap().expression.source, "1 + 1");
    assert!(form.actions.is_empty());
    assert!(form.prefilled.is_none());
}

#[test]
fn a_message_may_put_its_key_together() {
    let message = VISITS.replace("\"At most 5\"", "\"jr:itext(concat('/data/v/', 'why:label'))\"");
    let (form, _) = read("visits.xml", message.as_bytes(), &NoAttachments);
    let form = form.unwrap();
    let score = form.question(find(&form, "/data/v/s")).unwrap();
    assert_eq!(score.constraint_message.by_language[0].as_ref().unwrap().literal(), "Why ?");
}

#[test]
fn what_an_xlsform_gives_as_parameters_and_settings_is_read_back() {
    let model =
        r#"<submission action="https://example.org/s" odk:client-editable="true" xmlns:odk="http://www.opendatakit.org/xforms"/></model>"#;
    let written = VISITS
        .replace("</model>", model)
        .replace("<data id=", "<data survey=\"spring\" id=")
        .replace("<input ref=\"/data/v/s\">", "<input ref=\"/data/v/s\" rows=\"3\" esri=\"x\">")
        .replace(
            "type=\"date\"",
            "type=\"date\" o:quality=\"low\" own=\"1\" xmlns:o=\"http://www.opendatakit.org/xforms\"",
        );
    let (form, findings) = read("visits.xml", written.as_bytes(), &NoAttachments);
    let form = form.unwrap_or_else(|| panic!("{findings:#?}"));
    let settings: Vec<String> = form.settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        settings,
        [
            "submission_url=https://example.org/s",
            "client_editable=true",
            "attribute::survey=spring"
        ]
    );
    let score = find(&form, "/data/v/s");
    assert_eq!(form.question(score).unwrap().parameters["rows"], "3");
    assert_eq!(form.node(score).extra["body::esri"], "x");
    let when = find(&form, "/data/when");
    assert_eq!(form.question(when).unwrap().parameters["quality"], "low");
    assert_eq!(form.node(when).extra["bind::own"], "1");
}

#[test]
fn a_text_without_translations_holds_for_all_languages_and_files_lose_their_scheme() {
    let written = VISITS.replace(
        "<value>Yes</value>",
        r#"<value>Yes</value><value form="big-image">jr://images/<output value="/data/ok"/>.png</value>"#,
    );
    let (form, _) = read("visits.xml", written.as_bytes(), &NoAttachments);
    let form = form.unwrap();
    let label = &form.node(find(&form, "/data/ok")).label;
    assert_eq!(
        label.by_language.iter().flatten().map(Template::literal).collect::<Vec<_>>(),
        ["OK?", "OK?"]
    );
    let media = &form.lists["yn"].choices[0].media;
    assert_eq!(media.big_image, [Some("${ok}.png".to_owned())]);
}

#[test]
fn a_query_asks_for_one_list_of_the_attached_table() {
    let written = VISITS.replace(
        "</h:body>",
        r#"<input ref="/data/copy" query="instance('ward')/root/item[city = /data/ok]"><label>Ward</label></input></h:body>"#,
    );
    let table = "list_name,name,label,city\nward,1,One,y\ncity,9,Nine,y\n".as_bytes().to_vec();
    let files = std::collections::BTreeMap::from([("itemsets.csv".to_owned(), table)]);
    let form = read("visits.xml", written.as_bytes(), &files).0.unwrap();
    let question = form.question(find(&form, "/data/copy")).unwrap();
    assert_eq!(question.data, DataType::SelectOne);
    let itemset = question.choices.as_ref().unwrap();
    assert_eq!((itemset.list.as_str(), itemset.is_external), ("ward", true));
    assert_eq!(&*itemset.filter.as_ref().unwrap().expression.source, "city = /data/ok");
    let wards = &form.instances["ward"];
    assert_eq!(wards.elements(wards.root_element().unwrap()).count(), 1);
}

#[test]
fn a_form_without_an_id_or_a_namespace_is_refused_with_the_reason() {
    #[track_caller]
    fn case(written: &str, expected: &str) {
        let (form, findings) = read("visits.xml", written.as_bytes(), &NoAttachments);
        assert!(form.is_none());
        let said: Vec<String> = findings.iter().map(|finding| finding.say(Words::new(Lang::En))).collect();
        assert!(said.iter().any(|said| said == expected), "{said:?}");
    }
    case(
        &VISITS.replace("id=\"visits\" ", ""),
        "`<data>` has no id: servers and records know a form by it",
    );
    case(
        &VISITS.replace("xmlns=\"http://www.w3.org/2002/xforms\"", ""),
        "no model in the namespace `http://www.w3.org/2002/xforms`: declare it with xmlns",
    );
}

#[test]
fn an_old_form_is_known_by_the_namespace_of_its_instance() {
    let written = VISITS.replace("id=\"visits\" ", "xmlns=\"http://hanoi.gov.vn/visits\" ");
    let (form, findings) = read("a.xml", written.as_bytes(), &NoAttachments);
    assert_eq!(
        form.map(|form| form.id).as_deref(),
        Some("http://hanoi.gov.vn/visits"),
        "{findings:?}"
    );
}

#[test]
fn the_body_says_in_which_order_is_asked() {
    let xml = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>T</h:title><model>
        <instance><data id="t"><a/><sum/><g><c/><d/></g><b/></data></instance>
        <bind nodeset="/data/sum" calculate="/data/a + 1"/></model></h:head>
        <h:body><input ref="/data/b"><label>B</label></input><input ref="/data/g/d"><label>D</label></input><input ref="/data/g/c"><label>C</label></input>
        <input ref="/data/a"><label>A</label></input></h:body></h:html>"#;
    let order = |form: &Form, path: &str| -> Vec<String> {
        let children = form.node(find(form, path)).children.iter();
        children.map(|child| form.node(*child).name.clone()).collect()
    };
    let form = read("t.xml", xml.as_bytes(), &NoAttachments).0.unwrap();
    let again = read("t.xml", form.to_xform().as_bytes(), &NoAttachments).0.unwrap();
    let unpacked: Form = serde_json::from_str(&serde_json::to_string(&form).unwrap()).unwrap();
    for form in [&form, &again, &unpacked] {
        assert_eq!(order(form, "/data"), ["b", "g", "a", "sum"]);
        assert_eq!(order(form, "/data/g"), ["d", "c"]);
        let ids: Vec<String> = form.ids().map(|id| form.node(id).name.clone()).collect();
        assert_eq!(ids, ["data", "a", "sum", "g", "c", "d", "b"], "what is submitted stays as it was");
    }
}

#[test]
fn a_text_that_no_translation_has_is_told() {
    let xml = VISITS.replace("jr:itext('/data/v/why:label')", "jr:itext('/data/v/why:lable')");
    let (form, findings) = read("visits.xml", xml.as_bytes(), &NoAttachments);
    assert!(form.is_some());
    let [finding] = findings.as_slice() else { panic!("{findings:#?}") };
    let id = "/data/v/why:lable".to_owned();
    assert_eq!(finding.kind, FindingKind::MissingText { id });
    let line = 1 + xml.lines().position(|line| line.contains("why:lable")).unwrap();
    assert_eq!(finding.place.row as usize, line);
}
