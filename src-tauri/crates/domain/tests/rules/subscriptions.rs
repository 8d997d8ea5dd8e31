use chrono::NaiveDate;
use counterfoil_domain::checkout::Interval;
use counterfoil_domain::purchase::DecidedBy;
use counterfoil_domain::request::{DraftItem, DraftRecurrence};
use counterfoil_domain::subscription::{
    Doubt, Plan, Renewal, Subscription, SubscriptionKey, doubts,
};
use counterfoil_domain::{AgentId, Checkout, Percent, PurchaseId, Timestamp};

use crate::fixtures::{agent, eur, request, simple};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn terms(interval: &str, count: Option<u64>, trial_ends: Option<&str>) -> DraftRecurrence {
    DraftRecurrence {
        interval: interval.into(),
        count,
        trial_ends: trial_ends.map(str::to_owned),
    }
}

fn streaming(amount: &str, terms: DraftRecurrence) -> Checkout {
    let mut draft = simple(amount);
    draft.items = vec![DraftItem {
        title: "Streaming, monthly".into(),
        amount: amount.into(),
        ..DraftItem::default()
    }];
    draft.recurrence = Some(terms);
    request(draft).checkout
}

fn monthly(amount: &str) -> Checkout {
    streaming(amount, terms("month", None, None))
}

fn purchase(number: u8) -> PurchaseId {
    PurchaseId::from_bytes([number; 16])
}

fn begun(checkout: &Checkout, on: &str) -> Subscription {
    renewed(None, checkout, DecidedBy::Owner, on)
}

fn renewed(
    known: Option<Subscription>,
    checkout: &Checkout,
    by: DecidedBy,
    on: &str,
) -> Subscription {
    let plan = Plan::of(checkout).unwrap();
    Subscription::renewed(known, &plan, purchase(2), agent().id, Some(by), day(on))
}

fn found(known: Option<&Subscription>, checkout: &Checkout, on: &str) -> Vec<Doubt> {
    asked(known, checkout, on, "0")
}

fn asked(known: Option<&Subscription>, checkout: &Checkout, on: &str, rise: &str) -> Vec<Doubt> {
    doubts(&Renewal {
        agent: agent().id,
        checkout,
        known,
        ask_new: true,
        price_rise: Percent::parse(rise).unwrap(),
        today: day(on),
    })
}

fn codes(doubts: &[Doubt]) -> Vec<&'static str> {
    doubts.iter().map(Doubt::code).collect()
}

#[test]
fn a_new_subscription_is_asked_with_its_cost_of_a_year_and_the_end_of_its_trial() {
    let checkout = streaming("9.99", terms("month", None, Some("2026-12-01")));
    let found = found(None, &checkout, "2026-11-22");
    assert_eq!(codes(&found), ["recurring"]);
    assert_eq!(
        found[0].text(),
        "Repeats every month until cancelled: 119.88 EUR in the first year, \
         after a trial until 2026-12-01"
    );
}

#[test]
fn a_renewal_within_the_terms_raises_no_doubt() {
    let known = begun(&monthly("9.99"), "2026-11-22");
    assert_eq!(known.next, day("2026-12-22"));
    assert_eq!(found(Some(&known), &monthly("9.99"), "2026-12-22"), []);
    assert_eq!(found(Some(&known), &monthly("8.99"), "2026-12-30"), []);
    // Three days before it is due it is not early.
    assert_eq!(found(Some(&known), &monthly("9.99"), "2026-12-19"), []);
}

#[test]
fn what_does_not_repeat_raises_no_doubt_even_from_the_same_shop() {
    let known = begun(&monthly("9.99"), "2026-11-22");
    let once = request(simple("50.00")).checkout;
    assert_eq!(found(Some(&known), &once, "2026-11-23"), []);
    assert_eq!(SubscriptionKey::of(&once), None);
}

