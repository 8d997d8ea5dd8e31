//! When several things happen to one purchase at once, one of them counts; and what counted is
//! on record.

use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Check, EngineError};

use crate::support::{House, SHOP, request, submission};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sixteen_approvals_at_once_one_counts() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.read_card(asked.id).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (owner, approve) = (house.owner.clone(), house.approval(&card).await);
        tasks.spawn(async move { owner.approve(approve).await });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(house.budget().await.0, "84.90");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dearer_price_at_the_instant_of_the_approval_waits_for_the_owner_again() {
    let house = House::new().await;
    for round in 0..10 {
        let asked = house.ask(&format!("k{round}"), "60.00").await;
        let card = house.read_card(asked.id).await.unwrap();
        let approve = house.owner.approve(house.approval(&card).await);
        let amend = house
            .agent
            .amend(asked.id, submission("k", request("61.00", SHOP)));
        // Whichever comes first, what was not on the card is not approved.
        let (_, amended) = tokio::join!(approve, amend);
        assert_eq!(amended.unwrap().revision, 2);
        let summary = house.owner.purchase(asked.id).await.unwrap().summary;
        assert_eq!((summary.status, summary.revision), (Status::Pending, 2));
        assert_eq!(house.budget().await.0, "61.00");
        house.agent.cancel(asked.id).await.unwrap();
    }
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_wins_over_an_approval_at_the_same_instant() {
    let house = House::new().await;
    for round in 0..10 {
        let asked = house.ask(&format!("k{round}"), "60.00").await;
        let card = house.read_card(asked.id).await.unwrap();
        let approve = house.owner.approve(house.approval(&card).await);
        let (approved, cancelled) = tokio::join!(approve, house.agent.cancel(asked.id));
        // Until it is authorized the agent may withdraw, so only the approval can come too late.
        cancelled.unwrap();
        if let Err(error) = approved {
            let late = matches!(
                error,
                EngineError::TooLate {
                    status: Status::Cancelled,
                    ..
                }
            );
            assert!(late, "{error:?}");
        }
        assert_eq!(house.status(asked.id).await, Status::Cancelled);
        assert_eq!(house.budget().await.0, "0.00");
    }
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_stops_approvals_signatures_and_rules() {
    let house = House::new().await;
    let waits = house.ask("k1", "84.90").await;
    let approved = house.ask("k2", "60.00").await;
    house.approve(approved.id).await.unwrap();
    let card = house.read_card(waits.id).await.unwrap();
    house.engine.local().pause_all(None).await.unwrap();
    let refused = house.owner.approve(house.approval(&card).await).await;
    assert!(matches!(refused, Err(EngineError::Paused)), "{refused:?}");
    let refused = house.owner.send_now(approved.id).await;
    assert!(matches!(refused, Err(EngineError::Paused)), "{refused:?}");
    assert_eq!(house.ask("k3", "9.00").await.status, Status::Denied);
    house.pass(Duration::from_secs(30)).await;
    assert_eq!(
        house.status(approved.id).await,
        Status::Approved,
        "it is not signed"
    );
    house
        .owner
        .resume_all(house.presence().await)
        .await
        .unwrap();
    house
        .pass_until(Duration::ZERO, approved.id, Status::Authorized)
        .await;
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_is_on_record_with_a_signature_that_verifies() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    house.approve(asked.id).await.unwrap();
    house
        .pass_until(Duration::from_secs(11), asked.id, Status::Authorized)
        .await;
    let detail = house.owner.purchase(asked.id).await.unwrap();
    for name in [
        "decision_signature",
        "view_hash",
        "checkout_hash",
        "ledger_entry",
    ] {
        let evidence = detail
            .evidence
            .iter()
            .find(|evidence| evidence.name == name)
            .unwrap();
        assert_eq!(evidence.check, Check::Verified, "{name}");
    }
    let shown = hex::encode(detail.shown.unwrap().hash);
    let token = house
        .agent
        .get(asked.id)
        .await
        .unwrap()
        .authorization
        .unwrap();
    let claims = crate::support::claims(&house.engine, &token);
    assert_eq!(claims.purchase.shown_hash, Some(shown));
    assert_eq!(claims.jti, format!("{}:1", asked.id));
    assert_eq!(
        (claims.purchase.amount.as_str(), claims.aud.as_str()),
        ("84.90", SHOP)
    );
    assert!(claims.ledger.checkpoint.starts_with(&claims.iss));
}
