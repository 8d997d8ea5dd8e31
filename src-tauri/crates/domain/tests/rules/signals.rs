//! Risk signals: what each one sees, and what comes close and must pass.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one signal among many"
)]

mod addressing;
mod amounts;
mod baskets;
mod imitations;
mod pace;
mod repeats;

use std::time::Duration;

use counterfoil_domain::memory::{
    AgentMemory, KnownMerchants, Manner, MerchantMemory, PurchaseFacts, shop,
};
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::DraftItem;
use counterfoil_domain::risk::{Inspection, RiskQuestion, Signal, signals};
use counterfoil_domain::{AgentId, Draft, Money, PurchaseId, PurchaseRequest, Timestamp};

use crate::fixtures::{agent, now, request, simple};

/// What happened before: every purchase at whatever merchant, in order.
#[derive(Default)]
struct Past {
    facts: Vec<PurchaseFacts>,
    known: KnownMerchants,
}

impl Past {
    /// Something was bought `ago` before now by the usual agent.
    fn bought(&mut self, draft: Draft, ago: Duration) -> &mut Self {
        self.had(draft, ago, Status::Captured, agent().id)
    }

    fn had(&mut self, draft: Draft, ago: Duration, status: Status, by: AgentId) -> &mut Self {
        let request = request(draft);
        let checkout = &request.checkout;
        let number = u8::try_from(self.facts.len() % 200).unwrap();
        let merchant = checkout.merchant.identity();
        if status == Status::Captured {
            self.known.learn(&merchant, checkout.merchant.name.as_str());
        }
        self.facts.push(PurchaseFacts {
            id: PurchaseId::from_bytes([number; 16]),
            agent: by,
            sandbox: false,
            at: now().minus(ago),
            amount: checkout.amount,
            shop: shop(&merchant),
            new_shop: false,
            status,
            manner: Manner::of(checkout),
            basket: counterfoil_domain::memory::Basket::of(&checkout.items),
        });
        self
    }

    fn ask(&self, draft: Draft) -> Vec<Signal> {
        self.ask_with(draft, &[], now())
    }

    fn codes(&self, draft: Draft) -> Vec<&'static str> {
        self.ask(draft).iter().map(Signal::code).collect()
    }

    fn ask_with(&self, draft: Draft, automatic: &[(Money, &str)], at: Timestamp) -> Vec<Signal> {
        let request = PurchaseRequest::from_draft(draft, at).unwrap();
        let here = shop(&request.checkout.merchant.identity());
        let mut merchant = MerchantMemory::default();
        let mut history = AgentMemory::default();
        let mut facts = self.facts.clone();
        facts.sort_by_key(|facts| facts.at);
        for facts in &facts {
            if facts.shop == here {
                merchant.note(facts);
            }
            if facts.agent == agent().id {
                history.note(facts);
            }
        }
        signals(&RiskQuestion {
            agent: agent().id,
            sandbox: false,
            request: &request,
            inspection: &Inspection::of(&request),
            own: None,
            now: at,
            time_zone: chrono_tz::Europe::Berlin,
            automatic,
            repeats_expected: false,
            merchant: &merchant,
            history: &history,
            known: Some(&self.known)
                .filter(|known| !known.contains(&request.checkout.merchant.identity())),
        })
    }
}

/// One thing of this title at the usual shop.
fn one(title: &str, amount: &str) -> Draft {
    Draft {
        items: vec![DraftItem {
            title: title.into(),
            amount: amount.into(),
            ..DraftItem::default()
        }],
        reason: None,
        ..simple(amount)
    }
}

fn at_domain(domain: &str, name: &str) -> Draft {
    let mut draft = one("Tea", "12.00");
    draft.merchant.domain = Some(domain.into());
    draft.merchant.name = name.into();
    draft
}

fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3600)
}

fn days(count: u64) -> Duration {
    hours(count * 24)
}

fn other_agent() -> AgentId {
    AgentId::from_bytes([2; 16])
}

#[test]
fn every_signal_is_stored_in_its_canonical_form_and_read_back() {
    for signal in samples() {
        let json = serde_json::to_string(&signal).unwrap();
        let canonical = serde_json_canonicalizer::to_string(&signal).unwrap();
        assert_eq!(json, canonical);
        assert!(json.starts_with(&format!("{{\"code\":\"{}\"", signal.code())));
        assert_eq!(serde_json::from_str::<Signal>(&json).unwrap(), signal);
        assert!(signal.text().len() > 10 && !signal.text().ends_with('.'));
        assert!(signal.way_out().ends_with('.'));
        assert!(signal.tick_rank().is_some());
    }
}

#[expect(clippy::too_many_lines, reason = "one sample of each signal")]
fn samples() -> Vec<Signal> {
    use counterfoil_domain::risk::{IntentField, Likeness, Sameness, TotalsPart};
    let eur = crate::fixtures::eur;
    let id = PurchaseId::from_bytes([7; 16]);
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 17).unwrap();
    let text = |text: &str| text.to_owned();
    vec![
        Signal::LookAlike {
            host: text("nordlich-books.example"),
            how: Likeness::Spelling,
            like: text("nordlicht-books.example"),
        },
        Signal::KnownName {
            host: None,
            known: text("nordlicht-books.example"),
            name: text("Nordlicht Books"),
        },
        Signal::UnusualAmount {
            count: 6,
            item: None,
            now: eur("400.00"),
            usual: eur("20.00"),
        },
        Signal::UnitSlip {
            item: Some(text("Tea")),
            now: eur("1200.00"),
            times: 100,
            usual: eur("12.00"),
        },
        Signal::JustUnder {
            count: 3,
            limit: eur("50.00"),
            mandate_name: text("Books"),
            sum: eur("149.00"),
        },
        Signal::Burst {
            count: 12,
            minutes: 10,
        },
        Signal::NewHour { count: 31, hour: 3 },
        Signal::Addressing {
            field: text("items[0].title"),
            found: text("already approved"),
        },
        Signal::UrlMismatch {
            domain: text("nordlicht-books.example"),
            host: text("other.example"),
            item: text("Tea"),
        },
        Signal::OddTotals {
            part: TotalsPart::Shipping,
            share: eur("90.00"),
            whole: eur("2.00"),
        },
        Signal::UnknownToken {
            contract: text("0x1"),
            symbol: text("USDC"),
        },
        Signal::Duplicate {
            day,
            on: now(),
            paid: eur("12.00"),
            purchase: id,
            same: Sameness::Items,
            status: Status::Captured,
        },
        Signal::TriedBefore {
            count: 1,
            day,
            on: now(),
            purchase: id,
            status: Status::Rejected,
        },
        Signal::Deviation {
            field: IntentField::MaxAmount,
            found: text("95.00 EUR"),
            said: text("90.00 EUR"),
        },
    ]
}
