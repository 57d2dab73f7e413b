//! The instruments that come with the program, as Markdown tables.

const INSTRUMENTS: [(&str, &str); 1] = [("sipas-citizen", include_str!("../../assets/instruments/sipas-citizen.md"))];

/// Their names, in the order of the documentation.
pub fn built_in_names() -> impl Iterator<Item = &'static str> {
    INSTRUMENTS.iter().map(|(name, _)| *name)
}

/// File name and text of one.
pub(super) fn find(name: &str) -> Option<(String, &'static str)> {
    let (name, text) = INSTRUMENTS.iter().find(|(known, _)| *known == name)?;
    Some((format!("{name}.md"), text))
}
