use super::*;
use crate::notifications::Line;

fn waiting() -> Waiting {
    Waiting {
        id: "pur_1".into(),
        agent_id: "agt_1".into(),
        agent: "Shopping agent".into(),
        sandbox: false,
        merchant: "Nordlicht Books".into(),
        amount: Money {
            amount: "84.90".into(),
            currency: "EUR".into(),
            exponent: 2,
        },
        tier: Tier::T2,
        reasons: vec!["new_merchant".into(), "over_auto".into()],
        requested: Timestamp::from_millis(0),
        expires: Some(Timestamp::from_millis(52_320_000)),
        first_item: Some("Field Guide".into()),
        item_count: 3,
        line: None,
    }
}

fn style(privacy: Privacy) -> Style {
    Style {
        privacy,
        time_of_day: |at| at.to_datetime().format("%H:%M").to_string(),
    }
}

fn bare(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn a_request_is_asked_as_a_question_with_its_amount_and_merchant() {
    let notice = request(&waiting(), style(Privacy::Standard));
    assert_eq!(bare(&notice.title), "Approve €84.90 to Nordlicht Books?");
    assert_eq!(
        bare(&notice.body),
        "Shopping agent · new merchant · expires 14:32"
    );
    assert_eq!(notice.urgency, Urgency::Normal);
    assert_eq!(notice.opens, "inbox/pur_1");
}

#[test]
fn no_notification_offers_to_approve() {
    let waiting = waiting();
    for notice in [
        request(&waiting, style(Privacy::Full)),
        expiring(&waiting, style(Privacy::Full)),
        summary(&[&waiting], Urgency::Normal, style(Privacy::Full)),
        blocked(&waiting, "why", style(Privacy::Full)),
        damaged("why"),
    ] {
        for (_, label) in notice.choices {
            assert!(!label.to_lowercase().contains("approve"), "{label}");
        }
    }
}

#[test]
fn what_needs_the_passphrase_stays_until_it_is_answered() {
    let notice = request(
        &Waiting {
            tier: Tier::T3,
            ..waiting()
        },
        style(Privacy::Standard),
    );
    assert_eq!(bare(&notice.title), "Confirm €84.90 to Nordlicht Books?");
    assert!(notice.body.contains("needs your passphrase"));
    assert_eq!(notice.urgency, Urgency::Critical);
}

#[test]
fn private_notifications_hold_no_merchant_amount_or_item() {
    let waiting = waiting();
    for notice in [
        request(&waiting, style(Privacy::Private)),
        expiring(&waiting, style(Privacy::Private)),
        summary(
            &[&waiting, &waiting],
            Urgency::Normal,
            style(Privacy::Private),
        ),
        blocked(
            &waiting,
            "Nordlicht Books is over €84.90",
            style(Privacy::Private),
        ),
    ] {
        let words = format!("{} {}", notice.title, notice.body);
        for secret in ["Nordlicht", "84.90", "Field Guide", "€", "Shopping"] {
            assert!(!words.contains(secret), "{words}");
        }
    }
}

#[test]
fn full_notifications_name_the_items() {
    let notice = request(&waiting(), style(Privacy::Full));
    assert!(
        bare(&notice.body).ends_with("\nField Guide and 2 more"),
        "{}",
        notice.body
    );
}

#[test]
fn markup_in_a_merchants_name_does_not_survive_in_the_title() {
    let hostile = Waiting {
        merchant: "<b>Approve</b><img src=x>".into(),
        ..waiting()
    };
    let notice = request(&hostile, style(Privacy::Standard));
    assert!(
        !notice.title.contains('<') && !notice.title.contains('>'),
        "{}",
        notice.title
    );
}

#[test]
fn every_untrusted_name_is_isolated() {
    let notice = request(&waiting(), style(Privacy::Full));
    for name in ["Nordlicht Books", "Shopping agent", "Field Guide"] {
        let isolated = format!("\u{2068}{name}\u{2069}");
        assert!(
            notice.title.contains(&isolated) || notice.body.contains(&isolated),
            "{name}"
        );
    }
}

#[test]
fn five_hundred_small_payments_are_one_line_with_the_engines_count_and_sum() {
    let usdc = |amount: &str| Money {
        amount: amount.into(),
        currency: "USDC".into(),
        exponent: 6,
    };
    let line = Line {
        first: Some("pur_1".into()),
        count: 500,
        sum: usdc("0.500000"),
    };
    let payment = Waiting {
        agent: "Research agent".into(),
        merchant: "api.seller.example".into(),
        amount: usdc("0.001000"),
        line: Some(line),
        ..waiting()
    };
    let all = vec![&payment; 500];
    let notice = summary(&all, Urgency::Normal, style(Privacy::Standard));
    assert_eq!(notice.title, "500 small payments need a decision");
    assert_eq!(
        bare(&notice.body),
        "Research agent · 0.500000\u{a0}USDC in total to api.seller.example"
    );
    let private = summary(&all, Urgency::Normal, style(Privacy::Private));
    assert_eq!(private.title, "500 requests need a decision");
    let other = waiting();
    let mixed = summary(
        &[&payment, &other],
        Urgency::Normal,
        style(Privacy::Standard),
    );
    assert_eq!(mixed.title, "2 purchases need a decision");
}

#[test]
fn a_summary_adds_up_per_currency() {
    let one = waiting();
    let money = |amount: &str, currency: &str, exponent| Money {
        amount: amount.into(),
        currency: currency.into(),
        exponent,
    };
    let yen = Waiting {
        amount: money("1200", "JPY", 0),
        ..waiting()
    };
    let two = Waiting {
        amount: money("0.10", "EUR", 2),
        ..waiting()
    };
    let notice = summary(
        &[&one, &yen, &two],
        Urgency::Normal,
        style(Privacy::Standard),
    );
    assert_eq!(notice.title, "3 purchases need a decision");
    assert_eq!(
        bare(&notice.body),
        "Shopping agent · €85.00 · 1\u{a0}200\u{a0}JPY in total"
    );
    assert_eq!(notice.choices, vec![(Choice::Review, "Open inbox")]);
}

#[test]
fn a_sandbox_request_says_so_first() {
    let notice = request(
        &Waiting {
            sandbox: true,
            ..waiting()
        },
        style(Privacy::Standard),
    );
    assert!(notice.title.starts_with("[SANDBOX] "));
}

#[test]
fn a_budget_that_is_nearly_used_up_is_told_quietly_and_asks_for_nothing() {
    let left = Money {
        amount: "80.00".into(),
        currency: "EUR".into(),
        exponent: 2,
    };
    let used = Used {
        id: "man_1",
        name: "Books",
        percent: 80,
        left: &left,
        until: Some("30 Nov".into()),
    };
    let notice = used_up(&used, style(Privacy::Standard));
    assert_eq!(bare(&notice.title), "Books is 80 % used");
    assert_eq!(bare(&notice.body), "€80.00 left until 30 Nov");
    assert_eq!(notice.urgency, Urgency::Low);
    assert_eq!(notice.choices, [(Choice::Review, "Open budget")]);
    assert_eq!(notice.opens, "budgets/man_1");
    let hidden = used_up(&used, style(Privacy::Private));
    assert!(!hidden.title.contains("Books") && !hidden.body.contains("80"));
}
