//! The zip around a package: the only module that knows the zip crate.
//!
//! Writing is deterministic: members in the order of their names, times fixed. Reading trusts nothing that the archive says of itself:
//! the number of members, their sizes as they really unpack, their ratio and their names are bounded.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use super::Refusal;
use super::members::{Members, check_name};

/// What an archive may hold. A package of 40,000 interviews stays far below each.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Members.
    pub members: usize,
    /// Bytes of one member.
    pub member_bytes: u64,
    /// Bytes of all members.
    pub total_bytes: u64,
    /// How many times larger than its packed form a member may be …
    pub ratio: u64,
    /// … once it is larger than this: a small table of blanks packs very well.
    pub ratio_above_bytes: u64,
}

impl Bounds {
    /// What this program accepts.
    pub const DEFAULT: Self = Self {
        members: 1_000,
        member_bytes: 256 << 20,
        total_bytes: 1 << 30,
        ratio: 400,
        ratio_above_bytes: 32 << 20,
    };
}

/// Packs members into a zip: same members, same bytes.
pub fn write(members: &Members) -> std::io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members.iter() {
        writer.start_file(name, options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Unpacks a zip within the bounds.
pub fn read(bytes: &[u8], bounds: &Bounds) -> Result<Members, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| Refusal::Damaged(error.to_string()))?;
    if archive.has_duplicate_names() {
        return Err(Refusal::Damaged("a name stands twice".to_owned()));
    }
    if archive.len() > bounds.members {
        return Err(Refusal::TooLarge(format!("{} members", archive.len())));
    }
    let mut members = Members::default();
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| Refusal::Damaged(error.to_string()))?;
        let name = file.name().map_err(|error| Refusal::Damaged(error.to_string()))?.into_owned();
        check_name(&name)?;
        if !file.is_file() {
            return Err(Refusal::BadName(name));
        }
        let packed = file.compressed_size();
        let allowed = bounds
            .member_bytes
            .min(bounds.total_bytes.saturating_sub(total))
            .min(bounds.ratio_above_bytes.max(packed.saturating_mul(bounds.ratio)));
        let mut unpacked = Vec::new();
        // The stated size is a claim: one byte more than allowed is read, and its presence refuses the member.
        file.by_ref()
            .take(allowed.saturating_add(1))
            .read_to_end(&mut unpacked)
            .map_err(|error| Refusal::Damaged(format!("`{name}`: {error}")))?;
        if unpacked.len() as u64 > allowed {
            return Err(Refusal::TooLarge(format!("`{name}`")));
        }
        total += unpacked.len() as u64;
        members.insert(name, unpacked);
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(entries: &[(&str, &[u8])]) -> Members {
        entries.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
    }

    /// A zip as a hostile or careless program may write it.
    fn raw_zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_packed_is_unpacked_and_the_bytes_depend_on_the_content_alone() {
        let some = members(&[("b.csv", b"KEY\r\n"), ("a.csv", b"\x00\xff")]);
        let packed = write(&some).unwrap();
        assert_eq!(read(&packed, &Bounds::DEFAULT).unwrap(), some);
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert_eq!(write(&some).unwrap(), packed);
    }

    #[test]
    fn a_name_never_leads_out_of_the_package() {
        for name in ["../evil", "/etc/passwd", "a/b", "a\\b", "C:evil", "..", ".", "nul\u{0}", "con\n"] {
            let refused = read(&raw_zip(&[(name, b"x")]), &Bounds::DEFAULT);
            assert!(
                matches!(refused, Err(Refusal::BadName(_) | Refusal::Damaged(_))),
                "{name:?}: {refused:?}"
            );
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_fills_the_memory() {
        let zeros = vec![0; 1 << 20];
        let bounds = Bounds {
            ratio_above_bytes: 1 << 16,
            ..Bounds::DEFAULT
        };
        assert!(matches!(read(&raw_zip(&[("zeros", &zeros)]), &bounds), Err(Refusal::TooLarge(_))));
        let bounds = Bounds {
            total_bytes: 1 << 19,
            ..Bounds::DEFAULT
        };
        assert!(matches!(read(&raw_zip(&[("zeros", &zeros)]), &bounds), Err(Refusal::TooLarge(_))));
        let bounds = Bounds {
            members: 1,
            ..Bounds::DEFAULT
        };
        assert!(matches!(
            read(&raw_zip(&[("a", b""), ("b", b"")]), &bounds),
            Err(Refusal::TooLarge(_))
        ));
    }

    #[test]
    fn a_truncated_archive_is_damaged_at_every_length() {
        let packed = write(&members(&[("a.csv", b"KEY,REVISION\r\n"), ("b.csv", b"x")])).unwrap();
        for length in 0..packed.len() {
            let refused = read(packed.get(..length).unwrap(), &Bounds::DEFAULT);
            assert!(matches!(refused, Err(Refusal::Damaged(_))), "{length} bytes: {refused:?}");
        }
    }
}
