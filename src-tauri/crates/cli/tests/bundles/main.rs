//! A bundle is checked by the program in it, with Python and openssl alone, and whatever is changed
//! in it is found.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails where it is"
)]

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use support::{Home, Serving};

#[path = "../command_line/support.rs"]
#[expect(dead_code, reason = "the other tests use what these do not")]
mod support;

/// Limits of several windows, in the currency of some purchases and not of others.
const MANDATE: &str = r#"{"name":"Books","currency":"EUR","limits":{"auto_up_to":"20.00",
    "deny_above":"200.00","periods":[{"window":"month","max":"300.00","rollover":"capped"},
    {"window":"rolling:24h","max":"250.00"},{"window":"total","max":"1000.00"}]},
    "always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":0}"#;

/// Every way a purchase can go that does not need days to pass.
fn record(home: &Home) -> Serving {
    let token = home.connect("Shop");
    home.mandate(MANDATE);
    let serving = home.serve();
    let settle = |id: &str, kind: &str, amount: &str| {
        let body = if amount.is_empty() {
            json!({"receipt": "r"})
        } else {
            json!({"amount": amount, "currency": "EUR", "receipt": "r"})
        };
        let path = format!("/v1/purchases/{id}/{kind}");
        let (code, answer) = serving.post(&token, &format!("{kind}{id}{amount}"), &path, &body);
        assert_eq!(code, 200, "{answer}");
    };
    let paid = serving.bought(&token, "one", "9.90", "authorized");
    settle(&paid, "capture", "5.00");
    settle(&paid, "capture", "4.90");
    settle(&paid, "refund", "1.00");
    let unused = serving.bought(&token, "unused", "12.00", "authorized");
    settle(&unused, "void", "");
    serving.bought(&token, "denied", "350.00", "denied");
    serving.bought(&token, "waits", "21.00", "pending");
    let approved = serving.bought(&token, "approved", "84.90", "pending");
    home.owner(&["approve", &approved]).ok();
    for _ in 0..3 {
        serving.get(&token, &format!("/v1/purchases/{approved}?wait=10"));
    }
    settle(&approved, "capture", "84.90");
    settle(&approved, "dispute", "");
    let rejected = serving.bought(&token, "rejected", "30.00", "pending");
    home.owner(&[
        "reject",
        &rejected,
        "--reason",
        "Too dear; wait for the sale.",
    ])
    .ok();
    let over = serving.bought(&token, "over", "199.00", "pending");
    home.owner(&["approve", &over]).ok();
    speak(home, &approved);
    serving
}

/// Notes and tags: one that stands, one that was replaced, one taken away, one erased.
fn speak(home: &Home, id: &str) {
    home.owner(&["note", id, "Replaced later"]).ok();
    home.owner(&["note", id, "For the trip to Bergen"]).ok();
    home.owner(&["tag", id, "+travel", "+private", "+secret"])
        .ok();
    home.owner(&["tag", id, "-private"]).ok();
    let shown = home.run(&["--json", "show", id]).ok().json();
    let steps = shown["timeline"].as_array().unwrap();
    let secret = steps.iter().find(|step| step["said"] == "secret").unwrap();
    home.owner(&["erase", id, &secret["seq"].to_string()]).ok();
}

fn bundle(home: &Home, query: &[&str], name: &str) -> String {
    let file = home.path(name);
    let mut args = vec!["export"];
    args.extend(query);
    args.extend(["--format", "bundle", "-o", &file]);
    home.run(&args).ok();
    file
}

