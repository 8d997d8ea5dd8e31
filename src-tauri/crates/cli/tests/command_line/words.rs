//! `note`, `tag` and `erase`

use serde_json::json;

use crate::support::{BOOKS, Home};

/// A data folder with one purchase that was paid by itself.
fn bought() -> (Home, crate::support::Serving, String) {
    let home = Home::made();
    let token = home.connect("Shop");
    home.mandate(BOOKS);
    let serving = home.serve();
    let id = serving.bought(&token, "one", "9.90", "authorized");
    (home, serving, id)
}

#[test]
fn only_the_owner_notes_and_tags_and_everybody_here_may_read_it() {
    let (home, _serving, id) = bought();
    home.run(&["note", &id, "For the trip"]).failed(4);
    home.run(&["tag", &id, "+travel"]).failed(4);
    home.run(&["erase", &id, "3"]).failed(4);
    home.owner(&["note", &id, "For the trip"])
        .ok()
        .says("Noted");
    let tagged = home
        .owner(&["--json", "tag", &id, "+travel", "+private"])
        .ok();
    assert_eq!(tagged.json()["tags"], json!(["travel", "private"]));
    home.owner(&["tag", &id, "-private", "+Kunde-7"])
        .ok()
        .says("Its tags are now: travel, Kunde-7.");
    home.owner(&["tag", &id, "-private"]).failed(1);
    home.run(&["tag", &id, "travel"]).failed(2);
    home.run(&["show", &id])
        .ok()
        .says("For the trip")
        .says("travel, Kunde-7")
        .says("Tag removed: private");
    let found = |query: &str| home.run(&["--json", "activity", query]).ok().json();
    for query in ["tag:kunde-7", "note:trip", "has:note", "trip"] {
        assert_eq!(found(query)["items"][0]["id"], id, "{query}");
    }
    home.run(&["verify"]).ok();
}

#[test]
fn an_export_has_tags_and_on_request_no_notes() {
    let (home, _serving, id) = bought();
    home.owner(&["note", &id, "For the trip"]).ok();
    home.owner(&["tag", &id, "+travel"]).ok();
    let row = |file: &str, more: &[&str]| {
        let path = home.path(file);
        let mut args = vec!["export", "--format", "jsonl", "-o", &path];
        args.extend(more);
        home.run(&args).ok();
        let text = std::fs::read_to_string(&path).unwrap();
        let line = text.lines().nth(1).unwrap().to_owned();
        serde_json::from_str::<serde_json::Value>(&line).unwrap()
    };
    let all = row("all.jsonl", &[]);
    assert_eq!(
        (&all["tags"], &all["note"]),
        (&json!(["travel"]), &json!("For the trip"))
    );
    let less = row("less.jsonl", &["--no-notes"]);
    assert_eq!(
        (&less["tags"], &less["note"]),
        (&json!(["travel"]), &json!(null))
    );
}

#[test]
fn what_is_erased_is_not_shown_any_more_and_the_record_stays_good() {
    let (home, _serving, id) = bought();
    home.owner(&["note", &id, "A secret"]).ok();
    let shown = home.run(&["--json", "show", &id]).ok().json();
    let steps = shown["timeline"].as_array().unwrap();
    let seq = steps
        .iter()
        .find(|step| step["kind"] == "purchase.noted")
        .unwrap()["seq"]
        .to_string();
    home.owner(&["erase", &id, &seq]).ok().says("erased");
    home.owner(&["erase", &id, &seq]).failed(1);
    let shown = home.run(&["--json", "show", &id]).ok().json();
    assert!(!shown.to_string().contains("secret"), "{shown}");
    home.run(&["verify"]).ok();
}
