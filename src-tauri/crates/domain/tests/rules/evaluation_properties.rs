use counterfoil_domain::evaluate::{Balance, Covering};
use counterfoil_domain::{AgentFacts, Mandate, Outcome, Question, Verdict, evaluate};
use proptest::prelude::*;

use crate::fixtures::{agent, covering, now, numbered_mandate, request, simple};

#[derive(Debug, Clone)]
struct Circumstances {
    mandates: Vec<Mandate>,
    balance: Balance,
    agent: AgentFacts,
    known: bool,
}

fn decimal(minor: u32) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn judge(circumstances: &Circumstances, minor: u32) -> Outcome {
    let request = request(simple(&decimal(minor)));
    let covering: Vec<Covering<'_>> = circumstances
        .mandates
        .iter()
        .map(|mandate| covering(mandate, request.checkout.amount, circumstances.balance))
        .collect();
    evaluate(&Question {
        agent: &circumstances.agent,
        checkout: &request.checkout,
        hidden_characters: 0,
        merchant_known: circumstances.known,
        all_paused: false,
        covering: &covering,
        overall: None,
        renewal: &[],
        signals: &[],
        agreed: None,
        now: now(),
    })
}

fn any_mandate() -> impl Strategy<Value = String> {
    let amount = || prop::option::of(0_u32..20_000);
    (
        amount(),
        amount(),
        amount(),
        amount(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(auto, deny, confirm, max, deny_when_used_up, ask_new)| {
            let mut document = serde_json::json!({
                "name": "Any", "currency": "EUR", "limits": {},
                "always_ask": {"new_merchant": ask_new},
            });
            if let Some(auto) = auto {
                document["limits"]["auto_up_to"] = decimal(auto).into();
            }
            if let Some(deny) = deny {
                document["limits"]["deny_above"] = decimal(deny.max(auto.unwrap_or(0))).into();
            }
            if let Some(confirm) = confirm {
                document["confirm_above"] = decimal(confirm).into();
            }
            if let Some(max) = max {
                let then = if deny_when_used_up { "deny" } else { "ask" };
                document["limits"]["periods"] = serde_json::json!(
                    [{"window": "month", "max": decimal(max), "when_used_up": then}]
                );
            }
            document.to_string()
        })
}

fn any_circumstances() -> impl Strategy<Value = Circumstances> {
    let balance =
        (0_i64..10_000, 0_i64..10_000, 0_i64..5_000).prop_map(|(held, spent, raised)| Balance {
            held,
            spent,
            raised,
            count: 0,
        });
    let mandates = prop::collection::vec(any_mandate(), 0..3);
    (mandates, balance, any::<bool>(), any::<bool>()).prop_map(
        |(documents, balance, controls, known)| {
            let numbered = (1_u8..).zip(&documents);
            Circumstances {
                mandates: numbered
                    .map(|(number, text)| numbered_mandate(number, text))
                    .collect(),
                balance,
                agent: AgentFacts {
                    controls_desktop: controls,
                    ..agent()
                },
                known,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn a_larger_amount_is_never_judged_more_leniently(
        circumstances in any_circumstances(), smaller in 1_u32..25_000, more in 0_u32..25_000
    ) {
        let (small, large) = (judge(&circumstances, smaller), judge(&circumstances, smaller + more));
        prop_assert!(small.verdict <= large.verdict);
        if large.verdict != Verdict::Refuse {
            prop_assert!(small.tier <= large.tier);
            prop_assert!(small.reasons.len() <= large.reasons.len());
        }
    }

    #[test]
    fn what_is_within_keeps_every_limit_of_every_mandate(
        circumstances in any_circumstances(), minor in 1_u32..25_000
    ) {
        let outcome = judge(&circumstances, minor);
        prop_assert_eq!(outcome.verdict == Verdict::Within, outcome.reasons.is_empty());
        if outcome.verdict == Verdict::Within {
            prop_assert!(!circumstances.mandates.is_empty() && !circumstances.agent.controls_desktop);
            let amount = i64::from(minor);
            let Balance { held, spent, raised, .. } = circumstances.balance;
            for mandate in &circumstances.mandates {
                prop_assert!(amount <= mandate.limits.auto_up_to.unwrap().minor());
                prop_assert!(mandate.limits.deny_above.is_none_or(|deny| amount <= deny.minor()));
                for period in &mandate.limits.periods {
                    prop_assert!(held + spent + amount <= period.max.minor() + raised);
                }
            }
        }
    }

    #[test]
    fn taking_a_mandate_into_account_never_makes_the_result_more_lenient(
        circumstances in any_circumstances(), minor in 1_u32..25_000
    ) {
        if circumstances.mandates.len() > 1 {
            let all = judge(&circumstances, minor).verdict;
            for mandate in &circumstances.mandates {
                let alone = Circumstances { mandates: vec![mandate.clone()], ..circumstances.clone() };
                prop_assert!(judge(&alone, minor).verdict <= all);
            }
        }
    }
}
