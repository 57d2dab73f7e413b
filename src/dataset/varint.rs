//! Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the eighth bit says that more follow.
//!
//! A number has one spelling, so equal content is equal bytes: a spare byte is refused.

use super::Damaged;

/// Appends a number.
pub(crate) fn write(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number as u8) | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number off the front.
pub(crate) fn read(rest: &mut &[u8]) -> Result<u64, Damaged> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, left) = rest.split_first().ok_or(Damaged("ends too early"))?;
        *rest = left;
        if shift == 63 && byte > 1 {
            break;
        }
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return if byte == 0 && shift > 0 {
                Err(Damaged("a number with a spare byte"))
            } else {
                Ok(number)
            };
        }
    }
    Err(Damaged("a number too large"))
}

/// Takes a length and as many bytes off the front.
pub(crate) fn read_bytes<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Damaged> {
    let length = usize::try_from(read(rest)?).map_err(|_too_large| Damaged("a text too long"))?;
    let (bytes, left) = rest.split_at_checked(length).ok_or(Damaged("ends too early"))?;
    *rest = left;
    Ok(bytes)
}

/// Takes a length and a text off the front.
pub(crate) fn read_text<'a>(rest: &mut &'a [u8]) -> Result<&'a str, Damaged> {
    std::str::from_utf8(read_bytes(rest)?).map_err(|_not_utf8| Damaged("a text that is no UTF-8"))
}

/// Appends bytes behind their length.
pub(crate) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    write(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
