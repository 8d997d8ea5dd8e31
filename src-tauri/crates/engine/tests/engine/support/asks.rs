//! What agents ask for, and the budgets they ask under.

use counterfoil_domain::Timestamp;
use counterfoil_domain::request::{Draft, DraftItem, DraftMerchant, PurchaseRequest};
use counterfoil_engine::SubmitRequest;
use sha2::{Digest, Sha256};

use super::{NOON, SHOP};

pub fn submission(key: &str, request: PurchaseRequest) -> SubmitRequest {
    let body = serde_json::to_vec(&request).unwrap();
    SubmitRequest {
        key: key.into(),
        body_hash: Sha256::digest(body).into(),
        request,
    }
}

pub fn request(amount: &str, domain: &str) -> PurchaseRequest {
    parsed(draft(amount, domain))
}

/// The usual purchase, but of this.
pub fn titled(title: &str, amount: &str) -> PurchaseRequest {
    let mut draft = draft(amount, SHOP);
    draft.items[0].title = title.into();
    parsed(draft)
}

/// A purchase at a shop of its own, of which nothing is remembered and which imitates no other.
pub fn elsewhere(nth: usize, amount: &str) -> PurchaseRequest {
    let letters: Vec<char> = ('a'..='h').collect();
    let digits = [512, 64, 8, 1].map(|place| letters[nth / place % 8]);
    let label: String = digits.into_iter().collect();
    let mut draft = draft(amount, &format!("{label}.example"));
    draft.merchant.name = label;
    parsed(draft)
}

pub fn parsed(draft: Draft) -> PurchaseRequest {
    PurchaseRequest::from_draft(draft, Timestamp::from_millis(NOON)).unwrap()
}

pub fn draft(amount: &str, domain: &str) -> Draft {
    Draft {
        merchant: DraftMerchant {
            name: "Nordlicht Books GmbH".into(),
            domain: Some(domain.into()),
            country: Some("DE".into()),
            category: Some("books".into()),
        },
        items: vec![DraftItem {
            title: "Field Guide to Nordic Lichens".into(),
            quantity: Some(1),
            unit_amount: Some(amount.into()),
            amount: amount.into(),
            sku: None,
            url: None,
        }],
        amount: amount.into(),
        currency: "EUR".into(),
        reason: Some("Cheapest in-stock offer".into()),
        rail: Some("card".into()),
        ..Draft::default()
    }
}

pub fn books(auto: &str, deny: &str, month: &str) -> String {
    limited(auto, deny, &[("month", month)])
}

/// The books budget with these periods.
pub fn limited(auto: &str, deny: &str, periods: &[(&str, &str)]) -> String {
    let period = |(window, max): &(&str, &str)| {
        format!(r#"{{"window":"{window}","max":"{max}","when_used_up":"ask"}}"#)
    };
    let periods: Vec<String> = periods.iter().map(period).collect();
    let periods = periods.join(",");
    format!(
        r#"{{"name":"Books","agents":["Shopping agent"],"currency":"EUR",
            "limits":{{"auto_up_to":"{auto}","deny_above":"{deny}","periods":[{periods}]}},
            "always_ask":{{"new_merchant":false,"repeats":false}},"undo_seconds":10,"time_zone":"Europe/Berlin"}}"#
    )
}
