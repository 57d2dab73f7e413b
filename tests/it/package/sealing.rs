//! Sealed for the road: only the master that the campaign named opens it.

use phieu::app::export::{ExportError, Seal, export};
use phieu::app::keys;
use phieu::app::merge::Refusal;
use phieu::words::Silent;

use super::{Laptop, Master, three_interviews};

#[test]
fn a_campaign_with_a_recipient_seals_every_export() {
    let mut master = Master::new();
    let recipient = keys::recipient(&mut master.workspace).unwrap();
    assert_eq!(keys::recipient(&mut master.workspace).unwrap(), recipient, "the key is made once");

    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    keys::set_campaign_recipient(&laptop.workspace, &recipient.to_string()).unwrap();
    let report = laptop.export_with("gói.zip", &Seal::Campaign);
    let written = report.packages.first().unwrap();
    assert!(written.is_sealed && written.path.ends_with("gói.zip.age"), "{written:?}");

    let mut stranger = Master::with(super::Kind::of(201));
    assert_eq!(stranger.refusal(&written.path), Refusal::SealedToAnother);
    keys::recipient(&mut stranger.workspace).unwrap();
    assert_eq!(stranger.refusal(&written.path), Refusal::SealedToAnother);

    master.merge(std::slice::from_ref(&written.path));
    assert_eq!(master.records(), 3);
    let mut minutes = Vec::new();
    master
        .workspace
        .for_each_current::<phieu::store::Error>(&laptop.instrument.identity.0, |row| {
            minutes.push((row.surveyor.map(str::to_owned), row.minutes));
            Ok(())
        })
        .unwrap();
    assert_eq!(minutes, vec![(Some("DT07".to_owned()), Some(9)); 3]);
}

#[test]
fn a_folder_cannot_be_sealed_and_nonsense_is_no_recipient() {
    let mut laptop = Laptop::new(1);
    let mut master = Master::new();
    let recipient = keys::recipient(&mut master.workspace).unwrap().to_string();
    let folder = laptop.path("gói");
    let refused = export(&mut laptop.workspace, &folder, &Seal::To(recipient), &Silent);
    assert!(matches!(refused, Err(ExportError::FolderUnderSeal { .. })));
    let refused = export(&mut laptop.workspace, &folder, &Seal::To("age1xyz".to_owned()), &Silent);
    assert!(matches!(refused, Err(ExportError::NotARecipient(_))));
    assert!(keys::set_campaign_recipient(&laptop.workspace, "age1xyz").is_err());
    assert!(!folder.exists());
}
