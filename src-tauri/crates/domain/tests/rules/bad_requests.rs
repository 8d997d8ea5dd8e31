//! Requests that are refused, each with the field, the reason and a remedy.

use counterfoil_domain::request::{DraftIntent, DraftItem, DraftRecurrence};
use counterfoil_domain::{Draft, FieldError, PurchaseRequest};

use crate::fixtures::{books, now, simple};

type Edit = fn(&mut Draft);
type EditText = fn(&mut Draft, String);

fn refusal(draft: Draft) -> FieldError {
    let error = PurchaseRequest::from_draft(draft, now()).unwrap_err();
    assert!(error.hint.ends_with('.'), "no remedy: {error:?}");
    assert!(
        error
            .message
            .starts_with(|first: char| first.is_uppercase()),
        "{error:?}"
    );
    error
}

/// The field and the code that a changed copy of the contract's request is refused for.
fn changed(change: impl FnOnce(&mut Draft)) -> (String, &'static str) {
    let mut draft = books();
    change(&mut draft);
    let error = refusal(draft);
    (error.field, error.code)
}

fn at(field: &str, code: &'static str) -> (String, &'static str) {
    (field.to_owned(), code)
}

#[test]
fn bad_input_8_nothing_is_not_a_purchase() {
    assert_eq!(
        changed(|draft| draft.amount = "0".into()),
        at("amount", "amount_zero")
    );
    assert_eq!(
        changed(|draft| draft.amount = "0.00".into()),
        at("amount", "amount_zero")
    );
}

#[test]
fn an_amount_that_is_not_exact_is_refused_wherever_it_stands() {
    let cases: [(&str, Edit); 5] = [
        ("amount", (|draft| draft.amount = "84,90".into())),
        ("items[0].amount", |draft| {
            draft.items[0].amount = "7e1".into();
        }),
        ("items[0].unit_amount", |draft| {
            draft.items[0].unit_amount = Some("-35".into());
        }),
        ("totals.tax", |draft| {
            draft.totals.as_mut().unwrap().tax = Some("+0".into());
        }),
        ("intent.max_amount", |draft| {
            draft.intent.as_mut().unwrap().max_amount = Some("NaN".into());
        }),
    ];
    for (field, change) in cases {
        assert_eq!(changed(change), at(field, "amount_syntax"));
    }
    assert_eq!(
        changed(|draft| draft.amount = "84.900".into()),
        at("amount", "amount_decimals")
    );
}

#[test]
fn bad_input_22_and_23_a_currency_that_is_not_a_code_in_use_is_refused() {
    for (code, problem) in [
        ("eur", "currency_syntax"),
        ("€", "currency_syntax"),
        ("U\u{0405}D", "currency_syntax"),
        ("XTS", "currency_not_tender"),
        ("ABC", "currency_unknown"),
        ("HRK", "currency_withdrawn"),
    ] {
        assert_eq!(
            changed(|draft| draft.currency = code.into()),
            at("currency", problem)
        );
    }
}

#[test]
fn bad_input_26_sums_that_do_not_add_up_are_refused() {
    assert_eq!(
        changed(|draft| draft.amount = "84.91".into()),
        at("totals", "does_not_add_up")
    );
    let off = changed(|draft| draft.totals.as_mut().unwrap().items = Some("79.96".into()));
    assert_eq!(off, at("totals.items", "does_not_add_up"));
    let off = changed(|draft| draft.totals = None);
    assert_eq!(off, at("amount", "does_not_add_up"));
    let negative = changed(|draft| draft.totals.as_mut().unwrap().tax = Some("-1.00".into()));
    assert_eq!(negative, at("totals.tax", "amount_syntax"));
    let discount = changed(|draft| draft.totals.as_mut().unwrap().discount = Some("200.00".into()));
    assert_eq!(discount, at("totals", "does_not_add_up"));
}

#[test]
fn bad_input_27_quantities_without_sense_are_refused() {
    for quantity in [0, 1_000_001, 1_000_000_000, u64::MAX] {
        let refused = changed(|draft| draft.items[0].quantity = Some(quantity));
        assert_eq!(refused, at("items[0].quantity", "quantity_range"));
    }
    let off = changed(|draft| draft.items[0].quantity = Some(3));
    assert_eq!(off, at("items[0].amount", "does_not_add_up"));
}

#[test]
fn bad_input_28_products_and_sums_that_overflow_are_refused() {
    let huge = "999999999999.99";
    let product = changed(|draft| {
        draft.items[0].unit_amount = Some(huge.into());
        draft.items[0].quantity = Some(1_000_000);
    });
    assert_eq!(product, at("items[0].amount", "amount_overflow"));
    let mut draft = simple("5.00");
    draft.currency = "USDC".into();
    let item = DraftItem {
        title: "Much".into(),
        amount: "999999999999".into(),
        ..DraftItem::default()
    };
    draft.items = vec![item; 10];
    let error = refusal(draft);
    assert_eq!(
        (error.field.as_str(), error.code),
        ("items", "amount_overflow")
    );
}

