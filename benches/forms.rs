//! How long a form takes to open, an answer to take effect, and a roster to grow.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should say so at once")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use phieu::form::{self, NoAttachments};
use phieu::instrument::Instrument;
use phieu::interview::{Ambient, Answer, Interview, Plan, Step};

const SIPAS: &str = include_str!("../assets/instruments/sipas-citizen.md");

fn ambient() -> Ambient {
    Ambient {
        now: "2026-11-22T08:00:00+07:00[+07:00]".parse().unwrap(),
        seed: 1,
        device: BTreeMap::new(),
    }
}

fn plan(markdown: &str) -> Arc<Plan> {
    Plan::of(Arc::new(form::read("bench.md", markdown.as_bytes(), &NoAttachments).0.unwrap()))
}

/// A thousand questions, each asked only while the one before is answered, with a total over ten of them.
fn chain() -> String {
    let mut form =
        String::from("| survey |\n| | type | name | label | relevant | constraint | calculation |\n| | integer | q0 | Câu 0 | | | |\n");
    for number in 1..1000 {
        let before = number - 1;
        writeln!(form, "| | integer | q{number} | Câu {number} | ${{q{before}}} > 0 | . < 100 | |").unwrap();
    }
    let sum: Vec<String> = (0..10).map(|number| format!("coalesce(${{q{number}}}, 0)")).collect();
    writeln!(form, "| | calculate | total | | | | {} |", sum.join(" + ")).unwrap();
    form
}

/// A household: each member is asked three questions, the last only of those of age; one count over all of them.
const ROSTER: &str = "| survey |
| | type | name | label | relevant | constraint | calculation |
| | begin_repeat | member | Thành viên | | | |
| | text | called | Tên | | | |
| | integer | age | Tuổi | | . < 130 | |
| | integer | hours | Giờ làm việc | ${age} > 14 | . < 100 | |
| | calculate | is_adult | | | | if(${age} > 17, 1, 0) |
| | end_repeat | | | | | |
| | calculate | members | | | | count(${member}) |
";

fn answer(at: &str, text: &str) -> Step {
    Step::Answer {
        at: at.to_owned(),
        answer: Answer::Text(text.to_owned()),
    }
}

fn loading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    let chain = chain();
    for (name, markdown) in [("sipas", SIPAS), ("chain of 1000", &chain)] {
        group.bench_function(format!("{name}: read and compile"), |bencher| {
            bencher.iter(|| form::read("bench.md", black_box(markdown.as_bytes()), &NoAttachments));
        });
        group.bench_function(format!("{name}: file to fresh interview"), |bencher| {
            bencher.iter(|| Interview::begin(plan(black_box(markdown)), &ambient()));
        });
        let plan = plan(markdown);
        group.bench_function(format!("{name}: fresh interview"), |bencher| {
            bencher.iter(|| Interview::begin(Arc::clone(&plan), &ambient()));
        });
    }
    let instrument = Instrument::built_in("sipas-citizen").unwrap();
    let (workbook, canonical) = (instrument.to_workbook().unwrap().unwrap(), instrument.canonical());
    group.bench_function("sipas: the whole instrument", |bencher| {
        bencher.iter(|| Instrument::built_in(black_box("sipas-citizen")));
    });
    group.bench_function("sipas: the whole instrument from Excel", |bencher| {
        bencher.iter(|| Instrument::read("bench.xlsx", black_box(&workbook), &NoAttachments));
    });
    group.bench_function("sipas: the whole instrument from a workspace", |bencher| {
        bencher.iter(|| Instrument::from_canonical(black_box(&canonical)).unwrap());
    });
    group.bench_function("sipas: plan", |bencher| {
        bencher.iter(|| Plan::of(Arc::clone(&instrument.form)));
    });
    group.finish();
}

fn answering(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("answer");
    let ambient = ambient();
    let mut filled = Interview::begin(plan(&chain()), &ambient);
    for number in 0..1000 {
        filled.apply(&answer(&format!("/data/q{number}"), "1"), &ambient).unwrap();
    }
    let steps = [answer("/data/q500", "7"), answer("/data/q500", "8")];
    let mut interview = filled.clone();
    let mut steps = steps.iter().cycle();
    group.bench_function("one of 1000 in a chain", |bencher| {
        bencher.iter(|| {
            interview.apply(steps.next().unwrap(), &ambient).unwrap();
        });
    });
    group.bench_function("the first of 1000, all vanish", |bencher| {
        let vanish = answer("/data/q0", "0");
        bencher.iter_batched_ref(
            || filled.clone(),
            |interview| interview.apply(&vanish, &ambient).unwrap(),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

/// A household of so many members, all answered.
fn household(plan: &Arc<Plan>, members: usize, ambient: &Ambient) -> Interview {
    let mut interview = Interview::begin(Arc::clone(plan), ambient);
    for member in 1..=members {
        if member > 1 {
            let repeat = "/data/member".to_owned();
            interview.apply(&Step::Add { repeat }, ambient).unwrap();
        }
        for (question, text) in [("called", "Lan"), ("age", "30"), ("hours", "40")] {
            let at = format!("/data/member[{member}]/{question}");
            interview.apply(&answer(&at, text), ambient).unwrap();
        }
    }
    interview
}

fn roster(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("roster");
    let ambient = ambient();
    let plan = plan(ROSTER);
    for members in [5, 500] {
        let before = household(&plan, members - 1, &ambient);
        let add = Step::Add {
            repeat: "/data/member".to_owned(),
        };
        group.bench_function(format!("add member {members}"), |bencher| {
            bencher.iter_batched_ref(
                || before.clone(),
                |interview| interview.apply(&add, &ambient).unwrap(),
                BatchSize::LargeInput,
            );
        });
        let mut interview = household(&plan, members, &ambient);
        let at = format!("/data/member[{members}]/age");
        let steps = [answer(&at, "17"), answer(&at, "18")];
        let mut steps = steps.iter().cycle();
        group.bench_function(format!("answer of member {members}"), |bencher| {
            bencher.iter(|| {
                interview.apply(steps.next().unwrap(), &ambient).unwrap();
            });
        });
    }
    group.finish();
}

criterion_group!(benches, loading, answering, roster);
criterion_main!(benches);
