//! Any two versions of a mandate and any purchases: what is not wider lets nothing more through.

use std::collections::BTreeSet;

use counterfoil_domain::evaluate::{Balance, Covering};
use counterfoil_domain::mandate::{handed_over, widens};
use counterfoil_domain::period::Window;
use counterfoil_domain::{
    AgentFacts, Draft, Mandate, MandateId, PurchaseRequest, Question, Tier, Timestamp, Verdict,
    evaluate,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::{Value, json};

use crate::fixtures::{agent, covering_at, request, simple};
use crate::mandate_width::{SANDBOX, mandate, named, sandboxes, wider};

fn optional(choices: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let texts: Vec<Value> = choices
        .iter()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect();
    prop_oneof![1 => Just(Value::Null), 3 => prop::sample::select(texts)]
}

fn dimension(index: usize) -> BoxedStrategy<Value> {
    let amounts = || (0_u32..30).prop_map(|ten| json!(format!("{}.00", ten * 10)));
    let amount = move || prop_oneof![1 => Just(Value::Null), 3 => amounts()];
    let period = move |window: &'static str| {
        let some = (amounts(), any::<bool>()).prop_map(move |(max, deny)| {
            json!({"window": window, "max": max, "when_used_up": if deny { "deny" } else { "ask" }})
        });
        prop_oneof![1 => Just(Value::Null), 2 => some].boxed()
    };
    match index {
        0 => optional(&[r#"["A"]"#, r#"["A","B"]"#, r#"["B","Sandbox"]"#, "[]"]).boxed(),
        1 | 2 => optional(&[
            r#"["a.example"]"#,
            r#"["shop.a.example"]"#,
            r#"["*.shop.a.example"]"#,
            r#"["*.a.example","b.example"]"#,
            r#"["b.example","a.example"]"#,
            "[]",
        ])
        .boxed(),
        3 => optional(&[r#"["books"]"#, r#"["books","maps"]"#]).boxed(),
        4 => optional(&[r#"["card"]"#, r#"["card","x402"]"#]).boxed(),
        5..=7 => amount().boxed(),
        8 => period("day"),
        9 => period("month"),
        10 => period("total"),
        11 => any::<bool>().prop_map(Value::from).boxed(),
        12 => prop::sample::select(vec![json!(0), json!(5), json!(10)]).boxed(),
        13 => optional(&[r#""2026-11-01""#, r#""2026-11-10""#]).boxed(),
        14 => optional(&[r#""2026-11-20""#, r#""2026-11-30""#]).boxed(),
        _ => prop::sample::select(vec![json!("UTC"), json!("Asia/Tokyo")]).boxed(),
    }
}

const DIMENSIONS: usize = 16;

fn any_document() -> impl Strategy<Value = Vec<Value>> {
    (0..DIMENSIONS).map(dimension).collect::<Vec<_>>()
}

/// A version that mostly differs in few things, as versions do.
fn any_versions() -> impl Strategy<Value = (Vec<Value>, Vec<Value>)> {
    let changed = prop::collection::vec(prop::bool::weighted(0.15), DIMENSIONS);
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

fn put_together(number: u8, parts: &[Value]) -> Mandate {
    let with = |object: &mut Value, name: &str, index: usize| {
        if !parts[index].is_null() {
            object[name] = parts[index].clone();
        }
    };
    let mut scope = json!({});
    for (index, name) in [
        (1, "merchants"),
        (2, "merchants_blocked"),
        (3, "categories"),
        (4, "rails"),
    ] {
        with(&mut scope, name, index);
    }
    let mut limits = json!({});
    with(&mut limits, "auto_up_to", 5);
    with(&mut limits, "deny_above", 6);
    let minor = |index: usize| {
        parts[index]
            .as_str()
            .map(|text| text.replace('.', "").parse::<u32>().unwrap())
    };
    if minor(6) < minor(5) && minor(6).is_some() {
        limits["deny_above"] = parts[5].clone();
    }
    let periods: Vec<&Value> = parts[8..=10]
        .iter()
        .filter(|part| !part.is_null())
        .collect();
    limits["periods"] = json!(periods);
    let mut valid = json!({});
    with(&mut valid, "from", 13);
    with(&mut valid, "until", 14);
    let mut document = json!({
        "name": "Any", "currency": "EUR", "scope": scope, "limits": limits, "valid": valid,
        "always_ask": {"new_merchant": parts[11]}, "undo_seconds": parts[12], "time_zone": parts[15],
    });
    with(&mut document, "agents", 0);
    with(&mut document, "confirm_above", 7);
    mandate(number, &document.to_string())
}

#[derive(Debug, Clone)]
struct Bought {
    request: PurchaseRequest,
    agent: AgentFacts,
    known: bool,
    at: Timestamp,
    balances: [Balance; 3],
}

fn any_purchase() -> impl Strategy<Value = Bought> {
    let domains = [
        "a.example",
        "shop.a.example",
        "x.shop.a.example",
        "b.example",
        "c.example",
    ];
    let domain = prop::option::weighted(0.9, prop::sample::select(domains.to_vec()));
    let category = prop::option::weighted(0.8, prop::sample::select(vec!["books", "maps"]));
    let rail = prop::sample::select(vec!["card", "x402", "bank"]);
    let who = prop::sample::select(vec!["A", "A", "A", "B", "Sandbox"]);
    let balance =
        (0_i64..15_000, 0_i64..15_000, 0_i64..5_000).prop_map(|(held, spent, raised)| Balance {
            held,
            spent,
            raised,
            count: 0,
        });
    let hours = 0_i64..800;
    (
        domain,
        category,
        rail,
        1_u32..32_000,
        who,
        any::<bool>(),
        hours,
        [balance.clone(), balance.clone(), balance],
    )
        .prop_map(
            |(domain, category, rail, minor, who, known, hours, balances)| {
                let mut draft: Draft = simple(&format!("{}.{:02}", minor / 100, minor % 100));
                draft.merchant.domain = domain.map(str::to_owned);
                draft.merchant.category = category.map(str::to_owned);
                draft.rail = Some(rail.to_owned());
                let start = Timestamp::parse("2026-10-30T00:00:00Z")
                    .unwrap()
                    .as_millis();
                let id = named(who).unwrap();
                Bought {
                    request: request(draft),
                    agent: AgentFacts {
                        id,
                        sandbox: id == SANDBOX,
                        ..agent()
                    },
                    known,
                    at: Timestamp::from_millis(start + hours * 3_600_000),
                    balances,
                }
            },
        )
}

/// How strictly it is judged; where no mandate covers it, nothing is allowed.
fn strictness(mandates: &[&Mandate], bought: &Bought) -> (Verdict, Tier) {
    let checkout = &bought.request.checkout;
    let covering: Vec<Covering<'_>> = mandates
        .iter()
        .filter(|mandate| {
            let category = checkout.merchant.category.as_ref();
            mandate.covers(&bought.agent, checkout, category, bought.at)
        })
        .map(|mandate| {
            covering_at(mandate, checkout.amount, bought.at, |window| {
                let shorter = [Window::Day, Window::Month];
                let index = shorter.iter().position(|known| *known == window);
                let index = index.unwrap_or(2);
                // Another mandate counts for itself.
                let mut balance = bought.balances[index];
                if mandate.id != MandateId::from_bytes([1; 16]) {
                    std::mem::swap(&mut balance.held, &mut balance.raised);
                }
                balance
            })
        })
        .collect();
    let outcome = evaluate(&Question {
        agent: &bought.agent,
        checkout,
        hidden_characters: 0,
        merchant_known: bought.known,
        all_paused: false,
        covering: &covering,
        overall: None,
        renewal: &[],
        signals: &[],
        agreed: None,
        now: bought.at,
    });
    if covering.is_empty() {
        return (Verdict::Refuse, Tier::T4);
    }
    let refused = outcome.verdict == Verdict::Refuse;
    let tier = if refused { Tier::T4 } else { outcome.tier };
    (outcome.verdict, tier)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn by_a_version_that_is_not_wider_nothing_goes_through_more_easily(
        versions in any_versions(), purchases in prop::collection::vec(any_purchase(), 12)
    ) {
        let (old, new) = (put_together(1, &versions.0), put_together(1, &versions.1));
        if !wider(&old, &new) {
            for bought in &purchases {
                prop_assert!(strictness(&[&new], bought) >= strictness(&[&old], bought), "{bought:?}");
            }
        }
    }

    #[test]
    fn nor_beside_another_mandate_unless_something_is_handed_over_to_it(
        versions in any_versions(), beside in any_document(),
        purchases in prop::collection::vec(any_purchase(), 12)
    ) {
        let (old, new) = (put_together(1, &versions.0), put_together(1, &versions.1));
        let other = put_together(2, &beside);
        let handed_over = handed_over(&old, Some(&new), [&other], &sandboxes());
        if !wider(&old, &new) && handed_over.is_none() {
            for bought in &purchases {
                let after = strictness(&[&new, &other], bought);
                prop_assert!(after >= strictness(&[&old, &other], bought), "{bought:?}");
            }
        }
    }

    #[test]
    fn no_version_is_wider_than_itself_and_a_wider_one_says_so(versions in any_versions()) {
        let (old, new) = (put_together(1, &versions.0), put_together(1, &versions.1));
        prop_assert!(!wider(&old, &old));
        // Whether an agent only plays is not written in a mandate.
        if widens(&old, &new, &BTreeSet::new()) {
            prop_assert!(new.changes_from(&old).iter().any(|change| change.widens));
        }
    }
}

#[test]
fn the_properties_are_about_many_versions_that_differ_and_are_not_wider() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counted = 0;
    for _ in 0..500 {
        let versions = any_versions().new_tree(&mut runner).unwrap().current();
        let (old, new) = (put_together(1, &versions.0), put_together(1, &versions.1));
        if old != new && !wider(&old, &new) {
            counted += 1;
        }
    }
    assert!(counted > 50, "{counted} of 500");
}
