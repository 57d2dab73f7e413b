//! Stories about packages: what leaves a laptop, what a master takes, and what it refuses.

mod converting;
mod golden;
mod leak;
mod merging;
mod receipt;
mod sealing;
mod tampering;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Zoned;
use phieu::app::collect::{self, Collector};
use phieu::app::export::{ExportReport, Seal, export};
use phieu::app::merge::{self, MergeOptions, MergePlan, Refusal, Verdict};
use phieu::exchange::archive::{self, Bounds};
use phieu::exchange::members::Members;
use phieu::form::NoAttachments;
use phieu::instrument::Instrument;
use phieu::interview::{Ambient, Answer, Plan, Step};
use phieu::store::{Cost, InstrumentSource, NewWorkspace, RecordId, Surveyor, Workspace};
use phieu::words::Silent;
use tempfile::TempDir;
use uuid::Uuid;
use zeroize::Zeroizing;

const PASSPHRASE: &str = "mưa phùn tháng hai";
const CAMPAIGN: &str = "Quý IV";

/// A form with everything that privacy has to decide over.
const HOUSEHOLD: &str = "
| settings |  |  |  |  |
|  | form_title | form_id | version | default_language |
|  | Phiếu hộ gia đình | ho-gia-dinh | 2026.1 | Tiếng Việt (vi) |

| survey |  |  |  |  |  |
|  | type | name | label::Tiếng Việt (vi) | label::English (en) | calculation |
|  | text | full_name | Họ và tên | Full name |  |
|  | integer | phone | Số điện thoại | Phone number |  |
|  | calculate | phone_text |  |  | concat('+84', ${phone}) |
|  | calculate | phone_half |  |  | ${phone} div 2 |
|  | select_one ward | ward | Phường | Ward |  |
|  | integer | age | Tuổi | Age |  |
|  | select_multiple channel | channels | Kênh thông tin | Channels |  |
|  | decimal | wait | Chờ bao lâu, giờ | Hours of waiting |  |
|  | text | remark | Nhận xét chung | Remark |  |
|  | text | opinion | Ý kiến khác | Other opinion |  |
|  | calculate | is_central |  |  | if(${ward} = '00004', 1, 0) |
|  | begin_repeat | visit | Lần đến cơ quan | Visit |  |
|  | select_one service | service | Việc gì | What for |  |
|  | text | clerk | Ai tiếp | Who received you |  |
|  | end_repeat | visit |  |  |  |

| choices |  |  |  |  |
|  | list_name | name | label::Tiếng Việt (vi) | label::English (en) |
|  | ward | 00004 | Phường Ba Đình | Ba Dinh ward |
|  | ward | 00070 | Phường Hoàn Kiếm | Hoan Kiem ward |
|  | channel | tv | Truyền hình | Television |
|  | channel | paper | Báo | Newspapers |
|  | channel | -99 | Kênh khác | Other |
|  | service | id | Căn cước | Identity card |
|  | service | land | Đất đai | Land |

| privacy |  |  |  |  |
|  | name | role | recode | note |
|  | full_name | direct |  | chỉ để gọi lại |
|  | phone | direct |  | chỉ để gọi lại |
|  | age | quasi | bands 18 25 35 |  |
|  | wait | public |  |  |
|  | remark | public |  | người dân biết là sẽ công bố |
|  | opinion | text |  |  |
|  | clerk | text |  |  |
";

fn household() -> Instrument {
    let (instrument, findings) = Instrument::read("ho-gia-dinh.md", HOUSEHOLD.as_bytes(), &NoAttachments);
    instrument.unwrap_or_else(|| panic!("{findings:#?}"))
}

fn add(workspace: &Workspace, instrument: &Instrument) {
    let source = InstrumentSource {
        identity: &instrument.identity.0,
        form: &instrument.form.id,
        version: &instrument.form.version,
        title: &instrument.form.title,
        canonical: &instrument.canonical(),
        source_name: &instrument.source.file_name,
        source: &instrument.source.bytes,
    };
    workspace.add_instrument(&source, at(0).timestamp()).unwrap();
}

/// So many minutes into the survey.
fn at(minute: i64) -> Zoned {
    let start: Zoned = "2026-11-16T08:00:00+07:00[+07:00]".parse().unwrap();
    start.checked_add(jiff::SignedDuration::from_mins(minute)).unwrap()
}

fn ambient(minute: i64) -> Ambient {
    Ambient {
        now: at(minute),
        seed: 7,
        device: BTreeMap::new(),
    }
}

/// What a laptop, or a master, is made as.
#[derive(Clone, Copy)]
struct Kind {
    number: u8,
    campaign: &'static str,
    is_training: bool,
}

impl Kind {
    fn of(number: u8) -> Self {
        Self {
            number,
            campaign: CAMPAIGN,
            is_training: true,
        }
    }
}

/// A surveyor's laptop: nothing in it is left to chance, so its packages have golden bytes.
struct Laptop {
    folder: TempDir,
    workspace: Workspace,
    instrument: Instrument,
    number: u8,
}

impl Laptop {
    fn new(number: u8) -> Self {
        Self::with(Kind::of(number), household())
    }

