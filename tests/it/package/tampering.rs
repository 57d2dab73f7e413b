//! Whatever happens to a package on its way, it is taken whole or refused whole, with its reason, while the others go on.

use std::fs;
use std::path::PathBuf;

use phieu::app::merge::{Refusal, Verdict};
use phieu::exchange::members::{MANIFEST, Members};
use phieu::exchange::{Package, archive, archive::Bounds, signing::SigningSecret};

use super::{Laptop, Master, text, three_interviews, unzip};

struct Post {
    laptop: Laptop,
    master: Master,
    package: PathBuf,
}

impl Post {
    fn new() -> Self {
        let mut laptop = Laptop::new(1);
        three_interviews(&mut laptop);
        let package = laptop.export("gói.zip");
        Self {
            laptop,
            master: Master::new(),
            package,
        }
    }

    fn members(&self) -> Members {
        unzip(&self.package)
    }

    /// Delivers other members in the package's place.
    fn deliver(&mut self, members: &Members) -> Refusal {
        let path = self.laptop.path("đổi.zip");
        fs::write(&path, archive::write(members).unwrap()).unwrap();
        let refusal = self.master.refusal(&path);
        assert_eq!(self.master.records(), 0);
        refusal
    }

    fn with(&self, name: &str, content: &str) -> Members {
        let mut members = self.members();
        members.insert(name.to_owned(), content.as_bytes().to_vec());
        members
    }
}

#[test]
fn a_changed_member_is_noticed_whichever_it_is() {
    let mut post = Post::new();
    let names: Vec<String> = post.members().iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    for name in &names {
        let mut members = post.members();
        let mut bytes = members.get(name).unwrap().to_vec();
        let middle = bytes.len() / 2;
        *bytes.get_mut(middle).unwrap() ^= 1;
        members.insert(name.clone(), bytes);
        let refusal = post.deliver(&members);
        let is_right = match &refusal {
            Refusal::MemberChanged(changed) => changed == name,
            Refusal::SignatureWrong | Refusal::ManifestUnreadable(_) | Refusal::NotAPackage => name == MANIFEST,
            _ => false,
        };
        assert!(is_right, "{name}: {refusal:?}");
    }
}

#[test]
fn a_member_that_is_missing_or_too_many_is_noticed() {
    let mut post = Post::new();
    let without: Members = post
        .members()
        .iter()
        .filter(|(name, _)| *name != "codebook.csv")
        .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
        .collect();
    assert_eq!(post.deliver(&without), Refusal::MemberMissing("codebook.csv".to_owned()));
    let more = post.with("readme.txt", "x");
    assert_eq!(post.deliver(&more), Refusal::MemberUnlisted("readme.txt".to_owned()));
    let without: Members = post
        .members()
        .iter()
        .filter(|(name, _)| *name != MANIFEST)
        .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
        .collect();
    assert_eq!(post.deliver(&without), Refusal::NotAPackage);
}

#[test]
fn a_member_of_another_package_is_noticed() {
    let mut post = Post::new();
    let mut other = Laptop::new(2);
    other.ask(1, &[("ward", "00004")]);
    let other = unzip(&other.export("gói.zip"));
    let swapped = post.with("ho-gia-dinh.csv", &text(&other, "ho-gia-dinh.csv"));
    assert_eq!(post.deliver(&swapped), Refusal::MemberChanged("ho-gia-dinh.csv".to_owned()));
    let swapped = post.with(MANIFEST, &text(&other, MANIFEST));
    assert!(matches!(post.deliver(&swapped), Refusal::MemberChanged(_)));
}

#[test]
fn a_manifest_that_someone_else_wrote_is_noticed() {
    let mut post = Post::new();
    let manifest = text(&post.members(), MANIFEST);
    let promoted = manifest.replace("\"training\": true", "\"training\": false");
    assert_ne!(promoted, manifest);
    let members = post.with(MANIFEST, &promoted);
    assert_eq!(post.deliver(&members), Refusal::SignatureWrong);

    let later = manifest.replace("\"format_version\": 1", "\"format_version\": 2");
    let members = post.with(MANIFEST, &later);
    assert_eq!(post.deliver(&members), Refusal::FormatTooNew { found: 2, ours: 1 });
}

/// Signs a manifest anew with a key of one's own, as a foreign program would.
fn forge(members: &mut Members, change: impl Fn(&mut serde_json::Value)) {
    let mut manifest: serde_json::Value = serde_json::from_str(&text(members, MANIFEST)).unwrap();
    let sums: Vec<(String, serde_json::Value)> = members
        .iter()
        .filter(|(name, _)| *name != MANIFEST)
        .map(|(name, bytes)| {
            let sum = phieu::exchange::manifest::MemberEntry::of(bytes);
            (name.to_owned(), serde_json::to_value(sum).unwrap())
        })
        .collect();
    manifest["members"] = sums.into_iter().collect::<serde_json::Map<_, _>>().into();
    change(&mut manifest);
    let secret = SigningSecret::from_bytes(&[99; 32]);
    manifest["signer"] = secret.public().into();
    manifest.as_object_mut().unwrap().shift_remove("signature");
    members.insert(MANIFEST.to_owned(), secret.sign_json(&manifest).unwrap());
}

