//! Looks an old workbook over before calamine reads it into dense ranges.
//!
//! A few bytes can name a cell at the far end of the sheet, announce four billion rows, or list one sheet a thousand times. So the cells that
//! each sheet's records name are measured first, and calamine is given a file made anew around the records that were measured.

use std::io::{Cursor, Read as _, Write as _};

use cfb::{CompoundFile, Version};

use super::{Damage, Unreadable};

/// Cells of the dense ranges of all sheets together: two hundred bytes for each at most.
const MAX_DENSE_CELLS: u64 = 4_000_000;
/// Bytes of all sheets together: several may name the same.
const MAX_SCANNED_BYTES: usize = 64 << 20;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const FORMULA: u16 = 0x0006;
const FORMULA_TEXT: u16 = 0x0207;
const NUMBERS_IN_A_ROW: u16 = 0x00BD;
/// Number, label, text with formats, truth or error, packed number, shared text.
const SINGLE_CELLS: [u16; 6] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD];

/// The same workbook in a file that can be read within bounds.
pub(super) fn measured(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut stream = workbook_stream(bytes)?;
    let mut starts = Vec::new();
    for record in Records::from(&stream, 0) {
        match record.kind {
            BOUND_SHEET => starts.extend(
                record
                    .number(0)
                    .zip(record.number(2))
                    .map(|(low, high)| low as usize | (high as usize) << 16),
            ),
            END => break,
            _ => {}
        }
    }
    let (mut dense, mut scanned) = (0_u64, 0_usize);
    let mut announcements = Vec::new();
    for start in starts {
        if start > stream.len() {
            return Err(Damage::Contradiction.into());
        }
        let sheet = measure(&stream, start);
        dense = dense.saturating_add(sheet.cells);
        scanned = scanned.saturating_add(sheet.end - start);
        if dense > MAX_DENSE_CELLS || scanned > MAX_SCANNED_BYTES {
            return Err(Unreadable::TooLarge);
        }
        announcements.extend(sheet.announcements);
    }
    for (start, end) in announcements {
        if let Some(announcement) = stream.get_mut(start..end) {
            announcement.fill(0);
        }
    }
    wrapped(&stream).map_err(|_broken| Damage::Packing.into())
}

fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_broken_off| Unreadable::Incomplete)?;
    // Whatever Office locks with a password becomes a stream of such a file, workbooks of today too.
    if file.is_stream("/EncryptedPackage") {
        return Err(Unreadable::Locked);
    }
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let name = name.ok_or(Unreadable::NoWorkbook)?;
    let mut stream = Vec::new();
    let limit = bytes.len() as u64;
    let opened = file.open_stream(name).map_err(|_broken| Damage::Packing)?;
    opened.take(limit).read_to_end(&mut stream).map_err(|_broken| Damage::Packing)?;
    Ok(stream)
}

fn wrapped(stream: &[u8]) -> std::io::Result<Vec<u8>> {
    // As Excel writes them: calamine takes a file with the larger sectors of version 4 for one without a root.
    let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(stream)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// What reading a sheet would take.
struct Measured {
    cells: u64,
    end: usize,
    /// Where the sheet says how large it is: bytes.
    announcements: Vec<(usize, usize)>,
}

/// Goes through the records of a sheet as calamine does: what is embedded in it is passed over.
fn measure(stream: &[u8], start: usize) -> Measured {
    let (mut values, mut formulas) = (Extent::default(), Extent::default());
    let mut measured = Measured {
        cells: 0,
        end: start,
        announcements: Vec::new(),
    };
    let mut formula_at = (0, 0);
    let (mut has_begun, mut depth) = (false, 0_usize);
    for record in Records::from(stream, start) {
        measured.end = record.start + record.data.len();
        match record.kind {
            BEGIN if depth > 0 || has_begun => depth += 1,
            BEGIN => has_begun = true,
            END if depth > 0 => depth -= 1,
            END => break,
            _ if depth > 0 => {}
            DIMENSIONS => measured.announcements.push((record.start, measured.end)),
            FORMULA => {
                formula_at = record.cell().unwrap_or(formula_at);
                values.hold(formula_at);
                formulas.hold(formula_at);
            }
            FORMULA_TEXT => values.hold(formula_at),
            NUMBERS_IN_A_ROW => {
                if let Some((row, column)) = record.cell() {
                    values.hold((row, column));
                    values.hold((row, column.saturating_add((record.data.len() / 6) as u16)));
                }
            }
            kind if SINGLE_CELLS.contains(&kind) => record.cell().into_iter().for_each(|cell| values.hold(cell)),
            _ => {}
        }
    }
    measured.cells = values.area() + formulas.area();
    measured
}

/// The smallest rectangle around some cells.
#[derive(Default)]
struct Extent(Option<[u16; 4]>);

impl Extent {
    fn hold(&mut self, (row, column): (u16, u16)) {
        let [top, left, bottom, right] = self.0.unwrap_or([row, column, row, column]);
        self.0 = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
    }

    fn area(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}

struct Record<'a> {
    kind: u16,
    /// Where its data begin.
    start: usize,
    data: &'a [u8],
}

impl Record<'_> {
    fn number(&self, at: usize) -> Option<u16> {
        number(self.data, at)
    }

    fn cell(&self) -> Option<(u16, u16)> {
        self.number(0).zip(self.number(2))
    }
}

