//! Handing data to other programs: from a laptop as it was answered, from a master as it left the laptops.
//!
//! `UPDATE_GOLDEN=1` writes the golden files anew; a difference is a change of a public layout or a mistake.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use phieu::app::collect::Collector;
use phieu::app::convert::{Look, Request, submissions, tables};
use phieu::dataset::{Record, Schema};
use phieu::form::{DataType, NoAttachments};
use phieu::instrument::Instrument;
use phieu::interview::{Answer, Interview, Plan, Step};
use phieu::store::Workspace;
use phieu::words::Silent;
use phieu::xpath::Document;

use super::{Kind, Laptop, Master, ambient, at, household, three_interviews};
use crate::run::project;

/// Repeats in groups in repeats, and every kind of column that a layout treats in its own way.
const FAMILY: &str = "
| settings |  |  |  |
|  | form_title | form_id | version |
|  | Nhà & người | nha-nguoi | 3 |

| survey |  |  |  |
|  | type | name | label |
|  | start | begun |  |
|  | text | name | Tên |
|  | note | thanks | Cảm ơn |
|  | begin_group | house | Nhà |
|  | geopoint | spot | Ở đâu |
|  | date | since | Từ bao giờ |
|  | time | open | Mấy giờ |
|  | select_multiple way | ways | Đi bằng gì |
|  | image | photo | Ảnh |
|  | begin_repeat | child | Con |
|  | text | name | Tên con |
|  | integer | age | Tuổi |
|  | begin_group | school | Trường |
|  | begin_repeat | year | Năm học |
|  | text | mark | Nhận xét |
|  | end_repeat |  |  |
|  | end_group |  |  |
|  | end_repeat |  |  |
|  | end_group |  |  |
|  | begin_repeat | pet | Vật nuôi |
|  | select_one kind | kind | Con gì |
|  | end_repeat |  |  |

| choices |  |  |  |
|  | list_name | name | label |
|  | way | foot | Đi bộ |
|  | way | bus | Xe buýt |
|  | way | bike | Xe đạp |
|  | kind | cat | Mèo |
|  | kind | dog | Chó |
";

fn family() -> Laptop {
    let (instrument, findings) = Instrument::read("nha-nguoi.md", FAMILY.as_bytes(), &NoAttachments);
    let mut laptop = Laptop::with(Kind::of(1), instrument.unwrap_or_else(|| panic!("{findings:#?}")));
    laptop.ask(
        1,
        &[
            ("name", "Lan, \"bà\" Bình"),
            ("house/spot", "21.03 105.85 12.0 4.5"),
            ("house/since", "2018-04-26"),
            ("house/open", "08:05:09.000+07:00"),
            ("house/ways", "bike foot"),
            ("house/photo", "nhà.jpg"),
            ("house/child[1]/name", "=An"),
            ("house/child[1]/age", "7"),
            ("house/child[1]/school/year[1]/mark", "tốt"),
            ("house/child[1]/school/year+", ""),
            ("house/child[1]/school/year[2]/mark", "-"),
            ("house/child+", ""),
            ("house/child[2]/name", "Chi"),
            ("pet[1]/kind", "cat"),
        ],
    );
    laptop.ask(2, &[("name", "Dũng")]);
    laptop.correct(1, &[("house/child[2]/age", "3")]);
    laptop
}

/// The SIPAS form with the first choice everywhere, and once declined.
fn sipas() -> Laptop {
    let mut laptop = Laptop::with(Kind::of(1), Instrument::built_in("sipas-citizen").unwrap());
    let id = laptop.id(1);
    let identity = laptop.instrument.identity.0.clone();
    let plan = Plan::of(Arc::clone(&laptop.instrument.form));
    let mut collector = Collector::begin_with(&mut laptop.workspace, &identity, &plan, None, id, ambient(60)).unwrap();
    for _ in 0..20 {
        let open = collector.open_questions();
        for question in &open {
            let answer = first_answer(&laptop.instrument, collector.interview(), &question.at);
            let step = Step::Answer {
                at: question.at.clone(),
                answer: Answer::Text(answer),
            };
            collector.apply_with(&mut laptop.workspace, step, ambient(65)).unwrap();
        }
        if open.is_empty() {
            break;
        }
    }
    collector.finish_at(&mut laptop.workspace, &at(69)).unwrap();
    laptop.ask(2, &[("intro/consent", "decline")]);
    laptop
}

