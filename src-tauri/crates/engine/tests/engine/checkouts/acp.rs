//! ACP's checkout sessions.

use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{PaymentAnswer, Reject, SettlementKind};
use serde_json::{Value, json};

use super::code;
use crate::support::House;

/// A session of the shop over `cents`, of which 495 are for delivery.
pub fn session(cents: i64) -> Value {
    let goods = cents - 495;
    json!({
        "id": "cs_1", "status": "ready_for_payment", "currency": "eur",
        "capabilities": {"payment": {"handlers": [{"id": "h", "config": {"merchant_id": "nordlicht"}}]}},
        "line_items": [{
            "id": "li_1", "item": {"id": "LI-1"}, "quantity": 1, "name": "Field Guide",
            "unit_amount": goods,
            "totals": [{"type": "total", "display_text": "Total", "amount": goods}],
        }],
        "totals": [
            {"type": "subtotal", "display_text": "Subtotal", "amount": goods},
            {"type": "fulfillment", "display_text": "Delivery", "amount": 495},
            {"type": "total", "display_text": "Total", "amount": cents},
        ],
        "links": [{"type": "terms_of_use", "url": "https://shop.nordlicht-books.example/terms"}],
    })
}

fn allowance(payment: Option<PaymentAnswer>) -> Value {
    let Some(PaymentAnswer::Allowance { allowance, .. }) = payment else {
        panic!("{payment:?}");
    };
    allowance
}

