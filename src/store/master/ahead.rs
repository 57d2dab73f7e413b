//! Work on many things on all processors, while this thread fetches those that come next and takes what became of those before.
//!
//! The database belongs to one thread. It reads and writes here, and what needs no database is done elsewhere meanwhile.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::store::{Error, Result};

/// Things for each processor that are fetched before what became of the first is taken.
const AHEAD: usize = 4;

/// Does `work` with each thing on all processors; `take` is handed what became of them, in their order, on this thread.
///
/// # Errors
///
/// The first error of any of the three ends it; what was begun is finished and dropped.
pub(super) fn ahead<T: Send, R: Send, E: From<Error>>(
    things: impl Iterator<Item = Result<T, E>>,
    work: impl Fn(T) -> Result<R> + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    if workers == 1 {
        for thing in things {
            take(work(thing?)?)?;
        }
        return Ok(());
    }
    let (give, given) = channel();
    let given = Mutex::new(given);
    let (hand_in, done) = channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let hand_in = hand_in.clone();
            let (given, work) = (&given, &work);
            scope.spawn(move || one_by_one(given, work, &hand_in));
        }
        drop(hand_in);
        // Dropped at the end, or with the first error: then the workers go home.
        let give = give;
        let mut waiting = BTreeMap::new();
        let (mut first, mut next) = (0, 0);
        for thing in things {
            give_to(&give, (next, thing?));
            next += 1;
            while let Some((number, result)) = if next - first - waiting.len() >= workers * AHEAD {
                done.recv().ok()
            } else {
                done.try_recv().ok()
            } {
                waiting.insert(number, result);
            }
            while let Some(result) = waiting.remove(&first) {
                take(result?)?;
                first += 1;
            }
        }
        drop(give);
        for (number, result) in done {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&first) {
                take(result?)?;
                first += 1;
            }
        }
        Ok(())
    })
}

fn give_to<T>(give: &Sender<T>, thing: T) {
    // Nobody takes it only when every worker has panicked, and the scope passes that on.
    let _ = give.send(thing);
}

fn one_by_one<T, R>(given: &Mutex<Receiver<(usize, T)>>, work: &impl Fn(T) -> Result<R>, hand_in: &Sender<(usize, Result<R>)>) {
    loop {
        let next = given.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, thing)) = next else { return };
        if hand_in.send((number, work(thing))).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_things() {
        let mut taken = Vec::new();
        let slow_first = |number: u64| {
            thread::sleep(std::time::Duration::from_micros(if number.is_multiple_of(7) { 300 } else { 0 }));
            Ok(number * 2)
        };
        ahead::<_, _, Error>((0..200).map(Ok), slow_first, |double| {
            taken.push(double);
            Ok(())
        })
        .unwrap();
        assert_eq!(taken, (0..200).map(|number| number * 2).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_error_ends_it() {
        #[track_caller]
        fn case(bad_thing: u32, bad_work: u32, bad_result: u32, expected: &str, taken: u32) {
            let fail = |number: u32, bad: u32, name: &str| {
                if number == bad {
                    Err(Error::Unreadable(name.to_owned()))
                } else {
                    Ok(number)
                }
            };
            let mut count = 0;
            let found = ahead(
                (0..500).map(|number| fail(number, bad_thing, "thing")),
                |number| fail(number, bad_work, "work"),
                |number| fail(number, bad_result, "result").map(|_| count += 1),
            );
            let error = found.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
            assert!(count <= taken, "{count}");
        }
        case(90, 1000, 1000, "thing", 90);
        case(1000, 70, 1000, "work", 70);
        case(1000, 1000, 50, "result", 50);
        case(0, 1000, 1000, "thing", 0);
    }
}
