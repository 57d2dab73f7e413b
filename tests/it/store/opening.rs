//! Who may open a workspace, and what is said to the others.

use std::io::{Seek as _, SeekFrom, Write as _};

use phieu::store::{Cost, Error, Foreign, NewWorkspace, Workspace};

use super::{Laptop, PASSPHRASE, SIPAS, add_sipas, answer, begin, bytes_on_disk, contains, new_workspace};

#[test]
fn a_workspace_remembers_what_it_was_made_with() {
    let laptop = Laptop::new();
    let workspace = laptop.open();
    assert_eq!(workspace.id(), new_workspace(1).id);
    assert_eq!(workspace.campaign().unwrap(), "Quý IV");
    assert!(workspace.is_training());
    let [sipas] = workspace.instruments().unwrap().try_into().unwrap();
    assert_eq!((sipas.identity.as_str(), sipas.title.as_str()), (SIPAS, "Phiếu hài lòng"));
    assert_eq!(workspace.instrument_canonical(SIPAS).unwrap(), "{\"form\": \"sipas\"}");
    assert_eq!(workspace.instrument_source(SIPAS).unwrap(), b"| survey |");
}

#[test]
fn the_strong_cost_opens_as_well_as_the_light_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.phieu");
    let new = NewWorkspace {
        cost: Cost::Standard,
        is_training: false,
        ..new_workspace(3)
    };
    drop(Workspace::create(&path, &PASSPHRASE.into(), &new).unwrap());
    assert!(!Workspace::open(&path, &PASSPHRASE.into()).unwrap().is_training());
    assert!(matches!(
        Workspace::open(&path, &"mưa phùn tháng ba".into()),
        Err(Error::WrongPassphrase { .. })
    ));
}

#[test]
fn a_short_passphrase_makes_no_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.phieu");
    let refusal = Workspace::create(&path, &"ngắn".into(), &new_workspace(1)).unwrap_err();
    assert_eq!(refusal.to_string(), "the passphrase is too short: choose at least 8 characters");
    assert!(!path.exists());
}

#[test]
fn a_new_workspace_never_replaces_a_file() {
    let laptop = Laptop::new();
    let refusal = Workspace::create(&laptop.path(), &PASSPHRASE.into(), &new_workspace(2)).unwrap_err();
    assert!(matches!(refusal, Error::AlreadyExists { .. }), "{refusal}");
    assert_eq!(laptop.open().id(), new_workspace(1).id);
}

#[test]
fn a_wrong_passphrase_is_told_from_every_other_trouble() {
    let laptop = Laptop::new();
    let refusal = laptop.try_open("mưa phùn tháng ba").unwrap_err();
    assert!(matches!(refusal, Error::WrongPassphrase { .. }), "{refusal}");
    laptop.open();
}

#[test]
fn a_foreign_file_is_called_by_what_it_is() {
    #[track_caller]
    fn case(content: &[u8], expected: Foreign) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.phieu");
        std::fs::write(&path, content).unwrap();
        match Workspace::open(&path, &PASSPHRASE.into()) {
            Err(Error::NotAWorkspace { looks_like, .. }) => assert_eq!(looks_like, expected),
            other => panic!("{other:?}"),
        }
        assert_eq!(std::fs::read(&path).unwrap(), content, "a foreign file is left as it was");
    }
    case(b"", Foreign::Empty);
    case(b"PK\x03\x04\x14\x00\x00\x00\x08\x00and so on", Foreign::Zip);
    case("Hỏi về cái giếng trước thứ Sáu.".as_bytes(), Foreign::Text);
    case(b"age-encryption.org/v1\n-> X25519", Foreign::Sealed);
    case(&[0x89, b'P', b'N', b'G', 0, 0, 0, 13, 1, 2, 3, 4, 5, 6, 7, 8, 9], Foreign::Other);
}

#[test]
fn an_unencrypted_database_is_not_a_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.phieu");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE record (id INTEGER)")
        .unwrap();
    let refusal = Workspace::open(&path, &PASSPHRASE.into()).unwrap_err();
    assert!(
        matches!(
            refusal,
            Error::NotAWorkspace {
                looks_like: Foreign::PlainSqlite,
                ..
            }
        ),
        "{refusal}"
    );
}

