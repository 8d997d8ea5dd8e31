use counterfoil_domain::request::DraftQuote;
use counterfoil_domain::{Draft, PurchaseRequest, Timestamp};
use proptest::prelude::*;

use crate::fixtures::{books, eur, now, request, simple};

type Edit = fn(&mut Draft);

#[test]
fn the_request_of_the_contract_is_understood() {
    let request = request(books());
    assert_eq!(request.checkout.amount, eur("84.90"));
    assert_eq!(request.checkout.items[1].quantity, 1);
    assert_eq!(
        request.intent.unwrap().conversation[0].text.as_str(),
        "two lichen guides\nand a map case"
    );
    assert_eq!(
        request.expires_at,
        Some(Timestamp::parse("2026-11-22T14:32:00Z").unwrap())
    );
    assert_eq!(request.hidden_characters, 0);
}

#[test]
fn the_stored_bytes_of_a_request_are_canonical_and_read_back_the_same() {
    for draft in [books(), simple("1.00")] {
        let request = request(draft);
        assert_canonical(&request);
    }
}

#[test]
fn the_stored_form_is_exactly_this() {
    let request = request(simple("84.90"));
    assert_eq!(
        String::from_utf8(request.canonical_json()).unwrap(),
        r#"{"checkout":{"amount":"84.90","currency":"EUR","items":[],"merchant":{"domain":"nordlicht-books.example","name":"Nordlicht Books"},"rail":"card"},"hidden_characters":0,"metadata":{},"reason":"It was asked for"}"#
    );
}

#[test]
fn the_hash_of_a_checkout_is_over_everything_that_is_bought() {
    let checkout = |change: fn(&mut Draft)| {
        let mut draft = books();
        change(&mut draft);
        request(draft).checkout
    };
    let original = checkout(|_| ());
    assert_eq!(
        original.hash(),
        checkout(|draft| draft.reason = None).hash()
    );
    let cases: [Edit; 5] = [
        (|draft| draft.merchant.name.push('!')),
        |draft| draft.items[0].sku = None,
        |draft| draft.instrument = None,
        |draft| draft.rail = Some("bank".into()),
        |draft| draft.recurrence = None,
    ];
    for change in cases {
        assert_ne!(original.hash(), checkout(change).hash());
    }
    assert_eq!(
        original.items_hash(),
        checkout(|draft| draft.rail = None).items_hash()
    );
    assert_ne!(
        original.items_hash(),
        checkout(|draft| draft.items[0].sku = None).items_hash()
    );
}

#[test]
fn without_items_a_reason_is_enough_and_without_totals_the_items_are_the_sum() {
    assert!(request(simple("5.00")).checkout.items.is_empty());
    let mut draft = books();
    draft.totals = None;
    draft.amount = "79.95".into();
    assert_eq!(request(draft).checkout.amount, eur("79.95"));
}

#[test]
fn what_was_asked_on_a_rail_is_part_of_the_checkout_and_its_hash() {
    let quoted = |network: &str, received: &[u8]| {
        let mut draft = simple("5.00");
        draft.quote = Some(DraftQuote {
            facts: [("x402.network".to_owned(), network.to_owned())].into(),
            received: received.to_vec(),
        });
        request(draft)
    };
    let one = quoted("eip155:8453", b"one");
    assert_canonical(&one);
    assert!(one.checkout.quote.as_ref().unwrap().is_of(b"one"));
    assert_ne!(
        one.checkout.hash(),
        quoted("eip155:1", b"one").checkout.hash()
    );
    let again = quoted("eip155:8453", b"two");
    assert_ne!(one.checkout.hash(), again.checkout.hash());
    let (one, again) = (one.checkout.quote.unwrap(), again.checkout.quote.unwrap());
    assert!(one.asks_the_same(&again) && !again.is_of(b"one"));
}

fn assert_canonical(request: &PurchaseRequest) {
    let bytes = serde_json::to_vec(request).unwrap();
    assert_eq!(bytes, serde_json_canonicalizer::to_vec(request).unwrap());
    assert_eq!(
        &serde_json::from_slice::<PurchaseRequest>(&bytes).unwrap(),
        request
    );
}

proptest! {
    #[test]
    fn whatever_is_taken_is_stored_canonically(
        name in "\\PC{1,40}", reason in "\\PC{1,60}", note in "[a-z\u{1F600}\"\\\\é\u{2028}\n\t]{0,20}",
        minor in 1_u32..1_000_000, keys in prop::collection::btree_map("[a-zA-Z0-9_.-]{1,12}", "\\PC{1,20}", 0..5),
    ) {
        let mut draft = books();
        draft.merchant.name = name;
        draft.reason = Some(reason);
        draft.intent = None;
        draft.items[0].title = format!("Note {note}");
        draft.totals = None;
        draft.items.truncate(1);
        draft.items[0].quantity = None;
        draft.items[0].unit_amount = None;
        draft.amount = format!("{}.{:02}", minor / 100, minor % 100);
        draft.items[0].amount.clone_from(&draft.amount);
        draft.metadata = keys;
        if let Ok(request) = PurchaseRequest::from_draft(draft, now()) {
            assert_canonical(&request);
        }
    }
}
