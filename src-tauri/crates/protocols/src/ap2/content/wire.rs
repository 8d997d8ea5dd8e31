//! The small objects that mandates are made of.

use counterfoil_domain::{Currency, Money};
use serde_json::{Value, json};

use crate::json::Fields;

use super::{Amount, Ap2Error, Instrument, Party, Pisp};

impl Party {
    pub(in crate::ap2) fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        Ok(Self {
            id: fields.text("id")?.to_owned(),
            name: fields.text("name")?.to_owned(),
            website: fields.optional_text("website")?.map(str::to_owned),
        })
    }

    /// Whether `self`, as allowed, is the `other` that sells: the same id, and the same site where
    /// one is named, or else the same name. An id alone is too easily claimed.
    pub fn allows(&self, other: &Self) -> bool {
        let same_place = match (&self.website, &other.website) {
            (Some(allowed), Some(found)) => allowed == found,
            (None, _) => self.name == other.name,
            (Some(_), None) => false,
        };
        self.id == other.id && same_place
    }

    pub(in crate::ap2) fn to_json(&self) -> Value {
        let mut party = json!({"id": self.id, "name": self.name});
        if let (Some(fields), Some(website)) = (party.as_object_mut(), &self.website) {
            fields.insert("website".to_owned(), website.clone().into());
        }
        party
    }
}

impl Amount {
    pub(in crate::ap2) fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        let amount = i64::try_from(fields.integer("amount")?).map_err(|_| Ap2Error::Money)?;
        Ok(Self {
            amount,
            currency: fields.text("currency")?.to_owned(),
        })
    }

    /// As money of a currency that is known.
    pub fn money(&self) -> Result<Money, Ap2Error> {
        let currency = Currency::parse(&self.currency).map_err(|_| Ap2Error::Money)?;
        Ok(Money::new(self.amount, currency))
    }

    pub(in crate::ap2) fn to_json(&self) -> Value {
        json!({"amount": self.amount, "currency": self.currency})
    }
}

impl Instrument {
    pub(in crate::ap2) fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        Ok(Self {
            id: fields.text("id")?.to_owned(),
            kind: fields.text("type")?.to_owned(),
            description: fields.optional_text("description")?.map(str::to_owned),
        })
    }

    /// Whether both are the same means of payment, however described.
    pub fn is_same(&self, other: &Self) -> bool {
        self.id == other.id && self.kind == other.kind
    }

    pub(in crate::ap2) fn to_json(&self) -> Value {
        let mut instrument = json!({"id": self.id, "type": self.kind});
        if let (Some(fields), Some(text)) = (instrument.as_object_mut(), &self.description) {
            fields.insert("description".to_owned(), text.clone().into());
        }
        instrument
    }
}

impl Pisp {
    pub(in crate::ap2) fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        Ok(Self {
            legal_name: fields.text("legal_name")?.to_owned(),
            brand_name: fields.text("brand_name")?.to_owned(),
            domain_name: fields.text("domain_name")?.to_owned(),
        })
    }

    pub(in crate::ap2) fn to_json(&self) -> Value {
        json!({
            "legal_name": self.legal_name, "brand_name": self.brand_name,
            "domain_name": self.domain_name,
        })
    }
}
