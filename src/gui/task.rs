//! Work that lasts longer than a frame: one thread, one report at the end, a progress bar and a stop button meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use eframe::egui::Context;

use crate::words::Progress;

/// Work under way, and the report to come.
#[derive(Debug)]
pub struct Task<T> {
    report: Receiver<T>,
    pulse: Arc<Pulse>,
}

/// What a look at a task finds.
#[derive(Debug)]
pub enum Look<T> {
    /// It goes on.
    Working,
    /// It is over.
    Over(T),
    /// It died without a report: a bug.
    Died,
}

/// What a task and the window share.
#[derive(Debug)]
struct Pulse {
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
    window: Context,
}

impl Progress for Pulse {
    fn step(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.window.request_repaint();
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }
}

impl<T: Send + 'static> Task<T> {
    /// Begins; the window is drawn again when there is something to see.
    pub fn begin(window: &Context, work: impl FnOnce(&dyn Progress) -> T + Send + 'static) -> Self {
        let pulse = Arc::new(Pulse {
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            is_cancelled: AtomicBool::new(false),
            window: window.clone(),
        });
        let (sender, report) = channel();
        let shared = Arc::clone(&pulse);
        thread::spawn(move || {
            // A window that was closed meanwhile needs no report.
            let _ = sender.send(work(shared.as_ref()));
            drop(sender);
            shared.window.request_repaint();
        });
        Self { report, pulse }
    }

    /// Looks without waiting.
    pub fn look(&self) -> Look<T> {
        match self.report.try_recv() {
            Ok(report) => Look::Over(report),
            Err(TryRecvError::Empty) => Look::Working,
            Err(TryRecvError::Disconnected) => Look::Died,
        }
    }

    /// The share done, where the task knows it.
    pub fn share(&self) -> Option<f32> {
        let total = self.pulse.total.load(Ordering::Relaxed);
        (total > 0).then(|| self.pulse.done.load(Ordering::Relaxed) as f32 / total as f32)
    }

    /// Asks it to stop at the next occasion.
    pub fn cancel(&self) {
        self.pulse.is_cancelled.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn wait<T: Send + 'static>(task: &Task<T>) -> Look<T> {
        let start = Instant::now();
        loop {
            match task.look() {
                Look::Working if start.elapsed() < Duration::from_secs(20) => thread::sleep(Duration::from_millis(1)),
                look => return look,
            }
        }
    }

    #[test]
    fn a_task_that_is_stopped_reports_that_it_was() {
        let task = Task::begin(&Context::default(), |progress| {
            let mut turns = 0_u64;
            while !progress.is_cancelled() {
                turns += 1;
                progress.step(turns.min(5), 10);
                thread::sleep(Duration::from_millis(1));
            }
            turns
        });
        while task.share().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        task.cancel();
        assert!(matches!(wait(&task), Look::Over(turns) if turns > 0));
        assert!(task.share().is_some_and(|share| share > 0.0 && share <= 0.5));
    }

    #[test]
    fn a_task_that_panics_is_found_dead_and_takes_nobody_along() {
        let task: Task<u8> = Task::begin(&Context::default(), |_| std::panic::resume_unwind(Box::new("gone")));
        assert!(matches!(wait(&task), Look::Died));
    }
}
