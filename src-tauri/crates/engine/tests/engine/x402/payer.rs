//! The paying account: made or brought by the owner, kept with the other keys, never replaced.

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Network, PayerKey};

use super::code;
use super::seller::{PAYER, Seller, calls, first_call, open, pay, required, turn};
use crate::support::{House, passphrase};

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
    let base = Seller::with(|option| {
        option["network"] = "eip155:8453".into();
        option["asset"] = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into();
        option["extra"]["name"] = "USD Coin".into();
    });
    assert_eq!(code(pay(&house, "call-1", &base).await), "x402_network_off");
    turn(&house, "base", true).await;
    let answer = pay(&house, "call-1", &base).await.unwrap();
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
