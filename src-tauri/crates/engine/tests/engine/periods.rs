//! Which day, month and window a purchase counts in.

use std::time::Duration;

use counterfoil_domain::Timestamp;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::SettlementKind;

use crate::support::{House, limited};

async fn at(periods: &[(&str, &str)], time: &str) -> House {
    let house = House::with_mandate(Some(&limited("50.00", "200.00", periods))).await;
    house.clock.set(Timestamp::parse(time).unwrap());
    house
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_ends_at_midnight_where_the_owner_lives() {
    // 23:30 UTC on the last of November is half past midnight in Berlin.
    let house = at(&[("month", "10.00")], "2026-11-30T22:59:59Z").await;
    assert_eq!(house.ask("k1", "9.00").await.status, Status::Authorized);
    assert_eq!(
        house.period(0).await.ends,
        Some(Timestamp::parse("2026-11-30T23:00:00Z").unwrap())
    );
    assert_eq!(house.ask("k2", "9.00").await.status, Status::Pending);
    house
        .clock
        .set(Timestamp::parse("2026-11-30T23:00:00Z").unwrap());
    assert_eq!(
        house.budget().await,
        ("0.00".into(), "0.00".into(), "10.00".into())
    );
    assert_eq!(house.ask("k3", "9.00").await.status, Status::Authorized);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_goes_back_opens_no_closed_period_again() {
    let house = at(&[("month", "10.00")], "2026-12-01T12:00:00Z").await;
    assert_eq!(house.ask("k1", "9.00").await.status, Status::Authorized);
    house
        .clock
        .set(Timestamp::parse("2026-11-30T12:00:00Z").unwrap());
    assert_eq!(
        house.ask("k2", "9.00").await.status,
        Status::Pending,
        "it counts in December"
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_approved_in_the_next_period_counts_there() {
    let house = at(&[("day", "100.00")], "2026-11-30T22:50:00Z").await;
    let asked = house.ask("k1", "60.00").await;
    assert_eq!(house.budget().await.0, "60.00");
    house
        .clock
        .set(Timestamp::parse("2026-11-30T23:05:00Z").unwrap());
    assert_eq!(house.budget().await.0, "0.00");
    house.approve(asked.id).await.unwrap();
    assert_eq!(
        house.budget().await.0,
        "60.00",
        "the hold moved to the day of the approval"
    );
    house
        .pass_until(Duration::from_secs(11), asked.id, Status::Authorized)
        .await;
    house
        .settle(asked.id, SettlementKind::Capture, None, None)
        .await
        .unwrap();
    assert_eq!(
        house.budget().await,
        ("0.00".into(), "60.00".into(), "40.00".into())
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_that_an_amendment_adds_sees_what_was_spent_before() {
    let house =
        House::with_mandate(Some(&limited("50.00", "200.00", &[("month", "400.00")]))).await;
    house.ask("k1", "9.00").await;
    house
        .amend_mandate(&limited(
            "50.00",
            "200.00",
            &[("week", "10.00"), ("total", "12.00")],
        ))
        .await;
    assert_eq!(house.period(0).await.left.decimal(), "1.00");
    assert_eq!(house.period(1).await.left.decimal(), "3.00");
    assert_eq!(house.ask("k2", "2.00").await.status, Status::Pending);
    assert_eq!(house.ask("k3", "1.00").await.status, Status::Authorized);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lowered_limit_acts_on_what_is_held_already() {
    let house =
        House::with_mandate(Some(&limited("50.00", "200.00", &[("month", "400.00")]))).await;
    let waits = house.ask("k1", "60.00").await;
    house.ask("k2", "30.00").await;
    house
        .amend_mandate(&limited("50.00", "200.00", &[("month", "20.00")]))
        .await;
    assert_eq!(
        house.budget().await,
        ("90.00".into(), "0.00".into(), "0.00".into())
    );
    assert_eq!(house.ask("k3", "0.01").await.status, Status::Pending);
    let card = house.owner.card(waits.id).await.unwrap();
    assert_eq!(
        card.view.over.as_deref(),
        Some("70.00"),
        "60.00 on top of 30.00 of 20.00"
    );
    house.approve(waits.id).await.unwrap();
    assert_eq!(house.budget().await.0, "90.00");
    house.owner.undo(waits.id).await.unwrap();
    house.is_intact().await;
}
