//! A task as the owner writes it down.

use counterfoil_domain::{Currency, Money, Timestamp};

use crate::ap2::Ap2Error;
use crate::ap2::constraints::{Frequency, Requirement};
use crate::ap2::content::{Instrument, Party};
use crate::json::{Fields, Json, JsonError, wrong};
use crate::jws::MAX_BYTES;

use super::Task;

impl Task {
    /// Reads the document of a task. A field that is not known is refused: it was meant to narrow.
    pub fn read(document: &[u8]) -> Result<Self, Ap2Error> {
        let fields = Json::parse_object(document, MAX_BYTES)?;
        fields.only(&[
            "merchants",
            "items",
            "max_amount",
            "currency",
            "instruments",
            "repeats",
            "until",
        ])?;
        let currency = Currency::parse(fields.text("currency")?).map_err(|_| Ap2Error::Money)?;
        let money = |text: &str| Money::parse(text, currency).map_err(|_| Ap2Error::Money);
        let until = Timestamp::parse(fields.text("until")?).map_err(|_| Ap2Error::Time)?;
        let repeats = fields.optional_object("repeats")?;
        let repeats = repeats.map(|repeats| -> Result<_, Ap2Error> {
            repeats.only(&["frequency", "max_occurrences", "budget"])?;
            let times = u32::try_from(repeats.integer("max_occurrences")?);
            Ok((
                Frequency::parse(repeats.text("frequency")?)?,
                times.map_err(|_| Ap2Error::Money)?,
                money(repeats.text("budget")?)?,
            ))
        });
        let task = Self {
            merchants: all(&fields, "merchants", Party::read)?,
            items: all(&fields, "items", Requirement::read)?,
            max_amount: money(fields.text("max_amount")?)?,
            instruments: all(&fields, "instruments", Instrument::read)?,
            repeats: repeats.transpose()?,
            until: u64::try_from(until.as_millis().div_euclid(1000)).map_err(|_| Ap2Error::Time)?,
        };
        Ok(task)
    }
}

fn all<T>(
    fields: &Fields<'_>,
    name: &str,
    read: impl Fn(&Fields<'_>) -> Result<T, Ap2Error>,
) -> Result<Vec<T>, Ap2Error> {
    let elements = fields.optional_list(name)?;
    if elements.len() > 100 {
        return Err(JsonError::TooComplex.into());
    }
    let objects = elements.iter().map(|json| {
        json.as_object()
            .ok_or_else(|| wrong(name, "a list of objects"))
    });
    objects.map(|fields| read(fields?)).collect()
}
