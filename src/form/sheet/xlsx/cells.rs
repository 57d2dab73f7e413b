//! The cells of a sheet, row by row, as texts.

use std::borrow::Cow;

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::super::excel::{damaged, shown_moment};
use super::super::{Allowance, Cell, RawRows, Unreadable, clean};
use super::numbers::Format;
use super::{attributes, local, texts};
use crate::xpath::document::scan::{Piece, Scanner};

/// The largest whole number that is written as it stands, in digits.
const EXACT_DIGITS: usize = 15;

/// What the cells of a workbook mean.
pub(super) struct Meaning<'x> {
    /// The texts that cells share.
    pub(super) strings: Vec<Cow<'x, str>>,
    /// By the number of the style; read when it is first asked for.
    pub(super) formats: Option<Vec<Format>>,
    pub(super) is_1904: bool,
    pub(super) allowance: Allowance,
}

/// The cells of a sheet that are not empty; `None` for one that has no place for cells.
pub(super) fn rows(
    xml: &str,
    meaning: &mut Meaning<'_>,
    mut formats: impl FnMut() -> Result<Vec<Format>, Unreadable>,
) -> Result<Option<RawRows>, Unreadable> {
    let mut scanner = Scanner::new(xml);
    loop {
        match scanner.next().map_err(damaged)? {
            Piece::Open(name) if local(name) == "sheetData" => break,
            Piece::End => return Ok(None),
            _ => {}
        }
    }
    let ([], is_empty) = attributes(&mut scanner, []).map_err(damaged)?;
    let mut reader = Reader {
        scanner,
        row: 1,
        column: 1,
    };
    let mut rows = RawRows::new();
    let mut is_sorted = true;
    while !is_empty && let Some(raw) = reader.next().map_err(damaged)? {
        if raw.kind.is_number() && raw.style.is_some() && meaning.formats.is_none() {
            meaning.formats = Some(formats()?);
        }
        let text = clean(&meaning.text(&raw).map_err(damaged)?);
        if text.is_empty() {
            continue;
        }
        meaning.allowance.take(&text)?;
        let column = raw.column;
        match rows.last_mut() {
            Some((row, cells)) if *row == raw.row => cells.push(Cell { text, column }),
            last => {
                is_sorted &= last.is_none_or(|(row, _)| *row < raw.row);
                let width = rows.last().map_or(8, |(_, cells)| cells.len());
                let mut cells = Vec::with_capacity(width);
                cells.push(Cell { text, column });
                rows.push((raw.row, cells));
            }
        }
    }
    Ok(Some(if is_sorted { rows } else { in_order(rows) }))
}

/// Rows that some program wrote in another order, or in pieces.
fn in_order(mut rows: RawRows) -> RawRows {
    rows.sort_by_key(|(row, _)| *row);
    let mut whole = RawRows::with_capacity(rows.len());
    for (row, cells) in rows {
        match whole.last_mut() {
            Some((last, known)) if *last == row => known.extend(cells),
            _ => whole.push((row, cells)),
        }
    }
    whole
}

/// What a cell says that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A number; where nobody says so, perhaps a text.
    Number {
        is_said: bool,
    },
    /// The place of a text among those that cells share.
    Shared,
    /// A text in the cell.
    Inline,
    /// What a formula came to.
    Text,
    Truth,
    /// A moment, or an error, in its own words.
    Words,
}

impl Kind {
    fn of(word: Option<&str>) -> Result<Self, String> {
        Ok(match word {
            None => Self::Number { is_said: false },
            Some("n") => Self::Number { is_said: true },
            Some("s") => Self::Shared,
            Some("inlineStr" | "is") => Self::Inline,
            Some("str") => Self::Text,
            Some("b") => Self::Truth,
            Some("d" | "e") => Self::Words,
            Some(other) => return Err(format!("a cell of the kind {other:?}")),
        })
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Number { .. })
    }
}

/// A cell as it is written.
struct Raw<'x> {
    /// 1-based, as the column.
    row: u32,
    column: u32,
    style: Option<&'x str>,
    kind: Kind,
    value: Cow<'x, str>,
}

struct Reader<'x> {
    scanner: Scanner<'x>,
    /// Where the next cell is that does not say so.
    row: u32,
    column: u32,
}

