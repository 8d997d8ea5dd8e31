//! What is signed and sent when a payment is made.

use counterfoil_domain::{PurchaseRequest, Timestamp};
use counterfoil_protocols::encoding::{base64, to_hex};
use counterfoil_protocols::evm::{Address, recover};
use counterfoil_protocols::x402::{Lifetime, Method, Network, Quote, Transfer, gate};
use serde_json::{Value, json};

use crate::x402_fixtures::{
    NOW, asked, header, key, message, offer, option, payer, policy, purchase, quote, v1_message,
    with_option,
};

const END: Lifetime = Lifetime::until(1_893_456_000);

fn sent(value: &str) -> Value {
    serde_json::from_slice(&base64(value, 1 << 20).unwrap()).unwrap()
}

fn permit2() -> Value {
    let extra = json!({"name": "USDC", "version": "2", "assetTransferMethod": "permit2"});
    let mut message = with_option("extra", extra);
    message["accepts"][0]["amount"] = "20000".into();
    message
}

fn upto() -> Value {
    let facilitator = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    let mut message = with_option("extra", json!({"facilitatorAddress": facilitator}));
    message["accepts"][0]["scheme"] = "upto".into();
    message
}

#[test]
fn the_account_of_a_key_is_the_one_that_other_programs_find() {
    assert_eq!(
        payer().to_string(),
        "0x1563915e194D8CfBA1943570603F7606A3115508"
    );
}

#[test]
fn a_transfer_by_eip_3009_is_signed_as_viem_and_eth_account_sign_it() {
    let offer = offer(&message());
    let transfer = Transfer::prepare(&offer, payer(), END, [0xab; 32]).unwrap();
    assert_eq!(
        to_hex(&transfer.digest()),
        "0xeb9dafc26637036a65bef03c126d96b95aaf9e5bbba3b5be94e6ebe4bc53cd59"
    );
    let signed = transfer.sign(&key()).unwrap();
    assert_eq!(
        signed.signature().to_hex(),
        "0xaacf7d595ba533976bca9509245377755d5b7c40cd74e3f72f79b22d4d7842b2\
         087da06e8bbea5474a70ae7fec651ddcf3fd775a20ffc4925faab82cbf8950671b"
    );
    assert_eq!(
        recover(&transfer.digest(), &signed.signature()),
        Some(payer())
    );
}

#[test]
fn a_transfer_through_permit2_is_signed_as_viem_and_eth_account_sign_it() {
    let offer = offer(&permit2());
    assert_eq!(offer.method(), Method::Permit2);
    let mut nonce = [0; 32];
    nonce[30..].copy_from_slice(&12_345_u16.to_be_bytes());
    let transfer = Transfer::prepare(&offer, payer(), END, nonce).unwrap();
    assert_eq!(
        to_hex(&transfer.digest()),
        "0x25113d76566e34e937bfda333d8a60f63c3158c98d15d89ef0f365e14968f104"
    );
    let signed = transfer.sign(&key()).unwrap();
    assert_eq!(
        signed.signature().to_hex(),
        "0x564bc518d77696c0f011dff7b06f0c427853d1b34548800d2d94f70e05ce12e9\
         1eadd27a7e86085f5a8e8f8cb643930034712caa01d310c80beb0b0ddcc13cd71c"
    );
    let payload = sent(&signed.header_value(purchase()).unwrap());
    let permit = &payload["payload"]["permit2Authorization"];
    assert_eq!(permit["nonce"], "12345");
    assert_eq!(permit["permitted"]["amount"], "20000");
    assert_eq!(
        permit["spender"],
        "0x402085c248EeA27D92E8b30b2C58ed07f9E20001"
    );
}

#[test]
fn an_upto_payment_is_a_maximum_and_names_who_may_settle_it() {
    let offer = offer(&upto());
    assert!(offer.is_maximum());
    let transfer = Transfer::prepare(&offer, payer(), END, [1; 32]).unwrap();
    assert_eq!(
        to_hex(&transfer.digest()),
        "0x4ade6722ca3f97726cc04853ec7c829331dcfec41fb7cda4db6015cd7daa84b1"
    );
    let signed = transfer.sign(&key()).unwrap();
    assert_eq!(
        signed.signature().to_hex(),
        "0xfbc4991d96fc38e563a269057945129fbb34e635bab501eed0c934ed0476dad1\
         1683b2a18f3f03b448a89e8480238277b1647d320ff4856af9ca2e19f44d67021c"
    );
    let payload = sent(&signed.header_value(purchase()).unwrap());
    let permit = &payload["payload"]["permit2Authorization"];
    assert_eq!(
        permit["spender"],
        "0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002"
    );
    let facilitator = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    assert_eq!(permit["witness"]["facilitator"], facilitator);
    let decimal = "454086624460063511464984254936031011189294057512315937409637584344757371137";
    assert_eq!(permit["nonce"], decimal);
}

