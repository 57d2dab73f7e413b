//! The field package: everything that leaves a laptop, in one place to write it and one to read it.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::archive::{self, Bounds};
use super::dispositions::{self, DISPOSITIONS};
use super::manifest::{
    ColumnEntry, FORMAT, FORMAT_VERSION, InstrumentEntry, Manifest, MemberEntry, RecordCounts, SourceEntry, TIER, sha256_hex,
};
use super::members::{MANIFEST, Members};
use super::seal::{self, Opener};
use super::signing::SigningSecret;
use super::tables::{PackagedRecord, WrittenTables, member_names, read_tables};
use super::{ContentProblem, Refusal};
use crate::dataset::{Codebook, Schema};
use crate::output::{CsvWriter, Layout};
use crate::store::Disposition;

/// The codebook's name.
pub const CODEBOOK: &str = "codebook.csv";

/// The workbook and the compiled instrument are bounded when they are unpacked.
const SOURCE_BYTES: usize = 64 << 20;

/// What a package says about itself beside its tables.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Program and version.
    pub app: String,
    /// The campaign's name.
    pub campaign: String,
    /// Whether the answers are made up.
    pub is_training: bool,
    /// The workspace's fingerprint.
    pub workspace: String,
    /// Whether it is made for the road under seal.
    pub is_sealed: bool,
}

/// Everything that goes into a package.
#[derive(Debug)]
pub struct Contents<'a> {
    /// What it says about itself.
    pub origin: Origin,
    /// The instrument.
    pub instrument: InstrumentEntry,
    /// What was done to each column.
    pub columns: Vec<ColumnEntry>,
    /// What each column means.
    pub codebook: &'a Codebook,
    /// The record versions.
    pub tables: WrittenTables,
    /// Refusals and non-contacts.
    pub dispositions: &'a [Disposition],
}

/// A workbook's bytes as the manifest carries them.
pub fn source_entry(name: &str, bytes: &[u8]) -> std::io::Result<SourceEntry> {
    Ok(SourceEntry {
        name: name.to_owned(),
        zstd_base64: BASE64_STANDARD.encode(zstd::bulk::compress(bytes, 9)?),
    })
}

/// A package but for its number and its signature.
#[derive(Debug, Clone)]
pub struct Draft {
    manifest: Manifest,
    members: Members,
}

impl Draft {
    /// Puts the members together.
    pub fn new(contents: Contents<'_>) -> std::io::Result<Self> {
        let mut members = Members::default();
        let mut codebook = CsvWriter::new(Layout::PHIEU, contents.codebook.header())?;
        for row in contents.codebook.rows() {
            codebook.texts(row.iter().map(String::as_str))?;
        }
        members.insert(CODEBOOK.to_owned(), codebook.finish()?);
        members.insert(DISPOSITIONS.to_owned(), dispositions::write(contents.dispositions)?);
        for (entry, bytes) in contents.tables.entries.iter().zip(contents.tables.bytes) {
            members.insert(entry.member.clone(), bytes);
        }
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            app: contents.origin.app,
            campaign: contents.origin.campaign,
            training: contents.origin.is_training,
            tier: TIER.to_owned(),
            workspace: contents.origin.workspace,
            number: 0,
            sealed: contents.origin.is_sealed,
            instrument: contents.instrument,
            counts: RecordCounts {
                dispositions: contents.dispositions.len() as u64,
                ..contents.tables.counts
            },
            tables: contents.tables.entries,
            columns: contents.columns,
            members: members
                .iter()
                .map(|(name, bytes)| (name.to_owned(), MemberEntry::of(bytes)))
                .collect(),
            signer: String::new(),
        };
        Ok(Self { manifest, members })
    }

    /// Numbers and signs the package. Also gives its hash, its name in every master.
    pub fn sign(&self, number: u32, secret: &SigningSecret) -> std::io::Result<(Members, String)> {
        let manifest = Manifest {
            number: u64::from(number),
            signer: secret.public(),
            ..self.manifest.clone()
        };
        let signed = manifest.sign(secret)?;
        let hash = sha256_hex(&signed);
        let mut members = self.members.clone();
        members.insert(MANIFEST.to_owned(), signed);
        Ok((members, hash))
    }
}

/// A package whose sums and signature are checked. Its rows are not: that takes the instrument.
#[derive(Debug, Clone)]
pub struct Package {
    /// What it says of itself.
    pub manifest: Manifest,
    /// SHA-256 of the manifest's bytes: the package's name.
    pub hash: String,
    /// Whether the file was sealed.
    pub was_sealed: bool,
    members: Members,
}

