//! Budgets that the record speaks for.

use std::time::Duration;

use counterfoil_domain::Verdict;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Reject, SettlementKind};

use crate::support::{House, SHOP, request};

const WEEK: Duration = Duration::from_hours(7 * 24);

async fn approved(house: &House, key: &str, amount: &str) {
    let asked = house.try_ask(key, request(amount, SHOP)).await.unwrap();
    house.approve(asked.id).await.unwrap();
    house
        .pass_until(Duration::from_secs(11), asked.id, Status::Authorized)
        .await;
    house
        .settle(asked.id, SettlementKind::Capture, None, None)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_approvals_over_thirty_days_suggest_a_narrow_budget_that_ends() {
    let house = House::with_mandate(None).await;
    for (week, amount) in ["20.00", "24.50", "22.00", "19.00"].iter().enumerate() {
        approved(&house, &format!("k{week}"), amount).await;
        house.clock.advance(WEEK);
    }
    assert!(
        house.owner.suggestions(90).await.unwrap().is_empty(),
        "only four"
    );
    house.clock.advance(WEEK);
    approved(&house, "k5", "21.00").await;
    let mut found = house.owner.suggestions(90).await.unwrap();
    assert_eq!(found.len(), 1);
    let suggested = found.remove(0);
    let document = suggested.suggestion.document;
    for part in [
        r#""agents":["Shopping agent"]"#,
        r#""auto_up_to":"25.00""#,
        r#""merchants":["nordlicht-books.example"]"#,
        r#""until":""#,
    ] {
        assert!(document.contains(part), "{document}");
    }
    assert!(suggested.suggestion.evidence.contains("5 purchases"));
    let auto = suggested.report.entries.iter();
    assert_eq!(
        auto.filter(|entry| entry.changed == Verdict::Within)
            .count(),
        4
    );
    house.mandate(&document).await;
    house.clock.advance(WEEK);
    assert_eq!(house.ask("k6", "23.00").await.status, Status::Authorized);
    assert!(
        house.owner.suggestions(90).await.unwrap().is_empty(),
        "it is there"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_rejection_is_enough_to_suggest_nothing() {
    let house = House::with_mandate(None).await;
    for week in 0..6 {
        approved(&house, &format!("k{week}"), "20.00").await;
        house.clock.advance(WEEK);
    }
    assert_eq!(house.owner.suggestions(90).await.unwrap().len(), 1);
    let asked = house.ask("no", "20.00").await;
    let reject = Reject {
        purchase: asked.id,
        note: None,
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
    assert!(house.owner.suggestions(90).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_budget_that_has_learned_is_suggested_with_what_it_learned() {
    let learning = r#"{"name":"Books","currency":"EUR","learning_until":"2026-11-29",
        "limits":{"auto_up_to":"5.00"},"always_ask":{"new_merchant":false}}"#;
    let house = House::with_mandate(Some(learning)).await;
    for day in 0..5 {
        approved(&house, &format!("k{day}"), "12.40").await;
        house.clock.advance(Duration::from_hours(24));
    }
    assert!(
        house.owner.suggestions(30).await.unwrap().is_empty(),
        "it still learns"
    );
    house.clock.advance(WEEK);
    let found = house.owner.suggestions(30).await.unwrap();
    assert_eq!(found.len(), 1);
    let suggestion = &found[0].suggestion;
    assert!(suggestion.learned && suggestion.mandate.is_some());
    assert!(
        suggestion.document.contains(r#""auto_up_to":"13.00""#),
        "{}",
        suggestion.document
    );
    assert!(!suggestion.document.contains("learning_until"));
    // The second day looks like the first again; from the third on it is a habit.
    assert_eq!(found[0].report.changed.auto.purchases, 4);
    assert_eq!(found[0].report.present.ask.purchases, 5);
}
