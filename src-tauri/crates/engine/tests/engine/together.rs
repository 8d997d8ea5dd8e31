//! Reading, checking and opening go on while others write, and never mistake that for damage.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Engine, Event};
use tokio::task::JoinHandle;

use crate::support::{House, SHOP, limited, options, passphrase, request, submission, verify};

/// Asks again and again until told to stop; says how often.
fn ask_on(
    house: &House,
    engine: &Engine,
    name: &'static str,
) -> (Arc<AtomicBool>, JoinHandle<u32>) {
    let stop = Arc::new(AtomicBool::new(false));
    let agent = engine.gate().authenticate(&house.token).unwrap();
    let until = Arc::clone(&stop);
    let asking = tokio::spawn(async move {
        let mut count = 0;
        while !until.load(Ordering::Relaxed) {
            let key = format!("{name}-{count}");
            agent
                .submit(submission(&key, request("0.01", SHOP)))
                .await
                .unwrap();
            count += 1;
        }
        count
    });
    (stop, asking)
}

async fn roomy() -> House {
    House::with_mandate(Some(&limited("50.00", "200.00", &[("month", "900000.00")]))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_check_while_purchases_come_in_finds_nothing_wrong() {
    let house = roomy().await;
    let (stop, asking) = ask_on(&house, &house.engine, "ours");
    for round in 0..30 {
        let report = verify(&house.engine).await;
        assert_eq!(report.problem, None, "round {round}");
    }
    stop.store(true, Ordering::Relaxed);
    assert!(asking.await.unwrap() > 0);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn opening_a_folder_that_others_write_to_finds_nothing_wrong() {
    let house = roomy().await;
    let second = Engine::open(house.dir.path(), options(&house.clock)).unwrap();
    second.unlock(&passphrase()).await.unwrap();
    let ours = ask_on(&house, &house.engine, "ours");
    let theirs = ask_on(&house, &second, "theirs");
    for round in 0..40 {
        let third = Engine::open(house.dir.path(), options(&house.clock)).unwrap();
        let damage = third.local().overview().await.unwrap().damage;
        assert_eq!(damage, None, "round {round}");
        third.close().await.unwrap();
        // Idle for long enough that heads are kept in between.
        tokio::time::sleep(Duration::from_millis(round % 4 * 15)).await;
    }
    for (stop, asking) in [ours, theirs] {
        stop.store(true, Ordering::Relaxed);
        assert!(asking.await.unwrap() > 0);
    }
    second.close().await.unwrap();
    house.is_intact().await;
    house.reopened().await.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_process_writes_the_other_hears_of() {
    let house = House::new().await;
    let second = Engine::open(house.dir.path(), options(&house.clock)).unwrap();
    let mut events = second.subscribe();
    house.owner.pause_all(None).await.unwrap();
    let heard = async { while events.recv().await.unwrap() != Event::Elsewhere {} };
    tokio::time::timeout(Duration::from_secs(20), heard)
        .await
        .unwrap();
    assert!(second.gate().health().unwrap().paused);
    second.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_waits_is_told_at_once_also_when_another_process_decides() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let second = Engine::open(house.dir.path(), options(&house.clock)).unwrap();
    second.unlock(&passphrase()).await.unwrap();
    let agent = second.gate().authenticate(&house.token).unwrap();
    let waiting = tokio::spawn(async move { agent.wait(asked.id, Duration::from_secs(30)).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    house.approve(asked.id).await.unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .unwrap();
    assert_eq!(answer.unwrap().unwrap().status, Status::Approved);
    second.close().await.unwrap();
}
