//! Notes and tags: said by the owner alone, recorded like everything else, and erasable.

use std::fs;
use std::time::Duration;

use counterfoil_domain::ids::PurchaseId;
use counterfoil_engine::{EngineError, PurchaseDetail, Reject, Retag};
use rusqlite::Connection;

use crate::support::House;

async fn detail(house: &House, id: PurchaseId) -> PurchaseDetail {
    house.engine.local().purchase(id).await.unwrap()
}

fn retag(add: &[&str], remove: &[&str]) -> Retag {
    let owned = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
    Retag {
        add: owned(add),
        remove: owned(remove),
    }
}

async fn tags(house: &House, id: PurchaseId) -> Vec<String> {
    let tags = detail(house, id).await.tags;
    tags.into_iter().map(|tag| tag.text).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_note_is_shown_and_the_earlier_ones_stay_in_the_timeline() {
    let house = House::new().await;
    let id = house.ask("k1", "35.00").await.id;
    assert_eq!(detail(&house, id).await.note, None);
    house.owner.note(id, "For the trip".into()).await.unwrap();
    house
        .owner
        .note(id, "For Anna\nreally".into())
        .await
        .unwrap();
    house
        .owner
        .note(id, "For Anna\nreally".into())
        .await
        .unwrap();
    let detail = detail(&house, id).await;
    assert_eq!(detail.note.unwrap().text, "For Anna\nreally");
    let said = |step: &counterfoil_engine::TimelineStep| {
        (step.kind == "purchase.noted").then(|| (step.by, step.said.clone().unwrap()))
    };
    let notes: Vec<_> = detail.timeline.iter().filter_map(said).collect();
    let expected = ["For the trip", "For Anna\nreally"].map(|text| ("owner", text.to_owned()));
    assert_eq!(notes, expected, "writing the same once more says nothing");
    let entries = detail.entries.join("\n");
    assert!(
        !entries.contains("trip") && !entries.contains("Anna"),
        "{entries}"
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tags_are_given_and_taken_away_all_or_none() {
    let house = House::new().await;
    let id = house.ask("k1", "35.00").await.id;
    let owner = &house.owner;
    owner
        .retag(id, retag(&["travel", "Kunde-7", "TRAVEL"], &[]))
        .await
        .unwrap();
    assert_eq!(tags(&house, id).await, ["travel", "Kunde-7"]);
    let refused = owner.retag(id, retag(&["new"], &["nothing"])).await;
    assert!(matches!(
        refused,
        Err(EngineError::NotFound { what: "tag" })
    ));
    assert_eq!(
        tags(&house, id).await,
        ["travel", "Kunde-7"],
        "nor was one added"
    );
    owner
        .retag(id, retag(&["private"], &["kunde-7"]))
        .await
        .unwrap();
    assert_eq!(tags(&house, id).await, ["travel", "private"]);
    let kinds: Vec<_> = detail(&house, id).await.timeline;
    let last: Vec<_> = kinds.iter().rev().take(2).collect();
    assert_eq!(last[1].kind, "purchase.untagged");
    assert_eq!(last[1].said.as_deref(), Some("Kunde-7"));
    let many: Vec<String> = (0..19).map(|nth| format!("t{nth}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(
        owner.retag(id, retag(&many, &[])).await.is_err(),
        "more than 20"
    );
    for bad in ["two words", "a,b", ""] {
        assert!(
            owner.retag(id, retag(&[bad], &[])).await.is_err(),
            "{bad:?}"
        );
    }
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_long_or_not_text_is_refused_and_nothing_is_recorded() {
    let house = House::new().await;
    let id = house.ask("k1", "35.00").await.id;
    let before = detail(&house, id).await.timeline.len();
    for bad in ["", "  ", "a\u{1b}[2J", &"x".repeat(1001)] {
        let refused = house.owner.note(id, bad.to_owned()).await;
        assert!(matches!(refused, Err(EngineError::Invalid(_))), "{bad:?}");
    }
    house.owner.note(id, "x".repeat(1000)).await.unwrap();
    assert_eq!(detail(&house, id).await.timeline.len(), before + 1);
}

/// Whether any file of the folder has these bytes.
fn is_on_disk(house: &House, text: &str) -> bool {
    let folder = fs::read_dir(house.dir.path()).unwrap();
    let files = folder.map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).any(|path| {
        let bytes = fs::read(path).unwrap();
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    })
}

async fn gone_from_disk(house: &House, text: &str) {
    for _ in 0..500 {
        if !is_on_disk(house, text) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{text:?} is still on the disk");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erased_words_are_gone_from_every_file_and_the_record_stays_whole() {
    let house = House::new().await;
    let pending = house.ask("k1", "84.90").await.id;
    let id = house.ask("k2", "35.00").await.id;
    let long = format!("oderbruch {}", "linden ".repeat(120));
    house.owner.note(id, long.clone()).await.unwrap();
    house
        .owner
        .retag(id, retag(&["oderbruch-tag"], &[]))
        .await
        .unwrap();
    let reject = Reject {
        purchase: pending,
        note: Some("oderbruch is too far".into()),
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
    assert!(is_on_disk(&house, "oderbruch"));
    let now = detail(&house, id).await;
    for (id, seq) in [
        (id, now.note.unwrap().seq),
        (id, now.tags[0].seq),
        (
            pending,
            detail(&house, pending).await.timeline.last().unwrap().seq,
        ),
    ] {
        let presence = house.presence().await;
        house.owner.erase_words(id, seq, presence).await.unwrap();
        let presence = house.presence().await;
        let again = house.owner.erase_words(id, seq, presence).await;
        assert!(matches!(again, Err(EngineError::NotFound { .. })));
    }
    let after = detail(&house, id).await;
    assert_eq!((after.note, after.tags.len()), (None, 0));
    let kinds: Vec<_> = after.timeline.iter().map(|step| step.kind).collect();
    assert!(kinds.ends_with(&["purchase.words_erased"; 2]), "{kinds:?}");
    let rejected = detail(&house, pending).await.decision.unwrap();
    assert_eq!(rejected.reason, None);
    gone_from_disk(&house, "oderbruch").await;
    gone_from_disk(&house, "linden linden").await;
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_between_approval_and_authorization_changes_nothing() {
    let house = House::new().await;
    let id = house.ask("k1", "84.90").await.id;
    house.approve(id).await.unwrap();
    house.owner.note(id, "A gift".into()).await.unwrap();
    house.owner.retag(id, retag(&["gift"], &[])).await.unwrap();
    house.owner.send_now(id).await.unwrap();
    assert_eq!(house.status(id).await.word(), "authorized");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_keys_nothing_is_noted() {
    let house = House::new().await;
    let id = house.ask("k1", "35.00").await.id;
    let owner = house.owner.clone();
    house.engine.lock();
    let refused = owner.note(id, "Nobody is there".into()).await;
    assert!(matches!(refused, Err(EngineError::Locked)), "{refused:?}");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_were_changed_moved_or_quietly_removed_are_found() {
    for sql in [
        "UPDATE words SET text = 'Fine', folded = 'fine' WHERE kind = 'note'",
        "UPDATE words SET folded = 'other' WHERE kind = 'note'",
        "UPDATE words SET salt = '00112233445566778899aabbccddeeff' WHERE kind = 'tag'",
        "UPDATE words SET purchase = 2 WHERE kind = 'tag'",
        "UPDATE words SET stands = 1",
        "UPDATE words SET kind = 'note' WHERE kind = 'tag'",
        "UPDATE words SET seq = seq + 1 WHERE kind = 'tag'",
        "DELETE FROM words WHERE kind = 'tag'",
        "DELETE FROM words WHERE stands = 0",
        "INSERT INTO words (seq, purchase, kind, salt, text, stands, folded)
         VALUES (0, 1, 'tag', '00112233445566778899aabbccddeeff', 'a', 1, 'a')",
    ] {
        let house = House::new().await;
        let id = house.ask("k1", "35.00").await.id;
        house.ask("k2", "12.00").await;
        house.owner.note(id, "First".into()).await.unwrap();
        house.owner.note(id, "Then".into()).await.unwrap();
        house
            .owner
            .retag(id, retag(&["travel"], &[]))
            .await
            .unwrap();
        let raw = Connection::open(house.dir.path().join("counterfoil.db")).unwrap();
        let sql = format!("PRAGMA foreign_keys = OFF; {sql}");
        raw.execute_batch(&sql).unwrap();
        assert!(raw.changes() > 0, "{sql} changes nothing");
        let problem = house.verify().await.problem;
        assert!(problem.is_some(), "{sql} is not found");
        assert!(problem.unwrap().seq.is_some(), "{sql} is not located");
    }
}