    fn with(kind: Kind, instrument: Instrument) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut workspace = create(&folder.path().join("laptop.phieu"), kind);
        for name in ["signing".to_owned(), format!("pseudonym {}", kind.campaign)] {
            let secret = Zeroizing::new(vec![kind.number; 32]);
            workspace.secret_or_else::<phieu::store::Error>(&name, || Ok(secret)).unwrap();
        }
        let surveyor = Surveyor {
            name: "Trần Thị Lan".to_owned(),
            code: Some("DT07".to_owned()),
        };
        workspace.add_surveyor(&surveyor).unwrap();
        add(&workspace, &instrument);
        Self {
            folder,
            workspace,
            instrument,
            number: kind.number,
        }
    }

    fn id(&self, record: u8) -> RecordId {
        RecordId(Uuid::from_bytes([
            self.number,
            record,
            0,
            0,
            0,
            0,
            0x40,
            0,
            0x80,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ]))
    }

    /// Fills in a record and finishes it. A path that ends in `+` adds an instance.
    fn ask(&mut self, record: u8, answers: &[(&str, &str)]) -> RecordId {
        let id = self.id(record);
        let plan = Plan::of(Arc::clone(&self.instrument.form));
        let identity = self.instrument.identity.0.clone();
        let opening = Ambient {
            seed: u64::from(record),
            ..ambient(i64::from(record) * 60)
        };
        let mut collector = Collector::begin_with(&mut self.workspace, &identity, &plan, Some("Trần Thị Lan"), id, opening).unwrap();
        self.answer(&mut collector, record, answers);
        collector.finish_at(&mut self.workspace, &at(i64::from(record) * 60 + 9)).unwrap();
        id
    }

    /// Opens a finished record, changes answers, finishes it again.
    fn correct(&mut self, record: u8, answers: &[(&str, &str)]) {
        let id = self.id(record);
        let plan = Plan::of(Arc::clone(&self.instrument.form));
        let mut collector = Collector::reopen(&mut self.workspace, &plan, id).unwrap();
        self.answer(&mut collector, record, answers);
        collector.finish_at(&mut self.workspace, &at(i64::from(record) * 60 + 30)).unwrap();
    }

    fn withdraw(&mut self, record: u8) {
        let id = self.id(record);
        collect::withdraw(&mut self.workspace, id).unwrap();
    }

    fn answer(&mut self, collector: &mut Collector, record: u8, answers: &[(&str, &str)]) {
        for (path, value) in answers {
            let step = match path.strip_suffix('+') {
                Some(repeat) => Step::Add {
                    repeat: format!("/data/{repeat}"),
                },
                None => Step::Answer {
                    at: format!("/data/{path}"),
                    answer: Answer::Text((*value).to_owned()),
                },
            };
            collector
                .apply_with(&mut self.workspace, step, ambient(i64::from(record) * 60 + 5))
                .unwrap();
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn export(&mut self, name: &str) -> PathBuf {
        self.export_with(name, &Seal::Campaign).packages.remove(0).path
    }

    fn export_with(&mut self, name: &str, seal: &Seal) -> ExportReport {
        let path = self.path(name);
        export(&mut self.workspace, &path, seal, &Silent).unwrap()
    }
}

fn create(path: &Path, kind: Kind) -> Workspace {
    let new = NewWorkspace {
        id: Uuid::from_bytes([kind.number; 16]),
        salt: [kind.number; 12],
        created: at(0).timestamp(),
        is_training: kind.is_training,
        cost: Cost::Light,
        campaign: kind.campaign.to_owned(),
    };
    Workspace::create(path, &PASSPHRASE.into(), &new).unwrap()
}

/// The city's master.
struct Master {
    folder: TempDir,
    workspace: Workspace,
}

impl Master {
    fn new() -> Self {
        Self::with(Kind::of(200))
    }

    fn with(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = create(&folder.path().join("thành phố.phieu"), kind);
        add(&workspace, &household());
        Self { folder, workspace }
    }

    fn plan(&mut self, inputs: &[PathBuf]) -> MergePlan {
        merge::plan(&mut self.workspace, inputs, MergeOptions::default(), &Silent).unwrap()
    }

    /// Plans and applies.
    fn merge(&mut self, inputs: &[PathBuf]) -> MergePlan {
        let plan = self.plan(inputs);
        merge::apply(&mut self.workspace, &Silent).unwrap();
        plan
    }

    /// Why the only input is refused.
    fn refusal(&mut self, input: &Path) -> Refusal {
        let plan = self.plan(&[input.to_path_buf()]);
        match &plan.packages.first().unwrap().verdict {
            Verdict::Refused(refusal) => refusal.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn records(&self) -> u32 {
        merge::totals(&self.workspace).unwrap().iter().map(|form| form.records).sum()
    }

    fn content(&self) -> String {
        self.workspace.content_hash().unwrap()
    }
}

fn unzip(path: &Path) -> Members {
    archive::read(&std::fs::read(path).unwrap(), &Bounds::DEFAULT).unwrap()
}

fn text(members: &Members, name: &str) -> String {
    String::from_utf8(members.get(name).unwrap_or_else(|| panic!("no member {name}")).to_vec()).unwrap()
}

/// Three interviews that differ in everything that can differ.
fn three_interviews(laptop: &mut Laptop) {
    laptop.ask(
        1,
        &[
            ("full_name", "Nguyễn Văn An"),
            ("phone", "912345678"),
            ("ward", "00004"),
            ("age", "41"),
            ("channels", "paper tv"),
            ("wait", "1.50"),
            ("remark", "=1+1, \"rất\" tốt"),
            ("opinion", "Cán bộ tên Bình rất nhiệt tình"),
            ("visit[1]/service", "land"),
            ("visit[1]/clerk", "bà Hoa"),
            ("visit+", ""),
            ("visit[2]/service", "id"),
        ],
    );
    laptop.ask(2, &[("ward", "00070"), ("age", "17"), ("channels", "-99"), ("remark", ".d")]);
    laptop.ask(3, &[("ward", "00070")]);
}
