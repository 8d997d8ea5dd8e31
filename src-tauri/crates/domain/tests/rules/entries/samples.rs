//! One fact of every kind, with everything in it that may be in it.

use std::collections::BTreeMap;

use counterfoil_domain::balances::{Account, Slot};
use counterfoil_domain::entry::{
    Actor, AgainOf, AgentAdded, AgentChanged, AgentPaused, AgentRotated, Approved, Authorized,
    CategoryPinned, CounterOffer, Evaluated, Exported, Fact, MandateRaised, MandateRevoked,
    MandateSet, Paused, Payment, PostingRecord, PurchaseMoved, RatesSet, Rejected, Requested,
    Resumed, Settled, Started, SubscriptionAllowed, SubscriptionCancelled, UnsignedCovered,
};
use counterfoil_domain::merchant::Category;
use counterfoil_domain::purchase::{Charge, Raise, Status};
use counterfoil_domain::rates::{ChargeRate, Quote, Source};
use counterfoil_domain::risk::Quarantine;
use counterfoil_domain::{
    AgentId, Currency, MandateId, Percent, PurchaseId, Tier, Timestamp, Verdict, Window,
};

use super::{paid, rails, statements};
use crate::fixtures::{books, now, request};
use reasons::every_reason;

mod reasons;
mod words;

pub fn purchase() -> PurchaseId {
    PurchaseId::from_bytes([0xab; 16])
}

pub fn agent() -> AgentId {
    AgentId::from_bytes([1; 16])
}

fn charge() -> Charge {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    Charge {
        day,
        hour: Slot(493_664),
        rate: None,
        mandate: MandateId::from_bytes([3; 16]),
        version: 4,
    }
}

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_millis(now().as_millis() + seconds * 1000)
}

fn posting(from: Account, to: Account, window: Option<Window>) -> PostingRecord {
    PostingRecord {
        amount: "84.90".into(),
        currency: None,
        from,
        to,
        window,
    }
}

fn held() -> Vec<PostingRecord> {
    vec![
        posting(Account::Owner, Account::Available, Some(Window::Month)),
        posting(Account::Available, Account::Held, None),
    ]
}

fn asked(revision: u32, key: Option<&str>, status: Status) -> Box<Requested> {
    Box::new(Requested {
        again_of: (revision > 1).then(again),
        agent: agent(),
        body: "00".repeat(32),
        charge: Some(charge()),
        checkout: "11".repeat(32),
        evaluation: Evaluated {
            left_after: Some("0.00".into()),
            mandates: vec![MandateId::from_bytes([3; 16])],
            over: Some("4.90".into()),
            reasons: every_reason(),
            tier: Tier::T2,
            undo_ms: 10_000,
            verdict: Verdict::Ask,
        },
        expires_at: later(1800),
        held: "84.90".into(),
        held_by_others: Some("1.00".into()),
        key: key.map(Into::into),
        merchant: "name:bücher \"& mehr\" \\".into(),
        overall: (revision > 1).then(foreign),
        overall_raises: BTreeMap::new(),
        postings: held(),
        purchase: purchase(),
        raises: if revision > 1 {
            raises(&[("day", 490), ("total", 3)])
        } else {
            BTreeMap::new()
        },
        request: request(books()),
        revision,
        status,
    })
}

fn again() -> AgainOf {
    AgainOf {
        agent: agent(),
        on: later(-3600),
        purchase: PurchaseId::from_bytes([9; 16]),
        status: Status::Rejected,
    }
}

fn moved(by: Actor) -> PurchaseMoved {
    PurchaseMoved {
        by,
        postings: held(),
        purchase: purchase(),
        revision: 2,
    }
}

fn settled(late: bool) -> Settled {
    Settled {
        amount: "84.90".into(),
        late,
        minor: "8490".into(),
        postings: held(),
        proof: Some("a.b.c".into()),
        purchase: purchase(),
        receipt: Some("r-1 \u{1f9fe} \u{e000}".into()),
        revision: 2,
    }
}

fn raises(of: &[(&str, i64)]) -> BTreeMap<String, Raise> {
    let slot = Slot(20_569);
    let named = of.iter();
    named
        .map(|(window, minor)| {
            (
                (*window).to_owned(),
                Raise {
                    minor: *minor,
                    slot,
                },
            )
        })
        .collect()
}

/// Counted in another currency.
fn foreign() -> Charge {
    Charge {
        rate: Some(ChargeRate {
            currency: Currency::parse("USD").unwrap(),
            date: charge().day,
            margin: Percent::parse("1.5").unwrap(),
            rate: Quote::parse("1.0834").unwrap(),
            source: Source::Ecb,
        }),
        ..charge()
    }
}

pub fn approved(of: &[(&str, i64)]) -> Fact {
    let raises = raises(of);
    Fact::PurchaseApproved(Box::new(Approved {
        authorize_at: later(10),
        charge: Some(charge()),
        how: "keys".into(),
        looked_ms: Some(4200),
        overall: (!raises.is_empty()).then(foreign),
        overall_raises: raises.clone(),
        postings: held(),
        present: true,
        purchase: purchase(),
        raise: (!raises.is_empty()).then(|| "4.90".into()),
        raises,
        revision: 2,
        signature: "c2ln".into(),
        tick: Some("over_period".into()),
        view: "22".repeat(32),
    }))
}

fn rejected() -> Fact {
    Fact::PurchaseRejected(Rejected {
        by: Actor::Owner,
        counter_offer: Some(CounterOffer {
            max_amount: Some("80.00".into()),
            merchant: Some("y.example".into()),
            not_before: Some(later(60)),
            note: Some("cheaper\nplease".into()),
        }),
        note: Some("33".repeat(32)),
        postings: held(),
        purchase: purchase(),
        revision: 2,
    })
}

