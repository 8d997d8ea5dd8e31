//! How a query could go on.

use counterfoil_engine::{Completion, Retag};

use super::{fixture, search};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_and_values_are_offered_with_how_often_they_were_seen() {
    let (house, engine) = fixture().await;
    let id = search(&engine, "lichens").await.rows.remove(0).id;
    let change = Retag {
        add: vec!["travel".into()],
        ..Retag::default()
    };
    house.owner.retag(id, change).await.unwrap();
    let local = engine.local();
    for (text, query, count) in [
        ("mer", "merchant:", None),
        ("amount>5 -mer", "amount>5 -merchant:", None),
        ("merchant:nord", "merchant:nordlicht-books.example", Some(2)),
        ("status:pend", "status:pending", None),
        ("status:paid,pend", "status:paid,pending", None),
        ("currency:j", "currency:JPY", Some(1)),
        ("agent:trav", "agent:\"Travel agent\"", Some(1)),
        ("tag:", "tag:travel", Some(1)),
    ] {
        let found = local.complete(text.to_owned()).await.unwrap();
        let has = |one: &Completion| one.query == query && one.count == count;
        assert!(found.iter().any(has), "{text:?}: {found:?}");
        assert!(found.len() <= 8, "{text:?}");
    }
    for text in ["", "amount>5 ", "note:a", "\"merch", "status:pending"] {
        let found = local.complete(text.to_owned()).await.unwrap();
        assert!(found.is_empty(), "{text:?}: {found:?}");
    }
}
