//! Half a year of ordinary purchases and then hostile ones, played in order through the engine:
//! nothing hostile is approved by itself, and hardly anything ordinary is asked for its signs.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeZone};
use counterfoil_domain::evaluate::Reason;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::{
    Draft, DraftIntent, DraftItem, DraftMerchant, DraftRecurrence, DraftTotals, PurchaseRequest,
};
use counterfoil_domain::{Currency, Money, Timestamp};
use counterfoil_engine::{AgentSession, PurchaseAnswer, Reject};

use crate::support::{House, submission};

const ORDINARY: &str = include_str!("../corpus/ordinary.txt");
const HOSTILE: &str = include_str!("../corpus/hostile.txt");

/// Budgets that would let everything through: only the signs of a purchase stand in its way.
const CURRENCIES: [(&str, &str); 6] = [
    ("EUR", "150.00"),
    ("USD", "150.00"),
    ("GBP", "150.00"),
    ("CHF", "150.00"),
    ("JPY", "15000"),
    ("USDC", "150.00"),
];

struct Played {
    expected: String,
    line: String,
    answer: PurchaseAnswer,
}

impl Played {
    fn signals(&self) -> Vec<&'static str> {
        let reasons = self.answer.reasons.iter();
        let signals = reasons.filter(|reason| matches!(reason, Reason::Signal(_)));
        signals.map(Reason::code).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hardly_anything_ordinary_is_asked_and_nothing_hostile_passes() {
    let scene = Scene::new().await;
    let ordinary = scene.play(ORDINARY).await;
    assert!(ordinary.len() >= 150);
    let asked: Vec<&Played> = ordinary
        .iter()
        .filter(|played| !played.signals().is_empty())
        .collect();
    let lines: Vec<_> = asked
        .iter()
        .map(|played| (played.signals(), &played.line))
        .collect();
    assert!(
        asked.len() * 50 <= ordinary.len(),
        "{} of {} asked: {lines:#?}",
        asked.len(),
        ordinary.len()
    );
    let hostile = scene.play(HOSTILE).await;
    let hostile: Vec<Played> = hostile
        .into_iter()
        .filter(|played| !matches!(played.expected.as_str(), "-" | "!"))
        .collect();
    assert!(hostile.len() >= 100);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut missed = Vec::new();
    for played in &hostile {
        *kinds.entry(&played.expected).or_default() += 1;
        let seen = played.signals().contains(&played.expected.as_str());
        if !seen || played.answer.status != Status::Pending {
            missed.push((played.answer.status, played.signals(), &played.line));
        }
    }
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
    assert_eq!(kinds.len(), 14, "{kinds:?}");
    scene.house.is_intact().await;
}

struct Scene {
    house: House,
    office: AgentSession,
}

impl Scene {
    async fn new() -> Self {
        let house = House::with_mandate(None).await;
        let (_, office) = house.another("Office agent").await;
        for (currency, auto) in CURRENCIES {
            let document = format!(
                r#"{{"name":"All in {currency}","agents":["Shopping agent","Office agent"],
                    "currency":"{currency}","limits":{{"auto_up_to":"{auto}"}},
                    "always_ask":{{"new_merchant":false}},
                    "time_zone":"Europe/Berlin"}}"#
            );
            house.mandate(&document).await;
        }
        Self { house, office }
    }

    async fn play(&self, corpus: &str) -> Vec<Played> {
        let mut played = Vec::new();
        for (number, line) in corpus.lines().enumerate() {
            if !line.starts_with('#') {
                played.push(self.play_one(number, line).await);
            }
        }
        played
    }

    async fn play_one(&self, number: usize, line: &str) -> Played {
        let columns: Vec<&str> = line.split('|').collect();
        let (expected, columns) = match columns.as_slice() {
            [expected, columns @ ..] if columns.len() == 7 => (*expected, columns),
            columns => ("", columns),
        };
        let [when, agent, shop, currency, rail, items, more] = columns else {
            panic!("line {number}: {line}");
        };
        let at = moment(when);
        self.house.clock.set(at);
        let draft = draft(shop, currency, rail, items, more);
        let request = PurchaseRequest::from_draft(draft, at).expect(line);
        let agent = match *agent {
            "household" => &self.house.agent,
            _ => &self.office,
        };
        let key = format!("{expected}-{number}-{when}");
        let answer = agent.submit(submission(&key, request)).await.expect(line);
        let answer = answer.answer;
        self.decide(expected, &answer).await;
        Played {
            expected: expected.to_owned(),
            line: line.to_owned(),
            answer,
        }
    }

    /// The owner buys what is ordinary, rejects what is marked so and leaves the rest.
    async fn decide(&self, expected: &str, answer: &PurchaseAnswer) {
        match (expected, answer.status) {
            ("!", Status::Pending) => self.reject(answer.id).await,
            ("" | "-", Status::Pending) => {
                self.house.approve(answer.id).await.unwrap();
                self.house.owner.send_now(answer.id).await.unwrap();
            }
            ("!", status) => panic!("{status} cannot be rejected"),
            _ => {}
        }
    }

    async fn reject(&self, id: PurchaseId) {
        let rejected = self.house.engine.local();
        rejected
            .reject(Reject {
                purchase: id,
                counter_offer: None,
                note: None,
            })
            .await
            .unwrap();
    }
}