fn trace(payment: Option<PaymentAnswer>) -> Value {
    let Some(PaymentAnswer::IntentTrace(trace)) = payment else {
        panic!("{payment:?}");
    };
    trace
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_within_the_budget_is_an_allowance_of_six_fields() {
    let house = House::new().await;
    let taken = house.acp("k1", &session(2_490)).await.unwrap();
    assert_eq!(taken.answer.status, Status::Authorized);
    let given = allowance(taken.answer.payment);
    // AUTHORIZATION_LIFE after noon.
    let expected = json!({
        "reason": "one_time", "max_amount": 2_490, "currency": "eur",
        "checkout_session_id": "cs_1", "merchant_id": "nordlicht",
        "expires_at": "2026-11-22T12:10:00.000Z",
    });
    assert_eq!(given, expected);
    assert_eq!(house.budget().await.0, "24.90");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_allowance_is_the_same_after_a_restart() {
    let house = House::new().await;
    let first = house.acp("k1", &session(2_490)).await.unwrap().answer;
    let house = house.reopened().await;
    let again = house.acp("k1", &session(2_490)).await.unwrap();
    assert!(again.replayed);
    assert_eq!(again.answer.payment, first.payment);
    let now = house.agent.get(first.id).await.unwrap();
    assert_eq!(now.payment, first.payment);
    assert_eq!(now.authorization, first.authorization);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_changes_while_it_waits_is_a_new_revision_decided_anew() {
    let house = House::new().await;
    let asked = house.acp("k1", &session(8_490)).await.unwrap().answer;
    assert_eq!((asked.status, asked.payment), (Status::Pending, None));
    house.approve(asked.id).await.unwrap();
    let dearer = house.acp("k2", &session(9_990)).await.unwrap();
    assert!(dearer.replayed);
    assert_eq!((dearer.answer.id, dearer.answer.revision), (asked.id, 2));
    assert_eq!(dearer.answer.status, Status::Pending);
    house.approved(asked.id).await;
    let now = house.agent.get(asked.id).await.unwrap();
    assert_eq!(allowance(now.payment)["max_amount"], 9_990);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_request_sent_again_does_not_bring_the_old_session_back() {
    let house = House::new().await;
    house.acp("k1", &session(8_490)).await.unwrap();
    let changed = house.acp("k2", &session(9_990)).await.unwrap().answer;
    house.acp("k1", &session(8_490)).await.unwrap();
    let now = house.agent.get(changed.id).await.unwrap();
    assert_eq!(
        (now.revision, now.amount.decimal()),
        (2, "99.90".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_never_a_second_allowance_for_a_session() {
    let house = House::new().await;
    let first = house.acp("k1", &session(2_490)).await.unwrap().answer;
    let again = house.acp("k2", &session(2_490)).await.unwrap();
    assert_eq!((again.answer.id, again.replayed), (first.id, true));
    assert_eq!(again.answer.payment, first.payment);
    assert_eq!(code(house.acp("k3", &session(2_590)).await), "already_open");
    let voided = house.settle(first.id, SettlementKind::Void, None, Some("cancelled"));
    assert_eq!(voided.await.unwrap().status, Status::Voided);
    // Whoever has the allowance could still use it.
    assert_eq!(code(house.acp("k3", &session(2_590)).await), "already_open");
    house.pass(Duration::from_mins(12)).await;
    let second = house.acp("k3", &session(2_590)).await.unwrap().answer;
    assert_ne!(second.id, first.id);
    assert_eq!(allowance(second.payment)["max_amount"], 2_590);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_session_has_a_trace_for_the_shop_that_tells_no_limit() {
    let house = House::new().await;
    let denied = house.acp("k1", &session(30_000)).await.unwrap().answer;
    assert_eq!(denied.status, Status::Denied);
    let told = trace(denied.payment);
    assert_eq!(told["reason_code"], "price_sensitivity");
    assert!(!told.to_string().contains("200"), "{told}");
    let mut other = session(8_490);
    other["id"] = "cs_2".into();
    let asked = house.acp("k2", &other).await.unwrap().answer;
    let reject = Reject {
        purchase: asked.id,
        note: Some("too many guides".to_owned()),
        counter_offer: None,
    };
    house.engine.local().reject(reject).await.unwrap();
    let rejected = house.agent.get(asked.id).await.unwrap();
    assert_eq!(trace(rejected.payment)["reason_code"], "other");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_hold_together_is_refused_with_its_reason_and_an_entry() {
    let house = House::new().await;
    let changed = |pointer: &str, value: Value| {
        let mut session = session(2_490);
        *session.pointer_mut(pointer).unwrap() = value;
        session
    };
    for (code, session) in [
        ("acp_sums", changed("/totals/2/amount", json!(2_500))),
        (
            "acp_sums",
            changed("/line_items/0/unit_amount", json!(1_996)),
        ),
        ("acp_currency", changed("/currency", json!("EUR"))),
        ("acp_status", changed("/status", json!("completed"))),
        ("json_kind", changed("/totals/2/amount", json!(24.90))),
        ("acp_merchant", changed("/capabilities", json!({}))),
    ] {
        let before = house.entries();
        assert_eq!(super::code(house.acp("k1", &session).await), code);
        assert_eq!(house.entries(), before + 1, "{code}");
    }
    assert_eq!(house.budget().await.0, "0.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_before_it_could_be_signed_is_no_allowance() {
    let house = House::new().await;
    let mut short = session(8_490);
    short["expires_at"] = "2026-11-22T12:00:30Z".into();
    let asked = house.acp("k1", &short).await.unwrap().answer;
    house.clock.advance(Duration::from_secs(25));
    house.approve(asked.id).await.unwrap();
    house.pass(Duration::from_secs(11)).await;
    let now = house.agent.get(asked.id).await.unwrap();
    assert_eq!((now.status, now.payment), (Status::Approved, None));
    house
        .pass_until(Duration::from_mins(6), asked.id, Status::Expired)
        .await;
    assert_eq!(house.budget().await.0, "0.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_may_say_what_the_session_leaves_out_but_not_the_opposite() {
    let house = House::new().await;
    let mut bare = session(2_490);
    bare["capabilities"] = json!({});
    bare["links"] = json!([]);
    let wrapped = |merchant: &str| {
        json!({
            "session": bare, "shop": "nordlicht-books.example", "merchant_id": merchant,
            "reason": "in stock", "intent": {"text": "a guide", "max_amount": "30.00"},
        })
    };
    let taken = house.acp("k1", &wrapped("nordlicht")).await.unwrap().answer;
    assert_eq!(allowance(taken.payment)["merchant_id"], "nordlicht");
    let lie = json!({"session": session(2_490), "merchant_id": "evil"});
    assert_eq!(code(house.acp("k2", &lie).await), "acp_merchant");
    let odd = json!({"session": session(2_490), "approve": true});
    assert_eq!(code(house.acp("k3", &odd).await), "json_unknown");
}
