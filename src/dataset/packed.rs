//! The packed form of a record: one blob, the same for the same values.
//!
//! After a format byte come the tables in the order of the schema: the form's own is one row without a count, every other begins with
//! the number of its rows, and each of its rows with the index of its parent row. A cell begins with a tag, a varint; from
//! [`tag::CHOICE`] on the tag itself is the index of the one choice, so an answer on a scale is one byte.

use super::{Column, Missing, Record, Rows, Schema, Value, varint};

/// First byte of every blob: the version of this layout.
const FORMAT: u8 = 1;

/// Tags of cells.
mod tag {
    /// 0 to 4 are the missing kinds.
    pub(super) const TEXT: u64 = 5;
    pub(super) const INTEGER: u64 = 6;
    /// Number of digits after the point, then the digits as one integer.
    pub(super) const DECIMAL: u64 = 7;
    /// A decimal that is not so simple, as text.
    pub(super) const DECIMAL_TEXT: u64 = 8;
    /// A choice that the list does not have, as text.
    pub(super) const ONE_TEXT: u64 = 9;
    /// A count, then for each: 0 and a text, or the index of the choice plus one.
    pub(super) const MANY: u64 = 10;
    /// Plus the index of the choice.
    pub(super) const CHOICE: u64 = 11;
}

