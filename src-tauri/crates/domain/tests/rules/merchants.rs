use counterfoil_domain::merchant::NAME_RULE;
use counterfoil_domain::merchant::{Country, DomainError, Merchant};
use counterfoil_domain::{MerchantDomain, MerchantPattern, Text};

fn domain(text: &str) -> MerchantDomain {
    MerchantDomain::parse(text).unwrap()
}

fn refused(text: &str) -> DomainError {
    MerchantDomain::parse(text).unwrap_err()
}

fn named(name: &str, host: Option<&str>) -> Merchant {
    Merchant {
        name: Text::clean(name, NAME_RULE).unwrap(),
        domain: host.map(domain),
        country: None,
        category: None,
    }
}

#[test]
fn a_domain_has_one_spelling_and_a_registrable_part() {
    for (text, host, registrable) in [
        ("Shop.Example.COM", "shop.example.com", "example.com"),
        ("shop.example.co.uk", "shop.example.co.uk", "example.co.uk"),
        (
            "shop.nordlicht-books.example",
            "shop.nordlicht-books.example",
            "nordlicht-books.example",
        ),
        ("www.müller.de", "www.xn--mller-kva.de", "xn--mller-kva.de"),
        ("ＥＸＡＭＰＬＥ.com", "example.com", "example.com"),
        ("a.shop.github.io", "a.shop.github.io", "shop.github.io"),
        ("github.io", "github.io", "github.io"),
        ("shop.公司.cn", "shop.xn--55qx5d.cn", "shop.xn--55qx5d.cn"),
    ] {
        let domain = domain(text);
        assert_eq!(
            (domain.host(), domain.registrable()),
            (host, registrable),
            "{text}"
        );
    }
    assert_eq!(domain("xn--mller-kva.de").unicode(), "müller.de");
}

#[test]
fn bad_input_39_what_surrounds_a_domain_is_refused() {
    for text in [
        "https://example.com",
        "paypal.com@evil.example",
        "example.com:443",
        "example.com/pay",
        "example.com\\evil",
        "example.com?x",
        "example.com#x",
        "example.com%00",
        "[::1]",
        "javascript:alert(1)",
        "data:text/html,x",
        "user:pw@example.com",
    ] {
        assert_eq!(refused(text), DomainError::NotBare, "{text}");
    }
    for text in ["example.com.", "example."] {
        assert_eq!(refused(text), DomainError::TrailingDot, "{text}");
    }
    for text in [
        "xn--",
        "xn--a.example",
        "xn--zzzzzz99.com",
        "xn--example-.com",
        "a..b.com",
        ".example.com",
        "-a.example.com",
        "a b.example.com",
        "a_b.example.com",
        "exa!mple.com",
        "*.example.com",
        "",
    ] {
        assert_eq!(refused(text), DomainError::Syntax, "{text}");
    }
    for text in [
        "127.0.0.1",
        "1.2.3",
        "example.0x7f",
        "2130706433",
        "１２７.0.0.1",
    ] {
        assert_eq!(refused(text), DomainError::Address, "{text}");
    }
    assert_eq!(refused("localhost"), DomainError::SingleLabel);
    assert_eq!(refused("co.uk"), DomainError::PublicSuffix);
    assert_eq!(
        refused(&format!("{}.com", "a.".repeat(130))),
        DomainError::TooLong
    );
    assert_eq!(refused("exam\u{200B}ple.com"), DomainError::Hidden);
    assert_eq!(refused("exam\u{AD}ple.com"), DomainError::Hidden);
    assert_eq!(refused("\u{202E}example.com"), DomainError::Hidden);
}

#[test]
fn bad_input_38_look_alike_letters_in_a_domain_are_seen() {
    for text in [
        "аmazon.com",
        "pаypal.com",
        "ѕсоре.com",
        "xn--mazon-3ve.com",
        "shop.аррӏе.com",
    ] {
        assert!(domain(text).is_mixed_script(), "{text}");
    }
    for text in [
        "amazon.com",
        "müller.de",
        "株式会社.jp",
        "日本のほん.jp",
        "почта.рф",
        "книга.com",
        "서점.kr",
    ] {
        assert!(!domain(text).is_mixed_script(), "{text}");
    }
}

#[test]
fn a_merchant_is_known_by_its_registrable_domain_and_only_then_by_its_name() {
    let shop = named("Nordlicht", Some("shop.nordlicht-books.example"));
    assert_eq!(shop.identity().as_str(), "domain:nordlicht-books.example");
    let other = named("Another name", Some("www.nordlicht-books.example"));
    assert_eq!(shop.identity(), other.identity());
    for (left, right) in [
        ("Straße & Co", "STRASSE & CO"),
        ("Café", "CAFE\u{301}"),
        ("Ｎordlicht", "nordlicht"),
    ] {
        assert_eq!(
            named(left, None).identity(),
            named(right, None).identity(),
            "{left}"
        );
    }
    // A name cannot pretend to be a domain.
    assert_ne!(
        named("nordlicht-books.example", None).identity(),
        shop.identity()
    );
}

#[test]
fn a_pattern_means_a_registered_domain_or_one_host_or_what_is_below() {
    let matches = |pattern: &str, host: &str| {
        MerchantPattern::parse(pattern)
            .unwrap()
            .matches(&domain(host))
    };
    assert!(matches("example.com", "example.com"));
    assert!(matches("example.com", "shop.example.com"));
    assert!(matches("EXAMPLE.com", "shop.example.com"));
    assert!(matches("shop.example.com", "shop.example.com"));
    assert!(!matches("shop.example.com", "www.example.com"));
    assert!(!matches("shop.example.com", "a.shop.example.com"));
    assert!(matches("*.shop.example.com", "a.b.shop.example.com"));
    assert!(matches("*.shop.example.com", "shop.example.com"));
    assert!(!matches("*.shop.example.com", "evilshop.example.com"));
    assert!(!matches("example.com", "evilexample.com"));
    assert!(!matches("example.com", "example.com.evil.net"));
    assert!(!matches("*.bahn.example", "evil-bahn.example"));
    assert!(matches("müller.de", "shop.xn--mller-kva.de"));
    assert!(!matches("github.io", "someone.github.io"));
}

#[test]
fn a_pattern_over_an_ending_that_many_share_is_refused() {
    for text in [
        "*.com",
        "*.co.uk",
        "*.github.io",
        "*",
        "*.",
        "a.*.com",
        "com",
        "",
    ] {
        assert!(MerchantPattern::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_country_is_one_there_is() {
    assert_eq!(Country::parse("DE").unwrap().as_str(), "DE");
    for code in ["de", "XX", "DEU", "", "D", "ДЕ"] {
        assert!(Country::parse(code).is_none(), "{code}");
    }
}
