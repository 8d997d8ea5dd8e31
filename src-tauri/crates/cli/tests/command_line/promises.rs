//! `crash-test` keeps to a folder of its own and finds every promise kept.

use serde_json::json;

use crate::support::Home;

#[test]
fn the_crash_test_finds_every_promise_kept_and_says_what_it_did() {
    let home = Home::empty();
    let told = home
        .run(&["--json", "crash-test", "--seconds", "6"])
        .ok()
        .json();
    assert_eq!(told["ok"], true, "{told:#}");
    let tests = told["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 7, "{told:#}");
    for test in tests {
        assert_eq!(test["faults"], json!([]), "{test:#}");
        let counts = test["counts"].as_object().unwrap();
        assert!(
            counts.values().any(|count| count.as_u64() > Some(0)),
            "{test:#}"
        );
    }
    let counts = |nth: usize| &tests[nth]["counts"];
    assert!(counts(4)["kills"].as_u64() > Some(1), "{told:#}");
    assert_eq!(counts(6)["changes found"], 4, "{told:#}");
    assert!(
        !home.data().exists(),
        "the owner's own folder is left alone"
    );
}
