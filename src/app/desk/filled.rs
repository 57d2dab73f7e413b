//! Decides how a table is read that a coordinator filled in with a spreadsheet program.

/// Its reader: with or without a byte order mark, parted by `;` where the heads are, else by `,`; lines may be short.
pub(super) fn filled(csv: &str) -> csv::Reader<&[u8]> {
    let text = csv.trim_start_matches('\u{feff}');
    let has_semicolons = text.lines().next().is_some_and(|line| line.contains(';'));
    csv::ReaderBuilder::new()
        .delimiter(if has_semicolons { b';' } else { b',' })
        .flexible(true)
        .from_reader(text.as_bytes())
}