/// What Python says of it.
fn python(args: &[&str]) -> (bool, String) {
    let mut command = Command::new("python3");
    command
        .args(args)
        .stdin(Stdio::null())
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// What the page of the bundle says of each file.
fn looked_at(page: &str, files: &[String]) -> String {
    let mut command = Command::new("node");
    command.arg(program("page.mjs")).arg(page).args(files);
    let output = command.output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The verifier that came with the bundle.
fn verifier(home: &Home, file: &str) -> String {
    let folder = home.path("taken");
    let (taken, said) = python(&["-m", "zipfile", "-e", file, &folder]);
    assert!(taken, "{said}");
    format!("{folder}/verify.py")
}

fn program(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bundles");
    folder.join(name).display().to_string()
}

#[test]
fn a_bundle_proves_itself_to_somebody_without_counterfoil() {
    let home = Home::made();
    let _serving = record(&home);
    let whole = bundle(&home, &[], "whole.zip");
    let verify = verifier(&home, &whole);
    let (good, said) = python(&[&verify, &whole]);
    assert!(good && said.contains("all there are"), "{said}");
    assert!(said.contains("7 purchases, paid 93.80 EUR"), "{said}");
    let signed = said.split("Signed under ").nth(1).unwrap();
    let key = signed.split(':').next().unwrap();
    let (good, said) = python(&[&verify, &whole, "--key", key]);
    assert!(good, "{said}");
    let (good, said) = python(&[&verify, &whole, "--key", "other+00000000+AA=="]);
    assert!(
        !good && said.contains("not under the key you gave"),
        "{said}"
    );

    let part = bundle(&home, &["status:captured,disputed"], "part.zip");
    let (good, said) = python(&[&verify, &part]);
    assert!(good && said.contains("a selection"), "{said}");
    let quiet = bundle(&home, &["--no-notes"], "quiet.zip");
    let (good, said) = python(&[&verify, &quiet]);
    assert!(good && said.contains("all there are"), "{said}");
    let none = bundle(&home, &["merchant:nowhere"], "none.zip");
    let (good, said) = python(&[&verify, &none]);
    assert!(good && said.contains("0 purchases, paid nothing"), "{said}");
}

#[test]
fn whatever_is_changed_in_a_bundle_is_found_and_located() {
    let home = Home::made();
    let _serving = record(&home);
    let whole = bundle(&home, &[], "whole.zip");
    let part = bundle(&home, &["status:captured,disputed"], "part.zip");
    if let Some(kept) = std::env::var_os("COUNTERFOIL_KEEP_BUNDLES") {
        std::fs::create_dir_all(&kept).unwrap();
        std::fs::copy(&whole, Path::new(&kept).join("whole.zip")).unwrap();
        std::fs::copy(&part, Path::new(&kept).join("part.zip")).unwrap();
    }
    let verify = verifier(&home, &whole);
    let count = std::env::var("COUNTERFOIL_MUTANTS").unwrap_or_else(|_| "200".to_owned());
    for file in [&whole, &part] {
        let kept = tempfile::tempdir_in(home.file(".")).unwrap();
        let folder = kept.path().to_str().unwrap();
        let (all, said) = python(&[&program("mutants.py"), &verify, file, &count, folder]);
        assert!(all, "{said}");
        let changed = std::fs::read_dir(kept.path()).unwrap();
        let changed: Vec<String> = changed
            .map(|file| file.unwrap().path().display().to_string())
            .collect();
        assert!(changed.len() > 10, "{changed:?}");
        let page = verify.replace("verify.py", "verify.html");
        let good = looked_at(&page, std::slice::from_ref(file));
        assert!(good.starts_with("Good"), "{good}");
        let bad = looked_at(&page, &changed);
        assert_eq!(bad.lines().count(), changed.len(), "{bad}");
        assert!(bad.lines().all(|line| line.starts_with("BAD: ")), "{bad}");
        for changed in &changed {
            found_by_the_command_line(&home, changed, file == &whole);
        }
    }
}

/// It ends with 3 and names the entry that was changed, which its file is called after.
fn found_by_the_command_line(home: &Home, changed: &str, whole: bool) {
    let said = home.run(&["--json", "verify", changed]);
    assert_eq!(said.code, 3, "{changed}: {said:#?}");
    let found = said.json();
    let mut named = changed.trim_end_matches(".zip").rsplit('-');
    let (want, kind) = (named.next().unwrap(), named.next().unwrap());
    let seq = &found["problem"]["seq"];
    if whole || kind == "forge" {
        assert_eq!(
            seq,
            &json!(want.parse::<u64>().unwrap()),
            "{changed}: {found}"
        );
    } else {
        assert!(seq.is_u64(), "{changed}: {found}");
    }
}

#[test]
fn the_command_line_checks_a_bundle_without_any_record() {
    let home = Home::made();
    let serving = record(&home);
    let whole = bundle(&home, &[], "whole.zip");
    let part = bundle(&home, &["status:captured,disputed"], "part.zip");
    drop(serving);
    // Two entries that nobody signed stand behind the head.
    home.run(&["pause"]).ok();
    bundle(&home, &[], "before.zip");
    let tail = bundle(&home, &[], "tail.zip");
    let verify = verifier(&home, &tail);
    let (good, said) = python(&[&verify, &tail]);
    assert!(good, "{said}");
    let elsewhere = Home::empty();
    let mut keys = Vec::new();
    for (file, scope) in [(&whole, "whole"), (&part, "selection"), (&tail, "whole")] {
        let found = elsewhere.run(&["--json", "verify", file]).json();
        assert_eq!(
            (&found["ok"], &found["scope"]),
            (&json!(true), &json!(scope)),
            "{found}"
        );
        keys.push(found["key"].as_str().unwrap().to_owned());
    }
    assert_eq!(keys[0], keys[1]);
    elsewhere.run(&["verify", &whole, "--key", &keys[0]]).ok();
    let other = elsewhere.run(&["verify", &whole, "--key", "other+00000000+AA=="]);
    assert_eq!(other.code, 3, "{}", other.err);
    let none = elsewhere.run(&["verify", &elsewhere.path("none.zip")]);
    assert_eq!(none.code, 1, "{}", none.err);
}
