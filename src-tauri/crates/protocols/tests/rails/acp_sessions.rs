//! Checkout sessions of ACP: what is taken, what goes out, and what never gets in.

use counterfoil_domain::{PurchaseRequest, Timestamp};
use counterfoil_protocols::acp::{Session, Why, trace};
use counterfoil_protocols::card;
use serde_json::{Value, json};

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T09:00:00Z").unwrap()
}

fn session() -> Value {
    json!({
        "id": "cs_price_001",
        "protocol": {"version": "2026-04-17"},
        "capabilities": {"payment": {"handlers": [
            {"id": "h", "config": {"merchant_id": "audio_shop"}},
        ]}},
        "status": "ready_for_payment",
        "currency": "usd",
        "line_items": [{
            "id": "li_headphones_001", "item": {"id": "item_headphones_001"}, "quantity": 1,
            "name": "Wireless Noise-Canceling Headphones", "unit_amount": 19999,
            "totals": [
                {"type": "items_base_amount", "display_text": "Base Amount", "amount": 19999},
                {"type": "subtotal", "display_text": "Subtotal", "amount": 19999},
                {"type": "tax", "display_text": "Tax", "amount": 1650},
                {"type": "total", "display_text": "Total", "amount": 21649},
            ],
        }],
        "totals": [
            {"type": "subtotal", "display_text": "Subtotal", "amount": 19999},
            {"type": "fulfillment", "display_text": "Shipping", "amount": 799},
            {"type": "tax", "display_text": "Tax", "amount": 1650},
            {"type": "total", "display_text": "Total", "amount": 22448},
        ],
        "fulfillment_options": [],
        "messages": [],
        "links": [
            {"type": "terms_of_use", "url": "https://audio-shop.example.com/terms"},
            {"type": "return_policy", "url": "https://audio-shop.example.com/returns"},
        ],
        "expires_at": "2026-11-22T10:00:00Z",
    })
}

fn read(session: &Value) -> Result<Session, &'static str> {
    Session::read(session.to_string().as_bytes(), now()).map_err(|error| error.code())
}

fn changed(change: impl FnOnce(&mut Value)) -> Result<Session, &'static str> {
    let mut session = session();
    change(&mut session);
    read(&session)
}

fn refused(change: impl FnOnce(&mut Value)) -> &'static str {
    changed(change).unwrap_err()
}

#[test]
fn a_session_becomes_a_purchase_the_budget_understands() {
    let read = read(&session()).unwrap();
    assert_eq!(read.merchant_id.as_deref(), Some("audio_shop"));
    let request = PurchaseRequest::from_draft(read.draft(None, b"", now()), now()).unwrap();
    assert_eq!(request.checkout.amount.to_string(), "224.48 USD");
    assert_eq!(request.checkout.merchant.label(), "example.com");
    assert_eq!(request.checkout.totals.unwrap().shipping.decimal(), "7.99");
    assert_eq!(
        request.checkout.quote.unwrap().facts["acp.session"],
        "cs_price_001"
    );
}

#[test]
fn an_approval_is_an_allowance_of_exactly_six_fields() {
    let until = Timestamp::parse("2026-11-22T09:15:00Z").unwrap();
    let approved = read(&session()).unwrap().approve(None, until).unwrap();
    let expected = json!({
        "reason": "one_time", "max_amount": 22_448, "currency": "usd",
        "checkout_session_id": "cs_price_001", "merchant_id": "audio_shop",
        "expires_at": "2026-11-22T09:15:00.000Z",
    });
    assert_eq!(approved.allowance.to_json(), expected);
    assert_eq!(approved.to_json()["version"], "2026-04-17");
    let later = Timestamp::parse("2026-11-23T09:15:00Z").unwrap();
    let bounded = read(&session())
        .unwrap()
        .approve(Some("audio_shop"), later)
        .unwrap();
    assert_eq!(
        bounded.allowance.to_json()["expires_at"],
        "2026-11-22T10:00:00.000Z"
    );
    let other = read(&session()).unwrap().approve(Some("other_shop"), until);
    assert_eq!(other.unwrap_err().code(), "acp_merchant");
    let nobody = changed(|it| it["capabilities"] = json!({})).unwrap();
    assert_eq!(
        nobody.approve(None, until).unwrap_err().code(),
        "acp_merchant"
    );
    nobody.approve(Some("audio_shop"), until).unwrap();
}

