//! The purchase and the mandate that the tests vary.

use counterfoil_domain::balances::{Range, Slot};
use counterfoil_domain::evaluate::{Balance, Covering, Standing};
use counterfoil_domain::mandate::PeriodLimit;
use counterfoil_domain::request::{
    DraftIntent, DraftItem, DraftMerchant, DraftRecurrence, DraftTotals, DraftTurn,
};
use counterfoil_domain::{
    AgentFacts, AgentId, Currency, Draft, Mandate, MandateDocument, MandateId, Money,
    PurchaseRequest, Timestamp, Window,
};

pub fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T08:17:59Z").unwrap()
}

pub fn eur(decimal: &str) -> Money {
    Money::parse(decimal, Currency::parse("EUR").unwrap()).unwrap()
}

pub fn agent() -> AgentFacts {
    AgentFacts {
        id: AgentId::from_bytes([1; 16]),
        controls_desktop: false,
        sandbox: false,
        paused: false,
    }
}

/// The request of the public contract, with all its items.
pub fn books() -> Draft {
    Draft {
        merchant: DraftMerchant {
            name: "Nordlicht Books GmbH".into(),
            domain: Some("shop.nordlicht-books.example".into()),
            country: Some("DE".into()),
            category: Some("books".into()),
        },
        items: vec![
            DraftItem {
                title: "Field Guide to Nordic Lichens".into(),
                quantity: Some(2),
                unit_amount: Some("35.00".into()),
                amount: "70.00".into(),
                sku: Some("LI-1".into()),
                url: Some("https://shop.nordlicht-books.example/li-1?lang=en".into()),
            },
            DraftItem {
                title: "Map case".into(),
                amount: "9.95".into(),
                ..DraftItem::default()
            },
        ],
        totals: Some(DraftTotals {
            items: Some("79.95".into()),
            discount: Some("0.00".into()),
            shipping: Some("4.95".into()),
            tax: Some("0.00".into()),
        }),
        amount: "84.90".into(),
        currency: "EUR".into(),
        intent: Some(DraftIntent {
            text: "two lichen guides and a map case, under 90 euros".into(),
            max_amount: Some("90.00".into()),
            merchant: Some("any".into()),
            quantity: Some(3),
            recurring: None,
            conversation: vec![DraftTurn {
                role: "user".into(),
                text: "two lichen guides\nand a map case".into(),
                at: Some("2026-11-22T09:00:00+01:00".into()),
            }],
        }),
        reason: Some("Cheapest in-stock offer".into()),
        rail: Some("card".into()),
        instrument: Some("Visa •••• 4242".into()),
        recurrence: Some(DraftRecurrence {
            interval: "month".into(),
            count: Some(12),
            trial_ends: Some("2026-12-01".into()),
        }),
        expires_at: Some("2026-11-22T14:32:00Z".into()),
        callback: Some("http://127.0.0.1:9000/decided".into()),
        metadata: [("order".to_owned(), "A-17".to_owned())].into(),
        quote: None,
    }
}

/// One thing for `amount`, once.
pub fn simple(amount: &str) -> Draft {
    Draft {
        merchant: DraftMerchant {
            name: "Nordlicht Books".into(),
            domain: Some("nordlicht-books.example".into()),
            ..DraftMerchant::default()
        },
        reason: Some("It was asked for".into()),
        amount: amount.into(),
        currency: "EUR".into(),
        rail: Some("card".into()),
        ..Draft::default()
    }
}

pub fn request(draft: Draft) -> PurchaseRequest {
    PurchaseRequest::from_draft(draft, now()).unwrap()
}

/// The mandate of a document; agents are all the test's agent.
pub fn mandate(document: &str) -> Mandate {
    numbered_mandate(1, document)
}

pub fn numbered_mandate(number: u8, document: &str) -> Mandate {
    MandateDocument::parse(document.as_bytes())
        .unwrap()
        .resolve(MandateId::from_bytes([number; 16]), 1, &|_| {
            Some(agent().id)
        })
        .unwrap()
}

/// The mandate with where it stands for `price`; every period carries the same.
pub fn covering(mandate: &Mandate, price: Money, balance: Balance) -> Covering<'_> {
    covering_at(mandate, price, now(), |_| balance)
}

/// The same with a balance for each window.
pub fn covering_at(
    mandate: &Mandate,
    price: Money,
    at: Timestamp,
    balance: impl Fn(Window) -> Balance,
) -> Covering<'_> {
    let calendar = mandate.calendar();
    let today = calendar.day(at, None);
    let standing = |limit: &PeriodLimit| {
        let first = calendar.first_day(limit.window, today);
        Standing {
            limit: *limit,
            balance: balance(limit.window),
            carried: 0,
            slot: Range::of(calendar, limit.window, today, Slot::of_hour(at)).raise_slot(),
            next: first.map(|first| calendar.next(limit.window, first)),
        }
    };
    Covering {
        mandate,
        price: (price.currency() == mandate.currency).then_some(price),
        rate: None,
        periods: mandate.limits.periods.iter().map(standing).collect(),
        count: 0,
        today,
    }
}
