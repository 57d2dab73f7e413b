//! A `GeoJSON` file as a document: each feature an `item` with its `id`, its properties and its `geometry` as ODK writes places.

use serde_json::Value;

use crate::form::finding::AttachmentFault;
use crate::xpath::Document;

/// JSON that is a tree in memory takes many times its size.
const MAX_BYTES: usize = 16 << 20;

/// Reads a feature collection.
pub(super) fn read(text: &str) -> Result<Document, AttachmentFault> {
    if text.len() > MAX_BYTES {
        return Err(AttachmentFault::TooLarge {
            megabytes: MAX_BYTES >> 20,
        });
    }
    let json: Value = serde_json::from_str(text).map_err(|error| AttachmentFault::Damaged { line: error.line() as u64 })?;
    let features = json.get("features").and_then(Value::as_array).ok_or(AttachmentFault::NoFeatures)?;
    let mut document = Document::new("root");
    let Some(root) = document.root_element() else {
        return Ok(document);
    };
    for feature in features {
        let item = document.append_element(root, "item");
        let mut column = |name: &str, text: &str| {
            let element = document.append_element(item, name);
            document.append_text(element, text);
        };
        column(
            "geometry",
            &places(feature.get("geometry").and_then(|geometry| geometry.get("coordinates"))),
        );
        if let Some(id) = feature.get("id") {
            column("id", &plain(id));
        }
        for (name, value) in feature.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if !name.contains(char::is_whitespace) {
                column(name, &plain(value));
            }
        }
    }
    Ok(document)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `latitude longitude 0 0`, several joined by `;`. `GeoJSON` writes the longitude first.
fn places(coordinates: Option<&Value>) -> String {
    let Some(Value::Array(parts)) = coordinates else {
        return String::new();
    };
    if let [longitude, latitude, ..] = parts.as_slice()
        && longitude.is_number()
    {
        return format!("{latitude} {longitude} 0 0");
    }
    parts.iter().map(|part| places(Some(part))).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn features_become_items() {
        let document = read(
            r#"{"features":[{"id":"a","geometry":{"type":"Point","coordinates":[105.8,21]},"properties":{"title":"Hồ Gươm","n":3}}]}"#,
        )
        .unwrap();
        let root = document.root_element().unwrap();
        assert_eq!(
            document.to_xml(root),
            "<root><item><geometry>21 105.8 0 0</geometry><id>a</id><title>Hồ Gươm</title><n>3</n></item></root>"
        );
    }
}
