//! XML: elements, text and one attribute. Nothing may be defined in it.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::error::{Problem, StatementError, clipped};
use super::tree::{Builder, Node};

pub(super) fn read(text: &str) -> Result<Node, StatementError> {
    let mut reader = Reader::from_str(text);
    let mut lines = Lines {
        text,
        at: 0,
        line: 1,
    };
    let mut builder = Builder::new();
    loop {
        let event = reader.read_event();
        let line = lines.at(reader.buffer_position());
        let event = event.map_err(|error| {
            StatementError::at(line, Problem::Markup(clipped(&error.to_string())))
        })?;
        match event {
            Event::Start(element) => builder.enter(node(&element, line)?)?,
            Event::Empty(element) => {
                builder.enter(node(&element, line)?)?;
                builder.leave();
            }
            Event::End(_) => builder.leave(),
            Event::Text(text) => builder.text(&text),
            Event::CData(text) => builder.text(&text),
            Event::GeneralRef(entity) => builder.text(&meaning(&entity, line)?),
            Event::Comment(_) | Event::Decl(_) => {}
            // OFX has its header in one.
            Event::PI(instruction) if instruction.starts_with("OFX") => {}
            Event::PI(_) => return Err(forbidden(line, "an instruction")),
            Event::DocType(_) => return Err(forbidden(line, "a document type")),
            Event::Eof => return builder.finish(line),
        }
    }
}

/// What an entity stands for: the five of XML and numbers, nothing else.
pub(super) fn meaning(entity: &str, line: u32) -> Result<String, StatementError> {
    let known = match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        number => {
            let code =
                number
                    .strip_prefix('#')
                    .and_then(|number| match number.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16).ok(),
                        None => number.parse().ok(),
                    });
            let letter = code.and_then(char::from_u32).filter(|c| !c.is_control());
            letter.ok_or_else(|| forbidden(line, "an entity of its own"))?
        }
    };
    Ok(known.to_string())
}

pub(super) const fn forbidden(line: u32, what: &'static str) -> StatementError {
    StatementError::at(line, Problem::Forbidden(what))
}

fn node(element: &BytesStart<'_>, line: u32) -> Result<Node, StatementError> {
    let mut node = Node::new(element.local_name().as_ref(), line);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| {
            StatementError::at(line, Problem::Markup(clipped(&error.to_string())))
        })?;
        if attribute.key.as_ref() == "Ccy" {
            node.currency = Some(attribute.value.into_owned());
        }
    }
    Ok(node)
}

/// Counts lines as far as the reader has come.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, position: u64) -> u32 {
        let to = usize::try_from(position).unwrap_or(usize::MAX);
        let passed = self.text.get(self.at..to).unwrap_or_default();
        let breaks = passed.matches('\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = to.max(self.at);
        self.line
    }
}
