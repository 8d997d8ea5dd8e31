//! The same purchase tried again: recognised, grouped, and told to whom it concerns.

use counterfoil_domain::purchase::Status;
use counterfoil_domain::{PurchaseId, Reason};
use counterfoil_engine::{PurchaseAnswer, Reject};

use crate::support::{House, SHOP, request, submission, titled};

async fn rejected(house: &House, key: &str) -> PurchaseId {
    let asked = house.try_ask(key, titled("Hoverboard", "89.00")).await;
    let id = asked.unwrap().id;
    let reject = Reject {
        purchase: id,
        note: None,
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
    id
}

fn says(answer: &PurchaseAnswer) -> String {
    let says = |reason: &Reason| [reason.text(), reason.way_out()].join(" ");
    let all: Vec<String> = answer.reasons.iter().map(says).collect();
    all.join(" ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_tries_again_is_told_which_purchase_was_refused() {
    let house = House::new().await;
    let first = rejected(&house, "k1").await;
    let again = house.try_ask("k2", titled("hoverboard ", "85.00")).await;
    let again = again.unwrap();
    assert_eq!(
        (again.status, again.again_of),
        (Status::Pending, Some(first))
    );
    let same_key = house
        .agent
        .submit(submission("k2", titled("hoverboard ", "85.00")));
    assert_eq!(same_key.await.unwrap().answer.again_of, Some(first));
    assert_eq!(
        house.agent.get(again.id).await.unwrap().again_of,
        Some(first)
    );
    let other = house.try_ask("k3", request("84.90", SHOP)).await.unwrap();
    assert_eq!(other.again_of, None);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_agent_s_purchase_is_the_owner_s_to_know_and_no_agent_s() {
    let house = House::new().await;
    let first = rejected(&house, "k1").await;
    let (_, other) = house.another("Travel agent").await;
    let again = other
        .submit(submission("k1", titled("Hoverboard", "89.00")))
        .await;
    let again = again.unwrap().answer;
    assert_eq!(again.again_of, None);
    assert!(!says(&again).contains(&first.to_string()), "{again:?}");
    let read = other.get(again.id).await.unwrap();
    assert_eq!(read.again_of, None);

    let card = house.owner.card(again.id).await.unwrap();
    let known = card.view.again_of.unwrap();
    assert_eq!((known.purchase, known.status), (first, Status::Rejected));
    assert_eq!(known.agent, "Shopping agent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_attempt_is_listed_with_each_of_them_whoever_asked() {
    let house = House::new().await;
    let first = rejected(&house, "k1").await;
    house.clock.advance(std::time::Duration::from_hours(1));
    let second = rejected(&house, "k2").await;
    house.clock.advance(std::time::Duration::from_hours(1));
    let (_, other) = house.another("Travel agent").await;
    let third = other
        .submit(submission("k1", titled("Hoverboard", "89.00")))
        .await;
    let third = third.unwrap().answer.id;
    let alone = house
        .try_ask("k3", request("84.90", SHOP))
        .await
        .unwrap()
        .id;
    for id in [first, second, third] {
        let detail = house.engine.local().purchase(id).await.unwrap();
        let listed: Vec<_> = detail.attempts.iter().map(|row| row.id).collect();
        assert_eq!(listed, [third, second, first]);
    }
    let detail = house.engine.local().purchase(alone).await.unwrap();
    assert!(detail.attempts.is_empty());
    drop(other);
    let house = house.reopened().await;
    let detail = house.engine.local().purchase(first).await.unwrap();
    assert_eq!(detail.attempts.len(), 3);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_rule_denied_is_linked_though_trying_what_passes_needs_no_question() {
    let house = House::new().await;
    let denied = house.try_ask("k1", titled("Hoverboard", "289.00")).await;
    let denied = denied.unwrap();
    assert_eq!(denied.status, Status::Denied);
    let within = house.try_ask("k2", titled("Hoverboard", "39.00")).await;
    let within = within.unwrap();
    assert_eq!(
        (within.status, within.again_of),
        (Status::Authorized, Some(denied.id))
    );
}
