//! What repeats: asked once, renewed within what was agreed, and ended by the owner.

use counterfoil_domain::Timestamp;
use counterfoil_domain::evaluate::Reason;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::{Draft, DraftItem, DraftRecurrence, PurchaseRequest};
use counterfoil_engine::{Engine, PurchaseAnswer, SettlementKind, SubscriptionRow};
use rusqlite::Connection;

use crate::support::{House, NOON, SHOP, draft, no_longer_open, options, request, verify};

fn streaming(amount: &str, interval: &str) -> PurchaseRequest {
    let draft = Draft {
        items: vec![DraftItem {
            title: "Streaming".into(),
            amount: amount.into(),
            ..DraftItem::default()
        }],
        recurrence: Some(DraftRecurrence {
            interval: interval.into(),
            ..DraftRecurrence::default()
        }),
        ..draft(amount, SHOP)
    };
    PurchaseRequest::from_draft(draft, Timestamp::from_millis(NOON)).unwrap()
}

fn codes(answer: &PurchaseAnswer) -> Vec<&'static str> {
    answer.reasons.iter().map(Reason::code).collect()
}

/// A subscription for 10.00 a month, begun on 22 November.
async fn subscribed() -> House {
    let house = House::new().await;
    let asked = house.try_ask("k0", streaming("10.00", "month")).await;
    let asked = asked.unwrap();
    assert_eq!(
        (asked.status, codes(&asked)),
        (Status::Pending, vec!["recurring"])
    );
    house.approve(asked.id).await.unwrap();
    house.owner.send_now(asked.id).await.unwrap();
    house
}

fn on(house: &House, day: &str) {
    let noon = Timestamp::parse(&format!("{day}T12:00:00Z")).unwrap();
    house.clock.set(noon);
}