#[test]
fn the_chosen_option_is_echoed_to_the_letter() {
    let odd = r#"{"maxTimeoutSeconds":300, "payTo" : "0x209693bc6afc0c5328ba36faf03c514ef312287c",
      "scheme":"exact","network":"eip155:84532","amount":"10000","zz":[1.50,"\u00e9"],
      "asset":"0x036cbd53842c5426634e7929541ec2318f3dcf7e","extra":{"version":"2","name":"USDC","more":1e2}}"#;
    let message = format!(r#"{{"x402Version":2,"accepts":[{odd}]}}"#);
    let offer = gate(&Quote::parse(&message).unwrap(), asked(), &policy(), NOW).unwrap();
    let transfer = Transfer::prepare(&offer, payer(), END, [1; 32]).unwrap();
    let signed = transfer.sign(&key()).unwrap();
    let text = signed.message(purchase()).unwrap();
    assert!(text.contains(&format!(r#""accepted":{odd}"#)), "{text}");
    assert_eq!(signed.header_name(), "PAYMENT-SIGNATURE");
    serde_json::from_str::<Value>(&text).unwrap();
}

#[test]
fn a_version_1_payment_is_flat_and_in_its_own_header() {
    let offer = offer(&v1_message());
    let transfer = Transfer::prepare(&offer, payer(), END, [0xab; 32]).unwrap();
    let signed = transfer.sign(&key()).unwrap();
    assert_eq!(signed.header_name(), "X-PAYMENT");
    let payload = sent(&signed.header_value(purchase()).unwrap());
    assert_eq!(payload["x402Version"], 1);
    assert_eq!(payload["network"], "base-sepolia");
    let authorization = json!({
        "from": "0x1563915e194D8CfBA1943570603F7606A3115508",
        "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "value": "10000", "validAfter": "0", "validBefore": "1893456000",
        "nonce": format!("0x{}", "ab".repeat(32)),
    });
    assert_eq!(payload["payload"]["authorization"], authorization);
}

#[test]
fn the_purchase_is_the_payments_identifier_where_the_seller_takes_one() {
    let mut message = message();
    message["extensions"] = json!({
        "bazaar": {"info": {"x": 1}, "schema": {}},
        "payment-identifier": {"info": {"required": true}, "schema": {"type": "object"}},
    });
    let offer = offer(&message);
    let transfer = Transfer::prepare(&offer, payer(), END, [1; 32]).unwrap();
    let signed = transfer.sign(&key()).unwrap();
    let payload = sent(&signed.header_value(purchase()).unwrap());
    let mut expected = message["extensions"].clone();
    expected["payment-identifier"]["info"]["id"] = purchase().to_string().into();
    assert_eq!(payload["extensions"], expected);

    message["extensions"]["payment-identifier"]["info"]["id"] = "somebody-elses-id".into();
    let offer = super::x402_fixtures::offer(&message);
    let transfer = Transfer::prepare(&offer, payer(), END, [1; 32]).unwrap();
    let refused = transfer
        .sign(&key())
        .unwrap()
        .header_value(purchase())
        .unwrap_err();
    assert_eq!(refused.code(), "x402_payment_identifier");
}

#[test]
fn signing_again_with_the_recorded_nonce_and_end_gives_the_same_payment() {
    let offer = offer(&message());
    let first = Transfer::prepare(&offer, payer(), Lifetime::starting(NOW, &offer), [9; 32]);
    let first = first.unwrap();
    assert_eq!(first.lifetime().valid_before(), NOW + 300);
    let recorded = Lifetime::until(first.lifetime().valid_before());
    let again = Transfer::prepare(&offer, payer(), recorded, [9; 32]).unwrap();
    let value = |transfer: &Transfer<'_>| {
        transfer
            .sign(&key())
            .unwrap()
            .header_value(purchase())
            .unwrap()
    };
    assert_eq!(value(&first), value(&again));
}

#[test]
fn only_the_payers_key_signs_and_only_with_a_drawn_nonce() {
    let offer = offer(&message());
    let other = Address::parse("0x857b06519E91e3A54538791bDbb0E22373e36b66").unwrap();
    let transfer = Transfer::prepare(&offer, other, END, [1; 32]).unwrap();
    assert_eq!(transfer.sign(&key()).unwrap_err().code(), "x402_key");
    let unset = Transfer::prepare(&offer, payer(), END, [0; 32]).unwrap_err();
    assert_eq!(unset.code(), "x402_nonce");
}

#[test]
fn a_signature_with_the_other_s_is_nobodys() {
    let offer = offer(&message());
    let transfer = Transfer::prepare(&offer, payer(), END, [0xab; 32]).unwrap();
    let signed = transfer.sign(&key()).unwrap();
    let order = hex_bytes("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    let mut bytes = *signed.signature().as_bytes();
    let mut borrow = 0_i16;
    for place in (0..32).rev() {
        let value = i16::from(order[place]) - i16::from(bytes[32 + place]) - borrow;
        borrow = i16::from(value < 0);
        bytes[32 + place] = u8::try_from(value.rem_euclid(256)).unwrap();
    }
    bytes[64] = if bytes[64] == 27 { 28 } else { 27 };
    let other = counterfoil_protocols::evm::EvmSignature::parse(&to_hex(&bytes)).unwrap();
    assert_eq!(recover(&transfer.digest(), &other), None);
}

#[test]
fn an_offer_becomes_a_purchase_the_budget_understands() {
    let offer = offer(&message());
    let now = Timestamp::from_millis(1_893_455_700_000);
    let request = PurchaseRequest::from_draft(offer.draft(b"as received"), now).unwrap();
    assert_eq!(request.checkout.amount.to_string(), "0.010000 USDC");
    assert_eq!(request.checkout.merchant.label(), "seller.example");
    assert_eq!(request.checkout.items[0].title.as_str(), "one cent page");
    let quote = request.checkout.quote.unwrap();
    assert!(quote.is_of(b"as received"));
    assert_eq!(quote.facts["x402.network"], "eip155:84532");
    assert_eq!(quote.facts["x402.terms"], to_hex(&offer.fingerprint())[2..]);
}

#[test]
fn a_seller_without_a_domain_is_named_by_its_address() {
    let mut message = message();
    message["resource"]["url"] = "http://127.0.0.1:4021/paid".into();
    message["resource"]["serviceName"] = "Big Bank".into();
    message["resource"]["description"] = "x".repeat(5000).into();
    let asked = counterfoil_protocols::x402::Asked {
        url: "http://127.0.0.1:4021/paid",
        method: "get",
    };
    let offer = gate(&quote(&message), asked, &policy(), NOW).unwrap();
    let draft = offer.draft(b"as received");
    assert_eq!(draft.merchant.name, "127.0.0.1:4021");
    assert_eq!(draft.merchant.domain, None);
    assert_eq!(draft.items[0].title, "GET /paid");
    PurchaseRequest::from_draft(draft, Timestamp::from_millis(1_893_455_700_000)).unwrap();
}

#[test]
fn a_tool_that_wants_money_is_named_as_one() {
    let mut message = message();
    message["resource"]["url"] = "mcp://tool/forecast".into();
    let asked = counterfoil_protocols::x402::Asked {
        url: "mcp://tool/forecast",
        method: "tools/call",
    };
    let draft = gate(&quote(&message), asked, &policy(), NOW)
        .unwrap()
        .draft(b"");
    assert_eq!(draft.merchant.name, "Tool forecast");
    assert_eq!(draft.merchant.domain, None);
}

#[test]
fn a_network_with_real_money_is_paid_on_when_the_owner_turned_it_on() {
    let base = Network::parse("base").unwrap();
    let mut message = message();
    message["accepts"][0] = option();
    message["accepts"][0]["network"] = "eip155:8453".into();
    message["accepts"][0]["asset"] = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into();
    message["accepts"][0]["extra"] = json!({"name": "USD Coin", "version": "2"});
    let mut policy = policy();
    policy.networks = policy.networks.with(base);
    let offer = gate(&quote(&message), asked(), &policy, NOW).unwrap();
    assert_eq!(offer.network(), base);
    assert_eq!(Quote::parse(&header(&message)).unwrap().options.len(), 1);
}

#[test]
fn every_registered_token_is_one_the_budget_knows() {
    let mut count = 0;
    for asset in counterfoil_protocols::x402::Asset::all() {
        assert_eq!(asset.currency().unwrap().code(), "USDC");
        count += 1;
    }
    assert_eq!(count, 7);
}

fn hex_bytes(text: &str) -> Vec<u8> {
    let nibble = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(nibble).collect()
}
