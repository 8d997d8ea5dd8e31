//! The main job: ask, decide, authorize, settle, find, prove.

use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{ActivityQuery, LimitsQuery, Reject, Settlement, SettlementKind};

use crate::support::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_purchase_is_authorized_at_once_and_the_record_holds() {
    let house = House::new().await;
    let answer = house.ask("k1", "35.00").await;
    assert_eq!(answer.status, Status::Authorized);
    assert!(answer.authorization.is_some());
    let report = house.verify().await;
    assert_eq!(report.problem, None);
    assert_eq!(report.entries, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approved_purchase_is_authorized_when_the_undo_window_ends() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    assert_eq!(asked.status, Status::Pending);
    house.approve(asked.id).await.unwrap();
    assert_eq!(house.status(asked.id).await, Status::Approved);
    house
        .pass_until(Duration::from_secs(11), asked.id, Status::Authorized)
        .await;
    let answer = house.agent.get(asked.id).await.unwrap();
    assert_eq!(answer.status, Status::Authorized);
    assert!(answer.authorization.is_some());
    let capture = Settlement {
        kind: SettlementKind::Capture,
        amount: None,
        currency: None,
        receipt: Some("r-1".into()),
    };
    let captured = house.agent.settle(asked.id, capture).await.unwrap();
    assert_eq!(captured.status, Status::Captured);
    assert_eq!(house.verify().await.problem, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejected_purchase_tells_the_agent_why_and_frees_the_budget() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let reject = Reject {
        purchase: asked.id,
        note: Some("Too dear".into()),
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
    let answer = house.agent.get(asked.id).await.unwrap();
    assert_eq!(answer.status, Status::Rejected);
    assert_eq!(answer.decision.unwrap().reason.as_deref(), Some("Too dear"));
    let limits = house.agent.limits(LimitsQuery::default()).await.unwrap();
    assert_eq!(limits[0].periods[0].held.decimal(), "0.00");
    assert_eq!(house.verify().await.problem, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_is_found_the_moment_it_is_acknowledged_and_after_it_is_indexed() {
    let house = House::new().await;
    house.ask("k1", "35.00").await;
    for wait in [0, 300] {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        for text in [
            "lichens",
            "LICHÉNS",
            "merchant:nordlicht",
            "status:authorized",
            "amount>30",
            "agent:shopping -status:denied",
        ] {
            let query = ActivityQuery {
                text: text.into(),
                after: None,
                limit: 10,
            };
            let page = house.engine.local().activity(query).await.unwrap();
            assert_eq!(page.rows.len(), 1, "{text} after {wait} ms");
            let totals = house.engine.local().totals(text.into()).await;
            assert_eq!(totals.unwrap().count, 1, "{text}");
        }
        let query = ActivityQuery {
            text: "amount>36 lichens".into(),
            after: None,
            limit: 10,
        };
        assert_eq!(
            house
                .engine
                .local()
                .activity(query)
                .await
                .unwrap()
                .rows
                .len(),
            0
        );
    }
}
