use std::time::Duration;

use counterfoil_domain::mandate::{AgentScope, Change};
use counterfoil_domain::{AgentFacts, AgentId, Draft, Timestamp};

use crate::fixtures::{agent, books, eur, mandate, now, numbered_mandate, request, simple};

type Edit = fn(&mut Draft);

pub const BOOKS: &str = r#"{"name":"Books","agents":["Shopping agent"],"currency":"EUR",
 "scope":{"merchants":["nordlicht-books.example","*.bahn.example"],"merchants_blocked":[],"categories":["books"],"rails":["card","x402"]},
 "limits":{"auto_up_to":"50.00","deny_above":"200.00",
   "periods":[{"window":"month","max":"400.00","when_used_up":"ask","rollover":"none"}]},
 "always_ask":{"new_merchant":true},
 "confirm_above":"250.00","undo_seconds":10,
 "valid":{"from":"2026-09-01","until":"2026-12-31"},"time_zone":"Europe/Berlin"}"#;

pub const LEAST: &str = r#"{"name":"All","currency":"EUR"}"#;

fn covers(document: &str, draft: Draft) -> bool {
    let checkout = request(draft).checkout;
    mandate(document).covers(
        &agent(),
        &checkout,
        checkout.merchant.category.as_ref(),
        now(),
    )
}

#[test]
fn the_document_of_the_contract_is_understood() {
    let mandate = mandate(BOOKS);
    assert_eq!(mandate.agents, AgentScope::Only([agent().id].into()));
    assert_eq!(mandate.limits.auto_up_to, Some(eur("50.00")));
    assert_eq!(mandate.undo, Duration::from_secs(10));
    let checkout = request(books()).checkout;
    let category = checkout.merchant.category.as_ref();
    assert!(mandate.covers(&agent(), &checkout, category, now()));
}

#[test]
fn what_is_left_out_is_the_careful_choice_or_any() {
    let mandate = mandate(LEAST);
    assert_eq!(mandate.agents, AgentScope::AnyReal);
    assert_eq!(mandate.limits.auto_up_to, None);
    assert!(mandate.ask_new_merchant);
    assert!(mandate.covers(&agent(), &request(simple("1.00")).checkout, None, now()));
}