fn first_answer(instrument: &Instrument, interview: &Interview, question: &str) -> String {
    let node = interview.node(interview.find(question).unwrap());
    let column = instrument.schema.get(instrument.schema.find(node).unwrap()).unwrap();
    match (instrument.form.question(node).unwrap().data, &column.choices) {
        (_, Some(choices)) => choices[0].clone(),
        (DataType::Integer | DataType::Decimal, None) => "30".to_owned(),
        _ => "không".to_owned(),
    }
}

/// Compares what lies in a folder with the reviewed files of this name.
#[track_caller]
fn golden(name: &str, found: &Path) {
    let folder = project("tests/golden/convert").join(name);
    let found = files_in(found);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::remove_dir_all(&folder).ok();
        for (name, content) in &found {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
    }
    let expected = files_in(&folder);
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{name}");
    for (file, content) in &found {
        assert!(*content == expected[file], "{name}/{file} is not what the layout says:\n{content}");
    }
}

/// Every file of text below a folder, by its path with `/`.
fn files_in(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![(String::new(), folder.to_path_buf())];
    while let Some((stem, folder)) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let entry = entry.unwrap();
            let name = format!("{stem}{}", entry.file_name().into_string().unwrap());
            if entry.path().is_dir() {
                open.push((format!("{name}/"), entry.path()));
            } else if entry.path().file_stem().is_none_or(|stem| stem != "form") {
                found.insert(name, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    found
}

/// What a laptop holds, as it was given.
fn raw() -> Request {
    Request {
        allows_identifying: true,
        ..Request::default()
    }
}

fn request(look: Look, splits_choices: bool) -> Request {
    Request {
        look,
        splits_choices,
        ..raw()
    }
}

fn write(workspace: &Workspace, folder: &Path, name: &str, request: &Request) {
    fs::create_dir_all(folder).unwrap();
    tables(workspace, &folder.join(name), request, &Silent).unwrap();
}

#[test]
fn every_layout_is_what_the_page_says() {
    for (form, laptop) in [("nha-nguoi", family()), ("sipas-citizen", sipas())] {
        for (look, splits) in [
            (Look::Phieu, false),
            (Look::Central, false),
            (Look::Central, true),
            (Look::Briefcase, true),
        ] {
            let name = format!("{form}/{}{}", look.word(), if splits { "-split" } else { "" });
            let folder = laptop.path(&name);
            write(&laptop.workspace, &folder, &format!("{form}.csv"), &request(look, splits));
            golden(&name, &folder);
        }
        let folder = laptop.path("odk");
        submissions(&laptop.workspace, &folder, None, &Silent).unwrap();
        golden(&format!("{form}/odk"), &folder);
    }
}

#[test]
fn a_submission_is_the_instance_that_the_interview_shows() {
    let instrument = Instrument::built_in("sipas-citizen").unwrap();
    let plan = Plan::of(Arc::clone(&instrument.form));
    let simulation = phieu::app::simulate::Simulation::new(Arc::clone(&plan), 5, at(0), BTreeMap::new());
    for simulated in simulation.take(20) {
        let interview = &simulated.interview;
        let record = Record::of(&instrument.schema, interview);
        let id = interview.value(interview.find("/data/meta/instanceID").unwrap()).to_owned();
        let identity = phieu::dataset::Identity {
            instance: &id,
            replaces: None,
        };
        let xml = record.to_submission(&instrument.form, &instrument.schema, identity);
        let read = |xml: &str| Record::of_submission(&instrument.form, &instrument.schema, &Document::parse(xml).unwrap());
        assert_eq!(read(&xml), read(&interview.xml()));
        let restored = Interview::restore(Arc::clone(&plan), &xml, &ambient(0)).unwrap();
        assert_eq!(restored.xml(), interview.xml(), "a server's editor shows the same interview");
    }
}

#[test]
fn a_correction_replaces_what_it_corrects() {
    let laptop = family();
    let folder = laptop.path("odk");
    let report = submissions(&laptop.workspace, &folder, None, &Silent).unwrap();
    assert_eq!((report.records, report.submissions, report.is_identifying), (2, 3, true));
    let form = phieu::app::instrument::named(folder.join("form.xlsx").to_str().unwrap()).unwrap();
    assert_eq!(
        form.form.id, "nha-nguoi",
        "the form lies beside them, for a server that does not have it"
    );
    let written = files_in(&folder);
    let corrected = written.values().find(|xml| xml.contains("deprecatedID")).unwrap();
    let former = corrected.split_once("<deprecatedID>").unwrap().1.split_once('<').unwrap().0;
    let replaced = written
        .values()
        .filter(|xml| xml.contains(&format!("<instanceID>{former}</instanceID>")))
        .count();
    assert_eq!(replaced, 1, "what is replaced is there to be sent before it");
    assert!(corrected.contains("<age>3</age>"), "{corrected}");
}

#[test]
fn a_table_has_the_newest_version_and_tells_how_often_it_was_corrected() {
    let laptop = family();
    let folder = laptop.path("central");
    write(&laptop.workspace, &folder, "f.csv", &request(Look::Central, false));
    let own = fs::read_to_string(folder.join("f.csv")).unwrap();
    let edits: Vec<&str> = own.lines().skip(1).map(|line| line.rsplit(',').nth(1).unwrap()).collect();
    assert_eq!(
        edits,
        ["0", "1"],
        "the record that came last stands first, and a correction does not move it: {own}"
    );
    let children = fs::read_to_string(folder.join("f-child.csv")).unwrap();
    assert!(children.contains("Chi,3,"), "{children}");
}

#[test]
fn a_master_gives_what_left_the_laptops() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    let first = laptop.export("1.zip");
    laptop.correct(2, &[("ward", "00004")]);
    let second = laptop.export("2.zip");
    let mut master = Master::new();
    master.merge(&[first]);
    master.merge(&[second]);

    let folder = master.folder.path().join("tables");
    write(&master.workspace, &folder, "out.csv", &request(Look::Central, true));
    let written = files_in(&folder);
    assert_eq!(written.keys().collect::<Vec<_>>(), ["out-visit.csv", "out.csv"]);
    let own = &written["out.csv"];
    assert!(
        own.starts_with("SubmissionDate,ward,age,channels,channels/-99,channels/paper,channels/tv,wait,remark,is_central,KEY,"),
        "{own}"
    );
    assert!(
        !own.contains("912345678") && !written["out-visit.csv"].contains("Hoa"),
        "what stayed is not there"
    );

    let folder = master.folder.path().join("odk");
    let report = submissions(&master.workspace, &folder, None, &Silent).unwrap();
    assert_eq!((report.records, report.submissions, report.is_identifying), (3, 4, false));
    assert_eq!(report.left_out, ["age"], "a band is no age");
    for (name, xml) in files_in(&folder) {
        assert!(!xml.contains("<age>"), "{xml}");
        let instance = xml
            .split_once("<orx:instanceID>")
            .map_or_else(|| xml.split_once("<instanceID>"), Some)
            .unwrap()
            .1;
        let instance = instance.split_once('<').unwrap().0;
        let is_first = !xml.contains("deprecatedID");
        assert!(
            !is_first || own.contains(instance),
            "{name}: the key of a table is the id of the first submission"
        );
    }
}

#[test]
fn a_laptop_never_gives_its_keys_away() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    let package = super::unzip(&laptop.export("1.zip"));
    let folder = laptop.path("open");
    write(&laptop.workspace, &folder, "out.csv", &request(Look::Phieu, false));
    let own = fs::read_to_string(folder.join("out.csv")).unwrap();
    assert!(own.contains("Nguyễn Văn An"), "as it was answered");
    for line in super::text(&package, "ho-gia-dinh.csv").lines().skip(1) {
        let key = line.split(',').next().unwrap();
        assert!(!own.contains(key), "names beside the keys of the package would undo it");
    }
}

