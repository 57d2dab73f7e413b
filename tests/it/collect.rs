//! A surveyor at work: each answer kept, the draft found again, the record finished, corrected and withdrawn.

use std::path::PathBuf;
use std::sync::Arc;

use phieu::app::collect::{self, Collector, Ending, Error, OpenQuestion, WhyOpen};
use phieu::app::instrument;
use phieu::app::workspace::{self, Purpose};
use phieu::dataset::{Record, Schema, Value};
use phieu::form::NoAttachments;
use phieu::instrument::Instrument;
use phieu::interview::{Answer, Missing, Plan, Step};
use phieu::store::{Passphrase, ReleasedRow, State, Surveyor, Workspace};
use tempfile::TempDir;

const PASSPHRASE: &str = "mưa phùn tháng hai";

const FORM: &str = "
| settings |
| | form_title | form_id | version | instance_name |
| | Nước sạch | water | 1 | concat('Hộ ', ${house}) |

| survey |
| | type | name | label | required | relevant | constraint | calculation |
| | integer | house | Số nhà | yes | | . > 0 | |
| | select_one yn | has_well | Có giếng không? | yes | | | |
| | integer | depth | Giếng sâu mấy mét? | yes | ${has_well} = 'y' | . < 100 | |
| | text | note | Ghi chú | | | | |
| | calculate | double | | | | | ${house} * 2 |

| choices |
| | list_name | name | label |
| | yn | y | Có |
| | yn | n | Không |
";

/// A laptop in the field: one workspace with one form.
struct Field {
    _folder: TempDir,
    path: PathBuf,
    instrument: Instrument,
}

impl Field {
    fn new() -> Self {
        Self::of(FORM)
    }