impl Package {
    /// Reads a zip, a sealed zip or a folder.
    pub fn read(path: &Path, opener: Option<&Opener>, bounds: &Bounds) -> Result<Self, Refusal> {
        if path.is_dir() {
            return Self::verify(Members::read_folder(path, bounds)?, false);
        }
        let bytes = read_bounded(path, bounds)?;
        Self::from_bytes(&bytes, opener, bounds)
    }

    /// Reads the bytes of a zip or a sealed zip.
    pub fn from_bytes(bytes: &[u8], opener: Option<&Opener>, bounds: &Bounds) -> Result<Self, Refusal> {
        if seal::is_sealed(bytes) {
            let opener = opener.ok_or(Refusal::SealedToAnother)?;
            let opened = seal::open(bytes, opener, bounds.total_bytes)?;
            return Self::verify(archive::read(&opened, bounds)?, true);
        }
        if !bytes.starts_with(b"PK") {
            return Err(Refusal::NotAPackage);
        }
        Self::verify(archive::read(bytes, bounds)?, false)
    }

    /// The tables of a package whose sums or signature do not hold, by name: codebook and contacts left out.
    pub fn tables_without_sums(path: &Path, opener: Option<&Opener>, bounds: &Bounds) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
        let members = if path.is_dir() {
            Members::read_folder(path, bounds)?
        } else {
            let mut bytes = read_bounded(path, bounds)?;
            if seal::is_sealed(&bytes) {
                bytes = seal::open(&bytes, opener.ok_or(Refusal::SealedToAnother)?, bounds.total_bytes)?;
            }
            archive::read(&bytes, bounds)?
        };
        let is_table = |name: &str| {
            Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) && name != CODEBOOK && name != DISPOSITIONS
        };
        let tables = members.iter().filter(|(name, _)| is_table(name));
        Ok(tables.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect())
    }

    fn verify(members: Members, was_sealed: bool) -> Result<Self, Refusal> {
        let (manifest, hash) = Manifest::verify(&members)?;
        if sha256_hex(manifest.instrument.canonical.as_bytes()) != manifest.instrument.identity {
            return Err(Refusal::InstrumentMismatch);
        }
        Ok(Self {
            manifest,
            hash,
            was_sealed,
            members,
        })
    }

    /// The bytes of the workbook that the instrument was made of.
    pub fn source(&self) -> Result<Vec<u8>, Refusal> {
        let packed = BASE64_STANDARD.decode(&self.manifest.instrument.source.zstd_base64);
        let packed = packed.map_err(|error| Refusal::ManifestUnreadable(error.to_string()))?;
        zstd::bulk::decompress(&packed, SOURCE_BYTES).map_err(|error| Refusal::ManifestUnreadable(error.to_string()))
    }

    /// Hands over every record version, each value checked against the released schema of the package's instrument.
    pub fn for_each_record<E: From<Refusal>>(
        &self,
        released: &Schema,
        mut take: impl FnMut(PackagedRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        let names = member_names(&self.manifest.instrument.form, released);
        let bytes = |name: &String| self.members.get(name).ok_or_else(|| Refusal::MemberMissing(name.clone()));
        let tables: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| Ok((name.as_str(), bytes(name)?)))
            .collect::<Result<_, Refusal>>()?;
        let mut counts = RecordCounts::default();
        read_tables(released, self.manifest.sealed, &tables, |record| {
            match record.content {
                Some(_) => counts.finished += 1,
                None => counts.tombstones += 1,
            }
            take(record)
        })?;
        let own = names.first().map_or("", String::as_str);
        check_count(own, self.manifest.counts.finished, counts.finished)?;
        check_count(own, self.manifest.counts.tombstones, counts.tombstones)?;
        Ok(())
    }

    /// Refusals and non-contacts.
    pub fn dispositions(&self) -> Result<Vec<Disposition>, Refusal> {
        let bytes = self
            .members
            .get(DISPOSITIONS)
            .ok_or_else(|| Refusal::MemberMissing(DISPOSITIONS.to_owned()))?;
        let dispositions = dispositions::read(bytes)?;
        check_count(DISPOSITIONS, self.manifest.counts.dispositions, dispositions.len() as u64)?;
        Ok(dispositions)
    }
}

fn check_count(member: &str, stated: u64, found: u64) -> Result<(), Refusal> {
    if stated == found {
        return Ok(());
    }
    Err(Refusal::Content {
        member: member.to_owned(),
        row: 0,
        column: String::new(),
        problem: ContentProblem::Count { stated, found },
    })
}

fn read_bounded(path: &Path, bounds: &Bounds) -> Result<Vec<u8>, Refusal> {
    let size = fs::metadata(path)?.len();
    if size > bounds.total_bytes {
        return Err(Refusal::TooLarge(format!("{size} bytes")));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(bounds.total_bytes).read_to_end(&mut bytes)?;
    Ok(bytes)
}
