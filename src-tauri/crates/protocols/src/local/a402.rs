//! Alipay A402: the header `Payment-Needed` of an answer with status 402, and what comes after.
//! The seller's signature is by a key that is not in the message, so it stays unverified.

use std::collections::BTreeMap;

use counterfoil_domain::request::{DraftItem, DraftMerchant, DraftQuote};
use counterfoil_domain::{Currency, Draft, MerchantDomain, Money, Rail, Timestamp};

use crate::encoding::base64_url;
use crate::json::{Fields, Json};

use super::LocalError;

const MAX_BYTES: usize = 16 * 1024;

/// What the seller wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct A402Needed {
    /// The seller's number of the order.
    pub out_trade_no: String,
    /// In yuan.
    pub amount: Money,
    /// What is paid for.
    pub resource_id: String,
    /// Until when.
    pub pay_before: Timestamp,
    /// Who sells, as it says.
    pub seller: String,
    /// The seller's number at Alipay.
    pub seller_id: String,
    /// What is sold, as it says.
    pub goods: String,
}

/// What the seller says after the payment: its word, not ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct A402Validation {
    /// Alipay's number of the payment.
    pub trade_no: String,
    /// Whether the seller accepted it.
    pub validated: bool,
}

impl A402Needed {
    /// Whether a text is the value of `Payment-Needed`.
    pub fn recognises(header: &str) -> bool {
        decoded(header).is_ok_and(|bytes| {
            Json::parse_object(&bytes, MAX_BYTES).is_ok_and(|fields| {
                let protocol = fields.some("protocol").and_then(Json::as_object);
                protocol.unwrap_or(&fields).get("out_trade_no").is_some()
            })
        })
    }

    /// Reads the value of `Payment-Needed`: base64url of JSON, nested or flat.
    pub fn read(header: &str, now: Timestamp) -> Result<Self, LocalError> {
        let bytes = decoded(header)?;
        let fields = Json::parse_object(&bytes, MAX_BYTES)?;
        let protocol = fields.optional_object("protocol")?.unwrap_or(&fields);
        let method = fields.optional_object("method")?.unwrap_or(&fields);
        if protocol.text("currency")? != "CNY" {
            return Err(LocalError::Currency);
        }
        let yuan = Currency::parse("CNY").map_err(|_| LocalError::Currency)?;
        let amount = Money::parse(protocol.text("amount")?, yuan);
        let amount = amount.ok().filter(|amount| amount.is_positive());
        let end = Timestamp::parse(protocol.text("pay_before")?);
        let end = end
            .ok()
            .filter(|end| *end > now)
            .ok_or(LocalError::Expired)?;
        let text = |fields: &Fields<'_>, name: &str| -> Result<String, LocalError> {
            Ok(fields.text(name)?.to_owned())
        };
        Ok(Self {
            out_trade_no: text(protocol, "out_trade_no")?,
            amount: amount.ok_or(LocalError::Amount)?,
            resource_id: text(protocol, "resource_id")?,
            pay_before: end,
            seller: text(method, "seller_name")?,
            seller_id: text(method, "seller_id")?,
            goods: text(method, "goods_name")?,
        })
    }

    /// Reads `Payment-Validation`, which must be about this order.
    pub fn validation(&self, header: &str) -> Result<A402Validation, LocalError> {
        let bytes = decoded(header)?;
        let fields = Json::parse_object(&bytes, MAX_BYTES)?;
        let same = fields.text("out_trade_no")? == self.out_trade_no
            && fields.text("resource_id")? == self.resource_id;
        if !same {
            return Err(LocalError::Mismatch);
        }
        Ok(A402Validation {
            trade_no: fields.text("trade_no")?.to_owned(),
            validated: fields.optional_bool("validated")? == Some(true),
        })
    }

    /// The purchase this is; `host` is where the agent called.
    pub fn draft(&self, host: Option<&str>, received: &[u8], now: Timestamp) -> Draft {
        let domain = host.and_then(|host| MerchantDomain::parse(host).ok());
        let entries = [
            ("a402.order", &self.out_trade_no),
            ("a402.resource", &self.resource_id),
            ("a402.seller", &self.seller_id),
        ];
        let details = entries
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.clone()));
        Draft {
            merchant: DraftMerchant {
                name: self.seller.clone(),
                domain: domain.map(|domain| domain.host().to_owned()),
                country: None,
                category: None,
            },
            items: vec![DraftItem {
                title: self.goods.clone(),
                amount: self.amount.decimal(),
                ..DraftItem::default()
            }],
            amount: self.amount.decimal(),
            currency: self.amount.currency().code().to_owned(),
            rail: Some(Rail::A402.as_str().to_owned()),
            instrument: Some("Alipay, settled by Alipay".to_owned()),
            expires_at: crate::drafts::end(Some(self.pay_before), now),
            quote: Some(DraftQuote {
                facts: details.collect::<BTreeMap<_, _>>(),
                received: received.to_vec(),
            }),
            ..Draft::default()
        }
    }
}

/// Base64url, which some write with padding.
fn decoded(header: &str) -> Result<Vec<u8>, LocalError> {
    if header.len() > MAX_BYTES {
        return Err(LocalError::Form);
    }
    let trimmed = header
        .strip_suffix("==")
        .or_else(|| header.strip_suffix('='));
    Ok(base64_url(trimmed.unwrap_or(header))?)
}
