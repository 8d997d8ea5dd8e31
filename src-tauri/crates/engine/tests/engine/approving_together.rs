//! Several approvals with one gesture: all or none, and only what alone would take no more.

use std::time::Duration;

use counterfoil_domain::PurchaseId;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Approve, EngineError, How, PurchaseAnswer};

use crate::support::{House, SHOP, books, request, submission};

/// A card as the app approves it: on screen long enough, without a passphrase.
async fn read(house: &House, id: PurchaseId) -> Approve {
    let card = house.read_card(id).await.unwrap();
    Approve {
        purchase: id,
        view_hash: card.hash,
        tick: card.view.tick,
        presence: None,
        how: How::Keys,
    }
}

async fn read_all(house: &House, asked: &[PurchaseAnswer]) -> Vec<Approve> {
    let mut approvals = Vec::new();
    for asked in asked {
        approvals.push(read(house, asked.id).await);
    }
    approvals
}

async fn asked(house: &House, amounts: &[&str]) -> Vec<PurchaseAnswer> {
    let mut answers = Vec::new();
    for (index, amount) in amounts.iter().enumerate() {
        answers.push(house.ask(&format!("k{index}"), amount).await);
    }
    answers
}

async fn none_is_approved(house: &House, asked: &[PurchaseAnswer]) {
    for asked in asked {
        assert_eq!(house.status(asked.id).await, Status::Pending);
    }
    house.is_intact().await;
}

fn is_refused<T>(outcome: &Result<T, EngineError>, with: &str) -> bool {
    matches!(outcome, Err(EngineError::NotTogether(why)) if why.contains(with))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn purchases_of_one_agent_at_one_shop_are_approved_together_each_with_its_entry() {
    let house = House::new().await;
    let asked = asked(&house, &["60.00", "70.00", "80.00"]).await;
    let approvals = read_all(&house, &asked).await;
    let before = house.engine.local().overview().await.unwrap().ledger_size;
    let approved = house.owner.approve_batch(approvals).await.unwrap();
    let after = house.engine.local().overview().await.unwrap().ledger_size;
    assert_eq!(after - before, 3);
    assert!(approved.iter().all(|row| row.status == Status::Approved));
    house
        .pass_until(Duration::from_secs(11), asked[2].id, Status::Authorized)
        .await;
    assert_eq!(house.budget().await.0, "210.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_shop_among_them_refuses_them_all() {
    let house = House::new().await;
    let mut asked = asked(&house, &["60.00", "70.00"]).await;
    let elsewhere = request("80.00", "other-books.example");
    asked.push(house.try_ask("o", elsewhere).await.unwrap());
    let approvals = read_all(&house, &asked).await;
    let refused = house.owner.approve_batch(approvals).await;
    assert!(is_refused(&refused, "different merchants"), "{refused:?}");
    none_is_approved(&house, &asked).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_agent_among_them_refuses_them_all() {
    let house = House::with_mandate(None).await;
    let any = books("50.00", "200.00", "400.00").replace(r#""agents":["Shopping agent"],"#, "");
    house.mandate(&any).await;
    let mut asked = asked(&house, &["60.00"]).await;
    let (_, other) = house.another("Other").await;
    let more = submission("k", request("70.00", SHOP));
    asked.push(other.submit(more).await.unwrap().answer);
    let approvals = read_all(&house, &asked).await;
    let refused = house.owner.approve_batch(approvals).await;
    assert!(is_refused(&refused, "different agents"), "{refused:?}");
    none_is_approved(&house, &asked).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_takes_more_than_a_key_refuses_them_all() {
    let house = House::new().await;
    let asked = asked(&house, &["150.00", "160.00", "170.00"]).await;
    let mut approvals = read_all(&house, &asked).await;
    assert!(approvals[2].tick.is_some(), "the month has not enough left");
    let refused = house.owner.approve_batch(approvals).await;
    assert!(is_refused(&refused, "a look of its own"), "{refused:?}");
    approvals = read_all(&house, &asked[..2]).await;
    assert!(house.owner.approve_batch(approvals).await.is_ok());
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_changed_since_it_was_shown_refuses_them_all() {
    let house = House::new().await;
    let asked = asked(&house, &["60.00", "70.00"]).await;
    let approvals = read_all(&house, &asked).await;
    let dearer = submission("k1", request("71.00", SHOP));
    house.agent.amend(asked[1].id, dearer).await.unwrap();
    let refused = house.owner.approve_batch(approvals).await;
    assert!(
        matches!(refused, Err(EngineError::ViewChanged)),
        "{refused:?}"
    );
    none_is_approved(&house, &asked).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_was_on_screen_too_shortly_refuses_them_all() {
    let house = House::new().await;
    let asked = asked(&house, &["60.00", "70.00"]).await;
    let mut approvals = vec![read(&house, asked[0].id).await];
    let card = house.owner.card(asked[1].id).await.unwrap();
    house.owner.presented(asked[1].id, card.hash).await.unwrap();
    approvals.push(Approve {
        purchase: asked[1].id,
        view_hash: card.hash,
        tick: None,
        presence: None,
        how: How::Click,
    });
    let refused = house.owner.approve_batch(approvals).await;
    assert!(
        matches!(refused, Err(EngineError::TooEarly { wait_ms: 700 })),
        "{refused:?}"
    );
    none_is_approved(&house, &asked).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn none_or_the_same_twice_is_no_batch() {
    let house = House::new().await;
    let asked = asked(&house, &["60.00"]).await;
    let refused = house.owner.approve_batch(Vec::new()).await;
    assert!(is_refused(&refused, "choose"), "{refused:?}");
    let twice = vec![
        read(&house, asked[0].id).await,
        read(&house, asked[0].id).await,
    ];
    let refused = house.owner.approve_batch(twice).await;
    assert!(is_refused(&refused, "twice"), "{refused:?}");
    none_is_approved(&house, &asked).await;
}