async fn only(house: &House) -> SubscriptionRow {
    let mut rows = house.engine.local().subscriptions().await.unwrap();
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_is_listed_with_its_next_day_and_its_cost_of_a_year() {
    let house = subscribed().await;
    let row = only(&house).await;
    assert_eq!(row.title.as_deref(), Some("Streaming"));
    assert_eq!(row.merchant_domain.as_deref(), Some(SHOP));
    assert_eq!(row.agent_name, "Shopping agent");
    assert_eq!(row.next.unwrap().to_string(), "2026-12-22");
    assert_eq!(row.yearly.unwrap().to_string(), "120.00 EUR");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_only_asked_or_rejected_is_no_subscription() {
    let house = House::new().await;
    house
        .try_ask("k0", streaming("10.00", "month"))
        .await
        .unwrap();
    assert!(
        house
            .engine
            .local()
            .subscriptions()
            .await
            .unwrap()
            .is_empty()
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewal_within_the_terms_passes_under_the_mandates_limits() {
    let house = subscribed().await;
    for (day, next) in [("2026-12-22", "2027-01-22"), ("2027-01-25", "2027-02-22")] {
        on(&house, day);
        let renewed = house.try_ask(day, streaming("10.00", "month")).await;
        assert_eq!(renewed.unwrap().status, Status::Authorized, "{day}");
        assert_eq!(only(&house).await.next.unwrap().to_string(), next);
    }
    // The month's limit of 400.00 still holds.
    let dear = house.ask("dear", "200.00").await;
    house.approve(dear.id).await.unwrap();
    let dear = house.ask("dear too", "195.00").await;
    house.approve(dear.id).await.unwrap();
    on(&house, "2027-01-30");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_price_rise_and_a_changed_interval_ask_with_old_and_new() {
    let house = subscribed().await;
    on(&house, "2026-12-22");
    let dearer = house
        .try_ask("k1", streaming("12.00", "month"))
        .await
        .unwrap();
    assert_eq!(codes(&dearer), ["price_rise"]);
    let text = dearer.reasons[0].text();
    assert!(
        text.contains("12.00 EUR") && text.contains("10.00 EUR"),
        "{text}"
    );
    let yearly = house
        .try_ask("k2", streaming("10.00", "year"))
        .await
        .unwrap();
    assert_eq!(codes(&yearly), ["interval_changed"]);
    // What the owner agrees to is the agreement from then on.
    house.approve(dearer.id).await.unwrap();
    house.owner.send_now(dearer.id).await.unwrap();
    assert_eq!(only(&house).await.amount.to_string(), "12.00 EUR");
    on(&house, "2027-01-22");
    let next = house.try_ask("k3", streaming("12.00", "month")).await;
    assert_eq!(next.unwrap().status, Status::Authorized);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_charge_in_the_same_month_asks() {
    let house = subscribed().await;
    on(&house, "2026-12-01");
    let early = house
        .try_ask("k1", streaming("10.00", "month"))
        .await
        .unwrap();
    assert_eq!(codes(&early), ["renewal_early"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_subscription_refuses_its_renewal_and_what_waits_cannot_be_approved() {
    let house = subscribed().await;
    on(&house, "2026-12-22");
    let waiting = house
        .try_ask("k1", streaming("12.00", "month"))
        .await
        .unwrap();
    let first = only(&house).await.first;
    house
        .engine
        .local()
        .cancel_subscription(first)
        .await
        .unwrap();
    house
        .engine
        .local()
        .cancel_subscription(first)
        .await
        .unwrap();
    let row = only(&house).await;
    assert!(row.cancelled_at.is_some() && row.next.is_none());
    let refused = house
        .try_ask("k2", streaming("10.00", "month"))
        .await
        .unwrap();
    assert_eq!(refused.status, Status::Denied);
    assert_eq!(codes(&refused), ["subscription_cancelled"]);
    assert!(house.approve(waiting.id).await.is_err());
    // Buying something else there is not affected.
    let once = house.try_ask("k3", request("9.00", SHOP)).await.unwrap();
    assert_eq!(once.status, Status::Authorized);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_owner_alone_lets_a_cancelled_subscription_go_on_as_it_was_agreed_to() {
    let house = subscribed().await;
    let first = only(&house).await.first;
    let cancelled = house.engine.local().cancel_subscription(first).await;
    cancelled.unwrap();
    on(&house, "2026-12-22");
    let presence = house.presence().await;
    house
        .owner
        .allow_subscription(first, presence)
        .await
        .unwrap();
    let row = only(&house).await;
    assert!(row.cancelled_at.is_none() && row.next.is_some());
    let dearer = house.try_ask("k1", streaming("12.00", "month")).await;
    assert_eq!(codes(&dearer.unwrap()), ["price_rise"]);
    let renewed = house.try_ask("k2", streaming("10.00", "month")).await;
    assert_eq!(renewed.unwrap().status, Status::Authorized);
    house.is_intact().await;
    let house = house.reopened().await;
    assert!(only(&house).await.cancelled_at.is_none());
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_works_while_the_keys_are_locked() {
    let house = subscribed().await;
    let first = only(&house).await.first;
    house.engine.lock();
    house
        .engine
        .local()
        .cancel_subscription(first)
        .await
        .unwrap();
    assert!(only(&house).await.cancelled_at.is_some());
    let unknown = counterfoil_domain::PurchaseId::from_bytes([7; 16]);
    let error = house.engine.local().cancel_subscription(unknown).await;
    assert_eq!(error.unwrap_err().code(), "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn subscriptions_are_the_same_after_a_restart() {
    let house = subscribed().await;
    let before = only(&house).await;
    let house = house.reopened().await;
    let after = only(&house).await;
    assert_eq!((before.first, before.next), (after.first, after.next));
    let captured = house.settle(before.first, SettlementKind::Capture, None, None);
    captured.await.unwrap();
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_edits_a_subscription_in_the_tables_is_found_out() {
    for edit in [
        "UPDATE subscription SET amount = 9999",
        "UPDATE subscription SET next = '2026-11-23'",
        "UPDATE subscription SET \"left\" = 5",
        "UPDATE subscription SET plan = '0000000000000000'",
        "DELETE FROM subscription",
    ] {
        let (dir, clock, _) = subscribed().await.closed().await;
        let raw = Connection::open(dir.path().join("counterfoil.db")).unwrap();
        assert_eq!(raw.execute(edit, []).unwrap(), 1, "{edit}");
        drop(raw);
        no_longer_open(dir.path()).await;
        let engine = Engine::open(dir.path(), options(&clock)).unwrap();
        let problem = verify(&engine).await.problem;
        let text = problem.map(|problem| problem.text).unwrap_or_default();
        assert!(text.contains("subscriptions"), "{edit}: {text}");
        engine.close().await.unwrap();
    }
}
