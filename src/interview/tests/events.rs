//! What happens by itself, and what an interview begins with.

use std::sync::Arc;

use super::{Scene, ambient};
use crate::form::{self, Form, NoAttachments};
use crate::interview::{Interview, Plan, Step, StepError};

/// An `XForm` of an instance, binds and actions, and a body.
fn xform(instance: &str, model: &str, body: &str) -> Arc<Form> {
    let xml = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
        <h:head><h:title>T</h:title><model><instance><data id="t">{instance}</data></instance>{model}</model></h:head>
        <h:body>{body}</h:body></h:html>"#
    );
    let (form, findings) = form::read("t.xml", xml.as_bytes(), &NoAttachments);
    Arc::new(form.unwrap_or_else(|| panic!("{findings:#?}")))
}

fn scene(form: Arc<Form>) -> Scene {
    // What a package brings along is the form's JSON: nothing may be lost on that way.
    let json = serde_json::to_string(&*form).unwrap();
    let form: Form = serde_json::from_str(&json).unwrap();
    Scene {
        interview: Interview::new(Arc::new(form), &ambient()),
    }
}

fn count(scene: &Scene, repeat: &str) -> usize {
    (1..100)
        .take_while(|number| scene.interview.find(&format!("{repeat}[{number}]")).is_some())
        .count()
}

const CHILD: &str = r#"<repeat nodeset="/data/child"><input ref="/data/child/name"/></repeat>"#;