impl<'x> Reader<'x> {
    /// The next cell with something in it.
    fn next(&mut self) -> Result<Option<Raw<'x>>, String> {
        loop {
            match self.scanner.next()? {
                Piece::Open(name) => match local(name) {
                    "row" => {
                        let ([number], is_empty) = attributes(&mut self.scanner, ["r"])?;
                        if let Some(number) = number {
                            self.row = row_and_column(number)?.0;
                        }
                        if is_empty {
                            self.end_row()?;
                        }
                    }
                    "c" => {
                        if let Some(raw) = self.cell(name)? {
                            return Ok(Some(raw));
                        }
                    }
                    _ => {}
                },
                Piece::Close(Some(name)) => match local(name) {
                    "row" => self.end_row()?,
                    "sheetData" => return Ok(None),
                    _ => {}
                },
                Piece::End => return Err("a sheet ends in the middle".to_owned()),
                _ => {}
            }
        }
    }

    fn end_row(&mut self) -> Result<(), String> {
        self.row = self.row.checked_add(1).ok_or(BEYOND)?;
        self.column = 1;
        Ok(())
    }

    /// The cell whose tag was begun, or the first behind it that is not empty: sheets are full of cells that have a colour and no more.
    fn cell(&mut self, name: &str) -> Result<Option<Raw<'x>>, String> {
        let mut place: Option<&str> = None;
        let (mut passed, mut is_over) = (0, false);
        while !is_over && let Some(written) = self.scanner.take_empty() {
            let own = written
                .trim_ascii_start()
                .strip_prefix("r=\"")
                .or_else(|| Some(written.split_once(" r=\"")?.1));
            passed = if own.is_some() { 1 } else { passed + 1 };
            place = own.or(place);
            is_over = !self.scanner.take_open(name);
        }
        if let Some(place) = place {
            self.column = row_and_column(place.split('"').next().unwrap_or_default())?.1;
        }
        self.column = self.column.checked_add(passed).ok_or(BEYOND)?;
        if is_over { Ok(None) } else { self.begun_cell() }
    }

    fn begun_cell(&mut self) -> Result<Option<Raw<'x>>, String> {
        let ([place, style, kind], is_empty) = attributes(&mut self.scanner, ["r", "s", "t"])?;
        let (row, column) = match place {
            Some(place) => row_and_column(place)?,
            None => (self.row, self.column),
        };
        if column == 0 {
            return Err("a cell in no column".to_owned());
        }
        self.column = column.checked_add(1).ok_or(BEYOND)?;
        if is_empty {
            return Ok(None);
        }
        let kind = Kind::of(kind)?;
        let mut value = Cow::Borrowed("");
        loop {
            match self.scanner.next()? {
                Piece::Open(name) => match local(name) {
                    "v" if kind != Kind::Inline => value = texts::inside(&mut self.scanner)?.0,
                    "is" => value = texts::rich(&mut self.scanner, "is")?,
                    _ => texts::skip(&mut self.scanner)?,
                },
                Piece::Close(Some(name)) if local(name) == "c" => break,
                Piece::End => return Err("a cell ends in the middle".to_owned()),
                _ => {}
            }
        }
        let is_blank = value.is_empty();
        Ok((!is_blank).then_some(Raw {
            row,
            column,
            style,
            kind,
            value,
        }))
    }
}

const BEYOND: &str = "a cell beyond all numbers";

/// `B7` as the numbers of its row and its column; the column is 0 where there is none.
fn row_and_column(place: &str) -> Result<(u32, u32), String> {
    let (mut row, mut column) = (0_u32, 0_u32);
    for byte in place.bytes() {
        let next = match byte {
            b'0'..=b'9' => {
                row = row
                    .checked_mul(10)
                    .and_then(|row| row.checked_add(u32::from(byte - b'0')))
                    .ok_or(BEYOND)?;
                continue;
            }
            b'A'..=b'Z' if row == 0 => byte - b'A',
            b'a'..=b'z' if row == 0 => byte - b'a',
            _ => return Err(format!("no cell is called {place:?}")),
        };
        column = column
            .checked_mul(26)
            .and_then(|column| column.checked_add(u32::from(next) + 1))
            .ok_or(BEYOND)?;
    }
    if row == 0 {
        Err(format!("no row is called {place:?}"))
    } else {
        Ok((row, column))
    }
}

impl Meaning<'_> {
    /// What Excel shows in a cell without a format.
    fn text<'r>(&'r self, raw: &'r Raw<'_>) -> Result<Cow<'r, str>, String> {
        let value = &*raw.value;
        Ok(match raw.kind {
            Kind::Shared => {
                let text = value.parse().ok().and_then(|place: usize| self.strings.get(place));
                Cow::Borrowed(&**text.ok_or("a cell with a text that the workbook lacks")?)
            }
            Kind::Inline | Kind::Words => Cow::Borrowed(value),
            Kind::Text => texts::without_escapes(Cow::Borrowed(value)),
            Kind::Truth => Cow::Borrowed(match value {
                "1" | "true" => "TRUE",
                "0" | "false" => "FALSE",
                other => return Err(format!("neither true nor false: {other:?}")),
            }),
            Kind::Number { is_said } => match self.format(raw) {
                Format::Plain if is_written_out(value) => Cow::Borrowed(value),
                format => match value.parse() {
                    Ok(number) => Cow::Owned(self.shown(number, format)),
                    Err(_no_number) if !is_said => Cow::Borrowed(value),
                    Err(error) => return Err(error.to_string()),
                },
            },
        })
    }

    fn format(&self, raw: &Raw<'_>) -> Format {
        let number = raw.style.and_then(|style| style.parse::<usize>().ok());
        let formats = self.formats.as_deref().unwrap_or_default();
        number.and_then(|number| formats.get(number)).copied().unwrap_or_default()
    }

    fn shown(&self, number: f64, format: Format) -> String {
        let moment = |kind| shown_moment(ExcelDateTime::new(number, kind, self.is_1904));
        match format {
            Format::Plain => number.to_string(),
            Format::Moment => moment(ExcelDateTimeType::DateTime),
            Format::Duration => moment(ExcelDateTimeType::TimeDelta),
        }
    }
}

