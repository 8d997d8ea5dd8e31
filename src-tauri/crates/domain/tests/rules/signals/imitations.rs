use counterfoil_domain::Draft;
use counterfoil_domain::risk::{Likeness, Signal};

use super::{Past, at_domain, days};
use crate::fixtures::simple;

/// The owner has bought from these.
fn past() -> Past {
    let mut past = Past::default();
    for (domain, name) in [
        ("nordlicht-books.example", "Nordlicht Books GmbH"),
        ("paypal.example", "PayPal"),
        ("amazon.example", "Amazon EU S.à r.l."),
        ("mueller-tee.example", "Müller Tee"),
        ("hof.example", "Hof"),
    ] {
        past.bought(at_domain(domain, name), days(20));
    }
    past
}

fn likeness(domain: &str) -> Option<(Likeness, String)> {
    let found = past().ask(at_domain(domain, "Some other name"));
    found.into_iter().find_map(|signal| match signal {
        Signal::LookAlike { how, like, .. } => Some((how, like)),
        _ => None,
    })
}

#[test]
fn letters_of_another_alphabet_that_look_the_same_are_seen() {
    // Cyrillic а in both; Greek ο.
    for domain in ["pаypal.test", "аmazon.test", "nοrdlicht-books.test"] {
        let (how, _) = likeness(domain).expect(domain);
        assert_eq!(how, Likeness::Letters, "{domain}");
    }
}

#[test]
fn the_ascii_spelling_of_such_a_domain_is_seen_too() {
    let ascii = counterfoil_domain::MerchantDomain::parse("pаypal.test").unwrap();
    assert!(ascii.host().starts_with("xn--"));
    assert_eq!(likeness(ascii.host()), likeness("pаypal.test"));
}

#[test]
fn digits_and_joined_letters_that_look_the_same_are_seen() {
    for domain in [
        "paypa1.test",
        "arnazon.test",
        "amaz0n.test",
        "nordlicht-b00ks.test",
    ] {
        let (how, _) = likeness(domain).expect(domain);
        assert_eq!(how, Likeness::Letters, "{domain}");
    }
}

#[test]
fn one_or_two_wrong_letters_are_seen() {
    for (domain, like) in [
        ("paypall.test", "paypal.example"),
        ("papyal.test", "paypal.example"),
        ("amason.test", "amazon.example"),
        ("nordlich-books.test", "nordlicht-books.example"),
        ("nordlihct-book.test", "nordlicht-books.example"),
        ("muller-tee.test", "mueller-tee.example"),
    ] {
        assert_eq!(
            likeness(domain),
            Some((Likeness::Spelling, like.to_owned())),
            "{domain}"
        );
    }
}

#[test]
fn a_known_name_with_words_around_it_is_seen() {
    for domain in [
        "paypal.example.secure-login.test",
        "аmazon.pay.test",
        "paypal-refunds.test",
        "amazon-checkout.test",
        "secureamazon.test",
        "amazonsupport.test",
    ] {
        let (how, _) = likeness(domain).expect(domain);
        assert_eq!(how, Likeness::Contains, "{domain}");
    }
}

#[test]
fn a_look_alike_demands_the_owners_presence() {
    let found = past().ask(at_domain("paypa1.test", "PayPal"));
    let tiers: Vec<_> = found.iter().map(Signal::tier).collect();
    assert_eq!(tiers, [counterfoil_domain::Tier::T3]);
}

#[test]
fn other_shops_pass() {
    for domain in [
        "paper.test",
        "amazing.test",
        "nordsee-fisch.test",
        "hot.test",
        "hofladen.test",
        "müller-kaffee.test",
        "paypal.example",
        "shop.nordlicht-books.example",
        "株式会社.test",
    ] {
        assert_eq!(
            past().ask(at_domain(domain, "Some other name")),
            [],
            "{domain}"
        );
    }
}

#[test]
fn a_known_name_behind_a_new_domain_is_seen_whatever_its_spelling() {
    for name in ["Nordlicht Books", "NORDLICHT BOOKS Ltd.", "nordlicht-books"] {
        let found = past().ask(at_domain("versand-direkt.test", name));
        let [Signal::KnownName { host, known, .. }] = found.as_slice() else {
            panic!("{name}: {found:?}");
        };
        assert_eq!(host.as_deref(), Some("versand-direkt.test"));
        assert_eq!(known, "nordlicht-books.example");
    }
}

#[test]
fn a_known_label_under_another_ending_is_a_known_name() {
    let found = past().codes(at_domain("amazon.test", "Retail services"));
    assert_eq!(found, ["known_name"]);
}

#[test]
fn a_known_name_without_a_domain_is_seen() {
    let mut draft: Draft = simple("12.00");
    draft.merchant.domain = None;
    draft.merchant.name = "PayPal Inc.".into();
    assert_eq!(past().codes(draft), ["known_name"]);
}

#[test]
fn a_name_that_only_shares_a_word_passes() {
    for name in ["Books & More", "Nordlicht Reisen", "Pay Palace"] {
        assert_eq!(
            past().codes(at_domain("versand-direkt.test", name)),
            Vec::<&str>::new()
        );
    }
}

#[test]
fn an_imitation_is_found_among_ten_thousand_merchants() {
    let mut past = past();
    for number in 0_u32..10_000 {
        let label = format!("shop{}x{}", number * 7919 % 10_007, number);
        let identity = at_domain(&format!("{label}.example"), &label);
        let merchant = crate::fixtures::request(identity).checkout.merchant;
        past.known.learn(&merchant.identity(), &label);
    }
    let codes = past.codes(at_domain("nordlicht-b0oks.test", "Books"));
    assert_eq!(codes, ["look_alike"]);
    assert_eq!(
        past.codes(at_domain("kerzenzieher.test", "Kerzen")),
        Vec::<&str>::new()
    );
}
