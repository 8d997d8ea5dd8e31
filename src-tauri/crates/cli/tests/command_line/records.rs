//! `activity`, `export`, `verify FILE`

use serde_json::Value;

use crate::support::{BOOKS, Home, PROGRAM, Ran, Serving, mode};

/// One automatic and captured, one waiting, one denied.
fn three(home: &Home) -> (Serving, String) {
    let token = home.connect("Shop");
    home.mandate(BOOKS);
    let serving = home.serve();
    let paid = serving.bought(&token, "one", "9.90", "authorized");
    let receipt = serde_json::json!({"amount":"9.90","currency":"EUR","receipt":"r-1"});
    let (code, answer) = serving.post(
        &token,
        "x",
        &format!("/v1/purchases/{paid}/capture"),
        &receipt,
    );
    assert_eq!(code, 200, "{answer}");
    serving.bought(&token, "two", "84.90", "pending");
    serving.bought(&token, "three", "350.00", "denied");
    (serving, paid)
}

#[test]
fn activity_searches_and_pages() {
    let home = Home::made();
    home.run(&["activity"]).ok().says("No purchase matches");
    let (_serving, paid) = three(&home);
    home.run(&["activity"])
        .ok()
        .says("3 purchases, paid 9.90 EUR")
        .says("captured by rule");
    let found = home
        .run(&["--json", "activity", "status:captured"])
        .ok()
        .json();
    assert_eq!(found["items"][0]["id"], paid);
    assert_eq!(found["count"], 1);
    assert_eq!(found["paid"][0]["amount"], "9.90");
    assert_eq!(
        home.run(&["--json", "activity", "amount>50EUR"])
            .ok()
            .json()["count"],
        2
    );
    assert_eq!(
        home.run(&["--json", "activity", "-status:denied", "nordlicht"])
            .ok()
            .json()["count"],
        2
    );
    home.run(&["activity", "mercant:x"]).ok().says("mercant");

    let first = home
        .run(&["--json", "activity", "--limit", "2"])
        .ok()
        .json();
    let next = first["next"].as_str().unwrap();
    let second = home
        .run(&["--json", "activity", "--limit", "2", "--after", next])
        .ok()
        .json();
    assert_eq!(
        (first["items"].as_array().unwrap().len(), &second["next"]),
        (2, &Value::Null)
    );
    assert_eq!(second["items"][0]["id"], paid);
    home.run(&["activity", "--after", "page2"])
        .failed(2)
        .says("cursor");
    home.run(&[
        "activity",
        "--after",
        "pur_00000000000000000000000000000001",
    ])
    .failed(1);
}

#[test]
fn an_export_is_whole_and_agrees_with_the_record() {
    let home = Home::made();
    let (_serving, paid) = three(&home);
    for form in ["jsonl", "json"] {
        let file = home.path(form);
        let done = home
            .run(&["--json", "export", "--format", form, "-o", &file])
            .ok()
            .json();
        assert_eq!(
            (&done["count"], &done["paid"]["EUR"]),
            (&Value::from(3), &Value::from("9.90"))
        );
        assert_eq!(mode(&home.file(form)), 0o600);
        home.run(&["verify", &file])
            .ok()
            .says("agrees with the record")
            .says("3 purchases");
        let checked = home.run(&["--json", "verify", &file]).ok().json();
        assert_eq!(
            (&checked["ok"], &checked["same"]),
            (&Value::from(true), &Value::from(3))
        );
    }
    let file = home.path("table.csv");
    home.run(&["export", "status:captured", "--format", "csv", "-o", &file])
        .ok()
        .says("Wrote 1 purchase, paid 9.90 EUR");
    let table = std::fs::read_to_string(&file).unwrap();
    assert_eq!(table.matches("\r\n").count(), 2);
    assert!(
        table.starts_with("id,requested_at,agent,") && table.contains(&paid),
        "{table}"
    );
    home.run(&["verify", &file]).failed(1).says("not an export");
}

#[test]
fn an_export_that_was_changed_is_found_out() {
    let home = Home::made();
    let (_serving, _) = three(&home);
    let file = home.path("e.jsonl");
    home.run(&["export", "--format", "jsonl", "-o", &file]).ok();
    let text = std::fs::read_to_string(&file).unwrap();
    let changed: [String; 5] = [
        text.replace("\"84.90\"", "\"84.91\""),
        text.replace("Nordlicht", "Nordlight"),
        text.replace("\"count\":3", "\"count\":4"),
        text.split_inclusive('\n').take(3).collect(),
        text.replacen("\"size\":", "\"size\":1", 1),
    ];
    for other in changed {
        assert_ne!(other, text);
        home.write("changed.jsonl", &other);
        let found = home
            .run(&["--json", "verify", &home.path("changed.jsonl")])
            .failed(3)
            .error();
        assert!(
            ["damaged", "export_damaged"].contains(&found["code"].as_str().unwrap()),
            "{found}"
        );
    }
    // The export of another folder is whole, and not of this record.
    let other = Home::made();
    other
        .run(&["verify", &file])
        .failed(3)
        .says("not signed under this record's key");
}

#[test]
fn an_export_never_leaves_half_a_file_nor_replaces_one_unasked() {
    let home = Home::made();
    let file = home.write("there.csv", "mine");
    let args = ["export", "--format", "csv", "-o", &file];
    home.run(&args)
        .failed(1)
        .says("is there already")
        .says("--force");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    home.run(&[&args[..], &["--force"]].concat()).ok();
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("id,"));
    let nowhere = home.path("missing/e.csv");
    home.run(&["export", "--format", "csv", "-o", &nowhere])
        .failed(1)
        .says("cannot be written");
    let misread = home.path("misread.csv");
    home.run(&["export", "status:lost", "--format", "csv", "-o", &misread])
        .failed(2)
        .says("lost");
    assert!(!home.file("misread.csv").exists());
    let left: Vec<_> = std::fs::read_dir(home.file(".")).unwrap().collect();
    assert_eq!(left.len(), 2, "data and there.csv: {left:?}");
}

#[test]
fn an_export_is_itself_in_the_record() {
    let home = Home::made();
    let entries = || {
        home.run(&["--json", "verify"]).ok().json()["entries"]
            .as_u64()
            .unwrap()
    };
    let before = entries();
    home.run(&["export", "--format", "json", "-o", &home.path("e.json")])
        .ok();
    assert_eq!(entries(), before + 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_leaves_no_part_of_a_file() {
    let home = Home::made();
    let (_serving, _) = three(&home);
    let alone = Ran::of(home.command("unshare", &["-rm", "true"]).output());
    if alone.code != 0 {
        assert!(std::env::var_os("CI").is_none(), "{alone:?}");
        eprintln!("SKIPPED: no file system of one's own here: {alone:?}");
        return;
    }
    let small = home.path("small");
    std::fs::create_dir(&small).unwrap();
    // A file system of one page, which only what runs in there can see.
    let script = format!(
        "mount -t tmpfs -o size=4k none '{small}' && \"$@\"; code=$?; ls -A '{small}'; exit $code"
    );
    for form in ["csv", "pdf", "bundle"] {
        let output = home
            .command("unshare", &["-rm", "sh", "-c", &script, "sh", PROGRAM])
            .args(["export", "--format", form, "-o", &format!("{small}/export")])
            .output();
        let ran = Ran::of(output);
        if form == "csv" {
            // So little fits.
            assert_eq!(ran.ok().out.lines().last(), Some("export"));
        } else {
            let ran = ran.failed(1);
            ran.says("could not be written");
            assert_eq!(ran.out, "", "{form}");
        }
    }
}
