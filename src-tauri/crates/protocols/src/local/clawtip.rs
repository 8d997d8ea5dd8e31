//! JD Clawtip: a message in the shape of x402 with an empty signature, settled in fen by JD. It is
//! not x402: nothing of it can be signed or checked here.

use std::collections::BTreeMap;

use counterfoil_domain::request::{DraftItem, DraftMerchant, DraftQuote};
use counterfoil_domain::{Currency, Draft, Money, Rail};

use crate::json::{Fields, Json};

use super::LocalError;

const MAX_BYTES: usize = 64 * 1024;

/// One order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClawtipOrder {
    /// JD's number of the order.
    pub order: String,
    /// In fen, as yuan.
    pub amount: Money,
    /// Who is paid, as the message says.
    pub pay_to: String,
    /// The skill that is paid for.
    pub skill: Option<String>,
    /// What was asked.
    pub asked: Option<String>,
}

impl ClawtipOrder {
    /// Whether a message in the shape of x402 is one of Clawtip.
    pub fn recognises(bytes: &[u8]) -> bool {
        Json::parse_object(bytes, MAX_BYTES).is_ok_and(|fields| is_clawtip(&fields))
    }

    /// Reads an order. The user's token that stands in it is not kept.
    pub fn read(bytes: &[u8]) -> Result<Self, LocalError> {
        let fields = Json::parse_object(bytes, MAX_BYTES)?;
        if !is_clawtip(&fields) {
            return Err(LocalError::Form);
        }
        let accepted = fields.object("accepted")?;
        let extensions = fields.object("extensions")?;
        let yuan = Currency::parse("CNY").map_err(|_| LocalError::Currency)?;
        let fen = accepted.text("amount")?;
        let plain = fen.bytes().all(|byte| byte.is_ascii_digit()) && !fen.starts_with('0');
        let fen: i64 = fen.parse().map_err(|_| LocalError::Amount)?;
        if !plain || fen <= 0 {
            return Err(LocalError::Amount);
        }
        let text = |name: &str| -> Result<Option<String>, LocalError> {
            Ok(extensions.optional_text(name)?.map(str::to_owned))
        };
        Ok(Self {
            order: extensions.text("orderNo")?.to_owned(),
            amount: Money::new(fen, yuan),
            pay_to: accepted.text("payTo")?.to_owned(),
            skill: text("skillName")?,
            asked: text("askedContents")?,
        })
    }

    /// What is kept of the order: what was read of it, and so nothing of the user's token.
    pub fn kept(&self) -> Vec<u8> {
        let order = serde_json::json!({
            "amount": self.amount.minor().to_string(), "asked": self.asked,
            "order": self.order, "pay_to": self.pay_to, "skill": self.skill,
        });
        serde_json_canonicalizer::to_vec(&order).unwrap_or_default()
    }

    /// The purchase this is.
    pub fn draft(&self, received: &[u8]) -> Draft {
        let skill = self.skill.clone().unwrap_or_else(|| "Clawtip".to_owned());
        let details = BTreeMap::from([
            ("clawtip.order".to_owned(), self.order.clone()),
            ("clawtip.pay_to".to_owned(), self.pay_to.clone()),
        ]);
        Draft {
            merchant: DraftMerchant {
                name: skill.clone(),
                ..DraftMerchant::default()
            },
            items: vec![DraftItem {
                title: skill,
                amount: self.amount.decimal(),
                ..DraftItem::default()
            }],
            amount: self.amount.decimal(),
            currency: self.amount.currency().code().to_owned(),
            rail: Some(Rail::Clawtip.as_str().to_owned()),
            instrument: Some("Clawtip, settled by JD".to_owned()),
            quote: Some(DraftQuote {
                facts: details,
                received: received.to_vec(),
            }),
            ..Draft::default()
        }
    }
}

fn is_clawtip(fields: &Fields<'_>) -> bool {
    let accepted = fields.some("accepted").and_then(Json::as_object);
    let extra = accepted.and_then(|accepted| accepted.some("extra")?.as_object());
    let unit = extra.and_then(|extra| extra.some("name")?.as_text());
    let payload = fields.some("payload").and_then(Json::as_object);
    let signature = payload.and_then(|payload| payload.some("signature")?.as_text());
    unit.is_some_and(|unit| unit.starts_with("FEN")) && signature.unwrap_or_default().is_empty()
}
