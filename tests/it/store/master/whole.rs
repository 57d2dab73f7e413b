//! A merge is kept whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use phieu::store::Workspace;
use phieu::words::Progress;

use super::{City, header, stage_into};
use crate::store::{PASSPHRASE, add_sipas, new_workspace, now};

#[test]
fn cancelling_leaves_the_master_as_it_was() {
    struct Impatient;
    impl Progress for Impatient {
        fn step(&self, _done: u64, _total: u64) {}
        fn is_cancelled(&self) -> bool {
            true
        }
    }
    let mut city = City::new();
    city.stage("a1", &[("k1", 1, "one")]);
    assert_eq!(city.workspace.apply_staged(now(1), &Impatient).unwrap(), None);
    assert_eq!(city.current(), [] as [String; 0]);
    assert_eq!(city.workspace.plan().unwrap().len(), 1, "still staged");
    assert_eq!(city.apply().versions, 1);
}

/// Copies the files of a workspace half-way: what a power cut leaves.
struct PowerCut {
    from: PathBuf,
    to: PathBuf,
}

impl Progress for PowerCut {
    fn step(&self, done: u64, total: u64) {
        if done != total / 2 {
            return;
        }
        for ending in ["", "-journal", "-wal"] {
            let beside = |path: &Path| {
                let mut path = path.as_os_str().to_owned();
                path.push(ending);
                path
            };
            if fs::exists(beside(&self.from)).unwrap() {
                fs::copy(beside(&self.from), beside(&self.to)).unwrap();
            }
        }
    }
}

#[test]
fn a_power_cut_in_the_middle_of_a_large_merge_leaves_the_master_as_it_was() {
    let mut city = City::new();
    let keys: Vec<String> = (10..50).map(|number| format!("k{number}")).collect();
    // Nothing that packing could make small.
    let content = |key: &str, revision: u32| {
        let mut bytes = vec![0; 150 << 10];
        blake3::Hasher::new()
            .update(format!("{key} {revision}").as_bytes())
            .finalize_xof()
            .fill(&mut bytes);
        hex::encode(bytes)
    };
    let rows = |revision: u32| -> Vec<(String, u32, String)> {
        let row = |key: &String| (key.clone(), revision, content(key, revision));
        keys.iter().map(row).collect()
    };
    stage_into(&mut city.workspace, &header("a1"), &rows(1), &[]);
    city.apply();
    let before = city.workspace.content_hash().unwrap();
    stage_into(&mut city.workspace, &header("a2"), &rows(2), &[]);
    let path = city.workspace.path().to_path_buf();
    let cut = PowerCut {
        to: path.with_file_name("cut.phieu"),
        from: path,
    };
    city.workspace.apply_staged(now(5000), &cut).unwrap().unwrap();
    let after = city.workspace.content_hash().unwrap();
    assert_ne!(before, after);

    let open = |path: &Path| Workspace::open(path, &PASSPHRASE.into()).unwrap();
    assert_eq!(open(&cut.to).content_hash().unwrap(), before, "cut off");
    let City { workspace, _folder } = city;
    drop(workspace);
    assert_eq!(open(&cut.from).content_hash().unwrap(), after, "whole");
    let left: Vec<_> = fs::read_dir(cut.from.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with("-journal")), "{left:?}");
}

#[test]
fn packages_read_and_never_applied_are_gone_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.phieu");
    let mut city = City {
        workspace: Workspace::create(&path, &PASSPHRASE.into(), &new_workspace(200)).unwrap(),
        _folder: folder,
    };
    add_sipas(&city.workspace);
    city.stage("a1", &[("k1", 1, "one")]);
    let City { workspace, _folder } = city;
    drop(workspace);
    let workspace = Workspace::open(&path, &PASSPHRASE.into()).unwrap();
    assert_eq!(workspace.plan().unwrap(), []);
}