#[test]
fn a_price_rise_beyond_the_percentage_asks_with_old_and_new() {
    let known = begun(&monthly("10.00"), "2026-11-22");
    let at = |amount: &str| asked(Some(&known), &monthly(amount), "2026-12-22", "5");
    assert_eq!(at("10.50"), []);
    let found = at("10.51");
    assert_eq!(codes(&found), ["price_rise"]);
    assert_eq!(
        found[0].text(),
        "The subscription now costs 10.51 EUR, 5.1 % more than the 10.00 EUR agreed"
    );
}

#[test]
fn a_price_cannot_creep_up_by_steps_that_each_are_small_enough() {
    let mut known = begun(&monthly("10.00"), "2026-11-22");
    known = renewed(
        Some(known),
        &monthly("10.50"),
        DecidedBy::Rule,
        "2026-12-22",
    );
    assert_eq!((known.amount, known.paid), (eur("10.00"), eur("10.50")));
    let found = asked(Some(&known), &monthly("11.00"), "2027-01-22", "5");
    assert_eq!(codes(&found), ["price_rise"]);
    // What the owner approves becomes the agreement.
    known = renewed(
        Some(known),
        &monthly("11.00"),
        DecidedBy::Owner,
        "2027-01-22",
    );
    assert_eq!(known.amount, eur("11.00"));
}

#[test]
fn a_changed_interval_asks_and_starts_a_new_count_when_approved() {
    let known = begun(&monthly("9.99"), "2026-11-22");
    let yearly = streaming("9.99", terms("year", Some(3), None));
    let found = found(Some(&known), &yearly, "2026-12-22");
    assert_eq!(
        found,
        [Doubt::IntervalChanged {
            new: Interval::Year,
            old: Interval::Month
        }]
    );
    assert_eq!(
        found[0].text(),
        "The subscription now repeats every year, not every month as agreed"
    );
    let known = renewed(Some(known), &yearly, DecidedBy::Owner, "2026-12-22");
    assert_eq!(known.next, day("2027-12-22"));
    assert_eq!((known.interval, known.left), (Interval::Year, Some(2)));
}

#[test]
fn a_second_payment_in_the_same_month_asks() {
    let known = begun(&monthly("9.99"), "2026-11-22");
    let found = found(Some(&known), &monthly("9.99"), "2026-12-18");
    assert_eq!(
        found,
        [Doubt::Early {
            due: day("2026-12-22")
        }]
    );
}

#[test]
fn after_the_last_agreed_payment_the_next_one_asks() {
    let twice = streaming("9.99", terms("month", Some(2), None));
    let known = begun(&twice, "2026-11-22");
    assert_eq!(known.yearly(), Some(eur("9.99")));
    let known = renewed(Some(known), &twice, DecidedBy::Rule, "2026-12-22");
    assert_eq!((known.left, known.is_active()), (Some(0), false));
    assert_eq!(
        codes(&found(Some(&known), &twice, "2027-01-22")),
        ["renewal_ended"]
    );
}

#[test]
fn a_cancelled_subscription_is_refused_whatever_else_is_right() {
    let mut known = begun(&monthly("9.99"), "2026-11-22");
    let since = Timestamp::parse("2026-12-01T10:00:00Z").unwrap();
    known.cancelled_at = Some(since);
    let found = found(Some(&known), &monthly("9.99"), "2026-12-22");
    assert_eq!(found, [Doubt::Cancelled { since }]);
    assert!(found[0].refuses());
    assert!(!known.is_active());
}

#[test]
fn another_agent_that_takes_it_over_asks() {
    let mut known = begun(&monthly("9.99"), "2026-11-22");
    known.agent = AgentId::from_bytes([9; 16]);
    assert_eq!(
        codes(&found(Some(&known), &monthly("9.99"), "2026-12-22")),
        ["recurring"]
    );
}

