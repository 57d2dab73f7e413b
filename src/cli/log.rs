//! The log file: what ran, when, and how it ended. It holds no answers, names, paths or passphrases.

use std::path::PathBuf;

use etcetera::{AppStrategy as _, AppStrategyArgs};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// Days that are kept.
const DAYS: usize = 14;

/// Lines that wait for the disk at most: room for them is made at the start, and every run pays for it.
const MOST_LINES: usize = 1024;

/// Starts the log; it is written out when the guard is dropped. Without a place to write to there is no log, which stops nobody.
///
/// `PHIEU_LOG` chooses what is written (`info` by default, `off` for nothing).
pub(super) fn start() -> Option<WorkerGuard> {
    let filter = EnvFilter::try_from_env("PHIEU_LOG").unwrap_or_else(|_| EnvFilter::new("phieu=info"));
    let folder = folder()?;
    // The appender complains on stderr of a folder that is not there yet.
    std::fs::create_dir_all(&folder).ok()?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("phieu")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .ok()?;
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(MOST_LINES).finish(appender);
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(writer)
        .try_init();
    started.is_ok().then_some(guard)
}

/// The state folder of the system (`~/.local/state/phieu` on Linux), else the one for data.
fn folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_app_strategy(AppStrategyArgs {
        top_level_domain: "vn".to_owned(),
        author: "phieu".to_owned(),
        app_name: "phieu".to_owned(),
    })
    .ok()?;
    Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()))
}
