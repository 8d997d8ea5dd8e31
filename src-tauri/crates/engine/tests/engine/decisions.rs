//! The owner approves what was shown, as shown, or nothing.

use std::time::Duration;

use counterfoil_domain::Tier;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Approve, EngineError, How};

use crate::support::{House, SHOP, books, draft, limited, parsed, request, submission};

const OVER_MONTH: &[(&str, &str)] = &[("month", "100.00")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_was_never_on_screen_cannot_be_approved() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.owner.card(asked.id).await.unwrap();
    house.clock.advance(Duration::from_mins(1));
    let refused = house.owner.approve(house.approval(&card).await).await;
    assert!(
        matches!(refused, Err(EngineError::TooEarly { wait_ms: 700 })),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_must_be_on_screen_for_the_guard_s_time() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.owner.card(asked.id).await.unwrap();
    house.owner.presented(asked.id, card.hash).await.unwrap();
    for (wait, missing) in [(0, 700), (699, 1)] {
        house.clock.advance(Duration::from_millis(wait));
        let refused = house.owner.approve(house.approval(&card).await).await;
        assert!(matches!(refused, Err(EngineError::TooEarly { wait_ms }) if wait_ms == missing));
    }
    house.clock.advance(Duration::from_millis(1));
    house
        .owner
        .approve(house.approval(&card).await)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_terminal_needs_the_passphrase_in_place_of_guard_and_tick() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.owner.card(asked.id).await.unwrap();
    let terminal = |presence| Approve {
        purchase: asked.id,
        view_hash: card.hash,
        tick: None,
        presence,
        how: How::Terminal,
    };
    let refused = house.owner.approve(terminal(None)).await;
    assert!(
        matches!(refused, Err(EngineError::PresenceMissing)),
        "{refused:?}"
    );
    house
        .owner
        .approve(terminal(Some(house.presence().await)))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fact_on_the_card_must_be_ticked() {
    let house = House::with_mandate(Some(&limited("50.00", "200.00", OVER_MONTH))).await;
    let asked = house.ask("k1", "120.00").await;
    let card = house.read_card(asked.id).await.unwrap();
    assert_eq!(
        (card.view.tier, card.view.tick.as_deref()),
        (Tier::T2, Some("over_period"))
    );
    for tick in [None, Some("new_merchant".to_owned())] {
        let approve = Approve {
            tick,
            ..house.approval(&card).await
        };
        let refused = house.owner.approve(approve).await;
        assert!(matches!(
            refused,
            Err(EngineError::TickMissing {
                code: "over_period"
            })
        ));
    }
    house
        .owner
        .approve(house.approval(&card).await)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_purchase_needs_the_passphrase() {
    let document = books("50.00", "200.00", "400.00").replace(
        "\"undo_seconds\"",
        "\"confirm_above\":\"80.00\",\"undo_seconds\"",
    );
    let house = House::with_mandate(Some(&document)).await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.read_card(asked.id).await.unwrap();
    assert_eq!(card.view.tier, Tier::T3);
    let absent = Approve {
        presence: None,
        ..house.approval(&card).await
    };
    let refused = house.owner.approve(absent).await;
    assert!(
        matches!(refused, Err(EngineError::PresenceMissing)),
        "{refused:?}"
    );
    house
        .owner
        .approve(house.approval(&card).await)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_rule_would_refuse_now_cannot_be_approved() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.read_card(asked.id).await.unwrap();
    house
        .amend_mandate(&books("50.00", "80.00", "400.00"))
        .await;
    let refused = house.owner.approve(house.approval(&card).await).await;
    assert!(
        matches!(refused, Err(EngineError::ViewChanged)),
        "{refused:?}"
    );
    let card = house.read_card(asked.id).await.unwrap();
    assert_eq!(card.view.tier, Tier::T4);
    let refused = house.owner.approve(house.approval(&card).await).await;
    assert!(matches!(refused, Err(EngineError::Blocked)), "{refused:?}");
    assert_eq!(house.status(asked.id).await, Status::Pending);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_of_an_earlier_revision_cannot_be_approved() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.read_card(asked.id).await.unwrap();
    let dearer = submission("k1", request("84.91", SHOP));
    house.agent.amend(asked.id, dearer).await.unwrap();
    let refused = house.owner.approve(house.approval(&card).await).await;
    assert!(
        matches!(refused, Err(EngineError::ViewChanged)),
        "{refused:?}"
    );
    let card = house.read_card(asked.id).await.unwrap();
    assert_eq!(
        card.view.previous.as_ref().unwrap().amount.decimal(),
        "84.90"
    );
    house
        .owner
        .approve(house.approval(&card).await)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_with_a_smaller_overrun_than_there_is_now_cannot_be_approved() {
    let house = House::with_mandate(Some(&limited("50.00", "200.00", OVER_MONTH))).await;
    let asked = house.ask("k1", "120.00").await;
    let card = house.read_card(asked.id).await.unwrap();
    house.ask("k2", "30.00").await;
    let refused = house.owner.approve(house.approval(&card).await).await;
    assert!(
        matches!(refused, Err(EngineError::ViewChanged)),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_names_another_budget_cannot_be_approved() {
    let house = House::with_mandate(None).await;
    house
        .mandate(r#"{"name":"All","currency":"EUR","limits":{"auto_up_to":"50.00"}}"#)
        .await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.read_card(asked.id).await.unwrap();
    let specific = r#"{"name":"Only books","currency":"EUR","limits":{"auto_up_to":"60.00"},
        "scope":{"merchants":["nordlicht-books.example"]}}"#;
    house.mandate(specific).await;
    let refused = house.owner.approve(house.approval(&card).await).await;
    assert!(
        matches!(refused, Err(EngineError::ViewChanged)),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hash_that_no_card_has_approves_nothing() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let other = house.ask("k2", "84.90").await;
    let card = house.read_card(asked.id).await.unwrap();
    let foreign = house.read_card(other.id).await.unwrap().hash;
    for bit in [0, 77, 255] {
        let mut hash = card.hash;
        hash[bit / 8] ^= 1 << (bit % 8);
        for view_hash in [hash, foreign] {
            let approve = Approve {
                view_hash,
                ..house.approval(&card).await
            };
            let refused = house.owner.approve(approve).await;
            assert!(
                matches!(refused, Err(EngineError::ViewChanged)),
                "{refused:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_card_with_one_changed_byte_approves_nothing() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.read_card(asked.id).await.unwrap();
    let raw = rusqlite::Connection::open(house.dir.path().join("counterfoil.db")).unwrap();
    let length = card.view.bytes().unwrap().len();
    for place in (0..length).step_by(length / 40) {
        let mut bytes = card.view.bytes().unwrap();
        bytes[place] ^= 1;
        raw.execute("UPDATE view SET bytes = ?1", [&bytes]).unwrap();
        let refused = house.owner.approve(house.approval(&card).await).await;
        assert!(matches!(
            refused,
            Err(EngineError::ViewChanged | EngineError::Damaged(_))
        ));
    }
    let report = house.verify().await;
    assert!(
        report.problem.unwrap().text.contains("view"),
        "and verify names it"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_that_expires_while_it_is_shown_is_over() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    let card = house.read_card(asked.id).await.unwrap();
    house.clock.set(asked.expires_at);
    let refused = house.owner.approve(house.approval(&card).await).await;
    let expired = matches!(
        refused,
        Err(EngineError::TooLate {
            status: Status::Expired,
            ..
        })
    );
    assert!(expired, "{refused:?}");
    house
        .pass_until(Duration::ZERO, asked.id, Status::Expired)
        .await;
    assert_eq!(house.budget().await.0, "0.00");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hidden_text_is_counted_on_the_card_and_must_be_ticked() {
    let house = House::new().await;
    let mut draft = draft("9.00", SHOP);
    draft.reason = Some("ok\u{200b}\u{202e}".into());
    let asked = house.try_ask("k1", parsed(draft)).await.unwrap();
    assert_eq!(asked.status, Status::Pending);
    let card = house.owner.card(asked.id).await.unwrap();
    assert_eq!(card.view.hidden_characters, 2);
}