#[test]
fn right_sums_over_wrong_content_are_refused() {
    let mut post = Post::new();
    let own = text(&post.members(), "ho-gia-dinh.csv");

    let mut genuine = post.members();
    forge(&mut genuine, |_| ());
    let path = post.laptop.path("ký lại.zip");
    fs::write(&path, archive::write(&genuine).unwrap()).unwrap();
    assert_eq!(post.master.plan(&[path]).accepted().count(), 1, "the forgery itself is sound");

    for (from, to) in [
        ("00070", "99999"),
        ("1.50", "lâu"),
        ("35", "41"),
        ("finished", "done"),
        ("2026-W47", "thứ hai"),
    ] {
        assert!(own.contains(from), "{from} is not in\n{own}");
        let mut members = post.with("ho-gia-dinh.csv", &own.replacen(from, to, 1));
        forge(&mut members, |_| ());
        let refusal = post.deliver(&members);
        assert!(matches!(refusal, Refusal::Content { .. }), "{from} → {to}: {refusal:?}");
    }
    let mut members = post.members();
    forge(&mut members, |manifest| manifest["counts"]["finished"] = 4.into());
    assert!(matches!(post.deliver(&members), Refusal::Content { .. }));
    let mut members = post.members();
    forge(&mut members, |manifest| manifest["instrument"]["canonical"] = "{}".into());
    assert_eq!(post.deliver(&members), Refusal::InstrumentMismatch);
}

#[test]
fn a_package_cut_at_any_length_is_refused() {
    let mut post = Post::new();
    let bytes = fs::read(&post.package).unwrap();
    let cut = post.laptop.path("cụt.zip");
    let step = (bytes.len() / 60).max(1);
    for length in (0..bytes.len()).step_by(step) {
        fs::write(&cut, bytes.get(..length).unwrap()).unwrap();
        let refusal = post.master.refusal(&cut);
        assert!(
            matches!(refusal, Refusal::Damaged(_) | Refusal::NotAPackage),
            "{length} bytes: {refusal:?}"
        );
    }
}

#[test]
fn whatever_byte_changes_a_package_is_itself_or_refused() {
    let post = Post::new();
    let bytes = fs::read(&post.package).unwrap();
    let whole = Package::from_bytes(&bytes, None, &Bounds::DEFAULT).unwrap();
    let schema = &post.laptop.instrument.plan.released;
    let records = |package: &Package| {
        let mut found = Vec::new();
        let read = package.for_each_record::<Refusal>(schema, |record| {
            found.push(record);
            Ok(())
        });
        read.map(|()| found)
    };
    let expected = records(&whole).unwrap();
    let mut refused = 0;
    for at in (0..bytes.len()).step_by(11) {
        let mut changed = bytes.clone();
        changed[at] = changed[at].wrapping_add(1 + (at % 255) as u8);
        match Package::from_bytes(&changed, None, &Bounds::DEFAULT) {
            // A zip has bytes that mean nothing to us: times, versions, permissions.
            Ok(package) => assert_eq!(
                (package.hash.as_str(), records(&package).unwrap()),
                (whole.hash.as_str(), expected.clone()),
                "byte {at}"
            ),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > bytes.len() / 11 * 8 / 10, "{refused} of {} refused", bytes.len() / 11);
}

#[test]
fn a_bad_package_does_not_keep_the_good_ones_out() {
    let mut post = Post::new();
    let broken = post.laptop.path("hỏng.zip");
    let bytes = fs::read(&post.package).unwrap();
    fs::write(&broken, bytes.get(..bytes.len() / 2).unwrap()).unwrap();
    let notes = post.laptop.path("ghi chú.txt");
    fs::write(&notes, "Hỏi lại về cái giếng.").unwrap();
    let mut second = Laptop::new(2);
    second.ask(1, &[("ward", "00004")]);
    let second_package = second.export("gói.zip");

    let plan = post.master.merge(&[
        broken,
        notes,
        post.package.clone(),
        second_package,
        post.laptop.path("không có.zip"),
    ]);
    let refused: Vec<&Refusal> = plan.refused().map(|(_, refusal)| refusal).collect();
    assert!(
        matches!(refused.as_slice(), [Refusal::Damaged(_), Refusal::NotAPackage, Refusal::NotThere]),
        "{refused:?}"
    );
    assert_eq!(post.master.records(), 4);
}

#[test]
fn a_folder_with_a_changed_file_is_refused() {
    let mut post = Post::new();
    let folder = post.laptop.export("gói");
    fs::write(folder.join("Thumbs.db"), "left by a file manager").unwrap();
    assert_eq!(post.master.plan(std::slice::from_ref(&folder)).accepted().count(), 1);
    fs::write(folder.join("ho-gia-dinh.csv"), "KEY\r\n").unwrap();
    assert_eq!(post.master.refusal(&folder), Refusal::MemberChanged("ho-gia-dinh.csv".to_owned()));
}

#[test]
fn every_reason_has_words_in_both_languages() {
    let mut post = Post::new();
    let members = post.with("codebook.csv", "x");
    let refusal = post.deliver(&members);
    for lang in [phieu::words::Lang::Vi, phieu::words::Lang::En] {
        let said = refusal.say(phieu::words::Words::new(lang));
        assert!(said.contains("codebook.csv") && !said.contains("merge-"), "{said}");
    }
    let plan = post.master.plan(&[post.package.clone()]);
    assert!(plan.packages.iter().all(|package| matches!(package.verdict, Verdict::Accepted(_))));
}