fn moment(when: &str) -> Timestamp {
    let naive = NaiveDateTime::parse_from_str(when, "%Y-%m-%d %H:%M").expect(when);
    let local = chrono_tz::Europe::Berlin.from_local_datetime(&naive);
    Timestamp::from_millis(local.earliest().unwrap().timestamp_millis())
}

fn draft(shop: &str, currency: &str, rail: &str, items: &str, more: &str) -> Draft {
    let (name, domain) = shop.split_once('@').unwrap();
    let unit = Currency::parse(currency).unwrap();
    let more: BTreeMap<&str, &str> = more
        .split(';')
        .filter_map(|pair| pair.split_once('='))
        .collect();
    let get = |key: &str| more.get(key).map(|value| (*value).to_owned());
    let minor = |text: &str| Money::parse(text, unit).unwrap().minor();
    let mut items: Vec<DraftItem> = items.split(';').filter_map(item).collect();
    if let Some(first) = items.first_mut() {
        first.url = get("url");
    }
    let sum: i64 = items.iter().map(|item| minor(&item.amount)).sum();
    let part = |key: &str| more.get(key).map_or(0, |value| minor(value));
    let amount = match get("amount") {
        Some(amount) => amount,
        None => Money::new(sum + part("ship") + part("tax") - part("off"), unit).decimal(),
    };
    let has_totals = ["ship", "tax", "off"]
        .iter()
        .any(|key| more.contains_key(key));
    let keep = ["asset", "network", "note"];
    Draft {
        merchant: DraftMerchant {
            name: name.into(),
            domain: Some(domain.to_owned()).filter(|domain| !domain.is_empty()),
            ..DraftMerchant::default()
        },
        totals: has_totals.then(|| DraftTotals {
            items: Some(Money::new(sum, unit).decimal()),
            discount: get("off"),
            shipping: get("ship"),
            tax: get("tax"),
        }),
        items,
        amount,
        currency: currency.into(),
        rail: Some(rail.into()),
        reason: get("reason"),
        intent: get("intent")
            .or_else(|| get("recurring").map(|_| "as before".into()))
            .map(|text| DraftIntent {
                text,
                max_amount: get("max"),
                merchant: get("from"),
                quantity: get("qty").map(|count| count.parse().unwrap()),
                recurring: get("recurring").map(|flag| flag == "1"),
                conversation: Vec::new(),
            }),
        recurrence: get("sub").map(|interval| DraftRecurrence {
            interval,
            ..DraftRecurrence::default()
        }),
        metadata: keep
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), get(key)?)))
            .collect(),
        ..Draft::default()
    }
}

/// `Rye bread*2=7.60`
fn item(text: &str) -> Option<DraftItem> {
    let (what, amount) = text.rsplit_once('=')?;
    let (title, quantity) = match what.rsplit_once('*') {
        Some((title, count)) => (title, count.parse().unwrap()),
        None => (what, 1),
    };
    Some(DraftItem {
        title: title.into(),
        quantity: Some(quantity),
        amount: amount.into(),
        ..DraftItem::default()
    })
}
