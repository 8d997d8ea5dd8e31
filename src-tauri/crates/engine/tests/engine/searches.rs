//! Searches that the owner keeps.

use counterfoil_engine::{EngineError, SavedSearch};

use crate::support::House;

fn saved(name: &str, query: &str) -> SavedSearch {
    SavedSearch {
        alert: true,
        name: name.to_owned(),
        pinned: false,
        query: query.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn searches_are_kept_by_name_in_the_owner_s_order_and_survive_a_restart() {
    let house = House::new().await;
    let kept = vec![saved("Travel", "tag:travel"), saved("Dear", "amount>100")];
    house.owner.keep_searches(kept.clone()).await.unwrap();
    let twice = vec![saved("Travel", "a"), saved("Travel", "b")];
    for refused in [twice, vec![saved("", "a")], vec![saved("a", "")]] {
        let refused = house.owner.keep_searches(refused).await;
        assert!(matches!(refused, Err(EngineError::Invalid(_))));
    }
    let house = house.reopened().await;
    assert_eq!(house.owner.searches().await.unwrap().saved, kept);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_ten_searches_are_remembered_each_once() {
    let house = House::new().await;
    for nth in 0..12 {
        house.owner.searched(format!("amount>{nth}")).await.unwrap();
    }
    house.owner.searched("amount>5".into()).await.unwrap();
    let recent = house.owner.searches().await.unwrap().recent;
    assert_eq!(recent.len(), 10);
    assert_eq!(
        (recent[0].as_str(), recent[1].as_str()),
        ("amount>5", "amount>11")
    );
    assert_eq!(
        recent.iter().filter(|query| *query == "amount>5").count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_is_asked_whether_a_search_finds_it() {
    let house = House::new().await;
    let id = house.ask("k1", "35.00").await.id;
    house.ask("k2", "12.00").await;
    for (query, found) in [("amount>20", true), ("amount<20", false), ("by:rule", true)] {
        assert_eq!(
            house.owner.is_found(id, query).await.unwrap(),
            found,
            "{query}"
        );
    }
}
