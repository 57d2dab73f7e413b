//! What was erased is in no byte of the file, once it is decrypted page by page, the free ones and the log too.

use std::path::Path;

use aes::Aes256;
use aes::cipher::{BlockDecrypt as _, KeyInit as _};
use uuid::Uuid;

use super::super::passphrase::{Beginning, Salt};
use super::super::schema::{MIGRATIONS, backup_path};
use super::super::{Disposition, Finished, NewRecord, RecordId, Workspace};
use super::{PASSPHRASE, ambient, event, made, open_with};

const PAGE: usize = 4096;
/// At the end of each page: what its blocks are chained from, and its sum.
const RESERVED: usize = 80;

/// The plain bytes of a page: AES-256 in cipher block chaining, as SQLCipher 4 keeps it.
fn decrypted(cipher: &Aes256, page: &[u8], clear: usize) -> Vec<u8> {
    let end = PAGE - RESERVED;
    let mut chained = page[end..end + 16].to_vec();
    let mut plain = Vec::with_capacity(end);
    for block in page[clear..end].chunks_exact(16) {
        let mut open = *aes::Block::from_slice(block);
        cipher.decrypt_block(&mut open);
        plain.extend(open.iter().zip(&chained).map(|(byte, before)| byte ^ before));
        chained = block.to_vec();
    }
    plain
}

/// Every page of a database and of its log.
fn everything(path: &Path) -> Vec<u8> {
    let file = std::fs::read(path).unwrap();
    let Beginning::Workspace(salt) = Salt::read(file[..16].try_into().unwrap()) else {
        panic!("no workspace")
    };
    let pragma = salt.pragma_key(&PASSPHRASE.into()).unwrap();
    let key = hex::decode(&pragma[2..66]).unwrap();
    let cipher = Aes256::new_from_slice(&key).unwrap();
    let mut plain = Vec::new();
    for (number, page) in file.chunks_exact(PAGE).enumerate() {
        // The salt lies in clear before the first page's own.
        plain.extend(decrypted(&cipher, page, if number == 0 { 16 } else { 0 }));
    }
    let log = std::fs::read(path.with_extension("phieu-wal")).unwrap_or_default();
    for frame in log.get(32..).unwrap_or_default().chunks_exact(24 + PAGE) {
        plain.extend(decrypted(&cipher, &frame[24..], 0));
    }
    plain
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    memchr::memmem::find(bytes, needle.as_bytes()).is_some()
}

fn record(number: usize) -> RecordId {
    RecordId(Uuid::from_u128(1000 + number as u128))
}

/// What is known of a person, five identifiers each time: typed, finished, corrected, and what the record is called.
fn identifiers(number: usize) -> [String; 4] {
    ["typed", "finished", "corrected", "called"].map(|kind| {
        let each = (0..5).map(|at| format!("{kind} {at} of person {number:05}"));
        each.collect::<Vec<_>>().join("; ")
    })
}

fn each(number: usize) -> Vec<String> {
    identifiers(number)
        .iter()
        .flat_map(|text| text.split("; "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_thousand_erased_identifiers_are_in_no_byte_of_the_file_and_its_log() {
    let (_folder, path, _) = made();
    let mut workspace = open_with(&path, MIGRATIONS).unwrap();
    let at = jiff::Timestamp::UNIX_EPOCH;
    let people = 0..50;
    workspace
        .batch(|workspace| {
            for number in people.clone() {
                let id = record(number);
                let [typed, finished, corrected, called] = identifiers(number);
                workspace.begin_record(&NewRecord {
                    id,
                    instrument: "i",
                    surveyor: None,
                    opening: &ambient(),
                })?;
                workspace.append(id, &event(&typed))?;
                if number % 3 == 2 {
                    workspace.append(id, &event(&finished))?;
                    workspace.append(id, &event(&corrected))?;
                    workspace.append(id, &event(&called))?;
                    continue;
                }
                let finish = |workspace: &mut Workspace, body: &str| {
                    let finished = Finished {
                        body: body.as_bytes(),
                        at,
                        week: "2026-W47",
                        minutes: None,
                        title: &called,
                    };
                    workspace.finish(id, &finished)
                };
                finish(workspace, &finished)?;
                workspace.reopen(id, at)?;
                finish(workspace, &corrected)?;
            }
            Ok::<_, super::Error>(())
        })
        .unwrap();
    let before = everything(&path);
    for number in people.clone() {
        for planted in each(number) {
            assert!(holds(&before, &planted), "the search would not find `{planted}`");
        }
    }
    std::fs::write(backup_path(&path, 1), "an older copy with everything in it").unwrap();
    let refusal = Disposition {
        unit: String::new(),
        group: String::new(),
        week: "2026-W47".to_owned(),
        reason: "refused".to_owned(),
    };
    for number in people.clone() {
        match number % 3 {
            0 => workspace.withdraw(record(number), at, "2026-W47").unwrap(),
            1 => workspace.decline(record(number), at, &refusal).unwrap(),
            _ => workspace.discard_draft(record(number)).unwrap(),
        }
    }
    let look = |when: &str| {
        let after = everything(&path);
        assert!(after.len() > 10 * PAGE, "{}", after.len());
        for number in people.clone() {
            for planted in each(number) {
                assert!(!holds(&after, &planted), "`{planted}` is in the file {when}");
            }
        }
    };
    look("while it is open");
    drop(workspace);
    look("once it is closed");
    assert!(
        !backup_path(&path, 1).exists(),
        "nor in the copy from before the format was changed"
    );
}
