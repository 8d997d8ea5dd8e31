//! Extensions of version 2 (§5.4): echoed as they came, with the purchase's id filled in.

use counterfoil_domain::PurchaseId;

use crate::json::{Fields, Json, JsonError, quoted};

use super::Refusal;
use super::signed::SignedOffer;

const IDENTIFIER: &str = "payment-identifier";
const OFFER_RECEIPT: &str = "offer-receipt";
/// Extensions that want a permit or an approval signed besides the payment.
const SECOND_SIGNATURES: [&str; 3] = [
    "eip2612GasSponsoring",
    "erc20ApprovalGasSponsoring",
    "erc20GasSponsoring",
];

/// What a seller offers besides the payment.
#[derive(Clone, Debug, Default)]
pub struct Extensions {
    raw: Option<String>,
    names: Vec<String>,
    pub(super) offers: Vec<SignedOffer>,
    identifier: bool,
}

impl Extensions {
    pub(super) fn read(message: &Fields<'_>) -> Result<Self, JsonError> {
        let Some(fields) = message.optional_object("extensions")? else {
            return Ok(Self::default());
        };
        let offers = fields
            .some(OFFER_RECEIPT)
            .and_then(Json::as_object)
            .map(SignedOffer::read_all);
        Ok(Self {
            raw: message
                .get("extensions")
                .map(|value| value.raw().to_owned()),
            names: fields.iter().map(|(name, _)| name.to_owned()).collect(),
            offers: offers.unwrap_or_default(),
            identifier: fields.some(IDENTIFIER).is_some(),
        })
    }

    /// The names of all of them.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the seller takes an id under which a repeated payment is the same payment.
    pub const fn takes_identifier(&self) -> bool {
        self.identifier
    }

    /// The first one that wants a second signature.
    pub(super) fn second_signature(&self) -> Option<&str> {
        let wants = |name: &&String| SECOND_SIGNATURES.iter().any(|known| known == name);
        self.names.iter().find(wants).map(String::as_str)
    }

    /// What the payment says back: everything as it came, and the id where one is wanted.
    pub(super) fn echo(&self, purchase: PurchaseId) -> Result<Option<String>, Refusal> {
        let Some(raw) = &self.raw else {
            return Ok(None);
        };
        if !self.identifier {
            return Ok(Some(raw.clone()));
        }
        let parsed = Json::parse_object(raw.as_bytes(), super::MAX_BYTES);
        let fields = parsed.map_err(|_| Refusal::Identifier)?;
        let mut members = Vec::new();
        for (name, value) in fields.iter() {
            let echoed = if name == IDENTIFIER {
                with_id(value, &purchase.to_string())?
            } else {
                value.raw().to_owned()
            };
            members.push(format!("{}:{echoed}", quoted(name)));
        }
        Ok(Some(format!("{{{}}}", members.join(","))))
    }
}

/// The signed receipt that a settlement carries.
pub(super) fn receipt<'a>(message: &'a Fields<'_>) -> Option<&'a Json<'a>> {
    let extension = message
        .some("extensions")?
        .as_object()?
        .some(OFFER_RECEIPT)?;
    extension
        .as_object()?
        .some("info")?
        .as_object()?
        .some("receipt")
}

fn with_id(extension: &Json<'_>, id: &str) -> Result<String, Refusal> {
    let fields = extension.as_object().ok_or(Refusal::Identifier)?;
    let id = format!("\"id\":{}", quoted(id));
    let mut members = Vec::new();
    let mut filled = false;
    for (name, value) in fields.iter() {
        if name != "info" {
            members.push(format!("{}:{}", quoted(name), value.raw()));
            continue;
        }
        let info = value.as_object().ok_or(Refusal::Identifier)?;
        if info.some("id").is_some() {
            return Err(Refusal::Identifier);
        }
        let kept = info.iter().filter(|(name, _)| *name != "id");
        let mut parts: Vec<String> = kept
            .map(|(name, value)| format!("{}:{}", quoted(name), value.raw()))
            .collect();
        parts.push(id.clone());
        members.push(format!("\"info\":{{{}}}", parts.join(",")));
        filled = true;
    }
    if !filled {
        members.push(format!("\"info\":{{{id}}}"));
    }
    Ok(format!("{{{}}}", members.join(",")))
}
