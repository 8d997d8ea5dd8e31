//! A kill at any moment loses nothing that was acknowledged.
//!
//! `COUNTERFOIL_KILLS` sets how often; the normal run takes a few seconds.

use std::collections::BTreeMap;
use std::time::Duration;

use counterfoil_domain::PurchaseId;
use counterfoil_engine::Engine;

use crate::children;
use crate::support::{House, SHOP, limited, options, request, submission, verify};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill() {
    let kills = std::env::var("COUNTERFOIL_KILLS")
        .ok()
        .and_then(|text| text.parse().ok());
    let budget = limited("50.00", "200.00", &[("month", "900000.00")]);
    let house = House::with_mandate(Some(&budget)).await;
    let (dir, clock, token) = house.closed().await;
    let mut acknowledged: BTreeMap<String, PurchaseId> = BTreeMap::new();
    for cycle in 0..kills.unwrap_or(15) {
        let mut child = children::start("submitter", dir.path(), &token, &format!("c{cycle}"));
        let said = children::said(&mut child);
        let reader = std::thread::spawn(move || said.collect::<Vec<_>>());
        let wait = 40 + (cycle * 37) % 160;
        tokio::time::sleep(Duration::from_millis(wait)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        for line in reader.join().unwrap() {
            // A line that the kill cut short was not told whole.
            let Some((id, key)) = line.split_once(' ') else {
                continue;
            };
            if key.matches('-').count() == 2 {
                acknowledged.insert(key.into(), id.parse().unwrap());
            }
        }
        let engine = Engine::open(dir.path(), options(&clock)).unwrap();
        let report = verify(&engine).await;
        assert_eq!(report.problem, None, "after kill {cycle}");
        engine.close().await.unwrap();
    }
    assert!(
        !acknowledged.is_empty(),
        "nothing was acknowledged, so nothing was tested"
    );
    let house = House::reopen(dir, clock, token).await;
    for (key, id) in &acknowledged {
        let again = house
            .agent
            .submit(submission(key, request("0.01", SHOP)))
            .await
            .unwrap();
        assert!(
            again.replayed && again.answer.id == *id,
            "{key} was {id}, is {}",
            again.answer.id
        );
        assert!(again.answer.authorization.is_some());
    }
    house.is_intact().await;
    eprintln!("{} acknowledged purchases, all there", acknowledged.len());
}