/// The records of a stream, one behind the other.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    fn from(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = number(self.stream, self.at).zip(number(self.stream, self.at + 2))?;
        let start = self.at + 4;
        self.at = start + usize::from(length);
        let data = self.stream.get(start..self.at)?;
        Some(Record { kind, start, data })
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::{Damage, Unreadable, read};
    use super::{BEGIN, BOUND_SHEET, DIMENSIONS, END, wrapped};

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// A text cell as Excel 97 writes it without shared texts.
    fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
        let length = text.len() as u16;
        let head = [row, column, 0, length].map(u16::to_le_bytes).concat();
        record(0x0204, &[&head, &[0][..], text.as_bytes()].concat())
    }

    /// A workbook of one sheet that is listed so many times.
    fn workbook(records: &[Vec<u8>], listed: usize) -> Vec<u8> {
        let begin = record(BEGIN, &[0, 6, 5, 0, 0, 0, 0, 0]);
        let name = |start: u32, number: usize| {
            let name = format!("s{number}");
            let head = [&start.to_le_bytes()[..], &[0, 0, name.len() as u8, 0]].concat();
            record(BOUND_SHEET, &[&head, name.as_bytes()].concat())
        };
        let globals = |start: u32| {
            let names: Vec<u8> = (0..listed).flat_map(|number| name(start, number)).collect();
            [begin.clone(), names, record(END, &[])].concat()
        };
        let start = globals(0).len() as u32;
        let sheet = [begin.clone(), records.concat(), record(END, &[])].concat();
        wrapped(&[globals(start), sheet].concat()).unwrap()
    }

    #[test]
    fn an_old_workbook_reads_as_it_stands() {
        let book = read(&workbook(&[label(0, 0, "type"), label(0, 2, "name"), label(7, 2, "q")], 1)).unwrap();
        assert_eq!(book.sheets[0].header.len(), 2);
        assert_eq!(book.sheets[0].rows, [(8, vec![String::new(), "q".to_owned()])]);
    }

    #[test]
    fn what_is_locked_with_a_password_says_so() {
        let mut locked = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        locked.create_stream("/EncryptedPackage").unwrap();
        let bytes = locked.into_inner().into_inner();
        assert_eq!(read(&bytes), Err(Unreadable::Locked));
    }

    #[test]
    fn an_old_workbook_of_any_length_reads() {
        for rows in [1, 40, 60, 500, 3_000] {
            let cells: Vec<Vec<u8>> = (0..rows)
                .map(|row| label(row, 0, &format!("question {row:08} of the survey")))
                .collect();
            let book = read(&workbook(&cells, 1)).unwrap();
            assert_eq!(book.sheets[0].rows.len(), usize::from(rows) - 1, "{rows} rows");
        }
    }

    #[test]
    fn a_far_cell_of_an_old_workbook_is_refused_before_it_takes_memory() {
        let far = workbook(&[label(0, 0, "type"), label(65_535, 255, "far")], 1);
        assert_eq!(read(&far), Err(Unreadable::TooLarge));
        // Each sheet alone would do.
        let half = [label(0, 0, "type"), label(40_000, 20, "far")];
        assert!(read(&workbook(&half, 1)).is_ok());
        assert_eq!(read(&workbook(&half, 50)), Err(Unreadable::TooLarge));
    }

    #[test]
    fn a_sheet_that_announces_four_billion_rows_is_read_for_what_it_holds() {
        let announced = [0, u32::MAX].map(u32::to_le_bytes).concat();
        let dimensions = record(DIMENSIONS, &[&announced[..], &[0, 0, 255, 255, 0, 0]].concat());
        let book = read(&workbook(&[dimensions, label(0, 0, "type")], 1)).unwrap();
        assert_eq!(book.sheets[0].header[0].text, "type");
    }

    #[test]
    fn a_sheet_that_is_not_there_is_damage() {
        let mut broken = workbook(&[label(0, 0, "type")], 1);
        let start = broken.windows(2).position(|pair| pair == BOUND_SHEET.to_le_bytes()).unwrap();
        broken[start + 4..start + 8].fill(0x7F);
        assert_eq!(read(&broken), Err(Damage::Contradiction.into()));
    }
}
