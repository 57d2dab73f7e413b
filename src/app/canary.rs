//! The last look before a file is written: what the workspace knows of persons is looked for in every cell, name and remark that leaves.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;

use super::tell::Tell;
use crate::dataset::{ColumnIx, Interest, Schema, codebook};
use crate::exchange::members::{MANIFEST, Members};
use crate::instrument::Instrument;
use crate::output::Table;
use crate::output::table::Cell;
use crate::privacy::canary::{Canary, Sighting, Sightings, Telltale};
use crate::store::{self, Order, Workspace};
use crate::words::Words;
use crate::xpath::Document;

/// Something that points at a person was about to leave; nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} cells point at a person, the first in {:?}", .0.total(), .0.first.first())]
pub struct Stopped(pub Sightings);

impl Tell for Stopped {
    fn tell(&self, words: Words) -> String {
        let place = |sighting: &Sighting| {
            let what = words.say_with(sighting.what.key(), &[("column", sighting.what.column().into())]);
            let arguments = [
                ("file", sighting.file.as_str().into()),
                ("row", sighting.row.to_string().into()),
                ("column", sighting.column.as_str().into()),
                ("what", what.into()),
            ];
            words.say_with(if sighting.row == 0 { "canary-name" } else { "canary-cell" }, &arguments)
        };
        let places: Vec<String> = self.0.first.iter().map(place).collect();
        let arguments = [("n", self.0.total().into()), ("places", places.join("; ").into())];
        words.say_with("canary-stopped", &arguments)
    }
}

/// What is known of persons in a workspace that collected these forms. In a master, which holds no identifiers, only the patterns are left.
pub fn of_workspace(workspace: &Workspace, instruments: &[&Instrument]) -> Result<Canary, store::Error> {
    let mut canary = Canary::default();
    for instrument in instruments {
        pardon_form(&mut canary, instrument);
    }
    for surveyor in workspace.surveyors()? {
        if surveyor.name.split_whitespace().count() > 1 {
            canary.learn("surveyor", &surveyor.name);
        }
    }
    for instrument in instruments {
        let direct: Vec<(ColumnIx, &str)> = instrument.plan.direct().map(|plan| (plan.at, plan.path.as_str())).collect();
        if direct.is_empty() {
            continue;
        }
        let interest = Interest::new(&instrument.schema, direct.iter().map(|(at, _)| *at));
        workspace.for_each_own_version::<store::Error>(&instrument.identity.0, Order::OldestFirst, |version| {
            let seen = interest
                .glimpse(&version.body)
                .map_err(|error| store::Error::Unreadable(error.to_string()))?;
            for (at, path) in &direct {
                for row in 0..seen.row_count(at.table) {
                    if let Some(value) = seen.cell(*at, row).text() {
                        canary.learn(path, &value);
                    }
                }
            }
            Ok(())
        })?;
    }
    Ok(canary)
}

/// What a form says to everybody is no secret: its name and version, which is often a moment in twelve digits, its labels and choices.
fn pardon_form(canary: &mut Canary, instrument: &Instrument) {
    let form = &instrument.form;
    for text in [&form.id, &form.version, &form.title] {
        canary.pardon(text);
    }
    for id in form.ids() {
        let node = form.node(id);
        for text in codebook::labels(form, &node.label) {
            canary.pardon(&text);
        }
    }
    for list in form.lists.values() {
        for choice in &list.choices {
            canary.pardon(&choice.name);
            for text in codebook::labels(form, &choice.label).iter().chain(choice.extra.values()) {
                canary.pardon(text);
            }
        }
    }
}

/// Looks through what an instrument brings besides the form's own words: the reasons in its privacy sheet, the author's own columns, and the files beside the form,
/// which travel in it. A file may list offices with their numbers; what it may not list is persons.
pub(super) fn of_instrument(canary: &Canary, instrument: &Instrument, found: &mut Sightings) {
    let mut note = |file: &str, row: u64, column: &str, what: Telltale| {
        found.note(Sighting {
            file: file.to_owned(),
            row,
            column: column.to_owned(),
            what,
        });
    };
    for plan in &instrument.plan.columns {
        if let Some(what) = canary.look(&plan.remark) {
            note("privacy", 0, &plan.path, what);
        }
    }
    let form = &instrument.form;
    for id in form.ids() {
        for (column, text) in &form.node(id).extra {
            if let Some(what) = canary.look(text) {
                note(&form.id, 0, column, what);
            }
        }
    }
    for (name, document) in form.instances.iter().filter(|(name, _)| !form.lists.contains_key(*name)) {
        let file = form.files.get(name).map_or(name.as_str(), String::as_str);
        for (text, column) in texts(&document.to_xml(Document::ROOT)) {
            match canary.look(&text) {
                Some(what @ (Telltale::Identifier(_) | Telltale::IdentityNumber)) => note(file, 0, &column, what),
                Some(Telltale::PhoneNumber | Telltale::EmailAddress) | None => {}
            }
        }
    }
}

