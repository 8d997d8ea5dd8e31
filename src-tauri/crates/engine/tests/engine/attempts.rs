//! The same purchase tried again: recognised, grouped, and told to whom it concerns.

use counterfoil_domain::purchase::Status;
use counterfoil_domain::{PurchaseId, Reason};
use counterfoil_engine::{ActivityQuery, PurchaseAnswer, Reject};

use crate::support::{House, SHOP, request, submission, titled};

async fn rejected(house: &House, key: &str) -> PurchaseId {
    let asked = house.try_ask(key, titled("Hoverboard", "89.00")).await;
    reject(house, asked.unwrap().id).await
}

async fn reject(house: &House, purchase: PurchaseId) -> PurchaseId {
    let reject = Reject {
        purchase,
        note: None,
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
    purchase
}

/// What the gateway tells the agent of the reasons.
fn says(answer: &PurchaseAnswer) -> String {
    let says = |reason: &Reason| [reason.told(), reason.way_out()].join(" ");
    let all: Vec<String> = answer.reasons.iter().map(says).collect();
    all.join(" ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_tries_again_is_told_which_purchase_was_refused() {
    let house = House::new().await;
    let first = rejected(&house, "k1").await;
    let again = house.try_ask("k2", titled("hoverboard ", "85.00")).await;
    let again = again.unwrap();
    assert_eq!(
        (again.status, again.again_of),
        (Status::Pending, Some(first))
    );
    let same_key = house
        .agent
        .submit(submission("k2", titled("hoverboard ", "85.00")));
    assert_eq!(same_key.await.unwrap().answer.again_of, Some(first));
    assert_eq!(
        house.agent.get(again.id).await.unwrap().again_of,
        Some(first)
    );
    let other = house.try_ask("k3", request("84.90", SHOP)).await.unwrap();
    assert_eq!(other.again_of, None);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_agent_s_purchase_is_the_owner_s_to_know_and_no_agent_s() {
    let house = House::new().await;
    let first = rejected(&house, "k1").await;
    let (_, other) = house.another("Travel agent").await;
    let again = other
        .submit(submission("k1", titled("Hoverboard", "89.00")))
        .await;
    let again = again.unwrap().answer;
    assert_eq!(again.again_of, None);
    let told = says(&again);
    assert!(told.contains("The same was refused before"), "{told}");
    for secret in [first.to_string().as_str(), "November", "rejected"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    let read = other.get(again.id).await.unwrap();
    assert_eq!(read.again_of, None);

    let card = house.owner.card(again.id).await.unwrap();
    let known = card.view.again_of.unwrap();
    assert_eq!((known.purchase, known.status), (first, Status::Rejected));
    assert_eq!(known.agent, "Shopping agent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_attempt_is_listed_with_each_of_them_whoever_asked() {
    let house = House::new().await;
    let first = rejected(&house, "k1").await;
    house.clock.advance(std::time::Duration::from_hours(1));
    let second = rejected(&house, "k2").await;
    house.clock.advance(std::time::Duration::from_hours(1));
    let (_, other) = house.another("Travel agent").await;
    let third = other
        .submit(submission("k1", titled("Hoverboard", "89.00")))
        .await;
    let third = third.unwrap().answer.id;
    let alone = house
        .try_ask("k3", request("84.90", SHOP))
        .await
        .unwrap()
        .id;
    for id in [first, second, third] {
        let detail = house.engine.local().purchase(id).await.unwrap();
        let listed: Vec<_> = detail.attempts.iter().map(|row| row.id).collect();
        assert_eq!(listed, [third, second, first]);
    }
    let detail = house.engine.local().purchase(alone).await.unwrap();
    assert!(detail.attempts.is_empty());
    drop(other);
    let house = house.reopened().await;
    let detail = house.engine.local().purchase(first).await.unwrap();
    assert_eq!(detail.attempts.len(), 3);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_rule_denied_is_linked_though_trying_what_passes_needs_no_question() {
    let house = House::new().await;
    let denied = house.try_ask("k1", titled("Hoverboard", "289.00")).await;
    let denied = denied.unwrap();
    assert_eq!(denied.status, Status::Denied);
    let within = house.try_ask("k2", titled("Hoverboard", "39.00")).await;
    let within = within.unwrap();
    assert_eq!(
        (within.status, within.again_of),
        (Status::Authorized, Some(denied.id))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_record_at_a_glance_has_one_row_for_all_attempts_and_a_search_has_each() {
    let house = House::new().await;
    let first = rejected(&house, "k1").await;
    let second = rejected(&house, "k2").await;
    let third = house.try_ask("k3", titled("Hoverboard", "89.00")).await;
    let third = third.unwrap().id;
    let alone = reject(&house, house.ask("alone", "84.90").await.id).await;
    let glance = listed(&house, "", Look::Glance).await;
    assert_eq!(glance, (2, vec![(alone, 1), (third, 3)]));
    let again = listed(&house, "is:again", Look::Glance).await;
    assert_eq!(again, (2, vec![(third, 3), (second, 3)]));
    let others = listed(&house, "-is:again", Look::Glance).await;
    assert_eq!(others, (2, vec![(alone, 1), (first, 3)]));
    // What an export takes is everything.
    let (count, _) = listed(&house, "", Look::Whole).await;
    assert_eq!(count, 4);
    let inbox = house.owner.inbox().await.unwrap();
    let waiting: Vec<_> = inbox.iter().map(|row| (row.id, row.tried)).collect();
    assert_eq!(waiting, [(third, 3)]);
}

enum Look {
    Glance,
    Whole,
}

/// How many there are, and each with how often it was tried.
async fn listed(house: &House, text: &str, look: Look) -> (u64, Vec<(PurchaseId, u32)>) {
    let query = ActivityQuery {
        text: text.to_owned(),
        after: None,
        limit: 10,
    };
    let text = text.to_owned();
    let (page, totals) = match look {
        Look::Glance => (
            house.owner.activity_at_a_glance(query).await,
            house.owner.totals_at_a_glance(text).await,
        ),
        Look::Whole => (
            house.owner.activity(query).await,
            house.owner.totals(text).await,
        ),
    };
    let page = page.unwrap();
    let problem = page.terms.iter().find_map(|term| term.problem.clone());
    assert_eq!(problem, None);
    let rows = page.rows.iter().map(|row| (row.id, row.tried));
    (totals.unwrap().count, rows.collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_agent_bought_and_what_it_paid_is_told_to_no_agent() {
    let house = House::new().await;
    let lamp = house.try_ask("a", titled("Lamp", "12.00")).await.unwrap();
    assert_eq!(lamp.status, Status::Authorized);
    house.clock.advance(std::time::Duration::from_hours(1));
    let (_, other) = house.another("Travel agent").await;
    for (key, price, code) in [("k1", "13.00", "duplicate"), ("k2", "1200.00", "unit_slip")] {
        let asked = other.submit(submission(key, titled("Lamp", price))).await;
        let asked = asked.unwrap().answer;
        let codes: Vec<_> = asked.reasons.iter().map(Reason::code).collect();
        assert!(codes.contains(&code), "{codes:?}");
        let told = says(&asked);
        for secret in ["12.00", "November", "Sunday"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
    }
}
