//! A merchant's checkout as a purchase request: what is shown comes from the signed token only.

use std::collections::BTreeMap;

use counterfoil_domain::request::{DraftItem, DraftMerchant, DraftQuote, DraftTotals};
use counterfoil_domain::{Draft, MerchantDomain, Money, Rail, Timestamp};

use super::checkout::Checkout;
use super::content::{Instrument, Party};

impl Party {
    /// Where it sells, as it says.
    pub fn domain(&self) -> Option<MerchantDomain> {
        let site = url::Url::parse(self.website.as_deref()?).ok()?;
        MerchantDomain::parse(site.host_str()?).ok()
    }
}

impl Checkout {
    /// The purchase this checkout is. The agent's reason and intent are for the caller to add.
    pub fn draft(&self, instrument: Option<&Instrument>, received: &[u8], now: Timestamp) -> Draft {
        let money = |minor: i64| Money::new(minor, self.currency).decimal();
        let items = self.items.iter().map(|line| {
            let amount = line.price.checked_mul(i64::from(line.quantity));
            DraftItem {
                title: line.title.clone(),
                quantity: Some(u64::from(line.quantity)),
                unit_amount: Some(money(line.price)),
                amount: money(amount.unwrap_or(0)),
                sku: Some(line.sku.clone()).filter(|sku| !sku.is_empty()),
                url: None,
            }
        });
        let sums = &self.sums;
        Draft {
            merchant: self.draft_merchant(),
            items: items.collect(),
            totals: Some(DraftTotals {
                items: Some(sums.items.decimal()),
                discount: Some(sums.discount.decimal()),
                shipping: Some(sums.shipping.decimal()),
                tax: Some(sums.tax.decimal()),
            }),
            amount: sums.total.decimal(),
            currency: self.currency.code().to_owned(),
            rail: Some(Rail::Ap2.as_str().to_owned()),
            instrument: instrument.and_then(|one| one.description.clone()),
            expires_at: crate::drafts::end(self.expires_at, now),
            quote: Some(DraftQuote {
                facts: self.details(),
                received: received.to_vec(),
            }),
            ..Draft::default()
        }
    }

    fn draft_merchant(&self) -> DraftMerchant {
        let Some(merchant) = &self.merchant else {
            return DraftMerchant {
                name: format!("Checkout {}", self.id),
                ..DraftMerchant::default()
            };
        };
        DraftMerchant {
            name: merchant.name.clone(),
            domain: merchant.domain().map(|domain| domain.host().to_owned()),
            country: None,
            category: None,
        }
    }

    fn details(&self) -> BTreeMap<String, String> {
        let mut details = BTreeMap::from([
            ("ap2.checkout_hash".to_owned(), self.hash.clone()),
            ("ap2.ready".to_owned(), self.ready.to_string()),
            ("ap2.verified".to_owned(), self.verified.to_string()),
        ]);
        if let Some(key_id) = &self.key_id {
            details.insert("ap2.key".to_owned(), key_id.clone());
        }
        details
    }
}
