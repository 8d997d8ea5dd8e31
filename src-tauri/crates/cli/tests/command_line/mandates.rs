//! `mandate …`

use crate::support::{BOOKS, Home};

#[test]
fn a_mandate_is_set_amended_and_revoked_and_all_of_it_is_kept() {
    let home = Home::made();
    home.run(&["mandate", "list"])
        .ok()
        .says("There is no mandate");
    let file = home.write("mandate.json", BOOKS);
    home.owner(&["mandate", "add", "--file", &file])
        .ok()
        .says("Books, version 1")
        .says("20.00 EUR");
    let list = home.run(&["--json", "mandate", "list"]).ok().json();
    let id = list["items"][0]["id"].as_str().unwrap();
    assert_eq!(list["items"][0]["periods"][0]["left"], "150.00");
    assert_eq!(list["items"][0]["document"]["name"], "Books");
    home.run(&["mandate", "list"])
        .ok()
        .says("150.00 EUR per month")
        .says(id);

    let wider = home.write("wider.json", &BOOKS.replace("\"20.00\"", "\"30.00\""));
    let amended = home
        .owner(&["--json", "mandate", "amend", id, "--file", &wider])
        .ok()
        .json();
    assert_eq!(amended["version"], 2);
    assert_eq!(amended["changes"][0]["widens"], true);
    let same = home.owner(&["mandate", "amend", id, "--file", &wider]).ok();
    same.says("nothing was changed");

    home.run(&["mandate", "show", id])
        .ok()
        .says("version 2")
        .says("\"30.00\"");
    let history = home.run(&["--json", "mandate", "history", id]).ok().json();
    let versions: Vec<&serde_json::Value> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["version"])
        .collect();
    assert_eq!(versions, [2, 1]);
    home.run(&["mandate", "history", id])
        .ok()
        .says("Version 2")
        .says("first version");

    home.owner(&["mandate", "revoke", id])
        .ok()
        .says("is revoked");
    home.owner(&["mandate", "revoke", id]).failed(1);
    assert_eq!(
        home.run(&["--json", "mandate", "list"]).ok().json()["items"],
        serde_json::json!([])
    );
    let all = home
        .run(&["--json", "mandate", "list", "--all"])
        .ok()
        .json();
    assert_eq!(all["items"][0]["state"], "revoked");
}

#[test]
fn a_bad_document_is_refused_by_field_before_a_passphrase_is_asked() {
    let home = Home::made();
    let wrong = [
        (BOOKS.replace("\"20.00\"", "\"20,00\""), "auto_up_to"),
        (BOOKS.replace("\"20.00\"", "20.00"), "auto_up_to"),
        (BOOKS.replace("EUR", "eur"), "currency"),
        (BOOKS.replace("undo_seconds", "undo"), "undo"),
        (BOOKS.replace("\"name\":\"Books\",", ""), "name"),
        (BOOKS.replace("month", "rolling:1h"), "window"),
        ("[]".to_owned(), ""),
        (String::new(), ""),
        ("{".to_owned(), ""),
    ];
    for (document, field) in wrong {
        let file = home.write("wrong.json", &document);
        // No terminal and no descriptor: exit 1 shows that nobody was asked.
        let refused = home
            .run(&["--json", "mandate", "add", "--file", &file])
            .failed(1)
            .error();
        let message = refused["message"].as_str().unwrap();
        assert!(message.contains(field), "{field} in {message}");
    }
    home.owner(&["mandate", "list"])
        .ok()
        .says("There is no mandate");
}

#[test]
fn a_file_that_cannot_be_a_document_is_not_read_whole() {
    let home = Home::made();
    let large = home.write(
        "large.json",
        &format!("{{\"name\":\"{}\"}}", "a".repeat(65_536)),
    );
    let refused = home
        .run(&["--json", "mandate", "add", "--file", &large])
        .failed(1)
        .error();
    assert_eq!(refused["code"], "too_large");
    home.run(&["mandate", "add", "--file", "/dev/zero"])
        .failed(1)
        .says("64 KiB");
    let missing = home.path("missing.json");
    home.run(&["mandate", "add", "--file", &missing])
        .failed(1)
        .says("missing.json");
}

#[test]
fn a_mandate_that_is_not_there_is_not_found() {
    let home = Home::made();
    let id = "man_00000000000000000000000000000001";
    let file = home.write("mandate.json", BOOKS);
    home.run(&["mandate", "show", id])
        .failed(1)
        .says("no mandate");
    home.run(&["mandate", "history", id]).failed(1);
    home.run(&["mandate", "revoke", id]).failed(1);
    home.run(&["mandate", "amend", id, "--file", &file])
        .failed(1);
}

