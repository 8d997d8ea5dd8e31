//! The form of a request inside ledger entries.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Intent, PurchaseRequest, Turn};
use crate::checkout::Checkout;
use crate::money::Money;
use crate::stored::Decimal;
use crate::text::Text;
use crate::time::Timestamp;

#[derive(Serialize)]
struct RequestOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<&'a str>,
    checkout: &'a Checkout,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    hidden_characters: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    intent: Option<IntentOut<'a>>,
    metadata: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a Text>,
}

#[derive(Serialize)]
struct IntentOut<'a> {
    conversation: &'a [Turn],
    #[serde(skip_serializing_if = "Option::is_none")]
    max_amount: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant: Option<&'a Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recurring: Option<bool>,
    text: &'a Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestIn {
    callback: Option<String>,
    checkout: Checkout,
    expires_at: Option<Timestamp>,
    hidden_characters: u32,
    intent: Option<IntentIn>,
    metadata: BTreeMap<String, String>,
    reason: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntentIn {
    conversation: Vec<Turn>,
    max_amount: Option<String>,
    merchant: Option<Text>,
    quantity: Option<u32>,
    recurring: Option<bool>,
    text: Text,
}

impl Serialize for PurchaseRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RequestOut {
            callback: self.callback.as_deref(),
            checkout: &self.checkout,
            expires_at: self.expires_at,
            hidden_characters: self.hidden_characters,
            intent: self.intent.as_ref().map(|intent| IntentOut {
                conversation: &intent.conversation,
                max_amount: intent.max_amount.map(Decimal),
                merchant: intent.merchant.as_ref(),
                quantity: intent.quantity,
                recurring: intent.recurring,
                text: &intent.text,
            }),
            metadata: &self.metadata,
            reason: self.reason.as_ref(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PurchaseRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = RequestIn::deserialize(deserializer)?;
        let currency = stored.checkout.currency();
        let read_intent = |intent: IntentIn| {
            let max_amount = intent
                .max_amount
                .map(|amount| Money::parse(&amount, currency));
            Ok(Intent {
                conversation: intent.conversation,
                max_amount: max_amount.transpose().map_err(D::Error::custom)?,
                merchant: intent.merchant,
                quantity: intent.quantity,
                recurring: intent.recurring,
                text: intent.text,
            })
        };
        Ok(Self {
            intent: stored.intent.map(read_intent).transpose()?,
            checkout: stored.checkout,
            reason: stored.reason,
            expires_at: stored.expires_at,
            callback: stored.callback,
            metadata: stored.metadata,
            hidden_characters: stored.hidden_characters,
        })
    }
}
