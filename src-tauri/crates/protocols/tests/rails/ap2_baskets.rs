//! Which things an open checkout mandate lets an agent buy, and how often.

use counterfoil_protocols::ap2::Usage;
use serde_json::{Value, json};

use crate::ap2_fixtures::{NOW, Task, checkout_payload, merchant, unused};

fn with_lines(items: &Value, payload: Value) -> Task {
    let mut task = Task {
        payload,
        ..Task::default()
    };
    task.checkout_constraints[0]["items"] = items.clone();
    task.payment_constraints[0]["max"] = json!(100_000_000);
    task
}

/// A checkout of these things: id, price, number.
fn basket(lines: &[(&str, i64, i64)]) -> Value {
    let sum: i64 = lines.iter().map(|(_, price, count)| price * count).sum();
    let mut payload = checkout_payload();
    payload["line_items"] = lines
        .iter()
        .map(|(id, price, count)| {
            json!({
                "id": format!("l_{id}"), "quantity": count, "totals": [],
                "item": {"id": id, "title": id, "price": price},
            })
        })
        .collect();
    payload["totals"] =
        json!([{"type": "subtotal", "amount": sum}, {"type": "total", "amount": sum}]);
    payload
}

fn demand(id: &str, acceptable: &[&str], quantity: i64) -> Value {
    let acceptable: Vec<Value> = acceptable
        .iter()
        .map(|id| json!({"id": id, "title": id}))
        .collect();
    json!({"id": id, "acceptable_items": acceptable, "quantity": quantity})
}

#[test]
fn exactly_what_is_demanded_is_bought() {
    let one = json!([demand("1", &["sku_a", "sku_b"], 2)]);
    with_lines(&one, basket(&[("sku_a", 100, 2)]))
        .judged()
        .unwrap();
    with_lines(&one, basket(&[("sku_a", 100, 1), ("sku_b", 100, 1)]))
        .judged()
        .unwrap();
    for payload in [
        basket(&[("sku_a", 100, 1)]),
        basket(&[("sku_a", 100, 3)]),
        basket(&[("sku_c", 100, 2)]),
        basket(&[("sku_a", 100, 2), ("sku_c", 1, 1)]),
    ] {
        assert_eq!(with_lines(&one, payload).refused(), "ap2_constraint");
    }
}

#[test]
fn pieces_are_matched_as_a_whole_and_not_greedily() {
    let demands = json!([
        demand("1", &["a", "b"], 2),
        demand("2", &["a"], 1),
        demand("3", &["b", "c"], 2)
    ]);
    with_lines(&demands, basket(&[("a", 1, 2), ("b", 1, 2), ("c", 1, 1)]))
        .judged()
        .unwrap();
    let wrong = with_lines(&demands, basket(&[("a", 1, 4), ("c", 1, 1)]));
    assert_eq!(wrong.refused(), "ap2_constraint");
}

#[test]
fn an_empty_or_hidden_list_matches_nothing() {
    let nothing = json!([demand("1", &[], 1)]);
    assert_eq!(
        with_lines(&nothing, basket(&[("a", 1, 1)])).refused(),
        "ap2_constraint"
    );
    let none = with_lines(&json!([]), basket(&[("a", 1, 1)]));
    assert_eq!(none.refused(), "ap2_type");
    for quantity in [0, -1] {
        let odd = json!([demand("1", &["a"], quantity)]);
        assert_eq!(
            with_lines(&odd, basket(&[("a", 1, 1)])).refused(),
            "ap2_type"
        );
    }
}

#[test]
fn open_mandates_without_their_required_constraint_are_refused() {
    let anything = json!([{"type": "checkout.allowed_merchants", "allowed": [merchant()]}]);
    let task = Task {
        checkout_constraints: anything,
        ..Task::default()
    };
    assert_eq!(task.refused(), "ap2_type");
}

#[test]
fn a_mandate_without_recurrence_is_closed_once() {
    let closed = Usage {
        count: 1,
        last: Some(NOW - 999_999),
        ..unused()
    };
    let again = Task {
        usage: closed,
        ..Task::default()
    };
    assert_eq!(again.refused(), "ap2_constraint");
}
