//! The form of a checkout inside ledger entries: the currency once, amounts as decimals.

use serde::de::Error as _;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Checkout, Item, ItemUrl, Quote, Rail, Recurrence, Totals};
use crate::currency::Currency;
use crate::merchant::Merchant;
use crate::money::{Money, MoneyError};
use crate::stored::Decimal;
use crate::text::Text;

#[derive(Serialize)]
struct CheckoutOut<'a> {
    amount: Decimal,
    currency: Currency,
    #[serde(skip_serializing_if = "Option::is_none")]
    instrument: Option<&'a Text>,
    items: Items<'a>,
    merchant: &'a Merchant,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a Quote>,
    rail: Rail,
    #[serde(skip_serializing_if = "Option::is_none")]
    recurrence: Option<&'a Recurrence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totals: Option<TotalsOut>,
}

pub(super) struct Items<'a>(pub &'a [Item]);

#[derive(Serialize)]
struct ItemOut<'a> {
    amount: Decimal,
    quantity: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<&'a Text>,
    title: &'a Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_amount: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a ItemUrl>,
}

#[derive(Serialize)]
struct TotalsOut {
    discount: Decimal,
    items: Decimal,
    shipping: Decimal,
    tax: Decimal,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckoutIn {
    amount: String,
    currency: Currency,
    instrument: Option<Text>,
    items: Vec<ItemIn>,
    merchant: Merchant,
    quote: Option<Quote>,
    rail: Rail,
    recurrence: Option<Recurrence>,
    totals: Option<TotalsIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemIn {
    amount: String,
    quantity: u32,
    sku: Option<Text>,
    title: Text,
    unit_amount: Option<String>,
    url: Option<ItemUrl>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TotalsIn {
    discount: String,
    items: String,
    shipping: String,
    tax: String,
}

impl Serialize for Checkout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CheckoutOut {
            amount: Decimal(self.amount),
            currency: self.currency(),
            instrument: self.instrument.as_ref(),
            items: Items(&self.items),
            merchant: &self.merchant,
            quote: self.quote.as_ref(),
            rail: self.rail,
            recurrence: self.recurrence.as_ref(),
            totals: self.totals.map(|totals| TotalsOut {
                discount: Decimal(totals.discount),
                items: Decimal(totals.items),
                shipping: Decimal(totals.shipping),
                tax: Decimal(totals.tax),
            }),
        }
        .serialize(serializer)
    }
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(Some(self.0.len()))?;
        for item in self.0 {
            items.serialize_element(&ItemOut {
                amount: Decimal(item.amount),
                quantity: item.quantity,
                sku: item.sku.as_ref(),
                title: &item.title,
                unit_amount: item.unit_amount.map(Decimal),
                url: item.url.as_ref(),
            })?;
        }
        items.end()
    }
}

impl<'de> Deserialize<'de> for Checkout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = CheckoutIn::deserialize(deserializer)?;
        stored.read().map_err(D::Error::custom)
    }
}

impl CheckoutIn {
    fn read(self) -> Result<Checkout, MoneyError> {
        let currency = self.currency;
        let items = self.items.into_iter().map(|item| item.read(currency));
        Ok(Checkout {
            items: items.collect::<Result<_, _>>()?,
            totals: self
                .totals
                .map(|totals| totals.read(currency))
                .transpose()?,
            amount: Money::parse(&self.amount, currency)?,
            merchant: self.merchant,
            rail: self.rail,
            instrument: self.instrument,
            quote: self.quote,
            recurrence: self.recurrence,
        })
    }
}

impl ItemIn {
    fn read(self, currency: Currency) -> Result<Item, MoneyError> {
        let unit_amount = self
            .unit_amount
            .map(|amount| Money::parse(&amount, currency));
        Ok(Item {
            amount: Money::parse(&self.amount, currency)?,
            unit_amount: unit_amount.transpose()?,
            title: self.title,
            quantity: self.quantity,
            sku: self.sku,
            url: self.url,
        })
    }
}

impl TotalsIn {
    fn read(&self, currency: Currency) -> Result<Totals, MoneyError> {
        Ok(Totals {
            items: Money::parse(&self.items, currency)?,
            discount: Money::parse(&self.discount, currency)?,
            shipping: Money::parse(&self.shipping, currency)?,
            tax: Money::parse(&self.tax, currency)?,
        })
    }
}
