//! What was begun goes on after a restart, and time only goes forward.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::Timestamp;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Engine, EngineError, ManualClock};

use crate::support::{House, NOON, options, passphrase};

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_loses_neither_what_waits_nor_what_was_approved() {
    let house = House::new().await;
    let waits = house.ask("k1", "84.90").await;
    let approved = house.ask("k2", "60.00").await;
    house.approve(approved.id).await.unwrap();
    let (dir, clock, token) = house.closed().await;
    clock.advance(Duration::from_secs(30));
    let house = House::reopen(dir, clock, token).await;
    house
        .pass_until(Duration::ZERO, approved.id, Status::Authorized)
        .await;
    assert!(
        house
            .agent
            .get(approved.id)
            .await
            .unwrap()
            .authorization
            .is_some()
    );
    assert_eq!(house.status(waits.id).await, Status::Pending);
    house.approve(waits.id).await.unwrap();
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_from_before_a_restart_can_still_be_approved() {
    let house = House::new().await;
    let waits = house.ask("k1", "84.90").await;
    let card = house.read_card(waits.id).await.unwrap();
    let house = house.reopened().await;
    house
        .owner
        .approve(house.approval(&card).await)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_survives_a_restart() {
    let house = House::new().await;
    house.engine.local().pause_all(None).await.unwrap();
    let house = house.reopened().await;
    assert_eq!(house.ask("k1", "9.00").await.status, Status::Denied);
    house
        .owner
        .resume_all(house.presence().await)
        .await
        .unwrap();
    let house = house.reopened().await;
    assert_eq!(house.ask("k2", "9.00").await.status, Status::Authorized);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_for_a_time_ends_with_it() {
    let house = House::new().await;
    let until = Timestamp::from_millis(NOON).plus(10 * MINUTE);
    house.engine.local().pause_all(Some(until)).await.unwrap();
    house
        .clock
        .set(Timestamp::from_millis(until.as_millis() - 1));
    assert_eq!(house.ask("k1", "9.00").await.status, Status::Denied);
    house.clock.set(until);
    assert_eq!(house.ask("k2", "9.00").await.status, Status::Authorized);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ledger_time_never_decreases_whatever_the_clock_does() {
    let house = House::new().await;
    let mut last = Timestamp::from_millis(0);
    for (nth, hours) in [0_i64, -1, 5, -9_600, 2, -3].into_iter().enumerate() {
        house
            .clock
            .set(Timestamp::from_millis(NOON + hours * 3_600_000));
        let asked = house.ask(&format!("k{nth}"), "0.01").await;
        let at = house
            .owner
            .purchase(asked.id)
            .await
            .unwrap()
            .summary
            .requested_at;
        assert!(at >= last, "{at} after {last}");
        last = at;
    }
    assert_eq!(last, Timestamp::from_millis(NOON + 5 * 3_600_000));
    house.clock.set(Timestamp::from_millis(NOON));
    let house = house.reopened().await;
    let asked = house.ask("again", "0.01").await;
    let at = house
        .owner
        .purchase(asked.id)
        .await
        .unwrap()
        .summary
        .requested_at;
    assert_eq!(at, last, "also after a restart");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_that_could_not_be_signed_for_five_minutes_expires() {
    let house = House::new().await;
    let approved = house.ask("k1", "60.00").await;
    house.approve(approved.id).await.unwrap();
    let (dir, clock, token) = house.closed().await;
    clock.advance(6 * MINUTE);
    let house = House::reopen(dir, clock, token).await;
    house
        .pass_until(Duration::ZERO, approved.id, Status::Expired)
        .await;
    assert_eq!(house.budget().await.0, "0.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn such_an_approval_is_not_signed_by_hand_either_but_can_be_taken_back() {
    let mut house = House::new().await;
    house.duties = None;
    let approved = house.ask("k1", "60.00").await;
    house.approve(approved.id).await.unwrap();
    house.clock.advance(6 * MINUTE);
    let refused = house.owner.send_now(approved.id).await;
    assert!(
        matches!(refused, Err(EngineError::TooLate { .. })),
        "{refused:?}"
    );
    house.owner.undo(approved.id).await.unwrap();
    assert_eq!(house.status(approved.id).await, Status::Pending);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_nobody_decided_expires_and_frees_its_hold() {
    let house = House::new().await;
    let waits = house.ask("k1", "84.90").await;
    house.pass(29 * MINUTE).await;
    assert_eq!(house.status(waits.id).await, Status::Pending);
    house.pass_until(MINUTE, waits.id, Status::Expired).await;
    assert_eq!(house.budget().await.0, "0.00");
    let answer = house.agent.get(waits.id).await.unwrap();
    assert!(answer.decision.is_none(), "an expiry is not a decision");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_locked_requests_expire_whatever_else_waits_for_a_signature() {
    let house = House::new().await;
    let mut tasks = tokio::task::JoinSet::new();
    for nth in 0..210 {
        let agent = house.agent.clone();
        let asks = crate::support::request("0.01", crate::support::SHOP);
        let submission = crate::support::submission(&format!("k{nth}"), asks);
        tasks.spawn(async move { agent.submit(submission).await });
    }
    tasks.join_all().await;
    house.clock.advance(Duration::from_mins(8 * 24 * 60 - 1));
    let waits = house.ask("waits", "84.90").await;
    house.engine.lock();
    house
        .pass_until(31 * MINUTE, waits.id, Status::Expired)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_at_a_time_has_the_duties() {
    let house = House::new().await;
    assert!(house.engine.take_duties().unwrap().is_none());
    let second = Engine::open(house.dir.path(), options(&house.clock)).unwrap();
    assert!(second.take_duties().unwrap().is_none());
    let House { duties, engine, .. } = house;
    drop(duties);
    assert!(second.take_duties().unwrap().is_some());
    drop(engine);
}

#[test]
fn a_folder_is_made_whole_or_can_be_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
    // An attempt that was killed: keys, and half a database beside its place.
    fs::create_dir(dir.path().join("new.part")).unwrap();
    fs::write(dir.path().join("new.part/counterfoil.db"), "half").unwrap();
    fs::write(dir.path().join("keys.json"), "the keys of then").unwrap();
    let nothing = Engine::open(dir.path(), options(&clock));
    assert!(matches!(nothing, Err(EngineError::NoData(_))));
    Engine::init(dir.path(), &passphrase(), &options(&clock)).unwrap();
    let names = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let names: std::collections::BTreeSet<_> =
        names.map(|name| name.into_string().unwrap()).collect();
    assert!(!names.contains("new.part"), "{names:?}");
    let kept = names.iter().find(|name| name.starts_with("keys-")).unwrap();
    assert_eq!(
        fs::read_to_string(dir.path().join(kept)).unwrap(),
        "the keys of then"
    );
    Engine::open(dir.path(), options(&clock)).unwrap();
    let again = Engine::init(dir.path(), &passphrase(), &options(&clock));
    assert!(matches!(again, Err(EngineError::DataExists(_))));
}
