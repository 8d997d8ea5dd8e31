//! Exchange rates and pinned categories, as the owner records them.

use std::time::Duration;

use counterfoil_domain::merchant::Category;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::rates::Quote;
use counterfoil_domain::{Currency, MerchantDomain};
use counterfoil_engine::{EngineError, RatesTaken, SettlementKind};

use crate::support::{House, SHOP, draft, parsed, request};

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn file(date: &str, dollar: &str) -> Vec<u8> {
    format!("Date, USD, JPY, HRK, \n{date}, {dollar}, 163.21, 7.53, \n").into_bytes()
}

async fn import(house: &House, date: &str, dollar: &str) -> Result<RatesTaken, EngineError> {
    let presence = house.presence().await;
    house.owner.import_rates(file(date, dollar), presence).await
}

async fn set(house: &House, from: &str, to: &str, rate: &str) -> Result<RatesTaken, EngineError> {
    let (from, to) = (currency(from), currency(to));
    let rate = Quote::parse(rate).unwrap();
    let presence = house.presence().await;
    house.owner.set_rate(from, to, rate, presence).await
}

fn listed(house: &House) -> Vec<String> {
    let rates = house.engine.local().rates();
    let line = |rate: &counterfoil_domain::rates::Rate| {
        format!("{} {} {} {}", rate.from, rate.to, rate.rate, rate.date)
    };
    rates.iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imported_rates_are_in_the_record_and_there_after_a_restart() {
    let house = House::new().await;
    let taken = import(&house, "20 November 2026", "1.0743").await.unwrap();
    assert_eq!((taken.taken, taken.older), (2, 0));
    assert_eq!(taken.skipped, ["HRK"]);
    let lines = ["EUR JPY 163.21 2026-11-20", "EUR USD 1.0743 2026-11-20"];
    assert_eq!(listed(&house), lines);
    house.is_intact().await;
    let house = house.reopened().await;
    assert_eq!(listed(&house), lines);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_file_brings_no_old_rate_back_and_a_newer_one_replaces_what_was_set() {
    let house = House::new().await;
    set(&house, "USD", "EUR", "0.95").await.unwrap();
    let taken = import(&house, "20 November 2026", "1.0743").await.unwrap();
    assert_eq!((taken.taken, taken.older), (1, 1));
    assert!(listed(&house).contains(&"USD EUR 0.95 2026-11-22".to_owned()));
    let error = import(&house, "19 November 2026", "1.2").await.unwrap_err();
    assert_eq!(error.code(), "invalid");
    house.clock.advance(Duration::from_hours(48));
    import(&house, "24 November 2026", "1.08").await.unwrap();
    assert_eq!(
        listed(&house),
        ["EUR JPY 163.21 2026-11-24", "EUR USD 1.08 2026-11-24"]
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rates_of_a_day_to_come_are_refused_because_they_would_never_age() {
    let house = House::new().await;
    let error = import(&house, "24 November 2026", "1.0743").await;
    assert_eq!(error.unwrap_err().code(), "invalid");
    let error = set(&house, "EUR", "EUR", "1").await.unwrap_err();
    assert_eq!(error.code(), "invalid");
    let presence = house.presence().await;
    let error = house.owner.import_rates(b"<!DOCTYPE a>".to_vec(), presence);
    assert_eq!(error.await.unwrap_err().code(), "rates_forbidden");
    assert!(listed(&house).is_empty());
}

fn dollars(amount: &str) -> counterfoil_domain::PurchaseRequest {
    let mut draft = crate::support::draft(amount, SHOP);
    draft.currency = "USD".into();
    crate::support::parsed(draft)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_in_another_currency_counts_by_the_recorded_rate() {
    let house = House::new().await;
    import(&house, "20 November 2026", "1.0743").await.unwrap();
    // 50.00 EUR are 53.715 USD: what counts one cent more is not automatic any more.
    let within = house.try_ask("k1", dollars("53.71")).await.unwrap();
    assert_eq!(within.status, Status::Authorized);
    assert_eq!(house.budget().await.0, "50.00");
    let id = house.owner.mandates().await.unwrap()[0].mandate.id;
    let shares = house.owner.mandate_shares(id).await.unwrap();
    assert_eq!(shares[0].used.to_string(), "50.00 EUR");
    let over = house.try_ask("k2", dollars("53.72")).await.unwrap();
    assert_eq!(over.status, Status::Pending);
    assert_eq!(over.reasons[0].code(), "over_auto");
    let card = house.read_card(over.id).await.unwrap();
    let budget = card.view.budget.clone().unwrap();
    assert_eq!(budget.price.unwrap().to_string(), "50.01 EUR");
    let rate = budget.rate.unwrap().to_string();
    assert_eq!(rate, "0.930839 (ECB, 2026-11-20)");
    let captured = house.settle(within.id, SettlementKind::Capture, Some("20.00"), None);
    captured.await.unwrap();
    // Later rates change nothing about what was counted.
    house.clock.advance(Duration::from_hours(24));
    set(&house, "EUR", "USD", "0.5").await.unwrap();
    let captured = house.settle(within.id, SettlementKind::Capture, Some("33.71"), None);
    captured.await.unwrap();
    assert_eq!(house.budget().await.1, "50.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_rate_or_with_an_old_one_the_owner_is_asked() {
    let house = House::new().await;
    let none = house.try_ask("k1", dollars("1.00")).await.unwrap();
    assert_eq!(none.status, Status::Pending);
    assert!(none.reasons.iter().any(|reason| reason.code() == "no_rate"));
    import(&house, "20 November 2026", "1.0743").await.unwrap();
    let fresh = house.try_ask("k2", dollars("1.00")).await.unwrap();
    assert_eq!(fresh.status, Status::Authorized);
    // On the seventh day it still counts, on the eighth no longer.
    house.clock.advance(Duration::from_hours(5 * 24));
    let last = house.try_ask("k3", dollars("1.00")).await.unwrap();
    assert_eq!(last.status, Status::Authorized);
    house.clock.advance(Duration::from_hours(24));
    let old = house.try_ask("k4", dollars("1.00")).await.unwrap();
    assert_eq!(old.status, Status::Pending);
    assert!(old.reasons.iter().any(|reason| reason.code() == "no_rate"));
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pinned_category_counts_instead_of_what_the_agent_claims() {
    let only_books = r#"{"name":"Books","currency":"EUR","scope":{"categories":["books"]},
        "limits":{"auto_up_to":"50.00"},"always_ask":{"new_merchant":false}}"#;
    let house = House::with_mandate(Some(only_books)).await;
    let claimed = house.try_ask("k1", request("9.00", SHOP)).await.unwrap();
    assert_eq!(claimed.status, Status::Authorized);
    let shop = MerchantDomain::parse(&format!("www.{SHOP}")).unwrap();
    let games = Some(Category::parse("games").unwrap());
    let presence = house.presence().await;
    let pinned = house.owner.pin_category(shop.clone(), games, presence);
    pinned.await.unwrap();
    assert_eq!(house.engine.local().pinned_categories().len(), 1);
    let pinned = house.try_ask("k2", request("9.00", SHOP)).await.unwrap();
    assert_eq!(pinned.status, Status::Pending, "no budget covers games");
    let presence = house.presence().await;
    house
        .owner
        .pin_category(shop.clone(), None, presence)
        .await
        .unwrap();
    let again = house.try_ask("k3", request("9.00", SHOP)).await.unwrap();
    assert_eq!(again.status, Status::Authorized);
    let presence = house.presence().await;
    let error = house.owner.pin_category(shop, None, presence).await;
    assert_eq!(error.unwrap_err().code(), "not_found");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_rate_a_card_promises_nothing_of_a_budget_and_an_approval_counts_in_none() {
    let house = House::new().await;
    let mut draft = draft("100.00", SHOP);
    draft.currency = "SEK".into();
    draft.items[0].unit_amount = None;
    let asked = house.try_ask("k1", parsed(draft)).await.unwrap();
    let card = house.owner.card(asked.id).await.unwrap();
    let budget = card.view.budget.unwrap();
    assert_eq!((budget.left_after, budget.price), (None, None));
    house.approve(asked.id).await.unwrap();
    house.owner.send_now(asked.id).await.unwrap();
    let (held, spent, left) = house.budget().await;
    assert_eq!(
        (held.as_str(), spent.as_str(), left.as_str()),
        ("0.00", "0.00", "400.00")
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_bought_without_a_rate_is_listed_with_the_budget_that_does_not_count_it() {
    let house = House::new().await;
    for document in [
        r#"{"name":"All","overall":true,"currency":"EUR",
            "limits":{"periods":[{"window":"month","max":"900.00"}]}}"#,
        r#"{"name":"Tea","currency":"EUR","scope":{"merchants":["tea.example"]},
            "limits":{"auto_up_to":"5.00"}}"#,
    ] {
        // Mandates are listed in the order of time.
        house.clock.advance(Duration::from_millis(5));
        house.mandate(document).await;
    }
    for key in ["k1", "k2"] {
        let asked = house.try_ask(key, dollars("12.50")).await.unwrap();
        house.approve(asked.id).await.unwrap();
        house.owner.send_now(asked.id).await.unwrap();
        house.clock.advance(Duration::from_mins(1));
    }
    let waiting = house.try_ask("k3", dollars("3.00")).await.unwrap();
    assert_eq!(waiting.status, Status::Pending);
    let beside = ["25.00 USD", "25.00 USD", ""];
    assert_eq!(uncounted(&house).await, beside);
    // A rate of later does not rewrite what the owner was told then, but counts from now on.
    import(&house, "20 November 2026", "1.0743").await.unwrap();
    house.approve(waiting.id).await.unwrap();
    assert_eq!(house.budget().await.0, "2.80");
    assert_eq!(uncounted(&house).await, beside);
    house.clock.advance(Duration::from_hours(24 * 31));
    assert_eq!(uncounted(&house).await, ["", "", ""]);
    house.is_intact().await;
}

/// What each budget does not count.
async fn uncounted(house: &House) -> Vec<String> {
    let mandates = house.owner.mandates().await.unwrap();
    let sums = mandates.iter().map(|row| {
        let sums = row.uncounted.sums.iter().map(ToString::to_string);
        sums.collect::<Vec<_>>().join(", ")
    });
    sums.collect()
}
