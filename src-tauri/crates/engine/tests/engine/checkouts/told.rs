//! What the card of each rail says of the payment, in the owner's words.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::rates::Quote;
use counterfoil_domain::{Currency, MerchantDomain};
use counterfoil_engine::{Tone, ViewPayment};
use serde_json::json;

use super::handed;
use super::local::{YUAN, needed, order};
use crate::support::House;
use crate::x402::seller::{Seller, amounting, calls, open, pay, real, required, turn};

async fn payment(house: &House, id: PurchaseId) -> ViewPayment {
    let view = house.owner.card(id).await.unwrap().view;
    view.payment.unwrap()
}

/// The card of a call that waits.
async fn call(house: &House, key: &str, seller: &Seller) -> ViewPayment {
    let asked = pay(house, key, seller).await.unwrap();
    payment(house, asked.id).await
}

/// Each line's code and tone, in order.
fn said(payment: &ViewPayment) -> Vec<(&str, Tone)> {
    let lines = payment.lines.iter();
    lines.map(|line| (line.code.as_str(), line.tone)).collect()
}

#[tokio::test]
async fn a_call_is_told_in_dollars_with_its_network_and_how_long_the_seller_has() {
    let house = open(&calls("0.001")).await;
    turn(&house, "base", true).await;
    let told = call(&house, "call-1", &real()).await;
    let about = told.about.as_ref().unwrap();
    assert_eq!(about.amount.to_string(), "0.01 USD");
    assert_eq!(
        (about.less, about.rate),
        (false, None),
        "by its issuer's promise"
    );
    assert_eq!(told.network.as_deref(), Some("Base"));
    let expected = [("offer_unsigned", Tone::Plain), ("x402_end", Tone::Plain)];
    assert_eq!(said(&told), expected);
    assert_eq!(told.lines[1].params["minutes"], "5");
}

#[tokio::test]
async fn less_than_a_cent_and_a_test_network_are_said_as_such() {
    let house = open(&calls("0.0001")).await;
    let told = call(&house, "call-1", &amounting("1000")).await;
    let about = told.about.as_ref().unwrap();
    assert_eq!(
        (about.amount.to_string().as_str(), about.less),
        ("0.01 USD", true)
    );
    assert_eq!(told.lines[1].code, "test_network");
    let exact = call(&house, "call-2", &required()).await;
    assert!(!exact.about.unwrap().less);
}

#[tokio::test]
async fn the_owners_own_rate_goes_before_the_issuers_promise() {
    let house = open(&calls("0.001")).await;
    let of = |code: &str| Currency::parse(code).unwrap();
    let rate = Quote::parse("0.90").unwrap();
    let presence = house.presence().await;
    let set = house.owner.set_rate(of("USDC"), of("USD"), rate, presence);
    set.await.unwrap();
    let told = call(&house, "call-1", &amounting("100000")).await;
    let about = told.about.unwrap();
    assert_eq!(about.amount.to_string(), "0.09 USD");
    assert_eq!(about.rate.unwrap().date.to_string(), "2026-11-22");
}

#[tokio::test]
async fn a_maximum_is_told_as_one() {
    let house = open(&calls("0.001")).await;
    let upto = Seller::with(|option| {
        option["scheme"] = "upto".into();
        option["extra"] =
            json!({"facilitatorAddress": "0x857b06519E91e3A54538791bDbb0E22373e36b66"});
    });
    assert!(call(&house, "call-1", &upto).await.at_most);
    assert!(!call(&house, "call-2", &required()).await.at_most);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_is_told_with_the_key_that_signed_it_or_that_none_is_trusted() {
    let house = House::new().await.trusting().await;
    let asked = house.handed_in(8_490).await;
    let told = payment(&house, asked.id).await;
    let expected = [
        ("merchant_signed", Tone::Verified),
        ("ap2_end", Tone::Plain),
        ("offer_open", Tone::Plain),
    ];
    assert_eq!(said(&told), expected);
    assert_eq!(told.lines[0].params["domain"], "nordlicht-books.example");
    assert_eq!(told.lines[0].params["key"], "merchant-1");
    assert_eq!((told.about, told.network), (None, None));
    let domain = MerchantDomain::parse("nordlicht-books.example").unwrap();
    let stranger = House::new().await;
    let asked = stranger.handed_in(8_490).await;
    let told = payment(&stranger, asked.id).await;
    assert_eq!(said(&told)[0], ("merchant_unverified", Tone::Warn));
    assert!(told.lines[0].text.contains(domain.registrable()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_told_as_unsigned_and_as_one_payment_of_at_most_its_price() {
    let house = House::new().await;
    let asked = house.acp("k1", &super::acp::session(8_490)).await.unwrap();
    let told = payment(&house, asked.answer.id).await;
    let expected = [
        ("acp_unsigned", Tone::Plain),
        ("acp_end", Tone::Plain),
        ("offer_open", Tone::Plain),
    ];
    assert_eq!(said(&told), expected);
    assert_eq!(told.lines[1].params["merchant"], "nordlicht");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_settle_is_told_as_their_word() {
    let house = House::with_mandate(Some(YUAN)).await;
    let header = needed("6.00");
    let alipay = house
        .agent
        .pay_a402(handed("k1", &header), Some("tianqi.example"));
    let told = payment(&house, alipay.await.unwrap().answer.id).await;
    let expected = [
        ("settled_unchecked", Tone::Warn),
        ("settled_elsewhere", Tone::Plain),
        ("offer_end", Tone::Plain),
    ];
    assert_eq!(said(&told), expected);
    assert_eq!(told.lines[1].params["who"], "Alipay");
    assert_eq!(told.lines[2].params["until"], "2026-11-22T12:05:00.000Z");
    let jd = house
        .agent
        .pay_clawtip(handed("k2", &order("600").to_string()));
    let told = payment(&house, jd.await.unwrap().answer.id).await;
    assert_eq!(told.lines[1].params["who"], "JD");
    assert_eq!(said(&told)[2], ("offer_open", Tone::Plain));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rail_that_an_agent_only_names_is_told_nothing_of() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    assert_eq!(house.owner.card(asked.id).await.unwrap().view.payment, None);
}
