//! Whoever edits the files is noticed, and the first bad entry is named.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use counterfoil_domain::Timestamp;
use counterfoil_engine::{Engine, ManualClock, Reject, SettlementKind};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::folders;
use crate::support::{House, NOON, no_longer_open, options, passphrase, titled, verify};

/// A closed folder with some of everything, and more than a full tile of entries.
async fn history() -> TempDir {
    let house = House::new().await;
    let approved = house.ask("approved", "84.90").await;
    house.approve(approved.id).await.unwrap();
    house.owner.send_now(approved.id).await.unwrap();
    house
        .settle(approved.id, SettlementKind::Capture, None, Some("r-1"))
        .await
        .unwrap();
    let rejected = house.try_ask("rejected", titled("Microscope", "99.00"));
    let rejected = rejected.await.unwrap();
    let note = Some("Too dear".to_owned());
    let reject = Reject {
        purchase: rejected.id,
        note,
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
    for nth in 0..130 {
        house.ask(&format!("k{nth}"), "0.01").await;
    }
    house.is_intact().await;
    house.closed().await.0
}

/// What a check of the folder says: nothing, or that something is wrong and since which entry.
async fn finding(dir: &Path) -> Option<(Option<u64>, String)> {
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
    let engine = match Engine::open(dir, options(&clock)) {
        Ok(engine) => engine,
        Err(error) => return Some((None, error.to_string())),
    };
    let report = engine.local().verify(Arc::default()).await;
    let at_open = engine
        .local()
        .overview()
        .await
        .ok()
        .and_then(|overview| overview.damage);
    engine.close().await.unwrap();
    no_longer_open(dir).await;
    match report {
        Ok(report) => match (report.problem, at_open) {
            (Some(problem), _) => Some((problem.seq, problem.text)),
            (None, Some(damage)) => Some((None, damage)),
            (None, None) => None,
        },
        Err(error) => Some((None, error.to_string())),
    }
}

fn edit(dir: &Path, change: impl FnOnce(&Connection)) {
    let raw = Connection::open(dir.join("counterfoil.db")).unwrap();
    raw.pragma_update(None, "foreign_keys", false).unwrap();
    for table in ["ledger", "tile"] {
        for event in ["update", "delete"] {
            let sql = format!("DROP TRIGGER {table}_is_append_only_{event}");
            raw.execute_batch(&sql).unwrap();
        }
    }
    change(&raw);
}

async fn after(
    history: &TempDir,
    change: impl FnOnce(&Connection),
) -> Option<(Option<u64>, String)> {
    let dir = tempfile::tempdir().unwrap();
    folders::copy(history.path(), dir.path());
    edit(dir.path(), change);
    finding(dir.path()).await
}

fn bytes_of(raw: &Connection, seq: u64) -> Vec<u8> {
    raw.query_row(
        "SELECT bytes FROM ledger WHERE seq = ?1",
        [seq.cast_signed()],
        |row| row.get(0),
    )
    .unwrap()
}

fn put(raw: &Connection, seq: u64, bytes: &[u8]) {
    let sql = "UPDATE ledger SET bytes = ?2 WHERE seq = ?1";
    raw.execute(sql, rusqlite::params![seq.cast_signed(), bytes])
        .unwrap();
}

fn size(dir: &Path) -> u64 {
    let raw = Connection::open(dir.join("counterfoil.db")).unwrap();
    raw.query_row("SELECT max(seq) + 1 FROM ledger", [], |row| {
        row.get::<_, i64>(0)
    })
    .unwrap()
    .cast_unsigned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flipped_bit_in_any_entry_is_found_at_that_entry() {
    let history = history().await;
    assert_eq!(
        finding(history.path()).await,
        None,
        "the matrix would prove nothing"
    );
    let size = size(history.path());
    assert!(size > 256, "{size}");
    for seq in [1, 2, 3, 4, 5, 6, 9, 100, 255, 256, size - 2, size - 1] {
        for thousandths in [0, 300, 700, 999] {
            let found = after(&history, |raw| {
                let mut bytes = bytes_of(raw, seq);
                let at = bytes.len() * thousandths / 1000;
                bytes[at] ^= 1;
                put(raw, seq, &bytes);
            });
            let (first, text) = found
                .await
                .unwrap_or_else(|| panic!("entry {seq} at {thousandths}"));
            // Two entries may share a checkpoint; then the first of them is the first in doubt.
            let first = first.unwrap_or_else(|| panic!("{seq}: {text} names no entry"));
            assert!(
                first == seq || first + 1 == seq,
                "{seq} at {thousandths}: {first}, {text}"
            );
        }
    }
    let flipped = after(&history, |raw| {
        let mut bytes = bytes_of(raw, 0);
        bytes[40] ^= 1;
        put(raw, 0, &bytes);
    });
    assert!(flipped.await.is_some(), "the entry that names the keys");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_is_gone_moved_or_new_is_found() {
    let history = history().await;
    let size = size(history.path());
    for seq in [1, 7, 255, 256] {
        let sql = format!("DELETE FROM ledger WHERE seq = {seq}");
        let found = after(&history, |raw| raw.execute_batch(&sql).unwrap()).await;
        let (first, text) = found.unwrap_or_else(|| panic!("without entry {seq}"));
        assert!(
            first.is_some_and(|first| first == seq || first + 1 == seq),
            "{seq}: {first:?} {text}"
        );
    }
    let swapped = after(&history, |raw| {
        let (one, other) = (bytes_of(raw, 20), bytes_of(raw, 30));
        put(raw, 20, &other);
        put(raw, 30, &one);
    });
    assert!(matches!(swapped.await, Some((Some(19 | 20), _))));
    for kind in ["exported", "agent.resumed", "purchase.approved"] {
        let added = after(&history, |raw| {
            let text = String::from_utf8(bytes_of(raw, size - 1)).unwrap();
            let text = text.replace("purchase.authorized", kind);
            let sql = "INSERT INTO ledger (seq, bytes) VALUES (?1, ?2)";
            raw.execute(sql, rusqlite::params![size.cast_signed(), text.as_bytes()])
                .unwrap();
        });
        assert!(added.await.is_some(), "{kind} at the end");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shortened_or_older_record_is_found_by_the_head_outside_it() {
    let history = history().await;
    let size = size(history.path());
    let cut = after(&history, |raw| {
        let from = size - 2;
        let sql = format!(
            "DELETE FROM purchase WHERE first_seq >= {from};
             DELETE FROM ledger WHERE seq >= {from}; DELETE FROM checkpoint WHERE size > {from}"
        );
        raw.execute_batch(&sql).unwrap();
    });
    let (_, text) = cut.await.unwrap();
    assert!(text.contains("entries"), "{text}");

    let older = tempfile::tempdir().unwrap();
    folders::copy(history.path(), older.path());
    let dir = tempfile::tempdir().unwrap();
    folders::copy(history.path(), dir.path());
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
    let engine = Engine::open(dir.path(), options(&clock)).unwrap();
    engine.unlock(&passphrase()).await.unwrap();
    engine
        .local()
        .note_export(String::new(), "csv".into(), 0)
        .await
        .unwrap();
    engine.close().await.unwrap();
    no_longer_open(dir.path()).await;
    assert_eq!(finding(dir.path()).await, None);
    fs::copy(
        older.path().join("counterfoil.db"),
        dir.path().join("counterfoil.db"),
    )
    .unwrap();
    let (_, text) = finding(dir.path()).await.unwrap();
    assert!(
        text.contains("older copy") || text.contains("entries"),
        "{text}"
    );
    for content in ["", "counterfoil/0\n1\nAAAA\n\n— x y\n"] {
        fs::write(history.path().join("head"), content).unwrap();
        assert!(
            finding(history.path()).await.is_some(),
            "a head that reads {content:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_changed_table_is_found() {
    let history = history().await;
    let fifth = "(SELECT size FROM checkpoint ORDER BY size LIMIT 1 OFFSET 4)";
    let mut missed = Vec::new();
    for sql in [
        "UPDATE purchase SET status = 'captured' WHERE n = 3",
        "UPDATE purchase SET status = 'nonsense' WHERE n = 3",
        "UPDATE purchase SET amount = amount + 1, held = held + 1 WHERE n = 3",
        "UPDATE purchase SET held = 0 WHERE n = 3",
        "UPDATE purchase SET captured = 0 WHERE n = 1",
        "UPDATE purchase SET currency = 'USD' WHERE n = 3",
        "UPDATE purchase SET decided_by = NULL WHERE n = 3",
        "UPDATE purchase SET raised = '{\"month\":5}' WHERE n = 3",
        "UPDATE purchase SET due_at = NULL WHERE n = 3",
        "UPDATE purchase SET expires_at = expires_at + 1 WHERE n = 3",
        "UPDATE purchase SET charge_day = charge_day - 1 WHERE n = 3",
        "UPDATE purchase SET asked_seq = first_seq + 1 WHERE n = 3",
        "UPDATE purchase SET last_seq = 4 WHERE n = 3",
        "UPDATE purchase SET agent = agent + 1 WHERE n = 3",
        "DELETE FROM purchase WHERE n = 3",
        "UPDATE balance SET spent = 0 WHERE spent > 0",
        "UPDATE purchase SET charge_hour = charge_hour + 1 WHERE n = 3",
        "UPDATE purchase SET overall = 1, overall_version = 1, overall_day = 0, overall_hour = 0 WHERE n = 3",
        "UPDATE balance SET held = held - 1 WHERE span = 'hour'",
        "UPDATE balance SET raised = 100 WHERE span = 'month'",
        "UPDATE balance SET count = count + 1 WHERE span = 'total'",
        "DELETE FROM balance WHERE span = 'day'",
        "UPDATE purchase SET merchant_before = NULL WHERE n = 3",
        "UPDATE purchase SET agent_before = 1 WHERE n = 3",
        "UPDATE merchant SET last_n = last_n - 1",
        "UPDATE merchant SET named_n = named_n + 1",
        "UPDATE agent SET last_n = NULL",
        "UPDATE merchant SET authorized = 0",
        "UPDATE merchant SET identity = 'domain:other.example'",
        "UPDATE agent SET id = randomblob(16)",
        "UPDATE mandate SET id = randomblob(16)",
        "DELETE FROM registry WHERE seq = (SELECT max(seq) FROM registry)",
        "INSERT INTO registry (seq) VALUES (5)",
        "UPDATE checkpoint SET root = zeroblob(32) WHERE size = FIFTH",
        "UPDATE checkpoint SET root = zeroblob(32) WHERE size = (SELECT max(size) FROM checkpoint)",
        "UPDATE checkpoint SET signature = zeroblob(64) WHERE size = FIFTH",
        "UPDATE checkpoint SET signature = NULL WHERE size = (SELECT max(size) FROM checkpoint)",
        "DELETE FROM checkpoint WHERE size = FIFTH",
        "DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)",
        "INSERT INTO checkpoint (size, root, at) VALUES (999999, zeroblob(32), 0)",
        "UPDATE tile SET hashes = zeroblob(8192)",
        "UPDATE tile SET root = zeroblob(32)",
        "UPDATE ledger SET before = NULL WHERE before IS NOT NULL",
        "UPDATE ledger SET before = before - 1 WHERE seq = 6",
        "UPDATE ledger SET before = 1 WHERE seq = 3",
        "UPDATE view SET bytes = CAST(bytes || X'20' AS BLOB)",
        "UPDATE words SET text = 'Fine', folded = 'fine'",
    ] {
        let sql = sql.replace("FIFTH", fifth);
        let found = after(&history, |raw| {
            let sql = format!("PRAGMA ignore_check_constraints = 1; {sql}");
            raw.execute_batch(&sql).unwrap();
            assert!(raw.changes() > 0, "{sql} changes nothing");
        });
        if found.await.is_none() {
            missed.push(sql);
        }
    }
    assert!(missed.is_empty(), "not found: {missed:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damage_that_a_check_finds_stops_everything_that_gives_authority() {
    let house = House::new().await;
    house.ask("k1", "35.00").await;
    let raw = Connection::open(house.dir.path().join("counterfoil.db")).unwrap();
    raw.execute_batch("UPDATE balance SET held = 0").unwrap();
    assert!(verify(&house.engine).await.problem.is_some());
    let refused = house
        .try_ask("k2", crate::support::request("9.00", crate::support::SHOP))
        .await;
    assert_eq!(refused.unwrap_err().code(), "damaged");
    assert!(!house.engine.gate().health().unwrap().writable);
    assert_eq!(
        house.owner.inbox().await.unwrap().len(),
        0,
        "looking goes on"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_gives_authority_and_that_nobody_signed_stops_an_open_engine() {
    let house = House::new().await;
    house.ask("k1", "35.00").await;
    let size = size(house.dir.path());
    let raw = Connection::open(house.dir.path().join("counterfoil.db")).unwrap();
    let text = String::from_utf8(bytes_of(&raw, 2)).unwrap();
    let sql = "INSERT INTO ledger (seq, bytes) VALUES (?1, ?2)";
    raw.execute(sql, rusqlite::params![size.cast_signed(), text.as_bytes()])
        .unwrap();
    let refused = house
        .try_ask("k2", crate::support::request("9.00", crate::support::SHOP))
        .await;
    assert_eq!(refused.unwrap_err().code(), "damaged");
}
