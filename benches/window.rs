//! How long the window takes from nothing to its first frame, and a frame after that.
//!
//! What the graphics card does, and the system until it shows a window, is not in these figures.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should say so at once")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use eframe::egui::{Context, Pos2, RawInput, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use phieu::app::collect::Collector;
use phieu::app::instrument;
use phieu::app::workspace::{self, Purpose};
use phieu::gui::{Request, Window};
use phieu::instrument::Instrument;
use phieu::interview::{Answer, Plan, Step};
use phieu::store::{Passphrase, Surveyor};
use phieu::words::Lang;
use tempfile::TempDir;

const PASSPHRASE: &str = "mưa phùn tháng hai";

/// One frame, down to the triangles.
fn frame(ctx: &Context, window: &mut Window) {
    let input = RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1366.0, 768.0))),
        ..RawInput::default()
    };
    window.logic(ctx);
    let output = ctx.run_ui(input, |ui| window.ui(ui));
    black_box(ctx.tessellate(output.shapes.clone(), output.pixels_per_point));
    output.drop_without_applying_deltas();
}

fn request() -> Request {
    Request {
        lang: Some(Lang::Vi),
        ..Request::default()
    }
}

fn starting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("window");
    group.bench_function("from nothing to the first frame", |bencher| {
        bencher.iter(|| {
            let ctx = Context::default();
            let mut window = Window::new(&ctx, request());
            frame(&ctx, &mut window);
        });
    });
    group.bench_function("a frame of the start screen", |bencher| {
        let ctx = Context::default();
        let mut window = Window::new(&ctx, request());
        frame(&ctx, &mut window);
        bencher.iter(|| frame(&ctx, &mut window));
    });
    group.finish();
}

/// A workspace with a draft that was left at the matrix of 39 rows.
fn left_at_the_matrix() -> (TempDir, Request) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lan.phieu");
    let mut workspace = workspace::create(&path, &Passphrase::new(PASSPHRASE), Purpose::Training, "").unwrap();
    let sipas = Instrument::built_in("sipas-citizen").unwrap();
    instrument::add(&workspace, &sipas).unwrap();
    let lan = Surveyor {
        name: "Lan".to_owned(),
        code: None,
    };
    workspace.add_surveyor(&lan).unwrap();
    let mut collector = Collector::begin(&mut workspace, &sipas.identity.0, &Plan::of(sipas.form), Some("Lan")).unwrap();
    let consent = Step::Answer {
        at: "/data/intro/consent".to_owned(),
        answer: Answer::Text("agree".to_owned()),
    };
    collector.apply(&mut workspace, consent).unwrap();
    collector.visit(&workspace, "/data/main/b/q9").unwrap();
    let request = Request {
        workspace: Some(path),
        passphrase: Some(PASSPHRASE.to_owned()),
        ..request()
    };
    (folder, request)
}

fn interviewing(criterion: &mut Criterion) {
    let (_folder, request) = left_at_the_matrix();
    let mut harness = Harness::builder().with_size(vec2(1366.0, 768.0)).build_ui_state(
        move |ui, window: &mut Option<Window>| {
            let Some(window) = window else {
                // Fonts that are set in a frame are there in the next one.
                *window = Some(Window::new(ui.ctx(), request.clone()));
                return;
            };
            window.logic(ui.ctx());
            window.ui(ui);
        },
        None,
    );
    while harness.query_by_label("Tiếp tục").is_none() {
        harness.step();
    }
    harness.get_by_label("Tiếp tục").click();
    harness.run_ok();
    assert!(
        harness.query_all_by_label_contains("Câu 9").next().is_some(),
        "the matrix is on the screen"
    );
    criterion.bench_function("window/a frame of the matrix of 39 rows, announced to a screen reader", |bencher| {
        bencher.iter(|| harness.step());
    });
}

criterion_group!(benches, starting, interviewing);
criterion_main!(benches);
