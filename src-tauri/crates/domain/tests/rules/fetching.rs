//! Which calls a mandate lets Counterfoil make itself.

use counterfoil_domain::mandate::{FetchHost, Reach};
use counterfoil_domain::merchant::Category;

use crate::fixtures::mandate;

fn host(text: &str) -> FetchHost {
    let address = text.parse();
    address.map_or_else(|_| FetchHost::named(text).unwrap(), FetchHost::Address)
}

fn reaches(rest: &str, to: &str) -> bool {
    let document = format!(r#"{{"name":"A","currency":"USDC",{rest}}}"#);
    let books = Category::parse("books").unwrap();
    mandate(&document)
        .fetches(&host(to), Some(&books))
        .is_some()
}

#[test]
fn a_mandate_that_says_nothing_of_calls_lets_none_be_made() {
    assert!(!reaches(r#""scope":{}"#, "a.example"));
    assert!(!reaches(r#""fetch":{"hosts":[]}"#, "a.example"));
}

#[test]
fn calls_go_to_the_hosts_that_are_named_and_no_further_than_the_scope() {
    let named = r#""fetch":{"hosts":["*.a.example","localhost","127.0.0.1"]}"#;
    for (to, may) in [
        ("a.example", true),
        ("api.a.example", true),
        ("evil-a.example", false),
        ("localhost", true),
        ("127.0.0.1", true),
        ("127.0.0.2", false),
        ("::1", false),
    ] {
        assert_eq!(reaches(named, to), may, "{to}");
    }
    for (scope, may) in [
        (r#"{"merchants":["a.example"]}"#, true),
        (r#"{"merchants":["b.example"]}"#, false),
        (r#"{"rails":["card"]}"#, false),
        (r#"{"rails":["card","x402"]}"#, true),
        (r#"{"categories":["books"]}"#, true),
        (r#"{"categories":["maps"]}"#, false),
    ] {
        let rest = format!(r#""scope":{scope},"fetch":{{}}"#);
        assert_eq!(reaches(&rest, "a.example"), may, "{scope}");
    }
    let only = r#""scope":{"merchants":["a.example"]},"fetch":{}"#;
    assert!(!reaches(only, "127.0.0.1"), "an address is no merchant");
    assert!(!reaches(r#""paused":true,"fetch":{}"#, "a.example"));
}

#[test]
fn what_is_no_host_is_refused_by_its_place() {
    for bad in ["intranet", "*.com", "a.example:80", "10.0.0.0/8"] {
        let document = format!(r#"{{"name":"A","currency":"EUR","fetch":{{"hosts":["{bad}"]}}}}"#);
        let refused = counterfoil_domain::MandateDocument::parse(document.as_bytes());
        assert_eq!(refused.unwrap_err().field, "fetch.hosts[0]", "{bad}");
    }
}

#[test]
fn an_address_reaches_as_far_as_what_is_inside_it() {
    use Reach::{Nowhere, Private, Public};
    for (address, reach) in [
        ("93.184.216.34", Public),
        ("2606:2800:220:1:248:1893:25c8:1946", Public),
        ("127.0.0.1", Private),
        ("127.9.9.9", Private),
        ("10.1.2.3", Private),
        ("172.16.0.1", Private),
        ("172.32.0.1", Public),
        ("192.168.1.1", Private),
        ("100.64.0.1", Private),
        ("100.128.0.1", Public),
        ("::1", Private),
        ("fd00::1", Private),
        ("::ffff:10.0.0.1", Private),
        ("::ffff:93.184.216.34", Public),
        ("64:ff9b::7f00:1", Private),
        ("0.0.0.0", Nowhere),
        ("169.254.169.254", Nowhere),
        ("::ffff:169.254.169.254", Nowhere),
        ("192.0.2.1", Nowhere),
        ("198.18.0.1", Nowhere),
        ("224.0.0.1", Nowhere),
        ("255.255.255.255", Nowhere),
        ("::", Nowhere),
        ("::7f00:1", Nowhere),
        ("fe80::1", Nowhere),
        ("ff02::1", Nowhere),
        ("2001:db8::1", Nowhere),
        ("2002:7f00:1::", Nowhere),
    ] {
        assert_eq!(Reach::of(address.parse().unwrap()), reach, "{address}");
    }
}