#[test]
fn a_folder_and_a_missing_file_are_no_workspaces() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = Workspace::open(folder.path(), &PASSPHRASE.into()).unwrap_err();
    assert!(
        matches!(
            refusal,
            Error::NotAWorkspace {
                looks_like: Foreign::Folder,
                ..
            }
        ),
        "{refusal}"
    );
    let refusal = Workspace::open(&folder.path().join("none.phieu"), &PASSPHRASE.into()).unwrap_err();
    assert!(matches!(refusal, Error::Missing { .. }), "{refusal}");
}

#[test]
fn a_file_cut_off_anywhere_is_damaged_and_never_a_wrong_passphrase() {
    let laptop = Laptop::new();
    let whole = std::fs::read(laptop.path()).unwrap();
    for length in [100, 4095, 4096, 4096 * 3, 4096 * 3 + 17, whole.len() - 4096, whole.len() - 1] {
        std::fs::write(laptop.path(), &whole[..length]).unwrap();
        let refusal = laptop.try_open(PASSPHRASE).map(|_| length).unwrap_err();
        assert!(matches!(refusal, Error::Damaged { .. }), "{length}: {refusal}");
    }
    std::fs::write(laptop.path(), &whole).unwrap();
    laptop.open();
}

#[test]
fn a_changed_byte_is_found_when_it_is_read() {
    let laptop = Laptop::new();
    let id = {
        let mut workspace = laptop.open();
        let id = begin(&workspace, 1);
        for number in 0..200 {
            workspace
                .append(id, &answer(number, "một câu trả lời khá dài để đầy nhiều trang"))
                .unwrap();
        }
        id
    };
    let length = std::fs::metadata(laptop.path()).unwrap().len();
    let mut file = std::fs::File::options().write(true).open(laptop.path()).unwrap();
    for page in 1..length / 4096 {
        file.seek(SeekFrom::Start(page * 4096 + 1000)).unwrap();
        file.write_all(b"!").unwrap();
    }
    drop(file);
    let refusal = laptop.try_open(PASSPHRASE).and_then(|workspace| workspace.journal(id)).unwrap_err();
    assert!(matches!(refusal, Error::Damaged { .. } | Error::Corrupt(_)), "{refusal:?}");
}

#[test]
fn the_second_window_is_refused_until_the_first_is_closed() {
    let laptop = Laptop::new();
    let first = laptop.open();
    let refusal = laptop.try_open(PASSPHRASE).unwrap_err();
    assert!(matches!(refusal, Error::AlreadyOpen { .. }), "{refusal}");
    assert!(refusal.to_string().contains("close that one first"));
    drop(first);
    laptop.open();
}

#[test]
fn no_answer_is_on_the_disk_in_clear() {
    let laptop = Laptop::new();
    let secret = "Nguyễn Thị Bí Mật 0912345678";
    let mut workspace = laptop.open();
    let id = begin(&workspace, 1);
    for number in 0..50 {
        workspace.append(id, &answer(number, secret)).unwrap();
    }
    assert!(
        format!("{:?}", workspace.journal(id).unwrap()).contains(secret),
        "the test looks for what is there"
    );
    // While it is open, the log and its index are there too.
    assert!(std::fs::read_dir(laptop.folder.path()).unwrap().count() >= 3);
    let open = bytes_on_disk(laptop.folder.path());
    drop(workspace);
    for bytes in [open, bytes_on_disk(laptop.folder.path())] {
        for needle in [secret, "0912345678", "CREATE TABLE", "/data/q7", "SQLite format 3"] {
            assert!(!contains(&bytes, needle), "{needle} is readable");
        }
    }
}

