//! Tasks of the owner, closed with the agent's key that is held here.

use std::time::Duration;

use counterfoil_domain::TaskId;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{EngineError, NewTask, SettlementKind};
use counterfoil_protocols::ap2::{Content, Expected, Token};
use counterfoil_protocols::jws;
use serde_json::{Value, json};

use super::code;
use super::mandates::{NOON_SECS, both, checkout, content, merchant_key, signed};
use crate::support::House;

fn document() -> Value {
    json!({
        "merchants": [{"id": "m_1", "name": "Nordlicht Books GmbH",
            "website": "https://shop.nordlicht-books.example"}],
        "items": [{"id": "line_1", "quantity": 1,
            "acceptable_items": [{"id": "LI-1", "title": "Field Guide"}]}],
        "max_amount": "30.00", "currency": "EUR", "until": "2026-11-25T12:00:00Z",
    })
}

impl House {
    async fn task(&self, document: &Value) -> Result<TaskId, EngineError> {
        let task = NewTask {
            agent: self.agent.agent(),
            mandate: self.owner.mandates().await.unwrap()[0].mandate.id,
            document: document.to_string().into_bytes(),
        };
        self.owner.issue_task(task, self.presence().await).await
    }
}

/// A checkout to be closed under a task.
fn under(task: TaskId, id: &str, cents: i64) -> Value {
    let mut checkout = checkout(cents);
    checkout["id"] = id.into();
    json!({
        "checkout_jwt": signed(&checkout), "open_mandates": {"task": task.to_string()},
        "audience": "merchant", "nonce": "n-1", "payment_nonce": "n-2",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_that_fits_the_task_is_closed_with_the_agents_key() {
    let house = House::new().await.trusting().await;
    let task = house.task(&document()).await.unwrap();
    let open = house.agent.tasks().unwrap();
    assert_eq!((open.len(), open[0].task), (1, task));
    let taken = house
        .ap2("k1", &under(task, "chk_1", 2_490))
        .await
        .unwrap()
        .answer;
    assert_eq!(taken.status, Status::Authorized);
    let (bought, paid) = both(taken.payment.clone());
    let keys = house.published();
    let to = |audience, nonce| Some(Expected { audience, nonce });
    bought
        .verify(&keys, to("merchant", "n-1"), NOON_SECS)
        .unwrap();
    paid.verify(&keys, to("credential-provider", "n-2"), NOON_SECS)
        .unwrap();
    assert!(
        paid.verify(&keys, to("credential-provider", "n-3"), NOON_SECS)
            .is_err()
    );
    assert_eq!(bought.segments().len(), 2);
    assert!(
        bought
            .compact()
            .starts_with(open[0].checkout.trim_end_matches('~'))
    );
    assert_eq!(Token::parse(&open[0].payment).unwrap().segments().len(), 1);
    let Content::Payment(payment) = content(&paid) else {
        panic!("a payment mandate")
    };
    assert_eq!(payment.amount.amount, 2_490);
    house.is_intact().await;
    let house = house.reopened().await;
    assert_eq!(house.agent.tasks().unwrap(), open);
    assert_eq!(
        house.agent.get(taken.id).await.unwrap().payment,
        taken.payment
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_open_mandates_themselves_name_the_task_too() {
    let house = House::new().await.trusting().await;
    house.task(&document()).await.unwrap();
    let open = house.agent.tasks().unwrap().remove(0);
    let mut body = json!({
        "checkout_jwt": signed(&checkout(2_490)),
        "open_mandates": {"checkout": open.checkout, "payment": open.payment},
    });
    let taken = house.ap2("k1", &body).await.unwrap().answer;
    assert_eq!(both(taken.payment).0.segments().len(), 2);
    body["open_mandates"]["payment"] = open.checkout.into();
    assert_eq!(code(house.ap2("k2", &body).await), "ap2_no_task");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_without_repeats_is_closed_once_however_fast_the_agent_asks() {
    let house = House::new().await.trusting().await;
    let task = house.task(&document()).await.unwrap();
    let bodies: Vec<Value> = (0..8)
        .map(|n| under(task, &format!("chk_{n}"), 2_000))
        .collect();
    let all = bodies.iter().enumerate();
    let mut asking = Vec::new();
    for (n, body) in all {
        let (agent, body) = (house.agent.clone(), body.to_string());
        asking.push(tokio::spawn(async move {
            agent
                .checkout_ap2(super::handed(&format!("k{n}"), &body))
                .await
        }));
    }
    let mut closed = 0;
    for asked in asking {
        match asked.await.unwrap() {
            Ok(taken) => closed += usize::from(taken.answer.payment.is_some()),
            Err(error) => assert_eq!(error.code(), "ap2_constraint"),
        }
    }
    assert_eq!(closed, 1);
    assert_eq!(house.budget().await.0, "20.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeating_task_keeps_its_budget_its_pace_and_its_count() {
    let house = House::new().await.trusting().await;
    let mut document = document();
    document["until"] = "2026-12-20T12:00:00Z".into();
    document["repeats"] = json!({"frequency": "WEEKLY", "max_occurrences": 3, "budget": "50.00"});
    let task = house.task(&document).await.unwrap();
    let close = async |id: &str, cents: i64| house.ap2(id, &under(task, id, cents)).await;
    close("chk_1", 2_000).await.unwrap();
    assert_eq!(
        code(close("chk_2", 2_000).await),
        "ap2_constraint",
        "too soon"
    );
    house.pass(Duration::from_hours(7 * 24)).await;
    close("chk_3", 2_000).await.unwrap();
    house.pass(Duration::from_hours(7 * 24)).await;
    assert_eq!(
        code(close("chk_4", 2_000).await),
        "ap2_constraint",
        "beyond the budget"
    );
    close("chk_5", 1_000).await.unwrap();
    house.pass(Duration::from_hours(7 * 24)).await;
    assert_eq!(code(close("chk_6", 1).await), "ap2_constraint", "too often");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_by_the_merchant_frees_the_task_and_the_agents_own_word_does_not() {
    let house = House::new().await.trusting().await;
    let task = house.task(&document()).await.unwrap();
    let taken = house
        .ap2("k1", &under(task, "chk_1", 2_490))
        .await
        .unwrap()
        .answer;
    let voided = house.settle(taken.id, SettlementKind::Void, None, Some("not needed"));
    voided.await.unwrap();
    assert_eq!(
        code(house.ap2("k2", &under(task, "chk_2", 2_490)).await),
        "ap2_constraint"
    );
    let second = house.task(&document()).await.unwrap();
    let taken = house
        .ap2("k3", &under(second, "chk_3", 2_490))
        .await
        .unwrap()
        .answer;
    let reference = both(taken.payment).0.references()[0].clone();
    let refused = json!({"status": "Error", "iss": "m", "iat": NOON_SECS, "reference": reference,
        "error": "invalid_mandate"});
    let refused = jws::sign(
        "JWT",
        "merchant-1",
        refused.to_string().as_bytes(),
        &merchant_key(),
    );
    house.agent.receipt_ap2(refused).await.unwrap();
    let again = house
        .ap2("k4", &under(second, "chk_4", 2_490))
        .await
        .unwrap();
    assert!(again.answer.payment.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_the_task_is_refused_recorded_and_left_to_the_owner() {
    let house = House::new().await.trusting().await;
    let task = house.task(&document()).await.unwrap();
    let changed = |pointer: &str, value: Value| {
        let mut changed = checkout(2_490);
        *changed.pointer_mut(pointer).unwrap() = value;
        json!({"checkout_jwt": signed(&changed), "open_mandates": {"task": task.to_string()}})
    };
    for body in [
        under(task, "chk_1", 3_001),
        changed("/line_items/0/item/id", json!("LI-2")),
        changed("/merchant/id", json!("m_2")),
        changed("/status", json!("incomplete")),
    ] {
        let before = house.entries();
        let refused = house.ap2("k1", &body).await;
        let code = code(refused);
        assert!(matches!(code, "ap2_constraint" | "ap2_checkout"), "{code}");
        assert_eq!(house.entries(), before + 1);
    }
    let mut without = under(task, "chk_1", 3_001);
    without.as_object_mut().unwrap().remove("open_mandates");
    let asked = house.ap2("k2", &without).await.unwrap().answer;
    assert_eq!(
        asked.status,
        Status::Authorized,
        "the mandate allows what the task does not"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_task_or_mandate_closes_nothing_and_another_agent_has_no_task() {
    let house = House::new().await.trusting().await;
    let task = house.task(&document()).await.unwrap();
    let (_, other) = house.another("Another").await;
    let body = under(task, "chk_1", 2_490).to_string();
    let foreign = other.checkout_ap2(super::handed("k1", &body)).await;
    assert_eq!(code(foreign), "ap2_no_task");
    assert_eq!(other.tasks().unwrap(), []);
    house.engine.local().revoke_task(task).await.unwrap();
    assert_eq!(
        code(house.ap2("k1", &under(task, "chk_1", 2_490)).await),
        "ap2_task_ended"
    );
    let second = house.task(&document()).await.unwrap();
    let mandate = house.owner.mandates().await.unwrap()[0].mandate.id;
    let presence = Some(house.presence().await);
    house.owner.revoke_mandate(mandate, presence).await.unwrap();
    assert_eq!(
        code(house.ap2("k2", &under(second, "chk_2", 2_490)).await),
        "ap2_task_ended"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_narrow_and_never_wider_than_its_mandate() {
    let house = House::new().await;
    let changed = |pointer: &str, value: Value| {
        let mut changed = document();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    };
    for (expected, document) in [
        ("invalid", changed("/max_amount", json!("200.01"))),
        ("invalid", changed("/currency", json!("USD"))),
        ("ap2_type", changed("/merchants", json!([]))),
        ("ap2_type", changed("/items", json!([]))),
        ("ap2_type", changed("/items/0/acceptable_items", json!([]))),
        ("ap2_time", changed("/until", json!("2026-11-22T11:00:00Z"))),
        ("ap2_time", changed("/until", json!("2027-11-22T12:00:00Z"))),
        ("ap2_money", changed("/max_amount", json!("30.005"))),
    ] {
        let refused = house.task(&document).await.unwrap_err();
        assert_eq!(refused.code(), expected, "{document}");
    }
    let mut odd = document();
    odd["anything"] = json!(true);
    assert_eq!(house.task(&odd).await.unwrap_err().code(), "json_unknown");
    assert!(house.engine.local().tasks().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_away_what_was_closed_before_is_found() {
    for sql in ["DELETE FROM task_use", "DELETE FROM reference"] {
        let house = House::new().await.trusting().await;
        let task = house.task(&document()).await.unwrap();
        house.ap2("k1", &under(task, "chk_1", 2_490)).await.unwrap();
        let found = house.finding_after(sql).await;
        assert!(found.contains("called on rails"), "{found}");
    }
}