/// The texts of an XML document, each with the name of the element that it ends.
fn texts(xml: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for piece in xml.split('<').skip(1) {
        let Some((tag, text)) = piece.split_once('>') else { continue };
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if !text.trim().is_empty() {
            found.push((text.to_owned(), name.to_owned()));
        }
    }
    found
}

/// Looks through the members of a package: every cell of its tables, every text of its manifest, every name.
pub(super) fn of_members(canary: &Canary, members: &Members, released: &Schema) -> Sightings {
    let mut found = Sightings::default();
    for (name, bytes) in members.iter() {
        look_at_name(canary, name, &mut found);
        if name == MANIFEST {
            if let Ok(manifest) = serde_json::from_slice::<Json>(bytes) {
                look_at_json(canary, name, "", &manifest, &mut found);
            }
        } else {
            of_csv(canary, name, bytes, released, &mut found);
        }
    }
    found
}

/// Looks through a table as it is written.
pub(super) fn of_csv(canary: &Canary, file: &str, bytes: &[u8], schema: &Schema, found: &mut Sightings) {
    let text = bytes.strip_prefix(crate::output::csv::BOM).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text);
    let mut heads: Vec<String> = Vec::new();
    let numeric: BTreeMap<&str, bool> = schema
        .columns()
        .map(|(_, column)| (column.path.as_str(), column.kind.is_numeric()))
        .collect();
    for (row, record) in (1_u64..).zip(reader.byte_records().map_while(Result::ok)) {
        for (at, cell) in record.iter().enumerate() {
            let text = String::from_utf8_lossy(cell);
            let head = heads.get(at).map_or("", String::as_str);
            let what = if row > 1 && numeric.get(head) == Some(&true) {
                canary.look_at_number(&text)
            } else {
                canary.look(&text)
            };
            if let Some(what) = what {
                found.note(Sighting {
                    file: file.to_owned(),
                    row,
                    column: head.to_owned(),
                    what,
                });
            }
        }
        if row == 1 {
            heads = record.iter().map(|head| String::from_utf8_lossy(head).into_owned()).collect();
        }
    }
}

/// Looks through a table before it is written, in whatever format.
pub(super) fn of_table(canary: &Canary, file: &str, table: &Table, found: &mut Sightings) {
    let title = std::iter::once((0, "", table.title.as_str()));
    let heads = title.chain(table.heads.iter().map(|head| (0, "", head.as_str())));
    let cells = (2_u64..).zip(&table.rows).flat_map(|(row, cells)| {
        cells.iter().zip(&table.heads).filter_map(move |(cell, head)| match cell {
            Cell::Text(text) => Some((row, head.as_str(), text.as_str())),
            Cell::Blank | Cell::Integer(_) | Cell::Decimal { .. } => None,
        })
    });
    for (row, column, text) in heads.chain(cells) {
        if let Some(what) = canary.look(text) {
            found.note(Sighting {
                file: file.to_owned(),
                row: row.max(1),
                column: column.to_owned(),
                what,
            });
        }
    }
}

/// Looks at the texts of a JSON file.
pub(super) fn of_json(canary: &Canary, file: &str, bytes: &[u8], found: &mut Sightings) {
    if let Ok(json) = serde_json::from_slice::<Json>(bytes) {
        look_at_json(canary, file, "", &json, found);
    }
}

/// Looks at the name that a file is to have.
pub(super) fn of_path(canary: &Canary, path: &Path, found: &mut Sightings) {
    look_at_name(canary, &path.file_name().unwrap_or_default().to_string_lossy(), found);
}

fn look_at_name(canary: &Canary, name: &str, found: &mut Sightings) {
    let stem = name.split('.').next().unwrap_or(name);
    if let Some(what) = canary.look_at_name(stem).or_else(|| canary.look_at_name(name)) {
        found.note(Sighting {
            file: name.to_owned(),
            row: 0,
            column: String::new(),
            what,
        });
    }
}

/// Keys of the manifest whose texts are sums, or the form's own words.
const OWN_WORDS: [&str; 7] = ["canonical", "zstd_base64", "sha256", "signature", "signer", "identity", "workspace"];

fn look_at_json(canary: &Canary, file: &str, key: &str, json: &Json, found: &mut Sightings) {
    match json {
        Json::String(text) if !OWN_WORDS.contains(&key) => {
            if let Some(what) = canary.look(text) {
                found.note(Sighting {
                    file: file.to_owned(),
                    row: 0,
                    column: key.to_owned(),
                    what,
                });
            }
        }
        Json::Array(items) => items.iter().for_each(|item| look_at_json(canary, file, key, item, found)),
        Json::Object(fields) => fields.iter().for_each(|(key, value)| look_at_json(canary, file, key, value, found)),
        _ => {}
    }
}

/// Refuses when anything was found.
pub(super) fn pass(found: Sightings) -> Result<(), Stopped> {
    if found.is_empty() { Ok(()) } else { Err(Stopped(found)) }
}
