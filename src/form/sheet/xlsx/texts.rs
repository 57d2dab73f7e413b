//! Texts of cells: plain, or put together from runs that look different.

use std::borrow::Cow;

use memchr::{memchr_iter, memchr2};

use super::{attributes, local};
use crate::xpath::document::scan::{Piece, Scanner, resolve_into, verbatim_into};

/// The texts that cells share.
pub(super) fn shared(xml: &str) -> Result<Vec<Cow<'_, str>>, String> {
    let mut scanner = Scanner::new(xml);
    let mut texts = Vec::new();
    loop {
        match scanner.next()? {
            Piece::Open(name) if local(name) == "si" => texts.push(rich(&mut scanner, "si")?),
            Piece::End => return Ok(texts),
            _ => {}
        }
    }
}

/// The text of an element whose tag was begun: of its runs one behind the other, without how they are pronounced.
pub(super) fn rich<'x>(scanner: &mut Scanner<'x>, element: &str) -> Result<Cow<'x, str>, String> {
    let ([], is_empty) = attributes(scanner, [])?;
    let mut whole = Cow::Borrowed("");
    if is_empty {
        return Ok(whole);
    }
    loop {
        match scanner.next()? {
            Piece::Open(name) => match local(name) {
                "t" => join(&mut whole, run(scanner)?),
                "rPh" => skip(scanner)?,
                _ => {}
            },
            Piece::Close(Some(name)) if local(name) == element => return Ok(whole),
            Piece::End => return Err("a text ends in the middle".to_owned()),
            _ => {}
        }
    }
}

/// One run; the white space around it counts only where it says so.
fn run<'x>(scanner: &mut Scanner<'x>) -> Result<Cow<'x, str>, String> {
    let (text, keeps_space) = inside(scanner)?;
    let is_space = |c| matches!(c, ' ' | '\t' | '\r' | '\n');
    let text = match text {
        text if keeps_space => text,
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_space)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(is_space).to_owned()),
    };
    Ok(without_escapes(text))
}

/// The text of an element whose tag was begun, and whether it wants its white space kept.
pub(super) fn inside<'x>(scanner: &mut Scanner<'x>) -> Result<(Cow<'x, str>, bool), String> {
    let ([space], is_empty) = attributes(scanner, ["space"])?;
    let keeps_space = space == Some("preserve");
    let mut text = Cow::Borrowed("");
    if is_empty {
        return Ok((text, keeps_space));
    }
    loop {
        match scanner.next()? {
            Piece::Text(raw) | Piece::Blank(raw) => {
                if text.is_empty() && memchr2(b'&', b'\r', raw.as_bytes()).is_none() {
                    text = Cow::Borrowed(raw);
                } else {
                    resolve_into(text.to_mut(), raw, false)?;
                }
            }
            Piece::Verbatim(raw) => verbatim_into(text.to_mut(), raw),
            Piece::Open(_) => skip(scanner)?,
            Piece::Close(_) => return Ok((text, keeps_space)),
            Piece::End => return Err("a text ends in the middle".to_owned()),
            _ => {}
        }
    }
}

/// Passes over an element whose tag was begun.
pub(super) fn skip(scanner: &mut Scanner<'_>) -> Result<(), &'static str> {
    let mut depth = 1_usize;
    while depth > 0 {
        match scanner.next()? {
            Piece::Open(_) => depth += 1,
            Piece::Close(_) => depth -= 1,
            Piece::End => return Err("an element ends in the middle"),
            _ => {}
        }
    }
    Ok(())
}

fn join<'x>(whole: &mut Cow<'x, str>, more: Cow<'x, str>) {
    if whole.is_empty() {
        *whole = more;
    } else {
        whole.to_mut().push_str(&more);
    }
}

/// A text in which `_x000D_` is the character of that number, as Excel writes what XML cannot hold.
pub(super) fn without_escapes(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(first) = escape(&text) else {
        return text;
    };
    let mut plain = String::with_capacity(text.len());
    let mut rest = &*text;
    let mut next = Some(first);
    while let Some((start, unit)) = next {
        let (before, behind) = rest.split_at(start);
        plain.push_str(before);
        rest = behind.get(ESCAPE_LENGTH..).unwrap_or_default();
        let mut units = vec![unit];
        next = escape(rest);
        // What stands side by side may be the halves of one character.
        while let Some((0, unit)) = next {
            units.push(unit);
            rest = rest.get(ESCAPE_LENGTH..).unwrap_or_default();
            next = escape(rest);
        }
        plain.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// `_x000D_`.
const ESCAPE_LENGTH: usize = 7;

/// Where the first escape begins, and its UTF-16 unit.
fn escape(text: &str) -> Option<(usize, u16)> {
    memchr_iter(b'_', text.as_bytes()).find_map(|start| {
        let digits = text.get(start..start + ESCAPE_LENGTH)?.strip_prefix("_x")?.strip_suffix('_')?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let unit = u16::from_str_radix(digits, 16).ok().filter(|_| is_number)?;
        Some((start, unit))
    })
}

#[cfg(test)]
mod tests {
    use super::{shared, without_escapes};

    #[test]
    fn shared_texts_are_told_apart_from_how_they_look() {
        let xml = "<sst count=\"5\"><si><t>plain</t></si><si/><si><t/></si><si><r><rPr><b/></rPr><t xml:space=\"preserve\">a </t></r>\
                   <r><t>&lt;b&gt; </t></r><phoneticPr fontId=\"1\"/></si><si><t><![CDATA[c & d]]></t><rPh sb=\"0\"><t>x</t></rPh></si></sst>";
        assert_eq!(shared(xml).unwrap(), ["plain", "", "", "a <b>", "c & d"]);
        assert!(shared("<sst><si><t>broken").is_err());
    }

    #[test]
    fn what_xml_cannot_hold_is_read_by_its_number() {
        #[track_caller]
        fn case(text: &str, expected: &str) {
            assert_eq!(without_escapes(text.into()), expected);
        }
        case("a_x000D_b", "a\rb");
        case("_x005F_x000D_", "_x000D_");
        case("_xD83D__xDCF7_!", "\u{1f4f7}!");
        case("_xD83D_ _x00zz_ select_x", "\u{fffd} _x00zz_ select_x");
        case("ớ_x1E_", "ớ_x1E_");
    }
}