#[test]
fn a_repeat_begins_with_what_the_author_filled_in() {
    let begins_with = |instance: &str| count(&scene(xform(instance, "", CHILD)), "/data/child");
    assert_eq!(begins_with("<child><name/></child>"), 1);
    assert_eq!(begins_with(r#"<child jr:template=""><name/></child>"#), 0);
    assert_eq!(begins_with(r#"<child jr:template=""><name/></child><child><name/></child>"#), 1);
    assert_eq!(begins_with("<child><name>An</name></child><child><name>Bình</name></child>"), 2);

    let both = r#"<child jr:template=""><name>?</name></child><child><name>An</name></child>"#;
    let mut scene = scene(xform(both, "", CHILD));
    assert_eq!(scene.value("/data/child[1]/name"), "An");
    assert_eq!(scene.add("/data/child").value("/data/child[2]/name"), "?");
    scene.remove("/data/child[1]").remove("/data/child[1]");
    assert_eq!(count(&scene, "/data/child"), 0);
    assert_eq!(scene.add("/data/child").value("/data/child[1]/name"), "An");
}

#[test]
fn a_fixed_repeat_cannot_grow() {
    let fixed = r#"<repeat nodeset="/data/child" jr:noAddRemove="true()"><input ref="/data/child/name"/></repeat>"#;
    let mut scene = scene(xform("<child><name>An</name></child><child><name>Bình</name></child>", "", fixed));
    assert_eq!(
        (scene.value("/data/child[1]/name"), scene.value("/data/child[2]/name")),
        ("An", "Bình")
    );
    let add = Step::Add {
        repeat: "/data/child".to_owned(),
    };
    assert!(matches!(scene.interview.apply(&add, &ambient()), Err(StepError::CountedRepeat(_))));
}

#[test]
fn a_value_is_set_when_the_form_opens_or_when_an_instance_is_added() {
    let model = r#"<setvalue event="odk-instance-first-load" ref="/data/child/name">first</setvalue>"#;
    let body = CHILD.replace(
        "<input",
        r#"<setvalue event="odk-new-repeat" ref="/data/child/name" value="position(..)"/><input"#,
    );
    let mut scene = scene(xform("<child><name/></child>", model, &body));
    assert_eq!(scene.value("/data/child/name"), "first");
    scene.add("/data/child").add("/data/child");
    assert_eq!(scene.value("/data/child[1]/name"), "first");
    assert_eq!(scene.value("/data/child[3]/name"), "3");
}

#[test]
fn a_change_sets_what_waits_for_it_once() {
    let model = r#"<bind nodeset="/data/copy" type="int" relevant="/data/ask = 'yes'"/>"#;
    let body = r#"<input ref="/data/from"><setvalue event="xforms-value-changed" ref="/data/copy" value="/data/from * 1.5"/></input>
        <input ref="/data/ask"/><input ref="/data/copy"/>"#;
    let mut scene = scene(xform("<from>2</from><ask/><copy/>", model, body));
    // Nothing changed yet, so there is nothing to set when it is asked at last.
    assert_eq!(scene.answer("/data/ask", "yes").value("/data/copy"), "");
    assert_eq!(scene.answer("/data/from", "3").value("/data/copy"), "4");
    scene.answer("/data/copy", "7");
    assert_eq!(scene.answer("/data/from", "3").value("/data/copy"), "7");
    // What is not asked is set as soon as it is.
    scene.answer("/data/ask", "no").answer("/data/from", "4");
    assert_eq!(scene.answer("/data/ask", "yes").value("/data/copy"), "6");
}

#[test]
fn a_path_picks_the_instance_that_is_set() {
    let body = format!(
        r#"<input ref="/data/head"><setvalue event="xforms-value-changed" ref="/data/child[position() = 2]/name" value="/data/head"/></input>{CHILD}"#
    );
    let mut scene = scene(xform("<head/><child><name/></child><child><name/></child>", "", &body));
    scene.answer("/data/head", "An");
    assert_eq!((scene.value("/data/child[1]/name"), scene.value("/data/child[2]/name")), ("", "An"));
}

#[test]
fn what_is_set_from_outside_a_repeat_is_set_in_each_of_its_instances() {
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label | calculation | trigger | relevant |\n| | text | ward | Ward | | | |\n\
         | | begin_repeat | home | Home | | | |\n| | text | street | Street | | | |\n\
         | | begin_repeat | person | Person | | | |\n| | integer | age | Age | | | |\n\
         | | text | from | From | ${ward} | ${ward} | ${age} > 17 |\n| | text | on | On | ${street} | ${street} | |\n\
         | | end_repeat | | | | | |\n| | end_repeat | | | | | |\n",
    );
    scene.add("/data/home").add("/data/home[1]/person");
    for person in ["home[1]/person[1]", "home[1]/person[2]"] {
        scene.answer(&format!("/data/{person}/age"), "40");
    }
    scene.answer("/data/ward", "Láng").answer("/data/home[1]/street", "Chùa Láng");
    assert_eq!(
        ["home[1]/person[1]", "home[1]/person[2]"].map(|person| scene.value(&format!("/data/{person}/from")).to_owned()),
        ["Láng", "Láng"]
    );
    // A street is that of its own home.
    assert_eq!(scene.value("/data/home[1]/person[2]/on"), "Chùa Láng");
    assert_eq!(scene.value("/data/home[2]/person[1]/on"), "");
    // Who was not asked has it as soon as they are; who comes later knows nothing of it.
    scene.answer("/data/home[2]/person[1]/age", "50").add("/data/home[2]/person");
    assert_eq!(scene.value("/data/home[2]/person[1]/from"), "Láng");
    assert_eq!(
        scene
            .answer("/data/home[2]/person[2]/age", "60")
            .value("/data/home[2]/person[2]/from"),
        ""
    );
}

#[test]
fn a_trigger_keeps_a_calculation_from_running_before() {
    let mut scene = Scene::of(
        "| survey |\n| | type | name | label | calculation | trigger |\n| | integer | a | A | | |\n| | integer | b | B | | |\n\
         | | calculate | sum | | ${a} + ${b} | ${b} |\n",
    );
    scene.answer("/data/a", "1");
    assert_eq!(scene.value("/data/sum"), "");
    assert_eq!(scene.answer("/data/b", "2").value("/data/sum"), "3");
    assert_eq!(scene.answer("/data/a", "5").value("/data/sum"), "3");
}

#[test]
fn a_record_that_is_opened_again_has_its_answers_and_a_new_identity() {
    let model = r#"<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
        <bind nodeset="/data/why" relevant="/data/rate &lt; 3"/><bind nodeset="/data/twice" calculate="/data/rate * 2"/>
        <setvalue event="odk-instance-first-load" ref="/data/rate" value="5"/>"#;
    let body = format!(r#"<input ref="/data/rate"/><input ref="/data/why"/>{CHILD}"#);
    let instance = "<rate/><why/><twice/><child><name/></child><meta><instanceID/></meta>";
    let mut scene = scene(xform(instance, model, &body));
    scene
        .answer("/data/rate", "4")
        .add("/data/child")
        .answer("/data/child[2]/name", "Bình");
    let (xml, plan) = (scene.interview.xml(), Arc::clone(scene.interview.plan()));
    assert!(!xml.contains("<why"));

    let restored = Interview::restore(Arc::clone(&plan), &xml, &ambient()).unwrap();
    assert_eq!(restored.xml(), xml);
    let mut later = ambient();
    later.seed = 2;
    let edited = Scene {
        interview: Interview::edit(plan, &xml, &later).unwrap(),
    };
    assert_eq!((edited.value("/data/rate"), edited.value("/data/twice")), ("4", "8"));
    assert_eq!(edited.value("/data/child[2]/name"), "Bình");
    let former = scene.value("/data/meta/instanceID");
    assert_ne!(edited.value("/data/meta/instanceID"), former);
    assert!(edited.interview.xml().contains(&format!("<deprecatedID>{former}</deprecatedID>")));
}

#[test]
fn an_instance_of_another_form_is_refused() {
    let plan = Plan::of(xform("<a/>", "", r#"<input ref="/data/a"/>"#));
    assert!(Interview::restore(Arc::clone(&plan), "<poll><a>1</a></poll>", &ambient()).is_err());
    assert!(Interview::restore(plan, "<data><a>1</data>", &ambient()).is_err());
}