/// A blob that no record of this schema was packed into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("damaged record: {0}")]
pub struct Damaged(pub(super) &'static str);

impl Record {
    /// Packs the record. Deterministic: equal records give equal bytes.
    pub fn pack(&self, schema: &Schema) -> Vec<u8> {
        let mut out = Vec::new();
        begin(&mut out);
        for (index, (table, rows)) in schema.tables.iter().zip(&self.tables).enumerate() {
            if index > 0 {
                varint::write(&mut out, rows.cells.len() as u64);
            }
            for (row, parent) in rows.cells.iter().zip(&rows.parents) {
                if index > 0 {
                    varint::write(&mut out, u64::from(*parent));
                }
                for (value, column) in row.iter().zip(&table.columns) {
                    write_value(&mut out, value, column);
                }
            }
        }
        out
    }

    /// Unpacks what [`Record::pack`] packed with the same schema. Anything else is an error, whatever the bytes.
    pub fn unpack(schema: &Schema, bytes: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(bytes)?;
        let mut record = Self {
            tables: Vec::with_capacity(schema.tables.len()),
        };
        for (index, table) in schema.tables.iter().enumerate() {
            let mut rows = Rows::default();
            for _ in 0..reader.row_count(index)? {
                let above = table
                    .parent
                    .and_then(|parent| record.tables.get(parent))
                    .map_or(1, |parent: &Rows| parent.cells.len());
                rows.parents.push(reader.parent(index, above)?);
                let mut cells = Vec::with_capacity(table.columns.len());
                for column in &table.columns {
                    cells.push(reader.cell()?.to_value(column)?);
                }
                rows.cells.push(cells);
            }
            record.tables.push(rows);
        }
        reader.end()?;
        // One record has one spelling (a choice of the list is never written as text), so that hashes of bodies can be compared.
        if record.pack(schema) == bytes {
            Ok(record)
        } else {
            Err(Damaged("not as this program writes it"))
        }
    }
}

/// Begins a blob of the form's own table: the cells of its columns follow.
pub(crate) fn begin(out: &mut Vec<u8>) {
    out.push(FORMAT);
}

/// Appends the choice at a place of its list.
pub(crate) fn write_choice(out: &mut Vec<u8>, index: u32) {
    varint::write(out, tag::CHOICE + u64::from(index));
}

/// The choice at a place of its list, where one byte holds it.
pub(crate) fn choice_byte(index: u32) -> Option<u8> {
    u8::try_from(tag::CHOICE + u64::from(index)).ok().filter(|byte| *byte < 0x80)
}

/// Appends that a question was not asked.
pub(crate) fn write_not_asked(out: &mut Vec<u8>) {
    varint::write(out, missing_tag(Missing::NotAsked));
}

/// Appends a text.
pub(crate) fn write_plain_text(out: &mut Vec<u8>, text: &str) {
    write_text(out, tag::TEXT, text);
}

/// Appends a decimal that is written as numbers are; tells whether it is one.
pub(crate) fn write_plain_decimal(out: &mut Vec<u8>, text: &str) -> bool {
    let Some((scale, digits)) = split_decimal(text) else { return false };
    varint::write(out, tag::DECIMAL);
    varint::write(out, u64::from(scale));
    varint::write(out, zigzag(digits));
    true
}

/// Appends a cell.
pub(crate) fn write_value(out: &mut Vec<u8>, value: &Value, column: &Column) {
    match value {
        Value::Missing(kind) => varint::write(out, missing_tag(*kind)),
        Value::Text(text) => write_text(out, tag::TEXT, text),
        Value::Integer(number) => {
            varint::write(out, tag::INTEGER);
            varint::write(out, zigzag(*number));
        }
        Value::Decimal(text) => {
            if !write_plain_decimal(out, text) {
                write_text(out, tag::DECIMAL_TEXT, text);
            }
        }
        Value::One(name) => match index_of(name, column) {
            Some(index) => varint::write(out, tag::CHOICE + index),
            None => write_text(out, tag::ONE_TEXT, name),
        },
        Value::Many(names) => {
            varint::write(out, tag::MANY);
            varint::write(out, names.len() as u64);
            for name in names {
                match index_of(name, column) {
                    Some(index) => varint::write(out, index + 1),
                    None => write_text(out, 0, name),
                }
            }
        }
    }
}

fn index_of(name: &str, column: &Column) -> Option<u64> {
    let choices = column.choices.as_ref()?;
    choices.iter().position(|choice| choice == name).map(|index| index as u64)
}

fn missing_tag(kind: Missing) -> u64 {
    match kind {
        Missing::NotAsked => 0,
        Missing::Empty => 1,
        Missing::DontKnow => 2,
        Missing::Refused => 3,
        Missing::Later => 4,
    }
}

/// `-12.50` → 2 and −1250, when writing these two again gives the same text.
fn split_decimal(text: &str) -> Option<(u8, i64)> {
    let (is_negative, bare) = text.strip_prefix('-').map_or((false, text), |bare| (true, bare));
    let (whole, fraction) = bare
        .split_once('.')
        .map_or((bare, None), |(whole, fraction)| (whole, Some(fraction)));
    let is_plain = whole == "0" || !whole.is_empty() && !whole.starts_with('0');
    let scale = fraction.map_or(0, str::len);
    if !is_plain || fraction == Some("") || scale > 18 {
        return None;
    }
    let mut digits = 0_i64;
    for byte in whole.bytes().chain(fraction.unwrap_or_default().bytes()) {
        let digit = i64::from(byte.wrapping_sub(b'0'));
        if digit > 9 {
            return None;
        }
        // Below zero there is one number more than above it.
        let more = digits.checked_mul(10)?;
        digits = if is_negative {
            more.checked_sub(digit)?
        } else {
            more.checked_add(digit)?
        };
    }
    let is_minus_zero = is_negative && digits == 0;
    (!is_minus_zero).then_some((scale as u8, digits))
}

/// The inverse of [`split_decimal`].
pub(super) fn join_decimal(scale: u8, digits: i64) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let width = usize::from(scale) + 1;
    let mut text = format!("{:0width$}", digits.unsigned_abs());
    if scale > 0 {
        text.insert(text.len() - usize::from(scale), '.');
    }
    format!("{sign}{text}")
}

