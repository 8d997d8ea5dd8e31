//! What becomes of the money, as agents report it.

use std::time::Duration;

use counterfoil_domain::PurchaseId;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::EngineError;
use counterfoil_engine::SettlementKind::{Capture, Dispute, Refund, Void};

use crate::support::House;

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

async fn authorized() -> (House, PurchaseId) {
    let house = House::new().await;
    let asked = house.ask("k1", "40.00").await;
    assert_eq!(asked.status, Status::Authorized);
    (house, asked.id)
}

fn sums(held: &str, spent: &str, left: &str) -> (String, String, String) {
    (held.into(), spent.into(), left.into())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn captures_in_parts_turn_the_hold_into_spending() {
    let (house, id) = authorized().await;
    let answer = house
        .settle(id, Capture, Some("15.00"), Some("1"))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.captured.decimal()),
        (Status::Captured, "15.00".into())
    );
    assert_eq!(house.budget().await, sums("25.00", "15.00", "360.00"));
    let more = house.settle(id, Capture, Some("25.01"), Some("2")).await;
    assert!(matches!(more, Err(EngineError::TooMuch { .. })), "{more:?}");
    house.settle(id, Capture, None, Some("2")).await.unwrap();
    assert_eq!(house.budget().await, sums("0.00", "40.00", "360.00"));
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_captured_is_free_again_after_the_grace() {
    let (house, id) = authorized().await;
    house
        .settle(id, Capture, Some("15.00"), None)
        .await
        .unwrap();
    house.pass(6 * DAY).await;
    assert_eq!(
        house.budget().await.0,
        "25.00",
        "a card can still be charged"
    );
    house.pass(DAY + 12 * MINUTE).await;
    assert_eq!(house.budget().await, sums("0.00", "15.00", "385.00"));
    // The rest is taken all the same: it is on record, and marked.
    house.settle(id, Capture, Some("5.00"), None).await.unwrap();
    let timeline = house.owner.purchase(id).await.unwrap().timeline;
    let last = &timeline.last().unwrap().text;
    assert!(last.contains("after the authorization had ended"), "{last}");
    assert_eq!(house.budget().await, sums("0.00", "20.00", "380.00"));
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_is_at_most_what_was_captured_and_frees_no_budget() {
    let (house, id) = authorized().await;
    let early = house.settle(id, Refund, Some("1.00"), None).await;
    assert!(
        matches!(early, Err(EngineError::TooLate { .. })),
        "{early:?}"
    );
    house.settle(id, Capture, None, None).await.unwrap();
    house
        .settle(id, Refund, Some("10.00"), Some("1"))
        .await
        .unwrap();
    let more = house.settle(id, Refund, Some("30.01"), Some("2")).await;
    assert!(matches!(more, Err(EngineError::TooMuch { .. })), "{more:?}");
    let answer = house.settle(id, Refund, None, Some("2")).await.unwrap();
    assert_eq!(
        (answer.status, answer.refunded.decimal()),
        (Status::Refunded, "40.00".into())
    );
    assert_eq!(house.budget().await, sums("0.00", "40.00", "360.00"));
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_void_keeps_the_hold_until_the_authorization_is_dead() {
    let (house, id) = authorized().await;
    house.settle(id, Void, None, None).await.unwrap();
    assert_eq!(house.budget().await.0, "40.00");
    house.pass(10 * MINUTE).await;
    assert_eq!(
        house.budget().await.0,
        "40.00",
        "a clock that is a little off still accepts it"
    );
    house.pass(2 * MINUTE).await;
    assert_eq!(house.budget().await, sums("0.00", "0.00", "400.00"));
    assert_eq!(house.status(id).await, Status::Voided);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unused_authorization_lapses_after_its_grace_and_a_late_capture_is_marked() {
    let (house, id) = authorized().await;
    house.pass(7 * DAY).await;
    assert_eq!(house.status(id).await, Status::Authorized);
    house.pass_until(12 * MINUTE, id, Status::Lapsed).await;
    assert_eq!(house.budget().await, sums("0.00", "0.00", "400.00"));
    for (nth, amount) in ["30.00", "10.00"].into_iter().enumerate() {
        house.settle(id, Capture, Some(amount), None).await.unwrap();
        let timeline = house.owner.purchase(id).await.unwrap().timeline;
        let last = &timeline.last().unwrap().text;
        assert!(
            last.contains("after the authorization had ended"),
            "capture {nth}: {last}"
        );
    }
    assert_eq!(house.budget().await, sums("0.00", "40.00", "360.00"));
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispute_names_no_more_than_was_captured() {
    let (house, id) = authorized().await;
    house
        .settle(id, Capture, Some("30.00"), None)
        .await
        .unwrap();
    let much = house.settle(id, Dispute, Some("30.01"), None).await;
    assert!(matches!(much, Err(EngineError::TooMuch { .. })), "{much:?}");
    let answer = house.settle(id, Dispute, None, None).await.unwrap();
    assert_eq!(answer.status, Status::Disputed);
    house.settle(id, Refund, Some("30.00"), None).await.unwrap();
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn amounts_that_cannot_be_are_refused_and_change_nothing() {
    let (house, id) = authorized().await;
    let before = house.verify().await.entries;
    for amount in [
        "0",
        "0.00",
        "-1.00",
        "1,00",
        "1e2",
        "40.001",
        "99999999999999999999",
        " 1",
        "",
    ] {
        let refused = house
            .settle(id, Capture, Some(amount), None)
            .await
            .unwrap_err();
        assert!(
            ["bad_amount", "amount_exceeds"].contains(&refused.code()),
            "{amount}: {refused}"
        );
    }
    let other = counterfoil_engine::Settlement {
        currency: Some("USD".into()),
        ..crate::support::settlement(Capture, Some("1.00"), None)
    };
    assert_eq!(
        house.agent.settle(id, other).await.unwrap_err().code(),
        "bad_amount"
    );
    let void = house
        .settle(id, Void, Some("40.00"), None)
        .await
        .unwrap_err();
    assert_eq!(void.code(), "bad_amount");
    assert_eq!(house.verify().await.entries, before);
    assert_eq!(house.status(id).await, Status::Authorized);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_of_another_agent_cannot_be_settled() {
    let (house, id) = authorized().await;
    let (_, other) = house.another("Travel agent").await;
    let report = crate::support::settlement(Capture, None, None);
    let foreign = other.settle(id, report).await;
    assert!(
        matches!(foreign, Err(EngineError::NotFound { .. })),
        "{foreign:?}"
    );
}
