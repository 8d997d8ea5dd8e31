//! A session as a purchase request.

use std::collections::BTreeMap;

use counterfoil_domain::request::{DraftItem, DraftMerchant, DraftQuote, DraftTotals};
use counterfoil_domain::{Draft, MerchantDomain, Rail, Timestamp};

use super::Session;

impl Session {
    /// The purchase this session is. A session does not say who sells; where its links lead is the
    /// best there is, unless the caller knows the shop's `host` from having talked to it.
    pub fn draft(&self, host: Option<&str>, received: &[u8], now: Timestamp) -> Draft {
        let host = host.or(self.host.as_deref()).unwrap_or_default();
        let domain = MerchantDomain::parse(host).ok();
        let seller = self.lines.iter().find_map(|line| line.seller.clone());
        let name = match (&domain, self.merchant_id.as_deref(), seller) {
            (Some(domain), ..) => domain.host().to_owned(),
            (None, Some(id), _) => id.to_owned(),
            (None, None, Some(seller)) => seller,
            (None, None, None) => format!("Session {}", self.id),
        };
        let items = self.lines.iter().map(|line| DraftItem {
            title: line.title.clone(),
            quantity: Some(u64::from(line.quantity)),
            unit_amount: None,
            amount: line.base.decimal(),
            sku: Some(line.item.clone()).filter(|item| item.len() <= 64),
            url: None,
        });
        let sums = &self.sums;
        Draft {
            merchant: DraftMerchant {
                name,
                domain: domain.map(|domain| domain.host().to_owned()),
                country: None,
                category: None,
            },
            items: items.collect(),
            totals: Some(DraftTotals {
                items: Some(sums.items.decimal()),
                discount: Some(sums.discount.decimal()),
                shipping: Some(sums.shipping.decimal()),
                tax: Some(sums.extra.decimal()),
            }),
            amount: sums.total.decimal(),
            currency: self.currency.code().to_owned(),
            rail: Some(Rail::Acp.as_str().to_owned()),
            expires_at: crate::drafts::end(self.expires_at, now),
            quote: Some(DraftQuote {
                facts: self.details(),
                received: received.to_vec(),
            }),
            ..Draft::default()
        }
    }

    fn details(&self) -> BTreeMap<String, String> {
        let mut details = BTreeMap::from([
            ("acp.lines_hash".to_owned(), hex::encode(self.lines_hash())),
            ("acp.session".to_owned(), self.id.clone()),
            ("acp.status".to_owned(), self.status.clone()),
        ]);
        if let Some(merchant) = &self.merchant_id {
            details.insert("acp.merchant".to_owned(), merchant.clone());
        }
        details
    }
}
