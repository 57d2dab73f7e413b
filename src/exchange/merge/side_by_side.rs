//! Work on many files at once: on all processors, results in the order of the files.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Files that are read at a time, and how many bytes before it is enough.
const PORTION: usize = 512;
const PORTION_BYTES: u64 = 32 << 20;

/// Paths to be read at a time: few when they are large, but for those that are not held until all of them are read. What lies in one folder
/// stays together where it is to be read together.
pub(super) fn portions(paths: &[PathBuf], keeps_folders: bool, is_held: impl Fn(&Path) -> bool) -> Vec<&[PathBuf]> {
    let mut portions = Vec::new();
    let mut rest = paths;
    while !rest.is_empty() {
        let mut bytes = 0;
        let is_small = |path: &&PathBuf| {
            let is_small = bytes < PORTION_BYTES;
            if is_held(path) {
                bytes += std::fs::metadata(path).map_or(0, |found| found.len());
            }
            is_small
        };
        let count = rest.iter().take(PORTION).take_while(is_small).count();
        let mut count = count.max(1);
        let folder = |at: usize| rest.get(at).and_then(|path| path.parent());
        while keeps_folders && count < rest.len() && folder(count) == folder(count - 1) {
            count += 1;
        }
        let (some, others) = rest.split_at(count);
        portions.push(some);
        rest = others;
    }
    portions
}

/// Does something to each of some things on all processors; results in their order.
pub(super) fn side_by_side<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    if things.len() < 2 || workers == 1 {
        return things.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let one_by_one = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(thing) = things.get(at) else { return done };
                done.push((at, work(thing)));
            }
        };
        let threads: Vec<_> = (0..workers.min(things.len())).map(|_| scope.spawn(one_by_one)).collect();
        let joined = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
