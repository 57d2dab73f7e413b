//! Stories about what is let out to strangers: tables, data sets, the ledger that remembers both, and the last look at every file.

mod index;
mod leaks;
mod planted;
mod release;
mod tables;

use phieu::app::workspace::{self, Purpose};
use phieu::dataset::{Record, Schema, Value};
use phieu::form::NoAttachments;
use phieu::instrument::Instrument;
use phieu::interview::Ambient;
use phieu::store::{self, Finished, NewRecord, RecordId, Workspace};

use crate::run::Test;

/// A form with a place, an age and two answers; `note` is public text, `name` and `phone` point at a person.
pub(crate) const FORM: &str = "
| settings |  |  |  |
|  | form_title | form_id | version | default_language |
|  | Ý kiến người dân | y-kien | 1 | Tiếng Việt (vi) |

| survey |  |  |  |  |
|  | type | name | label::Tiếng Việt (vi) | label::English (en) |
|  | text | name | Họ và tên | Name |
|  | text | phone | Số điện thoại | Phone |
|  | select_one ward | ward | Phường | Ward |
|  | integer | age | Tuổi | Age |
|  | select_one sex | sex | Giới tính | Sex |
|  | select_one likert | satisfied | Hài lòng chung | Satisfied |
|  | select_one yesno | trouble | Bị gây khó | Trouble |
|  | integer | minutes | Chờ bao nhiêu phút | Minutes |
|  | text | note | Góp ý | Note |

| choices |  |  |  |  |
|  | list_name | name | label::Tiếng Việt (vi) | label::English (en) | district |
|  | ward | hb | Hàng Bạc | Hang Bac | hk |
|  | ward | hd | Hàng Đào | Hang Dao | hk |
|  | ward | km | Kim Mã | Kim Ma | bd |
|  | ward | tb | Trúc Bạch | Truc Bach | bd |
|  | sex | m | Nam | Male |  |
|  | sex | f | Nữ | Female |  |
|  | likert | 1 | Rất không hài lòng | Very dissatisfied |  |
|  | likert | 2 | Không hài lòng | Dissatisfied |  |
|  | likert | 3 | Bình thường | Neutral |  |
|  | likert | 4 | Hài lòng | Satisfied |  |
|  | likert | 5 | Rất hài lòng | Very satisfied |  |
|  | yesno | y | Có | Yes |  |
|  | yesno | n | Không | No |  |

| privacy |  |  |  |  |
|  | name | role | recode | note |
|  | name | direct |  |  |
|  | phone | direct |  |  |
|  | ward | quasi |  |  |
|  | age | quasi | bands 25 35 50 61 |  |
|  | sex | quasi |  |  |
|  | satisfied | sensitive |  |  |
|  | trouble | sensitive |  |  |
|  | minutes | public |  |  |
|  | note | public |  | đọc trước khi công bố |

| index |  |  |  |  |  |  |
|  | node | parent | label::English (en) | items | unit | score | combine | digits |
|  | opinion |  | Opinion |  | ward | top2 | items | 2 |
|  | general | opinion | General | satisfied |  |  |  |  |
|  | ease | opinion | Ease | trouble |  | share |  |  |
";

/// A person's answers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) ward: &'static str,
    pub(crate) age: u32,
    pub(crate) sex: &'static str,
    pub(crate) satisfied: u32,
    pub(crate) trouble: &'static str,
    pub(crate) minutes: String,
    pub(crate) note: String,
}

/// Persons as chance has them, the same on every run: four wards of different size, no names.
pub(crate) fn people(seed: u64, many: usize) -> Vec<Person> {
    let mut state = seed;
    let mut chance = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut people = Vec::with_capacity(many);
    for _ in 0..many {
        people.push(Person {
            ward: ["hb", "hb", "hb", "hb", "hd", "hd", "hd", "km", "km", "tb"][chance(10) as usize],
            age: 18 + chance(60) as u32,
            sex: ["m", "f"][chance(2) as usize],
            satisfied: 1 + chance(5) as u32,
            trouble: ["y", "n", "n", "n"][chance(4) as usize],
            minutes: chance(90).to_string(),
            ..Person::default()
        });
    }
    people
}

/// A laptop that asked these persons.
pub(crate) fn laptop(test: &Test, name: &str, people: &[Person]) {
    let (instrument, findings) = Instrument::read("y-kien.md", FORM.as_bytes(), &NoAttachments);
    let instrument = instrument.unwrap_or_else(|| panic!("{findings:#?}"));
    let path = test.path(&format!("{name}.phieu"));
    let mut workspace = workspace::create(&path, &crate::run::PASSPHRASE.into(), Purpose::Training, "").unwrap();
    phieu::app::instrument::add(&workspace, &instrument).unwrap();
    let moment: jiff::Zoned = "2026-11-16T08:00:00+07:00[+07:00]".parse().unwrap();
    let opening = Ambient {
        now: moment.clone(),
        seed: 7,
        device: [].into(),
    };
    let keep = |workspace: &mut Workspace, person: &Person| -> Result<(), store::Error> {
        let id = RecordId(uuid::Uuid::new_v4());
        workspace.begin_record(&NewRecord {
            id,
            instrument: &instrument.identity.0,
            surveyor: None,
            opening: &opening,
        })?;
        let body = person.record(&instrument.schema).pack(&instrument.schema);
        workspace.finish(
            id,
            &Finished {
                body: &body,
                at: moment.timestamp(),
                week: "2026-W47",
                minutes: Some(20),
                title: &person.name,
            },
        )
    };
    workspace
        .batch(|workspace| people.iter().try_for_each(|person| keep(workspace, person)))
        .unwrap();
}

/// A laptop asks these persons and hands over; the master has taken the package in.
pub(crate) fn hand_over(test: &Test, name: &str, people: &[Person]) {
    laptop(test, name, people);
    let (own, package) = (format!("{name}.phieu"), format!("{name}.zip"));
    test.run(["export", &own, "-o", &package]).success();
    test.run(["merge", "city.phieu", &package]).success();
}

impl Person {
    fn record(&self, schema: &Schema) -> Record {
        let mut record = Record::blank(schema);
        let answers = [
            ("name", &self.name),
            ("phone", &self.phone),
            ("ward", &self.ward.to_owned()),
            ("age", &self.age.to_string()),
            ("sex", &self.sex.to_owned()),
            ("satisfied", &self.satisfied.to_string()),
            ("trouble", &self.trouble.to_owned()),
            ("minutes", &self.minutes),
            ("note", &self.note),
        ];
        for (name, text) in answers {
            let at = schema.named(name).unwrap();
            record.set(at, 0, Value::parse(text, schema.get(at).unwrap()));
        }
        record
    }
}
