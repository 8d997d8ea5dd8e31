//! Any two versions of a mandate and any purchases: what is not wider lets nothing more through.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::NaiveDate;
use counterfoil_domain::checkout::Interval;
use counterfoil_domain::evaluate::{Agreed, Balance, Covering};
use counterfoil_domain::mandate::{Rollover, handed_over, widens};
use counterfoil_domain::period::Window;
use counterfoil_domain::rates::{ChargeRate, Quote, Source};
use counterfoil_domain::request::DraftRecurrence;
use counterfoil_domain::risk::Signal;
use counterfoil_domain::subscription::{Renewal, Subscription, doubts};
use counterfoil_domain::{
    AgentFacts, Draft, Mandate, MandateId, Money, Percent, PurchaseId, PurchaseRequest, Question,
    Tier, Timestamp, Verdict, evaluate,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::fixtures::{agent, covering_at, eur, mandate as fixed, request, simple};
use crate::mandate_width::{SANDBOX, named, sandboxes, wider};
use documents::{any_document, any_versions, put_together};

mod documents;

#[derive(Debug, Clone)]
struct Bought {
    request: PurchaseRequest,
    agent: AgentFacts,
    known: bool,
    at: Timestamp,
    balances: [Balance; 3],
    carried: i64,
    count: i64,
    hasty: bool,
    /// The price that was approved before it changed.
    agreed: Option<Money>,
    /// What was agreed to for a renewal.
    renews: Option<Money>,
    /// How old the rate is for what is paid in another currency.
    rate_age: u64,
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
    let what = (domain, category, rail, 1_u32..32_000);
    let who = prop::sample::select(vec!["A", "A", "A", "B", "Sandbox"]);
    let balance =
        (0_i64..15_000, 0_i64..15_000, 0_i64..5_000).prop_map(|(held, spent, raised)| Balance {
            held,
            spent,
            raised,
            count: 0,
        });
    let balances = [balance.clone(), balance.clone(), balance];
    let price = |share: f64| {
        let minor = (1_i64..32_000).prop_map(|minor| Money::new(minor, eur("1.00").currency()));
        prop::option::weighted(share, minor)
    };
    let sums = (balances, 0_i64..5_000, 0_i64..6, any::<bool>());
    let earlier = (price(0.2), prop::bool::weighted(0.3), price(0.7), 0_u64..40);
    (what, who, any::<bool>(), 0_i64..800, sums, earlier).prop_map(
        |(what, who, known, hours, sums, earlier)| {
            let (domain, category, rail, minor) = what;
            let (balances, carried, count, hasty) = sums;
            let (agreed, repeats, renews, rate_age) = earlier;
            let mut draft: Draft = simple(&format!("{}.{:02}", minor / 100, minor % 100));
            draft.merchant.domain = domain.map(str::to_owned);
            draft.merchant.category = category.map(str::to_owned);
            draft.rail = Some(rail.to_owned());
            draft.recurrence = repeats.then(|| DraftRecurrence {
                interval: "month".into(),
                ..DraftRecurrence::default()
            });
            let start = Timestamp::parse("2026-10-30T00:00:00Z").unwrap();
            let id = named(who).unwrap();
            Bought {
                request: request(draft),
                agent: AgentFacts {
                    id,
                    sandbox: id == SANDBOX,
                    ..agent()
                },
                known,
                at: Timestamp::from_millis(start.as_millis() + hours * 3_600_000),
                balances,
                carried,
                count,
                hasty,
                agreed,
                renews: renews.filter(|_| repeats),
                rate_age,
            }
        },
    )
}

/// Where one mandate stands for it, converted where it must be.
fn held_against<'a>(mandate: &'a Mandate, bought: &Bought) -> Covering<'a> {
    let amount = bought.request.checkout.amount;
    let mut covering = covering_at(mandate, amount, bought.at, |window| {
        let shorter = [Window::Day, Window::Month];
        let index = shorter.iter().position(|known| *known == window);
        // Another mandate counts for itself.
        let mut balance = bought.balances[index.unwrap_or(2)];
        if mandate.id != MandateId::from_bytes([1; 16]) {
            std::mem::swap(&mut balance.held, &mut balance.raised);
        }
        balance
    });
    covering.count = bought.count;
    for standing in &mut covering.periods {
        if standing.limit.rollover != Rollover::None {
            standing.carried = bought.carried;
        }
    }
    let conversion = mandate.limits.conversion;
    if covering.price.is_none() && bought.rate_age <= conversion.max_age_days.into() {
        let rate = ChargeRate {
            currency: mandate.currency,
            date: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
            margin: conversion.margin,
            rate: Quote::parse("1.1").unwrap(),
            source: Source::Owner,
        };
        covering.price = rate.convert(amount).ok();
        covering.rate = Some(rate);
    }
    covering
}

