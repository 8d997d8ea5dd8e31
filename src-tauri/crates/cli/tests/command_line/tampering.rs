//! `verify` on folders that somebody changed.

use rusqlite::Connection;

use crate::support::{BOOKS, Home};

/// A folder with some entries, and how many.
fn home() -> (Home, u64) {
    let home = Home::made();
    home.mandate(BOOKS);
    home.connect("Shop");
    home.run(&["pause"]).ok();
    home.owner(&["resume"]).ok();
    let report = home.run(&["--json", "verify"]).ok().json();
    assert_eq!(report["ok"], true);
    (home, report["entries"].as_u64().unwrap())
}

fn tamper(home: &Home, sql: &str) {
    let database = Connection::open(home.data().join("counterfoil.db")).unwrap();
    let triggers = "DROP TRIGGER ledger_is_append_only_update;
                    DROP TRIGGER ledger_is_append_only_delete;";
    database.execute_batch(&format!("{triggers}{sql}")).unwrap();
}

#[test]
fn an_entry_that_was_changed_is_named() {
    let (home, entries) = home();
    assert!(entries >= 5, "{entries}");
    tamper(
        &home,
        "UPDATE ledger SET bytes = CAST(replace(CAST(bytes AS TEXT), '150.00', '950.00') AS BLOB) WHERE seq = 1;",
    );
    let human = home.run(&["verify"]).failed(3);
    human.says("entry 1").says("backup");
    let ran = home.run(&["--json", "verify"]);
    assert_eq!(ran.code, 3, "{ran:#?}");
    assert_eq!(ran.json()["problem"]["seq"], 1, "{ran:#?}");
    assert_eq!(ran.error()["code"], "damaged");
}

#[test]
fn an_entry_that_was_taken_out_is_named() {
    let (home, _) = home();
    tamper(
        &home,
        "PRAGMA foreign_keys=OFF; DELETE FROM ledger WHERE seq = 2;",
    );
    let ran = home.run(&["--json", "verify"]);
    assert_eq!(ran.code, 3, "{ran:#?}");
    ran.says("2");
}

#[test]
fn an_old_copy_put_in_place_is_noticed() {
    let home = Home::made();
    let old = std::fs::read(home.data().join("counterfoil.db")).unwrap();
    home.connect("Shop");
    for file in ["counterfoil.db-wal", "counterfoil.db-shm"] {
        std::fs::remove_file(home.data().join(file)).ok();
    }
    std::fs::write(home.data().join("counterfoil.db"), old).unwrap();
    let ran = home.run(&["verify"]);
    assert_eq!(ran.code, 3, "{ran:#?}");
}

#[test]
fn what_is_damaged_gives_no_authority() {
    let (home, _) = home();
    tamper(
        &home,
        "UPDATE ledger SET bytes = CAST('{}' AS BLOB) WHERE seq = 1;",
    );
    let refused = home.owner(&["agent", "add", "Other"]);
    assert_eq!(refused.code, 3, "{refused:#?}");
    assert_eq!(home.run(&["doctor", "--listen=127.0.0.1:0"]).code, 3);
}