#[test]
fn bad_input_32_terms_that_are_unknown_or_already_over_are_refused() {
    let terms = |interval: &str, count, trial_ends: Option<&str>| DraftRecurrence {
        interval: interval.into(),
        count,
        trial_ends: trial_ends.map(str::to_owned),
    };
    for (recurrence, field, code) in [
        (
            terms("fortnight", None, None),
            "recurrence.interval",
            "interval_unknown",
        ),
        (
            terms("", None, None),
            "recurrence.interval",
            "interval_unknown",
        ),
        (
            terms("month", Some(0), None),
            "recurrence.count",
            "quantity_range",
        ),
        (
            terms("month", None, Some("2026-11-01")),
            "recurrence.trial_ends",
            "date_past",
        ),
        (
            terms("month", None, Some("01.12.2026")),
            "recurrence.trial_ends",
            "date_syntax",
        ),
        (
            terms("month", None, Some("2026-12-1")),
            "recurrence.trial_ends",
            "date_syntax",
        ),
        (
            terms("month", None, Some("9999-12-01")),
            "recurrence.trial_ends",
            "date_syntax",
        ),
    ] {
        assert_eq!(
            changed(|draft| draft.recurrence = Some(recurrence)),
            at(field, code)
        );
    }
}

/// The owner is asked about it, with the deviation in words.
#[test]
fn a_purchase_that_contradicts_its_intent_is_understood() {
    let contradicting: [fn(&mut DraftIntent); 3] = [
        |wish| wish.max_amount = Some("84.89".into()),
        |wish| wish.recurring = Some(false),
        |wish| wish.quantity = Some(1),
    ];
    for change in contradicting {
        let mut draft = books();
        change(draft.intent.as_mut().unwrap());
        assert!(PurchaseRequest::from_draft(draft, now()).is_ok());
    }
}

#[test]
fn neither_items_nor_a_reason_is_refused() {
    let mut draft = simple("5.00");
    draft.reason = None;
    let error = refusal(draft);
    assert_eq!(
        (error.field.as_str(), error.code),
        ("items", "items_or_reason")
    );
}

#[test]
fn bad_input_35_and_46_texts_that_cannot_be_shown_are_refused_by_field() {
    let cases: [(&str, EditText); 9] = [
        ("merchant.name", (|draft, text| draft.merchant.name = text)),
        ("items[1].title", |draft, text| draft.items[1].title = text),
        ("items[0].sku", |draft, text| {
            draft.items[0].sku = Some(text);
        }),
        ("reason", |draft, text| draft.reason = Some(text)),
        ("instrument", |draft, text| draft.instrument = Some(text)),
        ("merchant.category", |draft, text| {
            draft.merchant.category = Some(text);
        }),
        ("intent.text", |draft, text| {
            draft.intent.as_mut().unwrap().text = text;
        }),
        ("intent.conversation[0].text", |draft, text| {
            draft.intent.as_mut().unwrap().conversation[0].text = text;
        }),
        ("metadata.order", |draft, text| {
            draft.metadata.insert("order".into(), text);
        }),
    ];
    for (field, change) in cases {
        for (text, code) in [
            ("\u{1B}[2J".to_owned(), "text_forbidden_character"),
            ("n".repeat(10_000), "text_too_long"),
            (" \u{200B} ".to_owned(), "text_empty"),
            (format!("Z{}", "\u{316}".repeat(9)), "text_too_many_marks"),
        ] {
            assert_eq!(
                changed(|draft| change(draft, text.clone())),
                at(field, code)
            );
        }
    }
}

#[test]
fn bad_input_36_and_37_hidden_characters_are_counted_over_all_texts() {
    let mut draft = books();
    draft.merchant.name = "Nord\u{200B}licht".into();
    draft.items[1].title = "\u{202E}Map case\u{202C}".into();
    draft.metadata.insert("order".into(), "A\u{AD}17".into());
    let request = PurchaseRequest::from_draft(draft, now()).unwrap();
    assert_eq!(request.hidden_characters, 4);
    assert_eq!(request.checkout.merchant.name.as_str(), "Nordlicht");
    assert_eq!(request.metadata["order"], "A17");
}

