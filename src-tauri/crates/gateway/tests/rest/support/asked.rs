//! What agents ask for in these tests.

use serde_json::{Value, json};

/// A purchase of 84.90 EUR that every rule of form accepts.
pub fn order() -> Value {
    json!({
        "merchant": {"name": "Nordlicht Books GmbH", "domain": "shop.nordlicht-books.example",
            "country": "DE", "category": "books"},
        "items": [
            {"title": "Field Guide to Nordic Lichens", "quantity": 2, "unit_amount": "35.00",
                "amount": "70.00", "sku": "LI-1"},
            {"title": "Map case", "quantity": 1, "amount": "9.95"}],
        "totals": {"items": "79.95", "discount": "0.00", "shipping": "4.95", "tax": "0.00"},
        "amount": "84.90", "currency": "EUR",
        "reason": "Cheapest in-stock offer", "rail": "card",
    })
}

/// The smallest request, with a price.
pub fn plain(amount: &str, currency: &str) -> Value {
    json!({
        "merchant": {"name": "Nordlicht Books GmbH", "domain": "shop.nordlicht-books.example"},
        "reason": "needed", "amount": amount, "currency": currency,
    })
}

/// `order()` with the value at `pointer` replaced or added.
pub fn order_with(pointer: &str, value: Value) -> String {
    let mut order = order();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match order.pointer_mut(parent).unwrap() {
        Value::Object(fields) => drop(fields.insert(name.to_owned(), value)),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            panic!("{other}")
        }
    }
    order.to_string()
}

/// `plain("1.00", "EUR")` with raw JSON in place of the amount.
pub fn raw_amount(json: &str) -> String {
    plain("1.00", "EUR").to_string().replace("\"1.00\"", json)
}
