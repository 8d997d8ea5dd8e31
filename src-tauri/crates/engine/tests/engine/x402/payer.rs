//! The paying account: made or brought by the owner, kept with the other keys, never replaced.

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Engine, Network, PayerKey};

use super::code;
use super::seller::{PAYER, calls, first_call, open, pay, pay_as, real, required, turn};
use crate::support::{House, options, passphrase};

#[tokio::test]
async fn without_an_account_nothing_is_paid() {
    let house = House::with_mandate(Some(&calls("0.05"))).await;
    assert_eq!(
        code(pay(&house, "call-1", &required()).await),
        "x402_no_payer"
    );
    assert_eq!(house.owner.payer(), None);
}

#[tokio::test]
async fn an_account_stays_over_restarts_and_is_not_replaced() {
    let house = open(&calls("0.05")).await.reopened().await;
    assert_eq!(house.owner.payer().as_deref(), Some(PAYER));
    let fresh = PayerKey::fresh().unwrap();
    let refused = house.owner.set_payer(fresh, false, &passphrase()).await;
    assert_eq!(code(refused), "invalid");
    let same = PayerKey::import(&format!("0x{}\n", "22".repeat(32))).unwrap();
    house
        .owner
        .set_payer(same, true, &passphrase())
        .await
        .unwrap();
    let answer = first_call(&house).await;
    assert!(answer.payment.is_some());
    let file = std::fs::read_to_string(house.dir.path().join("keys.json")).unwrap();
    assert!(!file.contains("2222222222") && !file.contains("1563915e"));
    house.is_intact().await;
}

#[tokio::test]
async fn a_key_that_is_none_is_not_taken() {
    for text in [
        "",
        "0x22",
        "zz",
        &"00".repeat(32),
        &"ff".repeat(32),
        &"22".repeat(33),
    ] {
        assert_eq!(code(PayerKey::import(text)), "invalid", "{text}");
    }
}

#[tokio::test]
async fn real_money_moves_only_on_networks_that_the_owner_turned_on() {
    let house = open(&calls("0.05")).await;
    assert_eq!(
        code(pay(&house, "call-1", &real()).await),
        "x402_network_off"
    );
    turn(&house, "base", true).await;
    let answer = pay(&house, "call-1", &real()).await.unwrap();
    assert_eq!(answer.status, Status::Authorized);
    let house = house.reopened().await;
    assert!(
        house
            .owner
            .networks()
            .contains(&(Network::parse("base").unwrap(), true))
    );
    house.is_intact().await;
}

#[tokio::test]
async fn turning_a_network_off_takes_no_passphrase_and_holds_at_once() {
    let house = open(&calls("0.05")).await;
    turn(&house, "base", true).await;
    let base = Network::parse("base").unwrap();
    house.owner.stop_network(base).await.unwrap();
    assert_eq!(
        code(pay(&house, "call-1", &real()).await),
        "x402_network_off"
    );
    house.is_intact().await;
}

#[tokio::test]
async fn a_sandbox_agent_never_pays_real_money_though_the_network_is_on() {
    let house = open(&calls("0.05")).await;
    turn(&house, "base", true).await;
    let toy = house.toy().await;
    let refused = pay_as(&toy, "call-1", &real()).await;
    assert_eq!(code(refused), "x402_network_off");
    let play = pay_as(&toy, "call-2", &required()).await;
    assert!(play.is_ok(), "test money it may ask for: {play:?}");
    let real = pay(&house, "call-3", &real()).await.unwrap();
    assert_eq!(real.status, Status::Authorized);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_runs_signs_with_an_account_that_another_process_made() {
    let house = House::with_mandate(Some(&calls("0.05"))).await;
    let second = Engine::open(house.dir.path(), options(&house.clock)).unwrap();
    let owner = second.unlock(&passphrase()).await.unwrap();
    let key = PayerKey::import(&"22".repeat(32)).unwrap();
    owner.set_payer(key, true, &passphrase()).await.unwrap();
    let mut paid = pay(&house, "call-1", &required()).await;
    // What another process wrote is heard of a moment later; the refusal itself looks.
    if paid.is_err() {
        paid = pay(&house, "call-1", &required()).await;
    }
    let paid = paid.unwrap();
    assert_eq!(paid.status, Status::Authorized);
    assert!(paid.payment.is_some());
    drop(owner);
    second.close().await.unwrap();
    house.is_intact().await;
}

#[tokio::test]
async fn what_was_paid_from_the_account_is_counted_by_the_record() {
    let house = open(&calls("0.05")).await;
    let none = house.owner.payer_used().await.unwrap();
    assert_eq!((none.paid.len(), none.held.len()), (0, 0));
    first_call(&house).await;
    let used = house.owner.payer_used().await.unwrap();
    assert_eq!(used.held[0].to_string(), "0.010000 USDC");
    assert!(used.paid.is_empty());
}

#[tokio::test]
async fn a_refused_offer_is_listed_with_who_tried_what_and_why() {
    let house = open(&calls("0.05")).await;
    assert!(house.owner.refused_offers(10).await.unwrap().is_empty());
    let refused = pay(&house, "call-1", &real()).await;
    assert_eq!(code(refused), "x402_network_off");
    let listed = house.owner.refused_offers(10).await.unwrap();
    let [offer] = listed.as_slice() else {
        panic!("{listed:?}");
    };
    assert_eq!(
        (offer.rail.as_str(), offer.code.as_str()),
        ("x402", "x402_network_off")
    );
    assert_eq!(offer.agent_name, "Shopping agent");
    assert_eq!(offer.seller.as_deref(), Some("api.seller.example"));
    assert!(offer.text.contains("Base"), "{}", offer.text);
    house.is_intact().await;
}
