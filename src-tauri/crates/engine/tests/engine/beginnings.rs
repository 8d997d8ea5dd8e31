//! A back-test that begins in the middle of the record knows what came before.

use std::time::Duration;

use counterfoil_domain::evaluate::Reason;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::PurchaseRequest;
use counterfoil_domain::{PurchaseId, Verdict};
use counterfoil_engine::{Reject, SettlementKind};

use crate::support::{House, books, request, titled};

const DAY: Duration = Duration::from_hours(24);

/// What a request came to: its id, the verdict, and the reasons in words.
type Went = (PurchaseId, Verdict, Vec<String>);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shops_prices_names_and_refusals_from_before_are_remembered() {
    let house = House::new().await;
    for day in 0..6 {
        let (id, verdict, _) = ask(&house, &format!("lamp-{day}"), titled("Lamp", "12.00")).await;
        assert_eq!(verdict, Verdict::Within);
        let paid = house.settle(id, SettlementKind::Capture, None, None).await;
        assert_eq!(paid.unwrap().status, Status::Captured);
        house.clock.advance(DAY);
    }
    house.clock.advance(DAY * 14);
    let (refused, ..) = ask(&house, "board", titled("Hoverboard", "60.00")).await;
    reject(&house, refused).await;
    house.clock.advance(DAY * 20);

    let really = asked_late(&house, "").await;
    let codes = reason_codes(&house, &really).await;
    for code in ["unusual_amount", "tried_before", "known_name"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    assert_eq!(judged(&house).await, really);

    // What is recorded while the history is kept finds the same memories.
    house.clock.advance(Duration::from_hours(2));
    let later = asked_late(&house, "again-").await;
    let all: Vec<Went> = really.into_iter().chain(later).collect();
    assert_eq!(judged(&house).await, all);
}

/// Dearer than ever, refused before, a known name elsewhere, and as always.
async fn asked_late(house: &House, prefix: &str) -> Vec<Went> {
    let requests = [
        titled("Lamp", "48.00"),
        titled("Hoverboard", "60.00"),
        request("12.00", "elsewhere.example"),
        titled("Lamp", "12.00"),
    ];
    let mut all = Vec::new();
    for (number, request) in requests.into_iter().enumerate() {
        all.push(ask(house, &format!("{prefix}{number}"), request).await);
        house.clock.advance(Duration::from_mins(20));
    }
    all
}

async fn ask(house: &House, key: &str, request: PurchaseRequest) -> Went {
    let answer = house.try_ask(key, request).await.unwrap();
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
async fn judged(house: &House) -> Vec<Went> {
    let report = backtest(house).await;
    let entries = report.entries.into_iter().map(|entry| {
        assert_eq!(entry.present, entry.changed);
        let reasons = entry.reasons.iter().map(Reason::text).collect();
        (entry.purchase, entry.present, reasons)
    });
    entries.collect()
}

async fn reason_codes(house: &House, really: &[Went]) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for (id, ..) in really {
        let answer = house.agent.get(*id).await.unwrap();
        codes.extend(answer.reasons.iter().map(Reason::code));
    }
    codes
}

async fn backtest(house: &House) -> counterfoil_domain::backtest::Report {
    let id = house.owner.mandates().await.unwrap()[0].mandate.id;
    let document = books("50.00", "200.00", "400.00").into_bytes();
    house.owner.backtest(Some(id), document, 10).await.unwrap()
}