#[test]
fn a_trial_ends_on_its_day_and_the_months_count_from_it() {
    let trial = streaming("9.99", terms("month", None, Some("2026-12-01")));
    let known = begun(&trial, "2026-11-22");
    assert_eq!(known.next, day("2026-12-01"));
    let known = renewed(Some(known), &trial, DecidedBy::Rule, "2026-12-01");
    assert_eq!(known.next, day("2027-01-01"));
}

#[test]
fn the_31st_does_not_become_the_28th_for_good() {
    let mut known = begun(&monthly("9.99"), "2027-01-31");
    let mut days = Vec::new();
    for _ in 0..14 {
        days.push(known.next);
        let on = known.next.to_string();
        known = renewed(Some(known), &monthly("9.99"), DecidedBy::Rule, &on);
    }
    let months = [
        "2027-02-28",
        "2027-03-31",
        "2027-04-30",
        "2027-05-31",
        "2027-06-30",
        "2027-07-31",
        "2027-08-31",
        "2027-09-30",
        "2027-10-31",
        "2027-11-30",
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
    ];
    assert_eq!(days, months.map(day));
}

#[test]
fn every_interval_is_counted_from_its_first_day() {
    for (interval, first, next) in [
        ("day", "2026-12-31", "2027-01-01"),
        ("week", "2026-12-28", "2027-01-04"),
        ("month", "2026-12-31", "2027-01-31"),
        ("year", "2028-02-29", "2029-02-28"),
    ] {
        let checkout = streaming("1.00", terms(interval, None, None));
        assert_eq!(begun(&checkout, first).next, day(next), "{interval}");
    }
    // A renewal that comes late does not shift the days after it, and skipped ones are not owed.
    let known = begun(&monthly("9.99"), "2026-11-22");
    let known = renewed(Some(known), &monthly("9.99"), DecidedBy::Rule, "2027-03-02");
    assert_eq!(known.next, day("2027-03-22"));
}

#[test]
fn plans_of_one_merchant_are_told_apart_by_number_or_title() {
    let key = |title: &str, sku: Option<&str>| {
        let mut draft = simple("1.00");
        draft.items = vec![DraftItem {
            title: title.into(),
            sku: sku.map(str::to_owned),
            amount: "1.00".into(),
            ..DraftItem::default()
        }];
        draft.recurrence = Some(terms("month", None, None));
        SubscriptionKey::of(&request(draft).checkout).unwrap()
    };
    assert_eq!(key("Streaming", None), key("STREAMING", None));
    assert_ne!(key("Streaming", None), key("News", None));
    assert_eq!(
        key("Streaming", Some("S1")),
        key("Films and more", Some("s1"))
    );
    assert_ne!(key("S1", None), key("Streaming", Some("S1")));
}

#[test]
fn doubts_are_stored_canonically_under_their_code_and_read_back() {
    let (new, old) = (eur("12.00"), eur("10.00"));
    let due = day("2026-12-22");
    for doubt in [
        Doubt::New {
            count: Some(12),
            interval: Interval::Month,
            trial_ends: Some(due),
            yearly: Some(new),
        },
        Doubt::New {
            count: None,
            interval: Interval::Day,
            trial_ends: None,
            yearly: None,
        },
        Doubt::PriceRise {
            new,
            old,
            percent: Percent::rise(old, new),
        },
        Doubt::IntervalChanged {
            new: Interval::Week,
            old: Interval::Year,
        },
        Doubt::Early { due },
        Doubt::Ended { due },
        Doubt::Cancelled {
            since: Timestamp::from_millis(0),
        },
    ] {
        let json = serde_json::to_string(&doubt).unwrap();
        assert_eq!(json, serde_json_canonicalizer::to_string(&doubt).unwrap());
        assert!(
            json.contains(&format!("\"code\":\"{}\"", doubt.code())),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<Doubt>(&json).unwrap(), doubt);
        assert!(!doubt.text().is_empty() && doubt.way_out().ends_with('.'));
    }
}
