//! Any XML as the parts of a workbook: the checksums of a zip keep most mutations of one from ever being read.
#![no_main]

use std::io::{Cursor, Write as _};

use libfuzzer_sys::fuzz_target;
use phieu::form::sheet;
use phieu_fuzz::zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// What stands between the sheet's part and the one with the shared strings.
const BETWEEN: u8 = 0;

fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut parts = bytes.splitn(2, |byte| *byte == BETWEEN);
    let (worksheet, strings) = (parts.next()?, parts.next().unwrap_or_default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in [
        ("xl/workbook.xml", &br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="survey" sheetId="1" r:id="rId1"/></sheets></workbook>"#[..]),
        ("xl/_rels/workbook.xml.rels", &br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#[..]),
        ("xl/worksheets/sheet1.xml", worksheet),
        ("xl/sharedStrings.xml", strings),
    ] {
        if !content.is_empty() {
            archive.start_file(name, plain).ok()?;
            archive.write_all(content).ok()?;
        }
    }
    Some(archive.finish().ok()?.into_inner())
}

fuzz_target!(|bytes: &[u8]| {
    if let Some(workbook) = workbook(bytes) {
        let _ = sheet::read(&workbook);
    }
});