/// How strictly it is judged and how long it can be undone; where no mandate covers it, nothing is
/// allowed.
fn strictness(mandates: &[&Mandate], bought: &Bought) -> (Verdict, Tier, Duration) {
    const NOTHING: (Verdict, Tier, Duration) = (Verdict::Refuse, Tier::T4, Duration::MAX);
    let checkout = &bought.request.checkout;
    let category = checkout.merchant.category.as_ref();
    // A limit over everything holds back what another mandate would allow.
    let plain = fixed(PLAIN);
    let all_overall = mandates.iter().all(|mandate| mandate.overall);
    let found = mandates
        .iter()
        .copied()
        .chain(all_overall.then_some(&plain));
    let (totals, covering): (Vec<_>, Vec<_>) = found
        .filter(|mandate| mandate.covers(&bought.agent, checkout, category, bought.at))
        .map(|mandate| held_against(mandate, bought))
        .partition(|covering| covering.mandate.overall);
    if covering.is_empty() {
        return NOTHING;
    }
    let all = || covering.iter().map(|covering| covering.mandate);
    let tolerated = |amount: Money| {
        let most = all().map(|mandate| mandate.limits.tolerance.map_or(amount, |t| t.most(amount)));
        most.min_by_key(|most| most.minor()).unwrap_or(amount)
    };
    let known = bought.renews.map(|amount| subscription(amount, bought));
    let renewal = doubts(&Renewal {
        agent: bought.agent.id,
        checkout,
        known: known.as_ref(),
        ask_new: all().any(|mandate| mandate.ask_subscription),
        price_rise: all()
            .map(|mandate| mandate.price_rise)
            .min()
            .unwrap_or(Percent::ZERO),
        today: bought.at.to_datetime().date_naive(),
    });
    let burst = Signal::Burst {
        count: 9,
        minutes: 10,
    };
    let watched = bought.hasty && all().any(|mandate| mandate.ask_repeats);
    let outcome = evaluate(&Question {
        agent: &bought.agent,
        checkout,
        hidden_characters: 0,
        merchant_known: bought.known,
        all_paused: false,
        covering: &covering,
        overall: totals.first(),
        renewal: &renewal,
        signals: if watched {
            std::slice::from_ref(&burst)
        } else {
            &[]
        },
        agreed: bought.agreed.map(|amount| Agreed {
            amount,
            most: tolerated(amount),
        }),
        now: bought.at,
    });
    match outcome.verdict {
        Verdict::Refuse => NOTHING,
        Verdict::Within => (Verdict::Within, outcome.tier, Duration::ZERO),
        Verdict::Ask => (Verdict::Ask, outcome.tier, outcome.undo),
    }
}

/// A budget without a bound, under a limit over everything.
const PLAIN: &str = r#"{"name":"Plain","currency":"EUR","limits":{"auto_up_to":"100000.00"},
    "always_ask":{"new_merchant":false,"repeats":false,"subscription":false}}"#;

/// What was agreed to a month ago for this price.
fn subscription(amount: Money, bought: &Bought) -> Subscription {
    let today = bought.at.to_datetime().date_naive();
    let purchase = PurchaseId::from_bytes([5; 16]);
    Subscription {
        first: purchase,
        last: purchase,
        agent: bought.agent.id,
        interval: Interval::Month,
        amount,
        paid: amount,
        anchor: today,
        next: today,
        left: None,
        trial_ends: None,
        cancelled_at: None,
    }
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
        // There is never more than one limit over everything.
        prop_assume!(!(other.overall && (old.overall || new.overall)));
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

#[test]
fn every_field_of_a_mandate_is_drawn_with_different_values() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for _ in 0..500 {
        let values = any_document().new_tree(&mut runner).unwrap().current();
        for (field, value) in fields(&put_together(1, &values)) {
            seen.entry(field).or_default().insert(value);
        }
    }
    for (field, values) in seen {
        assert!(values.len() > 1, "{field} is always {values:?}");
    }
}

/// Every field by name. A field that is added to a mandate must be added here and drawn before
/// this compiles and passes again.
fn fields(mandate: &Mandate) -> Vec<(&'static str, String)> {
    macro_rules! fields {
        ($of:ident { $($field:ident),+ }, but $($left_out:ident),*) => {{
            let $of { $($field,)+ $($left_out: _,)* } = mandate;
            vec![$((stringify!($field), format!("{:?}", $field))),+]
        }};
    }
    let mut all = fields!(
        Mandate {
            agents, overall, currency, scope, fetch, ask_new_merchant, ask_repeats, ask_subscription,
            price_rise, hours, learning_until, paused, confirm_above, undo, valid, time_zone,
            first_weekday, warn_at_percent
        },
        but id, version, name, limits
    );
    let limits = &mandate.limits;
    all.extend([
        ("auto_up_to", format!("{:?}", limits.auto_up_to)),
        ("deny_above", format!("{:?}", limits.deny_above)),
        ("periods", format!("{:?}", limits.periods)),
        ("max_purchases", format!("{:?}", limits.max_purchases)),
        ("tolerance", format!("{:?}", limits.tolerance)),
        ("margin", format!("{:?}", limits.conversion.margin)),
        (
            "max_age_days",
            format!("{:?}", limits.conversion.max_age_days),
        ),
    ]);
    all
}