#[cfg(unix)]
#[test]
fn the_owner_alone_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let laptop = Laptop::new();
    let mode = std::fs::metadata(laptop.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn a_workspace_in_a_synced_folder_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let synced = folder.path().join("OneDrive - Viện Nghiên cứu");
    std::fs::create_dir(&synced).unwrap();
    let refusal = Workspace::create(&synced.join("a.phieu"), &PASSPHRASE.into(), &new_workspace(1)).unwrap_err();
    assert!(matches!(refusal, Error::Unsuitable { .. }), "{refusal}");
    assert!(refusal.to_string().contains("synced by OneDrive"), "{refusal}");
    assert_eq!(std::fs::read_dir(&synced).unwrap().count(), 0);
}

#[test]
fn several_things_are_done_as_one() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let failed: Result<(), Error> = workspace.batch(|workspace| {
        workspace.set_setting("a", "1")?;
        workspace.batch(|workspace| workspace.set_setting("b", "2"))?;
        Err(Error::NoSuchInstrument("x".to_owned()))
    });
    assert!(failed.is_err());
    assert_eq!(workspace.setting("a").unwrap(), None);
    assert_eq!(workspace.setting("b").unwrap(), None);
    workspace
        .batch(|workspace| {
            workspace.set_setting("a", "1")?;
            let inner: Result<(), Error> = workspace.batch(|workspace| {
                workspace.set_setting("a", "2")?;
                Err(Error::NoSuchInstrument("x".to_owned()))
            });
            assert!(inner.is_err());
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(workspace.setting("a").unwrap().as_deref(), Some("1"));
}

#[test]
fn a_panic_in_the_middle_takes_back_what_was_begun() {
    let laptop = Laptop::new();
    let mut workspace = laptop.open();
    let stumble = std::panic::AssertUnwindSafe(|| {
        workspace.batch(|workspace| -> Result<(), Error> {
            workspace.set_setting("a", "1")?;
            panic!("a bug")
        })
    });
    assert!(std::panic::catch_unwind(stumble).is_err());
    assert_eq!(workspace.setting("a").unwrap(), None);
    // and an answer given after it is durable
    let id = begin(&workspace, 1);
    workspace.append(id, &answer(1, "có")).unwrap();
    let copy = Laptop {
        folder: tempfile::tempdir().unwrap(),
    };
    for name in ["khảo sát.phieu", "khảo sát.phieu-wal"] {
        std::fs::copy(laptop.beside(name), copy.beside(name)).unwrap();
    }
    assert_eq!(copy.open().journal(id).unwrap().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_the_workspace_and_to_its_lock() {
    let laptop = Laptop::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("link.phieu");
    std::os::unix::fs::symlink(laptop.path(), &link).unwrap();
    let open = Workspace::open(&link, &PASSPHRASE.into()).unwrap();
    assert_eq!(open.path().file_name(), laptop.path().file_name());
    assert!(matches!(laptop.try_open(PASSPHRASE), Err(Error::AlreadyOpen { .. })));
}

#[test]
fn adding_an_instrument_again_changes_nothing() {
    let laptop = Laptop::new();
    let workspace = laptop.open();
    let again = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| add_sipas(&workspace)));
    assert!(again.is_err(), "the second adding tells that it was not new");
    assert_eq!(workspace.instruments().unwrap().len(), 1);
}

#[test]
fn any_sqlcipher_opens_the_file_by_the_recipe_of_its_description() {
    let laptop = Laptop::new();
    let salt: [u8; 16] = *std::fs::read(laptop.path()).unwrap().first_chunk().unwrap();
    assert_eq!(&salt[12..], b"phi0");
    let params = argon2::Params::new(1024, 1, 1, Some(32)).unwrap();
    let mut key = [0; 32];
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(PASSPHRASE.as_bytes(), &salt, &mut key)
        .unwrap();
    let other = rusqlite::Connection::open(laptop.path()).unwrap();
    other
        .execute_batch(&format!("PRAGMA key = \"x'{}{}'\"", hex::encode(key), hex::encode(salt)))
        .unwrap();
    let number = |sql: &str| other.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((number("PRAGMA application_id"), number("PRAGMA user_version")), (0x5048_4955, 7));
    assert_eq!(number("SELECT count(*) FROM instrument"), 1);
}
