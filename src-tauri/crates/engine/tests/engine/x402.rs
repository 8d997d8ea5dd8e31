//! Paying over x402: one budget, one record, one signature.

mod payer;
mod renewing;
pub mod seller;
mod settling;

use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{EngineError, PaymentAnswer};
use counterfoil_protocols::evm::{Address, EvmSignature, recover};

use seller::{PAYER, Seller, amounting, calls, first_call, open, pay, payment, required, turn};

fn code<T: std::fmt::Debug>(refused: Result<T, EngineError>) -> &'static str {
    refused.unwrap_err().code()
}

#[tokio::test]
async fn a_call_within_the_budget_is_paid_with_a_signature_of_the_payer() {
    let house = open(&calls("0.05")).await;
    let answer = first_call(&house).await;
    assert_eq!(answer.status, Status::Authorized);
    let Some(PaymentAnswer::Header { name, value }) = &answer.payment else {
        panic!("{answer:?}");
    };
    assert_eq!(*name, "PAYMENT-SIGNATURE");
    let sent = payment(value);
    assert_eq!(sent["accepted"]["amount"], "10000");
    assert_eq!(sent["payload"]["authorization"]["from"], PAYER);
    let detail = house.engine.local().purchase(answer.id).await.unwrap();
    let recorded = detail.authorized.unwrap().payment.unwrap();
    let counterfoil_domain::entry::Payment::X402(recorded) = recorded else {
        panic!("{recorded:?}");
    };
    let digest: [u8; 32] = hex::decode(&recorded.digest).unwrap().try_into().unwrap();
    let signature = sent["payload"]["signature"].as_str().unwrap();
    let signer = recover(&digest, &EvmSignature::parse(signature).unwrap());
    assert_eq!(signer, Some(Address::parse(PAYER).unwrap()));
    assert_eq!(house.budget().await.0, "0.010000");
    house.is_intact().await;
}

#[tokio::test]
async fn the_same_key_gives_the_same_signature_also_after_a_restart() {
    let house = open(&calls("0.05")).await;
    let first = first_call(&house).await;
    let again = first_call(&house).await;
    assert_eq!((again.id, &again.payment), (first.id, &first.payment));
    let house = house.reopened().await;
    let read = house.agent.get(first.id).await.unwrap();
    assert_eq!(
        (read.payment, read.authorization),
        (first.payment, first.authorization)
    );
    house.is_intact().await;
}

#[tokio::test]
async fn what_was_asked_is_kept_and_its_loss_or_change_is_noticed() {
    for change in ["DELETE FROM quote", "UPDATE quote SET bytes = x'7b7d'"] {
        let house = open(&calls("0.05")).await;
        first_call(&house).await;
        let found = house.finding_after(change).await;
        assert!(found.contains("asked on a rail"), "{found}");
    }
}

#[tokio::test]
async fn an_offer_that_is_refused_is_recorded_and_buys_nothing() {
    let house = open(&calls("0.05")).await;
    let before = house.engine.gate().health().unwrap().ledger_size;
    let dear = Seller::with(|one| one["network"] = "eip155:8453".into());
    assert_eq!(code(pay(&house, "call-1", &dear).await), "x402_network_off");
    assert_eq!(
        house.engine.gate().health().unwrap().ledger_size,
        before + 1
    );
    assert_eq!(house.budget().await.0, "0.000000");
    first_call(&house).await;
    house.is_intact().await;
}

#[tokio::test]
async fn a_call_bought_before_is_answered_as_then_though_its_network_is_off_now() {
    let house = open(&calls("0.05")).await;
    let first = first_call(&house).await;
    turn(&house, "base-sepolia", false).await;
    assert_eq!(
        code(pay(&house, "call-2", &required()).await),
        "x402_network_off"
    );
    let again = first_call(&house).await;
    assert_eq!((again.id, again.payment), (first.id, first.payment));
}

#[tokio::test]
async fn the_budget_is_one_for_all_rails() {
    let house = open(&calls("0.05")).await;
    for n in 0..5 {
        let answer = pay(&house, &format!("call-{n}"), &amounting("50000"))
            .await
            .unwrap();
        assert_eq!(answer.status, Status::Authorized, "{n}");
    }
    let beyond = pay(&house, "call-5", &amounting("50000")).await.unwrap();
    assert_eq!((beyond.status, beyond.payment), (Status::Pending, None));
    assert_eq!(house.budget().await.2, "0.000000");
}

#[tokio::test]
async fn a_signature_that_nobody_used_frees_the_budget_once_it_is_worth_nothing() {
    let house = open(&calls("0.05")).await;
    let answer = first_call(&house).await;
    house.pass(Duration::from_secs(310)).await;
    assert_eq!(house.status(answer.id).await, Status::Authorized);
    assert_eq!(house.budget().await.0, "0.010000");
    let rest = Duration::from_mins(12);
    house.pass_until(rest, answer.id, Status::Lapsed).await;
    assert_eq!(house.budget().await.0, "0.000000");
    house.is_intact().await;
}

#[tokio::test]
async fn an_agents_own_request_carries_no_quote() {
    let house = open(&calls("0.05")).await;
    let mut draft = crate::support::draft("0.01", "api.seller.example");
    draft.currency = "USDC".into();
    draft.quote = Some(counterfoil_domain::request::DraftQuote {
        facts: [("x402.network".to_owned(), "eip155:84532".to_owned())].into(),
        received: b"made up".to_vec(),
    });
    let request = crate::support::parsed(draft);
    assert_eq!(code(house.try_ask("made-up", request).await), "invalid");
}
