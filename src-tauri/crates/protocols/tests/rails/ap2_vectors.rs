//! Tokens made with the reference SDK are accepted, and no altered one is.

use counterfoil_protocols::ap2::{
    Checkout, Content, Expected, Receipt, Token, hop, receipt::Outcome,
};
use counterfoil_protocols::encoding::sha256_url;
use counterfoil_protocols::jws::KeySet;

use crate::ap2_fixtures::{NOW, key, keys, time, vector};

const MERCHANT: Expected<'_> = Expected {
    audience: "merchant",
    nonce: "nonce-m-1",
};
const PROVIDER: Expected<'_> = Expected {
    audience: "credential-provider",
    nonce: "nonce-cp-1",
};

fn token(name: &str) -> Token {
    Token::parse(&vector(name)).unwrap()
}

fn contents(name: &str, expected: Option<Expected<'_>>) -> Vec<Content> {
    let token = token(name);
    token
        .verify(&keys("trusted_surface"), expected, NOW)
        .unwrap();
    assert_eq!(token.compact(), vector(name));
    let segments = token.segments().iter();
    segments
        .map(|segment| Content::of(segment).unwrap())
        .collect()
}

fn accepted(text: &str, expected: Option<Expected<'_>>) -> bool {
    accepted_by(&keys("trusted_surface"), text, expected)
}

fn accepted_by(owner: &KeySet, text: &str, expected: Option<Expected<'_>>) -> bool {
    let token = Token::parse(text);
    token.is_ok_and(|token| {
        let read = token
            .segments()
            .iter()
            .all(|segment| Content::of(segment).is_ok());
        read && token.verify(owner, expected, NOW).is_ok()
    })
}

#[test]
fn the_open_mandates_are_read_with_the_hashes_others_compute() {
    assert!(matches!(
        contents("open_checkout", None)[..],
        [Content::OpenCheckout(_)]
    ));
    assert!(matches!(
        contents("open_payment", None)[..],
        [Content::OpenPayment(_)]
    ));
    let token = token("open_checkout");
    let root = token.first().unwrap();
    assert_eq!(root.sd_hash(), vector("open_checkout_sd_hash"));
    assert_eq!(
        sha256_url(root.jwt().as_bytes()),
        vector("open_checkout_issuer_jwt_hash")
    );
}

#[test]
fn the_direct_mandates_are_of_the_same_checkout() {
    let checkout = Checkout::read(&vector("checkout_jwt"), &keys("merchant"), time()).unwrap();
    assert_eq!(checkout.hash, vector("checkout_hash"));
    assert!(checkout.verified);
    let contents = [
        contents("direct_checkout", None),
        contents("direct_payment", None),
    ]
    .concat();
    let [Content::Checkout(closed), Content::Payment(payment)] = &contents[..] else {
        panic!("{contents:?}");
    };
    assert_eq!(closed.checkout_jwt, checkout.jwt);
    checkout.require_payment(payment).unwrap();
}

#[test]
fn the_agents_chains_satisfy_their_open_mandates() {
    let checkout = Checkout::read(&vector("checkout_jwt"), &keys("merchant"), time()).unwrap();
    let chains = (
        &token("autonomous_checkout_chain"),
        &token("autonomous_payment_chain"),
    );
    let owner = keys("trusted_surface");
    hop::verify(chains, &owner, (MERCHANT, PROVIDER), &checkout, None, NOW).unwrap();
    let swapped = hop::verify(chains, &owner, (PROVIDER, MERCHANT), &checkout, None, NOW);
    assert_eq!(swapped.unwrap_err().code(), "ap2_audience");
    let late = hop::verify(
        chains,
        &owner,
        (MERCHANT, PROVIDER),
        &checkout,
        None,
        NOW + 3600,
    );
    assert_eq!(late.unwrap_err().code(), "ap2_time");
}

#[test]
fn the_receipt_is_matched_under_either_hash() {
    let receipt = Receipt::read(&vector("payment_receipt"), &keys("mpp")).unwrap();
    assert!(matches!(receipt.result, Outcome::Paid { .. }));
    assert!(!receipt.releases());
    let named = [
        vector("receipt_reference_spec_style"),
        vector("receipt_reference_sdk_style"),
    ];
    let chains = ["autonomous_payment_chain", "direct_payment"];
    let matching: Vec<_> = chains
        .into_iter()
        .filter(|name| token(name).references() == named)
        .collect();
    assert_eq!(matching.len(), 1, "{matching:?}");
    let closed = token(matching[0]);
    assert!(receipt.is_about(&closed));
    let other = Receipt {
        reference: named[0].clone(),
        ..receipt.clone()
    };
    assert!(other.is_about(&closed));
    assert!(!receipt.is_about(&token("open_payment")));
}

