//! Between the owner's approval and the signature: quotes get old, sellers change their minds,
//! owners stop everything.

use std::time::Duration;

use counterfoil_domain::purchase::Status;

use super::seller::{Seller, amounting, calls, first_call, open, renew, required, turn};
use crate::support::House;
use counterfoil_domain::PurchaseId;

/// A purchase that the owner approved two minutes after the seller was asked.
async fn approved_late(house: &House) -> PurchaseId {
    let asked = first_call(house).await;
    assert_eq!(asked.status, Status::Pending);
    house.clock.advance(Duration::from_mins(2));
    house.approve(asked.id).await.unwrap();
    asked.id
}

#[tokio::test]
async fn a_quote_that_got_old_is_not_signed_until_the_seller_is_asked_anew() {
    let house = open(&calls("0.001")).await;
    let id = approved_late(&house).await;
    house.pass(Duration::from_secs(11)).await;
    let waits = house.agent.get(id).await.unwrap();
    assert_eq!((waits.status, &waits.payment), (Status::Approved, &None));
    assert_eq!(waits.payment_problem.unwrap().code, "quote_stale");
    let signed = renew(&house, id, &required()).await.unwrap();
    assert_eq!((signed.status, signed.revision), (Status::Authorized, 2));
    assert!(signed.payment.is_some());
    house.is_intact().await;
}

#[tokio::test]
async fn a_seller_that_changed_its_mind_goes_back_to_the_owner() {
    let changes: [fn(&mut serde_json::Value); 3] = [
        |option| option["payTo"] = "0x857b06519E91e3A54538791bDbb0E22373e36b66".into(),
        |option| option["amount"] = "10001".into(),
        |option| option["maxTimeoutSeconds"] = 301.into(),
    ];
    for change in changes {
        let house = open(&calls("0.001")).await;
        let id = approved_late(&house).await;
        let asked = renew(&house, id, &Seller::with(change)).await.unwrap();
        assert_eq!((asked.status, asked.payment), (Status::Pending, None));
        house.is_intact().await;
    }
}

#[tokio::test]
async fn asking_the_seller_anew_while_the_owner_reads_disturbs_nobody() {
    let house = open(&calls("0.001")).await;
    let asked = first_call(&house).await;
    let same = renew(&house, asked.id, &required()).await.unwrap();
    assert_eq!((same.status, same.revision), (Status::Pending, 1));
    let dearer = renew(&house, asked.id, &amounting("20000")).await.unwrap();
    assert_eq!((dearer.status, dearer.revision), (Status::Pending, 2));
}

#[tokio::test]
async fn an_approval_that_nobody_renews_is_not_used() {
    let house = open(&calls("0.001")).await;
    let id = approved_late(&house).await;
    house
        .pass_until(Duration::from_mins(6), id, Status::Expired)
        .await;
    assert_eq!(house.budget().await.0, "0.000000");
    assert!(renew(&house, id, &required()).await.is_err());
    house.is_intact().await;
}

#[tokio::test]
async fn a_pause_between_approval_and_signature_stops_it() {
    let house = open(&calls("0.001")).await;
    let asked = first_call(&house).await;
    house.approve(asked.id).await.unwrap();
    house.agent.pause_self().await.unwrap();
    house.pass(Duration::from_secs(15)).await;
    let stopped = house.agent.get(asked.id).await.unwrap();
    assert_eq!((stopped.status, stopped.payment), (Status::Approved, None));
}

#[tokio::test]
async fn a_network_that_is_turned_off_after_the_approval_stops_it() {
    let house = open(&calls("0.001")).await;
    let asked = first_call(&house).await;
    house.approve(asked.id).await.unwrap();
    turn(&house, "base-sepolia", false).await;
    house.pass(Duration::from_secs(15)).await;
    let stopped = house.agent.get(asked.id).await.unwrap();
    assert_eq!((stopped.status, stopped.payment), (Status::Approved, None));
    house.is_intact().await;
}
