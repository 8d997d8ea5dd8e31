//! The ten constraint types by the specification's rules, also where the reference SDK is laxer.

use counterfoil_domain::{Currency, Money};
use counterfoil_protocols::ap2::{Instrument, Party, Usage};
use serde_json::{Value, json};

use crate::ap2_fixtures::{NOW, Task, merchant};

fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::parse("USD").unwrap())
}

fn used(spent: i64, count: u32, last: Option<u64>) -> Usage {
    Usage {
        spent: dollars(spent),
        count,
        last,
    }
}

fn with_payment(constraint: &Value) -> Task {
    let mut task = Task::default();
    task.payment_constraints
        .as_array_mut()
        .unwrap()
        .push(constraint.clone());
    task
}

#[test]
fn a_task_that_is_kept_is_closed() {
    Task::default().judged().unwrap();
}

#[test]
fn an_unknown_constraint_or_field_refuses() {
    let unknown = with_payment(&json!({"type": "com.example.mood", "must_be": "good"}));
    let error = unknown.judged().unwrap_err();
    assert_eq!(
        (error.code(), error.wire_code()),
        ("ap2_unknown_constraint", "unresolved_constraint")
    );
    let extra = json!({"type": "payment.amount_range", "currency": "USD", "max": 30000, "tax": 1});
    assert_eq!(with_payment(&extra).refused(), "json_unknown");
    let mut task = Task::default();
    task.checkout_constraints
        .as_array_mut()
        .unwrap()
        .push(json!({"type": "checkout.mood"}));
    assert_eq!(task.refused(), "ap2_unknown_constraint");
}

#[test]
fn the_amount_must_lie_in_its_range_and_currency() {
    for (min, max, currency, fits) in [
        (0, 19_900, "USD", true),
        (19_900, 19_900, "USD", true),
        (0, 19_899, "USD", false),
        (19_901, 30_000, "USD", false),
        (0, 19_900, "EUR", false),
        (0, 19_900, "usd", false),
    ] {
        let mut task = Task::default();
        task.payment_constraints[0] = json!({
            "type": "payment.amount_range", "currency": currency, "min": min, "max": max,
        });
        assert_eq!(task.judged().is_ok(), fits, "{min} {max} {currency}");
    }
    for (min, max) in [
        (json!(0), json!(-5)),
        (json!(10), json!(9)),
        (json!(0), json!(100.50)),
    ] {
        let mut task = Task::default();
        task.payment_constraints[0]["min"] = min;
        task.payment_constraints[0]["max"] = max;
        task.judged().unwrap_err();
    }
}

#[test]
fn a_payment_below_zero_or_of_another_amount_is_refused() {
    for amount in [-5, 0, 19_899] {
        let refused = Task::default().judged_with(|pair| pair.payment.amount.amount = amount);
        assert_eq!(refused.unwrap_err().code(), "ap2_binding");
    }
    let other = Task::default().judged_with(|pair| pair.payment.amount.currency = "EUR".into());
    assert_eq!(other.unwrap_err().code(), "ap2_binding");
}

#[test]
fn a_payee_is_more_than_its_id() {
    let allowed = |party: Value| {
        let mut task = Task::default();
        task.payment_constraints[1]["allowed"] = json!([party]);
        task
    };
    allowed(merchant()).judged().unwrap();
    let mut other_site = merchant();
    other_site["website"] = "https://evil.example".into();
    assert_eq!(allowed(other_site).refused(), "ap2_constraint");
    let by_name = json!({"id": "merchant_1", "name": "Demo Merchant"});
    allowed(by_name).judged().unwrap();
    let other_name = json!({"id": "merchant_1", "name": "Another"});
    assert_eq!(allowed(other_name).refused(), "ap2_constraint");
    let mut none = Task::default();
    none.payment_constraints[1]["allowed"] = json!([]);
    assert_eq!(none.refused(), "ap2_constraint");
}

#[test]
fn a_payment_to_another_than_the_checkouts_merchant_is_refused() {
    let refused = Task::default().judged_with(|pair| {
        pair.payment.payee = Party {
            id: "merchant_1".into(),
            name: "Demo Merchant".into(),
            website: Some("https://evil.example".into()),
        };
    });
    assert_eq!(refused.unwrap_err().code(), "ap2_binding");
}

#[test]
fn only_disclosed_merchants_are_allowed() {
    let mut task = Task::default();
    task.checkout_constraints[1]["allowed"] = json!([{"id": "merchant_2", "name": "Other"}]);
    assert_eq!(task.refused(), "ap2_constraint");
    task.checkout_constraints[1]["allowed"] = json!([]);
    assert_eq!(task.refused(), "ap2_constraint");
    let mut unnamed = Task::default();
    unnamed.payload.as_object_mut().unwrap().remove("merchant");
    assert_eq!(unnamed.refused(), "ap2_checkout");
}

#[test]
fn an_instrument_is_its_id_and_kind() {
    let allowed = |kind: &str| {
        with_payment(&json!({
            "type": "payment.allowed_payment_instruments",
            "allowed": [{"id": "stub", "type": kind, "description": "any words"}],
        }))
    };
    allowed("card").judged().unwrap();
    assert_eq!(allowed("bank").refused(), "ap2_constraint");
    let refused = allowed("card").judged_with(|pair| {
        pair.payment.instrument = Instrument {
            id: "other".into(),
            kind: "card".into(),
            description: None,
        };
    });
    assert_eq!(refused.unwrap_err().code(), "ap2_constraint");
}

