//! From bytes to text: which encoding, and nothing in it that is no text.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::MOST_BYTES;
use super::error::{Problem, StatementError};

/// How far into a file its own word on its encoding stands.
const DECLARED_WITHIN: usize = 400;

/// The text of a file, and the name of the encoding it was in.
pub(super) fn text(bytes: &[u8]) -> Result<(String, &'static str), StatementError> {
    if bytes.len() > MOST_BYTES {
        return Err(StatementError::whole(Problem::TooLarge));
    }
    if let Some(other) = other(bytes) {
        return Err(StatementError::whole(Problem::Other(other)));
    }
    let encoding = encoding(bytes)?;
    let (text, _, broken) = encoding.decode(bytes);
    if broken {
        let line = first_line_with(&text, '\u{fffd}');
        let problem = Problem::NotText("it has bytes that are not in its encoding");
        return Err(StatementError { line, problem });
    }
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some(found) = text.chars().find(|c| odd(*c)) {
        let line = first_line_with(&text, found);
        let problem = Problem::NotText("it has control characters");
        return Err(StatementError { line, problem });
    }
    Ok((text.into_owned(), encoding.name()))
}

/// Whether the text is OFX of the first dialect: headers and tags that are not closed.
pub(super) fn is_ofx(text: &str) -> bool {
    let begins = |start: &str| {
        let head = text.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    begins("OFXHEADER:") || begins("<OFX>")
}

fn encoding(bytes: &[u8]) -> Result<&'static Encoding, StatementError> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding);
    }
    match (bytes.first(), bytes.get(1)) {
        (Some(0), Some(b'<')) => return Ok(UTF_16BE),
        (Some(b'<'), Some(0)) => return Ok(UTF_16LE),
        _ => {}
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let before = bytes.get(..at).unwrap_or_default();
        let line = line_after(&String::from_utf8_lossy(before));
        return Err(StatementError::at(
            line,
            Problem::NotText("it has zero bytes"),
        ));
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok(UTF_8);
    }
    if let Some(declared) = declared(bytes) {
        return Ok(declared);
    }
    // ISO 8859-1 is part of it, and nothing else is in use that is not UTF-8.
    Ok(WINDOWS_1252)
}

/// What an XML declaration says of itself.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARED_WITHIN))?;
    let head = String::from_utf8_lossy(head);
    let after = head.trim_start().strip_prefix("<?xml")?;
    let after = after.split_once("encoding=")?.1;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = after.get(1..)?.split(quote).next()?;
    // Text that says it is UTF-8 and is not is broken, not something else.
    Encoding::for_label(label.as_bytes())
}

fn other(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some("an archive or a spreadsheet, not text");
    }
    if bytes.starts_with(b"%PDF") {
        return Some("a PDF");
    }
    bytes
        .starts_with(b"\x1f\x8b")
        .then_some("a compressed archive")
}

fn first_line_with(text: &str, found: char) -> Option<u32> {
    let before = text.split(found).next()?;
    Some(line_after(before))
}

/// The line in which the text after this one goes on.
fn line_after(text: &str) -> u32 {
    let breaks = text.matches('\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1)
}