#[test]
fn an_empty_list_means_none_and_an_absent_one_any() {
    for list in ["merchants", "categories", "rails"] {
        let document = format!(r#"{{"name":"A","currency":"EUR","scope":{{"{list}":[]}}}}"#);
        assert!(!covers(&document, books()), "{list}");
    }
    assert!(!covers(
        r#"{"name":"A","currency":"EUR","agents":[]}"#,
        books()
    ));
    assert!(covers(
        r#"{"name":"A","currency":"EUR","scope":{}}"#,
        books()
    ));
}

#[test]
fn a_purchase_outside_the_scope_is_not_covered() {
    let cases: [Edit; 6] = [
        (|draft| draft.merchant.domain = Some("other.example".into())),
        |draft| draft.merchant.domain = None,
        |draft| draft.merchant.category = None,
        |draft| draft.merchant.category = Some("games".into()),
        |draft| draft.rail = Some("bank".into()),
        |draft| draft.rail = None,
    ];
    for change in cases {
        let mut draft = books();
        change(&mut draft);
        assert!(!covers(BOOKS, draft));
    }
}

#[test]
fn a_mandate_holds_from_its_first_to_its_last_day_in_its_own_zone() {
    let mandate = mandate(BOOKS);
    let checkout = request(books()).checkout;
    for (time, holds) in [
        ("2026-08-31T21:59:59Z", false),
        ("2026-08-31T22:00:00Z", true),
        ("2026-12-31T22:59:59Z", true),
        ("2026-12-31T23:00:00Z", false),
    ] {
        let time = Timestamp::parse(time).unwrap();
        let category = checkout.merchant.category.as_ref();
        let covers = mandate.covers(&agent(), &checkout, category, time);
        assert_eq!(covers, holds, "{time}");
    }
}

#[test]
fn a_sandbox_agent_is_covered_only_by_mandates_that_name_it() {
    let sandbox = AgentFacts {
        sandbox: true,
        ..agent()
    };
    let checkout = request(simple("1.00")).checkout;
    assert!(!mandate(LEAST).covers(&sandbox, &checkout, None, now()));
    let named = mandate(r#"{"name":"Play","currency":"EUR","agents":["Sandbox"]}"#);
    assert!(named.covers(&sandbox, &checkout, None, now()));
    let other = AgentFacts {
        id: AgentId::from_bytes([9; 16]),
        ..agent()
    };
    assert!(!named.covers(&other, &checkout, None, now()));
}

#[test]
fn the_mandate_that_fits_most_closely_is_the_most_specific() {
    let in_order = [
        r#"{"name":"A","currency":"EUR","agents":["X"]}"#,
        r#"{"name":"A","currency":"EUR","scope":{"merchants":["a.example"]}}"#,
        r#"{"name":"A","currency":"EUR","scope":{"categories":["books"],"rails":["card"]}}"#,
        r#"{"name":"A","currency":"EUR","scope":{"categories":["books"]}}"#,
        r#"{"name":"A","currency":"EUR","scope":{"rails":["card"]}}"#,
        r#"{"name":"A","currency":"EUR","limits":{"periods":[{"window":"month","max":"9"},{"window":"day","max":"1"}]}}"#,
        r#"{"name":"A","currency":"EUR","limits":{"periods":[{"window":"day","max":"2"}]}}"#,
        LEAST,
    ];
    let specificities: Vec<_> = in_order
        .iter()
        .map(|text| mandate(text).specificity(eur("0").currency()))
        .collect();
    assert!(specificities.is_sorted_by(|more, less| more > less));
    let dollars = mandate(
        r#"{"name":"A","currency":"USD","limits":{"periods":[{"window":"day","max":"1"}]}}"#,
    );
    let euros = eur("0").currency();
    assert!(mandate(LEAST).specificity(euros) > dollars.specificity(euros));
    assert!(
        numbered_mandate(1, LEAST).specificity(eur("0").currency())
            > numbered_mandate(2, LEAST).specificity(eur("0").currency())
    );
}

#[test]
fn a_new_version_says_what_it_changes_and_whether_it_widens() {
    assert_eq!(mandate(BOOKS).changes_from(&mandate(BOOKS)), []);
    for (from, to, words, widens) in CHANGES {
        let changes = mandate(&BOOKS.replace(from, to)).changes_from(&mandate(BOOKS));
        let expected = Change {
            words: words.to_owned(),
            widens,
        };
        assert!(changes.contains(&expected), "{words}: {changes:?}");
        let back = mandate(BOOKS).changes_from(&mandate(&BOOKS.replace(from, to)));
        let renamed = words.starts_with("Called");
        assert!(
            renamed || back.iter().any(|change| change.widens != widens),
            "{words}: {back:?}"
        );
    }
}

const CHANGES: [(&str, &str, &str, bool); 19] = [
    (
        r#""undo_seconds":10"#,
        r#""undo_seconds":10,"fetch":{"hosts":["localhost"],"redirects":true}"#,
        "Lets Counterfoil make web calls to localhost, following redirects",
        true,
    ),
    (
        r#""auto_up_to":"50.00""#,
        r#""auto_up_to":"80.00""#,
        "Now buys by itself up to 80.00 EUR instead of 50.00 EUR",
        true,
    ),
    (
        r#""auto_up_to":"50.00","#,
        "",
        "No longer buys by itself up to 50.00 EUR",
        false,
    ),
    (
        r#","deny_above":"200.00""#,
        "",
        "No longer denies above 200.00 EUR",
        true,
    ),
    (
        r#""max":"400.00""#,
        r#""max":"300.00""#,
        "At most 300.00 EUR per month instead of 400.00 EUR",
        false,
    ),
    (
        r#""when_used_up":"ask""#,
        r#""when_used_up":"deny""#,
        "Denies instead of asking beyond 400.00 EUR per month",
        false,
    ),
    (
        r#""window":"month""#,
        r#""window":"total""#,
        "No longer at most 400.00 EUR per month",
        true,
    ),
    (
        r#""new_merchant":true"#,
        r#""new_merchant":false"#,
        "No longer asks about new merchants",
        true,
    ),
    (
        r#""confirm_above":"250.00","#,
        "",
        "No longer asks for the passphrase above 250.00 EUR",
        true,
    ),
    (
        r#""undo_seconds":10"#,
        r#""undo_seconds":5"#,
        "Undo for 5 seconds instead of 10",
        true,
    ),
    (
        r#""until":"2026-12-31""#,
        r#""until":"2027-01-31""#,
        "Ends 2027-01-31 instead of 2026-12-31",
        true,
    ),
    (
        r#","until":"2026-12-31""#,
        "",
        "Ends without a date instead of 2026-12-31",
        true,
    ),
    (
        r#""from":"2026-09-01""#,
        r#""from":"2026-10-01""#,
        "Begins 2026-10-01 instead of 2026-09-01",
        false,
    ),
    (
        r#""merchants_blocked":[]"#,
        r#""merchants_blocked":["a.example"]"#,
        "Blocks a.example",
        false,
    ),
    (
        r#""categories":["books"]"#,
        r#""categories":["books","maps"]"#,
        "Also for category maps",
        true,
    ),
    (
        r#""rails":["card","x402"]"#,
        r#""rails":["card"]"#,
        "No longer for rail x402",
        false,
    ),
    (r#","rails":["card","x402"]"#, "", "For any rail", true),
    (
        r#""agents":["Shopping agent"],"#,
        "",
        "Any agent may use it, not only named ones",
        true,
    ),
    (
        r#""name":"Books""#,
        r#""name":"Reading""#,
        "Called Reading instead of Books",
        false,
    ),
];
