use std::collections::BTreeSet;

use counterfoil_domain::mandate::{handed_over, widens};
use counterfoil_domain::{AgentId, Mandate, MandateDocument, MandateId};
use serde_json::json;

use crate::fixtures::agent;

/// Everything set, so that each line of [`LOOSENINGS`] loosens just one thing.
const FULL: &str = r#"{"name":"Books","agents":["A","B"],"currency":"EUR",
 "scope":{"merchants":["a.example","*.shop.b.example"],"merchants_blocked":["*.bad.a.example"],"categories":["books"],"rails":["card"]},
 "limits":{"auto_up_to":"50.00","deny_above":"200.00",
   "periods":[{"window":"month","max":"400.00","when_used_up":"deny"},{"window":"day","max":"100.00","when_used_up":"ask"}]},
 "always_ask":{"new_merchant":true},
 "confirm_above":"150.00","undo_seconds":10,"fetch":{"hosts":["shop.a.example"]},
 "valid":{"from":"2026-09-01","until":"2026-12-31"},"time_zone":"Europe/Berlin"}"#;

const LOOSENINGS: [(&str, &str); 32] = [
    (r#""hosts":["shop.a.example"]"#, ""),
    (r#""shop.a.example""#, r#""shop.a.example","localhost""#),
    (r#""shop.a.example""#, r#""a.example""#),
    (
        r#""hosts":["shop.a.example"]"#,
        r#""hosts":["shop.a.example"],"private_addresses":true"#,
    ),
    (
        r#""hosts":["shop.a.example"]"#,
        r#""hosts":["shop.a.example"],"redirects":true"#,
    ),
    (r#""agents":["A","B"],"#, ""),
    (r#""agents":["A","B"]"#, r#""agents":["A","B","Sandbox"]"#),
    (r#""EUR""#, r#""USD""#),
    (r#""merchants":["a.example","*.shop.b.example"],"#, ""),
    (r#""*.shop.b.example""#, r#""*.b.example""#),
    (r#""*.shop.b.example""#, r#""*.shop.b.example","c.example""#),
    (r#""*.bad.a.example""#, ""),
    (r#""*.bad.a.example""#, r#""bad.a.example""#),
    (r#""categories":["books"],"#, ""),
    (r#"["books"]"#, r#"["books","maps"]"#),
    (r#","rails":["card"]"#, ""),
    (r#"["card"]"#, r#"["card","x402"]"#),
    (r#""auto_up_to":"50.00""#, r#""auto_up_to":"50.01""#),
    (r#""deny_above":"200.00","#, ""),
    (r#""deny_above":"200.00""#, r#""deny_above":"200.01""#),
    (r#""max":"400.00""#, r#""max":"400.01""#),
    (r#""when_used_up":"deny""#, r#""when_used_up":"ask""#),
    (
        r#",{"window":"day","max":"100.00","when_used_up":"ask"}"#,
        "",
    ),
    (r#""window":"day""#, r#""window":"week""#),
    (r#""new_merchant":true"#, r#""new_merchant":false"#),
    (
        r#""new_merchant":true"#,
        r#""new_merchant":true,"repeats":false"#,
    ),
    (r#""confirm_above":"150.00","#, ""),
    (r#""confirm_above":"150.00""#, r#""confirm_above":"150.01""#),
    (r#""undo_seconds":10"#, r#""undo_seconds":9"#),
    (r#""from":"2026-09-01","#, ""),
    (r#""from":"2026-09-01""#, r#""from":"2026-08-31""#),
    (r#""until":"2026-12-31""#, r#""until":"2027-01-01""#),
];

#[test]
fn each_single_loosening_is_wider_and_its_reverse_is_not() {
    let full = mandate(1, FULL);
    assert!(!wider(&full, &full));
    for (from, to) in LOOSENINGS {
        assert!(FULL.contains(from), "{from}");
        let loose = mandate(1, &FULL.replacen(from, to, 1));
        assert!(wider(&full, &loose), "{from} to {to}");
        let swaps_one_for_another = from.contains("EUR") || to.contains("week");
        assert_eq!(
            wider(&loose, &full),
            swaps_one_for_another,
            "{to} to {from}"
        );
    }
}

#[test]
fn what_is_wider_is_marked_so_in_words() {
    let full = mandate(1, FULL);
    for (from, to) in LOOSENINGS {
        let loose = mandate(1, &FULL.replacen(from, to, 1));
        let changes = loose.changes_from(&full);
        assert!(
            changes.iter().any(|change| change.widens),
            "{to}: {changes:?}"
        );
    }
}

#[test]
fn merchants_are_compared_by_whom_they_mean() {
    let listed = |merchants: &str| {
        let scope = json!({ "merchants": [merchants] });
        mandate(
            1,
            &json!({"name": "A", "currency": "EUR", "scope": scope}).to_string(),
        )
    };
    for (old, new, is_wider) in [
        ("a.example", "shop.a.example", false),
        ("shop.a.example", "a.example", true),
        ("*.a.example", "a.example", false),
        ("*.a.example", "*.shop.a.example", false),
        ("*.shop.a.example", "x.shop.a.example", false),
        ("*.shop.a.example", "shop.a.example", false),
        ("shop.a.example", "*.shop.a.example", true),
        ("a.example", "evil-a.example", true),
        ("amazonaws.com", "*.amazonaws.com", true),
    ] {
        assert_eq!(
            wider(&listed(old), &listed(new)),
            is_wider,
            "{old} to {new}"
        );
    }
}

#[test]
fn naming_agents_is_narrower_than_any_unless_one_only_plays() {
    let any = mandate(1, r#"{"name":"A","currency":"EUR"}"#);
    let named = |names: &str| {
        let document = format!(r#"{{"name":"A","currency":"EUR","agents":[{names}]}}"#);
        mandate(1, &document)
    };
    assert!(!wider(&any, &named(r#""A","B""#)));
    assert!(!wider(&any, &named("")));
    assert!(wider(&any, &named(r#""A","Sandbox""#)));
    assert!(wider(&named(r#""A","B""#), &any));
}

#[test]
fn what_falls_to_a_more_generous_budget_is_said() {
    let old = mandate(1, FULL);
    let new = mandate(1, &FULL.replace(r#""a.example","#, ""));
    let general = |edit: (&str, &str)| {
        let text = r#"{"name":"All","agents":["A"],"currency":"EUR","scope":{"merchants":["a.example"]},"limits":{"auto_up_to":"80.00"}}"#;
        assert!(text.contains(edit.0));
        mandate(2, &text.replace(edit.0, edit.1))
    };
    let falls_to = |other: &Mandate| handed_over(&old, Some(&new), [other], &sandboxes()).is_some();
    assert!(falls_to(&general(("80.00", "80.00"))));
    assert!(
        falls_to(&general(("80.00", "1.00"))),
        "its month is a fresh one"
    );
    assert!(!falls_to(&general((
        r#""agents":["A"]"#,
        r#""agents":["C"]"#
    ))));
    assert!(!falls_to(&general(("a.example", "c.example"))));
    assert!(
        !falls_to(&general(("a.example", "shop.b.example"))),
        "it is still covered"
    );
    assert!(falls_to(&general(("EUR", "USD"))), "counted by a rate");
    let all = general(("80.00", "80.00"));
    assert!(handed_over(&old, Some(&old), [&all], &sandboxes()).is_none());
    assert!(handed_over(&old, None, [&all], &sandboxes()).is_some());
}

pub fn wider(old: &Mandate, new: &Mandate) -> bool {
    widens(old, new, &sandboxes())
}

pub const SANDBOX: AgentId = AgentId::from_bytes([3; 16]);

pub fn sandboxes() -> BTreeSet<AgentId> {
    [SANDBOX].into()
}

pub fn named(name: &str) -> Option<AgentId> {
    match name {
        "A" => Some(agent().id),
        "B" => Some(AgentId::from_bytes([2; 16])),
        "C" => Some(AgentId::from_bytes([4; 16])),
        "Sandbox" => Some(SANDBOX),
        _ => None,
    }
}

pub fn mandate(number: u8, document: &str) -> Mandate {
    MandateDocument::parse(document.as_bytes())
        .unwrap_or_else(|error| panic!("{document}: {error}"))
        .resolve(MandateId::from_bytes([number; 16]), 1, &named)
        .unwrap()
}

#[test]
fn what_falls_to_a_mandate_in_another_currency_counts_as_handed_over() {
    let dollars = r#"{"name":"Dollars","currency":"USD","scope":{"merchants":["a.example"]},
        "limits":{"auto_up_to":"50.00"}}"#;
    let nowhere = mandate(1, &dollars.replace(r#"["a.example"]"#, "[]"));
    let euros = mandate(2, &dollars.replace("USD", "EUR"));
    let old = mandate(1, dollars);
    assert!(!wider(&old, &nowhere));
    let handed = handed_over(&old, Some(&nowhere), [&euros], &sandboxes());
    // 48 euros are more than 50 dollars' worth of automatic buying.
    assert_eq!(handed.map(|other| other.id), Some(euros.id));
}