#[test]
fn a_workbook_links_its_sheets_by_key() {
    use calamine::{Data, Reader as _, Xlsx, open_workbook};
    let laptop = family();
    let path = laptop.path("out.xlsx");
    let report = tables(&laptop.workspace, &path, &raw(), &Silent).unwrap();
    assert_eq!((report.files.len(), report.files[0].rows), (1, 2));
    let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(
        workbook.sheet_names(),
        ["nha-nguoi", "house-child", "house-child-school-year", "pet", "codebook"]
    );
    let column = |range: &calamine::Range<Data>, head: &str| {
        let at = range
            .rows()
            .next()
            .unwrap()
            .iter()
            .position(|cell| *cell == Data::String(head.to_owned()))
            .unwrap();
        range.rows().skip(1).map(|row| row[at].clone()).collect::<Vec<_>>()
    };
    let own = column(&workbook.worksheet_range("nha-nguoi").unwrap(), "KEY");
    let children = workbook.worksheet_range("house-child").unwrap();
    assert!(column(&children, "PARENT_KEY").iter().all(|key| own.contains(key)));
    assert_eq!(column(&children, "age")[..2], [Data::Float(7.0), Data::Float(3.0)]);
    assert_eq!(
        column(&children, "name")[0],
        Data::String("=An".to_owned()),
        "a text, never a formula"
    );
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_counted_where_they_are_not_guarded() {
    let laptop = family();
    let formulas = |look| {
        let path = laptop.path(&format!("{look:?}.csv"));
        tables(&laptop.workspace, &path, &request(look, false), &Silent).unwrap().formulas
    };
    assert_eq!(formulas(Look::Phieu), 0);
    assert_eq!(formulas(Look::Central), 2);
}

#[test]
fn a_schema_of_all_elements_loses_nothing_of_an_instance() {
    let form = household().form;
    let instance = "<data><full_name> An </full_name><age>0041</age><visit><clerk>x</clerk></visit><visit/></data>";
    let schema = Schema::of_elements(&form);
    let record = Record::of_submission(&form, &schema, &Document::parse(instance).unwrap());
    assert_eq!(record.get(schema.named("age").unwrap(), 0).unwrap().text(), "0041");
    assert_eq!(record.tables[1].cells.len(), 2);
}

/// Whether a note was shown follows from the answers, instance by instance.
const MEMBERS: &str = "| survey | | | | |\n\
    | | type | name | label | relevant |\n\
    | | note | hello | Xin chào | |\n\
    | | image | photo | Ảnh | |\n\
    | | begin_repeat | member | Người | |\n\
    | | integer | age | Tuổi | |\n\
    | | note | adult | Hỏi thêm | ${age} > 17 |\n\
    | | end_repeat | | | |\n\
    | | begin_group | end | Kết thúc | ${photo} != '' |\n\
    | | note | bye | Cảm ơn | |\n\
    | | end_group | | | |\n";

#[test]
fn a_submission_brings_its_notes_and_files() {
    let (instrument, findings) = Instrument::read("members.md", MEMBERS.as_bytes(), &NoAttachments);
    let mut laptop = Laptop::with(Kind::of(1), instrument.unwrap_or_else(|| panic!("{findings:#?}")));
    let (id, identity) = (laptop.id(1), laptop.instrument.identity.0.clone());
    let plan = Plan::of(Arc::clone(&laptop.instrument.form));
    let workspace = &mut laptop.workspace;
    let mut collector = Collector::begin_with(workspace, &identity, &plan, None, id, ambient(60)).unwrap();
    let mut parts = vec![b"jp".to_vec(), b"eg".to_vec()].into_iter();
    workspace.attach::<phieu::store::Error>(id, "nhà.jpg", || Ok(parts.next())).unwrap();
    for (at, text) in [("/data/photo", "nhà.jpg"), ("/data/member[1]/age", "40")] {
        let step = Step::Answer {
            at: at.to_owned(),
            answer: Answer::Text(text.to_owned()),
        };
        collector.apply_with(workspace, step, ambient(61)).unwrap();
    }
    let add = Step::Add {
        repeat: "/data/member".to_owned(),
    };
    collector.apply_with(workspace, add, ambient(62)).unwrap();
    collector.finish_at(workspace, &at(63)).unwrap();
    laptop.ask(2, &[("photo", "mất.jpg")]);
    let folder = laptop.path("odk");
    let report = submissions(&laptop.workspace, &folder, None, &Silent).unwrap();
    assert_eq!((report.submissions, report.files, report.files_missing), (2, 1, 1));
    let written = files_in(&folder);
    let (name, xml) = written.iter().find(|(_, text)| text.contains("<age>40</age>")).unwrap();
    let shown = "<hello/><photo>nhà.jpg</photo><member><age>40</age><adult/></member><member><age/></member><end><bye/></end>";
    assert!(xml.contains(shown), "{xml}");
    assert_eq!(written[&name.replace("submission.xml", "nhà.jpg")], "jpeg");
    let xform = phieu::app::instrument::named(folder.join("form.xml").to_str().unwrap()).unwrap();
    assert_eq!(xform.form.id, laptop.instrument.form.id);
}

#[test]
fn what_a_record_says_of_an_entity_stays_with_the_record() {
    let register = "| survey |\n| | type | name | label | save_to |\n| | select_one k | kind | Loại | kind |\n| | text | owner | Chủ | owner |\n\
        | choices |\n| | list_name | name | label |\n| | k | cat | Mèo |\n| | k | dog | Chó |\n\
        | entities |\n| | list_name | label |\n| | pets | ${owner} |\n";
    let (instrument, findings) = Instrument::read("pets.md", register.as_bytes(), &NoAttachments);
    let mut laptop = Laptop::with(Kind::of(1), instrument.unwrap_or_else(|| panic!("{findings:#?}")));
    laptop.ask(1, &[("kind", "cat"), ("owner", "Lan")]);
    laptop.correct(1, &[("kind", "dog")]);
    let folder = laptop.path("odk");
    submissions(&laptop.workspace, &folder, None, &Silent).unwrap();
    let written = files_in(&folder);
    let ids: Vec<&str> = written
        .values()
        .map(|xml| {
            xml.split_once(r#"<entity dataset="pets" create="1" id=""#)
                .unwrap()
                .1
                .split_once('"')
                .unwrap()
                .0
        })
        .collect();
    assert!(ids.len() == 2 && ids[0].len() == 36 && ids[0] == ids[1], "{ids:?}");
    assert!(
        written.values().all(|xml| xml.contains("<label>Lan</label></entity>")),
        "{written:#?}"
    );
    let package = laptop.export("pets.zip");
    let members = super::unzip(&package);
    assert!(
        !super::text(&members, "pets.csv").contains(ids[0]),
        "an entity's id would join records that nobody should join"
    );
    let mut master = Master::new();
    phieu::app::merge::plan(
        &mut master.workspace,
        &[package],
        phieu::app::merge::MergeOptions {
            accept_form: true,
            ..Default::default()
        },
        &Silent,
    )
    .unwrap();
    phieu::app::merge::apply(&mut master.workspace, &Silent).unwrap();
    assert_eq!(master.records(), 1);
}
