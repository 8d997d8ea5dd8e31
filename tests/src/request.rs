//! Purchases as agents ask for them.

use std::time::Duration;

use counterfoil_engine::{Clock as _, SystemClock};
use serde_json::{Value, json};

/// Two books and a map case, for 84.90.
pub fn lichens() -> Value {
    json!({
        "merchant": {
            "name": "Nordlicht Books GmbH",
            "domain": "shop.nordlicht-books.example",
            "country": "DE",
            "category": "books",
        },
        "items": [
            {"title": "Field Guide to Nordic Lichens", "quantity": 2, "unit_amount": "35.00", "amount": "70.00", "sku": "LI-1"},
            {"title": "Waxed map case", "quantity": 1, "amount": "9.95"},
        ],
        "totals": {"items": "79.95", "discount": "0.00", "shipping": "4.95", "tax": "0.00"},
        "amount": "84.90",
        "currency": "EUR",
        "intent": {"text": "two lichen guides and a map case, under 90 euros", "max_amount": "90.00"},
        "reason": "Cheapest in-stock offer",
        "rail": "card",
        "instrument": "Visa •••• 4242",
    })
}

/// One thing from one shop.
pub fn one(shop: &str, domain: &str, title: &str, amount: &str) -> Value {
    json!({
        "merchant": {"name": shop, "domain": domain},
        "items": [{"title": title, "quantity": 1, "amount": amount}],
        "amount": amount,
        "currency": "EUR",
        "rail": "card",
        "instrument": "Visa •••• 4242",
    })
}

/// The same purchase, of no use after this time.
pub fn expiring_in(mut purchase: Value, time: Duration) -> Value {
    purchase["expires_at"] = json!(SystemClock.now().plus(time).to_string());
    purchase
}
