//! Ending a budget, and when that loosens.

use counterfoil_domain::purchase::Status;
use counterfoil_engine::EngineError;

use crate::support::{House, books};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ending_a_budget_needs_the_passphrase_where_agents_could_do_more_without_it() {
    let house = House::new().await;
    let books_id = house.owner.mandates().await.unwrap()[0].mandate.id;
    let overall = r#"{"name":"Everything","overall":true,"currency":"EUR",
        "limits":{"periods":[{"window":"month","max":"300.00","when_used_up":"deny"}]}}"#;
    let overall = house.mandate(overall).await;
    let refused = house.owner.revoke_mandate(overall, None).await;
    assert!(
        matches!(refused, Err(EngineError::PresenceMissing)),
        "{refused:?}"
    );
    let roomier = books("90.00", "900.00", "4000.00").replace("Books", "Anything");
    let roomier = house.mandate(&roomier).await;
    let refused = house.owner.revoke_mandate(books_id, None).await;
    assert!(
        matches!(refused, Err(EngineError::PresenceMissing)),
        "{refused:?}"
    );
    let presence = Some(house.presence().await);
    house.owner.revoke_mandate(overall, presence).await.unwrap();
    let presence = Some(house.presence().await);
    house.owner.revoke_mandate(roomier, presence).await.unwrap();
    house.owner.revoke_mandate(books_id, None).await.unwrap();
    assert_eq!(house.ask("k1", "5.00").await.status, Status::Pending);
}