#[test]
fn a_session_that_changed_is_asked_again() {
    let approved = read(&session()).unwrap().approve(None, now()).unwrap();
    approved.require(&read(&session()).unwrap()).unwrap();
    let differs = |session: Result<Session, &'static str>| {
        approved.require(&session.unwrap()).unwrap_err().code()
    };
    let dearer = changed(|it| {
        it["totals"][1]["amount"] = 800.into();
        it["totals"][3]["amount"] = 22_449.into();
    });
    assert_eq!(differs(dearer), "acp_changed");
    assert_eq!(
        differs(changed(|it| it["id"] = "cs_other".into())),
        "acp_changed"
    );
    let other_thing = changed(|it| it["line_items"][0]["item"]["id"] = "item_other".into());
    assert_eq!(differs(other_thing), "acp_changed");
    let handlers = json!({"payment": {"handlers": [{"config": {"merchant_id": "evil"}}]}});
    assert_eq!(
        differs(changed(|it| it["capabilities"] = handlers)),
        "acp_changed"
    );
    let cheaper = changed(|it| {
        it["totals"][1]["amount"] = 0.into();
        it["totals"][3]["amount"] = 21_649.into();
    });
    approved.require(&cheaper.unwrap()).unwrap();
}

#[test]
fn sums_that_do_not_add_up_are_refused() {
    assert_eq!(
        refused(|it| it["totals"][3]["amount"] = 22_447.into()),
        "acp_sums"
    );
    assert_eq!(
        refused(|it| it["totals"][0]["amount"] = 19_998.into()),
        "acp_sums"
    );
    assert_eq!(
        refused(|it| it["totals"][2]["amount"] = (-1650).into()),
        "acp_sums"
    );
    assert_eq!(
        refused(|it| it["line_items"][0]["quantity"] = 2.into()),
        "acp_sums"
    );
    assert_eq!(
        refused(|it| it["line_items"][0]["quantity"] = 0.into()),
        "acp_sums"
    );
    assert_eq!(refused(|it| it["line_items"] = json!([])), "acp_sums");
    assert_eq!(
        refused(|it| it["totals"][1]["type"] = "surprise".into()),
        "acp_sums"
    );
    assert_eq!(
        refused(|it| it["totals"][3]["amount"] = json!(22_448.0)),
        "json_kind"
    );
    assert_eq!(
        refused(|it| it["totals"][3]["amount"] = json!("22448")),
        "json_kind"
    );
    let twice = |it: &mut Value| {
        let total = it["totals"][3].clone();
        it["totals"].as_array_mut().unwrap().push(total);
    };
    assert_eq!(refused(twice), "acp_sums");
}

#[test]
fn discounts_credit_and_tips_are_part_of_the_sum() {
    let read = changed(|it| {
        it["totals"] = json!([
            {"type": "items_base_amount", "amount": 19_999}, {"type": "items_discount", "amount": 1_999},
            {"type": "subtotal", "amount": 18_000}, {"type": "discount", "amount": -500},
            {"type": "store_credit", "amount": 1_000}, {"type": "gift_wrap", "amount": 300},
            {"type": "tip", "amount": 200}, {"type": "total", "amount": 17_000},
        ]);
    });
    let read = read.unwrap();
    assert_eq!(read.total().decimal(), "170.00");
    PurchaseRequest::from_draft(
        read.draft(Some("audio-shop.example.com"), b"", now()),
        now(),
    )
    .unwrap();
}

