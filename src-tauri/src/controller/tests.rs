//! The controller on a real engine and a real gateway, with a desktop that only takes notes.

use std::time::Duration;

use counterfoil_reports::{Choices, Format};

use super::*;
use crate::events::Exporting;
use crate::notifications::{Answer, Choice, Key};
use crate::tray::{Pause, Picked, Shape};
use crate::views::{LedgerState, PhaseView, Privacy, Status};

use stage::{PASSPHRASE, Stage, passphrase, until};

mod stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_folder_waits_for_its_first_passphrase() {
    let stage = Stage::empty().await;
    assert_eq!(stage.status().await.phase, PhaseView::FirstRun);
    assert_eq!(stage.desktop.face().unwrap().shape, Shape::Stopped);

    stage.core.initialise(passphrase(PASSPHRASE)).await.unwrap();

    let status = stage.status().await;
    assert_eq!(status.phase, PhaseView::Ready);
    assert_eq!(status.gateway_url, stage.announced());
    assert_eq!(stage.desktop.face().unwrap().shape, Shape::Idle);
    let again = stage
        .core
        .initialise(passphrase(PASSPHRASE))
        .await
        .unwrap_err();
    assert_eq!(again.code, "data_exists");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_with_data_stays_locked_until_the_right_passphrase() {
    let stage = Stage::ready().await.restart().await;
    assert_eq!(stage.status().await.phase, PhaseView::Locked);
    assert_eq!(stage.core.owner().await.unwrap_err().code, "locked");
    assert_eq!(stage.desktop.face().unwrap().shape, Shape::Stopped);

    let wrong = stage
        .core
        .unlock(&passphrase("not the passphrase"))
        .await
        .unwrap_err();
    assert_eq!(wrong.code, "wrong_passphrase");
    stage.core.unlock(&passphrase(PASSPHRASE)).await.unwrap();

    assert_eq!(stage.status().await.phase, PhaseView::Ready);
    assert!(stage.core.owner().await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_reaches_the_window_the_tray_and_a_notification() {
    let stage = Stage::ready().await;
    let id = stage.ask("Nordlicht Books", "84.90").await;

    let notice = stage.desktop.notice(&id).await;
    assert!(notice.title.contains("84.90") && notice.title.contains("Nordlicht Books"));
    until(|| {
        stage
            .desktop
            .face()
            .is_some_and(|face| face.shape == Shape::Waiting)
    })
    .await;
    assert!(stage.desktop.told(Tag::Inbox));
    assert_eq!(stage.status().await.waiting, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn review_leads_to_the_card_and_decides_nothing() {
    let stage = Stage::ready().await;
    let id = stage.ask("Nordlicht Books", "84.90").await;
    let notice = stage.desktop.notice(&id).await;

    stage
        .core
        .answered(notice, Answer::Chose(Choice::Review))
        .await;

    assert_eq!(stage.desktop.opened(), [format!("inbox/{id}")]);
    assert_eq!(stage.stands(&id).await, Status::Pending);
}

#[tokio::test(flavor = "multi_thread")]
async fn reject_from_a_notification_rejects_and_removes_it() {
    let stage = Stage::ready().await;
    let id = stage.ask("Nordlicht Books", "84.90").await;
    let notice = stage.desktop.notice(&id).await;

    stage
        .core
        .answered(notice, Answer::Chose(Choice::Reject))
        .await;

    assert_eq!(stage.stands(&id).await, Status::Rejected);
    until(|| stage.desktop.withdrew(&Key::Request(id.clone()))).await;
    until(|| {
        stage
            .desktop
            .face()
            .is_some_and(|face| face.shape == Shape::Idle)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_notification_decides_nothing() {
    let stage = Stage::ready().await;
    let id = stage.ask("Nordlicht Books", "84.90").await;
    let notice = stage.desktop.notice(&id).await;

    stage.core.answered(notice, Answer::Ignored).await;

    assert_eq!(stage.stands(&id).await, Status::Pending);
    assert!(stage.desktop.opened().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn private_notifications_follow_the_setting() {
    let stage = Stage::ready().await;
    stage.set_privacy(Privacy::Private).await;
    let id = stage.ask("Nordlicht Books", "84.90").await;
    let notice = stage.desktop.notice(&id).await;
    let words = format!("{}{}", notice.title, notice.body);
    assert!(
        !words.contains("Nordlicht") && !words.contains("84"),
        "{words}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_from_the_tray_stops_agents_and_shows() {
    let stage = Stage::ready().await;
    stage
        .core
        .picked(Picked::Pause(Pause::For(Duration::from_mins(15))))
        .await;

    until(|| {
        stage
            .desktop
            .face()
            .is_some_and(|face| face.shape == Shape::Paused)
    })
    .await;
    let paused = stage.status().await.paused.expect("paused");
    assert!(paused.until.is_some());
    let id = stage.ask("Nordlicht Books", "84.90").await;
    assert_eq!(stage.stands(&id).await, Status::Denied);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(
        stage.desktop.notices().is_empty(),
        "the owner's own pause is no news"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_from_the_tray_opens_and_quits() {
    let stage = Stage::ready().await;
    stage.core.picked(Picked::Open("settings".into())).await;
    assert_eq!(stage.desktop.opened(), ["settings"]);
    stage.core.picked(Picked::Quit).await;
    assert!(stage.desktop.has_quit());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_before_a_restart_is_announced_after_the_unlock() {
    let stage = Stage::ready().await;
    let id = stage.ask("Nordlicht Books", "84.90").await;
    let stage = stage.restart().await;
    assert!(
        stage.desktop.notices().is_empty(),
        "nothing can be approved while locked"
    );
    let locked = stage.desktop.face().unwrap();
    assert_eq!(locked.shape, Shape::Stopped);
    assert!(format!("{:?}", locked.entries).contains("Open inbox (1)"));

    stage.core.unlock(&passphrase(PASSPHRASE)).await.unwrap();

    stage.desktop.notice(&id).await;
    assert_eq!(stage.stands(&id).await, Status::Pending);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_of_two_apps_serves_agents_and_the_other_takes_over() {
    let first = Stage::ready().await;
    let url = first.announced().expect("announced");
    let second = first.beside().await;
    second.core.unlock(&passphrase(PASSPHRASE)).await.unwrap();
    assert_eq!(second.status().await.gateway_url, Some(url));
    assert!(second.core.duty.lock().await.is_none());

    first.core.close().await;
    assert_eq!(first.announced(), None);
    let Phase::Ready(open) = second.core.phase().await else {
        panic!("not ready")
    };
    second.core.take_duties(&open.engine).await;

    assert!(second.announced().is_some());
    assert_eq!(second.status().await.gateway_url, second.announced());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_is_checked_at_the_start() {
    let stage = Stage::ready().await;
    until(|| stage.core.news().verified.is_some()).await;
    let ledger = stage.status().await.ledger;
    assert_eq!(ledger.state, LedgerState::Intact);
    assert!(ledger.checked_at.is_some() && ledger.size > 0 && !ledger.root.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_there_whole() {
    let stage = Stage::ready().await;
    let id = stage.ask("Nordlicht Books", "84.90").await;
    let path = stage.folder().join("export.csv");
    let csv = Wish {
        format: Format::Csv,
        choices: Choices::ALL,
        notes: true,
    };
    let exported = stage.core.export("", csv, &path).await.unwrap();
    assert_eq!(exported.rows, 1);
    assert!(std::fs::read_to_string(&path).unwrap().contains(&id));
    assert!(!stage.folder().join("export.csv.part").exists());

    let nowhere = stage.folder().join("none").join("export.csv");
    let refused = stage.core.export("", csv, &nowhere).await.unwrap_err();
    assert_eq!(refused.code, "cannot_write");
    let last = stage.desktop.exporting().last().copied();
    assert_eq!(last, Some(Exporting { done: 1, all: 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_stopped_leaves_no_file() {
    let stage = Stage::ready().await;
    for n in 0..40 {
        stage.ask(&format!("Shop {n}"), "84.90").await;
    }
    let path = stage.folder().join("export.csv");
    stage
        .desktop
        .stop_exports(Some(Arc::clone(&stage.core.exports.stop)));
    let wish = Wish {
        format: Format::Csv,
        choices: Choices::ALL,
        notes: true,
    };
    let stopped = stage.core.export("", wish, &path).await.unwrap_err();
    assert_eq!(stopped.code, "stopped");
    let left = std::fs::read_dir(stage.folder()).unwrap();
    let left: Vec<_> = left.map(|file| file.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name == "data"), "{left:?}");
    stage.desktop.stop_exports(None);
    assert_eq!(stage.core.export("", wish, &path).await.unwrap().rows, 40);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_gateways_file_is_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::ready().await;
    let file = stage.folder().join("data").join("gateway.json");
    assert_eq!(
        std::fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn a_passphrase_too_short_to_have_been_chosen_is_wrong() {
    let secret: crate::secret::Secret = serde_json::from_str("\"short\"").unwrap();
    let (given, chosen) = (secret.given().unwrap_err(), secret.chosen().unwrap_err());
    assert_eq!(
        (given.code.as_str(), chosen.code.as_str()),
        ("wrong_passphrase", "weak_passphrase")
    );
    assert_eq!(given.field.as_deref(), Some("passphrase"));
    assert!(!format!("{secret:?}").contains("short"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_with_an_offer_reaches_the_agent_as_data() {
    let stage = Stage::ready().await;
    let id = stage.ask("Nordlicht Books", "84.90").await;
    let offer = crate::commands::inbox::Offer {
        max_amount: Some("50.00".into()),
        merchant: Some("nordlicht-books.example".into()),
    };
    let note = Some("Too much".to_owned());
    let reject = crate::commands::inbox::rejection(&id, note, Some(offer)).unwrap();
    let local = stage.core.local().await.unwrap();
    local.reject(reject).await.unwrap();

    let told = stage.answer(&id).await.decision.unwrap();
    assert_eq!(told.code.as_deref(), Some("rejected_by_owner"));
    assert_eq!(told.reason.as_deref(), Some("Too much"));
    let offer = told.counter_offer.unwrap();
    assert_eq!(offer.max_amount.as_deref(), Some("50.00"));
    assert_eq!(offer.merchant.as_deref(), Some("nordlicht-books.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_says_quietly_when_80_and_100_percent_of_it_are_used_and_each_once() {
    let stage = Stage::ready().await;
    let budget = r#"{"name":"Books","currency":"EUR","limits":{"auto_up_to":"100.00",
        "periods":[{"window":"total","max":"100.00"}]},
        "always_ask":{"new_merchant":false,"repeats":false}}"#;
    let id = stage.mandate(budget).await;
    let used = || {
        let key = Key::Budget(id.clone());
        let notices = stage.desktop.notices().into_iter();
        let about = notices.filter(|notice| notice.key == key);
        about.map(|notice| notice.title).collect::<Vec<_>>()
    };
    stage.ask("Nordlicht Books", "70.00").await;
    stage.ask("Nordlicht Books", "15.00").await;
    until(|| used().len() == 1).await;
    stage.ask("Nordlicht Books", "2.00").await;
    stage.ask("Nordlicht Books", "13.00").await;
    until(|| used().len() == 2).await;
    let titles = used();
    assert!(titles[0].contains("80 % used"), "{titles:?}");
    assert!(titles[1].contains("is used up"), "{titles:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_search_with_an_alert_tells_of_each_purchase_that_it_finds_and_once() {
    let stage = Stage::ready().await;
    let search = |name: &str, alert| counterfoil_engine::SavedSearch {
        alert,
        name: name.to_owned(),
        pinned: false,
        query: "merchant:\"Nordlicht Books\" amount>50".to_owned(),
    };
    let owner = stage.core.owner().await.unwrap();
    let kept = vec![search("Dear books", true), search("Quiet", false)];
    owner.keep_searches(kept).await.unwrap();
    let found = || {
        let notices = stage.desktop.notices().into_iter();
        let about = notices.filter(|notice| matches!(notice.key, Key::Found(_)));
        about.collect::<Vec<_>>()
    };
    stage.ask("Teehaus", "84.90").await;
    stage.ask("Nordlicht Books", "12.00").await;
    let id = stage.ask("Nordlicht Books", "84.90").await;
    until(|| found().len() == 1).await;
    assert_eq!(found()[0].opens, format!("activity/{id}"));
    assert!(found()[0].title.contains("Dear books"));
    let purchase = crate::translate::purchase_id(&id).unwrap();
    owner.note(purchase, "Seen".to_owned()).await.unwrap();
    stage.ask("Nordlicht Books", "60.00").await;
    until(|| found().len() == 2).await;
    assert_ne!(found()[1].opens, found()[0].opens);
}
