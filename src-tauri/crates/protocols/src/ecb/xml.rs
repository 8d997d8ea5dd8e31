//! The XML form: `Envelope > Cube > Cube[time] > Cube[currency, rate]`.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{EcbDay, EcbError, iso_day};

const DEEPEST: usize = 8;

/// Where the reader stands.
#[derive(Default)]
struct Place {
    /// The names of the open elements.
    open: Vec<String>,
    /// Whether the one element of the document has ended.
    over: bool,
    day: Option<EcbDay>,
}

pub(super) fn read(text: &str) -> Result<EcbDay, EcbError> {
    let mut reader = Reader::from_str(text);
    let mut place = Place::default();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| EcbError::Xml(error.to_string()))?;
        match event {
            Event::Start(element) => place.enter(&element)?,
            Event::Empty(element) => {
                place.enter(&element)?;
                place.leave();
            }
            Event::End(_) => place.leave(),
            Event::Text(text) => {
                if !place.may_have_text() && !text.trim().is_empty() {
                    return Err(EcbError::Format("it has text where none belongs"));
                }
            }
            Event::Comment(_) | Event::Decl(_) => {}
            Event::DocType(_) => return Err(EcbError::Forbidden("a document type")),
            Event::GeneralRef(_) => return Err(EcbError::Forbidden("an entity")),
            Event::CData(_) => return Err(EcbError::Forbidden("a raw section")),
            Event::PI(_) => return Err(EcbError::Forbidden("an instruction")),
            Event::Eof => break,
        }
    }
    if !place.open.is_empty() || !place.over {
        return Err(EcbError::Xml("it ends before its last element".to_owned()));
    }
    place.day.ok_or(EcbError::Empty)
}

impl Place {
    fn enter(&mut self, element: &BytesStart<'_>) -> Result<(), EcbError> {
        let name = element.local_name().as_ref().to_owned();
        if self.over || (self.open.is_empty() && name != "Envelope") {
            return Err(EcbError::Format(
                "its one element is not the bank's envelope",
            ));
        }
        if self.open.len() >= DEEPEST {
            return Err(EcbError::Format("its elements are nested too deep"));
        }
        self.open.push(name);
        let path: Vec<&str> = self.open.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["Envelope", "Cube", "Cube"] => self.begin_day(element),
            ["Envelope", "Cube", "Cube", "Cube"] => self.take_rate(element),
            ["Envelope"]
            | ["Envelope", "subject" | "Sender" | "Cube"]
            | ["Envelope", "Sender", "name"] => Ok(()),
            _ => Err(EcbError::Format(
                "it has an element the bank does not write",
            )),
        }
    }

    fn leave(&mut self) {
        self.open.pop();
        self.over = self.open.is_empty();
    }

    fn may_have_text(&self) -> bool {
        let last = self.open.last().map(String::as_str);
        matches!(last, Some("subject" | "name"))
    }

    fn begin_day(&mut self, element: &BytesStart<'_>) -> Result<(), EcbError> {
        if self.day.is_some() {
            return Err(EcbError::SeveralDays);
        }
        let [time] = attributes(element, ["time"])?;
        self.day = Some(EcbDay::of(iso_day(&time)?));
        Ok(())
    }

    fn take_rate(&mut self, element: &BytesStart<'_>) -> Result<(), EcbError> {
        let [currency, rate] = attributes(element, ["currency", "rate"])?;
        let day = self.day.as_mut();
        day.ok_or(EcbError::Format("a rate comes before its day"))?
            .take(&currency, &rate)
    }
}

/// The values of exactly these attributes, as they stand: nothing in them is expanded.
fn attributes<const N: usize>(
    element: &BytesStart<'_>,
    names: [&str; N],
) -> Result<[String; N], EcbError> {
    let mut values: [Option<String>; N] = [const { None }; N];
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| EcbError::Xml(error.to_string()))?;
        let mut slots = names.iter().zip(&mut values);
        let slot = slots.find(|(name, _)| **name == attribute.key.as_ref());
        let (_, value) = slot.ok_or(EcbError::Format(
            "it has an attribute the bank does not write",
        ))?;
        *value = Some(attribute.value.into_owned());
    }
    let missing = EcbError::Format("an element lacks its day, currency or rate");
    let mut found = [const { String::new() }; N];
    for (slot, value) in found.iter_mut().zip(values) {
        *slot = value.ok_or(missing.clone())?;
    }
    Ok(found)
}