fn write_text(out: &mut Vec<u8>, tag: u64, text: &str) {
    varint::write(out, tag);
    varint::write_bytes(out, text.as_bytes());
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unzigzag(number: u64) -> i64 {
    ((number >> 1) as i64) ^ -((number & 1) as i64)
}

/// A cell as it lies in the blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packed<'a> {
    Missing(Missing),
    Text(&'a str),
    Integer(i64),
    Decimal {
        scale: u8,
        digits: i64,
    },
    DecimalText(&'a str),
    Choice(u32),
    OneText(&'a str),
    /// `count` names follow in `bytes`.
    Many {
        count: u32,
        bytes: &'a [u8],
    },
}

impl Packed<'_> {
    fn to_value(self, column: &Column) -> Result<Value, Damaged> {
        Ok(match self {
            Self::Missing(kind) => Value::Missing(kind),
            Self::Text(text) => Value::Text(text.to_owned()),
            Self::Integer(number) => Value::Integer(number),
            Self::Decimal { scale, digits } => Value::Decimal(join_decimal(scale, digits)),
            Self::DecimalText(text) => Value::Decimal(text.to_owned()),
            Self::OneText(name) => Value::One(name.to_owned()),
            Self::Choice(index) => Value::One(choice(column, u64::from(index))?.to_owned()),
            Self::Many { count, bytes } => {
                let mut names = Vec::new();
                let mut reader = Reader { rest: bytes };
                for _ in 0..count {
                    names.push(reader.name(column)?.to_owned());
                }
                Value::Many(names)
            }
        })
    }
}

pub(super) fn choice(column: &Column, index: u64) -> Result<&str, Damaged> {
    let choices = column.choices.as_deref().unwrap_or_default();
    let name = usize::try_from(index).ok().and_then(|index| choices.get(index));
    name.map(String::as_str).ok_or(Damaged("a choice that the list does not have"))
}

/// Takes a blob apart from front to back; every step is checked against what is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Damaged> {
        match bytes.split_first() {
            Some((&FORMAT, rest)) => Ok(Self { rest }),
            Some(_) => Err(Damaged("packed by another version")),
            None => Err(Damaged("empty")),
        }
    }

    /// The names of a [`Packed::Many`].
    pub(super) fn names(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many rows a table has; the form's own always has one.
    pub(super) fn row_count(&mut self, table: usize) -> Result<u64, Damaged> {
        if table == 0 {
            return Ok(1);
        }
        let count = self.varint()?;
        // Each row takes at least the byte of its parent, so a count beyond the rest would only burn time.
        if count > self.rest.len() as u64 {
            return Err(Damaged("more rows than bytes"));
        }
        Ok(count)
    }

    /// The parent of the next row; `above` rows are in the parent table.
    pub(super) fn parent(&mut self, table: usize, above: usize) -> Result<u32, Damaged> {
        if table == 0 {
            return Ok(0);
        }
        let parent = u32::try_from(self.varint()?).ok().filter(|parent| (*parent as usize) < above);
        parent.ok_or(Damaged("a row without a parent"))
    }

    pub(super) fn cell(&mut self) -> Result<Packed<'a>, Damaged> {
        Ok(match self.varint()? {
            0 => Packed::Missing(Missing::NotAsked),
            1 => Packed::Missing(Missing::Empty),
            2 => Packed::Missing(Missing::DontKnow),
            3 => Packed::Missing(Missing::Refused),
            4 => Packed::Missing(Missing::Later),
            tag::TEXT => Packed::Text(self.text()?),
            tag::INTEGER => Packed::Integer(unzigzag(self.varint()?)),
            tag::DECIMAL => {
                let scale = u8::try_from(self.varint()?).ok().filter(|scale| *scale <= 18);
                let scale = scale.ok_or(Damaged("a decimal with too many digits"))?;
                Packed::Decimal {
                    scale,
                    digits: unzigzag(self.varint()?),
                }
            }
            tag::DECIMAL_TEXT => Packed::DecimalText(self.text()?),
            tag::ONE_TEXT => Packed::OneText(self.text()?),
            tag::MANY => self.many()?,
            index => Packed::Choice(u32::try_from(index - tag::CHOICE).map_err(|_too_large| Damaged("a choice that no list has"))?),
        })
    }

    fn many(&mut self) -> Result<Packed<'a>, Damaged> {
        let count = self.varint()?;
        let bytes = self.rest;
        if count > bytes.len() as u64 {
            return Err(Damaged("more choices than bytes"));
        }
        for _ in 0..count {
            if self.varint()? == 0 {
                self.text()?;
            }
        }
        let length = bytes.len() - self.rest.len();
        let count = u32::try_from(count).map_err(|_too_large| Damaged("too many choices"))?;
        Ok(Packed::Many {
            count,
            bytes: bytes.get(..length).unwrap_or_default(),
        })
    }

    /// One name of a [`Packed::Many`].
    pub(super) fn name<'n>(&mut self, column: &'n Column) -> Result<&'n str, Damaged>
    where
        'a: 'n,
    {
        match self.varint()? {
            0 => self.text(),
            index => choice(column, index - 1),
        }
    }

    pub(super) fn end(self) -> Result<(), Damaged> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Damaged("bytes after the end"))
        }
    }

    fn varint(&mut self) -> Result<u64, Damaged> {
        varint::read(&mut self.rest)
    }

    fn text(&mut self) -> Result<&'a str, Damaged> {
        varint::read_text(&mut self.rest)
    }
}

#[cfg(test)]
mod tests;