#[test]
fn a_paused_budget_says_so_asks_about_everything_and_is_resumed_by_widening() {
    let home = Home::made();
    let token = home.connect("Shop");
    let id = home.mandate(BOOKS);
    let serving = home.serve();
    let paused = home.write("paused.json", &BOOKS.replacen('{', "{\"paused\":true,", 1));
    let done = home.owner(&["--json", "mandate", "amend", &id, "--file", &paused]);
    let done = done.ok().json();
    assert_eq!(done["state"], "paused");
    assert_eq!(done["changes"][0]["widens"], false);
    home.run(&["mandate", "list"]).ok().says("paused");
    let waiting = serving.bought(&token, "one", "5.00", "pending");
    home.run(&["show", &waiting])
        .ok()
        .says("Books is paused and asks about everything");
    let resumed = home.write("resumed.json", BOOKS);
    let done = home.owner(&["--json", "mandate", "amend", &id, "--file", &resumed]);
    assert_eq!(done.ok().json()["changes"][0]["widens"], true);
    serving.bought(&token, "two", "6.00", "authorized");
}

#[test]
fn a_version_is_restored_and_a_limit_raised_with_the_passphrase_only() {
    let home = Home::made();
    let id = home.mandate(BOOKS);
    let wider = home.write("wider.json", &BOOKS.replace("\"20.00\"", "\"30.00\""));
    home.owner(&["mandate", "amend", &id, "--file", &wider])
        .ok();
    home.run(&["mandate", "restore", &id, "--version", "1"])
        .failed(4);
    let restored = home
        .owner(&["--json", "mandate", "restore", &id, "--version", "1"])
        .ok()
        .json();
    assert_eq!(restored["version"], 3);
    assert_eq!(restored["auto_up_to"], "20.00");
    assert_eq!(restored["changes"][0]["widens"], false);
    home.run(&["mandate", "restore", &id, "--version", "9"])
        .failed(1)
        .says("no mandate version");

    let raise = ["mandate", "raise", &id, "--window", "month", "--amount"];
    let with = |amount: &'static str| [&raise[..], &[amount]].concat();
    home.run(&with("20.00")).failed(4);
    home.owner(&with("20.00"))
        .ok()
        .says("20.00 EUR over its limit");
    let shown = home.run(&["--json", "mandate", "show", &id]).ok().json();
    assert_eq!(shown["periods"][0]["left"], "170.00");
    home.owner(&with("0")).failed(1);
    home.run(&[
        "mandate",
        "raise",
        &id,
        "--window",
        "fortnight",
        "--amount",
        "1",
    ])
    .failed(2)
    .says("rolling:24h");
}

#[test]
fn a_backtest_says_what_a_document_would_have_done_and_changes_nothing() {
    let home = Home::made();
    let token = home.connect("Shop");
    let id = home.mandate(BOOKS);
    let serving = home.serve();
    for (key, amount) in [("a", "25.00"), ("b", "28.00"), ("c", "60.00")] {
        serving.bought(&token, key, amount, "pending");
    }
    let rejected = serving.bought(&token, "d", "29.00", "pending");
    home.run(&["reject", &rejected]).ok();
    let file = home.write("wider.json", &BOOKS.replace("\"20.00\"", "\"30.00\""));
    let report = home
        .run(&["--json", "mandate", "backtest", "--file", &file])
        .ok()
        .json();
    assert_eq!(report["mandate"], id.as_str());
    assert_eq!(report["requests"], 4);
    assert_eq!(report["present"]["ask"]["count"], 4);
    assert_eq!(report["changed"]["auto"]["count"], 3);
    assert_eq!(report["changed"]["ask"]["sums"][0]["amount"], "60.00");
    assert_eq!(report["groups"][0]["rejected"], true);
    assert_eq!(report["groups"][0]["purchases"][0]["id"], rejected.as_str());
    home.run(&["mandate", "backtest", "--file", &file, "--days", "30"])
        .ok()
        .says("Would have auto-approved 3, asked 1, denied 0.")
        .says("1 purchase you rejected would now go through")
        .says("2 purchases: asked, would be auto-approved")
        .says("treat this as a hint")
        .says("cannot know what agents would have tried");
    let version = home.run(&["--json", "mandate", "show", &id]).ok().json();
    assert_eq!(version["version"], 1);
}
