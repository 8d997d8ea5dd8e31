//! Finding purchases by what the owner said about them.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_engine::{Engine, Retag};

use super::{both_ways, fixture, found, search};
use crate::support::House;

async fn id_of(engine: &Engine, amount: &str) -> PurchaseId {
    let text = format!("amount:{amount}");
    search(engine, &text).await.rows.remove(0).id
}

async fn tag(house: &House, id: PurchaseId, tags: &[&str]) {
    let add = tags.iter().map(|tag| (*tag).to_owned()).collect();
    let change = Retag {
        add,
        ..Retag::default()
    };
    house.owner.retag(id, change).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_and_tags_are_found_in_the_index_and_before_it() {
    let (house, engine) = fixture().await;
    let (torch, atlas) = (id_of(&engine, "84.90").await, id_of(&engine, "5000").await);
    let owner = &house.owner;
    owner
        .note(torch, "A replaced thought".into())
        .await
        .unwrap();
    owner
        .note(torch, "Für Anna's kitchen, 厨房".into())
        .await
        .unwrap();
    tag(&house, torch, &["Travel", "gift"]).await;
    tag(&house, atlas, &["travel-private", "旅行"]).await;
    let table: &[(&str, &[&str])] = &[
        ("tag:travel", &["84.90"]),
        ("tag:TRAVEL,旅行", &["84.90", "5000"]),
        ("tag:trav", &[]),
        ("-tag:gift", &["35.00", "5000", "300.00", "20.00"]),
        ("note:fur", &["84.90"]),
        ("note:\"anna's kitchen\"", &["84.90"]),
        ("note:replaced", &[]),
        ("note:torch", &[]),
        ("has:note", &["84.90"]),
        ("-has:note", &["35.00", "5000", "300.00", "20.00"]),
        ("kitchen", &["84.90"]),
        ("厨", &["84.90"]),
        ("kitchen torch", &["84.90"]),
        ("kitchen lichens", &[]),
        ("-kitchen müller", &["20.00"]),
        ("gift", &[]),
        ("tag:travel has:note amount>50", &["84.90"]),
    ];
    both_ways(&house, &engine, table).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_erased_or_taken_away_is_not_found_any_more() {
    let (house, engine) = fixture().await;
    let id = id_of(&engine, "84.90").await;
    house.owner.note(id, "kitchen".into()).await.unwrap();
    tag(&house, id, &["gift"]).await;
    let detail = engine.local().purchase(id).await.unwrap();
    let presence = house.presence().await;
    let seq = detail.note.unwrap().seq;
    house.owner.erase_words(id, seq, presence).await.unwrap();
    let change = Retag {
        add: Vec::new(),
        remove: vec!["gift".into()],
    };
    house.owner.retag(id, change).await.unwrap();
    for text in ["kitchen", "note:kitchen", "has:note", "tag:gift"] {
        assert!(found(&engine, text).await.is_empty(), "{text}");
    }
}
