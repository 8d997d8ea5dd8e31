//! A seller on Base Sepolia that asks for one cent, and the payer of the published test vectors.

use counterfoil_domain::{PurchaseId, Timestamp};
use counterfoil_protocols::encoding::to_base64;
use counterfoil_protocols::evm::{Address, SigningKey};
use counterfoil_protocols::x402::{Asked, Offer, Policy, Quote, Refusal, gate};
use serde_json::{Value, json};

pub const NOW: u64 = 1_893_455_700;
pub const URL: &str = "https://api.seller.example/paid?day=1";

pub fn key() -> SigningKey {
    SigningKey::from_slice(&[0x22; 32]).unwrap()
}

pub fn payer() -> Address {
    Address::of_key(key().verifying_key())
}

pub fn policy() -> Policy {
    Policy::new(payer())
}

pub fn asked() -> Asked<'static> {
    Asked {
        url: URL,
        method: "GET",
    }
}

pub fn purchase() -> PurchaseId {
    PurchaseId::from_parts(Timestamp::from_millis(1_893_455_700_000), [7; 10])
}

pub fn option() -> Value {
    json!({
        "scheme": "exact",
        "network": "eip155:84532",
        "amount": "10000",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "maxTimeoutSeconds": 300,
        "extra": {"name": "USDC", "version": "2"},
    })
}

pub fn message() -> Value {
    json!({
        "x402Version": 2,
        "error": "Payment required",
        "resource": {
            "url": "https://api.seller.example/paid",
            "description": "one cent page",
            "mimeType": "application/json",
        },
        "accepts": [option()],
        "extensions": {},
    })
}

pub fn v1_message() -> Value {
    json!({
        "x402Version": 1,
        "error": "X-PAYMENT header is required",
        "accepts": [{
            "scheme": "exact",
            "network": "base-sepolia",
            "maxAmountRequired": "10000",
            "resource": "https://api.seller.example/paid",
            "description": "one cent page",
            "mimeType": "application/json",
            "outputSchema": null,
            "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "maxTimeoutSeconds": 60,
            "extra": {"name": "USDC", "version": "2"},
        }],
    })
}

pub fn header(message: &Value) -> String {
    to_base64(message.to_string().as_bytes())
}

pub fn quote(message: &Value) -> Quote {
    Quote::of_header(&header(message)).unwrap()
}

pub fn judged(message: &Value) -> Result<Offer, Refusal> {
    let quote = quote_of_body(message);
    gate(&quote, asked(), &policy(), NOW)
}

fn quote_of_body(message: &Value) -> Quote {
    Quote::parse(&message.to_string()).unwrap()
}

pub fn offer(message: &Value) -> Offer {
    judged(message).unwrap()
}

/// The message with one field of its only option changed.
pub fn with_option(field: &str, value: Value) -> Value {
    let mut message = message();
    message["accepts"][0][field] = value;
    message
}