#[test]
fn a_pisp_must_be_named_and_allowed() {
    let pisp = json!({"legal_name": "P", "brand_name": "P", "domain_name": "p.example"});
    let task = with_payment(&json!({"type": "payment.allowed_pisps", "allowed": [pisp]}));
    assert_eq!(task.refused(), "ap2_constraint");
    let preset = Task {
        presets: json!({ "pisp": pisp }),
        ..Task::default()
    };
    assert_eq!(preset.refused(), "ap2_preset");
}

#[test]
fn what_the_open_mandate_fixes_may_not_change() {
    let fixed = [
        json!({"payee": {"id": "merchant_1", "name": "Other"}}),
        json!({"payment_amount": {"amount": 19_899, "currency": "USD"}}),
        json!({"payment_instrument": {"id": "stub", "type": "card"}}),
        json!({"execution_date": "2026-05-01"}),
    ];
    for presets in fixed {
        let task = Task {
            presets: presets.clone(),
            ..Task::default()
        };
        assert_eq!(task.refused(), "ap2_preset", "{presets}");
    }
    let presets = json!({
        "payee": merchant(), "payment_amount": {"amount": 19_900, "currency": "USD"},
    });
    Task {
        presets,
        ..Task::default()
    }
    .judged()
    .unwrap();
}

#[test]
fn a_payment_refers_to_its_open_checkout() {
    let other = json!({"type": "payment.reference", "conditional_transaction_id": "somewhere"});
    assert_eq!(with_payment(&other).refused(), "ap2_constraint");
}

#[test]
fn a_budget_is_in_major_units_and_counts_what_is_closed() {
    let budget = |max: &str, currency: &str| {
        let text = format!(r#"{{"type":"payment.budget","max":{max},"currency":"{currency}"}}"#);
        let mut task = with_payment(&serde_json::from_str(&text).unwrap());
        let often = json!({"type": "payment.agent_recurrence", "frequency": "ON_DEMAND"});
        task.payment_constraints.as_array_mut().unwrap().push(often);
        task
    };
    let with = |mut task: Task, usage: Usage| {
        task.usage = usage;
        task.judged().map_err(|error| error.code())
    };
    assert_eq!(with(budget("199", "USD"), used(0, 0, None)), Ok(()));
    assert_eq!(with(budget("199.00", "USD"), used(0, 0, None)), Ok(()));
    assert_eq!(
        with(budget("198.99", "USD"), used(0, 0, None)),
        Err("ap2_constraint")
    );
    assert_eq!(with(budget("218.89", "USD"), used(1_989, 1, None)), Ok(()));
    assert_eq!(
        with(budget("218.89", "USD"), used(1_990, 1, None)),
        Err("ap2_constraint")
    );
    assert_eq!(
        with(budget("1000", "EUR"), used(0, 0, None)),
        Err("ap2_money")
    );
    assert_eq!(
        with(budget("199.001", "USD"), used(0, 0, None)),
        Err("ap2_money")
    );
    assert_eq!(
        with(budget("\"199\"", "USD"), used(0, 0, None)),
        Err("ap2_money")
    );
    assert_eq!(
        with(budget("-1", "USD"), used(0, 0, None)),
        Err("ap2_money")
    );
}

#[test]
fn recurrences_keep_their_distance_and_number() {
    let every = |frequency: &str| {
        with_payment(&json!({
            "type": "payment.agent_recurrence", "frequency": frequency, "max_occurrences": 3,
        }))
    };
    let with = |frequency: &str, usage: Usage| {
        let mut task = every(frequency);
        task.usage = usage;
        task.judged().map_err(|error| error.code())
    };
    assert_eq!(with("DAILY", used(0, 0, None)), Ok(()));
    assert_eq!(with("ON_DEMAND", used(1, 2, Some(NOW))), Ok(()));
    assert_eq!(
        with("ON_DEMAND", used(1, 3, Some(NOW))),
        Err("ap2_constraint")
    );
    let day = 24 * 3600;
    for (frequency, too_soon, long_enough) in [
        ("DAILY", day - 1, day),
        ("WEEKLY", 7 * day - 1, 7 * day),
        ("BIWEEKLY", 14 * day - 1, 14 * day),
        ("MONTHLY", 27 * day, 31 * day),
        ("QUARTERLY", 88 * day, 92 * day),
        ("ANNUALLY", 364 * day, 366 * day),
    ] {
        assert_eq!(
            with(frequency, used(1, 1, Some(NOW - too_soon))),
            Err("ap2_constraint")
        );
        assert_eq!(
            with(frequency, used(1, 1, Some(NOW - long_enough))),
            Ok(()),
            "{frequency}"
        );
    }
    assert_eq!(
        with("FORTNIGHTLY", used(0, 0, None)),
        Err("ap2_unknown_constraint")
    );
}

#[test]
fn the_date_of_execution_is_compared_as_a_date() {
    // The task is closed on 2026-04-28.
    for (not_before, not_after, fits) in [
        (json!("2026-04-28"), json!("2026-04-28"), true),
        (json!("2026-04-29"), Value::Null, false),
        (Value::Null, json!("2026-04-27"), false),
        (json!("2026-4-1"), Value::Null, false),
        (
            json!("2026-04-28T01:00:00+09:00"),
            json!("2026-04-30T00:00:00Z"),
            true,
        ),
        (Value::Null, json!("tomorrow"), false),
    ] {
        let task = with_payment(&json!({
            "type": "payment.execution_date", "not_before": not_before, "not_after": not_after,
        }));
        assert_eq!(task.judged().is_ok(), fits, "{not_before} {not_after}");
    }
}
