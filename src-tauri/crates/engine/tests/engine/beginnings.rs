//! A back-test that begins in the middle of the record knows what came before.

use std::time::Duration;

use counterfoil_domain::evaluate::Reason;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_domain::{PurchaseId, Verdict};
use counterfoil_engine::{AgentSession, Reject, SettlementKind};

use crate::support::{House, books, request, settlement, submission, titled};

const DAY: Duration = Duration::from_hours(24);

/// What a request came to: its id, the verdict, and the reasons in words.
type Went = (PurchaseId, Verdict, Vec<String>);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shops_prices_names_and_refusals_from_before_are_remembered() {
    let house = House::new().await;
    let agent = house.agent.clone();
    let document = books("50.00", "200.00", "400.00");
    let codes = remembered(&house, &agent, &document).await;
    assert!(codes.contains(&"known_name"), "{codes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_usual_with_play_money_is_remembered_too() {
    let house = House::with_mandate(None).await;
    let toy = house.toy().await;
    let document = r#"{"name":"Play","agents":["Toy"],"currency":"EUR",
        "limits":{"auto_up_to":"50.00"},"always_ask":{"new_merchant":false,"repeats":false}}"#;
    house.mandate(document).await;
    remembered(&house, &toy, document).await;
}

/// Buys, is refused, waits, asks again, and holds the back-test of the last days against what the
/// engine said. Returns the reasons that the engine had.
async fn remembered(house: &House, agent: &AgentSession, document: &str) -> Vec<&'static str> {
    for day in 0..6 {
        let key = format!("lamp-{day}");
        let (id, verdict, _) = ask(agent, &key, titled("Lamp", "12.00")).await;
        assert_eq!(verdict, Verdict::Within);
        let paid = settlement(SettlementKind::Capture, None, None);
        let paid = agent.settle(id, paid).await;
        assert_eq!(paid.unwrap().status, Status::Captured);
        house.clock.advance(DAY);
    }
    house.clock.advance(DAY * 14);
    let (refused, ..) = ask(agent, "board", titled("Hoverboard", "60.00")).await;
    reject(house, refused).await;
    house.clock.advance(DAY * 20);

    let really = asked_late(house, agent, "").await;
    let codes = reason_codes(agent, &really).await;
    for code in ["unusual_amount", "tried_before"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    assert_eq!(judged(house, document).await, really);

    // What is recorded while the history is kept finds the same memories.
    house.clock.advance(Duration::from_hours(2));
    let later = asked_late(house, agent, "again-").await;
    let all: Vec<Went> = really.into_iter().chain(later).collect();
    assert_eq!(judged(house, document).await, all);
    codes
}

/// Dearer than ever, refused before, a known name elsewhere, and as always.
async fn asked_late(house: &House, agent: &AgentSession, prefix: &str) -> Vec<Went> {
    let requests = [
        titled("Lamp", "48.00"),
        titled("Hoverboard", "60.00"),
        request("12.00", "elsewhere.example"),
        titled("Lamp", "12.00"),
    ];
    let mut all = Vec::new();
    for (number, request) in requests.into_iter().enumerate() {
        all.push(ask(agent, &format!("{prefix}{number}"), request).await);
        house.clock.advance(Duration::from_mins(20));
    }
    all
}

async fn ask(agent: &AgentSession, key: &str, request: PurchaseRequest) -> Went {
    let submitted = agent.submit(submission(key, request)).await;
    let answer = submitted.unwrap().answer;
    let reasons = answer.reasons.iter().map(Reason::text).collect();
    (answer.id, answer.verdict, reasons)
}

async fn reject(house: &House, purchase: PurchaseId) {
    let reject = Reject {
        purchase,
        note: None,
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
}

/// How the back-test of the last ten days under the present rules judges each request.
async fn judged(house: &House, document: &str) -> Vec<Went> {
    let report = backtest(house, document).await;
    let entries = report.entries.into_iter().map(|entry| {
        assert_eq!(entry.present, entry.changed);
        let reasons = entry.reasons.iter().map(Reason::text).collect();
        (entry.purchase, entry.present, reasons)
    });
    entries.collect()
}

async fn reason_codes(agent: &AgentSession, really: &[Went]) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for (id, ..) in really {
        let answer = agent.get(*id).await.unwrap();
        codes.extend(answer.reasons.iter().map(Reason::code));
    }
    codes
}

async fn backtest(house: &House, document: &str) -> counterfoil_domain::backtest::Report {
    let id = house.owner.mandates().await.unwrap()[0].mandate.id;
    let document = document.as_bytes().to_vec();
    house.owner.backtest(Some(id), document, 10).await.unwrap()
}
