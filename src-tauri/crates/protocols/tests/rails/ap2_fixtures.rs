//! Keys and tokens of the published vectors, and an owner who issues mandates with them.

use counterfoil_domain::{Currency, Timestamp};
use counterfoil_protocols::ap2::direct::{ClosedPair, Issuer};
use counterfoil_protocols::ap2::task::OpenPair;
use counterfoil_protocols::ap2::token::issue_root;
use counterfoil_protocols::ap2::{Ap2Error, Checkout, Instrument, Salts, Token, Usage, hop};
use counterfoil_protocols::encoding::base64_url;
use counterfoil_protocols::jws::{self, KeySet};
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

pub const NOW: u64 = 1_777_342_357;

pub fn vectors() -> Value {
    serde_json::from_str(include_str!("../data/ap2_vectors.json")).unwrap()
}

pub fn vector(name: &str) -> String {
    vectors()[name].as_str().unwrap().to_owned()
}

pub fn key(who: &str) -> SigningKey {
    let private = vectors()["keys"][who]["private"]["d"]
        .as_str()
        .unwrap()
        .to_owned();
    SigningKey::from_slice(&base64_url(&private).unwrap()).unwrap()
}

pub fn keys(who: &str) -> KeySet {
    let public = vectors()["keys"][who]["public"].to_string();
    KeySet::parse(public.as_bytes()).unwrap()
}

pub fn time() -> Timestamp {
    Timestamp::from_millis(i64::try_from(NOW).unwrap() * 1000)
}

/// Salts that differ, as random ones do.
pub fn counted() -> impl FnMut() -> [u8; 16] {
    let mut count: u128 = 1;
    move || {
        count += 1;
        count.to_be_bytes()
    }
}

pub fn issuer(key: &SigningKey) -> Issuer<'_> {
    Issuer {
        name: "counterfoil",
        key_id: "ts-1",
        key,
        now: NOW,
    }
}

pub fn merchant() -> Value {
    json!({"id": "merchant_1", "name": "Demo Merchant", "website": "https://demo-merchant.example"})
}

pub fn checkout_payload() -> Value {
    json!({
        "id": "chk_1", "merchant": merchant(), "status": "ready_for_complete", "currency": "USD",
        "line_items": [{
            "id": "li_0", "item": {"id": "sku_a", "title": "A", "price": 19900}, "quantity": 1,
            "totals": [{"type": "subtotal", "amount": 19900}, {"type": "total", "amount": 19900}],
        }],
        "totals": [{"type": "subtotal", "amount": 19900}, {"type": "total", "amount": 19900}],
        "links": [],
    })
}

pub fn checkout_token(payload: &Value) -> String {
    jws::sign(
        "JWT",
        "merchant-1",
        sorted(payload).as_bytes(),
        &key("merchant"),
    )
}

/// However a map of JSON is kept in this build, the merchant signs the same bytes.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let map: std::collections::BTreeMap<_, _> = map.iter().collect();
            let parts = map
                .iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), sorted(value)));
            format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            let items = items.iter().map(sorted).collect::<Vec<_>>();
            format!("[{}]", items.join(","))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

pub fn checkout(payload: &Value) -> Checkout {
    Checkout::read(&checkout_token(payload), &keys("merchant"), time()).unwrap()
}

pub fn card() -> Instrument {
    Instrument {
        id: "stub".to_owned(),
        kind: "card".to_owned(),
        description: Some("Card •••• 4242".to_owned()),
    }
}

fn confirmation() -> Value {
    let public = vectors()["keys"]["agent"]["public"].clone();
    json!({"jwk": public})
}

pub fn open_checkout(constraints: &Value) -> Token {
    let content = json!({
        "vct": "mandate.checkout.open.1", "constraints": constraints, "cnf": confirmation(),
        "iat": NOW, "exp": NOW + 3600,
    });
    root(content)
}

pub fn open_payment(constraints: &Value, presets: &Value) -> Token {
    let mut content = json!({
        "vct": "mandate.payment.open.1", "constraints": constraints, "cnf": confirmation(),
        "iat": NOW, "exp": NOW + 3600,
    });
    for (name, value) in presets.as_object().unwrap() {
        content[name] = value.clone();
    }
    root(content)
}

pub fn root(content: Value) -> Token {
    let mut draw = counted();
    issue_root(
        content,
        "counterfoil",
        "ts-1",
        &key("trusted_surface"),
        &mut Salts::new(&mut draw),
    )
    .unwrap()
}

pub fn unused() -> Usage {
    Usage::none(Currency::parse("USD").unwrap())
}

/// A task of the owner, and what an agent wants to close under it.
pub struct Task {
    pub checkout_constraints: Value,
    pub payment_constraints: Value,
    pub presets: Value,
    pub payload: Value,
    pub usage: Usage,
    pub now: u64,
}

impl Default for Task {
    fn default() -> Self {
        Self {
            checkout_constraints: json!([
                {"type": "checkout.line_items", "items": [{
                    "id": "line_1", "quantity": 1,
                    "acceptable_items": [{"id": "sku_a", "title": "A"}, {"id": "sku_b", "title": "B"}],
                }]},
                {"type": "checkout.allowed_merchants", "allowed": [merchant()]},
            ]),
            payment_constraints: json!([
                {"type": "payment.amount_range", "currency": "USD", "min": 0, "max": 20000},
                {"type": "payment.allowed_payees", "allowed": [merchant()]},
            ]),
            presets: json!({}),
            payload: checkout_payload(),
            usage: unused(),
            now: NOW,
        }
    }
}

impl Task {
    pub fn open(&self) -> OpenPair {
        let checkout = open_checkout(&self.checkout_constraints);
        let mut constraints = self.payment_constraints.clone();
        let hash = checkout.last().unwrap().sd_hash();
        let refers = constraints
            .as_array()
            .unwrap()
            .iter()
            .any(|constraint| constraint["type"] == "payment.reference");
        if !refers {
            let reference =
                json!({"type": "payment.reference", "conditional_transaction_id": hash});
            constraints.as_array_mut().unwrap().push(reference);
        }
        let payment = open_payment(&constraints, &self.presets);
        OpenPair { checkout, payment }
    }

    pub fn judged(&self) -> Result<(), Ap2Error> {
        self.judged_with(|_| {})
    }

    pub fn judged_with(&self, change: impl FnOnce(&mut ClosedPair)) -> Result<(), Ap2Error> {
        let open = self.open();
        let checkout = checkout(&self.payload);
        let mut pair = ClosedPair::of(&checkout, card())?;
        change(&mut pair);
        let owner = keys("trusted_surface");
        hop::check(&open, &owner, &checkout, pair, &self.usage, self.now).map(|_| ())
    }

    pub fn refused(&self) -> &'static str {
        self.judged().unwrap_err().code()
    }
}
