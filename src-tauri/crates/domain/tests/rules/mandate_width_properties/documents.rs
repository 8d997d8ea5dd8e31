//! Any mandate document: every field there is, absent or with some value.

use counterfoil_domain::Mandate;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::mandate_width::mandate;

/// Where each part stands in a document. Those below `periods` are gathered into its list.
const PARTS: [&str; 35] = [
    "agents",
    "scope.merchants",
    "scope.merchants_blocked",
    "scope.categories",
    "scope.rails",
    "limits.auto_up_to",
    "limits.deny_above",
    "confirm_above",
    "periods.day",
    "periods.month",
    "periods.rolling:24h",
    "periods.total",
    "always_ask.new_merchant",
    "undo_seconds",
    "valid.from",
    "valid.until",
    "time_zone",
    "overall",
    "currency",
    "limits.max_purchases",
    "limits.tolerance.amount",
    "limits.tolerance.percent",
    "limits.rate_margin_percent",
    "limits.rate_max_age_days",
    "always_ask.repeats",
    "always_ask.subscription",
    "always_ask.price_rise_percent",
    "always_ask.outside_hours",
    "learning_until",
    "paused",
    "first_weekday",
    "warn_at_percent",
    "fetch.hosts",
    "fetch.private_addresses",
    "fetch.redirects",
];

/// What only a budget can have, not a limit over everything.
const OF_BUDGETS: [&str; 9] = [
    "agents",
    "scope",
    "always_ask",
    "confirm_above",
    "undo_seconds",
    "learning_until",
    "paused",
    "limits.",
    "fetch.",
];

pub fn any_document() -> impl Strategy<Value = Vec<Value>> {
    PARTS.map(part).to_vec()
}

/// A version that mostly differs in few things, as versions do.
pub fn any_versions() -> impl Strategy<Value = (Vec<Value>, Vec<Value>)> {
    let changed = prop::collection::vec(prop::bool::weighted(0.09), PARTS.len());
    (any_document(), any_document(), changed).prop_map(|(old, other, changed)| {
        let pick = |(index, changed): (usize, bool)| {
            if changed {
                other[index].clone()
            } else {
                old[index].clone()
            }
        };
        let new = changed.into_iter().enumerate().map(pick).collect();
        (old, new)
    })
}

pub fn put_together(number: u8, values: &[Value]) -> Mandate {
    let mut document = json!({"name": "Any", "currency": "EUR", "limits": {"periods": []}});
    let overall = values[place("overall")] == true;
    for (path, value) in PARTS.iter().zip(values) {
        let is_common = ["limits.deny_above", "limits.max_purchases"].contains(path);
        let of_budgets = OF_BUDGETS.iter().any(|field| path.starts_with(field));
        if value.is_null() || (overall && of_budgets && !is_common) {
            continue;
        }
        if path.starts_with("periods.") {
            let periods = document["limits"]["periods"].as_array_mut().unwrap();
            periods.push(value.clone());
            continue;
        }
        let field = path
            .split('.')
            .fold(&mut document, |within, name| &mut within[name]);
        *field = value.clone();
    }
    let minor = |amount: &Value| {
        amount
            .as_str()
            .unwrap()
            .replace('.', "")
            .parse::<u32>()
            .unwrap()
    };
    let (auto, deny) = (
        &values[place("limits.auto_up_to")],
        &values[place("limits.deny_above")],
    );
    if !overall && !auto.is_null() && !deny.is_null() && minor(deny) < minor(auto) {
        document["limits"]["deny_above"] = auto.clone();
    }
    mandate(number, &document.to_string())
}

fn place(path: &str) -> usize {
    PARTS.iter().position(|part| *part == path).unwrap()
}

fn part(path: &str) -> BoxedStrategy<Value> {
    let amounts = || (0_u32..30).prop_map(|ten| json!(format!("{}.00", ten * 10)));
    let merchants = [
        r#"["a.example"]"#,
        r#"["shop.a.example"]"#,
        r#"["*.shop.a.example"]"#,
        r#"["*.a.example","b.example"]"#,
        r#"["b.example","a.example"]"#,
        "[]",
    ];
    match path {
        "agents" => any_of(&[r#"["A"]"#, r#"["A","B"]"#, r#"["B","Sandbox"]"#, "[]"]),
        "scope.merchants" | "scope.merchants_blocked" => any_of(&merchants),
        "scope.categories" => any_of(&[r#"["books"]"#, r#"["books","maps"]"#]),
        "scope.rails" => any_of(&[r#"["card"]"#, r#"["card","x402"]"#]),
        "limits.auto_up_to" | "limits.deny_above" | "confirm_above" => {
            prop_oneof![1 => Just(Value::Null), 3 => amounts()].boxed()
        }
        "undo_seconds" => any_of(&["0", "5", "20"]),
        "valid.from" => any_of(&[r#""2026-11-01""#, r#""2026-11-10""#]),
        "valid.until" => any_of(&[r#""2026-11-20""#, r#""2026-11-30""#]),
        "time_zone" => rarely(&[r#""Asia/Tokyo""#]),
        "first_weekday" => rarely(&[r#""sunday""#]),
        "currency" => rarely(&[r#""USD""#]),
        "overall" | "paused" => rarely(&["true"]),
        "limits.max_purchases" => any_of(&[
            r#"{"window":"day","count":2}"#,
            r#"{"window":"day","count":4}"#,
            r#"{"window":"week","count":4}"#,
        ]),
        "limits.tolerance.amount" => any_of(&[r#""1.00""#, r#""20.00""#]),
        "limits.tolerance.percent" => any_of(&[r#""1""#, r#""15""#]),
        "limits.rate_margin_percent" => any_of(&[r#""1""#, r#""20""#]),
        "limits.rate_max_age_days" => any_of(&["2", "30"]),
        "always_ask.price_rise_percent" => any_of(&[r#""1""#, r#""30""#]),
        "always_ask.outside_hours" => any_of(&[
            r#"["07:00","22:00"]"#,
            r#"["09:00","17:00"]"#,
            r#"["22:00","07:00"]"#,
        ]),
        "learning_until" => rarely(&[r#""2026-11-05""#, r#""2026-11-15""#]),
        "fetch.hosts" => any_of(&[
            r#"["a.example"]"#,
            r#"["a.example","127.0.0.1"]"#,
            r#"["localhost"]"#,
        ]),
        "warn_at_percent" => any_of(&["[50]", "[80,100]"]),
        path => match path.strip_prefix("periods.") {
            Some(window) => period(window.to_owned(), amounts().boxed()),
            // The switches of `always_ask`.
            None => any_of(&["true", "false"]),
        },
    }
}

fn period(window: String, amounts: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let rolls = window == "day" || window == "month";
    let rollovers: &[&str] = if rolls {
        &["none", "capped", "full"]
    } else {
        &["none"]
    };
    let rollover = prop::sample::select(rollovers.to_vec());
    let some = (amounts, any::<bool>(), rollover).prop_map(move |(max, deny, rollover)| {
        let used_up = if deny { "deny" } else { "ask" };
        json!({"window": window, "max": max, "when_used_up": used_up, "rollover": rollover})
    });
    prop_oneof![2 => Just(Value::Null), 2 => some].boxed()
}

fn any_of(choices: &[&str]) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 3 => prop::sample::select(read(choices))].boxed()
}

fn rarely(choices: &[&str]) -> BoxedStrategy<Value> {
    prop_oneof![9 => Just(Value::Null), 1 => prop::sample::select(read(choices))].boxed()
}

fn read(choices: &[&str]) -> Vec<Value> {
    let texts = choices.iter();
    texts
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}