#[test]
fn a_receipt_of_another_key_is_not_believed() {
    let error = Receipt::read(&vector("payment_receipt"), &keys("merchant")).unwrap_err();
    assert_eq!(error.code(), "jws_unknown_key");
    let impostor = KeySet::new().with("mpp-1", *key("agent").verifying_key());
    let error = Receipt::read(&vector("payment_receipt"), &impostor).unwrap_err();
    assert_eq!(error.code(), "jws_signature");
    assert_eq!(error.wire_code(), "invalid_credential");
}

#[test]
fn no_token_survives_the_change_of_a_single_letter() {
    let cases = [
        ("open_checkout", None),
        ("open_payment", None),
        ("direct_checkout", None),
        ("direct_payment", None),
        ("autonomous_checkout_chain", Some(MERCHANT)),
        ("autonomous_payment_chain", Some(PROVIDER)),
    ];
    let owner = keys("trusted_surface");
    for (name, expected) in cases {
        let good = vector(name);
        assert!(accepted_by(&owner, &good, expected), "{name}");
        for place in (0..good.len()).step_by(3) {
            let mut bytes = good.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(
                !accepted_by(&owner, &changed, expected),
                "{name} at {place}"
            );
        }
    }
}

#[test]
fn a_disclosure_left_out_doubled_moved_or_added_is_noticed() {
    let good = vector("open_checkout");
    let parts: Vec<&str> = good.trim_end_matches('~').split('~').collect();
    let (jwt, disclosures) = parts.split_first().unwrap();
    let join = |disclosures: &[&str]| format!("{jwt}~{}~", disclosures.join("~"));
    // An element may be withheld, but then the mandate is another one to whoever hangs on it.
    let withheld = Token::parse(&join(&disclosures[1..])).unwrap();
    assert_ne!(
        withheld.first().unwrap().sd_hash(),
        vector("open_checkout_sd_hash")
    );
    let last = disclosures.len() - 1;
    assert!(Token::parse(&join(&disclosures[..last])).is_err());
    assert!(Token::parse(&join(&[disclosures, &disclosures[..1]].concat())).is_err());
    let stranger = vector("direct_payment");
    let stranger = stranger
        .trim_end_matches('~')
        .rsplit('~')
        .next()
        .unwrap()
        .to_owned();
    assert!(Token::parse(&join(&[disclosures, &[stranger.as_str()]].concat())).is_err());
    assert!(Token::parse(&format!("{jwt}~")).is_err());
    assert!(Token::parse(jwt).is_err());
}

#[test]
fn segments_of_different_chains_do_not_fit_together() {
    let segment = |name: &str, place: usize| {
        token(name).segments()[place]
            .compact()
            .trim_end_matches('~')
            .to_owned()
    };
    let mixed = format!(
        "{}~~{}~",
        segment("autonomous_checkout_chain", 0),
        segment("autonomous_payment_chain", 1)
    );
    assert!(!accepted(&mixed, None));
    let hop_alone = format!("{}~", segment("autonomous_payment_chain", 1));
    assert!(!accepted(&hop_alone, None));
    let root_as_hop = format!(
        "{}~~{}~",
        segment("open_checkout", 0),
        segment("direct_checkout", 0)
    );
    assert!(!accepted(&root_as_hop, None));
}

#[test]
fn a_checkout_of_another_key_or_with_another_letter_is_refused() {
    let token = vector("checkout_jwt");
    let wrong = KeySet::new().with("merchant-1", *key("agent").verifying_key());
    let error = Checkout::read(&token, &wrong, time()).unwrap_err();
    assert_eq!(error.code(), "jws_signature");
    let unknown = KeySet::new().with("merchant-2", *key("merchant").verifying_key());
    assert_eq!(
        Checkout::read(&token, &unknown, time()).unwrap_err().code(),
        "jws_unknown_key"
    );
    assert!(
        !Checkout::read(&token, &KeySet::new(), time())
            .unwrap()
            .verified
    );
    let (merchant, now) = (keys("merchant"), time());
    for place in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(Checkout::read(&changed, &merchant, now).is_err(), "{place}");
    }
}
