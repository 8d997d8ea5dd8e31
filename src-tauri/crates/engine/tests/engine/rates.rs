//! Exchange rates and pinned categories, as the owner records them.

use std::time::Duration;

use counterfoil_domain::merchant::Category;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::rates::Quote;
use counterfoil_domain::{Currency, MerchantDomain};
use counterfoil_engine::{EngineError, RatesTaken};

use crate::support::{House, SHOP, request};

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
