//! A merchant that signs its checkouts, and what its side makes of the mandates.

use counterfoil_domain::MerchantDomain;
use counterfoil_engine::{PaymentAnswer, PurchaseAnswer};
use counterfoil_protocols::ap2::{Content, Token, ucp};
use counterfoil_protocols::jws::{self, KeySet};
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

use crate::support::House;

/// Seconds since the epoch at noon.
pub const NOON_SECS: u64 = 1_795_348_800;

pub fn merchant_key() -> SigningKey {
    SigningKey::from_slice(&[0x51; 32]).unwrap()
}

/// A checkout of the shop over `cents`.
pub fn checkout(cents: i64) -> Value {
    json!({
        "id": "chk_1", "status": "ready_for_complete", "currency": "EUR", "links": [],
        "merchant": {"id": "m_1", "name": "Nordlicht Books GmbH",
            "website": "https://shop.nordlicht-books.example"},
        "line_items": [{
            "id": "li_0", "item": {"id": "LI-1", "title": "Field Guide", "price": cents}, "quantity": 1,
            "totals": [{"type": "total", "amount": cents}],
        }],
        "totals": [{"type": "subtotal", "amount": cents}, {"type": "total", "amount": cents}],
    })
}

pub fn signed(checkout: &Value) -> String {
    let bytes = ucp::canonical(checkout.to_string().as_bytes()).unwrap();
    jws::sign("JWT", "merchant-1", &bytes, &merchant_key())
}

/// What an agent hands in.
pub fn body(checkout: &Value) -> Value {
    json!({
        "checkout_jwt": signed(checkout),
        "instrument": {"id": "card_1", "type": "card", "description": "Visa •••• 4242"},
    })
}

pub fn both(payment: Option<PaymentAnswer>) -> (Token, Token) {
    let Some(PaymentAnswer::Mandates { checkout, payment }) = payment else {
        panic!("{payment:?}");
    };
    (
        Token::parse(&checkout).unwrap(),
        Token::parse(&payment).unwrap(),
    )
}

pub fn content(token: &Token) -> Content {
    Content::of(token.last().unwrap()).unwrap()
}

impl House {
    /// The owner trusts the merchant's key.
    pub async fn trusting(self) -> Self {
        let keys = KeySet::new().with("merchant-1", *merchant_key().verifying_key());
        let domain = MerchantDomain::parse("nordlicht-books.example").unwrap();
        let pinned = self
            .owner
            .pin_merchant_keys(domain, keys, self.presence().await);
        assert_eq!(pinned.await.unwrap(), ["merchant-1"]);
        self
    }

    /// The agent hands in the merchant's signed checkout over `cents`.
    pub async fn handed_in(&self, cents: i64) -> PurchaseAnswer {
        let taken = self.ap2("k1", &body(&checkout(cents))).await;
        taken.unwrap().answer
    }

    /// The keys that this folder publishes.
    pub fn published(&self) -> KeySet {
        KeySet::parse(self.engine.gate().jwks().as_bytes()).unwrap()
    }
}
