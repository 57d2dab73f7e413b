//! Writes the seeds of all targets from the conformance cases: `cargo run --example seed -- CASES`.

use std::error::Error;
use std::fs;
use std::path::Path;

use phieu::form::sheet;
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let cases = std::env::args().nth(1).or_else(|| std::env::var("PHIEU_CONFORMANCE").ok()).ok_or("which folder of cases?")?;
    let mut count = 0;
    for row in rows(&cases, "pyxform_cases.jsonl")? {
        if let Some(markdown) = row["args"]["md"].as_str() {
            keep("xlsform", &mut count, markdown.as_bytes())?;
            if let Ok(workbook) = sheet::read(markdown.as_bytes()) {
                keep("xlsform", &mut count, &sheet::to_xlsx(&workbook)?)?;
            }
        }
        if let Some(xml) = row["xform"].as_str() {
            keep("xform", &mut count, xml.as_bytes())?;
        }
    }
    for row in rows(&cases, "scenario_traces.jsonl")? {
        // One form of 1.5 MB would slow everything down.
        if let Some(xml) = row["form"].as_str().filter(|xml| row["op"] == "init" && xml.len() < 20_000) {
            keep("xform", &mut count, xml.as_bytes())?;
        }
    }
    for (pack, field) in [("xpath_cases.jsonl", "expr"), ("javarosa_xpatheval.jsonl", "expr")] {
        for row in rows(&cases, pack)? {
            if let Some(source) = row[field].as_str() {
                keep("expression", &mut count, source.as_bytes())?;
            }
        }
    }
    let sheet = br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>name</t></is></c><c r="C1"><v>1.5</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" s="1" t="str"><f>A1</f><v>x</v></c></row></sheetData></worksheet>"#;
    let strings = br#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>type</t></si></sst>"#;
    keep("worksheet", &mut count, &[&sheet[..], &[0], &strings[..]].concat())?;
    println!("{count} seeds");
    Ok(())
}

fn rows(cases: &str, pack: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    let text = fs::read_to_string(Path::new(cases).join(pack))?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn keep(target: &str, count: &mut usize, bytes: &[u8]) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder)?;
    *count += 1;
    fs::write(folder.join(format!("seed-{count}")), bytes)
}