#[test]
fn bad_input_39_addresses_that_mislead_are_refused() {
    for (url, code) in [
        ("https://paypal.com@evil.example/", "url_user"),
        ("javascript:alert(1)", "url_scheme"),
        ("data:text/html,x", "url_scheme"),
        ("file:///etc/passwd", "url_scheme"),
        ("HTTPS://example.com", "url_scheme"),
        ("https://example.com\\@evil.example", "url_character"),
        ("https://example.com/%00", "url_character"),
        ("https://example.com/a b", "url_character"),
        ("https://exämple.com/", "url_character"),
        ("https://127.0.0.1/", "url_host"),
        ("https://localhost/", "url_host"),
        ("https://example.com:99999/", "url_host"),
        ("https://example.com:/", "url_host"),
        ("https:///path", "url_host"),
    ] {
        let refused = changed(|draft| draft.items[0].url = Some(url.into()));
        assert_eq!(refused, at("items[0].url", code), "{url}");
    }
    let refused = changed(|draft| draft.merchant.domain = Some("https://example.com".into()));
    assert_eq!(refused, at("merchant.domain", "domain_not_bare"));
}

#[test]
fn a_callback_leaves_this_machine_never() {
    for url in [
        "http://example.com:9000/",
        "https://127.0.0.1:9000/",
        "http://127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1.evil.example:80/",
        "http://localhost.evil:80/",
        "http://0.0.0.0:9000/",
        "http://[::2]:9000/",
        "http://127.1:9000/",
        "http://[::1]9000/",
    ] {
        let refused = changed(|draft| draft.callback = Some(url.into()));
        assert_eq!(refused, at("callback", "url_not_loopback"), "{url}");
    }
    let user = changed(|draft| draft.callback = Some("http://127.0.0.1:80@evil.example/".into()));
    assert_eq!(user, at("callback", "url_user"));
    for url in [
        "http://127.0.0.1:9000",
        "http://localhost:1/x?y#z",
        "http://[::1]:65535/",
    ] {
        let mut draft = books();
        draft.callback = Some(url.into());
        assert!(PurchaseRequest::from_draft(draft, now()).is_ok(), "{url}");
    }
}

#[test]
fn bad_input_54_lists_have_an_end() {
    let many = changed(|draft| draft.items = vec![draft.items[1].clone(); 101]);
    assert_eq!(many, at("items", "too_many_items"));
    let turns = changed(|draft| {
        let conversation = &mut draft.intent.as_mut().unwrap().conversation;
        *conversation = vec![conversation[0].clone(); 51];
    });
    assert_eq!(turns, at("intent.conversation", "too_many_turns"));
    let notes = changed(|draft| {
        draft.metadata = (0..21).map(|n| (format!("k{n}"), "v".to_owned())).collect();
    });
    assert_eq!(notes, at("metadata", "too_much_metadata"));
    for key in [
        "x402.network",
        "AP2.verified",
        "acp.session",
        "a402.order",
        "clawtip.order",
    ] {
        let refused = changed(|draft| draft.metadata = [(key.to_owned(), "v".to_owned())].into());
        assert_eq!(refused, at(&format!("metadata.{key}"), "metadata_reserved"));
    }
    for key in ["", "a b", "ключ", "a\u{0}", &"k".repeat(65)] {
        let refused = changed(|draft| draft.metadata = [(key.to_owned(), "v".to_owned())].into());
        assert_eq!(refused, at("metadata", "metadata_key"), "{key:?}");
    }
}

#[test]
fn bad_input_67_and_68_an_offer_ends_soon_but_not_too_soon() {
    for (time, code) in [
        ("2026-11-22T08:17:58Z", "expires_too_soon"),
        ("2026-11-22T08:18:08Z", "expires_too_soon"),
        ("2026-11-29T08:18:00Z", "expires_too_late"),
        ("1999-01-01T00:00:00Z", "time_year"),
        ("2026-11-22T14:32:00", "time_syntax"),
        ("2026-11-22T23:59:60Z", "time_leap_second"),
        ("1795357920", "time_syntax"),
    ] {
        let refused = changed(|draft| draft.expires_at = Some(time.into()));
        assert_eq!(refused, at("expires_at", code), "{time}");
    }
}

#[test]
fn words_from_a_list_are_only_those_of_the_list() {
    let cases: [(&str, &str, Edit); 3] = [
        (
            "rail",
            "rail_unknown",
            (|draft| draft.rail = Some("Card".into())),
        ),
        ("merchant.country", "country_unknown", |draft| {
            draft.merchant.country = Some("XX".into());
        }),
        ("intent.conversation[0].role", "role_unknown", |draft| {
            draft.intent.as_mut().unwrap().conversation[0].role = "owner".into();
        }),
    ];
    for (field, code, change) in cases {
        assert_eq!(changed(change), at(field, code));
    }
}