/// Whether a number is whole and written as it is shown.
fn is_written_out(number: &str) -> bool {
    let is_short = (1..=EXACT_DIGITS).contains(&number.len());
    is_short && number.bytes().all(|byte| byte.is_ascii_digit()) && (number.len() == 1 || !number.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::super::{Allowance, Cell};
    use super::super::numbers::Format;
    use super::{Meaning, row_and_column, rows};

    /// The texts of cells by their places.
    #[track_caller]
    fn read(sheet_data: &str) -> Vec<(u32, u32, String)> {
        let mut meaning = Meaning {
            strings: vec![Cow::Borrowed("first"), Cow::Borrowed("second")],
            formats: None,
            is_1904: false,
            allowance: Allowance::default(),
        };
        let formats = || Ok(vec![Format::Plain, Format::Moment, Format::Duration]);
        let xml = format!("<worksheet><sheetData>{sheet_data}</sheetData></worksheet>");
        let rows = rows(&xml, &mut meaning, formats).unwrap().unwrap();
        let cells = |(row, cells): (u32, Vec<Cell>)| cells.into_iter().map(move |cell| (row, cell.column, cell.text));
        rows.into_iter().flat_map(cells).collect()
    }

    #[test]
    fn a_cell_reads_as_excel_shows_it() {
        #[track_caller]
        fn case(cell: &str, expected: &str) {
            let read = read(&format!("<row r=\"1\">{cell}</row>"));
            let texts: Vec<&str> = read.iter().map(|(_, _, text)| text.as_str()).collect();
            assert_eq!(texts, if expected.is_empty() { vec![] } else { vec![expected] }, "{cell}");
        }
        case("<c r=\"A1\" t=\"s\"><v>1</v></c>", "second");
        case("<c r=\"A1\" t=\"s\" s=\"7\"/>", "");
        case("<c r='A1' note=\"a/>b\" t='s'><v>0</v></c>", "first");
        case("<c r=\"A1\"><v>5</v></c>", "5");
        case("<c r=\"A1\" s=\"1\"><v>45048</v></c>", "2023-05-02");
        case("<c r=\"A1\" s=\"2\"><v>0.5</v></c>", "12:00:00");
        case("<c r=\"A1\" t=\"n\"><v>1E2</v></c>", "100");
        case("<c r=\"A1\"><v>00.50</v></c>", "0.5");
        case("<c r=\"A1\"><f>A2&amp;A3</f><v>two words</v></c>", "two words");
        case("<c r=\"A1\" t=\"str\"><f>x</f><v>a &amp; b_x005F_x0041_</v></c>", "a & b_x0041_");
        case("<c r=\"A1\" t=\"b\"><v>1</v></c>", "TRUE");
        case("<c r=\"A1\" t=\"e\"><v>#DIV/0!</v></c>", "#DIV/0!");
        case("<c r=\"A1\" t=\"d\"><v>2023-05-02</v></c>", "2023-05-02");
        case("<x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t> a </x:t></x:is></x:c>", "a");
        case(
            "<c t='inlineStr'><is><r><rPr><b/></rPr><t xml:space=\"preserve\">a </t></r><r><t>b</t></r><rPh><t>c</t></rPh></is></c>",
            "a b",
        );
    }

    #[test]
    fn cells_are_where_they_say_or_behind_the_last() {
        let cell = |place: &str| format!("<c{place} t=\"s\"><v>0</v></c>");
        let row = |number: &str, cells: &[String]| format!("<row{number}>{}</row>", cells.concat());
        let rows = [
            row(
                "",
                &[
                    cell(""),
                    cell(""),
                    "<c s=\"1\" r=\"D1\"/>".to_owned(),
                    cell(""),
                    "<c/>".to_owned(),
                    cell(""),
                ],
            ),
            row("", &[cell("")]),
            row("", &["<c r=\"B3\" s=\"1\"/><c s=\"1\"/><c/>".to_owned(), cell("")]),
            row(" r=\"9\"", &[cell(" r=\"B9\"")]),
            row(" r=\"4\"", &[cell("")]),
            row(" r=\"9\"", &[cell(" r=\"C9\"")]),
        ];
        let places: Vec<_> = read(&rows.concat()).into_iter().map(|(row, column, _)| (row, column)).collect();
        assert_eq!(places, [(1, 1), (1, 2), (1, 5), (1, 7), (2, 1), (3, 5), (4, 1), (9, 2), (9, 3)]);
    }

    #[test]
    fn a_place_is_letters_and_digits() {
        assert_eq!(row_and_column("B7"), Ok((7, 2)));
        assert_eq!(row_and_column("xfd1048576"), Ok((1_048_576, 16_384)));
        assert_eq!(row_and_column("12"), Ok((12, 0)));
        for wrong in ["", "B", "B0", "7B", "Ä1", "A99999999999999999999", "AAAAAAAAAAAA1"] {
            assert!(row_and_column(wrong).is_err(), "{wrong}");
        }
    }
}
