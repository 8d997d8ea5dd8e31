//! Purchases that share a transaction do not share their fate.

use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::EngineError;

use crate::support::{House, SHOP, request, submission};

/// Makes the store refuse every row of this many minor units.
fn refuse(house: &House, event: &str, minor: i64) -> rusqlite::Connection {
    let raw = rusqlite::Connection::open(house.dir.path().join("counterfoil.db")).unwrap();
    let sql = format!(
        "CREATE TRIGGER refuse BEFORE {event} ON purchase WHEN new.amount = {minor}
         BEGIN SELECT RAISE(ABORT, 'refused by a test'); END"
    );
    raw.execute_batch(&sql).unwrap();
    raw
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_that_cannot_be_written_spoils_no_other() {
    let house = House::new().await;
    let raw = refuse(&house, "INSERT", 166);
    let mut tasks = tokio::task::JoinSet::new();
    for nth in 0..40 {
        let agent = house.agent.clone();
        let amount = if nth % 10 == 3 { "1.66" } else { "1.00" };
        tasks.spawn(async move {
            let submitted = agent
                .submit(submission(&format!("k{nth}"), request(amount, SHOP)))
                .await;
            (amount, submitted)
        });
    }
    for (amount, submitted) in tasks.join_all().await {
        match submitted {
            Ok(submitted) => assert_eq!(
                (amount, submitted.answer.status),
                ("1.00", Status::Authorized)
            ),
            Err(EngineError::LedgerUnavailable(_)) => assert_eq!(amount, "1.66"),
            Err(error) => panic!("{amount}: {error:?}"),
        }
    }
    assert_eq!(house.budget().await.0, "36.00");
    house.is_intact().await;
    raw.execute_batch("DROP TRIGGER refuse").unwrap();
    assert_eq!(
        house.ask("k3", "1.66").await.status,
        Status::Authorized,
        "the key is not used up"
    );
    drop(raw);
    house.reopened().await.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_due_purchase_that_cannot_be_written_holds_up_no_other() {
    let house = House::new().await;
    let stuck = house.ask("k1", "66.60").await;
    let others = [
        house.ask("k2", "60.00").await,
        house.ask("k3", "61.00").await,
    ];
    let raw = refuse(&house, "UPDATE", 6660);
    for other in &others {
        house
            .pass_until(Duration::from_mins(30), other.id, Status::Expired)
            .await;
    }
    assert_eq!(house.status(stuck.id).await, Status::Pending);
    raw.execute_batch("DROP TRIGGER refuse").unwrap();
    house
        .pass_until(Duration::ZERO, stuck.id, Status::Expired)
        .await;
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_steps_of_one_purchase_in_one_batch_are_taken_in_order() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let mut tasks = tokio::task::JoinSet::new();
    for cents in 1..=30 {
        let agent = house.agent.clone();
        let amended = submission("k1", request(&format!("84.{cents:02}"), SHOP));
        tasks.spawn(async move { agent.amend(asked.id, amended).await });
    }
    for answer in tasks.join_all().await {
        assert_eq!(answer.unwrap().status, Status::Pending);
    }
    let answer = house.agent.get(asked.id).await.unwrap();
    assert_eq!(answer.revision, 31);
    assert_eq!(house.budget().await.0, answer.amount.decimal());
    let timeline = house.owner.purchase(asked.id).await.unwrap().timeline;
    assert_eq!(timeline.len(), 31);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_refuses_everything_refuses_every_caller_and_then_goes_on() {
    let house = House::new().await;
    let raw = rusqlite::Connection::open(house.dir.path().join("counterfoil.db")).unwrap();
    let sql = "CREATE TRIGGER refuse BEFORE INSERT ON ledger
               BEGIN SELECT RAISE(ABORT, 'refused by a test'); END";
    raw.execute_batch(sql).unwrap();
    for key in ["a", "b"] {
        let refused = house.try_ask(key, request("9.00", SHOP)).await;
        assert!(
            matches!(refused, Err(EngineError::LedgerUnavailable(_))),
            "{refused:?}"
        );
    }
    raw.execute_batch("DROP TRIGGER refuse").unwrap();
    assert_eq!(house.ask("a", "9.00").await.status, Status::Authorized);
    assert_eq!(house.budget().await.0, "9.00");
    house.is_intact().await;
}