    fn of(form: &str) -> Self {
        let (instrument, findings) = Instrument::read("water.md", form.as_bytes(), &NoAttachments);
        let instrument = instrument.unwrap_or_else(|| panic!("{findings:?}"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.phieu");
        let workspace = workspace::create(&path, &Passphrase::new(PASSPHRASE), Purpose::Training, "").unwrap();
        workspace
            .add_surveyor(&Surveyor {
                name: "Lan".to_owned(),
                code: None,
            })
            .unwrap();
        assert!(instrument::add(&workspace, &instrument).unwrap());
        assert!(!instrument::add(&workspace, &instrument).unwrap());
        let instrument = instrument::of_workspace(&workspace, &instrument.identity.0).unwrap();
        Self {
            _folder: folder,
            path,
            instrument,
        }
    }

    fn open(&self) -> Workspace {
        workspace::open(&self.path, &Passphrase::new(PASSPHRASE)).unwrap()
    }

    fn plan(&self) -> Arc<Plan> {
        Plan::of(Arc::clone(&self.instrument.form))
    }

    fn begin(&self, workspace: &mut Workspace) -> Collector {
        Collector::begin(workspace, &self.instrument.identity.0, &self.plan(), Some("Lan")).unwrap()
    }

    fn resume(&self, workspace: &Workspace) -> Collector {
        let draft = workspace
            .records()
            .unwrap()
            .into_iter()
            .find(|row| row.state == State::Draft)
            .unwrap();
        Collector::open(workspace, &self.plan(), draft.id).unwrap()
    }

    fn released(&self, workspace: &Workspace) -> Vec<ReleasedRow> {
        let mut rows = Vec::new();
        let take = |row| {
            rows.push(row);
            Ok::<_, phieu::store::Error>(())
        };
        workspace.for_each_released(&self.instrument.identity.0, take).unwrap();
        rows
    }

    /// A cell of the only finished record.
    fn cell(&self, workspace: &Workspace, name: &str) -> Value {
        let [row] = self.released(workspace).try_into().unwrap();
        let schema = Schema::of(&self.instrument.form);
        let record = Record::unpack(&schema, &row.body.unwrap()).unwrap();
        record.get(schema.named(name).unwrap(), 0).unwrap().clone()
    }
}

fn say(name: &str, text: &str) -> Step {
    Step::Answer {
        at: format!("/data/{name}"),
        answer: Answer::Text(text.to_owned()),
    }
}

fn pass(name: &str, why: Missing) -> Step {
    Step::Answer {
        at: format!("/data/{name}"),
        answer: Answer::Missing(why),
    }
}

fn value(collector: &Collector, name: &str) -> String {
    let interview = collector.interview();
    interview.value(interview.find(&format!("/data/{name}")).unwrap()).to_owned()
}

fn open_question(name: &str, why: WhyOpen) -> OpenQuestion {
    OpenQuestion {
        at: format!("/data/{name}"),
        why,
    }
}

#[test]
fn closing_in_the_middle_and_opening_again_lands_on_the_same_question_with_the_same_answers() {
    let field = Field::new();
    {
        let mut workspace = field.open();
        let mut collector = field.begin(&mut workspace);
        collector.apply(&mut workspace, say("house", "12")).unwrap();
        collector.apply(&mut workspace, say("has_well", "y")).unwrap();
        collector.visit(&workspace, "/data/depth").unwrap();
    }
    let workspace = field.open();
    let collector = field.resume(&workspace);
    assert_eq!(collector.visited(), Some("/data/depth"));
    assert_eq!(
        ["house", "has_well", "double"].map(|name| value(&collector, name)),
        ["12", "y", "24"]
    );
    assert_eq!(workspace.record(collector.record()).unwrap().title, "Hộ 12");
}

#[test]
fn a_step_that_the_interview_refuses_is_not_in_the_journal() {
    let field = Field::new();
    let mut workspace = field.open();
    let mut collector = field.begin(&mut workspace);
    assert!(matches!(
        collector.apply(&mut workspace, say("house", "mười hai")),
        Err(Error::Step(_))
    ));
    assert!(
        matches!(collector.apply(&mut workspace, say("depth", "5")), Err(Error::Step(_))),
        "nobody said that there is a well"
    );
    assert_eq!(workspace.journal(collector.record()).unwrap(), []);
    assert_eq!(value(&collector, "house"), "");
}

#[test]
fn a_step_that_could_not_be_kept_is_not_on_the_screen() {
    let field = Field::new();
    let mut workspace = field.open();
    let mut collector = field.begin(&mut workspace);
    collector.apply(&mut workspace, say("house", "12")).unwrap();
    collector.apply(&mut workspace, say("has_well", "n")).unwrap();
    collector.finish(&mut workspace).unwrap();
    // the record is finished: the store takes no more, so neither does the interview
    assert!(matches!(collector.apply(&mut workspace, say("house", "13")), Err(Error::Store(_))));
    assert_eq!(value(&collector, "house"), "12");
}

#[test]
fn finishing_waits_for_what_is_required_wrong_or_to_be_asked_later() {
    let field = Field::new();
    let mut workspace = field.open();
    let mut collector = field.begin(&mut workspace);
    let refused = |collector: &mut Collector, workspace: &mut Workspace| match collector.finish(workspace) {
        Err(Error::StillOpen(open)) => open,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(&mut collector, &mut workspace),
        [
            open_question("house", WhyOpen::Required),
            open_question("has_well", WhyOpen::Required)
        ]
    );
    collector.apply(&mut workspace, say("house", "-1")).unwrap();
    collector.apply(&mut workspace, say("has_well", "y")).unwrap();
    collector.apply(&mut workspace, pass("depth", Missing::Later)).unwrap();
    collector.apply(&mut workspace, pass("note", Missing::Later)).unwrap();
    assert_eq!(
        refused(&mut collector, &mut workspace),
        [
            open_question("house", WhyOpen::Constraint),
            open_question("depth", WhyOpen::Later),
            open_question("note", WhyOpen::Later)
        ]
    );
    collector.apply(&mut workspace, say("house", "1")).unwrap();
    collector.apply(&mut workspace, pass("depth", Missing::DontKnow)).unwrap();
    collector.apply(&mut workspace, say("note", "")).unwrap();
    collector.finish(&mut workspace).unwrap();
    assert_eq!(field.cell(&workspace, "depth"), Value::Missing(Missing::DontKnow));
    assert_eq!(field.cell(&workspace, "house"), Value::Integer(1));
    assert_eq!(field.cell(&workspace, "note"), Value::Missing(Missing::Empty));
}

#[test]
fn a_question_that_is_no_longer_asked_keeps_nobody() {
    let field = Field::new();
    let mut workspace = field.open();
    let mut collector = field.begin(&mut workspace);
    collector.apply(&mut workspace, say("house", "1")).unwrap();
    collector.apply(&mut workspace, say("has_well", "y")).unwrap();
    collector.apply(&mut workspace, pass("depth", Missing::Later)).unwrap();
    collector.apply(&mut workspace, say("has_well", "n")).unwrap();
    collector.finish(&mut workspace).unwrap();
    assert_eq!(field.cell(&workspace, "depth"), Value::Missing(Missing::NotAsked));
}

#[test]
fn a_correction_begins_from_the_answers_and_becomes_the_next_revision() {
    let field = Field::new();
    let mut workspace = field.open();
    let mut collector = field.begin(&mut workspace);
    for step in [say("house", "1"), say("has_well", "n")] {
        collector.apply(&mut workspace, step).unwrap();
    }
    collector.finish(&mut workspace).unwrap();
    let record = collector.record();

    let mut collector = Collector::reopen(&mut workspace, &field.plan(), record).unwrap();
    assert_eq!(value(&collector, "house"), "1");
    collector.apply(&mut workspace, say("house", "2")).unwrap();
    assert_eq!(
        field.cell(&workspace, "house"),
        Value::Integer(1),
        "until it is finished, what was finished counts"
    );
    collector.finish(&mut workspace).unwrap();
    assert_eq!(field.cell(&workspace, "house"), Value::Integer(2));
    assert_eq!(field.released(&workspace)[0].revision, 2);
    assert_eq!(workspace.record(record).unwrap().title, "Hộ 2");

    let mut collector = Collector::reopen(&mut workspace, &field.plan(), record).unwrap();
    collector.apply(&mut workspace, say("house", "3")).unwrap();
    collect::discard(&mut workspace, record).unwrap();
    assert_eq!(field.cell(&workspace, "house"), Value::Integer(2));
    let collector = Collector::reopen(&mut workspace, &field.plan(), record).unwrap();
    assert_eq!(value(&collector, "house"), "2", "what was given up does not come back");
}

#[test]
fn a_withdrawn_record_leaves_its_revision_alone() {
    let field = Field::new();
    let mut workspace = field.open();
    let mut collector = field.begin(&mut workspace);
    for step in [say("house", "1"), say("has_well", "n")] {
        collector.apply(&mut workspace, step).unwrap();
    }
    collector.finish(&mut workspace).unwrap();
    collect::withdraw(&mut workspace, collector.record()).unwrap();
    let [row] = field.released(&workspace).try_into().unwrap();
    assert_eq!((row.revision, row.body), (2, None));
    assert!(Collector::reopen(&mut workspace, &field.plan(), collector.record()).is_err());
}

const WITH_CONSENT: &str = "
| settings |
| | form_title | form_id | version |
| | Nước sạch | water | 1 |

| survey |
| | type | name | label | required | relevant |
| | select_one yn | consent | Có đồng ý không? | yes | |
| | integer | house | Số nhà | | ${consent} = 'y' |

| choices |
| | list_name | name | label |
| | yn | y | Có |
| | yn | n | Không |
";

#[test]
fn whoever_declines_leaves_a_refusal_and_no_answer() {
    let field = Field::of(WITH_CONSENT);
    let mut workspace = field.open();
    let mut collector = field.begin(&mut workspace);
    assert!(collector.finish(&mut workspace).is_err(), "consent must be answered");
    collector.apply(&mut workspace, say("consent", "n")).unwrap();
    assert_eq!(collector.finish(&mut workspace).unwrap(), Ending::Declined);
    assert_eq!(workspace.records().unwrap(), []);
    let identity = &field.instrument.identity.0;
    assert_eq!(workspace.dispositions(identity).unwrap()[0].reason, "refused");
    assert!(collect::take_back_disposition(&workspace, identity).unwrap());
    assert!(
        !collect::take_back_disposition(&workspace, identity).unwrap(),
        "there is no more to take back"
    );
}

#[test]
fn consent_taken_back_in_a_correction_withdraws_the_record() {
    let field = Field::of(WITH_CONSENT);
    let mut workspace = field.open();
    let mut collector = field.begin(&mut workspace);
    for step in [say("consent", "y"), say("house", "7")] {
        collector.apply(&mut workspace, step).unwrap();
    }
    assert_eq!(collector.finish(&mut workspace).unwrap(), Ending::Finished);
    let mut collector = Collector::reopen(&mut workspace, &field.plan(), collector.record()).unwrap();
    collector.apply(&mut workspace, say("consent", "n")).unwrap();
    assert_eq!(collector.finish(&mut workspace).unwrap(), Ending::Declined);
    let [row] = field.released(&workspace).try_into().unwrap();
    assert_eq!(
        (row.revision, row.body),
        (2, None),
        "what may have gone out is followed by a tombstone"
    );
}

#[test]
fn the_interview_on_the_screen_is_remembered_until_it_is_put_down() {
    let field = Field::new();
    let mut workspace = field.open();
    let collector = field.begin(&mut workspace);
    assert_eq!(collect::at_hand(&workspace).unwrap(), None);
    collect::keep_at_hand(&workspace, Some(collector.record())).unwrap();
    drop(workspace);
    let mut workspace = field.open();
    assert_eq!(collect::at_hand(&workspace).unwrap().unwrap().id, collector.record());
    collect::keep_at_hand(&workspace, None).unwrap();
    assert_eq!(collect::at_hand(&workspace).unwrap(), None);
    collect::keep_at_hand(&workspace, Some(collector.record())).unwrap();
    collect::discard(&mut workspace, collector.record()).unwrap();
    assert_eq!(collect::at_hand(&workspace).unwrap(), None, "what is gone is not on the screen");
}

#[test]
fn a_closed_door_is_noted_with_its_week() {
    let field = Field::new();
    let workspace = field.open();
    let identity = &field.instrument.identity.0;
    collect::note_disposition(&workspace, identity, "00004", "", "not_at_home").unwrap();
    let [note] = workspace.dispositions(identity).unwrap().try_into().unwrap();
    assert_eq!((note.unit.as_str(), note.reason.as_str()), ("00004", "not_at_home"));
    assert!(note.week.starts_with("20") && note.week.contains("-W"), "{}", note.week);
}

#[test]
fn the_answers_of_one_surveyor_are_told_from_the_next() {
    let field = Field::new();
    let mut workspace = field.open();
    let collector = field.begin(&mut workspace);
    assert_eq!(workspace.record(collector.record()).unwrap().surveyor.as_deref(), Some("Lan"));
}

#[test]
fn the_instrument_comes_out_of_the_workspace_as_it_went_in() {
    let field = Field::new();
    let workspace = field.open();
    assert_eq!(workspace.instrument_source(&field.instrument.identity.0).unwrap(), FORM.as_bytes());
    assert_eq!(workspace.instruments().unwrap().first().unwrap().source_name, "water.md");
    let (read, _) = Instrument::read("water.md", FORM.as_bytes(), &NoAttachments);
    assert_eq!(field.instrument.canonical(), read.unwrap().canonical());
}
