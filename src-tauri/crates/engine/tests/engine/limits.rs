//! Limits of every kind through the whole engine: staged, stored, reopened and held against the
//! ledger.

use std::time::Duration;

use counterfoil_domain::assess::Warning;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::{Reason, Window};
use counterfoil_engine::{EngineError, Event, SettlementKind};

use crate::support::{House, SHOP, limited, parsed, request, submission};

const DAY: Duration = Duration::from_hours(24);

fn with(document: &str, part: &str) -> String {
    document.replace(
        r#""undo_seconds":10"#,
        &format!(r#"{part},"undo_seconds":10"#),
    )
}

fn tolerant() -> String {
    limited("50.00", "200.00", &[("month", "400.00")]).replace(
        r#""periods""#,
        r#""tolerance":{"amount":"2.00","percent":"3"},"periods""#,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_limit_counts_in_batches_across_restarts_and_frees_itself() {
    let document = limited("50.00", "200.00", &[("rolling:24h", "60.00")]);
    let house = House::with_mandate(Some(&document)).await;
    assert_eq!(house.ask("k1", "40.00").await.status, Status::Authorized);
    assert_eq!(house.ask("k2", "30.00").await.status, Status::Pending);
    let house = house.reopened().await;
    house.clock.advance(DAY);
    assert_eq!(house.ask("k3", "30.00").await.status, Status::Pending);
    house.clock.advance(Duration::from_hours(1));
    assert_eq!(house.ask("k4", "50.00").await.status, Status::Authorized);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lower_price_keeps_the_approval_and_gives_the_difference_back() {
    let house = House::with_mandate(Some(&tolerant())).await;
    let asked = house.ask("k1", "80.00").await;
    house.approve(asked.id).await.unwrap();
    let cheaper = submission("k1", request("70.00", SHOP));
    let kept = house.agent.amend(asked.id, cheaper).await.unwrap();
    assert_eq!((kept.status, kept.revision), (Status::Approved, 2));
    assert_eq!(house.budget().await.0, "70.00");
    house
        .pass_until(Duration::from_secs(10), asked.id, Status::Authorized)
        .await;
    let token = house.agent.get(asked.id).await.unwrap().authorization;
    let claims = crate::support::claims(&house.engine, &token.unwrap());
    assert_eq!(claims.purchase.amount, "70.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_price_within_the_tolerance_keeps_the_approval_and_cannot_creep_up() {
    let house = House::with_mandate(Some(&tolerant())).await;
    let asked = house.ask("k1", "60.00").await;
    let card = house.owner.card(asked.id).await.unwrap();
    // 3 % of 60.00 is less than 2.00.
    assert_eq!(card.view.keeps_up_to.unwrap().decimal(), "61.80");
    house.approve(asked.id).await.unwrap();
    for (price, status) in [
        ("61.80", Status::Approved),
        ("61.00", Status::Approved),
        ("61.81", Status::Pending),
    ] {
        let anew = submission("k1", request(price, SHOP));
        let answer = house.agent.amend(asked.id, anew).await.unwrap();
        assert_eq!(answer.status, status, "{price}");
        assert_eq!(house.budget().await.0, price);
    }
    let card = house.owner.card(asked.id).await.unwrap();
    assert_eq!(card.view.tick.as_deref(), Some("price_changed"));
    assert_eq!(
        card.view.reasons.iter().map(Reason::text).next().as_deref(),
        Some("The price changed from 60.00 EUR to 61.81 EUR: 1.81 EUR more than was approved")
    );
    house.approve(asked.id).await.unwrap();
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_else_changes_after_an_approval_goes_back_to_the_owner() {
    let house = House::with_mandate(Some(&tolerant())).await;
    let other_shop = request("80.00", "other.example");
    let mut two = crate::support::draft("80.00", SHOP);
    two.items[0].quantity = Some(2);
    two.items[0].unit_amount = Some("40.00".into());
    let mut title = crate::support::draft("70.00", SHOP);
    title.items[0].title = "Another book".into();
    for (nth, changed) in [other_shop, parsed(two), parsed(title)]
        .into_iter()
        .enumerate()
    {
        let asked = house.ask(&format!("k{nth}"), "80.00").await;
        house.approve(asked.id).await.unwrap();
        let anew = submission(&format!("k{nth}"), changed);
        let answer = house.agent.amend(asked.id, anew).await.unwrap();
        assert_eq!(answer.status, Status::Pending, "{nth}");
    }
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_authorization_no_price_can_be_changed() {
    let house = House::with_mandate(Some(&tolerant())).await;
    let asked = house.ask("k1", "40.00").await;
    let cheaper = submission("k1", request("30.00", SHOP));
    let refused = house.agent.amend(asked.id, cheaper).await;
    assert!(matches!(refused, Err(EngineError::TooLate { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_raise_needs_the_owner_and_is_on_record() {
    let house = House::with_mandate(Some(&limited("50.00", "200.00", &[("month", "60.00")]))).await;
    assert_eq!(house.ask("k1", "50.00").await.status, Status::Authorized);
    assert_eq!(house.ask("k2", "30.00").await.status, Status::Pending);
    let id = house.owner.mandates().await.unwrap()[0].mandate.id;
    for (window, amount) in [(Window::Day, "20.00"), (Window::Month, "0.00")] {
        let presence = house.presence().await;
        let refused = house
            .owner
            .raise_mandate(id, window, amount, presence)
            .await;
        assert!(refused.is_err(), "{window} {amount}");
    }
    let presence = house.presence().await;
    let raised = house
        .owner
        .raise_mandate(id, Window::Month, "20.00", presence);
    raised.await.unwrap();
    let row = &house.owner.mandates().await.unwrap()[0].periods[0];
    assert_eq!(
        (row.raised.decimal(), row.left.decimal()),
        ("20.00".into(), "30.00".into())
    );
    assert_eq!(house.ask("k3", "30.00").await.status, Status::Authorized);
    let house = house.reopened().await;
    assert_eq!(house.ask("k4", "0.01").await.status, Status::Pending);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_limit_over_everything_holds_for_every_agent_and_budget() {
    let house =
        House::with_mandate(Some(&limited("50.00", "200.00", &[("month", "400.00")]))).await;
    let overall = r#"{"name":"All","currency":"EUR","overall":true,
        "limits":{"periods":[{"window":"month","max":"100.00"}]}}"#;
    house.mandate(overall).await;
    let presence = house.presence().await;
    let second = house
        .owner
        .add_mandate(overall.as_bytes().to_vec(), presence)
        .await;
    assert!(second.is_err(), "there is one already");
    let other = limited("50.00", "200.00", &[]).replace("Shopping agent", "Other");
    let (_, agent) = house.another("Other").await;
    house.mandate(&other).await;
    assert_eq!(house.ask("k1", "50.00").await.status, Status::Authorized);
    let asked = agent.submit(submission("o1", request("40.00", SHOP))).await;
    assert_eq!(asked.unwrap().answer.status, Status::Authorized);
    let over = house.ask("k2", "20.00").await;
    assert_eq!(over.status, Status::Pending);
    assert_eq!(
        over.reasons[0].text(),
        "10.00 EUR more than the 10.00 EUR left this month in All"
    );
    // The owner may let it pass; the limit is raised by just what was missing.
    house.approve(over.id).await.unwrap();
    house.owner.send_now(over.id).await.unwrap();
    house
        .settle(over.id, SettlementKind::Capture, Some("20.00"), None)
        .await
        .unwrap();
    assert_eq!(house.ask("k3", "0.01").await.status, Status::Pending);
    drop(agent);
    let house = house.reopened().await;
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_requests_at_once_never_go_over_any_limit() {
    let periods = [
        ("day", "100.00"),
        ("rolling:7d", "90.00"),
        ("month", "300.00"),
    ];
    let house = House::with_mandate(Some(&limited("10.00", "200.00", &periods))).await;
    house
        .mandate(
            r#"{"name":"All","currency":"EUR","overall":true,
              "limits":{"periods":[{"window":"day","max":"70.00"}],"max_purchases":{"window":"day","count":60}}}"#,
        )
        .await;
    let mut asked = tokio::task::JoinSet::new();
    for nth in 0..64 {
        let agent = house.agent.clone();
        let submitted = submission(&format!("k{nth}"), request("3.00", SHOP));
        asked.spawn(async move { agent.submit(submitted).await.unwrap().answer.status });
    }
    let statuses = asked.join_all().await;
    let bought = statuses
        .iter()
        .filter(|status| **status == Status::Authorized);
    assert_eq!(bought.count(), 23, "23 times 3.00 fit into 70.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_time_zone_of_a_mandate_opens_no_day_again() {
    let house = House::with_mandate(Some(&limited("50.00", "200.00", &[("day", "60.00")]))).await;
    house.clock.advance(Duration::from_mins(11 * 60 + 30));
    assert_eq!(house.ask("k1", "40.00").await.status, Status::Authorized);
    let west = limited("50.00", "200.00", &[("day", "60.00")])
        .replace("Europe/Berlin", "America/New_York");
    house.amend_mandate(&west).await;
    assert_eq!(house.ask("k2", "40.00").await.status, Status::Pending);
    house.clock.advance(Duration::from_hours(12));
    assert_eq!(
        house.ask("k3", "40.00").await.status,
        Status::Pending,
        "the same day there"
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_tells_when_a_part_of_a_limit_is_reached() {
    let house =
        House::with_mandate(Some(&limited("50.00", "200.00", &[("month", "100.00")]))).await;
    let mut events = house.engine.subscribe();
    house.ask("k1", "50.00").await;
    house.ask("k2", "35.00").await;
    house.ask("k3", "1.00").await;
    let mut percents = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::Budget(Warning { percent, .. }) = event {
            percents.push(percent);
        }
    }
    assert_eq!(percents, [80]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_of_purchases_holds_in_one_batch_too() {
    let document = with(
        &limited("50.00", "200.00", &[]).replace(
            r#""periods":[]"#,
            r#""max_purchases":{"window":"rolling:24h","count":2}"#,
        ),
        r#""warn_at_percent":[50]"#,
    );
    let house = House::with_mandate(Some(&document)).await;
    let (one, two, three) = tokio::join!(
        house.ask("k1", "1.00"),
        house.ask("k2", "1.00"),
        house.ask("k3", "1.00")
    );
    let waits = [one, two, three]
        .iter()
        .filter(|one| one.status == Status::Pending)
        .count();
    assert_eq!(waits, 1);
    house.is_intact().await;
}
