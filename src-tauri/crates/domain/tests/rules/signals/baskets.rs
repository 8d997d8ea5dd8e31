use counterfoil_domain::Draft;
use counterfoil_domain::request::{DraftIntent, DraftRecurrence, DraftTotals};
use counterfoil_domain::risk::{IntentField, Signal, TotalsPart};

use super::{Past, one};
use crate::fixtures::books;

fn codes(draft: Draft) -> Vec<&'static str> {
    Past::default().codes(draft)
}

#[test]
fn the_page_of_an_item_on_another_domain_is_seen() {
    let mut draft = one("Camera", "90.00");
    draft.items[0].url = Some("https://camera-world.test/x100".into());
    assert_eq!(codes(draft), ["url_mismatch"]);
    let mut draft = one("Camera", "90.00");
    draft.items[0].url = Some("https://nordlicht-books.example.evil.test/x100".into());
    assert_eq!(codes(draft), ["url_mismatch"]);
    let mut draft = one("Camera", "90.00");
    draft.items[0].url = Some("https://evilnordlicht-books.example/x100".into());
    assert_eq!(codes(draft), ["url_mismatch"]);
}

#[test]
fn pages_on_any_host_of_the_merchant_pass() {
    for url in [
        "https://nordlicht-books.example/a",
        "https://cdn.shop.nordlicht-books.example:8443/a?b=https://evil.test",
        "https://NORDLICHT-BOOKS.example/a",
    ] {
        let mut draft = one("Camera", "90.00");
        draft.items[0].url = Some(url.into());
        assert_eq!(codes(draft), Vec::<&str>::new(), "{url}");
    }
}

fn with_totals(items: &str, discount: &str, shipping: &str, tax: &str, amount: &str) -> Draft {
    Draft {
        totals: Some(DraftTotals {
            items: Some(items.into()),
            discount: Some(discount.into()),
            shipping: Some(shipping.into()),
            tax: Some(tax.into()),
        }),
        amount: amount.into(),
        ..one("Cable", items)
    }
}

#[test]
fn totals_out_of_proportion_are_seen() {
    for (draft, part) in [
        (
            with_totals("2.00", "0.00", "79.00", "0.00", "81.00"),
            TotalsPart::Shipping,
        ),
        (
            with_totals("20.00", "0.00", "5.00", "30.00", "55.00"),
            TotalsPart::Tax,
        ),
        (
            with_totals("20.00", "21.00", "5.00", "3.00", "7.00"),
            TotalsPart::Discount,
        ),
    ] {
        let found = Past::default().ask(draft);
        assert!(
            matches!(found.as_slice(), [Signal::OddTotals { part: seen, .. }] if *seen == part),
            "{found:?}"
        );
    }
}

#[test]
fn ordinary_totals_pass() {
    for draft in [
        with_totals("3.49", "0.00", "4.95", "0.00", "8.44"),
        with_totals("100.00", "50.00", "0.00", "25.00", "75.00"),
        with_totals("80.00", "80.00", "4.95", "0.00", "4.95"),
    ] {
        assert_eq!(codes(draft), Vec::<&str>::new());
    }
}

fn token(network: Option<&str>, contract: &str) -> Draft {
    let mut draft = one("Map tiles", "0.05");
    draft.currency = "USDC".into();
    draft.rail = Some("x402".into());
    draft.metadata.insert("asset".into(), contract.into());
    if let Some(network) = network {
        draft.metadata.insert("network".into(), network.into());
    }
    draft
}

#[test]
fn a_token_with_another_contract_is_seen() {
    let fake = "0x1111111111111111111111111111111111111111";
    let of_ethereum = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";
    assert_eq!(codes(token(Some("base"), fake)), ["unknown_token"]);
    assert_eq!(codes(token(None, fake)), ["unknown_token"]);
    // The right contract on the wrong chain is somebody else's.
    assert_eq!(codes(token(Some("base"), of_ethereum)), ["unknown_token"]);
    assert_eq!(
        codes(token(Some("solana:101"), of_ethereum)),
        ["unknown_token"]
    );
}

#[test]
fn the_registered_contract_passes_however_the_chain_is_named() {
    let of_base = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    for network in [Some("base"), Some("eip155:8453"), Some("8453"), None] {
        assert_eq!(codes(token(network, of_base)), Vec::<&str>::new());
    }
}

/// The contract's request asks for what it buys.
fn wished(change: impl FnOnce(&mut DraftIntent)) -> Vec<Signal> {
    let mut draft = Draft {
        recurrence: None,
        ..books()
    };
    change(draft.intent.as_mut().unwrap());
    Past::default().ask(draft)
}

fn deviates(found: &[Signal]) -> Vec<IntentField> {
    let fields = found.iter().map(|signal| match signal {
        Signal::Deviation { field, .. } => *field,
        _ => panic!("{signal:?}"),
    });
    fields.collect()
}

#[test]
fn a_basket_that_fits_its_wish_passes() {
    assert_eq!(wished(|_| ()), []);
    assert_eq!(
        wished(|wish| wish.merchant = Some("Nordlicht Books".into())),
        []
    );
    assert_eq!(
        wished(|wish| wish.merchant = Some("nordlicht-books.example".into())),
        []
    );
    assert_eq!(wished(|wish| wish.merchant = Some("nordlicht".into())), []);
    assert_eq!(wished(|wish| wish.recurring = Some(false)), []);
    assert_eq!(
        wished(|wish| wish.text = "a book about the US dollar, EUR 90 at most".into()),
        []
    );
    assert_eq!(
        wished(|wish| wish.text = "all 3 volumes for 90,00 €".into()),
        []
    );
}

#[test]
fn every_deviation_from_the_wish_is_named() {
    for (found, field) in [
        (
            wished(|wish| wish.max_amount = Some("84.89".into())),
            IntentField::MaxAmount,
        ),
        (
            wished(|wish| wish.quantity = Some(2)),
            IntentField::Quantity,
        ),
        (
            wished(|wish| wish.merchant = Some("Thalia".into())),
            IntentField::Merchant,
        ),
        (
            wished(|wish| wish.merchant = Some("other.example".into())),
            IntentField::Merchant,
        ),
        (
            wished(|wish| wish.recurring = Some(true)),
            IntentField::Recurring,
        ),
        (
            wished(|wish| wish.text = "two guides under £90".into()),
            IntentField::Currency,
        ),
        (
            wished(|wish| wish.text = "two guides for 90 USD".into()),
            IntentField::Currency,
        ),
    ] {
        assert_eq!(deviates(&found), [field]);
    }
}

#[test]
fn several_deviations_are_all_named_in_words() {
    let mut draft = books();
    let wish = draft.intent.as_mut().unwrap();
    wish.max_amount = Some("50.00".into());
    wish.quantity = Some(1);
    wish.recurring = Some(false);
    draft.recurrence = Some(DraftRecurrence {
        interval: "month".into(),
        ..DraftRecurrence::default()
    });
    let found = Past::default().ask(draft);
    let texts: Vec<String> = found.iter().map(Signal::text).collect();
    assert_eq!(
        texts,
        [
            "Costs 84.90 EUR; wanted was at most 50.00 EUR",
            "Has 3 pieces; wanted were 1",
            "Repeats every month; wanted was a single charge",
        ]
    );
}
