//! One key, one purchase: whatever happens in between.

use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{EngineError, PurchaseAnswer};

use crate::support::{House, SHOP, request, submission};

fn as_sent(answer: &PurchaseAnswer) -> String {
    format!("{answer:?}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_again_gets_the_very_answer_of_the_first_time() {
    let house = House::new().await;
    let small = house.ask("small", "35.00").await;
    let large = house.ask("large", "84.90").await;
    house.approve(large.id).await.unwrap();
    house
        .pass_until(Duration::from_secs(11), large.id, Status::Authorized)
        .await;
    house.ask("other", "20.00").await;
    for (key, amount, first) in [("small", "35.00", &small), ("large", "84.90", &large)] {
        let again = house
            .agent
            .submit(submission(key, request(amount, SHOP)))
            .await
            .unwrap();
        assert!(again.replayed);
        assert_eq!(as_sent(&again.answer), as_sent(first));
    }
    let house = house.reopened().await;
    for (key, amount, first) in [("small", "35.00", &small), ("large", "84.90", &large)] {
        assert_eq!(
            as_sent(&house.ask(key, amount).await),
            as_sent(first),
            "{key} after a restart"
        );
    }
    assert_eq!(
        house.agent.get(large.id).await.unwrap().status,
        Status::Authorized
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_with_another_body_is_refused_and_changes_nothing() {
    let house = House::new().await;
    let first = house.ask("k", "35.00").await;
    let other = house.try_ask("k", request("36.00", SHOP)).await;
    assert!(matches!(other, Err(EngineError::KeyReused)), "{other:?}");
    assert_eq!(as_sent(&house.ask("k", "35.00").await), as_sent(&first));
    assert_eq!(house.budget().await.0, "35.00");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_submits_with_one_key_at_once_are_one_purchase() {
    let house = House::new().await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let agent = house.agent.clone();
        tasks.spawn(async move { agent.submit(submission("k", request("9.00", SHOP))).await });
    }
    let answers: Vec<_> = tasks
        .join_all()
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
    let first = as_sent(&answers[0].answer);
    assert!(
        answers
            .iter()
            .all(|answer| as_sent(&answer.answer) == first)
    );
    assert_eq!(house.budget().await.0, "9.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_agents_may_use_the_same_key() {
    let house = House::new().await;
    let (_, other) = house.another("Travel agent").await;
    let first = house.ask("k", "9.00").await;
    let second = other
        .submit(submission("k", request("9.00", SHOP)))
        .await
        .unwrap();
    assert!(!second.replayed);
    assert_ne!(first.id, second.answer.id);
    let foreign = other.get(first.id).await;
    assert!(
        matches!(foreign, Err(EngineError::NotFound { .. })),
        "{foreign:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_settlement_reported_twice_counts_once_even_without_an_amount() {
    use counterfoil_engine::SettlementKind::Capture;
    let house = House::new().await;
    let asked = house.ask("k", "35.00").await;
    for _ in 0..3 {
        let answer = house
            .settle(asked.id, Capture, None, Some("r-1"))
            .await
            .unwrap();
        assert_eq!(answer.captured.decimal(), "35.00");
    }
    // An equal report in the same batch finds the first one, which is not stored yet.
    let asked = house.ask("k2", "35.00").await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let agent = house.agent.clone();
        let report = crate::support::settlement(Capture, Some("5.00"), Some("r-2"));
        tasks.spawn(async move { agent.settle(asked.id, report).await });
    }
    for answer in tasks.join_all().await {
        assert_eq!(answer.unwrap().captured.decimal(), "5.00");
    }
    house.is_intact().await;
}