fn authorized(payment: Payment) -> Fact {
    Fact::PurchaseAuthorized(Authorized {
        aud: "shop.nordlicht-books.example".into(),
        ends: later(600),
        items_hash: "44".repeat(32),
        kid: "kid".into(),
        mandate: Some(MandateId::from_bytes([3; 16])),
        payment: Some(payment),
        purchase: purchase(),
        revision: 2,
        sandbox: true,
        shown_hash: Some("55".repeat(32)),
        starts: now(),
    })
}

pub fn of_purchases() -> Vec<Fact> {
    vec![
        Fact::PurchaseRequested(asked(1, Some("66"), Status::Pending)),
        Fact::PurchaseAmended(asked(2, None, Status::Denied)),
        approved(&[("day", 490), ("month", i64::MAX)]),
        rejected(),
        Fact::PurchaseUndone(moved(Actor::Local)),
        Fact::PurchaseExpired(moved(Actor::Clock)),
        Fact::PurchaseCancelled(moved(Actor::Agent)),
        authorized(paid::over_x402()),
        authorized(paid::over_acp()),
        authorized(paid::over_ap2()),
        Fact::PurchaseCaptured(settled(true)),
        Fact::PurchaseVoided(settled(false)),
        Fact::PurchaseRefunded(settled(false)),
        Fact::PurchaseDisputed(settled(false)),
        Fact::PurchaseLapsed(moved(Actor::Clock)),
        Fact::PurchaseReleased(moved(Actor::Clock)),
        paid::reported(),
    ]
    .into_iter()
    .chain(words::all())
    .collect()
}

pub fn of_the_registry() -> Vec<Fact> {
    vec![
        Fact::AgentAdded(AgentAdded {
            agent: agent(),
            controls_desktop: true,
            name: "Agent \"ß\"".into(),
            sandbox: false,
            token_hash: "77".repeat(32),
        }),
        Fact::AgentPaused(AgentPaused {
            agent: agent(),
            by: Actor::Agent,
            reason: None,
            until: Some(later(9)),
        }),
        Fact::AgentPaused(AgentPaused {
            agent: agent(),
            by: Actor::Rule,
            reason: Some(Quarantine::NewShops { count: 8 }),
            until: None,
        }),
        Fact::AgentResumed(AgentChanged { agent: agent() }),
        Fact::AgentRotated(AgentRotated {
            agent: agent(),
            token_hash: "88".repeat(32),
        }),
        Fact::AgentRemoved(AgentChanged { agent: agent() }),
        Fact::Paused(Paused {
            by: Actor::Local,
            until: Some(later(3)),
        }),
        Fact::Resumed(Resumed { by: Actor::Owner }),
        Fact::MandateSet(MandateSet {
            agents: Some(vec![agent()]),
            changes: vec!["The month's limit: 400.00 → 500.00".into()],
            document: "{\"currency\":\"EUR\"}".into(),
            mandate: MandateId::from_bytes([3; 16]),
            version: 2,
        }),
        Fact::MandateRevoked(MandateRevoked {
            mandate: MandateId::from_bytes([3; 16]),
        }),
        Fact::RatesSet(RatesSet {
            base: currency("EUR"),
            date: chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap(),
            rates: [("USD", "1.0743"), ("JPY", "163.21")]
                .map(|(code, rate)| (currency(code), Quote::parse(rate).unwrap()))
                .into(),
            source: Source::Ecb,
        }),
        Fact::CategoryPinned(CategoryPinned {
            category: Some(Category::parse("books").unwrap()),
            domain: "nordlicht-books.example".into(),
        }),
    ]
}

pub fn of_balances() -> Vec<Fact> {
    vec![Fact::MandateRaised(MandateRaised {
        amount: "20.00".into(),
        mandate: MandateId::from_bytes([3; 16]),
        raise: Raise {
            minor: 2_000,
            slot: Slot(20_569),
        },
        window: Window::Rolling24h,
    })]
}

/// What ends a subscription or takes it up again is neither a purchase's nor the registry's.
pub fn of_subscriptions() -> Vec<Fact> {
    let cancelled = SubscriptionCancelled {
        by: Actor::Local,
        currency: currency("EUR"),
        merchant: request(books()).checkout.merchant.identity(),
        plan: "0011223344556677".into(),
    };
    let allowed = SubscriptionAllowed {
        subscription: cancelled.key(),
    };
    vec![
        Fact::SubscriptionCancelled(cancelled),
        Fact::SubscriptionAllowed(allowed),
    ]
}

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

pub fn of_nothing() -> Vec<Fact> {
    vec![
        Fact::Started(Started {
            authorization_key: "02".into(),
            ledger_key: "counterfoil/1+2+3".into(),
            origin: "counterfoil/1".into(),
            owner_key: "03".into(),
        }),
        Fact::Exported(Exported {
            format: "csv".into(),
            query: "-\"x\"".into(),
            rows: "9".into(),
        }),
        Fact::UnsignedCovered(UnsignedCovered {
            by: Actor::Owner,
            count: "2".into(),
        }),
    ]
}

pub fn every_fact() -> Vec<Fact> {
    [
        of_purchases(),
        of_the_registry(),
        rails::of_the_registry(),
        vec![rails::refused()],
        of_balances(),
        of_subscriptions(),
        statements::of_statements(),
        of_nothing(),
    ]
    .concat()
}