#[test]
fn amounts_are_in_the_currencys_own_minor_units() {
    let yen = changed(|it| it["currency"] = "jpy".into()).unwrap();
    assert_eq!(yen.total().decimal(), "22448");
    let until = now();
    assert_eq!(
        yen.approve(None, until).unwrap().allowance.to_json()["max_amount"],
        22_448
    );
    for currency in ["USD", "Usd", "us", "xxx", "usdc", ""] {
        assert_eq!(
            refused(|it| it["currency"] = currency.into()),
            "acp_currency",
            "{currency}"
        );
    }
    assert_eq!(
        refused(|it| it["presentment_currency"] = "eur".into()),
        "acp_presentment"
    );
}

#[test]
fn only_a_session_that_can_be_paid_is_taken() {
    for status in [
        "incomplete",
        "not_ready_for_payment",
        "complete_in_progress",
        "completed",
        "canceled",
        "in_progress",
        "expired",
        "paid",
    ] {
        assert_eq!(
            refused(|it| it["status"] = status.into()),
            "acp_status",
            "{status}"
        );
    }
    assert_eq!(
        refused(|it| it["expires_at"] = "2026-11-22T09:00:00Z".into()),
        "acp_expired"
    );
    assert_eq!(
        refused(|it| it["expires_at"] = "soon".into()),
        "acp_expired"
    );
}

#[test]
fn a_card_number_anywhere_refuses_the_whole() {
    let places: [fn(&mut Value); 7] = [
        |it| it["payment_method"] = json!({"type": "card", "number": "4242424242424242"}),
        |it| it["line_items"][0]["name"] = "card 4242 4242 4242 4242".into(),
        |it| it["metadata"] = json!({"note": "5555-5555-5555-4444"}),
        |it| it["metadata"] = json!({"4242424242424242": true}),
        |it| it["metadata"] = json!({"n": 378_282_246_310_005_u64}),
        |it| it["buyer"] = json!({"email": "x@example.com", "cvc": "223"}),
        |it| it["metadata"] = json!({"n": "４２４２４２４２４２４２４２４２"}),
    ];
    for place in places {
        assert_eq!(refused(place), "card_number");
    }
    let escaped = session()
        .to_string()
        .replace("Wireless", "\\u0034242424242424242");
    assert_eq!(
        Session::read(escaped.as_bytes(), now()).unwrap_err().code(),
        "card_number"
    );
    let broken = b"{\"number\": 4242424242424242";
    assert_eq!(
        Session::read(broken, now()).unwrap_err().code(),
        "card_number"
    );
}

#[test]
fn card_numbers_are_told_from_other_numbers() {
    for number in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "5500005555555559",
        "2223003122003222",
        "340000000000009",
        "30000000000004",
        "6011000000000004",
        "3530111333300000",
        "6200000000000005",
        "x4111111111111111y",
        "exp 12/30 4111111111111111",
        "٤١١١١١١١١١١١١١١١",
    ] {
        assert!(card::in_text(number), "{number}");
    }
    for number in [
        "4111111111111112",
        "1777342357000",
        "411111111111",
        "0000000000000000",
        "41111111111111111111",
        "2026-11-22T09:00:00.000Z",
        "cs_01HV3P3XYZ9ABC",
        "+1-415-555-0123",
        "4111 1111 and 1111 1111",
    ] {
        assert!(!card::in_text(number), "{number}");
    }
}

#[test]
fn a_refusal_tells_the_shop_why_and_nothing_of_the_limits() {
    let body = trace(Why::of_code("over_period"));
    assert_eq!(body["intent_trace"]["reason_code"], "price_sensitivity");
    assert_eq!(
        trace(Why::of_code("anything new"))["intent_trace"]["reason_code"],
        "other"
    );
    let all = [
        Why::Price,
        Why::ShippingCost,
        Why::ShippingSpeed,
        Why::Fit,
        Why::Trust,
        Why::Returns,
        Why::Payment,
        Why::Comparison,
        Why::Later,
        Why::Other,
    ];
    for why in all {
        let body = trace(why);
        let summary = body["intent_trace"]["trace_summary"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(summary.len() <= 500 && !summary.contains(|letter: char| letter.is_ascii_digit()));
    }
}
